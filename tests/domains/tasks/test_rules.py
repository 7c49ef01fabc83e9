"""When a task is due."""

from __future__ import annotations

from datetime import date

import pytest

from salesctl.domains.tasks.rules import Due, DueState, due_state

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("due", "done", "state"),
    [
        (date(2026, 11, 19), False, DueState.OVERDUE),
        (date(2026, 11, 19), True, DueState.DONE),
        (TODAY, False, DueState.TODAY),
        (date(2026, 11, 21), False, DueState.SOON),
        (date(2026, 11, 23), False, DueState.SOON),
        (date(2026, 11, 24), False, DueState.LATER),
        (None, False, DueState.UNDATED),
        (None, True, DueState.DONE),
    ],
)
def test_a_task_stands_with_its_day(due: date | None, done: bool, state: DueState) -> None:
    assert due_state(due, done, TODAY, Due(soon_days=3)) is state


def test_without_days_ahead_nothing_is_soon() -> None:
    assert due_state(date(2026, 11, 21), False, TODAY, Due(soon_days=0)) is DueState.LATER
