"""What a day is, as the ledger's own calendar says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from salesctl.domains.calendar.queries import day_kind, kinds, next_workday, unknown_years, workdays


@pytest.fixture
def view(cli: Any) -> Iterator[Any]:
    cli.init()
    with context(cli) as ctx:
        yield ctx


@contextmanager
def context(cli: Any) -> Iterator[Any]:
    """A Ctx on the story's ledger."""
    import os

    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.params import Options

    ctx = Ctx("calendar.show", Options(), request={}, config=config.load(os.environ), clock=cli.clock)
    try:
        yield ctx
    finally:
        ctx.close()


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_mainland_china_worked_so_many_days(view: Any, year: int, days: int) -> None:
    assert workdays(view, date(year, 1, 1), date(year, 12, 31)) == days


@pytest.mark.parametrize(
    ("day", "kind", "works", "name"),
    [
        (date(2026, 10, 1), "holiday", False, "国庆节"),
        (date(2026, 10, 10), "makeup", True, "国庆节"),
        (date(2026, 11, 20), "workday", True, ""),
        (date(2026, 11, 22), "weekend", False, ""),
        (date(2027, 1, 4), "unknown", None, ""),
        (date(2027, 1, 3), "unknown", None, ""),
    ],
)
def test_a_day_is_what_the_state_council_said(view: Any, day: date, kind: str, works: bool | None, name: str) -> None:
    found = day_kind(view, day)
    assert (found.kind, found.works, found.name) == (kind, works, name)


def test_no_day_of_a_year_without_data_is_known(view: Any) -> None:
    assert {kind.kind for kind in kinds(view, date(2027, 1, 1), date(2027, 12, 31)).values()} == {"unknown"}
    assert workdays(view, date(2026, 12, 30), date(2027, 1, 1)) is None
    assert unknown_years(view, date(2026, 12, 30), date(2027, 1, 1)) == (2027,)


@pytest.mark.parametrize(
    ("day", "inclusive", "found"),
    [
        (date(2026, 11, 20), True, date(2026, 11, 20)),
        (date(2026, 11, 20), False, date(2026, 11, 23)),
        (date(2026, 10, 1), True, date(2026, 10, 8)),
        (date(2026, 12, 31), False, None),
        (date(2027, 5, 1), True, None),
    ],
)
def test_the_next_working_day_is_never_guessed(view: Any, day: date, inclusive: bool, found: date | None) -> None:
    assert next_workday(view, day, inclusive=inclusive) == found


def test_a_span_backwards_has_no_days(view: Any) -> None:
    assert kinds(view, date(2026, 11, 2), date(2026, 11, 1)) == {}


def test_however_long_the_span_two_queries_are_asked(view: Any) -> None:
    from sqlalchemy import event

    day_kind(view, date(2026, 1, 1))
    asked: list[str] = []
    event.listen(view.ledger.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))
    view.answers.clear()  # as a command that has asked nothing yet
    kinds(view, date(2023, 1, 1), date(2026, 12, 31))
    assert len([one for one in asked if "calendar_" in one]) == 2


def test_days_of_one_year_are_asked_once_while_only_reading(view: Any) -> None:
    from sqlalchemy import event

    view.answers.clear()
    asked: list[str] = []
    event.listen(view.ledger.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))
    for month in range(1, 13):
        assert day_kind(view, date(2026, month, 1)).known
    assert len([one for one in asked if "calendar_" in one]) == 2
