"""`ledger sql` (查询): SELECT and nothing else, on a connection that can't write, attach, load or change settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from salesctl.errors import Usage
from salesctl.ledger.engine import Ledger
from salesctl.locale import _

_ALLOWED = {20, 21, 31, 33}
"""SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE."""
_FORBIDDEN = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_EXPLAIN = re.compile(r"\s*EXPLAIN\b", re.IGNORECASE)
_SELECT = re.compile(r"\s*(?:EXPLAIN\s+)?(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """Names of the columns, and the rows as they come; close it when done."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]
    close: Callable[[], None]


def check(ledger: Ledger, query: str) -> None:
    """Raise Usage for what is not one SELECT that the engine understands; nothing of it is run."""
    select(ledger, f"EXPLAIN {query}").close()


def select(ledger: Ledger, query: str) -> Answer:
    """Run one SELECT; raises Usage for anything else, and for SQL the engine does not understand.

    In rollback-journal mode the rows, while they come, keep writers waiting: note the query before it is run.
    """
    module = ledger.driver.module
    connection, close = _on_server(ledger, query) if ledger.on_server else _in_file(ledger)
    try:
        cursor = connection.execute(query)
    except (module.Error, module.Warning, ValueError) as error:
        close()
        raise _wrong(_("The query can't be run: {why}", why=error)) from error
    if cursor.description is None:
        close()
        raise _wrong(_("The query returns nothing."))
    return Answer([column[0] for column in cursor.description], _rows(cursor, close), close)


def _rows(cursor: Any, close: Callable[[], None]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows; who is asked stays open as long as they come."""
    try:
        yield from cursor
    finally:
        cursor.close()
        close()


def _wrong(message: str) -> Usage:
    return Usage(message, hint=_("Only one SELECT is allowed; tables: docs/ledger.md"))


def _in_file(ledger: Ledger) -> tuple[Any, Callable[[], None]]:
    module = ledger.driver.module
    connection = module.connect(f"{ledger.file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA trusted_schema=OFF")

    def allow(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
        if action not in _ALLOWED or (action == 31 and (second or "").lower() in _FORBIDDEN):
            return 1
        return 0

    connection.set_authorizer(allow)
    return connection, connection.close


def _on_server(ledger: Ledger, query: str) -> tuple[Any, Callable[[], None]]:
    """Open a transaction that can't write; what the login may see, row security decides."""
    if not _SELECT.match(query):
        raise _wrong(_("The query is no SELECT."))
    raw = ledger.engine.raw_connection()
    plain: Any = raw.driver_connection
    plain.read_only = True
    module = ledger.driver.module
    cursor = module.Cursor(plain) if _EXPLAIN.match(query) else module.ServerCursor(plain, "sql")
    return _One(cursor), raw.close


class _One:
    """A cursor that sends a statement with its (no) values apart: the server then refuses a second one behind it."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, query: str) -> Any:
        """Run the statement."""
        return self._cursor.execute(query.replace("%", "%%"), ())
