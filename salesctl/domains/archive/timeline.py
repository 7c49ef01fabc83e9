"""What the archive tells of a client (往来): the papers that were filed for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.queries import seen, serial_of
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import reach_of
from salesctl.locale import _
from salesctl.naming import short_number
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, client: str) -> Iterator[Moment]:
    """Yield the papers linked to a client that the actor may see (TIMELINE)."""
    if reach_of(view, "archive.see") is None:
        return
    item, link, person = _tables()
    query = (
        select(ArchiveItem, person.name)
        .join(link, link.item_id == item.id)
        .outerjoin(person, person.id == item.recorded_by)
        .where(link.row_id == client, link.voided_at.is_(None), item.voided_at.is_(None))
    )
    for row, by in view.session.execute(seen(view, query)):
        yield Moment(
            row.on_date,
            row.recorded_at if view.day_of(row.recorded_at) == row.on_date else None,
            "archived",
            _("filed"),
            f"{serial_of(view, row)} {row.title}",
            by,
            short_number(row.number, view.today.year),
            row.id,
        )


def _tables() -> tuple[Any, Any, Any]:
    return ArchiveItem, ArchiveLink, Person
