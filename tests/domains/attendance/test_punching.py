"""What a new punch does beside those of its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.attendance.punching import Act, decide, is_in, night_until
from salesctl.domains.attendance.rules import Punch, PunchKind, Shift

DAY = date(2026, 11, 20)
KINDS: dict[str, PunchKind | None] = {"in": "in", "out": "out", "?": None}


def at(clock: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(clock), UTC)


def punches(text: str) -> list[Punch]:
    return [Punch(at(clock), KINDS[kind]) for kind, clock in (one.split() for one in text.split(",") if one)]


@pytest.mark.parametrize(
    ("there", "kind", "when", "said", "act", "met"),
    [
        ("", "in", "08:52", False, Act.IN, ""),
        ("in 08:52", "in", "09:30", False, Act.ALREADY_IN, "08:52"),
        ("in 08:52", "in", "08:52", True, Act.ALREADY_IN, "08:52"),
        ("in 08:52", "in", "08:51", False, Act.ALREADY_IN, "08:52"),
        ("in 09:30", "in", "08:52", True, Act.IN_MOVED, "09:30"),
        ("? 08:50", "in", "08:52", False, Act.ALREADY_IN, "08:50"),
        ("in 08:52,out 12:00", "in", "13:00", False, Act.BACK, "12:00"),
        ("in 08:52,out 12:00,in 13:00", "in", "13:30", False, Act.ALREADY_IN, "13:00"),
        ("out 18:00", "in", "09:00", True, Act.IN, ""),
        ("", "out", "18:00", False, Act.OUT, ""),
        ("in 08:52", "out", "18:06", False, Act.OUT, ""),
        ("in 08:52,out 18:06", "out", "20:31", False, Act.OUT_MOVED, "18:06"),
        ("in 08:52,out 18:06", "out", "18:06", True, Act.ALREADY_OUT, "18:06"),
        ("in 08:52,out 20:31", "out", "18:06", True, Act.OUT_KEPT, "20:31"),
        ("in 08:52,out 12:00,in 13:00", "out", "18:00", False, Act.OUT, ""),
    ],
)
def test_a_punch_means_what_the_day_makes_of_it(
    there: str, kind: PunchKind, when: str, said: bool, act: Act, met: str
) -> None:
    assert decide(kind, at(when), said, punches(there)) == (act, at(met) if met else None)


_TIMES = st.integers(0, 1439).map(lambda minute: datetime.combine(DAY, time(), UTC) + timedelta(minutes=minute))
_PUNCHES = st.lists(st.builds(Punch, _TIMES, st.sampled_from(["in", "out", None])), max_size=6)


@given(_PUNCHES, _TIMES, st.booleans())
def test_after_an_in_of_now_one_is_in_and_after_an_out_one_is_not(
    there: list[Punch], now: datetime, said: bool
) -> None:
    before = [punch for punch in there if punch.at < now]
    act, _met = decide("in", now, said, before)
    assert act.writes != is_in(before)
    assert is_in([*before, *([Punch(now, "in")] if act.writes else [])])
    act, _met = decide("out", now, said, before)
    assert act.writes and not is_in([*before, Punch(now, "out")])


@given(_PUNCHES, _TIMES, st.sampled_from(["in", "out"]))
def test_the_order_of_the_punches_does_not_matter(there: list[Punch], now: datetime, kind: PunchKind) -> None:
    assert decide(kind, now, True, there) == decide(kind, now, True, there[::-1])


def test_a_night_shift_keeps_its_punches_until_half_way_to_the_next() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    night, plain = Shift(id="N", starts=time(22), ends=time(6)), Shift(id="D", starts=time(9), ends=time(18))
    assert night_until(DAY, plain, night, zone) is None
    assert night_until(DAY, night, night, zone) == datetime(2026, 11, 20, 14, tzinfo=zone)
    assert night_until(DAY, night, plain, zone) == datetime(2026, 11, 20, 7, 30, tzinfo=zone)
