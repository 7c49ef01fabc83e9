"""What `today` is made of (今天): lines that rooms offer, in sections that vanish when empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesctl.locale import N_
from salesctl.rooms import offered

if TYPE_CHECKING:
    from salesctl.context import View

SECTIONS = {
    "in": N_("In"),
    "reports": N_("Reports"),
    "check": N_("To check"),
    "odd": N_("Odd"),
    "money": N_("Money"),
    "overdue": N_("Overdue"),
    "today": N_("Today"),
    "new": N_("New"),
    "waiting": N_("Waiting"),
    "soon": N_("Soon"),
    "month": N_("This month"),
}
"""Sections in the order they are shown; `state` lines stand in the head."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what to act on, the words, and the command. `section` is a key of SECTIONS, or `state` for the head."""

    section: str
    number: str
    text: str
    command: str = ""


def lines(view: View, *, team: bool = False) -> list[Line]:
    """Gather the lines of every room, mine or the team's, in the order of the sections."""
    found: list[Line] = []
    for gather in offered("TEAM_TODAY" if team else "TODAY"):
        found.extend(gather(view))
    order = ["state", *SECTIONS]
    return sorted(found, key=lambda line: order.index(line.section))
