"""When a task (任务, 下一步) is overdue, due or near. Pure decisions over the section `tasks.due`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from salesctl.rulebook.rule import Rule


class DueState(StrEnum):
    """How a task stands with its day; the order is that of `today`."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Rule):
    """How many days ahead a task is announced (`tasks.due`, 到期提醒). Tasks are done on time: B3.6, A1.7."""

    soon_days: int = field(default=3, metadata={"min": 0, "max": 60})

    SECTION: ClassVar[str] = "tasks.due"


def due_state(due: date | None, done: bool, today: date, rule: Due) -> DueState:
    """Say how a task stands on the company's day `today`: due yesterday is overdue, due today is not yet."""
    if done:
        return DueState.DONE
    if due is None:
        return DueState.UNDATED
    if due < today:
        return DueState.OVERDUE
    if due == today:
        return DueState.TODAY
    return DueState.SOON if due <= today + timedelta(days=rule.soon_days) else DueState.LATER
