"""What visits tells of a person's days (一天的记录), for the daily report and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.models import Client
from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.visits.models import Outing, Stop
from salesctl.locale import _
from salesctl.naming import short_number
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, person: str, first: date, last: date) -> Iterator[Moment]:
    """Yield the outings of some days and their stops (B4.8.3); nothing without the right to see outing slips."""
    if reach_of(view, "visit.see") is None:
        return
    outing: Any = Outing
    query = select(Outing).where(
        outing.owner_id == person,
        outing.on_date.between(first, last),
        outing.at.is_not(None),
        outing.voided_at.is_(None),
    )
    for slip in view.session.scalars(scoped(view, query, Outing, "visit.see")):
        yield Moment(
            slip.on_date,
            slip.at,
            "outing",
            _("out"),
            slip.note or "",
            number=short_number(slip.number, view.today.year),
            order=slip.id,
            until=slip.back_at,
        )
    stop: Any = Stop
    client: Any = Client
    stops = (
        select(stop, outing.number, client.name)
        .join(outing, outing.id == stop.outing_id)
        .outerjoin(client, client.id == stop.client_id)
        .where(
            stop.owner_id == person,
            stop.on_date.between(first, last),
            stop.at.is_not(None),
            stop.voided_at.is_(None),
            outing.voided_at.is_(None),
        )
    )
    for row, number, name in view.session.execute(scoped(view, stops, Stop, "visit.see")):
        text = row.result or row.purpose or ""
        yield Moment(
            row.on_date,
            row.at,
            "stop",
            _("stop {n}", n=row.place),
            text.partition("\n")[0],
            number=short_number(number, view.today.year),
            order=row.id,
            until=row.left_at,
            whom=name or row.where or "",
            tells=row.log_id or "",
        )
