"""The clock: local time, the company's day, gaps and folds, and the fixed-width text of instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.clock import (
    Clock,
    SystemClock,
    company_day,
    is_twice,
    iso_instant,
    local,
    parse_iso_instant,
    to_instant,
)

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_system_clock_tells_utc() -> None:
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("instant", "starts", "day"),
    [
        ("2026-11-21T16:00", "00:00", "2026-11-22"),
        ("2026-11-21T15:59:59.999999", "00:00", "2026-11-21"),
        ("2026-11-21T20:59", "05:00", "2026-11-21"),
        ("2026-11-21T21:00", "05:00", "2026-11-22"),
        ("2026-12-31T18:00", "04:00", "2026-12-31"),
        ("2026-12-31T20:00", "04:00", "2027-01-01"),
    ],
)
def test_before_the_day_starts_it_is_still_yesterday(instant: str, starts: str, day: str) -> None:
    assert company_day(utc(instant), SHANGHAI, time.fromisoformat(starts)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("zone", "there", "instant"),
    [
        (SHANGHAI, "2026-11-22T09:05", "2026-11-22T01:05"),
        (SHANGHAI, "1986-05-04T03:00", "1986-05-03T18:00"),  # summer time
        (SHANGHAI, "1986-09-14T01:30", "1986-09-13T16:30"),  # comes twice: the earlier
        (SHANGHAI, "1991-09-15T01:59", "1991-09-14T16:59"),
        (NEW_YORK, "2026-03-08T03:00", "2026-03-08T07:00"),
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30"),  # comes twice: the earlier
        (NEW_YORK, "2026-11-01T02:00", "2026-11-01T07:00"),
    ],
)
def test_a_local_time_is_an_instant(zone: ZoneInfo, there: str, instant: str) -> None:
    assert to_instant(datetime.fromisoformat(there), zone) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        (NEW_YORK, "2026-03-08T02:00"),
        (NEW_YORK, "2026-03-08T02:59:59"),
        (SHANGHAI, "1986-05-04T02:30"),
        (SHANGHAI, "1991-04-14T02:30"),
    ],
)
def test_a_time_the_clocks_skip_is_refused(zone: ZoneInfo, there: str) -> None:
    with pytest.raises(WordError, match="put forward") as caught:
        to_instant(datetime.fromisoformat(there), zone)
    assert caught.value.hint


def test_a_time_that_comes_twice_is_told() -> None:
    assert is_twice(datetime(2026, 11, 1, 1, 30), NEW_YORK)
    assert is_twice(datetime(1986, 9, 14, 1, 30), SHANGHAI)
    assert not is_twice(datetime(2026, 11, 1, 2, 0), NEW_YORK)
    assert not is_twice(datetime(2026, 3, 8, 2, 30), NEW_YORK)


def test_naive_and_aware_are_not_mixed_up() -> None:
    with pytest.raises(ValueError, match="offset"):
        local(datetime(2026, 11, 22), SHANGHAI)
    with pytest.raises(ValueError, match="offset"):
        iso_instant(datetime(2026, 11, 22))
    with pytest.raises(ValueError, match="offset"):
        to_instant(datetime(2026, 11, 22, tzinfo=UTC), SHANGHAI)


def test_an_instant_is_written_at_fixed_width() -> None:
    assert iso_instant(utc("2026-11-22T01:43:13.007872")) == "2026-11-22T01:43:13.007872Z"
    assert (
        iso_instant(datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))) == "2026-11-22T01:00:00.000000Z"
    )
    assert iso_instant(utc("0999-01-01T00:00")) == "0999-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "text", ["", "2026-11-22", "2026-11-22T09:05", "2026-02-30T00:00:00Z", "0001-01-01T00:00+14:00"]
)
def test_an_instant_without_its_offset_is_refused(text: str) -> None:
    with pytest.raises(WordError):
        parse_iso_instant(text)


@given(st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI, NEW_YORK]), min_value=datetime(1900, 1, 2)))
def test_every_instant_survives_being_written(instant: datetime) -> None:
    text = iso_instant(instant) if instant.year < 9999 else iso_instant(instant.replace(year=2026, month=1, day=1))
    assert len(text) == 27
    assert iso_instant(parse_iso_instant(text)) == text


@given(
    st.datetimes(min_value=datetime(1985, 1, 1), max_value=datetime(2100, 1, 1)), st.sampled_from([SHANGHAI, NEW_YORK])
)
def test_a_local_time_survives_unless_it_is_skipped(there: datetime, zone: ZoneInfo) -> None:
    try:
        instant = to_instant(there, zone)
    except WordError:
        return
    assert local(instant, zone).replace(tzinfo=None) == there.replace(fold=0)
