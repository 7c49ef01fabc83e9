"""What verify finds (校验结果), and how it reads: the engine's raw rows, so that damaged text is no stumbling block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)


Check = Callable[[Connection, Report], Iterator[Finding]]


def read(connection: Connection, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the driver's own tuples. Text that may be damaged is asked for as BLOB."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query, values)
        # One at a time: parts of files and of leaf hashes are large, and some hundreds of them would fill the memory.
        yield from cast("Iterator[tuple[Any, ...]]", cursor)
    finally:
        cursor.close()


def shown(raw: Any) -> str:
    """Return raw bytes of the engine as text for a finding."""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
