"""What tasks put on `today`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.tasks.queries import late_in_team, mine_due, said_due
from salesctl.domains.tasks.rules import DueState
from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.today import Line

SECTION = {DueState.OVERDUE: "overdue", DueState.TODAY: "today", DueState.SOON: "soon", DueState.UNDATED: "new"}


def lines(view: View) -> list[Line]:
    """Return my tasks that are overdue, due today or soon, and undated ones that others gave me (A1.7, B3.6)."""
    from salesctl.today import Line

    found = []
    for task, state, client, giver in mine_due(view):
        number = short_number(task.number, view.today.year)
        parts = [client or "", task.text]
        if state in (DueState.OVERDUE, DueState.SOON):
            parts.append(_("due {day}", day=said_due(task.due, view.lang, view.today)))
        if giver:
            parts.append(_("(from {name})", name=giver))
        found.append(Line(SECTION[state], number, "  ".join(part for part in parts if part), f"task done {number}"))
    return found


def team_lines(view: View) -> list[Line]:
    """Return the team's overdue tasks: whose they are, what and since when (B3.6)."""
    from salesctl.today import Line

    found = []
    for task, owner, client in late_in_team(view):
        number = short_number(task.number, view.today.year)
        parts = [owner or "", client or "", task.text, _("due {day}", day=said_due(task.due, view.lang, view.today))]
        found.append(Line("overdue", number, "  ".join(part for part in parts if part), f"task show {number}"))
    return found
