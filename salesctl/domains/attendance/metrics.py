"""What attendance offers to summaries: days as they are judged, per person (A1.1, A2.3.1, B4.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.attendance.judging import days, staff
from salesctl.domains.attendance.models import Punch
from salesctl.domains.attendance.totals import Sums
from salesctl.locale import N_
from salesctl.metrics import Metric, Source, Unit

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.attendance.judging import Staff
    from salesctl.values.period import Period

MONTH = timedelta(days=31)
_HERE = "salesctl.domains.attendance.metrics"


def _metric(key: str, unit: Unit, label: str) -> Metric:
    return Metric(key, unit, label, explain="checkin sheet", compute=f"{_HERE}:compute", listed=f"{_HERE}:listed")


WORKDAYS = _metric("workdays", "days", N_("Days due"))
PRESENT = _metric("present", "days", N_("Days present"))
LATE = _metric("late", "count", N_("Times late"))
LATE_MINUTES = _metric("late_minutes", "minutes", N_("Minutes late"))
EARLY = _metric("early", "count", N_("Times left early"))
EARLY_MINUTES = _metric("early_minutes", "minutes", N_("Minutes left early"))
ABSENT = _metric("absent", "days", N_("Days absent"))
LEAVE = _metric("leave", "days", N_("Days of leave"))
CLAIMED = _metric("claimed", "count", N_("Punches claimed"))


def compute(view: View, period: Period) -> dict[str, dict[str, int | Decimal]]:
    """Return {person: {key: value}} of a period until today, for who belonged to the company on some day of it.

    What depends on workdays is left out of a person some of whose days nobody can judge: it is never guessed. Where
    nobody punched in the period nor in the month before it, attendance is not kept: nothing is returned.
    """
    if not kept(view, period):
        return {}
    return {one.actor.id: _values(sums) for one, sums in _summed(view, period, staff(view))}


KEPT = """CREATE FUNCTION {s}.punch_kept(text, text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
SELECT {s}.myself() IS NOT NULL AND EXISTS (
    SELECT 1 FROM {s}.punch p WHERE p.on_date BETWEEN $1 AND $2 AND p.voided_at IS NULL)$f$"""
"""Whether anybody punched in some days, whoever's punches one sees (ASKS)."""


def kept(view: View, period: Period) -> bool:
    """Tell whether attendance is kept in a period: somebody punched in it, or in the month before."""
    first = period.first - MONTH
    if not view.owns:
        query = "SELECT punch_kept(?, ?)"
        return bool(view.session.connection().exec_driver_sql(query, (str(first), str(period.last))).scalar())
    row: Any = Punch
    span = row.on_date.between(first, period.last)
    return view.session.execute(select(row.id).where(span, row.voided_at.is_(None)).limit(1)).first() is not None


def _summed(view: View, period: Period, people: list[Staff]) -> Iterator[tuple[Staff, Sums]]:
    last = min(period.last, view.today)
    if period.first > last:
        return
    for one, found in days(view, people, period.first, last):
        sums = Sums()
        for day in found:
            sums.add(day)
        yield one, sums


def _values(sums: Sums) -> dict[str, int | Decimal]:
    always: dict[str, int | Decimal] = {"leave": sums.leave, "claimed": sums.claimed}
    if not sums.known:
        return always
    return always | {
        "workdays": sums.workdays,
        "present": sums.present,
        "late": sums.late,
        "late_minutes": sums.late_minutes,
        "early": sums.early,
        "early_minutes": sums.early_minutes,
        "absent": sums.absent,
    }


def listed(view: View, period: Period, person: str) -> Iterator[Source]:
    """Yield the judged days behind a person's figures; nothing where some of the days nobody can judge."""
    last = min(period.last, view.today)
    if period.first > last or not kept(view, period):
        return
    for _one, found in days(view, staff(view, person=person), period.first, last):
        known = all(day.result.known for day in found)
        for day in found:
            sums = Sums()
            sums.add(day)
            for key, value in _values(sums).items():
                if value and (known or key in ("leave", "claimed")):
                    yield Source(key, day.day, day.result.rule_id, value)
