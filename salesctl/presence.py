"""Presence (在场): where people were seen, by the rooms that have PRESENCE in their `room.py`.

A room says `PRESENCE = {"punch": "salesctl.domains.attendance.seen:sightings"}`; the function gets the view, the people
(row ids) and the first and last day, and yields what the asker may see. Who was out is compared with it (B4.8.3).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from salesctl.rooms import offered

if TYPE_CHECKING:
    from salesctl.context import View


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody was at the workplace at an instant; `text` says how that is known."""

    person: str
    at: datetime
    text: str


def sightings(view: View, people: Collection[str], first: date, last: date) -> dict[str, list[Sighting]]:
    """Gather what the rooms know about where people were, by person, the first first."""
    found: dict[str, list[Sighting]] = {}
    for tell in offered("PRESENCE"):
        for one in tell(view, people, first, last):
            found.setdefault(one.person, []).append(one)
    for several in found.values():
        several.sort(key=lambda one: one.at)
    return found
