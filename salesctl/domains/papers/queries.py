"""Questions about attached files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.papers.models import Paper

if TYPE_CHECKING:
    from salesctl.context import View


def papers_of(view: View, row_id: str) -> list[Paper]:
    """Return what is attached to a record, oldest first; whoever sees the record sees that there is something."""
    paper: Any = Paper
    query = select(Paper).where(paper.row_id == row_id, paper.voided_at.is_(None))
    return list(view.session.scalars(query.order_by(paper.id)))
