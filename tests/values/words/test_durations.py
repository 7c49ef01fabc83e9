"""Durations in words, in English and Chinese."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.words import parse_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90m", 90), ("90 min", 90), ("90分钟", 90), ("90分", 90), ("１．５小时", 90), ("1.5h", 90), ("1h30", 90),
        ("1h30m", 90), ("1h 30m", 90),
        ("1:30", 90), ("2小时", 120), ("两个小时", 120), ("2小時", 120), ("2小时30分", 150), ("2小时15", 135),
        ("1小时零5分", 65), ("一个半小时", 90),
        ("两个半小时", 150), ("1小时半", 90), ("半小时", 30), ("半个小时", 30), ("一刻钟", 15), ("三刻钟", 45),
        ("半天", 240), ("2天", 960),
        ("一天半", 720), ("两天半", 1200), ("1d4h", 720), ("half day", 240), ("half a day", 240), ("half an hour", 30),
        ("an hour", 60),
        ("1 hour 30 minutes", 90), ("2 hrs", 120), ("1 hour and 5 minutes", 65), ("0.5天", 240), ("十分钟", 10),
    ],
)  # fmt: skip
def test_a_duration_is_whole_minutes(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


def test_a_day_of_work_is_as_long_as_the_rules_say() -> None:
    assert parse_duration("半天", hours_per_day=7) == 210
    assert parse_duration("2天", hours_per_day=Decimal("7.5")) == 900


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "as a duration"), ("x", "as a duration"), ("0m", "as a duration"), ("-5m", "as a duration"),
        ("1:5", "as a duration"), ("1:75", "as a duration"),
        ("90", "needs a unit"), ("十", "needs a unit"), ("0.33h", "whole minutes"), ("1000000m", "as a duration"),
        ("2周", "as a duration"),
        ("1h90x", "as a duration"), ("30m 2h", "as a duration"), ("一二小时", "as a duration"),
        ("and", "as a duration"),
    ],
)  # fmt: skip
def test_nonsense_is_no_duration(text: str, why: str) -> None:
    with pytest.raises(WordError, match=why) as caught:
        parse_duration(text)
    assert caught.value.hint


@given(st.integers(1, 99 * 60 + 59))
def test_hours_and_minutes_are_read_back(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    for text in (
        f"{minutes}m",
        f"{hours}h{rest:02}",
        f"{hours}:{rest:02}",
        f"{hours}小时{rest}分" if hours and rest else f"{minutes}分钟",
    ):
        assert parse_duration(text) == minutes
