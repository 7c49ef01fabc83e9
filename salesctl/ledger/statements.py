"""Statements that run with each entry, as text: building them anew took as long as running them.

They take stored values as they are: on SQLite the canonical value is the stored one.
"""

from __future__ import annotations

from collections.abc import Iterable

from salesctl.ledger import tables


def insert_into(table: str, names: Iterable[str]) -> str:
    """Return an INSERT of these columns, in their order."""
    quoted = [f'"{name}"' for name in names]
    return f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES ({", ".join("?" * len(quoted))})'


CHANGE = insert_into("change", tables.change.columns.keys())
ENTRY = insert_into("entry", tables.entry.columns.keys())
LEAFPART = insert_into("leafpart", tables.leafpart.columns.keys())
SEARCH = insert_into("search", tables.search.columns.keys())
LAST = (
    "SELECT e.rowid AS place, e.book, e.seq, e.hash, e.recorded_at FROM book b CROSS JOIN entry e"
    " ON e.book = b.id AND e.seq = b.head_seq"
)
"""The last entry of each book; the ledger's latest is one of them. CROSS: else SQLite goes through all entries."""
