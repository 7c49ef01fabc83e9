"""The sheet (考勤表): each person's totals of a period, and the judged days behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from salesctl.domains.attendance.fields import DAY, SHEET
from salesctl.domains.attendance.judging import Judged, Staff, days, staff
from salesctl.domains.attendance.queries import NAMED, NOBODY, day_row, unknown_note
from salesctl.domains.attendance.vocab import State
from salesctl.domains.calendar import queries as calendar
from salesctl.locale import _, n_
from salesctl.render.sheet import Sheet, Value
from salesctl.values.period import Period
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View


class Sums:
    """A person's figures of a period. Where a day is unknown, what depends on workdays is None, never a guess."""

    def __init__(self) -> None:
        self.workdays = self.present = self.absent = self.leave = Decimal(0)
        self.late = self.late_minutes = self.early = self.early_minutes = self.claimed = self.worked = 0
        self.known = True

    def add(self, day: Judged) -> None:
        """Count one judged day."""
        result = day.result
        self.known = self.known and result.known
        self.workdays += result.workdays
        self.present += result.present_days
        self.absent += result.absent_days
        self.late += bool(result.late_minutes)
        self.late_minutes += result.late_minutes
        self.early += bool(result.early_minutes)
        self.early_minutes += result.early_minutes
        self.claimed += result.claimed_count
        self.worked += result.worked_minutes

    def take(self, other: Sums) -> None:
        """Add another's figures."""
        self.known = self.known and other.known
        for name in (
            "workdays",
            "present",
            "absent",
            "leave",
            "late",
            "late_minutes",
            "early",
            "early_minutes",
            "claimed",
            "worked",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def values(self, unknown: Value = None) -> tuple[Value, ...]:
        """Return the figures in the order of SHEET, workdays to hours."""
        hours = (Decimal(self.worked) / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        judged: tuple[Value, ...] = (
            self.workdays,
            self.present,
            self.late,
            self.late_minutes,
            self.early,
            self.early_minutes,
            self.absent,
        )
        return (*(judged if self.known else (unknown,) * len(judged)), self.leave, self.claimed, hours)


def sheet(
    view: View, period: Period, *, person: str | None = None, team: str | None = None, screen: bool = False
) -> Sheet:
    """Return each person's totals of a period until today; days before or after their work here don't count.

    Where days are unknown, what depends on workdays is None, on a screen `?`. A few queries for any number of people
    (B4.8).
    """
    people, first, last = _span(view, period, person, team)
    total = Sums()
    unknown = "?" if screen else None
    outside: Counter[str] = Counter()
    made = Sheet(
        SHEET,
        (),
        report=True,
        title=_title(view, period, last),
        empty=_(NOBODY),
    )
    years: set[int] = set()
    missed: list[str] = []
    rows: list[tuple[Value, ...]] = []
    for one, found in _days(view, people, first, last, outside):
        sums = Sums()
        for day in found:
            sums.add(day)
            if not day.result.known:
                years.add(day.day.year)
            if day.state is State.NO_OUT or (day.result.missing_in and not day.result.open):
                missed.append(f"{one.actor.name} {day.day.isoformat()[5:]}")
        total.take(sums)
        actor = one.actor
        rows.append((actor.code, actor.name, actor.team, *sums.values(unknown), actor.id))
    made.rows = rows
    keys = [field.key for field in SHEET[3:13]]
    made.totals = dict(zip(keys, total.values(unknown), strict=True))
    made.extra = {"first": period.first, "last": period.last, "until": last if first <= last else None}
    if years:
        made.notes.append(unknown_note(sorted(years)))
    if missed:
        made.notes.append(_missed(missed))
    if outside:
        made.notes.append(_outside(outside))
    made.notes.extend(_undated(view, people, period))
    return made


def _missed(missed: list[str]) -> str:
    names = ", ".join(missed[:NAMED]) + (" …" if len(missed) > NAMED else "")
    return n_("{n} punch is missing: {names}", "{n} punches are missing: {names}", len(missed), names=names)


def _outside(outside: Counter[str]) -> str:
    codes = ", ".join(sorted(outside)[:NAMED]) + (" …" if len(outside) > NAMED else "")
    return n_(
        "{n} punch lies before the first or after the last day of work and is not counted ({codes}).",
        "{n} punches lie before the first or after the last day of work and are not counted ({codes}).",
        outside.total(),
        codes=codes,
    )


def _undated(view: View, people: list[Staff], period: Period) -> list[str]:
    """Say whose days count from the period's begin because nobody said when they joined."""
    found = [one.actor for one in people if one.joined is None and one.overlaps(period.first, period.last)]
    if not found:
        return []
    names = ", ".join(actor.code for actor in found[:NAMED]) + (" …" if len(found) > NAMED else "")
    return [
        n_(
            "{n} person has no first day of work, so all days count ({names}): salesctl person edit CODE --joined DAY",
            "{n} people have no first day of work, so all days count ({names}): salesctl person edit CODE --joined DAY",
            len(found),
            names=names,
        )
    ]


def _title(view: View, period: Period, last: date) -> str:
    days_due = calendar.workdays(view, period.first, last) if period.first <= last else 0
    due = "?" if days_due is None else str(days_due)
    return _(
        "Attendance {period}, {due} workdays until {last}",
        period=period.label,
        due=due,
        last=format_day(last, view.lang),
    )


def _span(view: View, period: Period, person: str | None, team: str | None) -> tuple[list[Staff], date, date]:
    last = min(period.last, view.today)
    return staff(view, person=person, team=team), period.first, last


def _days(
    view: View, people: list[Staff], first: date, last: date, outside: Counter[str] | None = None
) -> Iterator[tuple[Staff, list[Judged]]]:
    if first <= last:
        yield from days(view, people, first, last, outside)
    else:
        yield from ((one, []) for one in people if one.overlaps(first, first))


def explained(
    view: View, period: Period, *, person: str | None = None, team: str | None = None, screen: bool = False
) -> Sheet:
    """Return the judged days behind the sheet: each person and day with its punches, rule and reasons."""
    people, first, last = _span(view, period, person, team)
    found = Sheet(DAY, (), title=_title(view, period, last), empty=_("No day to show."))
    years = set()
    rows = []
    for one, several in _days(view, people, first, last):
        for day in several:
            rows.append(day_row(view, one.actor, day, screen))
            if not day.result.known:
                years.add(day.day.year)
    found.rows = rows
    if years:
        found.notes.append(unknown_note(sorted(years)))
    return found
