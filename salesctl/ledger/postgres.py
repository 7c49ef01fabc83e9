"""PostgreSQL (服务器台账): connecting to the schema that holds a ledger, the writers' lock, its errors in our words.

A write takes an advisory lock of the schema first, as SQLite's writers take theirs: rules read before they write, and
two writers that can't see each other could each break what the other relies on. Readers wait for nobody and see one
state throughout.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, QueuePool, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.schema import Column
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from salesctl.errors import Busy, Damaged, Full, Lost, NotAllowed, OutOfReach, ReadOnly, Refused, SalesError
from salesctl.ledger.address import Address
from salesctl.ledger.compiled import share
from salesctl.ledger.spelling import Cursor, Number, ServerCursor, Truth
from salesctl.locale import _

OLDEST = 15
LOCK_WAIT = 60
LOCK = 0x53414C45
"""First key of the advisory lock; the second is the schema's name, hashed."""
TAKE_LOCK = "SELECT pg_advisory_xact_lock(?, hashtext(?))"


class Nowhere(psycopg.OperationalError):
    """There is no server of that name, or no way to it: waiting for it to come back would be in vain."""


class Compiler(PGCompiler_psycopg):
    """What SQLite does without being told: nulls come first, LIKE folds the letters a to z."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """Sort nulls as SQLite does, first upwards and last downwards."""
        clauses = [_with_nulls(clause) for clause in select._order_by_clauses]
        text = self._generate_delimited_list(clauses, ", ", **kw)  # type: ignore[no-untyped-call]
        return f" ORDER BY {text}" if text else ""

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Compare without regard to case: under the collation "C" that is a to z alone."""
        return self.visit_ilike_op_binary(binary, operator, **kw)

    def visit_ilike_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        escape = binary.modifiers.get("escape", None)
        left, right = (self.process(side, **kw) for side in (binary.left, binary.right))
        # PostgreSQL takes \ for an escape where none is named; SQLite takes none.
        sign = (escape or "").replace("'", "''")
        return f"{left} ILIKE {right} ESCAPE '{sign}'"


def _with_nulls(clause: Any) -> Any:
    inner = getattr(clause, "element", clause) if clause.__visit_name__ == "label_reference" else clause
    plain = inner
    down = False
    if isinstance(inner, UnaryExpression):
        if inner.modifier in (operators.nulls_first_op, operators.nulls_last_op):
            return clause
        down = inner.modifier is operators.desc_op
        plain = inner.element
    if isinstance(plain, Column) and not plain.nullable:
        return clause  # then an index serves it
    return inner.nulls_last() if down else inner.nulls_first()


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's PostgreSQL with `?` for values, asking the server nothing but what it was sent for."""

    statement_compiler = Compiler
    supports_statement_cache = True

    def initialize(self, connection: Any) -> None:
        """Take the server's version from the connection; all else is known."""
        number = connection.connection.dbapi_connection.info.server_version
        self.server_version_info = (number // 10000, number % 10000)
        self.default_schema_name = None
        self._backslash_escapes = False

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Say whether an error means that the connection is gone."""
        return isinstance(e, psycopg.OperationalError) and (
            connection is None or connection.closed or connection.broken
        )


registry.register("salesctl_pg", __name__, "Dialect")


def engine_of(place: Address, guard: Callable[..., None], guard_commit: Callable[[Any], None]) -> Engine:
    """Return the engine of a ledger in PostgreSQL; nothing is connected yet."""
    engine = share(
        create_engine(
            "salesctl_pg://",
            module=psycopg,
            creator=partial(_connect, place),
            poolclass=QueuePool,
            paramstyle="qmark",
            hide_parameters=True,
        )
    )
    event.listen(engine, "before_cursor_execute", guard)
    event.listen(engine, "commit", guard_commit)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        raw = connection.connection.dbapi_connection
        write = bool(connection.get_execution_options().get("ledger_write"))
        level = psycopg.IsolationLevel
        raw.isolation_level = level.READ_COMMITTED if write else level.REPEATABLE_READ
        raw.read_only = not write
        if write:
            connection.exec_driver_sql(TAKE_LOCK, (LOCK, place.schema))

    return engine


def _connect(place: Address) -> Any:
    settings = {
        "search_path": f'"{place.schema}"',
        "lock_timeout": f"{LOCK_WAIT}s",
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": "15min",
    }
    given = {
        "connect_timeout": "10",
        "application_name": "salesctl",
        **place.libpq,
        "client_encoding": "utf8",
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }
    try:
        made = _asked(make_conninfo(**given))
    except psycopg.OperationalError as error:
        if error.sqlstate is None and not _COMING.search(str(error)):
            raise Nowhere(str(error)) from error
        raise
    made.adapters.register_loader("numeric", Number)
    made.adapters.register_dumper(bool, Truth)
    made.cursor_factory = Cursor
    made.server_cursor_factory = ServerCursor
    made.prepare_threshold = None if place.libpq.get("prepare") == "no" else 3
    version = made.info.server_version // 10000
    if version < OLDEST:
        made.close()
        raise OutOfReach(
            _("The server is PostgreSQL {version}; salesctl needs {oldest} or newer.", version=version, oldest=OLDEST),
            retry=False,
        )
    if made.info.parameter_status("server_encoding") != "UTF8":
        made.close()
        raise OutOfReach(
            _("The database is not encoded in UTF-8."),
            hint="createdb --encoding=UTF8 --template=template0",
            retry=False,
        )
    return made


def _asked(given: str) -> Any:
    """Connect; where the server wants a password that no file holds, ask for it on a terminal."""
    try:
        return psycopg.connect(given)
    except psycopg.OperationalError as error:
        asks = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
        if "no password supplied" not in str(error) or not asks:
            raise
    from getpass import getpass

    return psycopg.connect(given, password=getpass(_("Password of the database: ")))


_COMING = re.compile("refused|拒绝|starting up|shutting down|recovery mode|启动|关闭|恢复模式")
"""What is said where a server goes or comes: libpq has no code for it, and tells it in the server's language."""
_LOST = re.compile(r"08|40001|40P01|57P0[123]|25P0[34]")
_OWN = frozenset({"entry", "change", "book", "shape", "leafpart", "counter", "search"})


def lost(error: Exception) -> bool:
    """Say whether the connection or the transaction was lost through nobody's fault: the same may be tried again."""
    why = getattr(error, "orig", None) or error
    if isinstance(why, Nowhere):
        return False
    state = getattr(why, "sqlstate", None)
    if state is None:  # never reached the server, or lost it
        return isinstance(why, (psycopg.OperationalError, psycopg.InterfaceError))
    return bool(_LOST.match(state))


def told(error: Exception, place: Address) -> SalesError | None:
    """Turn an engine's error into the published one; None for a defect of ours."""
    why = getattr(error, "orig", None) or error
    if not isinstance(why, psycopg.Error):
        return None
    state = why.sqlstate or ""
    said = (why.diag.message_primary or str(why)).strip().splitlines()[:1] or [type(why).__name__]
    if state in ("55P03", "57014"):
        return Busy(_("The ledger is busy ({n} s). Nothing written; run it again.", n=LOCK_WAIT), retry=True)
    if state in ("53100", "53200"):
        return Full(
            _("No space left for {path}. Nothing written.", path=place),
            hint=_("Free some space and run it again."),
            retry=True,
        )
    if state == "25006":
        return ReadOnly(
            _("{path} is read-only.", path=place),
            hint=_("Ask the owner of the file, or name another ledger with --ledger."),
            retry=False,
        )
    if state == "42501":
        return NotAllowed(
            _("The database refuses it: {why}.", why=said[0]),
            hint=_("Ask the ledger's owner to grant your login what it needs on the schema."),
        )
    if state == "23505" and why.diag.table_name not in _OWN:
        if (why.diag.constraint_name or "").endswith("_number"):
            return Refused(
                _("The next number is already taken."),
                hint=_("Have the ledger's owner look at it: salesctl ledger verify"),
            )
        key = re.search(r"\(([^,()]+)", why.diag.message_detail or "")
        name = key[1].strip('" ') if key else why.diag.constraint_name or "?"
        return Refused(
            _("{name} is already taken.", name=name),
            hint=_("Another entry took it meanwhile; look, then run it again."),
        )
    if state == "3F000":
        return OutOfReach(_("{path} holds no ledger.", path=place), hint=_("Make one: salesctl init"), retry=False)
    if state.startswith("XX") or state in ("42P01", "42703"):
        return Damaged(
            _("{path} is damaged: {why}.", path=place, why=said[0]),
            hint=_("Run: salesctl ledger verify; if it can't be mended, go on with the last backup."),
        )
    if lost(error) or isinstance(why, Nowhere) or state.startswith(("28", "3D", "53")):
        gone = lost(error)
        kind = Lost if gone else OutOfReach
        again = gone or isinstance(why, Nowhere) or state.startswith("53")
        return kind(
            _("{path} can't be reached: {why}.", path=place, why=said[0].rstrip(".")),
            hint=_("Look whether the server runs and the address is right, then run it again."),
            retry=again,
        )
    return None
