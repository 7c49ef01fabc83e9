"""Instants in words, in English and Chinese, and clocks that are put forward or back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.clock import local
from salesctl.values.words import Looking, parse_day, parse_duration, parse_instant, split_when

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
days = st.dates(date(1910, 1, 1), date(2190, 12, 31))
directions = st.sampled_from(["back", "forward"])

NOW = datetime(2026, 11, 22, 10, 43)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("9:05", "2026-11-22T09:05"), ("09:05", "2026-11-22T09:05"), ("９：０５", "2026-11-22T09:05"),
        ("18:30:15", "2026-11-22T18:30:15"),
        ("at 9:05", "2026-11-22T09:05"), ("3pm", "2026-11-22T15:00"), ("3 p.m.", "2026-11-22T15:00"),
        ("3:30 PM", "2026-11-22T15:30"),
        ("12am", "2026-11-22T00:00"), ("12pm", "2026-11-22T12:00"), ("noon", "2026-11-22T12:00"),
        ("0:00", "2026-11-22T00:00"),
        ("24:00", "2026-11-23T00:00"), ("24点", "2026-11-23T00:00"),
        ("下午3点", "2026-11-22T15:00"), ("下午3点半", "2026-11-22T15:30"), ("下午三点半", "2026-11-22T15:30"),
        ("下午3:30", "2026-11-22T15:30"),
        ("下午15:30", "2026-11-22T15:30"), ("上午九点一刻", "2026-11-22T09:15"), ("上午9点三刻", "2026-11-22T09:45"),
        ("9点05分", "2026-11-22T09:05"),
        ("九点零五分", "2026-11-22T09:05"), ("9时05分", "2026-11-22T09:05"), ("20点", "2026-11-22T20:00"),
        ("十点整", "2026-11-22T10:00"),
        ("9点钟", "2026-11-22T09:00"), ("早上8点", "2026-11-22T08:00"), ("凌晨1点", "2026-11-22T01:00"),
        ("凌晨12点", "2026-11-22T00:00"),
        ("中午12点半", "2026-11-22T12:30"), ("中午1点", "2026-11-22T13:00"), ("中午", "2026-11-22T12:00"),
        ("傍晚6点", "2026-11-22T18:00"),
        ("晚上8点半", "2026-11-22T20:30"), ("晚上12点", "2026-11-23T00:00"), ("半夜2点", "2026-11-22T02:00"),
        ("下午三點", "2026-11-22T15:00"),
        ("今早8点", "2026-11-22T08:00"), ("昨晚9点", "2026-11-21T21:00"), ("昨晚12点", "2026-11-22T00:00"),
        ("明早9点", "2026-11-23T09:00"),
        ("yesterday 18:30", "2026-11-21T18:30"), ("yesterday at 6pm", "2026-11-21T18:00"),
        ("18:30 yesterday", "2026-11-21T18:30"),
        ("昨天18:30", "2026-11-21T18:30"), ("昨天 18：30", "2026-11-21T18:30"), ("昨天下午六点", "2026-11-21T18:00"),
        ("昨天，18:30", "2026-11-21T18:30"),
        ("周五下午3点", "2026-11-20T15:00"), ("周五 15:00", "2026-11-20T15:00"), ("fri 9:00", "2026-11-20T09:00"),
        ("3pm on friday", "2026-11-20T15:00"),
        ("下周二上午9点半", "2026-11-24T09:30"), ("11月20日9点", "2026-11-20T09:00"),
        ("11-20 9:00", "2026-11-20T09:00"),
        ("11-20（周五）9:05", "2026-11-20T09:05"), ("2026/11/20 9:05", "2026-11-20T09:05"),
        ("2026年11月20日 18:30", "2026-11-20T18:30"),
        ("2026-11-20 09:05", "2026-11-20T09:05"), ("2026-11-20T09:05:33", "2026-11-20T09:05:33"),
        ("2026-11-20 24:00", "2026-11-21T00:00"),
        ("2026-11-20T01:05Z", "2026-11-20T09:05"), ("2026-11-20T09:05+08:00", "2026-11-20T09:05"),
        ("2026-11-20 01:05:33 +0000", "2026-11-20T09:05:33"),
        ("2026-11-20T09:05:33.007872+08:00", "2026-11-20T09:05:33.007872"),
        ("now", "2026-11-22T10:43"), ("现在", "2026-11-22T10:43"), ("10 minutes ago", "2026-11-22T10:33"),
        ("10分钟前", "2026-11-22T10:33"),
        ("半小时前", "2026-11-22T10:13"), ("一个半小时前", "2026-11-22T09:13"), ("2小时后", "2026-11-22T12:43"),
        ("in 2 hours", "2026-11-22T12:43"),
        # a Sunday evening that has not come yet was a week ago
        ("周日 18:00", "2026-11-15T18:00"), ("周日 9:00", "2026-11-22T09:00"),
    ],
)  # fmt: skip
def test_an_instant_is_read_in_words(text: str, there: str) -> None:
    instant = parse_instant(text, NOW, "back", SHANGHAI)
    assert local(instant, SHANGHAI).replace(tzinfo=None) == datetime.fromisoformat(there)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "as a time"), ("foo", "as a time"), ("9", "as a time"), ("9:5", "as a time"), ("905", "as a time"),
        ("昨天", "time of day is missing"),
        ("2026-11-20", "time of day is missing"), ("25:00", "no time of day"), ("24:01", "no time of day"),
        ("9:60", "no time of day"),
        ("昨天25点", "no time of day"), ("9:05:61", "no time of day"), ("3点", "morning or in the afternoon"),
        ("周五6点半", "morning or in the afternoon"), ("上午13:00", "contradicts"), ("下午0点", "contradicts"),
        ("晚上3点", "contradicts"),
        ("0pm", "contradicts"), ("13am", "contradicts"), ("上午9:00pm", "contradicts"), ("周八9点", "weekday"),
        ("2026-02-31 9:00", "calendar"),
        ("2月31日9点", "calendar"), ("2026-11-20T25:00", "as a time"), ("9:05 9:06", "as a time"),
        ("昨天18:30左右", "as a time"),
        ("0001-01-01T00:00+14:00", "as a time"), ("3天前", "time of day is missing"),
        ("2026-11-20T09:05+99:00", "as a time"),
    ],
)  # fmt: skip
def test_a_time_that_can_not_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(WordError, match=why) as caught:
        parse_instant(text, NOW, "back", SHANGHAI)
    assert caught.value.hint


def test_a_plan_for_a_weekday_looks_forward() -> None:
    there = parse_instant("周五下午3点", NOW, "forward", SHANGHAI)
    assert local(there, SHANGHAI).replace(tzinfo=None) == datetime(2026, 11, 27, 15)


def test_clocks_put_forward_and_back() -> None:
    now = datetime(2026, 11, 2, 9, 0)
    assert parse_instant("11-01 1:30", now, "back", NEW_YORK).isoformat() == "2026-11-01T05:30:00+00:00"
    assert parse_instant("2026-11-01T01:30-05:00", now, "back", NEW_YORK).isoformat() == "2026-11-01T06:30:00+00:00"
    with pytest.raises(WordError, match="put forward"):
        parse_instant("2026-03-08 02:30", now, "back", NEW_YORK)
    with pytest.raises(WordError, match="put forward"):
        parse_instant("1986年5月4日 2:30", now, "back", SHANGHAI)
    with pytest.raises(WordError, match="put forward"):
        parse_instant("1991-04-14 02:00", now, "back", SHANGHAI)


@given(st.datetimes(datetime(1992, 1, 1), datetime(2190, 1, 1)), directions)
def test_a_written_local_time_is_read_back(there: datetime, looking: Looking) -> None:
    for text in (
        there.isoformat(),
        there.isoformat(" "),
        f"{there:%Y年%m月%d日} {there:%H:%M:%S}.{there.microsecond:06}",
    ):
        read = local(parse_instant(text, NOW, looking, SHANGHAI), SHANGHAI).replace(tzinfo=None)
        assert read.replace(microsecond=0) == there.replace(microsecond=0)


_PIECES = "0123456789:-/. 上下前后这本个周月年日号天今昨明早晚午点半刻分小时内一二三十两friday ago in last next pmh"


@given(st.text(max_size=20) | st.text(_PIECES, max_size=14), days, directions)
def test_whatever_is_typed_is_read_or_a_word_error(text: str, today: date, looking: Looking) -> None:
    now = datetime(today.year, today.month, today.day, 12)
    for read in (
        lambda: parse_day(text, today, looking),
        lambda: parse_instant(text, now, looking, SHANGHAI),
        lambda: parse_duration(text),
        lambda: split_when(text, today),
    ):
        try:
            read()
        except WordError as error:
            assert str(error)
