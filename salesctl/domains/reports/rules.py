"""Who owes which report by when (应交 截止), and how long a day may say nothing (空档). Pure.

Sections `reports.due` and `reports.gap`. Daily report, on time: A1.2; progress and plans: A1.3; analyses: B4.6, D2.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import ClassVar, Literal, NamedTuple

from salesctl.domains.reports.vocab import Standing
from salesctl.rulebook.rule import Rule

ONE = timedelta(days=1)
FAR = 60
"""Days looked through for a deadline's working day: longer than any holiday with its rule."""

Works = Callable[[date], "bool | None"]
"""Whether a day is worked; None where nobody may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Rule):
    """Who owes which kind of report by when (`reports.due`, 应交报告): A1.2, A1.3, B4.6, D2.3.

    Due by the time `by` of the `workdays`-th working day after the period; 0 is the last working day in it. Up to
    `grace` minutes later is on time. Where no rule fits, or `required` is false, nothing is owed.
    """

    kind: Literal["day", "week", "month", "quarter", "half", "year"]
    by: time
    workdays: int = field(default=0, metadata={"min": 0, "max": 30})
    grace: int = field(default=0, metadata={"min": 0, "max": 1440})
    required: bool = True

    SECTION: ClassVar[str] = "reports.due"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Rule):
    """How many working minutes without an entry are told in the daily report (`reports.gap`, 未交代的空档): B4.5.1."""

    minutes: int = field(default=180, metadata={"min": 15, "max": 1440})

    SECTION: ClassVar[str] = "reports.gap"


class Owing(NamedTuple):
    """What a period asks for: nothing, not to be known, or a report by `day`."""

    owed: bool | None
    day: date | None = None


def owing(first: date, last: date, rule: Due | None, works: Works, belongs: Callable[[date], bool]) -> Owing:
    """Say whether the report of `first` to `last` is owed, and the day of its deadline.

    Owed by who works on the period's last working day: who left before owes nothing, nor does a period without a
    working day. None where the calendar does not say which days are worked; it is never guessed.
    """
    if rule is None or not rule.required:
        return Owing(False)
    day: date | None = last
    while day is not None and day >= first:
        worked = works(day)
        if worked is None:
            return Owing(None)
        if worked:
            break
        day = day - ONE if day > first else None
    if day is None or not belongs(day):
        return Owing(False)
    after, left = last, rule.workdays
    for _step in range(FAR * (rule.workdays > 0)):
        if not left:
            break
        after += ONE
        worked = works(after)
        if worked is None:
            return Owing(None)
        left -= worked
    if left:
        return Owing(None)
    return Owing(True, after if rule.workdays else day)


def deadline(day: date, rule: Due, zone: tzinfo, day_starts: time = time(0)) -> datetime:
    """Return the instant of a deadline; a time before the company's day begins lies in the night after `day`."""
    when = day + ONE if rule.by < day_starts else day
    return datetime.combine(when, rule.by, zone)


def standing(
    owed: bool | None, due: datetime | None, grace: int, state: str | None, submitted: datetime | None, now: datetime
) -> Standing:
    """Judge a report by whole minutes. `state` None: there is none; a returned one is missing until written again."""
    there = submitted is not None and state in ("submitted", "read")
    if owed is None:
        return Standing.UNKNOWN
    if not owed or due is None:
        return Standing.EXTRA
    when = submitted if there and submitted is not None else now
    over = (when - due).total_seconds() // 60 > grace
    if there:
        return Standing.LATE if over else Standing.ON_TIME
    return Standing.MISSING if over else Standing.OPEN


class Span(NamedTuple):
    """A stretch of time, both ends aware, with its working minutes."""

    begins: datetime
    ends: datetime
    minutes: int


def gaps(
    begins: datetime,
    ends: datetime,
    pause: tuple[datetime, datetime] | None,
    entries: Iterable[tuple[datetime, datetime]],
    rule: Gap,
) -> list[Span]:
    """Find the stretches of working time of more than `rule.minutes` in which nothing was entered.

    `begins` to `ends` is when the person was at work; the `pause` is no working time. An entry is a stretch, such as
    the time out, or a moment (both ends alike).
    """
    found: list[Span] = []
    at = begins
    stretches: Sequence[tuple[datetime, datetime]] = sorted(entries)
    for start, end in [*stretches, (ends, ends)]:
        start = min(max(start, begins), ends)
        minutes = _working(at, start, pause)
        if minutes > rule.minutes:
            found.append(Span(at, start, minutes))
        at = max(at, min(end, ends))
    return found


def _working(begins: datetime, ends: datetime, pause: tuple[datetime, datetime] | None) -> int:
    if ends <= begins:
        return 0
    resting = timedelta(0)
    if pause:
        resting = max(min(ends, pause[1]) - max(begins, pause[0]), timedelta(0))
    return int((ends - begins - resting).total_seconds() // 60)
