"""Deadlines, standings and gaps, by tables of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from salesctl.domains.reports.rules import Due, Gap, Owing, deadline, gaps, owing, standing
from salesctl.domains.reports.vocab import Standing

HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}
MAKEUP = {date(2026, 10, 10), date(2026, 9, 27)}


def works(day: date) -> bool | None:
    """China's autumn of 2026: National Day off, 10-10 worked; of 2027 nothing is known."""
    if day.year != 2026:
        return None
    if day in MAKEUP:
        return True
    return day.weekday() < 5 and day not in HOLIDAYS


def always(_day: date) -> bool:
    """Belong to the company all the time."""
    return True


DAY = Due(id="d", kind="day", by=time(20))
WEEK = Due(id="w", kind="week", by=time(10), workdays=1)
FRIDAY = Due(id="f", kind="week", by=time(18), workdays=0)
MONTH = Due(id="m", kind="month", by=time(12), workdays=3)


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        (DAY, "2026-11-20", "2026-11-20", "2026-11-20"),
        (DAY, "2026-10-10", "2026-10-10", "2026-10-10"),  # the Saturday worked in exchange
        (DAY, "2026-10-11", "2026-10-11", None),  # a Sunday
        (DAY, "2026-10-05", "2026-10-05", None),  # National Day, a Monday
        (WEEK, "2026-11-16", "2026-11-22", "2026-11-23"),
        (WEEK, "2026-09-21", "2026-09-27", "2026-09-28"),
        (WEEK, "2026-09-28", "2026-10-04", "2026-10-08"),  # Monday to Wednesday worked, then the holiday
        (WEEK, "2026-10-05", "2026-10-11", "2026-10-12"),
        (FRIDAY, "2026-11-16", "2026-11-22", "2026-11-20"),
        (FRIDAY, "2026-10-05", "2026-10-11", "2026-10-10"),  # the last working day is the Saturday
        (FRIDAY, "2026-09-28", "2026-10-04", "2026-09-30"),
        (MONTH, "2026-09-01", "2026-09-30", "2026-10-10"),  # 10-08, 10-09, 10-10
        (MONTH, "2026-10-01", "2026-10-31", "2026-11-04"),
        (MONTH, "2026-02-01", "2026-02-28", "2026-03-04"),
    ],
)
def test_the_day_of_a_deadline(rule: Due, first: str, last: str, expected: str | None) -> None:
    found = owing(date.fromisoformat(first), date.fromisoformat(last), rule, works, always)
    assert found == (Owing(True, date.fromisoformat(expected)) if expected else Owing(False))


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        (DAY, "2027-03-01", "2027-03-01"),  # the year's official days are not known
        (MONTH, "2026-12-01", "2026-12-31"),  # nor which day of January is the third that is worked
        (WEEK, "2026-12-28", "2027-01-03"),
    ],
)
def test_what_the_calendar_does_not_say_is_never_guessed(rule: Due, first: str, last: str) -> None:
    assert owing(date.fromisoformat(first), date.fromisoformat(last), rule, works, always) == Owing(None)


def test_no_rule_and_a_rule_that_frees_owe_nothing() -> None:
    day = date(2026, 11, 20)
    assert owing(day, day, None, works, always) == Owing(False)
    assert owing(day, day, Due(id="x", kind="day", by=time(20), required=False), works, always) == Owing(False)


@pytest.mark.parametrize(
    ("joined", "left", "owed"),
    [
        (None, None, True),
        (date(2026, 11, 18), None, True),  # came in the middle of the week
        (date(2026, 11, 21), None, False),  # came after its last working day
        (None, date(2026, 11, 18), False),  # left before it
        (None, date(2026, 11, 20), True),
    ],
)
def test_who_joined_or_left_owes_only_their_own_days(joined: date | None, left: date | None, owed: bool) -> None:
    def belongs(day: date) -> bool:
        return (joined is None or joined <= day) and (left is None or day <= left)

    assert owing(date(2026, 11, 16), date(2026, 11, 22), WEEK, works, belongs).owed is owed


def test_a_deadline_after_midnight_lies_in_the_night_after_the_day() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    night = Due(id="n", kind="day", by=time(2))
    assert deadline(date(2026, 11, 20), night, zone, time(4)) == datetime(2026, 11, 21, 2, tzinfo=zone)
    assert deadline(date(2026, 11, 20), DAY, zone, time(4)) == datetime(2026, 11, 20, 20, tzinfo=zone)


def at(clock: str) -> datetime:
    """Return an instant of the day."""
    return datetime.fromisoformat(f"2026-11-20T{clock}+00:00")


@pytest.mark.parametrize(
    ("owed", "grace", "state", "submitted", "now", "expected"),
    [
        (True, 0, "submitted", "19:59", "21:00", Standing.ON_TIME),
        (True, 0, "submitted", "20:00:59", "21:00", Standing.ON_TIME),
        (True, 0, "submitted", "20:01", "21:00", Standing.LATE),
        (True, 5, "read", "20:05", "21:00", Standing.ON_TIME),
        (True, 5, "read", "20:06", "21:00", Standing.LATE),
        (True, 0, None, None, "19:00", Standing.OPEN),
        (True, 0, None, None, "20:01", Standing.MISSING),
        (True, 0, "draft", None, "20:01", Standing.MISSING),
        (True, 0, "returned", "19:00", "21:00", Standing.MISSING),
        (True, 0, "returned", "19:00", "19:30", Standing.OPEN),
        (False, 0, "submitted", "23:00", "23:30", Standing.EXTRA),
        (None, 0, "submitted", "19:00", "21:00", Standing.UNKNOWN),
        (None, 0, None, None, "21:00", Standing.UNKNOWN),
    ],
)
def test_how_a_report_stands(
    owed: bool | None, grace: int, state: str | None, submitted: str | None, now: str, expected: Standing
) -> None:
    sent = at(submitted) if submitted else None
    assert standing(owed, at("20:00") if owed else None, grace, state, sent, at(now)) is expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], [("09:00", "18:00", 480)]),
        (["11:00", "15:00"], []),  # two hours, three working hours, three hours
        (["10:00", "15:00"], [("10:00", "15:00", 240)]),
        (["09:10-17:40"], []),  # out all day
        (["09:10-11:00", "10:00-10:30"], [("11:00", "18:00", 360)]),  # one within the other
        (["07:00", "20:00"], [("09:00", "18:00", 480)]),  # outside the hours
    ],
)
def test_working_hours_without_an_entry(entries: list[str], expected: list[tuple[str, str, int]]) -> None:
    stretches = [(at(a), at(b or a)) for a, _dash, b in (entry.partition("-") for entry in entries)]
    found = gaps(at("09:00"), at("18:00"), (at("12:00"), at("13:00")), stretches, Gap(minutes=180))
    assert [(f"{one.begins:%H:%M}", f"{one.ends:%H:%M}", one.minutes) for one in found] == expected


def test_a_person_who_was_not_at_work_has_no_gap() -> None:
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert gaps(moment, moment - timedelta(hours=1), None, [], Gap()) == []
