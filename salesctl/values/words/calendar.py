"""What readers of days share (日历): months forth and back, yearless dates, the years kept, days written out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from salesctl.locale import N_
from salesctl.values import WordError

Looking = Literal["back", "forward"]
"""Facts look back (记事往前看), plans look forward (计划往后看)."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = "一二三四五六日"

DAY_HINT = N_(
    "Days are read like 2026-11-22, 11-22, yesterday, friday, next tue, in 3 days, 昨天, 周五, 下周二, "
    "11月22日, 25号, 月底, 3天后."
)
NO_SUCH_DAY = N_("There is no {day} in the calendar.")
OUT_OF_RANGE = N_('"{text}" lies outside the years 1900 to 2199.')


def make_day(text: str, year: int, month: int, day: int) -> date:
    """Return the date, or raise WordError (31 February, year 26) about `text`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WordError(text, OUT_OF_RANGE, DAY_HINT)
    try:
        return date(year, month, day)
    except ValueError:
        raise WordError(text, NO_SUCH_DAY, DAY_HINT, day=f"{year}-{month:02}-{day:02}") from None


def in_range(text: str, day: date) -> date:
    """Return `day`, or raise WordError when its year can't be kept."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WordError(text, OUT_OF_RANGE, DAY_HINT)
    return day


def add_days(text: str, day: date, number: int) -> date:
    """Return the day `number` days later (earlier when negative). Raises WordError outside the years kept."""
    try:
        return in_range(text, day + timedelta(days=number))
    except OverflowError:
        raise WordError(text, OUT_OF_RANGE, DAY_HINT) from None


def month_shift(text: str, year: int, month: int, number: int) -> tuple[int, int]:
    """Return (year, month) `number` months later. Raises WordError outside the years kept."""
    years, months = divmod(year * 12 + month - 1 + number, 12)
    if not FIRST_YEAR <= years <= LAST_YEAR:
        raise WordError(text, OUT_OF_RANGE, DAY_HINT)
    return years, months + 1


def add_months(text: str, day: date, number: int) -> date:
    """Return the same day `number` months later; the month's last where it has no such day (31 Jan + 1 → 28 Feb)."""
    year, month = month_shift(text, day.year, day.month, number)
    return date(year, month, min(day.day, last_of_month(year, month).day))


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    # the standard calendar module costs 2 ms to import
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def nearest_date(text: str, month: int, day: int, today: date, looking: Looking) -> date:
    """Return the nearest such date looking that way, today included; 2-29 looks on to a leap year. Raises WordError."""
    step = -1 if looking == "back" else 1
    for away in range(9):  # 1896 to 1904 had no leap day between them
        try:
            found = date(today.year + step * away, month, day)
        except ValueError:
            continue
        if (found - today).days * step >= 0:
            return in_range(text, found)
    raise WordError(text, NO_SUCH_DAY, DAY_HINT, day=f"{month:02}-{day:02}")


def nearest_month_day(text: str, day: int, today: date, looking: Looking) -> date:
    """Return the nearest such day of a month looking that way, today included; 31 skips short months.

    Raises WordError.
    """
    step = -1 if looking == "back" else 1
    for away in range(3):
        year, month = month_shift(text, today.year, today.month, step * away)
        if 1 <= day <= last_of_month(year, month).day:
            found = date(year, month, day)
            if (found - today).days * step >= 0:
                return found
    raise WordError(text, NO_SUCH_DAY, DAY_HINT, day=text.strip())


def nearest_weekday(weekday: int, today: date, looking: Looking) -> date:
    """Return the bare weekday (Monday is 0): today itself when looking back, next week's when looking forward.

    Who plans for 周五 on a Friday would say 今天; who notes what happened 周五 may well mean today.
    """
    if looking == "back":
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def week_day(today: date, weeks: int, weekday: int) -> date:
    """Return the weekday (Monday is 0) of the week `weeks` from this one; weeks begin on Monday (ISO)."""
    return today + timedelta(days=weeks * 7 + weekday - today.weekday())


def weekday_name(day: date, lang: str) -> str:
    """Return the weekday as people write it: Fri, 周五."""
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if lang == "zh" else WEEKDAYS_EN[day.weekday()]


def format_day(day: date, lang: str, today: date | None = None) -> str:
    """Write a day for people: 11-20 (Fri), 11-20（周五）; with its year where `today` is given and lies in another."""
    shown = day.isoformat() if today is not None and today.year != day.year else f"{day.month:02}-{day.day:02}"
    name = weekday_name(day, lang)
    return f"{shown}（{name}）" if lang == "zh" else f"{shown} ({name})"
