"""Looking slips and stops up (查找): the open one, the planned ones, stops that lack a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from salesctl.domains.org.models import Person, Team
from salesctl.domains.visits.models import Outing, Stop
from salesctl.ledger.record import q

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor

outing: Any = q(Outing)
stop: Any = q(Stop)
CHUNK = 500
RECENT = 31
"""Days back in which a stop without a result is still looked for."""


def open_slip(view: View, person: str) -> Outing | None:
    """Return the slip on which a person is out."""
    query = select(Outing).where(
        outing.owner_id == person, outing.at.is_not(None), outing.back_at.is_(None), outing.voided_at.is_(None)
    )
    return view.session.scalars(query.order_by(outing.id.desc())).first()


def planned(view: View, person: str, on: date | None = None) -> list[Outing]:
    """Return a person's planned slips, of a day or all, the first first."""
    query = select(Outing).where(outing.owner_id == person, outing.at.is_(None), outing.voided_at.is_(None))
    if on is not None:
        query = query.where(outing.on_date == on)
    return list(view.session.scalars(query.order_by(outing.on_date, outing.leave_due, outing.number)))


def around(view: View, person: str, at: datetime) -> list[Outing]:
    """Return a person's slips of the days around an instant; an outing lasts days at most."""
    day = view.day_of(at)
    query = select(Outing).where(
        outing.owner_id == person,
        outing.at.is_not(None),
        outing.voided_at.is_(None),
        outing.on_date.between(day - timedelta(days=RECENT), day + timedelta(days=RECENT)),
    )
    return list(view.session.scalars(query))


def stops_of(view: View, slips: Sequence[str]) -> dict[str, list[Stop]]:
    """Return the stops of slips, in their order."""
    found: dict[str, list[Stop]] = {slip: [] for slip in slips}
    for start in range(0, len(slips), CHUNK):
        some = slips[start : start + CHUNK]
        query = select(Stop).where(stop.outing_id.in_(some), stop.voided_at.is_(None))
        for row in view.session.scalars(query.order_by(stop.outing_id, stop.place)):
            found[row.outing_id].append(row)
    return found


def next_place(view: View, slip: str) -> int:
    """Return the number the next stop of a slip gets."""
    query = select(func.max(stop.place)).where(stop.outing_id == slip, stop.voided_at.is_(None))
    return int(view.session.scalar(query) or 0) + 1


def without_result(view: View, person: str) -> list[Stop]:
    """Return a person's visited stops of the last weeks that have no result, the newest first."""
    query = select(Stop).where(
        stop.owner_id == person,
        stop.at.is_not(None),
        stop.result.is_(None),
        stop.voided_at.is_(None),
        stop.on_date >= view.today - timedelta(days=RECENT),
    )
    return list(view.session.scalars(query.order_by(stop.at.desc())))


def superior(view: View, who: Actor) -> str | None:
    """Return whom a slip is handed to: the person's superior, else the lead of the nearest team they don't lead."""
    row = view.session.get(Person, who.id)
    if row is not None and row.superior_id:
        return row.superior_id
    team = view.session.get(Team, who.team_id) if who.team_id else None
    for _level in range(20):
        if team is None or (team.lead_id and team.lead_id != who.id):
            break
        team = view.session.get(Team, team.parent_id) if team.parent_id else None
    return team.lead_id if team else None


def numbered(stops: Sequence[Stop]) -> str:
    """Say stops by number: 1 东方建材, 2 长江装饰."""
    return ", ".join(f"{one.place} {one.where}" for one in stops)
