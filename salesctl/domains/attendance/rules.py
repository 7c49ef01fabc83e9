"""Judge a day of attendance (考勤): raw punches (打卡) and the shift (班次) of that day in, the day's result out. Pure.

A day is judged anew whenever it is asked for, by the rule of that day; nothing here is stored. On time: A1.1, A2.3.1,
B4.8.1. An eight-hour day: B4.8.2. Leave comes by approval only (B4.8.5), from its own room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Literal

from salesctl.domains.calendar.rules import DayKind
from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule

_MINUTES = {"min": 0, "max": 1440}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Rule):
    """One plain shift (`attendance.shift`, 班次): its hours and what lateness and early leaving count as, in minutes.

    Up to `late_grace` minutes late is on time; more is late by all its minutes; more than `late_serious` is seriously
    late; more than `late_absent` counts as `absent_part` of a day's absence (旷工) instead. Leaving early likewise. A
    shift that ends at or before its start ends on the next day. `double_tap`: punches no further apart than this are
    one punch. `claimed_after`: a punch entered more than so many minutes after the fact is claimed (补录).
    """

    starts: time
    ends: time
    break_starts: time = time(12)
    break_minutes: int = field(default=0, metadata=_MINUTES)
    late_grace: int = field(default=0, metadata=_MINUTES)
    late_serious: int = field(default=30, metadata=_MINUTES)
    late_absent: int = field(default=180, metadata=_MINUTES)
    early_grace: int = field(default=0, metadata=_MINUTES)
    early_serious: int = field(default=30, metadata=_MINUTES)
    early_absent: int = field(default=180, metadata=_MINUTES)
    absent_part: Decimal = field(default=Decimal("0.5"), metadata={"min": Decimal(0), "max": Decimal(1)})
    claimed_after: int = field(default=15, metadata={"min": 0, "max": 525600})
    double_tap: int = field(default=5, metadata={"min": 0, "max": 120})

    SECTION: ClassVar[str] = "attendance.shift"

    def problems(self) -> Iterator[Problem]:
        """Find tiers that are out of order and a break that eats the shift."""
        for end in ("late", "early"):
            grace, serious, absent = (getattr(self, f"{end}_{tier}") for tier in ("grace", "serious", "absent"))
            if not grace <= serious <= absent:
                yield Problem(
                    f"{end}_serious", _("grace, serious and absent must not fall."), _("For example 0, 30, 180.")
                )
        if self.break_minutes >= self.length:
            yield Problem("break_minutes", _("leaves nothing of the shift."))

    @property
    def length(self) -> int:
        """Return the minutes from start to end on the clock, break included; a whole day where both are the same."""
        gap = (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute
        return gap if gap > 0 else gap + 1440


NO_SHIFT = Shift(starts=time(0), ends=time(0))
"""Stands where the rule book has no shift: a whole day by which nobody is judged."""

PunchKind = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Punch:
    """One raw punch of the day. `at`: aware, or naive in the company's zone. `kind` None: a clock that does not say."""

    at: datetime
    kind: PunchKind | None = None
    claimed: bool = False
    origin: str = ""


class Reason(StrEnum):
    """Why a day was judged as it was; `--explain` lists them."""

    ON_TIME = "on_time"
    LATE = "late"
    LATE_SERIOUS = "late_serious"
    LATE_ABSENT = "late_absent"
    EARLY = "early"
    EARLY_SERIOUS = "early_serious"
    EARLY_ABSENT = "early_absent"
    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    NO_PUNCH = "no_punch"
    CLAIMED = "claimed"
    DOUBLE_TAP = "double_tap"
    REST_DAY = "rest_day"
    REST_DAY_WORK = "rest_day_work"
    DAY_UNKNOWN = "day_unknown"
    IN_PROGRESS = "in_progress"


@dataclass(frozen=True, slots=True)
class DayResult:
    """A judged day. Days are 0 to 1; `hours` has 4 decimals, half up; add up `worked_minutes`, not hours.

    `workdays` and the figures of lateness and absence are 0 on rest days, and on days of which the calendar knows
    nothing: then `known` is False and a sheet prints `?`. `open`: the day is not over, the figures may change.
    """

    day: date
    rule_id: str
    known: bool = True
    open: bool = False
    workdays: Decimal = Decimal(0)
    present_days: Decimal = Decimal(0)
    absent_days: Decimal = Decimal(0)
    late_minutes: int = 0
    early_minutes: int = 0
    claimed_count: int = 0
    worked_minutes: int = 0
    missing_in: bool = False
    missing_out: bool = False
    first_in: datetime | None = None
    last_out: datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def hours(self) -> Decimal:
        """Return the hours between in and out, less the break."""
        return (Decimal(self.worked_minutes) / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def is_claimed(at: datetime, recorded_at: datetime, shift: Shift) -> bool:
    """Tell whether a punch was entered more than `claimed_after` minutes after the fact; both aware or both naive.

    For punches people enter; those read from a time clock's file are the clock's word, however late they are read.
    """
    return recorded_at - at > timedelta(minutes=shift.claimed_after)


def judge(
    day: date,
    day_kind: DayKind,
    punches: Sequence[Punch],
    shift: Shift,
    now: datetime,
    zone: tzinfo = UTC,
    day_ends: datetime | None = None,
) -> DayResult:
    """Judge one person's company day by first in and last out.

    Minutes are real ones, across clock changes too. `punches`: those of this company's day, in any order. `now`:
    aware, or naive in `zone`. Before the shift's end nobody is absent and nothing is missing; a clock's punch that
    does not say what it is ends no day before the shift does. `day_ends`: when the company's day is over; until then
    an out is not missing (overtime), by default from the shift's end. Refs A1.1, A2.3.1, B4.8.1, B4.8.2, B4.8.5.
    """
    begins, ends = bounds(day, shift, zone)
    over = _utc(now, zone) >= ends
    first, last, doubled = _first_last(punches, (begins, ends), shift, zone)
    reasons: list[Reason] = [] if over else [Reason.IN_PROGRESS]
    if doubled:
        reasons.append(Reason.DOUBLE_TAP)
    claimed = sum(punch.claimed for punch in punches)
    if claimed:
        reasons.append(Reason.CLAIMED)
    missing_in = bool(punches) and first is None
    done = over and (day_ends is None or _utc(now, zone) >= _utc(day_ends, zone))
    missing_out = bool(punches) and last is None and done
    reasons += [Reason.MISSING_IN] * missing_in + [Reason.MISSING_OUT] * missing_out
    worked = _worked(first, last, day, shift, zone)

    workdays = present = absent = Decimal(0)
    late = early = 0
    if day_kind.works is None:
        reasons.append(Reason.DAY_UNKNOWN)
    elif not day_kind.works:
        reasons.append(Reason.REST_DAY_WORK if punches else Reason.REST_DAY)
    else:
        workdays = Decimal(1)
        if not punches:
            absent = Decimal(1) if over else absent
            reasons += [Reason.NO_PUNCH] * over
        else:
            said = any(punch.kind == "out" and _utc(punch.at, zone) == last for punch in punches)
            leaving = last if over or said else None
            late, late_why = _tier("late", first, begins, shift)
            early, early_why = _tier("early", ends, leaving, shift)
            whys = [why for why in (late_why, early_why) if why is not None]
            for why in whys:
                absent += shift.absent_part if why in (Reason.LATE_ABSENT, Reason.EARLY_ABSENT) else 0
            absent = min(absent, Decimal(1))
            present = Decimal(1) - absent
            reasons += whys
            if over and last is not None and not whys and not missing_in:
                reasons.append(Reason.ON_TIME)
    return DayResult(
        day=day,
        rule_id=shift.id,
        known=day_kind.known,
        open=not over,
        workdays=workdays,
        present_days=present,
        absent_days=absent,
        late_minutes=late,
        early_minutes=early,
        claimed_count=claimed,
        worked_minutes=worked,
        missing_in=missing_in,
        missing_out=missing_out,
        first_in=first,
        last_out=last,
        reasons=tuple(reasons),
    )


def bounds(day: date, shift: Shift, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which the shift of `day` begins and ends."""
    following = day + timedelta(days=1) if shift.ends <= shift.starts else day
    return _on(day, shift.starts, zone), _on(following, shift.ends, zone)


def _first_last(
    punches: Sequence[Punch], span: tuple[datetime, datetime], shift: Shift, zone: tzinfo
) -> tuple[datetime | None, datetime | None, bool]:
    """Find the first in and the last out; the third says that several punches were taken for one."""
    tap = timedelta(minutes=shift.double_tap)
    times = sorted((_utc(punch.at, zone), punch.kind or "") for punch in punches)
    silent = [at for at, kind in times if not kind]
    single = bool(silent) and silent[-1] - silent[0] <= tap
    if single:
        told = [one for one in times if one[1]]
        kind = _kind_of(silent[0], told, span)
        times = sorted([*told, (silent[-1] if kind == "out" else silent[0], kind)])
    first = next((at for at, kind in times if kind != "out"), None)
    last = next((at for at, kind in reversed(times) if kind != "in"), None)
    if last is not None and ((first is not None and last <= first) or any(_in_again(one, last, tap) for one in times)):
        # An out before the in is of another day; who came in again after the last out has not left yet.
        last = None
    return first, last, single and len(silent) > 1


def _kind_of(moment: datetime, told: Sequence[tuple[datetime, str]], span: tuple[datetime, datetime]) -> PunchKind:
    """Say what a lone silent punch was: by the punches that say what they are, else by its half of the shift."""
    ins = [at for at, kind in told if kind == "in"]
    outs = [at for at, kind in told if kind == "out"]
    if outs:
        return "out" if moment > outs[-1] else "in"
    if ins:
        return "out" if moment > ins[0] else "in"
    return "out" if moment - span[0] > (span[1] - span[0]) / 2 else "in"


def _in_again(one: tuple[datetime, str], last: datetime, tap: timedelta) -> bool:
    at, kind = one
    return kind == "in" and at - last > tap


def _tier(
    end: Literal["late", "early"], later: datetime | None, sooner: datetime | None, shift: Shift
) -> tuple[int, Reason | None]:
    """Weigh the minutes between two instants by the tiers of one end; what counts as absence is no lateness besides."""
    if later is None or sooner is None:
        return 0, None
    minutes = int((later - sooner).total_seconds() // 60)
    if minutes <= getattr(shift, f"{end}_grace") or minutes <= 0:
        return 0, None
    if minutes > getattr(shift, f"{end}_absent"):
        return 0, Reason(f"{end}_absent")
    return minutes, Reason(f"{end}_serious" if minutes > getattr(shift, f"{end}_serious") else end)


def _worked(first: datetime | None, last: datetime | None, day: date, shift: Shift, zone: tzinfo) -> int:
    """Return the whole minutes between in and out, less what of the break lies between them."""
    if first is None or last is None:
        return 0
    pause_day = day + timedelta(days=1) if shift.ends <= shift.starts and shift.break_starts < shift.starts else day
    pause = _on(pause_day, shift.break_starts, zone)
    resting = min(last, pause + timedelta(minutes=shift.break_minutes)) - max(first, pause)
    return int((last - first - max(resting, timedelta(0))).total_seconds() // 60)


@lru_cache(maxsize=4096)  # everyone has the same few hours on a day
def _on(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _utc(at: datetime, zone: tzinfo) -> datetime:
    # Two aware times of one zone are subtracted by the wall clock, so everything is compared in UTC.
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)
