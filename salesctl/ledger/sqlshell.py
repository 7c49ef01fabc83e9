"""`ledger sql` (查询): SELECT and nothing else, on a connection that can't write, attach, load or change settings.

A query may be a bomb by malice or by a forgotten join, so its time, memory, rows and bytes have a bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from salesctl.errors import Usage
from salesctl.ledger.engine import Ledger
from salesctl.locale import _

_ALLOWED = {20, 21, 31, 33}
"""SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE."""
_FORBIDDEN = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "optimize", "sqlite_log"}
SECONDS = 60.0
"""Of SQLite's own work on one query; what the reader of the rows takes does not count."""
HEAP = 512 << 20
ROWS = 1_000_000
BYTES = 256 << 20
"""Bounds of SQLite's memory, and of what one query returns."""
_EXPLAIN = re.compile(r"\s*EXPLAIN\b", re.IGNORECASE)
_SELECT = re.compile(r"\s*(?:EXPLAIN\s+)?(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*""")
_STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock: some tenths of a millisecond."""


@dataclass(slots=True)
class Answer:
    """Names of the columns, and the rows as they come; close it when done."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]
    close: Callable[[], None]


class _Watch:
    """Counts the time the engine works."""

    def __init__(self) -> None:
        self.left = SECONDS
        self.until = 0.0
        self.late = False

    @contextmanager
    def runs(self) -> Iterator[None]:
        """Let the clock run for what is done inside."""
        self.until = monotonic() + self.left
        try:
            yield
        finally:
            self.left = self.until - monotonic()

    def over(self) -> int:
        """Tell SQLite whether to stop; called by it now and then, which lets Ctrl-C through, too."""
        self.late = self.late or monotonic() > self.until
        return int(self.late)


def check(ledger: Ledger, query: str) -> None:
    """Raise Usage for what is not one SELECT that the engine understands; nothing of it is run."""
    plan = select(ledger, f"EXPLAIN {query}")
    try:
        # REINDEX asks the authorizer nothing; only what returns rows has this instruction.
        if not ledger.on_server and not any(row[1] == "ResultRow" for row in plan.rows):
            raise _nothing()
    finally:
        plan.close()


def select(ledger: Ledger, query: str) -> Answer:
    """Run one SELECT; raises Usage for anything else, for SQL the engine does not understand, and for a bomb.

    In rollback-journal mode the rows, while they come, keep writers waiting: note the query before it is run.
    """
    module, watch = ledger.driver.module, _Watch()
    source, close = _on_server(ledger, query) if ledger.on_server else _in_file(ledger, watch)
    try:
        with _said(module, watch):
            cursor = source.execute(query)
        if cursor.description is None:
            raise _nothing()
    except BaseException:
        close()
        raise
    return Answer([column[0] for column in cursor.description], _rows(module, cursor, watch, close), close)


def _in_file(ledger: Ledger, watch: _Watch) -> tuple[Any, Callable[[], None]]:
    module = ledger.driver.module
    connection = module.connect(f"{ledger.file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute(f"PRAGMA hard_heap_limit={HEAP}")

    def allow(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
        if action not in _ALLOWED or (action == 31 and (second or "").lower() in _FORBIDDEN):
            return 1
        if action == 20 and (first or "").lower().startswith("pragma_"):
            return 1  # refused when it runs, too; here before the query is noted
        return 0

    connection.set_authorizer(allow)
    connection.set_progress_handler(watch.over, _STEPS)
    return connection, connection.close


def _on_server(ledger: Ledger, query: str) -> tuple[Any, Callable[[], None]]:
    """Open a transaction that can't write and is stopped in time; what its login may see, the server decides."""
    if not _SELECT.match(query) or ";" in _QUOTED.sub(" ", query.rstrip("; \n\t")):
        raise _nothing()
    raw = ledger.engine.raw_connection()
    plain: Any = raw.driver_connection
    plain.read_only = True
    module = ledger.driver.module
    plain.execute(f"SET LOCAL statement_timeout = '{int(SECONDS)}s'")
    cursor = module.Cursor(plain) if _EXPLAIN.match(query) else module.ServerCursor(plain, "sql")

    def close() -> None:
        cursor.close()
        raw.close()

    return _One(cursor), close


class _One:
    """A cursor that sends a statement with its (no) values apart: the server then refuses a second one behind it."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, query: str) -> Any:
        """Run the statement."""
        return self._cursor.execute(query.replace("%", "%%"), ())


def _rows(module: Any, cursor: Any, watch: _Watch, close: Callable[[], None]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, and stop where there are more of them than anyone reads; who is asked stays open until then."""
    size, rows = 0, iter(cursor)
    try:
        for _number in range(ROWS):
            with _said(module, watch):
                row = next(rows, None)
            if row is None:
                return
            size += sum(len(value) for value in row if isinstance(value, str | bytes))
            if size > BYTES:
                break
            yield row
        else:
            with _said(module, watch):
                if next(rows, None) is None:
                    return
    finally:
        close()
    raise Usage(
        _("The query returns more than {n} rows or {m} MiB.", n=ROWS, m=BYTES >> 20),
        hint=_("Ask for less: name the columns, a day, or a LIMIT."),
    )


@contextmanager
def _said(module: Any, watch: _Watch) -> Iterator[None]:
    """Let the engine work, and say what it says in our words: an error of the query is none of the ledger."""
    try:
        with watch.runs():
            yield
    except MemoryError:
        raise Usage(
            _("The query needs more than {n} MiB of memory.", n=HEAP >> 20),
            hint=_("Ask for less: name the columns, a day, or a LIMIT."),
        ) from None
    except (module.Error, module.Warning, ValueError) as error:
        if watch.late or getattr(error, "sqlstate", "") == "57014":
            raise Usage(
                _("The query was stopped after {n} seconds.", n=int(SECONDS)),
                hint=_("Ask for less: name the columns, a day, or a LIMIT."),
            ) from None
        raise Usage(
            _("The query can't be run: {why}", why=error), hint=_("Only one SELECT is allowed; tables: docs/ledger.md")
        ) from error


def _nothing() -> Usage:
    return Usage(_("The query returns nothing."), hint=_("Only one SELECT is allowed; tables: docs/ledger.md"))
