"""Periods (期间): days, ISO weeks, months, quarters, halves, years and ranges, both ends included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salesctl.locale import N_
from salesctl.values import WordError
from salesctl.values.reading import NUMBER, fold, whole
from salesctl.values.words.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Looking,
    add_days,
    add_months,
    last_of_month,
    month_shift,
)
from salesctl.values.words.days import (
    EN_MONTH,
    NOT_A_DAY,
    ZH_TURN,
    ZH_WEEK,
    ZH_YEAR,
    en_month,
    parse_day,
    turn,
    zh_year,
)

Kind = Literal["day", "week", "month", "quarter", "half", "year", "range"]

_NOT_A_PERIOD = N_('Can\'t read "{text}" as a period.')
_PERIOD_HINT = N_(
    "Periods are read like 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026, today, last-week, month, 本周, 上月, "
    "11月, 四季度, 2026-11-01..2026-11-15."
)
_BACKWARDS = N_('"{text}" ends before it begins.')
_BACKWARDS_HINT = N_("Write the first day first: 2026-11-01..2026-11-15.")
_NO_SUCH_WEEK = N_("{year} has no week {week}.")
_NO_SUCH_MONTH = N_('There is no such month or quarter: "{text}".')
_OUT_OF_RANGE = N_('"{text}" lies outside the years 1900 to 2199.')


@dataclass(frozen=True)
class Period:
    """A run of days, `first` and `last` included. `label` is how it is typed and what `parse_period` reads back."""

    first: date
    last: date
    label: str
    kind: Kind

    def days(self) -> Iterator[date]:
        """Yield each day, in order."""
        for number in range(len(self)):
            yield self.first + timedelta(days=number)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        return self.label

    def previous(self) -> Period:
        """Return the period of the same kind that ends the day before this begins; a range keeps its number of days."""
        before = add_days(self.label, self.first, -1)
        if self.kind == "range":
            return range_of(add_days(self.label, self.first, -len(self)), before)
        return period_of(self.kind, before)

    def next(self) -> Period:
        """Return the period of the same kind that begins the day after this ends; a range keeps its number of days."""
        after = add_days(self.label, self.last, 1)
        if self.kind == "range":
            return range_of(after, add_days(self.label, self.last, len(self)))
        return period_of(self.kind, after)


def period_of(kind: Kind, day: date) -> Period:
    """Return the day, week, month, quarter, half or year that holds `day`; ValueError for a range."""
    if kind == "day":
        return Period(day, day, day.isoformat(), "day")
    if kind == "week":
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Period(first, first + timedelta(days=6), f"{year}-W{week:02}", "week")
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(kind)
    if months is None:
        raise ValueError("a range has two ends: use range_of")
    number = (day.month - 1) // months + 1
    first, last = (date(day.year, (number - 1) * months + 1, 1), last_of_month(day.year, number * months))
    label = {"month": f"-{number:02}", "quarter": f"-Q{number}", "half": f"-H{number}", "year": ""}[kind]
    return Period(first, last, f"{day.year:04}{label}", kind)


def range_of(first: date, last: date) -> Period:
    """Return the days from `first` to `last`, both included. Raises WordError when it ends before it begins."""
    label = f"{first.isoformat()}..{last.isoformat()}"
    if last < first:
        raise WordError(label, _BACKWARDS, _BACKWARDS_HINT)
    return Period(first, last, label, "range")


def _shifted(text: str, kind: Kind, today: date, number: int) -> Period:
    if kind in ("day", "week"):
        return period_of(kind, add_days(text, today, number * (7 if kind == "week" else 1)))
    months = {"month": 1, "quarter": 3, "half": 6}.get(kind, 12)
    year, month = month_shift(text, today.year, today.month, number * months)
    return period_of(kind, date(year, month, 1))


def _year(text: str, year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WordError(text, _OUT_OF_RANGE, _PERIOD_HINT)
    return year


def _week(text: str, year: int, week: int) -> Period:
    try:
        return period_of("week", date.fromisocalendar(_year(text, year), week, 1))
    except ValueError as error:
        if isinstance(error, WordError):
            raise
        raise WordError(text, _NO_SUCH_WEEK, _PERIOD_HINT, year=year, week=week) from None


def _part(text: str, kind: Kind, year: int, number: int) -> Period:
    """Return month 1–12, quarter 1–4 or half 1–2 of a year. Raises WordError."""
    months = {"month": 1, "quarter": 3, "half": 6}[kind]
    if not 1 <= number <= 12 // months:
        raise WordError(text, _NO_SUCH_MONTH, _PERIOD_HINT)
    return period_of(kind, date(_year(text, year), (number - 1) * months + 1, 1))


def _nearest(make: Callable[[int], Period], today: date, looking: Looking) -> Period:
    """Choose the year of a period said without one: the last that has begun, or the first that has not ended."""
    year = today.year
    if looking == "back":
        found = make(year)
        return found if found.first <= today else make(year - 1)
    found = make(year)
    return found if found.last >= today else make(year + 1)


_UNITS: dict[str, Kind] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "half": "half", "year": "year",
    "周": "week", "星期": "week", "礼拜": "week", "月": "month",
    "季": "quarter", "季度": "quarter", "半年": "half", "年": "year",
}  # fmt: skip
_TURNS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_TO_DATE: dict[str, Kind] = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}
_PART_KINDS: dict[str, Kind] = {"q": "quarter", "h": "half"}


def _coded(text: str, folded: str, today: date, looking: Looking) -> Period | None:
    """Read what is made of numbers: 2026, 2026-11, 2026-Q4, Q4, 2026-W47, W47."""
    if m := re.fullmatch(r"[0-9]{4}", folded):
        return period_of("year", date(_year(text, int(folded)), 1, 1))
    if m := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})", folded):
        return _part(text, "month", int(m[1]), int(m[2]))
    if m := re.fullmatch(r"(?:([0-9]{4})[-/ ]?)?([qh])([0-9])", folded):
        kind, number = _PART_KINDS[m[2]], int(m[3])
        if m[1]:
            return _part(text, kind, int(m[1]), number)
        return _nearest(lambda year: _part(text, kind, year, number), today, looking)
    if m := re.fullmatch(r"(?:([0-9]{4})[-/ ]?)?w([0-9]{1,2})", folded):
        return _numbered_week(text, int(m[1]) if m[1] else None, int(m[2]), today, looking)
    return None


def _numbered_week(text: str, year: int | None, week: int, today: date, looking: Looking) -> Period:
    if year is not None:
        return _week(text, year, week)
    this_year = today.isocalendar().year
    step = -1 if looking == "back" else 1
    for away in range(-1, 8):  # week 53 comes every five or six years
        try:
            found = _week(text, this_year + step * away, week)
        except WordError:
            continue
        if (found.first <= today) if looking == "back" else (found.last >= today):
            return found
    return _week(text, this_year, week)


def _english(text: str, folded: str, today: date, looking: Looking) -> Period | None:
    words = re.sub(r"[-_ ]+", " ", folded.removeprefix(":"))
    if m := re.fullmatch(r"(?:(last|previous|this|current|next) )?(week|month|quarter|half|year)", words):
        return _shifted(text, _UNITS[m[2]], today, _TURNS.get(m[1] or "this", 0))
    if m := re.fullmatch(rf"({EN_MONTH})(?: ([0-9]{{4}}))?", words):
        month, said = en_month(m[1]), m[2]
        if said:
            return _part(text, "month", int(said), month)
        return _nearest(lambda year: _part(text, "month", year, month), today, looking)
    if m := re.fullmatch(r"(?:last|past) ([0-9]{1,3}) (day|week|month)s?", words):
        return _recent(text, int(m[1]), _UNITS[m[2]], today)
    if words in _TO_DATE:
        return range_of(period_of(_TO_DATE[words], today).first, today)
    return None


def _recent(text: str, number: int, kind: Kind, today: date) -> Period | None:
    """Return the last `number` days, weeks or months, today included."""
    if number < 1:
        return None
    if kind == "month":
        return range_of(add_months(text, add_days(text, today, 1), -number), today)
    return range_of(add_days(text, today, 1 - number * (7 if kind == "week" else 1)), today)


def _chinese(text: str, folded: str, today: date, looking: Looking) -> Period | None:
    folded = folded.replace(" ", "")
    if m := re.fullmatch(rf"({ZH_TURN})({ZH_WEEK}|月|季度?)份?", folded):
        return _shifted(text, _UNITS[m[2]], today, turn(m[1]))
    if m := re.fullmatch(rf"(?:本|这个?)({ZH_WEEK}|月|季度?|年)(?:以来|至今)|(今年)(?:以来|至今)", folded):
        return range_of(period_of(_UNITS[m[1] or "年"], today).first, today)
    if m := re.fullmatch(rf"(?:最近|近|过去)({NUMBER})个?(天|日|{ZH_WEEK}|月)", folded):
        number = whole(m[1])
        return _recent(text, number, _UNITS.get(m[2], "day"), today) if number is not None else None
    m = re.fullmatch(rf"({ZH_YEAR})?(.*)", folded)
    said, rest = (m[1], m[2]) if m else (None, folded)
    fixed = zh_year(said, today) if said else None
    if said and not rest:
        return period_of("year", date(_year(text, zh_year(said, today)), 1, 1))
    if rest in ("上半年", "下半年"):
        return _part(text, "half", today.year if fixed is None else fixed, 1 if rest[0] == "上" else 2)
    if m := re.fullmatch(rf"第({NUMBER})周", rest):
        return _numbered_week(text, fixed, whole(m[1]) or 0, today, looking)
    if m := re.fullmatch(rf"第?({NUMBER})(季度?|月份?)", rest):
        kind, number = _UNITS[m[2].removesuffix("份")], whole(m[1]) or 0
        if fixed is not None:
            return _part(text, kind, fixed, number)
        return _nearest(lambda year: _part(text, kind, year, number), today, looking)
    return None


# What has no year or month of its own: as the end of a range it follows the beginning
_YEARLESS = (
    r"[0-9]{1,2}[-/][0-9]{1,2}|[0-9一二三四五六七八九十]{1,3}(?:日|号|月份?|月[0-9一二三四五六七八九十]{1,3}[日号]?)"
    rf"|w[0-9]{{1,2}}|[qh][0-9]|{ZH_WEEK}[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    rf"|{EN_MONTH}(?: [0-9]{{1,2}})?"
)


def _range(text: str, folded: str, today: date, looking: Looking) -> Period | None:
    """Read a..b, a至b, a到b, a~b, 11月1日-15日, 11月1-15日; a.. lasts until today."""
    if m := re.fullmatch(r"(.*月)([0-9]{1,2})[-~至到]([0-9]{1,2}[日号])", folded):
        left, right = f"{m[1]}{m[2]}日", m[3]
    else:
        m = re.fullmatch(r"(.+?)(?: ?\.\.+ ?| ?[至到~]+ ?| to |(?<=[日号])-)(.*)", folded)
        if not m:
            return None
        left, right = m[1], m[2]
    begins = _one(text, left, today, looking)
    if begins is None:
        return None
    if not right:
        ends: Period | None = period_of("day", today)
    elif re.fullmatch(_YEARLESS, right):
        ends = _one(text, right, begins.first, "forward")
    else:
        ends = _one(text, right, today, looking)
    if ends is None:
        return None
    if ends.last < begins.first:
        raise WordError(text, _BACKWARDS, _BACKWARDS_HINT)
    return range_of(begins.first, ends.last)


def _one(text: str, folded: str, today: date, looking: Looking) -> Period | None:
    for read in (_coded, _english, _chinese):
        found = read(text, folded, today, looking)
        if found:
            return found
    try:
        return period_of("day", parse_day(folded.removeprefix(":"), today, looking).day)
    except WordError as error:
        if error.reason == NOT_A_DAY:
            return None
        raise


def parse_period(text: str, today: date, looking: Looking = "back") -> Period:
    """Read a period; ends of a range are included. Without a year it is the last that has begun.

    ISO days, 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026, today, last-week, month, 本周, 上月, 去年10月, 四季度, 近7天,
    any day `parse_day` reads, and ranges a..b of these. Raises WordError.
    """
    folded = re.sub(r" +", " ", fold(text).strip())
    found = _one(text, folded, today, looking) or _range(text, folded, today, looking)
    if found is None:
        raise WordError(text, _NOT_A_PERIOD, _PERIOD_HINT)
    return found
