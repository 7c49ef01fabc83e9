"""A day of attendance, judged from its punches by the rule of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.attendance.rules import DayResult, Punch, PunchKind, Reason, Shift, is_claimed, judge
from salesctl.domains.calendar.rules import DayKind, Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 20)
WORKDAY, REST = DayKind(Kind.WORKDAY, True), DayKind(Kind.WEEKEND, False)
MAKEUP, UNKNOWN = DayKind(Kind.MAKEUP, True, "国庆节"), DayKind(Kind.UNKNOWN, None)
SHIFT = Shift(id="ATT-1", starts=time(9), ends=time(18), break_starts=time(12), break_minutes=60)
NIGHT = Shift(id="ATT-2", starts=time(22), ends=time(6), break_starts=time(2), break_minutes=30)


def at(clock: str, day: date = DAY, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Read `09:14`, `09:14:59`, or `+00:30` for the night after."""
    moment = datetime.combine(day, time.fromisoformat(clock.removeprefix("+")), zone)
    return moment + timedelta(days=1) if clock.startswith("+") else moment


def punch(text: str, day: date = DAY, zone: ZoneInfo = SHANGHAI) -> Punch:
    """Read `in 09:14`, `out 18:00`, `? 09:14`, with a `!` when claimed."""
    kind, clock = text.removesuffix("!").split()
    known: dict[str, PunchKind | None] = {"in": "in", "out": "out", "?": None}
    return Punch(at(clock, day, zone), known[kind], text.endswith("!"))


def figures(*values: object) -> tuple[object, ...]:
    """Let decimals be compared with whole numbers."""
    return values


def day(*punches: str, kind: DayKind = WORKDAY, shift: Shift = SHIFT, now: str = "+12:00") -> DayResult:
    return judge(DAY, kind, [punch(one) for one in punches], shift, at(now), SHANGHAI)


@pytest.mark.parametrize(
    ("came", "late", "absent", "reason"),
    [
        ("08:52", 0, "0", Reason.ON_TIME),
        ("09:00:59", 0, "0", Reason.ON_TIME),
        ("09:01", 1, "0", Reason.LATE),
        ("09:14", 14, "0", Reason.LATE),
        ("09:30", 30, "0", Reason.LATE),
        ("09:31", 31, "0", Reason.LATE_SERIOUS),
        ("12:00", 180, "0", Reason.LATE_SERIOUS),
        ("12:01", 0, "0.5", Reason.LATE_ABSENT),
    ],
)
def test_lateness_goes_by_tiers(came: str, late: int, absent: str, reason: Reason) -> None:
    found = day(f"in {came}", "out 18:00")
    assert figures(found.late_minutes, found.absent_days) == (late, Decimal(absent))
    assert found.present_days == 1 - Decimal(absent)
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("left", "early", "absent", "reason"),
    [
        ("18:06", 0, "0", Reason.ON_TIME),
        ("17:59:30", 0, "0", Reason.ON_TIME),
        ("17:59", 1, "0", Reason.EARLY),
        ("17:30", 30, "0", Reason.EARLY),
        ("17:29", 31, "0", Reason.EARLY_SERIOUS),
        ("15:00", 180, "0", Reason.EARLY_SERIOUS),
        ("14:59", 0, "0.5", Reason.EARLY_ABSENT),
    ],
)
def test_leaving_early_goes_by_tiers(left: str, early: int, absent: str, reason: Reason) -> None:
    found = day("in 09:00", f"out {left}")
    assert figures(found.early_minutes, found.absent_days) == (early, Decimal(absent))
    assert reason in found.reasons


@pytest.mark.parametrize(("came", "late"), [("09:10", 0), ("09:11", 11)])
def test_up_to_the_grace_is_on_time_and_beyond_it_every_minute_counts(came: str, late: int) -> None:
    assert day(f"in {came}", "out 18:00", shift=replace(SHIFT, late_grace=10)).late_minutes == late


def test_both_ends_gone_make_one_day_of_absence_at_most() -> None:
    found = day("in 13:00", "out 13:30", shift=replace(SHIFT, absent_part=Decimal("0.8")))
    assert figures(found.absent_days, found.present_days) == (1, 0)


@pytest.mark.parametrize(
    ("punches", "hours"),
    [
        (["in 08:52", "out 18:10"], "8.3"),
        (["in 09:00", "out 12:00"], "3"),
        (["in 09:00", "out 12:30"], "3"),
        (["in 13:00", "out 18:00"], "5"),
        (["in 12:10", "out 12:50"], "0"),
        (["in 09:00", "out 18:20"], "8.3333"),
        (["in 09:00"], "0"),
    ],
)
def test_hours_are_from_in_to_out_less_the_break_between_them(punches: list[str], hours: str) -> None:
    assert day(*punches).hours == Decimal(hours)


@pytest.mark.parametrize(
    ("punches", "first", "last"),
    [
        (["in 09:00", "out 12:00", "in 13:00", "out 18:00"], "09:00", "18:00"),
        (["in 09:05", "in 08:50", "out 18:06", "out 20:31"], "08:50", "20:31"),
        (["? 08:50", "? 12:01", "? 12:58", "? 18:02"], "08:50", "18:02"),
        (["? 08:50", "? 08:51"], "08:50", None),
        (["? 18:01", "? 18:02"], None, "18:02"),
        (["? 08:50"], "08:50", None),
        (["? 18:30"], None, "18:30"),
        (["in 09:00", "? 11:00"], "09:00", "11:00"),
        (["out 18:00", "? 14:00"], "14:00", "18:00"),
        (["in 09:00", "out 18:00", "? 19:00"], "09:00", "19:00"),
        (["out 00:10", "in 09:00"], "09:00", None),
        (["in 09:00", "out 12:00", "in 13:00"], "09:00", None),
        (["in 09:00", "out 18:00", "in 18:01"], "09:00", "18:00"),
    ],
)
def test_the_first_in_and_the_last_out_count(punches: list[str], first: str | None, last: str | None) -> None:
    found = day(*punches)
    assert found.first_in == (at(first) if first else None)
    assert found.last_out == (at(last) if last else None)
    assert figures(found.missing_in, found.missing_out) == (first is None, last is None)


def test_a_missing_punch_leaves_the_day_present_and_says_so() -> None:
    found = day("in 09:00")
    assert figures(found.present_days, found.absent_days, found.missing_out) == (1, 0, True)
    assert Reason.MISSING_OUT in found.reasons
    assert Reason.ON_TIME not in found.reasons


def test_a_workday_without_a_punch_is_an_absence() -> None:
    found = day()
    assert figures(found.workdays, found.present_days, found.absent_days) == (1, 0, 1)
    assert found.reasons == (Reason.NO_PUNCH,)


def test_work_on_a_rest_day_counts_hours_but_no_workday() -> None:
    found = day("in 10:00", "out 17:00", kind=REST)
    assert figures(found.workdays, found.present_days, found.late_minutes, found.hours) == (0, 0, 0, 6)
    assert found.reasons == (Reason.REST_DAY_WORK,)
    assert day(kind=REST).reasons == (Reason.REST_DAY,)


def test_a_make_up_saturday_is_a_workday() -> None:
    assert day(kind=MAKEUP).absent_days == 1
    assert day("in 09:14", "out 18:00", kind=MAKEUP).late_minutes == 14


def test_a_day_the_calendar_does_not_know_is_not_judged() -> None:
    found = day("in 09:14", "out 18:00", kind=UNKNOWN)
    assert figures(found.known, found.workdays, found.late_minutes, found.absent_days, found.hours) == (
        False,
        0,
        0,
        0,
        Decimal("7.7667"),
    )
    assert day(kind=UNKNOWN).absent_days == 0


@pytest.mark.parametrize(
    ("punches", "now", "absent", "missing_out", "early"),
    [
        ([], "10:00", 0, False, 0),
        ([], "17:59", 0, False, 0),
        ([], "18:00", 1, False, 0),
        (["in 09:00"], "15:00", 0, False, 0),
        (["in 09:00"], "18:00", 0, True, 0),
        (["? 09:00", "? 12:01"], "13:00", 0, False, 0),
        (["in 09:00", "out 16:00"], "16:30", 0, False, 120),
        (["in 09:00", "out 12:00", "in 13:00"], "13:30", 0, False, 0),
    ],
)
def test_a_day_in_progress_is_not_judged_before_the_shift_ends(
    punches: list[str], now: str, absent: int, missing_out: bool, early: int
) -> None:
    found = day(*punches, now=now)
    assert figures(found.absent_days, found.missing_out, found.early_minutes) == (absent, missing_out, early)
    assert found.open is (now < "18:00")


def test_overtime_is_no_missing_out_while_the_day_lasts() -> None:
    def missing(now: str) -> bool:
        return judge(DAY, WORKDAY, [punch("in 09:00")], SHIFT, at(now), SHANGHAI, at("+00:00")).missing_out

    assert [missing("19:00"), missing("23:59"), missing("+00:00")] == [False, False, True]


def test_claimed_punches_are_counted_each() -> None:
    found = day("in 09:00!", "out 18:00!")
    assert found.claimed_count == 2
    assert Reason.CLAIMED in found.reasons


@pytest.mark.parametrize(("minutes", "claimed"), [(0, False), (15, False), (16, True), (60 * 24, True)])
def test_a_punch_entered_long_after_the_fact_is_claimed(minutes: int, claimed: bool) -> None:
    assert is_claimed(at("09:00"), at("09:00") + timedelta(minutes=minutes), SHIFT) is claimed


def test_a_night_shift_ends_on_the_next_day() -> None:
    found = day("in 22:10", "out +05:45", shift=NIGHT, now="+12:00")
    assert figures(found.late_minutes, found.early_minutes, found.hours) == (10, 15, Decimal("7.0833"))


@pytest.mark.parametrize(
    ("night", "hours"),
    [(date(2026, 3, 28), "6.5"), (date(2026, 10, 24), "8.5"), (date(2026, 11, 20), "7.5")],
)
def test_hours_across_a_clock_change_are_the_real_ones(night: date, hours: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    punches = [punch("in 22:00", night, berlin), punch("out +06:00", night, berlin)]
    quiet = replace(NIGHT, break_starts=time(4))
    found = judge(night, WORKDAY, punches, quiet, at("+12:00", night, berlin), berlin)
    assert figures(found.late_minutes, found.early_minutes, found.hours) == (0, 0, Decimal(hours))


def test_a_leap_day_and_naive_local_times_are_judged_like_any() -> None:
    leap = date(2024, 2, 29)
    punches = [Punch(datetime(2024, 2, 29, 9, 5), "in"), Punch(datetime(2024, 3, 1, 0, 30), "out")]
    found = judge(leap, WORKDAY, punches, SHIFT, datetime(2024, 3, 1, 12), SHANGHAI)
    assert figures(found.late_minutes, found.hours) == (5, Decimal("14.4167"))
    assert found.first_in == datetime(2024, 2, 29, 1, 5, tzinfo=UTC)


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.sampled_from(["in", "out", None]), st.booleans()), max_size=6),
    st.sampled_from([WORKDAY, REST, MAKEUP, UNKNOWN]),
    st.integers(0, 2880),
)
def test_any_day_adds_up_and_the_order_of_punches_does_not_matter(
    found: list[tuple[int, PunchKind | None, bool]], kind: DayKind, now: int
) -> None:
    start = at("00:00")
    punches = [Punch(start + timedelta(minutes=minute), which, claimed) for minute, which, claimed in found]
    result = judge(DAY, kind, punches, SHIFT, start + timedelta(minutes=now), SHANGHAI)
    assert result == judge(DAY, kind, punches[::-1], SHIFT, start + timedelta(minutes=now), SHANGHAI)
    assert result.present_days + result.absent_days in ((0, 1) if result.open or not kind.works else (1,))
    assert min(result.worked_minutes, result.late_minutes, result.early_minutes) >= 0
    assert result.worked_minutes <= 1440
    if not kind.works:
        assert figures(result.workdays, result.late_minutes, result.early_minutes, result.absent_days) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("shift", "field"),
    [
        (replace(SHIFT, late_grace=40), "late_serious"),
        (replace(SHIFT, early_absent=10), "early_serious"),
        (replace(SHIFT, break_minutes=540), "break_minutes"),
    ],
)
def test_a_shift_that_contradicts_itself_is_found(shift: Shift, field: str) -> None:
    assert [problem.field for problem in shift.problems()] == [field]
