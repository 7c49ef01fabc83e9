"""What closing a month asks of attendance: every day known, no punch missing (B4.8, CLOSES)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.closing import Step
from salesctl.domains.attendance.judging import days, staff
from salesctl.domains.attendance.queries import NAMED
from salesctl.domains.attendance.vocab import State
from salesctl.domains.calendar.queries import unknown_years
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return two steps: the month's days are known, and nobody's punch is missing; a few queries."""
    last = min(period.last, view.today)
    if last < period.first:
        return []
    years = unknown_years(view, period.first, last)
    if years:
        told = _("attendance: nobody has said which days of {years} are worked", years=", ".join(map(str, years)))
        return [Step("attendance", told, None, "calendar")]
    missed = [
        f"{one.actor.name} {day.day:%m-%d}"
        for one, found in days(view, staff(view), period.first, last)
        for day in found
        if day.state is State.NO_OUT or (day.result.missing_in and not day.result.open)
    ]
    if not missed:
        return [Step("attendance", _("attendance: no punch is missing"), True)]
    names = ", ".join(missed[:NAMED]) + (" .." if len(missed) > NAMED else "")
    told = n_(
        "attendance: {n} punch is missing: {names}",
        "attendance: {n} punches are missing: {names}",
        len(missed),
        names=names,
    )
    return [Step("attendance", told, False, f"checkin sheet {period.label} --explain")]
