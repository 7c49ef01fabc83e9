"""Periods: what is read in either language, and how they adjoin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.period import Kind, Period, parse_period, period_of, range_of

TODAY = date(2026, 11, 22)  # a Sunday, the last day of week 47
days = st.dates(date(1901, 1, 1), date(2198, 12, 31))
kinds = st.sampled_from([kind for kind in get_args(Kind) if kind != "range"])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(get_args(Kind)))
    day = draw(days)
    if kind == "range":
        return range_of(day, day + timedelta(days=draw(st.integers(0, 300))))
    return period_of(kind, day)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-11-22", "2026-11-22"), ("2026/11/22", "2026-11-22"), ("2026.11.22", "2026-11-22"),
        ("20261122", "2026-11-22"),
        ("11-20", "2026-11-20"), ("11-23", "2025-11-23"), ("today", "2026-11-22"), ("yesterday", "2026-11-21"),
        ("今天", "2026-11-22"), ("昨天", "2026-11-21"), ("前天", "2026-11-20"), ("10月15日", "2026-10-15"),
        ("周五", "2026-11-20"),
        (":today", "2026-11-22"), ("月底", "2026-10-31"),
        ("2026-W47", "2026-W47"), ("2026W47", "2026-W47"), ("W47", "2026-W47"), ("w48", "2025-W48"),
        ("2026年第47周", "2026-W47"),
        ("第48周", "2025-W48"), ("W53", "2020-W53"),
        ("week", "2026-W47"), ("this-week", "2026-W47"), ("This Week", "2026-W47"), (":week", "2026-W47"),
        ("last-week", "2026-W46"),
        ("last week", "2026-W46"), ("last_week", "2026-W46"), ("next-week", "2026-W48"),
        ("本周", "2026-W47"), ("这周", "2026-W47"), ("这个星期", "2026-W47"), ("上周", "2026-W46"),
        ("上个礼拜", "2026-W46"),
        ("上上周", "2026-W45"), ("下周", "2026-W48"), ("本週", "2026-W47"),
        ("2026-11", "2026-11"), ("2026/11", "2026-11"), ("2026年11月", "2026-11"), ("2026年11月份", "2026-11"),
        ("11月", "2026-11"),
        ("12月", "2025-12"), ("十一月", "2026-11"), ("month", "2026-11"), ("last-month", "2026-10"),
        ("本月", "2026-11"), ("上月", "2026-10"),
        ("上个月", "2026-10"), ("下个月", "2026-12"), ("去年10月", "2025-10"), ("nov", "2026-11"),
        ("December", "2025-12"),
        ("Nov 2024", "2024-11"), ("２０２６－１１", "2026-11"),
        ("2026-Q4", "2026-Q4"), ("2026q1", "2026-Q1"), ("Q4", "2026-Q4"), ("quarter", "2026-Q4"),
        ("last-quarter", "2026-Q3"),
        ("本季", "2026-Q4"), ("本季度", "2026-Q4"), ("上季度", "2026-Q3"), ("四季度", "2026-Q4"),
        ("第四季度", "2026-Q4"),
        ("去年四季度", "2025-Q4"), ("2025年一季度", "2025-Q1"),
        ("2026-H2", "2026-H2"), ("half", "2026-H2"), ("last-half", "2026-H1"), ("上半年", "2026-H1"),
        ("下半年", "2026-H2"),
        ("去年下半年", "2025-H2"),
        ("2026", "2026"), ("2026年", "2026"), ("year", "2026"), ("last-year", "2025"), ("今年", "2026"),
        ("去年", "2025"),
        ("二〇二五年", "2025"),
        ("2026-11-01..2026-11-15", "2026-11-01..2026-11-15"), ("2026-11-01 .. 2026-11-15", "2026-11-01..2026-11-15"),
        ("11-01..11-15", "2026-11-01..2026-11-15"), ("11-01..11-30", "2026-11-01..2026-11-30"),
        ("2025-10-01..10-15", "2025-10-01..2025-10-15"), ("12-20..01-05", "2025-12-20..2026-01-05"),
        ("11-01~11-15", "2026-11-01..2026-11-15"), ("11月1日-15日", "2026-11-01..2026-11-15"),
        ("11月1-15日", "2026-11-01..2026-11-15"), ("11月1日至11月15日", "2026-11-01..2026-11-15"),
        ("11月1日—15日", "2026-11-01..2026-11-15"), ("11月1日到今天", "2026-11-01..2026-11-22"),
        ("10月..11月", "2026-10-01..2026-11-30"), ("上月..今天", "2026-10-01..2026-11-22"),
        ("2026-11-01..", "2026-11-01..2026-11-22"),
        ("周一..周五", "2026-11-16..2026-11-20"), ("2026-Q1..2026-Q2", "2026-01-01..2026-06-30"),
        ("2026-11-01 to 2026-11-15", "2026-11-01..2026-11-15"),
        ("近7天", "2026-11-16..2026-11-22"), ("最近两周", "2026-11-09..2026-11-22"),
        ("近三个月", "2026-08-23..2026-11-22"),
        ("last 7 days", "2026-11-16..2026-11-22"), ("last-30-days", "2026-10-24..2026-11-22"),
        ("mtd", "2026-11-01..2026-11-22"), ("本月以来", "2026-11-01..2026-11-22"),
        ("今年至今", "2026-01-01..2026-11-22"),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_type_it(text: str, label: str) -> None:
    assert parse_period(text, TODAY).label == label


@pytest.mark.parametrize(
    "text",
    ["", " ", "foo", "..", "a..b", "..2026-11-01", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "2026-W54",
     "2027-W53", "2026-W00",
     "0026", "9999", "2026-02-31", "2026-02-29", "13月", "0月", "五季度", "周八", "2026-11-15..2026-11-01",
     "2026..2025", "11-31", "202611",
     "近0天", "2026-11-01..foo", "2026-02-30..2026-03-01", "11-01-11-15", "week week", "上", "半", "第0周"],
)  # fmt: skip
def test_nonsense_is_no_period(text: str) -> None:
    with pytest.raises(WordError) as caught:
        parse_period(text, TODAY)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("today", "text", "label"),
    [
        ("2027-01-01", "上月", "2026-12"), ("2027-01-01", "上周", "2026-W52"), ("2027-01-01", "本周", "2026-W53"),
        ("2027-01-01", "last-quarter", "2026-Q4"), ("2027-01-01", "12月", "2026-12"),
        ("2027-01-01", "12-31", "2026-12-31"),
        ("2026-12-31", "next-month", "2027-01"), ("2026-03-31", "上月", "2026-02"),
        ("2024-03-01", "yesterday", "2024-02-29"),
        ("2027-01-05", "W53", "2026-W53"), ("2025-12-30", "本周", "2026-W01"), ("2024-02-29", "去年", "2023"),
    ],
)  # fmt: skip
def test_the_turn_of_the_year_and_short_months(today: str, text: str, label: str) -> None:
    assert parse_period(text, date.fromisoformat(today)).label == label


def test_plans_look_forward() -> None:
    assert parse_period("12月", TODAY, "forward").label == "2026-12"
    assert parse_period("10月", TODAY, "forward").label == "2027-10"
    assert parse_period("周五", TODAY, "forward").label == "2026-11-27"


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("2026-W53", "2026-12-28", "2027-01-03"), ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"), ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_both_ends_are_included(label: str, first: str, last: str) -> None:
    period = parse_period(label, TODAY)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.first in period
    assert period.last in period
    assert period.first - timedelta(days=1) not in period
    assert period.last + timedelta(days=1) not in period


@given(periods(), days)
def test_a_label_is_read_back_whatever_day_it_is(period: Period, today: date) -> None:
    assert parse_period(period.label, today) == period
    assert parse_period(str(period), today, "forward") == period


@given(periods())
def test_the_previous_and_the_next_adjoin(period: Period) -> None:
    before, after = period.previous(), period.next()
    assert before.last + timedelta(days=1) == period.first
    assert after.first - timedelta(days=1) == period.last
    assert before.kind == after.kind == period.kind
    assert before.next() == period == after.previous()


@given(kinds, days)
def test_a_period_holds_the_day_it_was_made_from(kind: Kind, day: date) -> None:
    period = period_of(kind, day)
    assert day in period
    assert next(iter(period.days())) == period.first
    assert [*period.days()][-1] == period.last
    assert len([*period.days()]) == len(period)


@given(st.text(max_size=20) | st.text("0123456789-/.wqh上下本个月周年季度半至到日号今去近天第", max_size=12), days)
def test_whatever_is_typed_is_a_period_or_a_word_error(text: str, today: date) -> None:
    try:
        period = parse_period(text, today)
    except WordError:
        return
    assert period.first <= period.last
