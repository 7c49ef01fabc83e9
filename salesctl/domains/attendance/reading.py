"""Reading times of punches (读时间): what people type after `--at`, and what exports of time clocks write."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesctl.domains.attendance.rules import PunchKind
from salesctl.locale import _
from salesctl.values.clock import is_twice, parse_iso_instant, to_instant

if TYPE_CHECKING:
    from salesctl.context import Ctx

_MOMENT = re.compile(
    r"(?:(?P<y>[0-9]{4})[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})日?)?"
    r"(?:[ ,]*(?:星期|周|礼拜)[一二三四五六日天])?[ tT,]*"
    r"(?:(?P<H>[0-9]{1,2})[:时点](?P<M>[0-9]{2})(?:[:分](?P<S>[0-9]{2})(?:\.(?P<f>[0-9]{1,6}))?秒?)?分?"
    r"(?: ?(?P<ap>[ap])\.?m\.?)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)

_IN = (
    "in",
    "i",
    "c/in",
    "checkin",
    "clockin",
    "onduty",
    "上班",
    "上班打卡",
    "上班卡",
    "上班签到",
    "签到",
    "进",
    "进门",
)
_OUT = (
    "out",
    "o",
    "c/out",
    "checkout",
    "clockout",
    "offduty",
    "下班",
    "下班打卡",
    "下班卡",
    "下班签退",
    "签退",
    "出",
    "出门",
)
_SILENT = (
    "",
    "-",
    "--",
    "打卡",
    "正常",
    "外勤",
    "外勤打卡",
    "外出",
    "外出打卡",
    "指纹",
    "人脸",
    "刷卡",
    "密码",
    "卡",
    "自动",
    "wifi",
    "punch",
    "normal",
)
_CLAIMED = ("补卡", "补签", "补打卡", "补录", "claimed")
_KINDS: dict[str, tuple[PunchKind | None, bool]] = {
    **dict.fromkeys(_IN, ("in", False)),
    **dict.fromkeys(_OUT, ("out", False)),
    **dict.fromkeys(_SILENT, (None, False)),
    **dict.fromkeys(_CLAIMED, (None, True)),
    "上班补卡": ("in", True),
    "下班补卡": ("out", True),
}


def instant(ctx: Ctx, text: str | None) -> datetime:
    """Read `--at`, looking back; now where nothing was said. Before the company's day begins, 23:50 was last night.

    Raises WordError for what can't be read and for a time that clocks skip.
    """
    if text is None:
        return ctx.now
    from salesctl.values.words import parse_instant

    here = ctx.local(ctx.now).replace(tzinfo=None)
    found = parse_instant(text, here, "back", ctx.zone)
    if found > ctx.now and here.date() > ctx.today and ctx.day_of(found - timedelta(days=1)) == ctx.today:
        found -= timedelta(days=1)
    there = ctx.local(found).replace(tzinfo=None)
    if is_twice(there, ctx.zone):
        ctx.talk.append(_("{time} came twice that night; the earlier is taken.", time=f"{there:%Y-%m-%d %H:%M}"))
    return found


def moment(text: str, day: str, zone: ZoneInfo) -> datetime:
    """Read a time clock's time: `2026-11-02 08:52`, `2026/11/2 8:52:03`, `2026年11月2日 08:52`, ISO with offset.

    `day`: another cell with the date, where `text` has the time alone. Raises ValueError or WordError.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _OFFSET.fullmatch(plain):
        return parse_iso_instant(plain.replace(" ", "T", 1))
    when, clock = _parts(plain, text)
    if when is None and day:
        when, _clock = _parts(unicodedata.normalize("NFKC", day).strip(), day)
    elif clock is None and day:
        raise ValueError(_("“{text}” has no time of day", text=text[:40]))
    if when is None:
        raise ValueError(_("“{text}” has no date", text=text[:40]))
    if clock is None:
        raise ValueError(_("“{text}” has no time of day", text=text[:40]))
    return to_instant(datetime.combine(when, clock), zone)


def _parts(plain: str, text: str) -> tuple[date | None, time | None]:
    found = _MOMENT.fullmatch(plain)
    if not found or not plain:
        raise ValueError(_("“{text}” is no time; write 2026-11-02 08:52", text=text[:40]))
    try:
        when = date(int(found["y"]), int(found["m"]), int(found["d"])) if found["y"] else None
        if not found["H"]:
            return when, None
        hour = int(found["H"])
        if found["ap"]:
            if not 1 <= hour <= 12:
                raise ValueError
            hour = hour % 12 + (12 if found["ap"].lower() == "p" else 0)
        return when, time(hour, int(found["M"]), int(found["S"] or 0), int((found["f"] or "0").ljust(6, "0")))
    except ValueError:
        raise ValueError(_("there is no such time: “{text}”", text=text[:40])) from None


def kind(text: str) -> tuple[PunchKind | None, bool]:
    """Read a time clock's kind of punch as (in, out or None where it does not say, claimed). Raises ValueError."""
    plain = re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).casefold()
    found = _KINDS.get(plain)
    if found is None:
        raise ValueError(_("“{text}” is no kind of punch: in, out, 上班, 下班, or empty", text=text[:40]))
    return found
