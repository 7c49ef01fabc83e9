"""Questions about closed periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import may
from salesctl.domains.periods.fields import PERIOD
from salesctl.domains.periods.models import ClosedPeriod
from salesctl.domains.periods.rules import Closed, holding
from salesctl.locale import _
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View


def closed(session: Session) -> list[Closed]:
    """Return what is closed, the newest days first; one query, and one more where a period is a team's."""
    found = session.execute(_CLOSED).all()
    above = parents(session) if any(team for _id, _room, team, *_rest in found) else {}
    return [
        Closed(key, room, below(above, team) if team else None, first, last, on, by or "")
        for key, room, team, first, last, on, by in found
    ]


def _closed() -> Any:
    row: Any = ClosedPeriod
    person: Any = Person
    return (
        select(row.id, row.room, row.team_id, row.first, row.last, row.on_date, person.name)
        .outerjoin(person, person.id == row.recorded_by)
        .where(row.voided_at.is_(None))
        .order_by(row.last.desc(), row.first.desc())
    )


_CLOSED = _closed()
"""Asked by each entry, so it is built once."""


def parents(session: Session) -> dict[str, str | None]:
    """Return the team above each team, by id."""
    team: Any = Team
    found = session.execute(select(team.id, team.parent_id).where(team.voided_at.is_(None)))
    return {team_id: parent for team_id, parent in found}  # noqa: C416 - rows are no pairs to mypy


def below(above: dict[str, str | None], team: str) -> frozenset[str]:
    """Return a team with all teams below it, by id."""
    found, size = {team}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in above.items() if parent in found}
    return frozenset(found)


def closed_on(view: View, room: str, day: date, team: str | None = None) -> Closed | None:
    """Return the closed period that holds a day of a room for someone of `team`; None where it is open.

    For asking before the lock; what writes needs not ask, the guard does.
    """
    return holding(closed(view.session), room, [day], team)


def closed_since(view: View, day: date) -> Closed | None:
    """Return the closed period of any room that reaches furthest from `day` on: no rule may begin before its end."""
    return max((one for one in closed(view.session) if one.last >= day), key=lambda one: one.last, default=None)


def closing(view: View, first: date, last: date, room: str = "", team: str | None = None) -> Closed | None:
    """Return what was closed by exactly these days, room (`""`: every room) and team; None where nothing was."""
    row: Any = ClosedPeriod
    same = row.team_id == team if team else row.team_id.is_(None)
    query = select(row.id).where(row.first == first, row.last == last, row.room == room, same, row.voided_at.is_(None))
    found = view.session.scalar(query)
    return next((one for one in closed(view.session) if one.id == found), None)


def periods(view: View) -> Sheet:
    """List what is closed, the newest first; control totals stand only where one may close (`period.close`)."""
    return Sheet(PERIOD, _rows(view), title=_("Closed periods"), empty=_("No period is closed."))


def period_sheet(view: View, row: ClosedPeriod) -> Sheet:
    """Return one closing, a reopened one too."""
    view.session.flush()
    return Sheet(PERIOD, _rows(view, row.id), title=_("Closed periods"), single=True)


def _rows(view: View, one: str | None = None) -> list[tuple[Value, ...]]:
    kept: Any = ClosedPeriod
    person: Any = Person
    team: Any = Team
    query = select(kept, person.name, team.name).outerjoin(person, person.id == kept.recorded_by)
    query = query.outerjoin(team, team.id == kept.team_id)
    query = query.where(kept.id == one) if one else query.where(kept.voided_at.is_(None))
    clear = may(view, "period.close")
    return [
        (row.id, row.room, group, row.first, row.last, row.on_date, by, row.totals if clear else None, row.head)
        for row, by, group in view.session.execute(query.order_by(kept.last.desc(), kept.first.desc()))
    ]
