"""Days in words (日期): one day that a text is, or begins with, in English and Chinese.

A matcher takes the match, today and the direction and returns a `Hit`, or None when it is no day after all.
What names a date that does not exist raises WordError at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from salesctl.locale import N_
from salesctl.values import WordError
from salesctl.values.reading import NUMBER, chinese_digits, fold, whole
from salesctl.values.words.calendar import (
    DAY_HINT,
    WEEKDAYS_EN,
    WEEKDAYS_ZH,
    Looking,
    add_days,
    add_months,
    last_of_month,
    make_day,
    month_shift,
    nearest_date,
    nearest_month_day,
    nearest_weekday,
    week_day,
)

NOT_A_DAY = N_('Can\'t read "{text}" as a day.')
_NO_WEEKDAY = N_('There is no weekday "{text}".')
_WEEKDAY_HINT = N_("Weekdays are mon to sun, 周一 to 周日, 上周一, 下周日.")
_OTHER_WEEKDAY = N_('"{text}" contradicts itself: {day} is another weekday.')
_OTHER_WEEKDAY_HINT = N_("Leave the weekday out, or correct the date.")


@dataclass(frozen=True)
class DayRead:
    """A day read from words. `echo`: the words leave room for another day, so the command says which one it took."""

    day: date
    echo: bool


class Hit(NamedTuple):
    """The day a text begins with, where its words end, and whether a bare weekday was said."""

    day: date
    echo: bool
    end: int
    weekly: bool = False


_Matcher = Callable[[re.Match[str], date, Looking], Hit | None]

MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

EN_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
ZH_TURN = r"(?:上上个?|上个?|这个?|本|当|下下个?|下个?)"
ZH_WEEK = r"(?:周|星期|礼拜)"
ZH_YEAR = r"(?:大?前年|去年|上年|今年|本年|明年|后年|[12][0-9]{3}年|[一二][零一二三四五六七八九]{3}年)"
_ZH_MONTH = r"(?:1[0-2]|0?[1-9]|[1-9][0-9]|十[一二]?|[一二三四五六七八九])"
_ZH_DATE = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_EN_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_EN_NUMBER = r"(?:[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_EN_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# 3-5天内 and 11-20件 are counts, 10号楼 and 3号店 places: no dates
_NO_COUNT = r"(?![天个件万元块次家人折点周月年台箱瓶包张份小分%~]| *天(?:内|之内|以内|后|前))"
_NO_PLACE = r"(?![楼店线仓门院库铺机柜桌房站车井厅])"

_ZH_OFFSETS: Mapping[str, int] = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0,
    "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
    "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2,
}  # fmt: skip
_TURNS: Mapping[str, int] = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2, "": 0}
_YEARS: Mapping[str, int] = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
}


def turn(word: str) -> int:
    """Return how many weeks or months 上 这 下 下下 … turn."""
    return _TURNS[word.removesuffix("个")]


def zh_year(word: str, today: date) -> int:
    """Return the year of 去年, 2026年, 二零二六年."""
    if word in _YEARS:
        return today.year + _YEARS[word]
    return int(chinese_digits(word[:-1]) or word[:-1])


def en_month(word: str) -> int:
    """Return the month (1 to 12) of nov, November, Sept. …."""
    return MONTHS_EN.index(word[:3]) + 1


def _number(text: str) -> int:
    found = whole(text)
    return -1 if found is None else found


def _en_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return 1 if text in ("a", "an") else _EN_NUMBERS.index(text)


def _en_weekday(text: str) -> int:
    return [name.lower() for name in WEEKDAYS_EN].index(text[:3])


def _zh_weekday(text: str) -> int:
    if text == "末":
        return 5
    if text in WEEKDAYS_ZH:
        return WEEKDAYS_ZH.index(text)
    return 6 if text == "天" else int(text) - 1


def _tail(m: re.Match[str]) -> tuple[int | None, int]:
    """Return the weekday people put behind a date, 11-20（周五）, 11月20日周五, and where it ends."""
    rest = m.string[m.end() :]
    tail = re.match(rf" ?\( ?(?:{ZH_WEEK}([一二三四五六日天])|({_EN_WEEKDAY})) ?\)", rest)
    # 11-25 周一鸣来访 goes on with a name, 11-25 周三下午3点 with a time
    tail = tail or re.match(rf"(?:{ZH_WEEK}| {ZH_WEEK}(?=.(?:[上下中早晚]|(?![一-鿿]))))([一二三四五六日天])()", rest)
    if not tail:
        return None, m.end()
    return _zh_weekday(tail[1]) if tail[1] else _en_weekday(tail[2]), m.end() + tail.end()


def _dated(m: re.Match[str], day: date, echo: bool, other: date | None = None) -> Hit:
    """End a written date, taking along the weekday behind it; it must agree, or tell the year (`other`)."""
    weekday, end = _tail(m)
    if weekday is None or weekday == day.weekday():
        return Hit(day, echo, end)
    if other is not None and weekday == other.weekday():
        return Hit(other, True, end)
    raise WordError(m.string.strip(), _OTHER_WEEKDAY, _OTHER_WEEKDAY_HINT, day=day.isoformat())


def _full(m: re.Match[str], today: date, looking: Looking) -> Hit:
    return _dated(m, make_day(m[0], int(m["y"]), int(m["m"]), int(m["d"])), False)


def _yearless(m: re.Match[str], month: int, number: int, today: date, looking: Looking) -> Hit:
    day = nearest_date(m[0], month, number, today, looking)
    other = nearest_date(m[0], month, number, today, "back" if looking == "forward" else "forward")
    return _dated(m, day, day.year != today.year, other)


def _month_and_day(m: re.Match[str], today: date, looking: Looking) -> Hit:
    return _yearless(m, _number(m["m"]), _number(m["d"]), today, looking)


def _zh_full(m: re.Match[str], today: date, looking: Looking) -> Hit:
    year = zh_year(m["y"], today)
    return _dated(m, make_day(m[0], year, _number(m["m"]), _number(m["d"])), m["y"] in _YEARS)


def _day_of_month(m: re.Match[str], today: date, looking: Looking) -> Hit:
    number = _number(m["d"]) if m["d"] else _number(m["zd"])
    return _dated(m, nearest_month_day(m[0], number, today, looking), True)


def _zh_turned_month_day(m: re.Match[str], today: date, looking: Looking) -> Hit:
    year, month = month_shift(m[0], today.year, today.month, turn(m["t"]))
    return _dated(m, make_day(m[0], year, month, _number(m["d"])), True)


def _zh_month_part(m: re.Match[str], today: date, looking: Looking) -> Hit | None:
    """月底, 下月初, 11月底, 去年12月中; a bare one is the nearest looking that way, today included."""
    part = m["part"]
    year, month, step = today.year, today.month, 0
    if m["m"]:
        if not 1 <= (month := _number(m["m"])) <= 12:
            return None
        year, step = (zh_year(m["y"], today), 0) if m["y"] else (today.year, 12)
    elif m["t"]:
        year, month = month_shift(m[0], year, month, turn(m["t"]))
    else:
        step = 1

    def part_of(months: int) -> date:
        y, mo = month_shift(m[0], year, month, months)
        return last_of_month(y, mo) if part in "底末" else date(y, mo, 1 if part == "初" else 15)

    day = part_of(0)
    if step and looking == "back" and day > today:
        day = part_of(-step)
    elif step and looking == "forward" and day < today:
        day = part_of(step)
    return Hit(make_day(m[0], day.year, day.month, day.day), True, m.end())


def _zh_year_part(m: re.Match[str], today: date, looking: Looking) -> Hit:
    month, day = (1, 1) if m["part"] == "初" else (12, 31)
    if m["y"]:
        return Hit(make_day(m[0], zh_year(m["y"], today), month, day), True, m.end())
    return Hit(nearest_date(m[0], month, day, today, looking), True, m.end())


def _moved(m: re.Match[str], today: date, number: int, unit: str) -> Hit | None:
    if number < -9999:
        return None
    if unit in ("天", "日", "day", "d"):
        day = add_days(m[0], today, number)
    elif unit in ("周", "星期", "礼拜", "week", "w"):
        day = add_days(m[0], today, number * 7)
    elif unit in ("月", "month"):
        day = add_months(m[0], today, number)
    else:
        day = add_months(m[0], today, number * 12)
    return Hit(day, True, m.end())


def _zh_offset(m: re.Match[str], today: date, looking: Looking) -> Hit | None:
    sign = -1 if m["dir"].endswith("前") else 1
    if m["dir"].endswith("内") and looking == "back":
        return None  # 3天内 sets a plan's last day and says nothing about a fact
    if m["half"]:
        unit, number = ("天", 15) if "月" in m["half"] else ("月", 6)
    else:
        unit, number = m["unit"], _number(m["n"])
    return _moved(m, today, sign * number, unit) if number >= 0 else None


def _zh_weekday_hit(m: re.Match[str], today: date, looking: Looking) -> Hit | None:
    said = m["day"]
    if said not in "一二三四五六日天末1234567":
        # 周九良 is a person: only a word of its own is a weekday that does not exist
        if re.match(r"$|[ ,、:前上下中早晚0-9]", m.string[m.end() :]) or m["t"]:
            raise WordError(m[0], _NO_WEEKDAY, _WEEKDAY_HINT)
        return None
    weekday = _zh_weekday(said)
    if m["t"]:
        return Hit(week_day(today, turn(m["t"]), weekday), True, m.end())
    return Hit(nearest_weekday(weekday, today, looking), True, m.end(), weekly=True)


def _zh_word(m: re.Match[str], today: date, looking: Looking) -> Hit:
    return Hit(add_days(m[0], today, _ZH_OFFSETS[m[0]]), abs(_ZH_OFFSETS[m[0]]) > 1, m.end())


def _en_word(m: re.Match[str], today: date, looking: Looking) -> Hit:
    offset = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}.get(m["word"])
    if offset is not None:
        return Hit(add_days(m[0], today, offset), False, m.end())
    return Hit(add_days(m[0], today, -2 if m["word"].endswith("yesterday") else 2), True, m.end())


def _en_weekday_hit(m: re.Match[str], today: date, looking: Looking) -> Hit:
    weekday, said = _en_weekday(m["day"]), m["turn"]
    if not said:
        return Hit(nearest_weekday(weekday, today, looking), True, m.end(), weekly=True)
    if said == "last":  # on a Sunday "last friday" is two days ago, though 上周五 is nine
        return Hit(nearest_weekday(weekday, today - timedelta(days=1), "back"), True, m.end())
    return Hit(week_day(today, 1 if said == "next" else 0, weekday), True, m.end())


def _en_offset(m: re.Match[str], today: date, looking: Looking) -> Hit | None:
    number = _en_number(m["n"])
    return _moved(m, today, -number if m["tail"] == "ago" else number, m["unit"])


def _en_in(m: re.Match[str], today: date, looking: Looking) -> Hit | None:
    return _moved(m, today, _en_number(m["n"]), m["unit"])


def _en_date(m: re.Match[str], today: date, looking: Looking) -> Hit:
    month, day = en_month(m["m"]), int(m["d"])
    if m["y"]:
        return _dated(m, make_day(m[0], int(m["y"]), month, day), False)
    return _yearless(m, month, day, today, looking)


def _en_month_end(m: re.Match[str], today: date, looking: Looking) -> Hit:
    said = m["turn"] or ""
    months = {"last": -1, "next": 1}.get(said, 0)
    if not said and looking == "back" and today != last_of_month(today.year, today.month):
        months = -1
    return Hit(last_of_month(*month_shift(m[0], today.year, today.month, months)), True, m.end())


_AFTER = r"(?P<dir>(?:之|以)?[后前内])"
_ZH_MATCHERS: tuple[tuple[str, _Matcher], ...] = (
    (rf"(?P<y>{ZH_YEAR}) ?(?P<m>{_ZH_MONTH})月(?P<d>{_ZH_DATE})[日号]?", _zh_full),
    (rf"(?:(?P<t>{ZH_TURN})|(?P<y>{ZH_YEAR})?(?P<m>{_ZH_MONTH}))?月(?P<part>[底末初中])(?!旬)", _zh_month_part),
    (rf"(?P<t>{ZH_TURN})月(?P<d>{_ZH_DATE})[日号]", _zh_turned_month_day),
    (rf"(?P<m>{_ZH_MONTH})月(?P<d>{_ZH_DATE})(?:[日号]|(?= |$|{ZH_WEEK}|\())", _month_and_day),
    (rf"(?P<y>{ZH_YEAR})?年?(?P<part>(?<=年)[底末初])", _zh_year_part),
    (
        rf"(?:(?P<half>半个?(?:月|年))|(?P<n>{NUMBER}) ?(?:个 ?)?(?P<unit>天|日|周|星期|礼拜|(?<=个)月|年)){_AFTER}",
        _zh_offset,
    ),
    (rf"(?P<t>{ZH_TURN})?{ZH_WEEK}(?P<day>[一二三四五六日天末七八九十]|[0-9]+(?![天个次家折万]))", _zh_weekday_hit),
    (rf"(?:(?P<d>[0-9]{{1,2}})[日号]|(?P<zd>{_ZH_DATE})号){_NO_PLACE}(?![内后前以之间])", _day_of_month),
    (r"大?[前后]天|[昨今明][天日]|[前后]日|当天|[昨今明前后](?=[早晚晨夜])", _zh_word),
)
_DIGIT_MATCHERS: tuple[tuple[str, _Matcher], ...] = (
    (r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})", _full),
    (r"(?P<y>(?:19|2[01])[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", _full),
    (rf"(?P<m>[0-9]{{1,2}})[-/](?P<d>[0-9]{{1,2}}){_NO_COUNT}", _month_and_day),
)
_EN_MATCHERS: tuple[tuple[str, _Matcher], ...] = (
    (r"(?:the )?(?P<word>today|tonight|yesterday|tomorrow|day before yesterday|day after tomorrow)", _en_word),
    (rf"(?:(?P<turn>last|this|next|coming)[ -])?(?P<day>{_EN_WEEKDAY})", _en_weekday_hit),
    (rf"(?:in |\+)(?P<n>{_EN_NUMBER}) ?(?P<unit>day|week|month|year|d|w)s?", _en_in),
    (rf"(?P<n>{_EN_NUMBER}) (?P<unit>day|week|month|year)s? (?P<tail>ago|from now|later)", _en_offset),
    (rf"(?P<m>{EN_MONTH}) ?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>[0-9]{{4}}))?", _en_date),
    (rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? ?(?P<m>{EN_MONTH})(?:,? (?P<y>[0-9]{{4}}))?", _en_date),
    (r"(?:the )?end of (?:(?P<turn>last|this|next|the) )?month|month[ -]end", _en_month_end),
    (r"(?:the )?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)", _day_of_month),
)


def _ends(text: str, end: int) -> bool:
    """Say whether a word or number ends at `end`: fri in friend does not, nor 11-20 in 11-201 or 11-20:30."""
    before, after = text[end - 1], text[end : end + 1]
    if before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return False
    if after in ("'", "’"):  # today's
        return False
    return not (before.isdigit() and re.match(r"[-/.:][0-9]", text[end : end + 2]))


def match_day(folded: str, today: date, looking: Looking) -> Hit | None:
    """Find the day that folded text begins with; None when there is none. Raises WordError for a day that can't be."""
    lead = folded[:1]
    groups: tuple[tuple[tuple[str, _Matcher], ...], ...]
    if lead.isdigit():
        groups = (_DIGIT_MATCHERS, _ZH_MATCHERS, _EN_MATCHERS)
    elif lead.isascii():
        groups = (_EN_MATCHERS,)
    else:
        groups = (_ZH_MATCHERS,)
    for matchers in groups:
        for pattern, matcher in matchers:
            found = re.match(pattern, folded)
            if found and _ends(folded, found.end()):
                hit = matcher(found, today, looking)
                if hit:
                    return hit
    return None


def parse_day(text: str, today: date, looking: Looking) -> DayRead:
    """Read one day. Facts look back, plans forward: 周五, 11-25, 25号 and 月底 are the nearest looking that way.

    A date that is today is today; a bare weekday that is today is today looking back and next week's looking forward.
    Words that say more (明天, 下周二, 去年10月15日) are taken as said. Raises WordError.
    """
    folded = fold(text).strip()
    core = re.sub(r"^(?:on|by|due) ", "", folded)
    hit = match_day(core, today, looking)
    rest = core[hit.end :] if hit else core
    # a plan for 周五前 is due on that Friday
    if hit is None or (rest and not (looking == "forward" and rest in ("前", "之前", "以前"))):
        raise WordError(text, NOT_A_DAY, DAY_HINT)
    return DayRead(hit.day, hit.echo)


def split_when(text: str, today: date) -> tuple[DayRead | None, str]:
    """Split `--next "周三 追报价"` into the day it begins with, looking forward, and the step.

    (None, text) when it does not begin with a day. A time of day stays in the step. Raises WordError for a day that
    can't be (周八, 2月31日).
    """
    plain = text.strip()
    folded = fold(plain)
    lead = re.match(r"(?:on|by|due) ", folded)
    start = lead.end() if lead else 0
    hit = match_day(folded[start:], today, "forward")
    if hit is None:
        return None, plain
    end = start + hit.end
    tail = re.match(r"(?:之|以)?前(?!台|往|去|期|面|门|任)", folded[end:])
    end += tail.end() if tail else 0
    gap = re.match(r"[ ,:;、.~-]*", folded[end:])
    return DayRead(hit.day, hit.echo), plain[end + (gap.end() if gap else 0) :]
