"""What attendance tells of a person's days (一天的记录), for the daily report and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.attendance.models import Punch
from salesctl.domains.org.people import reach_of, scoped
from salesctl.locale import p_
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, person: str, first: date, last: date) -> Iterator[Moment]:
    """Yield the punches of some days (A1.1); nothing without the right to see attendance."""
    if reach_of(view, "checkin.see") is None:
        return
    row: Any = Punch
    query = select(Punch).where(row.owner_id == person, row.on_date.between(first, last), row.voided_at.is_(None))
    for punch in view.session.scalars(scoped(view, query, Punch, "checkin.see")):
        what = punch.kind or "punch"
        yield Moment(
            punch.on_date,
            punch.at,
            f"checkin_{what}",
            p_("attendance.punch", what),
            punch.note or "",
            order=punch.id,
        )
