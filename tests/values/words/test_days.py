"""Days in words, in English and Chinese: facts look back, plans look forward."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.words import Looking, format_day, parse_day, split_when, weekday_name

SUNDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20)
days = st.dates(date(1910, 1, 1), date(2190, 12, 31))
directions = st.sampled_from(["back", "forward"])


@pytest.mark.parametrize(
    ("text", "back", "forward"),
    [
        # dates that say their year
        ("2026-11-22", "2026-11-22", "2026-11-22"), ("2026/1/5", "2026-01-05", "2026-01-05"),
        ("2026.11.05", "2026-11-05", "2026-11-05"),
        ("20261122", "2026-11-22", "2026-11-22"), ("２０２６－１１－２２", "2026-11-22", "2026-11-22"),
        ("2026–11–22", "2026-11-22", "2026-11-22"), ("2026年11月22日", "2026-11-22", "2026-11-22"),
        ("二〇二六年十一月二十二日", "2026-11-22", "2026-11-22"), ("去年10月15日", "2025-10-15", "2025-10-15"),
        ("明年3月1号", "2027-03-01", "2027-03-01"), ("Nov 25, 2026", "2026-11-25", "2026-11-25"),
        ("25 November 2024", "2024-11-25", "2024-11-25"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        # dates that don't: the nearest looking that way, today included
        ("11-25", "2025-11-25", "2026-11-25"), ("11/25", "2025-11-25", "2026-11-25"),
        ("11-22", "2026-11-22", "2026-11-22"),
        ("01-15", "2026-01-15", "2027-01-15"), ("11月25日", "2025-11-25", "2026-11-25"),
        ("11月25号", "2025-11-25", "2026-11-25"),
        ("11月25", "2025-11-25", "2026-11-25"), ("十二月三号", "2025-12-03", "2026-12-03"),
        ("Nov 20", "2026-11-20", "2027-11-20"),
        ("20th nov", "2026-11-20", "2027-11-20"), ("2-29", "2024-02-29", "2028-02-29"),
        ("25号", "2026-10-25", "2026-11-25"),
        ("22日", "2026-11-22", "2026-11-22"), ("31号", "2026-10-31", "2026-12-31"),
        ("二十五号", "2026-10-25", "2026-11-25"),
        ("the 25th", "2026-10-25", "2026-11-25"), ("月底", "2026-10-31", "2026-11-30"),
        ("月初", "2026-11-01", "2026-12-01"),
        ("月中", "2026-11-15", "2026-12-15"), ("年底", "2025-12-31", "2026-12-31"),
        ("11月底", "2025-11-30", "2026-11-30"),
        ("end of month", "2026-10-31", "2026-11-30"),
        # months and years turned
        ("上月25号", "2026-10-25", "2026-10-25"), ("下个月5号", "2026-12-05", "2026-12-05"),
        ("下月底", "2026-12-31", "2026-12-31"),
        ("本月底", "2026-11-30", "2026-11-30"), ("去年12月底", "2025-12-31", "2025-12-31"),
        ("去年年底", "2025-12-31", "2025-12-31"),
        ("明年初", "2027-01-01", "2027-01-01"),
        # weekdays
        ("周五", "2026-11-20", "2026-11-27"), ("星期五", "2026-11-20", "2026-11-27"),
        ("礼拜五", "2026-11-20", "2026-11-27"),
        ("禮拜五", "2026-11-20", "2026-11-27"), ("周日", "2026-11-22", "2026-11-29"),
        ("星期天", "2026-11-22", "2026-11-29"),
        ("周1", "2026-11-16", "2026-11-23"), ("friday", "2026-11-20", "2026-11-27"),
        ("Fri", "2026-11-20", "2026-11-27"),
        ("on monday", "2026-11-16", "2026-11-23"), ("sun", "2026-11-22", "2026-11-29"),
        ("周末", "2026-11-21", "2026-11-28"),
        ("这周五", "2026-11-20", "2026-11-20"), ("本周日", "2026-11-22", "2026-11-22"),
        ("上周三", "2026-11-11", "2026-11-11"),
        ("上个星期三", "2026-11-11", "2026-11-11"), ("上上周一", "2026-11-02", "2026-11-02"),
        ("下周二", "2026-11-24", "2026-11-24"),
        ("下下周二", "2026-12-01", "2026-12-01"), ("last friday", "2026-11-20", "2026-11-20"),
        ("next friday", "2026-11-27", "2026-11-27"),
        # so many days away
        ("today", "2026-11-22", "2026-11-22"), ("yesterday", "2026-11-21", "2026-11-21"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("day before yesterday", "2026-11-20", "2026-11-20"), ("the day after tomorrow", "2026-11-24", "2026-11-24"),
        ("今天", "2026-11-22", "2026-11-22"), ("昨天", "2026-11-21", "2026-11-21"),
        ("昨日", "2026-11-21", "2026-11-21"),
        ("前天", "2026-11-20", "2026-11-20"), ("大前天", "2026-11-19", "2026-11-19"),
        ("明天", "2026-11-23", "2026-11-23"),
        ("后天", "2026-11-24", "2026-11-24"), ("大后天", "2026-11-25", "2026-11-25"),
        ("後天", "2026-11-24", "2026-11-24"),
        ("3天后", "2026-11-25", "2026-11-25"), ("三天后", "2026-11-25", "2026-11-25"),
        ("3 天之后", "2026-11-25", "2026-11-25"),
        ("3天前", "2026-11-19", "2026-11-19"), ("两周后", "2026-12-06", "2026-12-06"),
        ("2个星期以后", "2026-12-06", "2026-12-06"),
        ("一个月后", "2026-12-22", "2026-12-22"), ("半个月后", "2026-12-07", "2026-12-07"),
        ("半年前", "2026-05-22", "2026-05-22"),
        ("一年前", "2025-11-22", "2025-11-22"), ("十五天后", "2026-12-07", "2026-12-07"),
        ("in 3 days", "2026-11-25", "2026-11-25"),
        ("in a week", "2026-11-29", "2026-11-29"), ("3 days ago", "2026-11-19", "2026-11-19"),
        ("two weeks ago", "2026-11-08", "2026-11-08"),
        ("+3d", "2026-11-25", "2026-11-25"), ("3 days from now", "2026-11-25", "2026-11-25"),
        # with the weekday behind it, which may tell the year
        ("2026-11-20（周五）", "2026-11-20", "2026-11-20"), ("11-20（周五）", "2026-11-20", "2026-11-20"),
        ("11-25 (Wed)", "2026-11-25", "2026-11-25"), ("11月25日周三", "2026-11-25", "2026-11-25"),
        ("11月25日 星期三", "2026-11-25", "2026-11-25"),
    ],
)  # fmt: skip
def test_facts_look_back_and_plans_look_forward(text: str, back: str, forward: str) -> None:
    assert parse_day(text, SUNDAY, "back").day.isoformat() == back
    assert parse_day(text, SUNDAY, "forward").day.isoformat() == forward


def test_a_weekday_that_is_today_is_today_for_a_fact_and_next_week_for_a_plan() -> None:
    for text in ("周五", "friday", "星期五"):
        assert parse_day(text, FRIDAY, "back").day == FRIDAY
        assert parse_day(text, FRIDAY, "forward").day == FRIDAY + timedelta(days=7)
    assert parse_day("本周五", FRIDAY, "forward").day == FRIDAY
    assert parse_day("last friday", FRIDAY, "back").day == FRIDAY - timedelta(days=7)


@pytest.mark.parametrize("text", ["周五前", "周五之前", "周五以前", "by friday", "due friday"])
def test_a_plan_may_say_before(text: str) -> None:
    assert parse_day(text, SUNDAY, "forward").day == date(2026, 11, 27)


def test_within_three_days_is_a_plan_and_no_fact() -> None:
    assert parse_day("3天内", SUNDAY, "forward").day == date(2026, 11, 25)
    with pytest.raises(WordError):
        parse_day("3天内", SUNDAY, "back")


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("2026-11-20", False), ("今天", False), ("yesterday", False), ("11-20", False), ("11-25", True), ("周五", True),
        ("3天前", True), ("25号", True), ("月底", True), ("上周三", True), ("11月20日", False),
    ],
)  # fmt: skip
def test_what_leaves_room_for_another_day_is_echoed(text: str, echo: bool) -> None:
    assert parse_day(text, SUNDAY, "back").echo is echo


@pytest.mark.parametrize(
    "text",
    ["", " ", "foo", "周八", "周九", "星期0", "周十", "下周八", "2026-02-31", "2026-02-29", "2026-13-01", "2026-00-10",
     "2-30", "2月30日", "11月31日",
     "13月1日", "0号", "32号", "99号", "11-20（周四）", "2026-11-20 (Mon)", "明天周五", "tomorrow friday", "friend",
     "monthly", "fridays", "2026-11",
     "下个月", "0026-01-01", "-3天后", "99999天后", "1000年后", "3-5天", "10号楼", "11-201", "2026-11-22-3",
     "昨天昨天", "3", "11.20", "25:00",
     "feb 30", "the 32nd", "3个工作日后", "25", "²号", "٣号", "{}", "{x}"],
)  # fmt: skip
def test_nonsense_is_no_day(text: str) -> None:
    for looking in ("back", "forward"):
        with pytest.raises(WordError) as caught:
            parse_day(text, SUNDAY, looking)
        assert caught.value.hint
        assert str(caught.value) == caught.value.reason.format(**caught.value.fields)


def test_the_message_says_which_day_does_not_exist() -> None:
    with pytest.raises(WordError, match=r"There is no 2026-02-31 in the calendar\."):
        parse_day("2026-02-31", SUNDAY, "back")
    with pytest.raises(WordError, match='There is no weekday "周八"'):
        parse_day("周八", SUNDAY, "back")


@pytest.mark.parametrize(
    ("today", "text", "looking", "day"),
    [
        ("2026-12-31", "明天", "forward", "2027-01-01"), ("2027-01-01", "昨天", "back", "2026-12-31"),
        ("2027-01-02", "12-30", "back", "2026-12-30"),
        ("2026-12-30", "01-02", "forward", "2027-01-02"), ("2027-01-01", "25号", "back", "2026-12-25"),
        ("2026-12-26", "25号", "forward", "2027-01-25"),
        ("2027-01-01", "上周五", "back", "2026-12-25"), ("2026-12-31", "下周五", "forward", "2027-01-08"),
        ("2027-01-01", "上月底", "back", "2026-12-31"),
        ("2026-12-31", "年底", "forward", "2026-12-31"), ("2026-12-31", "年底", "back", "2026-12-31"),
        ("2024-01-31", "一个月后", "forward", "2024-02-29"),
        ("2026-01-31", "in a month", "forward", "2026-02-28"), ("2024-02-29", "一年前", "back", "2023-02-28"),
        ("2026-02-27", "31号", "forward", "2026-03-31"),
        ("2026-03-30", "31号", "back", "2026-01-31"), ("1904-03-01", "2-29", "back", "1904-02-29"),
        ("2098-01-01", "2-29", "forward", "2104-02-29"),
        ("2024-02-28", "明天", "forward", "2024-02-29"),
    ],
)  # fmt: skip
def test_turns_of_the_year_and_leap_days(today: str, text: str, looking: Looking, day: str) -> None:
    assert parse_day(text, date.fromisoformat(today), looking).day.isoformat() == day


@given(days, days, directions, st.sampled_from(["en", "zh"]))
def test_a_day_survives_being_written(day: date, today: date, looking: Looking, lang: str) -> None:
    assert parse_day(day.isoformat(), today, looking).day == day
    written = format_day(day, lang, today)
    if day.year != today.year or (day <= today) is (looking == "back") or day == today:
        assert parse_day(written, today, looking).day == day


@given(
    days,
    directions,
    st.sampled_from(["周一", "周日", "fri", "11-25", "3月1日", "15号", "月底", "月初", "年底", "31号", "Feb 29"]),
)
def test_the_nearest_day_lies_on_the_side_looked_at(today: date, looking: Looking, text: str) -> None:
    day = parse_day(text, today, looking).day
    assert day <= today if looking == "back" else day >= today


def test_days_are_written_for_people() -> None:
    assert format_day(FRIDAY, "zh") == "11-20（周五）"
    assert format_day(FRIDAY, "en") == "11-20 (Fri)"
    assert format_day(FRIDAY, "zh", date(2027, 1, 1)) == "2026-11-20（周五）"
    assert (weekday_name(SUNDAY, "zh"), weekday_name(SUNDAY, "en")) == ("周日", "Sun")


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("周三 追报价", "2026-11-25", "追报价"), ("周三追报价", "2026-11-25", "追报价"),
        ("周日 送样", "2026-11-29", "送样"),
        ("明天，送样", "2026-11-23", "送样"), ("12-05 交", "2026-12-05", "交"),
        ("2026-12-01：送货", "2026-12-01", "送货"),
        ("下周二上午9点半 拜访", "2026-11-24", "上午9点半 拜访"), ("周五前 交", "2026-11-27", "交"),
        ("周五之前交合同", "2026-11-27", "交合同"),
        ("3天内回访", "2026-11-25", "回访"), ("3天后回访", "2026-11-25", "回访"), ("月底对账", "2026-11-30", "对账"),
        ("25号 收款", "2026-11-25", "收款"),
        ("friday call Chen", "2026-11-27", "call Chen"), ("by Fri: Call", "2026-11-27", "Call"),
        ("in 3 days call", "2026-11-25", "call"),
        ("+3d 催款", "2026-11-25", "催款"), ("明天前台取件", "2026-11-23", "前台取件"), ("monday", "2026-11-23", ""),
        ("11-25", "2026-11-25", ""),
        ("11-25 周三 追报价", "2026-11-25", "追报价"), ("11-25 周一鸣来访", "2026-11-25", "周一鸣来访"),
        ("追报价", None, "追报价"), ("3-5天内回访", None, "3-5天内回访"), ("10号楼看房", None, "10号楼看房"),
        ("周九良 来访", None, "周九良 来访"),
        ("下周 回访", None, "下周 回访"), ("sundry items", None, "sundry items"), ("前台取件", None, "前台取件"),
        ("11-20件 补货", None, "11-20件 补货"),
        ("Mayer call", None, "Mayer call"),
        ("today's list", None, "today's list"), ("", None, ""), ("第3号柜", None, "第3号柜"),
    ],
)  # fmt: skip
def test_a_next_step_begins_with_its_day(text: str, day: str | None, rest: str) -> None:
    read, step = split_when(text, SUNDAY)
    assert (read.day.isoformat() if read else None, step) == (day, rest)


@pytest.mark.parametrize("text", ["周八 追报价", "2月31日 追报价", "2026-02-30 x", "11-25（周四）送样"])
def test_a_next_step_on_a_day_that_can_not_be_is_refused(text: str) -> None:
    with pytest.raises(WordError):
        split_when(text, SUNDAY)


@given(st.text(max_size=30), days)
def test_a_step_is_never_made_up(text: str, today: date) -> None:
    try:
        _, rest = split_when(text, today)
    except WordError:
        return
    assert text.strip().endswith(rest)
