"""What `today` is made of (今天): lines that rooms offer, in sections that vanish when empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from salesctl.locale import N_

if TYPE_CHECKING:
    from salesctl.context import View

SECTIONS = {
    "in": N_("In"),
    "overdue": N_("Overdue"),
    "today": N_("Today"),
    "new": N_("New"),
    "waiting": N_("Waiting"),
    "soon": N_("Soon"),
    "check": N_("To check"),
    "odd": N_("Odd"),
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
    """Gather the lines of every room, mine or the team's, in the order of the sections; within one, as the rooms gave."""
    from salesctl.domains import ORDER
    from salesctl.rulebook.sections import offers

    found: list[Line] = []
    for room in ORDER:
        for place in offers(room, "TEAM_TODAY" if team else "TODAY").values():
            module, _colon, name = place.partition(":")
            offered: Iterable[Line] = getattr(import_module(module), name)(view)
            found.extend(offered)
    order = ["state", *SECTIONS]
    return sorted(found, key=lambda line: order.index(line.section))
