"""What tasks put on `today`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.tasks.queries import given_late, late_in_team, mine_due, said_due
from salesctl.domains.tasks.rules import DueState
from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.tasks.models import Task
    from salesctl.today import Line

SECTION = {
    DueState.OVERDUE: "overdue",
    DueState.TODAY: "today",
    DueState.SOON: "soon",
    DueState.LATER: "new",
    DueState.UNDATED: "new",
}


def lines(view: View) -> list[Line]:
    """Return my tasks that are overdue, due today or soon, what others gave me, and what I wait for (A1.7, B3.6)."""
    from salesctl.today import Line

    found = []
    for task, state, client, giver in mine_due(view):
        number = short_number(task.number, view.today.year)
        parts = [client or "", task.text]
        if state in (DueState.OVERDUE, DueState.SOON, DueState.LATER):
            parts.append(_("due {day}", day=said_due(task.due, view.lang, view.today)))
        if giver:
            parts.append(_("(from {name})", name=giver))
        found.append(Line(SECTION[state], number, "  ".join(part for part in parts if part), f"task done {number}"))
    return [*found, *(_owed(view, "waiting", *one) for one in given_late(view))]


def team_lines(view: View) -> list[Line]:
    """Return the team's overdue tasks: whose they are, what and since when (B3.6)."""
    return [_owed(view, "overdue", *one) for one in late_in_team(view)]


def _owed(view: View, section: str, task: Task, owner: str | None, client: str | None) -> Line:
    """Return a line about someone else's task, which one can only look at."""
    from salesctl.today import Line

    number = short_number(task.number, view.today.year)
    parts = [owner or "", client or "", task.text, _("due {day}", day=said_due(task.due, view.lang, view.today))]
    return Line(section, number, "  ".join(part for part in parts if part), f"task show {number}")
