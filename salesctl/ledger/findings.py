"""What verify finds (校验结果), and how it reads: the engine's raw rows, so that damaged text is no stumbling block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

from sqlalchemy import Connection

from salesctl.ledger import chain


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not add up, or (`notice`) what a reader should know. `where` names entry, table and row."""

    code: str
    where: str
    message: str
    notice: bool = False


@dataclass(slots=True)
class Report:
    """What was checked and found. `head` is the ledger's head, counts by kind."""

    head: str = chain.ZERO
    books: int = 0
    entries: int = 0
    changes: int = 0
    rows: int = 0
    partial: bool = False
    """Whether rows are hidden from who asks: the chain is proven whole, of the rest what they see."""
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)


_CURSORS = count()
Check = Callable[[Connection, Report], Iterator[Finding]]


def on_sqlite(connection: Connection) -> bool:
    """Say which of the two engines is asked."""
    return connection.dialect.name == "sqlite"


def tables_there(connection: Connection) -> set[str]:
    """Return the names of the tables that stand in the ledger's file or schema."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    if not on_sqlite(connection):
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return {name for (name,) in read(connection, query)}


def columns_there(connection: Connection, table: str) -> dict[str, str | None]:
    """Return a table's columns with their defaults, as SQL or None."""
    if on_sqlite(connection):
        return {row[1]: row[4] for row in read(connection, f'PRAGMA table_info("{table}")')}
    query = (
        "SELECT column_name, column_default FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = ?"
    )
    return dict(read(connection, query, table))


def read(connection: Connection, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the driver's own tuples. Text that may be damaged is asked for as BLOB.

    What is asked without values is a whole table: a server keeps its rows until they are fetched.
    """
    raw = connection.connection
    if on_sqlite(connection):
        cursor = raw.cursor()
    else:
        if not connection.in_transaction():
            connection.begin()
        cursor = raw.cursor() if values else raw.cursor(f"read_{next(_CURSORS)}")
    try:
        cursor.execute(query, values)
        # One at a time: parts of files and of leaf hashes are large, and some hundreds of them would fill the memory.
        yield from cast("Iterator[tuple[Any, ...]]", cursor)
    finally:
        cursor.close()


def shown(raw: Any) -> str:
    """Return raw bytes of the engine as text for a finding."""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
