"""When slips hold, how late one is back, what contradicts an outing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from salesctl.domains.visits.rules import (
    Fault,
    Slip,
    Span,
    State,
    contradicts,
    fault,
    is_claimed,
    last_of,
    late_minutes,
    overdue,
    overlapping,
    state,
)


def at(text: str) -> datetime:
    """Return a time of one day: "10:00"."""
    return datetime.fromisoformat(f"2026-11-20T{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "back", "found"),
    [(None, None, State.PLANNED), ("10:00", None, State.OUT), ("10:00", "11:00", State.BACK)],
)
def test_how_a_slip_stands(left: str | None, back: str | None, found: State) -> None:
    assert state(at(left) if left else None, at(back) if back else None) is found


@pytest.mark.parametrize(
    ("due", "back", "minutes"),
    [
        ("15:00", "15:05", 5),
        ("15:00", "15:00:59", 0),
        ("15:00", "14:30", -30),
        (None, "15:00", None),
        ("15:00", None, None),
    ],
)
def test_how_late_one_is_back(due: str | None, back: str | None, minutes: int | None) -> None:
    assert late_minutes(at(due) if due else None, at(back) if back else None) == minutes


@pytest.mark.parametrize(
    ("when", "after", "found"),
    [
        ("10:00", None, None),
        ("10:00", "10:00", None),
        ("09:59", "10:00", Fault.BACKWARDS),
        ("12:01", None, Fault.FUTURE),
        ("12:00", "11:00", None),
    ],
)
def test_times_never_lie_ahead_or_run_backwards(when: str, after: str | None, found: Fault | None) -> None:
    assert fault(at(when), at("12:00"), at(after) if after else None) is found


@pytest.mark.parametrize(
    ("left", "back", "met"),
    [
        ("08:00", "09:00", False),
        ("08:00", "10:00", False),
        ("08:00", "10:01", True),
        ("10:30", "10:40", True),
        ("11:00", "12:00", False),
        ("10:59", "12:00", True),
        ("09:00", "12:00", True),
        ("11:00", None, False),
        ("09:00", None, True),
    ],
)
def test_outings_of_a_person_never_overlap(left: str, back: str | None, met: bool) -> None:
    other = Span(at("10:00"), at("11:00"))
    found = overlapping(Span(at(left), at(back) if back else None), [other])
    assert (found is other) is met


def test_an_open_outing_covers_all_that_follows() -> None:
    still = Span(at("10:00"), None)
    assert overlapping(Span(at("18:00"), at("19:00")), [still]) is still
    assert overlapping(Span(at("08:00"), at("09:00")), [still]) is None


@pytest.mark.parametrize(("entered", "claimed"), [("10:00", False), ("10:15", False), ("10:16", True), ("18:00", True)])
def test_what_is_entered_long_after_is_claimed(entered: str, claimed: bool) -> None:
    assert is_claimed(at("10:00"), at(entered), Slip()) is claimed


@pytest.mark.parametrize(
    ("punch", "found"),
    [("09:50", False), ("10:10", False), ("10:11", True), ("14:49", True), ("14:50", False), ("18:00", False)],
)
def test_only_a_punch_well_inside_an_outing_contradicts_it(punch: str, found: bool) -> None:
    assert contradicts(at(punch), Span(at("10:00"), at("15:00")), Slip()) is found
    assert not contradicts(at(punch), Span(at("10:00"), None), Slip())


@pytest.mark.parametrize(
    ("left", "back", "due", "over", "found"),
    [
        (None, None, "10:00", True, False),
        ("09:00", "10:00", "10:00", True, False),
        ("09:00", None, "11:59", False, True),
        ("09:00", None, "12:00", False, False),
        ("09:00", None, None, False, False),
        ("09:00", None, None, True, True),
    ],
)
def test_who_should_be_back(left: str | None, back: str | None, due: str | None, over: bool, found: bool) -> None:
    began, ended, expected = (at(one) if one else None for one in (left, back, due))
    assert overdue(began, ended, expected, at("12:00"), over) is found


def test_the_last_time_is_the_latest_known() -> None:
    assert last_of([]) is None
    assert last_of([None, at("10:00"), at("09:00"), None]) == at("10:00")
    assert last_of([at("10:00") + timedelta(days=1), at("23:00")]) == at("10:00") + timedelta(days=1)
