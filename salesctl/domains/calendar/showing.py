"""The calendar as sheets: days, months, a grid of weeks, and why a day is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.calendar.fields import DAY, GRID, MONTH, WHY
from salesctl.domains.calendar.models import CalendarYear
from salesctl.domains.calendar.queries import kinds, next_workday
from salesctl.domains.calendar.rules import WEEK_DAYS, DayKind, Kind, Week
from salesctl.domains.calendar.vocab import MARKS
from salesctl.domains.org.people import require
from salesctl.locale import _, n_, p_
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor
    from salesctl.values.period import Period

Days = dict[date, DayKind]


def days(view: View, period: Period, *, kind: str | None = None, who: Actor | None = None) -> Sheet:
    """List the days of a period and what each is; `kind` narrows to one sort of day. Needs `calendar.see`."""
    found = _kinds(view, period, who)
    rows = [_day(day, what) for day, what in found.items() if kind in (None, what.kind.value)]
    return Sheet(
        DAY, rows, title=_title(period), notes=_notes(found), empty=_("No such day in {period}.", period=period.label)
    )


def months(view: View, period: Period, who: Actor | None = None) -> Sheet:
    """Count the days of a period by month, with totals; a month with an unknown day has no number of workdays."""
    found = _kinds(view, period, who)
    parts: dict[str, Days] = {}
    for day, what in found.items():
        parts.setdefault(f"{day:%Y-%m}", {})[day] = what
    rows = [(month, *_counts(part)) for month, part in parts.items()]
    totals = dict(zip((field.key for field in MONTH[1:]), _counts(found), strict=True))
    return Sheet(MONTH, rows, title=_title(period), totals=totals, report=True, notes=_unknown(found))


def grid(view: View, period: Period, who: Actor | None = None) -> Sheet:
    """Draw a period as weeks: the day of the month, marked where it is not as the week has it."""
    found = _kinds(view, period, who)
    weeks: dict[str, dict[int, tuple[date, DayKind]]] = {}
    for day, what in found.items():
        year, week, weekday = day.isocalendar()
        weeks.setdefault(f"{year}-W{week:02}", {})[weekday] = (day, what)

    def rows() -> Iterator[tuple[Value, ...]]:
        for label, part in weeks.items():
            cells = [_cell(*part[number]) if number in part else None for number in range(1, 8)]
            yield label, *cells, _workdays(dict(part.values()))

    return Sheet(GRID, list(rows()), title=_title(period), notes=_notes(found))


def why(view: View, day: date, who: Actor | None = None) -> Sheet:
    """Say why a day is what it is: the layer, the rule and where it was announced. Needs `calendar.see`."""
    require(view, "calendar.see", _("see the calendar"))
    what = kinds(view, day, day, who)[day]
    rule = next(iter(view.rules.all(Week, day, who=who.who if who else None)), None)
    row: Any = CalendarYear
    country = rule.official if rule else ""
    query = select(row.source).where(row.country == country, row.year == day.year, row.voided_at.is_(None))
    source = view.session.scalar(query) if country else None
    after = next_workday(view, day, inclusive=False, who=who)
    by = (rule.id, rule.clause, rule.since, rule.workdays) if rule else (None,) * 4
    cells = (*_day(day, what), *by, source, after)
    return Sheet(WHY, [cells], title=day.isoformat(), single=True, notes=[_said(day, what)])


def _kinds(view: View, period: Period, who: Actor | None) -> Days:
    require(view, "calendar.see", _("see the calendar"))
    return kinds(view, period.first, period.last, who)


def _day(day: date, what: DayKind) -> tuple[Value, ...]:
    return day, WEEK_DAYS[day.weekday()], what.kind.value, what.works, what.name or None, what.layer


def _cell(day: date, what: DayKind) -> str:
    mark = MARKS[what.kind.value]
    return f"{day.day} {p_('calendar.mark', mark)}" if mark else str(day.day) if what.works else f"({day.day})"


def _workdays(part: Days) -> int | None:
    return (
        None if any(what.works is None for what in part.values()) else sum(bool(what.works) for what in part.values())
    )


def _counts(part: Days) -> tuple[Value, ...]:
    by = {kind: sum(what.kind is kind for what in part.values()) for kind in Kind}
    return len(part), _workdays(part), by[Kind.MAKEUP], by[Kind.HOLIDAY], by[Kind.WEEKEND], by[Kind.UNKNOWN]


def _title(period: Period) -> str:
    return _("Calendar {period}", period=period.label)


def _notes(found: Days) -> list[str]:
    notes = _unknown(found)
    count = _workdays(found)
    if count is not None:
        notes.insert(0, n_("{n} workday of {days} days.", "{n} workdays of {days} days.", count, days=len(found)))
    return notes


def _unknown(found: Days) -> list[str]:
    years = sorted({day.year for day, what in found.items() if not what.known})
    return [_("{year}: the official days are not in the ledger yet; no day is counted.", year=year) for year in years]


def _said(day: date, what: DayKind) -> str:
    if what.kind is Kind.UNKNOWN:
        return _("{year}: the official days are not in the ledger yet; no day is counted.", year=day.year)
    if what.layer == "official":
        return (
            _("Off as announced: {name}.", name=what.name)
            if not what.works
            else _("Worked as announced: {name}.", name=what.name)
        )
    if what.layer == "company":
        return (
            _("Off by the company: {name}.", name=what.name)
            if not what.works
            else _("Worked by the company: {name}.", name=what.name)
        )
    return _("As every week.")
