"""Closing a month (月结): the steps rooms want done first, offered through CLOSES of their `room.py`.

A room says `CLOSES = {"reports": "salesctl.domains.reports.closing:steps"}`; the function gets the view and the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesctl.rooms import offered

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist: `key` never changes, `text` is translated, `command` does what is missing.

    `done` None: not to be known yet, such as a year whose workdays nobody has said.
    """

    key: str
    text: str
    done: bool | None
    command: str = ""


def steps(view: View, period: Period, room: str = "") -> list[Step]:
    """Gather the steps of every room for a period, or those of one, in the rooms' order."""
    found = [gather for gather in offered("CLOSES") if not room or gather.__module__.split(".")[2] == room]
    return [step for gather in found for step in gather(view, period)]
