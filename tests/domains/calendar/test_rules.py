"""What a day is: the week, the holidays over it, the company's own days over those."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.calendar.rules import DayKind, Entry, Kind, Week, Zone, company_day, kind_of_day, layered

WEEK = Week(id="CAL-2", official="CN")
OWN_WEEK = Week(id="CAL-2")
OFFICIAL = [
    Entry(date(2026, 10, 1), False, "国庆节"),
    Entry(date(2026, 10, 3), False, "国庆节"),
    Entry(date(2026, 10, 10), True, "国庆节"),
    Entry(date(2022, 12, 31), False, "元旦"),
]
OWN = [Entry(date(2026, 10, 10), False, "店庆", "company"), Entry(date(2026, 11, 21), True, "盘点", "company")]
KNOWN = {2023, 2026}


@pytest.mark.parametrize(
    ("day", "kind", "works"),
    [
        (date(2026, 11, 20), Kind.WORKDAY, True),
        (date(2026, 11, 21), Kind.WEEKEND, False),
        (date(2026, 10, 1), Kind.HOLIDAY, False),
        (date(2026, 10, 3), Kind.HOLIDAY, False),
        (date(2026, 10, 10), Kind.MAKEUP, True),
        (date(2026, 10, 11), Kind.WEEKEND, False),
        (date(2027, 1, 4), Kind.UNKNOWN, None),
        (date(2027, 1, 3), Kind.UNKNOWN, None),
        (date(2024, 2, 29), Kind.UNKNOWN, None),
        (date(2022, 12, 31), Kind.HOLIDAY, False),
        (date(2022, 12, 30), Kind.UNKNOWN, None),
    ],
)
def test_a_day_is_what_the_official_days_make_of_it(day: date, kind: Kind, works: bool | None) -> None:
    found = kind_of_day(day, layered(OFFICIAL), WEEK, KNOWN)
    assert (found.kind, found.works) == (kind, works)
    assert found.known is (works is not None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 10), DayKind(Kind.HOLIDAY, False, "店庆", "company")),
        (date(2026, 11, 21), DayKind(Kind.MAKEUP, True, "盘点", "company")),
        (date(2026, 10, 1), DayKind(Kind.HOLIDAY, False, "国庆节", "official")),
    ],
)
def test_the_companys_own_days_lie_over_the_official(day: date, expected: DayKind) -> None:
    assert kind_of_day(day, layered([*OFFICIAL, *OWN]), WEEK, KNOWN) == expected


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2031, 5, 5)])
def test_without_an_official_country_the_week_decides_in_any_year(day: date) -> None:
    assert kind_of_day(day, {}, OWN_WEEK).works is (day.weekday() < 5)


@given(st.dates())
def test_a_year_without_data_is_never_guessed(day: date) -> None:
    assert kind_of_day(day, {}, WEEK).works is None


@pytest.mark.parametrize(
    ("instant", "starts", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), time(0), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), time(0), date(2026, 11, 21)),
        (datetime(2026, 11, 20, 19, 59, tzinfo=UTC), time(4), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 20, 0, tzinfo=UTC), time(4), date(2026, 11, 21)),
        (datetime(2024, 2, 28, 17, 0, tzinfo=UTC), time(0), date(2024, 2, 29)),
    ],
)
def test_the_companys_day_begins_at_its_hour(instant: datetime, starts: time, day: date) -> None:
    assert company_day(instant, Zone(zone="Asia/Shanghai", day_starts=starts)) == day


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "asia shanghai"])
def test_a_zone_that_does_not_exist_is_found(zone: str) -> None:
    assert [problem.field for problem in Zone(zone=zone).problems()] == ["zone"]


def test_a_day_that_begins_after_noon_and_a_weekday_named_twice_are_found() -> None:
    assert [problem.field for problem in Zone(zone="UTC", day_starts=time(12)).problems()] == ["day_starts"]
    assert [problem.field for problem in Week(workdays=("mon", "mon")).problems()] == ["workdays"]
