"""Time in words (日期和时间的说法): days, instants and durations as people type them, in English and Chinese.

Facts look back and plans look forward: 周五 is the last or the coming one. `days` reads days, `times` instants,
`durations` lengths; `calendar` has the arithmetic they share.
"""

from salesctl.values.words.calendar import Looking, format_day, weekday_name
from salesctl.values.words.days import DayRead, parse_day, split_when
from salesctl.values.words.durations import parse_duration
from salesctl.values.words.times import parse_instant

__all__ = [
    "DayRead",
    "Looking",
    "format_day",
    "parse_day",
    "parse_duration",
    "parse_instant",
    "split_when",
    "weekday_name",
]
