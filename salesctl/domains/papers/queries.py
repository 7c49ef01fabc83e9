"""Questions about attached files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.org.models import Person
from salesctl.domains.papers.fields import PAPER
from salesctl.domains.papers.models import Paper
from salesctl.ledger.together import written_with
from salesctl.locale import _
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record


def papers_of(view: View, row_id: str) -> list[Paper]:
    """Return what is attached to a record, oldest first; whoever sees the record sees that there is something."""
    paper: Any = Paper
    query = select(Paper).where(paper.row_id == row_id, paper.voided_at.is_(None))
    return list(view.session.scalars(query.order_by(paper.id)))


def papers_sheet(view: View, row_id: str) -> Sheet:
    """List what is attached to a record, oldest first."""
    paper: Any = Paper
    person: Any = Person
    query = (
        select(Paper, person.name)
        .outerjoin(person, person.id == paper.recorded_by)
        .where(paper.row_id == row_id, paper.voided_at.is_(None))
        .order_by(paper.id)
    )
    rows = [
        (row.id, row.title, row.filename, row.mime, row.size, row.on_date, by, row.blob)
        for row, by in view.session.execute(query)
    ]
    return Sheet(PAPER, rows, title=_("Attached files"), empty=_("Nothing is attached."))


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the papers attached to a row after it was written (DEPENDS)."""
    paper: Any = Paper
    query = select(paper.title).where(
        paper.row_id == record.id, paper.voided_at.is_(None), ~written_with(paper.id, record.id)
    )
    yield from session.scalars(query.order_by(paper.id).limit(10))
