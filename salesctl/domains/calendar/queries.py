"""Questions about days: what a day is, which are worked, which nobody knows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.calendar.models import CalendarDay, CalendarYear
from salesctl.domains.calendar.rules import DayKind, Entry, Week, kind_of_day, layered
from salesctl.once import once

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor

LAYERS = ("official", "company")
"""Who says that a day is worked or free; a later one lies over an earlier one."""

ONE = timedelta(days=1)
FAR = 400
"""Days looked through for the next working day: longer than any year."""


def kinds(view: View, first: date, last: date, who: Actor | None = None) -> dict[date, DayKind]:
    """Return what each day of `first` to `last`, both included, is; two queries whatever the span.

    `who`: whose week of the rule book counts (a role or team may have another), by default the company's. Days of a
    year without official days, and of a time for which the rule book has no week, are unknown, never guessed (B4.8).
    """
    if last < first:
        return {}
    entries = _entries(view, first, last)
    years = official_years(view)
    asked = who.who if who else None
    found: dict[date, DayKind] = {}
    day = first
    while day <= last:
        week = next(iter(view.rules.all(Week, day, who=asked)), None)
        said = entries.get(day, ())
        counted = layered(entry for entry in said if entry.layer != "official" or (week and week.official))
        found[day] = kind_of_day(day, counted, week, years.get(week.official, frozenset()) if week else ())
        day += ONE
    return found


def _entries(view: View, first: date, last: date) -> dict[date, list[Entry]]:
    """Return what is said of each day, the weaker layer first."""
    same = first.year == last.year and view.answers is not None  # else the year would be read for this alone
    said = _year_entries(view, first.year) if same else _read_entries(view, first, last)
    return {day: entries for day, entries in said.items() if first <= day <= last}


@once
def _year_entries(view: View, year: int) -> dict[date, list[Entry]]:
    return _read_entries(view, date(year, 1, 1), date(year, 12, 31))


def _read_entries(view: View, first: date, last: date) -> dict[date, list[Entry]]:
    row: Any = CalendarDay
    query = select(row.day, row.works, row.name, row.layer).where(
        row.voided_at.is_(None), row.layer.in_(LAYERS), row.day.between(first, last)
    )
    found: dict[date, list[Entry]] = {}
    for day, works, name, layer in view.session.execute(query):
        found.setdefault(day, []).append(Entry(day, works, name, layer))
    for said in found.values():
        said.sort(key=lambda entry: LAYERS.index(entry.layer))
    return found


@once
def official_years(view: View) -> dict[str, frozenset[int]]:
    """Return the years whose official days are in the ledger, by country."""
    row: Any = CalendarYear
    found: dict[str, set[int]] = {}
    for country, year in view.session.execute(select(row.country, row.year).where(row.voided_at.is_(None))):
        found.setdefault(country, set()).add(year)
    return {country: frozenset(years) for country, years in found.items()}


def day_kind(view: View, day: date, who: Actor | None = None) -> DayKind:
    """Return what one day is."""
    return kinds(view, day, day, who)[day]


def next_workday(view: View, day: date, *, inclusive: bool = True, who: Actor | None = None) -> date | None:
    """Return the first working day from `day` on, or after it where not `inclusive`.

    None where a day on the way is unknown (its year's official days are not here), so that nobody is told a guess: the
    caller keeps the day it has and says nothing about rest days. None too where nobody works for FAR days.
    """
    start = day if inclusive else day + ONE
    for offset in range(0, FAR, 20):
        for each, kind in kinds(view, start + offset * ONE, start + (offset + 19) * ONE, who).items():
            if kind.works is None:
                return None
            if kind.works:
                return each
    return None


def workdays(view: View, first: date, last: date, who: Actor | None = None) -> int | None:
    """Return how many days of `first` to `last`, both included, are worked; None where any of them is unknown."""
    count = 0
    for kind in kinds(view, first, last, who).values():
        if kind.works is None:
            return None
        count += kind.works
    return count


def unknown_years(view: View, first: date, last: date, who: Actor | None = None) -> tuple[int, ...]:
    """Return the years of `first` to `last` in which days are unknown."""
    return tuple(sorted({day.year for day, kind in kinds(view, first, last, who).items() if not kind.known}))
