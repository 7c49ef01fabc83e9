"""Durations in words (时长): hours and minutes of work, in English and Chinese, as whole minutes."""

from __future__ import annotations

import re
from decimal import Decimal

from salesctl.locale import N_
from salesctl.values import WordError
from salesctl.values.reading import fold, whole

_NOT_A_DURATION = N_('Can\'t read "{text}" as a duration.')
_DURATION_HINT = N_(
    "Durations are read like 90m, 1h30, 1.5h, 2 hours, 半天, 2小时, 一个半小时, 90分钟, 2天; a bare m is minutes."
)
_NEEDS_UNIT = N_('"{text}" needs a unit.')
_NOT_WHOLE = N_('"{text}" does not come out at whole minutes.')
_LONGEST = 366 * 24 * 60

_N = r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百]+|(?:half )?an?(?= )|半"
_PATTERN = (
    rf"(?:(?P<d>{_N}) ?(?:个 ?)?(?P<dh>半)?(?:天|日|days?|d)(?P<dt>半)?)?[ ,]*(?:and )?"
    rf"(?:(?P<h>{_N}) ?(?:个 ?)?(?P<hh>半)?(?:小时|钟头|hours?|hrs?|h)(?P<ht>半)?)?[ ,]*(?:and )?零?"
    rf"(?:(?P<q>[一三]) ?刻钟?|(?P<m>{_N}) ?(?:分钟?|minutes?|mins?|m))?"
)


def _amount(text: str | None) -> Decimal:
    if not text:
        return Decimal(0)
    if text == "半" or text.startswith("half"):
        return Decimal("0.5")
    if text in ("a", "an"):
        return Decimal(1)
    if text.isascii():
        return Decimal(text)
    number = whole(text)
    return Decimal("NaN") if number is None else Decimal(number)


def parse_duration(text: str, hours_per_day: Decimal | int = 8) -> int:
    """Read a length of time in minutes: 90m, 1h30, 1:30, 1.5h, 2小时, 一个半小时, 一刻钟, 半天, 2天, 1 hour 30 minutes.

    A day of work has `hours_per_day` hours and 半天 half of them (4). Raises WordError; also for 0 and over 366 days.
    """
    folded = fold(text).strip()
    if re.fullmatch(r"[0-9.]+|[一二两三四五六七八九十]+", folded):
        raise WordError(text, _NEEDS_UNIT, _DURATION_HINT)
    folded = re.sub(r"^half (?:a )?day$", "半天", folded)
    clock = re.fullmatch(r"([0-9]{1,3})(?::|h|小时)([0-5]?[0-9])", folded)
    if clock and not (":" in folded and len(clock[2]) == 1):
        minutes = Decimal(int(clock[1]) * 60 + int(clock[2]))
    else:
        found = re.fullmatch(_PATTERN, folded)
        if not found or not folded or len(folded) > 40 or not any(found[key] for key in "dhqm"):
            raise WordError(text, _NOT_A_DURATION, _DURATION_HINT)
        half = Decimal("0.5")
        days = _amount(found["d"]) + (half if found["dh"] else 0) + (half if found["dt"] else 0)
        hours = _amount(found["h"]) + (half if found["hh"] else 0) + (half if found["ht"] else 0)
        quarters = {"一": 15, "三": 45}.get(found["q"] or "", 0)
        minutes = days * hours_per_day * 60 + hours * 60 + quarters + _amount(found["m"])
    if minutes.is_nan() or not 0 < minutes <= _LONGEST:
        raise WordError(text, _NOT_A_DURATION, _DURATION_HINT)
    if minutes != int(minutes):
        raise WordError(text, _NOT_WHOLE, _DURATION_HINT)
    return int(minutes)
