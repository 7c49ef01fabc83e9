"""Questions about attached files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl.domains.papers.models import Paper

if TYPE_CHECKING:
    from salesctl.context import View


def papers_of(view: View, row_id: str) -> list[Paper]:
    """Return what is attached to a record, oldest first; whoever sees the record sees that there is something."""
    query = select(Paper).where(Paper.row_id == row_id, Paper.voided_at.is_(None))  # type: ignore[arg-type, union-attr]
    return list(view.session.scalars(query.order_by(Paper.id)))  # type: ignore[arg-type]
