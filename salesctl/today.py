"""What `today` is made of (今天): lines that rooms offer, in sections that vanish when empty.

Rooms offer their own through TODAY, the team's through TEAM_TODAY of `room.py`. Who leads sees the team's sections
first, then their own; what one may not see is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from salesctl.errors import NotAllowed
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
STATE = "state"
COUNTED = ("odd", "overdue", "today", "new", "waiting", "soon")
"""Sections whose heading says how many lines there are; the others are sums in one line."""
LEADS = frozenset({"lead", "head", "robot", "admin"})
"""Roles that begin with the team's page; a robot reads for everyone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what to act on, the words, and the command. `section` is a key of SECTIONS, or `state` for the head.

    `team`: it is the team's, not mine; whoever gathers the lines says so.
    """

    section: str
    number: str
    text: str
    command: str = ""
    team: bool = False


def leads(view: View) -> bool:
    """Say whether the actor's page begins with the team's."""
    return bool(LEADS & set(view.me.roles))


def lines(view: View, *, team: bool = False) -> list[Line]:
    """Gather the lines of every room in the order of the page; `team`: the team's alone."""
    from salesctl.monthly import month_lines

    theirs = _gathered(view, "TEAM_TODAY") if team or leads(view) else []
    mine = [] if team else _gathered(view, "TODAY")
    told = {(line.number, line.command) for line in theirs if line.number}
    mine = [line for line in mine if (line.number, line.command) not in told]
    if theirs or team:
        theirs = [*theirs, *month_lines(view, team=True)]
    else:
        mine = [*mine, *month_lines(view, team=False)]
    return [*_ordered(replace(line, team=True) for line in theirs), *_ordered(mine)]


def _gathered(view: View, what: str) -> list[Line]:
    found: list[Line] = []
    for gather in offered(what):
        try:
            found.extend(gather(view))
        except NotAllowed:  # a room one may not look into has nothing on one's page
            continue
    return found


def _ordered(found: Iterable[Line]) -> list[Line]:
    order = [STATE, *SECTIONS]
    return sorted(found, key=lambda line: order.index(line.section))


def fair(groups: Sequence[int], most: int) -> list[int]:
    """Share `most` lines among groups of given sizes: the first line of each, then the second, and so on."""
    shares = [0] * len(groups)
    left = most
    while left > 0 and (open_ := [at for at, size in enumerate(groups) if shares[at] < size]):
        for at in open_[:left]:
            shares[at] += 1
        left -= len(open_[:left])
    return shares
