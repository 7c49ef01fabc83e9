"""Instants in words (时刻): a day and a time of day, in English and Chinese, as an instant in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesctl.locale import N_
from salesctl.values import WordError
from salesctl.values.clock import to_instant
from salesctl.values.reading import fold, whole
from salesctl.values.words.calendar import Looking, add_days
from salesctl.values.words.days import match_day
from salesctl.values.words.durations import parse_duration

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_NOT_A_TIME = N_('Can\'t read "{text}" as a time.')
_TIME_HINT = N_(
    "Times are read like 9:05, 3pm, yesterday 18:30, 2026-11-22 09:05, 10 minutes ago, "
    "昨天18:30, 下午3点半, 周五下午3点, 今早8点."
)
_NO_SUCH_TIME = N_('There is no time of day like that in "{text}": hours run from 0 to 24, minutes from 00 to 59.')
_TIME_MISSING = N_('"{text}" is a day; the time of day is missing.')
_MORNING_OR_AFTERNOON = N_('"{text}" may be in the morning or in the afternoon.')
_SAY_WHICH = N_("Say which, like 下午3点, 凌晨3点, 15:00 or 03:00.")
_CONTRADICTS = N_('"{text}" contradicts itself: that hour does not lie in that part of the day.')

_PARTS = {
    "early": ("凌晨", "清早", "一早"),
    "morning": ("清晨", "早上", "早晨", "上午", "早", "晨"),
    "noon": ("中午", "正午"),
    "afternoon": ("下午", "午后"),
    "dusk": ("傍晚",),
    "evening": ("晚上", "晚间", "夜里", "晚", "夜"),
    "night": ("半夜", "深夜", "午夜"),
}
_WORDS = {word: part for part, words in _PARTS.items() for word in words}
_PART = "|".join(sorted(_WORDS, key=len, reverse=True))
_HOURS: dict[str, tuple[range, range]] = {  # hours taken as said, hours that are twelve more
    "early": (range(8), range(0)),
    "morning": (range(13), range(0)),
    "noon": (range(11, 15), range(1, 3)),
    "afternoon": (range(12, 20), range(1, 12)),
    "dusk": (range(16, 21), range(4, 9)),
    "evening": (range(17, 25), range(5, 13)),
    "night": (range(5), range(10, 13)),
}
_H = r"[0-9]{1,2}|[零一二两三四五六七八九十]{1,3}"
_TIME = (
    rf"(?P<part>{_PART})? ?(?:"
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]{1,6})?)?(?: ?(?P<ap>[ap])\.?m\.?(?![a-z]))?"
    r"|(?P<eh>[0-9]{1,2}) ?(?P<eap>[ap])\.?m\.?(?![a-z])"
    rf"|(?P<zh>{_H})(?:点钟?|时)(?:整|(?P<half>半)|(?P<quarter>[一三])刻|零?(?P<zm>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})分?)?"
    r"|(?P<word>noon)(?![a-z]))"
)
_ISO = (
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[t ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r" ?(?P<offset>z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)


def _number(text: str) -> int:
    found = whole(text.removeprefix("零") or "零")
    return 99 if found is None else found


def _twelve(hour: int, half: str, text: str) -> int:
    """Return the hour of 24 for an hour said with am or pm; 13pm contradicts nothing and is taken as said."""
    if hour > 12:
        if half == "p" and hour < 24:
            return hour
        raise WordError(text, _CONTRADICTS, _TIME_HINT)
    if hour == 0 and half == "p":
        raise WordError(text, _CONTRADICTS, _TIME_HINT)
    return hour % 12 + (12 if half == "p" else 0)


def _seconds(m: re.Match[str], text: str) -> int:
    """Return the seconds after midnight; 86,400 is the midnight that ends the day."""
    spoken = False
    minute = second = 0
    if m["word"]:
        hour = 12
    elif m["h"]:
        hour, minute, second = int(m["h"]), int(m["m"]), int(m["s"] or 0)
    elif m["eh"]:
        hour = int(m["eh"])
    else:
        hour, spoken = _number(m["zh"]), True
        minute = 30 if m["half"] else {"一": 15, "三": 45}.get(m["quarter"] or "", 0)
        minute = _number(m["zm"]) if m["zm"] else minute
    if minute > 59 or second > 59 or hour > 24:
        raise WordError(text, _NO_SUCH_TIME, _TIME_HINT)
    if half := m["ap"] or m["eap"]:
        if m["part"]:
            raise WordError(text, _CONTRADICTS, _TIME_HINT)
        hour = _twelve(hour, half, text)
    elif m["part"]:
        as_said, later = _HOURS[_WORDS[m["part"]]]
        part = _WORDS[m["part"]]
        if hour in later:
            hour += 12
        elif (part == "early" and hour == 12) or (part == "evening" and hour == 0):
            hour = 0 if part == "early" else 24
        elif hour not in as_said:
            raise WordError(text, _CONTRADICTS, _TIME_HINT)
    elif spoken and 1 <= hour <= 6:
        raise WordError(text, _MORNING_OR_AFTERNOON, _SAY_WHICH)
    seconds = hour * 3600 + minute * 60 + second
    if seconds > 86_400:
        raise WordError(text, _NO_SUCH_TIME, _TIME_HINT)
    return seconds


def _bare(part: str) -> bool:
    return part in ("中午", "正午")


def _clock(text: str, whole_text: str) -> int | None:
    """Read the whole of `text` as a time of day."""
    if _bare(text):
        return 12 * 3600
    found = re.fullmatch(_TIME, text)
    return _seconds(found, whole_text) if found else None


def _at(text: str, day: date, seconds: int) -> datetime:
    extra, seconds = divmod(seconds, 86_400)
    return datetime.combine(add_days(text, day, extra), time()) + timedelta(seconds=seconds)


def _iso(found: re.Match[str], text: str, zone: ZoneInfo) -> datetime:
    try:
        written = datetime.fromisoformat(f"{found['day']}T{found['time']}{(found['offset'] or '').upper()}")
        if written.tzinfo is None:
            return to_instant(written, zone)
        return written.astimezone(UTC)
    except WordError:
        raise
    except (ValueError, OverflowError):
        raise WordError(text, _NOT_A_TIME, _TIME_HINT) from None


def _ago(folded: str) -> timedelta | None:
    """Read 10 minutes ago, in 2 hours, 半小时前, 2小时后 as a distance from now; days are left to the day readers."""
    found = re.fullmatch(
        r"(?P<past>.+?) ?(?:ago|(?:之|以)?前)|in (?P<ahead>.+)|(?P<later>.+?) ?(?:from now|later|(?:之|以)?后)", folded
    )
    if not found:
        return None
    length = found["past"] or found["ahead"] or found["later"]
    if re.search(r"天|日|d", length) or ":" in length:
        return None
    try:
        distance = timedelta(minutes=parse_duration(length))
    except WordError:
        return None
    return -distance if found["past"] else distance


def parse_instant(text: str, now_local: datetime, looking: Looking, zone: ZoneInfo) -> datetime:
    """Read an instant and return it in UTC: 9:05, 3pm, yesterday 18:30, 昨天18:30, 周五下午3点, ISO.

    `now_local` is the naive local time of `zone`. A time without a day is today's, however late it is (the command
    refuses a future that can't be). A bare weekday looks back or forward; looking back on a Friday morning, 周五下午3点
    was a week ago. 24:00 and 晚上12点 end their day. A time that clocks skip is refused, of two equal ones the earlier
    is meant (`clock.is_twice` tells). Raises WordError.
    """
    folded = re.sub(r" +", " ", fold(text).strip())
    if found := re.fullmatch(_ISO, folded):
        if found["time"].startswith("24:00"):
            return to_instant(_at(text, date.fromisoformat(found["day"]), 86_400), zone)
        return _iso(found, text, zone)
    if folded in ("now", "现在", "刚刚"):
        return to_instant(now_local, zone)
    if distance := _ago(folded):
        return to_instant(now_local, zone) + distance
    today = now_local.date()
    core = re.sub(r"^(?:at|on) ", "", folded)
    if (seconds := _clock(core, text)) is not None:
        return to_instant(_at(text, today, seconds), zone)
    hit = match_day(core, today, looking)
    if hit:
        rest = re.sub(r"^(?:[ ,、的]|at )+", "", core[hit.end :])
        if not rest:
            raise WordError(text, _TIME_MISSING, _TIME_HINT)
        seconds = _clock(rest, text)
    elif lead := re.match(rf"(?:{_TIME}) (?:on )?", core):
        rest = core[lead.end() :]
        hit = match_day(rest, today, looking)
        seconds = _seconds(lead, text) if hit and hit.end == len(rest) else None
    if hit is None or seconds is None:
        raise WordError(text, _NOT_A_TIME, _TIME_HINT)
    there = _at(text, hit.day, seconds)
    if hit.weekly and looking == "back" and there > now_local:
        there -= timedelta(days=7)
    return to_instant(there, zone)
