"""What visits tell of a client (TIMELINE): what is planned. A visited stop is a dealing, which the client tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl.domains.clients.queries import People
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.queries import outing, stop
from salesctl.locale import _
from salesctl.naming import short_number
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, client: str) -> Iterator[Moment]:
    """Yield the visits planned at a client; who sees the client sees them (A1.4)."""
    people = People(view)
    query = (
        select(Stop, Outing)
        .join(Outing, outing.id == stop.outing_id)
        .where(stop.client_id == client, stop.at.is_(None), stop.voided_at.is_(None), outing.back_at.is_(None))
    )
    for row, slip in view.session.execute(query):
        number = short_number(slip.number, view.today.year)
        text = " ".join(part for part in (row.purpose, row.seen) if part)
        yield Moment(
            row.on_date,
            slip.leave_due,
            "visit_planned",
            _("planned visit"),
            text,
            people.name(slip.owner_id),
            number,
            row.id,
        )
