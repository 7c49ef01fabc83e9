"""Days said to be worked or free, by layer; what is not said follows the week of the rule book."""

from __future__ import annotations

from datetime import date

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Flag, Str, Whole


class CalendarYear(Record, table=True):
    """A year whose official days are in the ledger; without it no day of that year is known."""

    __tablename__ = "calendar_year"
    __table_args__ = table_args(live("country", "year", unique=True, name="ux_calendar_year"))
    NOUN = "calendar"

    country: str = col(Str)
    year: int = col(Whole)
    source: str = col(Str)


class CalendarDay(Record, table=True):
    """One day that differs from the week. `layer`: official, company, later team and person; the later layer wins."""

    __tablename__ = "calendar_day"
    __table_args__ = table_args(live("layer", "day", unique=True, name="ux_calendar_day"))
    NOUN = "calendar"

    layer: str = col(Str)
    day: date = col(Day)
    works: bool = col(Flag)
    name: str = col(Str)
