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
ENTRY = (
    insert_into("entry", [*tables.entry.columns.keys(), "rowid"])[:-2]
    + "(SELECT coalesce(max(rowid), 0) + 1 FROM entry))"
)
"""The writers' lock is held: no other entry takes the same place in this ledger."""
LEAFPART = insert_into("leafpart", tables.leafpart.columns.keys())
SEARCH = insert_into("search", tables.search.columns.keys())
LAST = (
    "SELECT e.rowid AS place, e.book, e.seq, e.hash, e.recorded_at FROM entry e"
    " WHERE (e.book, e.seq) IN (SELECT id, head_seq FROM book)"
)
"""The last entry of each book; the ledger's latest is one of them."""
