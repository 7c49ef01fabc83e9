"""Rows that came into the ledger together (同一笔): a log and its next step, a client and its papers.

What was written in one entry is taken back in one entry, so neither row depends on the other.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from salesctl.ledger import tables


def written_with(column: ColumnElement[str], row: str) -> ColumnElement[bool]:
    """Return the condition that the row named by `column` was added by the entry that added `row`."""
    one, other = tables.change.alias(), tables.change.alias()
    return (
        select(one.c.row_id)
        .join(other, (other.c.book == one.c.book) & (other.c.seq == one.c.seq))
        .where(one.c.row_id == column, one.c.rev == 1, other.c.row_id == row, other.c.rev == 1)
        .exists()
    )
