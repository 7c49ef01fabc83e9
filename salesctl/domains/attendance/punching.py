"""What a new punch means beside those of its day (打卡判定). Pure.

A second `in` while in is no punch; a second `out` moves the out, both are kept (A1.1). A silent punch of a time clock
opens the day and ends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from salesctl.domains.attendance.rules import Punch, PunchKind, Shift, bounds


class Act(StrEnum):
    """What came of it. Nothing is written for ALREADY_IN and ALREADY_OUT."""

    IN = "in"  # the first of the day
    BACK = "back"  # in again after an out
    IN_MOVED = "in_moved"  # said to be earlier than the in there is; both kept
    ALREADY_IN = "already_in"
    OUT = "out"
    OUT_MOVED = "out_moved"  # later than the out there is; both kept
    OUT_KEPT = "out_kept"  # earlier than the out there is; kept, the last counts
    ALREADY_OUT = "already_out"

    @property
    def writes(self) -> bool:
        """Tell whether a punch is written."""
        return self not in (Act.ALREADY_IN, Act.ALREADY_OUT)


def decide(kind: PunchKind, at: datetime, said: bool, punches: Sequence[Punch]) -> tuple[Act, datetime | None]:
    """Return what a punch at `at` does on a day with these punches, and the instant of the one it meets.

    All instants aware. `said`: the person gave the time; only then may a punch go before those there are.
    """
    told = _told(punches)
    ins = [when for when, which in told if which == "in"]
    outs = [when for when, which in told if which == "out"]
    before = [one for one in told if one[0] <= at]
    if kind == "out":
        if at in outs:
            return Act.ALREADY_OUT, at
        last = outs[-1] if outs else None
        if last is None or any(last < when <= at for when in ins):
            return Act.OUT, None
        return (Act.OUT_MOVED if at > last else Act.OUT_KEPT), last
    if before and before[-1][1] == "in":
        return Act.ALREADY_IN, _since(before)
    if before:
        return Act.BACK, before[-1][0]
    if not ins:
        return Act.IN, None
    return (Act.IN_MOVED if said else Act.ALREADY_IN), ins[0]


def _told(punches: Sequence[Punch]) -> list[tuple[datetime, str]]:
    """Return (instant, in or out) in order; a silent punch is an in while nobody is in, else it says nothing."""
    found: list[tuple[datetime, str]] = []
    for punch in sorted(punches, key=lambda one: (one.at, one.kind or "")):
        if punch.kind:
            found.append((punch.at, punch.kind))
        elif not found:
            found.append((punch.at, "in"))
    return found


def _since(told: Sequence[tuple[datetime, str]]) -> datetime:
    """Return since when a person who is in has been in."""
    since = told[-1][0]
    for when, which in reversed(told):
        if which != "in":
            break
        since = when
    return since


def night_until(day: date, before: Shift, own: Shift, zone: tzinfo) -> datetime | None:
    """Return until when a punch of `day` still belongs to the night shift begun the day before; None without one.

    That is half way between the end of that shift and the begin of the next, so that neither overtime nor an early
    arrival changes the day.
    """
    if before.ends > before.starts:
        return None
    ended = bounds(day - timedelta(days=1), before, zone)[1]
    begins = bounds(day, own, zone)[0]
    return ended + max(begins - ended, timedelta(0)) / 2


def is_in(punches: Sequence[Punch]) -> bool:
    """Tell whether who has these punches is in after the last of them."""
    told = _told(punches)
    return bool(told) and told[-1][1] == "in"
