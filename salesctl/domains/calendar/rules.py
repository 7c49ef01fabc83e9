"""What kind of day a day is (工作日 休息日 节假日 调休上班), and when the company's day begins. Pure decisions.

Sections `calendar.zone` and `calendar.week`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule

WeekDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK_DAYS: tuple[WeekDay, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Rule):
    """The company's time zone and when its day begins (`calendar.zone`, 时区), for night work."""

    zone: str
    day_starts: time = time(0)

    SECTION: ClassVar[str] = "calendar.zone"

    def problems(self) -> Iterator[Problem]:
        """Find a zone that does not exist and a day that begins after noon."""
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield Problem(
                "zone", _("{zone} is not a time zone.", zone=self.zone), _("For example Asia/Shanghai, Europe/Berlin.")
            )
        if self.day_starts >= time(12):
            yield Problem(
                "day_starts", _("must be before noon."), _('For example "00:00", or "04:00" with night work.')
            )

    @property
    def info(self) -> ZoneInfo:
        """Return the zone itself."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(Rule):
    """The days of the week on which people work (`calendar.week`, 周工作日), and whose official holidays lie over them.

    `official`: the country whose published holidays count ("CN"), or empty: then the week and the company's own days
    are all.
    """

    workdays: tuple[WeekDay, ...] = ("mon", "tue", "wed", "thu", "fri")
    official: Literal["CN", ""] = ""

    SECTION: ClassVar[str] = "calendar.week"

    def problems(self) -> Iterator[Problem]:
        """Find a weekday named twice."""
        if len(set(self.workdays)) != len(self.workdays):
            yield Problem("workdays", _("names a day twice."))

    def works_on(self, day: date) -> bool:
        """Tell whether the weekday of `day` is a working one, holidays aside."""
        return WEEK_DAYS[day.weekday()] in self.workdays


class Kind(StrEnum):
    """What a day is."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # off by an entry: a public holiday, a day in lieu, the company's own
    MAKEUP = "makeup"  # a day of the weekend that is worked in exchange (调休上班)
    UNKNOWN = "unknown"  # the year's official days are not here: nobody may say


@dataclass(frozen=True, slots=True)
class Entry:
    """One day said to be worked or free. `layer`: who says so: official, company, team."""

    day: date
    works: bool
    name: str = ""
    layer: str = "official"


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is and why. `works` is None where nobody may say; `layer` is `week` where no entry decides."""

    kind: Kind
    works: bool | None
    name: str = ""
    layer: str = "week"

    @property
    def known(self) -> bool:
        """Tell whether the calendar says anything about this day."""
        return self.works is not None


def layered(entries: Iterable[Entry]) -> dict[date, Entry]:
    """Lay entries over each other, the later of one day wins: give the official first, then company, then team."""
    return {entry.day: entry for entry in entries}


def kind_of_day(
    day: date, entries: Mapping[date, Entry], week: Week | None, official_years: Container[int] = ()
) -> DayKind:
    """Say what `day` is: an entry over the weekly pattern; `week` None: there is none, and only entries say anything.

    `official_years`: the years whose official days are in the ledger. Where the week goes by official days, a day of
    another year that has no entry is unknown, a Sunday too, since it may be a make-up day; it is never guessed
    (B4.8).
    """
    usual = week is None or week.works_on(day)
    entry = entries.get(day)
    if entry is not None:
        worked = Kind.WORKDAY if usual else Kind.MAKEUP
        return DayKind(worked if entry.works else Kind.HOLIDAY, entry.works, entry.name, entry.layer)
    if week is None or (week.official and day.year not in official_years):
        return DayKind(Kind.UNKNOWN, None, layer="none")
    return DayKind(Kind.WORKDAY if usual else Kind.WEEKEND, usual)


def company_day(instant: datetime, zone: Zone) -> date:
    """Return the company's day of an aware instant: before `day_starts` it belongs to the day before."""
    local = instant.astimezone(zone.info)
    return local.date() - timedelta(days=1) if local.time() < zone.day_starts else local.date()
