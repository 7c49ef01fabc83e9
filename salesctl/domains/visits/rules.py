"""When a slip's times hold, how late someone is back, and what does not add up. Pure decisions over `visits.slip`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from salesctl.rulebook.rule import Rule

SECOND = timedelta(seconds=1)


class State(StrEnum):
    """How a slip stands."""

    PLANNED = "planned"
    OUT = "out"
    BACK = "back"


class Odd(StrEnum):
    """What does not add up about a slip, the heaviest first."""

    CONTRADICTED = "contradicted"
    NOT_BACK = "not_back"
    NO_RESULT = "no_result"
    NO_PERSON = "no_person"
    UNCHECKED = "unchecked"


class Fault(StrEnum):
    """Why a time can't be taken."""

    FUTURE = "future"
    BACKWARDS = "backwards"
    NO_LENGTH = "no_length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip(Rule):
    """How outing slips are kept (`visits.slip`, 出访单; B4.8.3).

    What is entered more than `claimed_after` minutes after the fact is marked; `back_grace` minutes over the expected
    return are not odd yet; a punch more than `punch_grace` minutes inside an outing contradicts it. `ask_person`: no
    slip without whom one visits and how to reach them.
    """

    claimed_after: int = field(default=15, metadata={"min": 0, "max": 1440})
    back_grace: int = field(default=30, metadata={"min": 0, "max": 1440})
    punch_grace: int = field(default=10, metadata={"min": 0, "max": 240})
    ask_person: bool = False

    SECTION: ClassVar[str] = "visits.slip"


@dataclass(frozen=True, slots=True)
class Span:
    """An outing in time: when one left, and when one was back; None while still out."""

    left: datetime
    back: datetime | None


def state(left: datetime | None, back: datetime | None) -> State:
    """Say how a slip stands."""
    return State.PLANNED if left is None else State.OUT if back is None else State.BACK


def minutes_between(first: datetime, last: datetime) -> int:
    """Return the minutes from one instant to another as clocks show them, seconds dropped; negative backwards."""
    start, end = first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0)
    return int((end - start).total_seconds() // 60)


def late_minutes(due: datetime | None, back: datetime | None) -> int | None:
    """Return by how many minutes one was back late, early if negative; None where one of both is not known."""
    return None if due is None or back is None else minutes_between(due, back)


def is_claimed(at: datetime, now: datetime, rule: Slip) -> bool:
    """Say whether an instant was entered so long after that it is marked."""
    return minutes_between(at, now) > rule.claimed_after


def last_of(times: Iterable[datetime | None]) -> datetime | None:
    """Return the last of the instants that are known."""
    return max((time for time in times if time is not None), default=None)


def fault(at: datetime, now: datetime, after: datetime | None) -> Fault | None:
    """Say why an instant can't follow what a slip already has: it lies ahead, or before the last one."""
    if at > now:
        return Fault.FUTURE
    if after is not None and at < after:
        return Fault.BACKWARDS
    return None


def overlapping(new: Span, others: Iterable[Span]) -> Span | None:
    """Return the outing among `others` that was under way during `new`; one may begin when another ends."""
    for other in others:
        begun = new.back is None or other.left < new.back
        going = other.back is None or other.back > new.left
        if begun and going:
            return other
    return None


def overdue(left: datetime | None, back: datetime | None, due: datetime | None, now: datetime, day_over: bool) -> bool:
    """Say whether one should be back by now: the expected return is past, or the day of the slip is over.

    `due` has the rule's grace in it already.
    """
    return left is not None and back is None and (day_over or (due is not None and now > due))


def contradicts(punch: datetime, span: Span, rule: Slip) -> bool:
    """Say whether a punch at the workplace contradicts having been out: it lies well inside the outing."""
    grace = timedelta(minutes=rule.punch_grace)
    return span.back is not None and span.left + grace < punch < span.back - grace
