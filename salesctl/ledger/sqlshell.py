"""`ledger sql` (查询): SELECT and nothing else, on a connection that can't write, attach, load or change settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from salesctl.errors import Usage
from salesctl.ledger.engine import Ledger
from salesctl.locale import _

_ALLOWED = {20, 21, 31, 33}
"""SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE."""
_FORBIDDEN = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}


@dataclass(slots=True)
class Answer:
    """Names of the columns, and the rows as they come; close the connection when done."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]
    connection: Any


def check(ledger: Ledger, query: str) -> None:
    """Raise Usage for what is not one SELECT that the engine understands; nothing of it is run."""
    select(ledger, f"EXPLAIN {query}").connection.close()


def select(ledger: Ledger, query: str) -> Answer:
    """Run one SELECT; raises Usage for anything else, and for SQL the engine does not understand.

    In rollback-journal mode the rows, while they come, keep writers waiting: note the query before it is run.
    """
    module = ledger.driver.module
    connection = module.connect(f"{ledger.path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA trusted_schema=OFF")

    def allow(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
        if action not in _ALLOWED or (action == 31 and (second or "").lower() in _FORBIDDEN):
            return 1
        return 0

    connection.set_authorizer(allow)
    try:
        cursor = connection.execute(query)
    except (module.Error, module.Warning, ValueError) as error:
        connection.close()
        raise Usage(
            _("The query can't be run: {why}", why=error), hint=_("Only one SELECT is allowed; tables: docs/ledger.md")
        ) from error
    if cursor.description is None:
        connection.close()
        raise Usage(_("The query returns nothing."), hint=_("Only one SELECT is allowed; tables: docs/ledger.md"))
    return Answer([column[0] for column in cursor.description], iter(cursor), connection)
