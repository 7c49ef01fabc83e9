"""What would change, and since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from salesctl.domains.clients.rules import Level
from salesctl.domains.tasks.rules import Due
from salesctl.rulebook.diff import diff, notices
from salesctl.rulebook.rule import Book, Rule

TODAY = date(2026, 11, 20)
OLD = Due(id="T1", soon_days=3)


def book(*rules: Rule) -> Book:
    return Book({"tasks.due": rules})


@pytest.mark.parametrize(
    ("old", "new", "kind", "first", "last", "changed"),
    [
        ([], [OLD], "added", date(2000, 1, 1), None, None),
        ([OLD], [], "removed", TODAY, None, None),
        ([OLD], [replace(OLD, soon_days=5)], "changed", date(2000, 1, 1), None, ["soon_days"]),
        (
            [OLD],
            [replace(OLD, soon_days=5, since=date(2026, 12, 1))],
            "changed",
            date(2026, 12, 1),
            None,
            ["since", "soon_days"],
        ),
        ([OLD], [replace(OLD, until=date(2026, 12, 31))], "changed", date(2027, 1, 1), None, ["until"]),
        (
            [replace(OLD, since=date(2026, 1, 1))],
            [replace(OLD, since=date(2025, 1, 1))],
            "changed",
            date(2025, 1, 1),
            date(2025, 12, 31),
            ["since"],
        ),
    ],
)
def test_a_change_says_what_and_which_days(
    old: list[Due], new: list[Due], kind: str, first: date, last: date | None, changed: list[str] | None
) -> None:
    [change] = diff(book(*old), book(*new), TODAY)
    assert (change.kind, change.first_day, change.last_day) == (kind, first, last)
    if changed is not None:
        assert sorted(one.field for one in change.fields) == changed


def test_equal_books_have_no_difference() -> None:
    assert diff(book(OLD), book(OLD), TODAY) == []
    assert notices(book(OLD), book(OLD), TODAY) == []


def test_a_since_in_the_past_is_noticed_with_the_days_it_judges_anew() -> None:
    [notice] = notices(book(OLD), book(replace(OLD, since=date(2026, 11, 1), soon_days=5)), TODAY)
    assert (notice.code, notice.notice) == ("since_past", True)
    assert "2026-11-01 to 2026-11-19" in notice.message


@pytest.mark.parametrize(
    ("new", "gap"),
    [
        ([Due(id="T2", since=date(2026, 12, 1))], "from 2026-11-20 to 2026-11-30"),
        ([replace(OLD, until=date(2026, 11, 30)), Due(id="T2", since=date(2026, 12, 1))], None),
        ([replace(OLD, since=date(2026, 12, 1))], None),
        ([], "from 2026-11-20 on"),
        ([replace(OLD, scope=("team:E1",))], "from 2026-11-20 on"),
        ([replace(OLD, until=date(2026, 12, 31))], "from 2027-01-01 on"),
    ],
)
def test_days_left_without_a_rule_are_found(new: list[Due], gap: str | None) -> None:
    found = [one for one in notices(book(OLD), book(*new), TODAY) if one.code == "gap"]
    assert [gap in one.message for one in found if gap] == ([True] if gap else [])
    assert bool(found) is bool(gap)


def test_giving_up_a_level_is_a_notice_only() -> None:
    levels = (Level(id="1", level="A", contact_days=7), Level(id="2", level="B", contact_days=14))
    [found] = notices(Book({"clients.level": levels}), Book({"clients.level": levels[:1]}), TODAY)
    assert (found.code, found.notice) == ("gap", True)
    assert "clients.level B" in found.message
