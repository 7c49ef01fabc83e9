"""Which rows a closed period holds fast. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

STANDING_ROOMS = frozenset({"org", "calendar", "periods"})
"""Rooms whose rows are not facts of one day, left of this room in the house."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period as the guard sees it.

    `room`: "" is every room; `teams`: None is everyone; `on`, `by`: closed when and by whom.
    """

    id: str
    room: str
    teams: frozenset[str] | None
    first: date
    last: date
    on: date
    by: str

    def holds(self, room: str, day: date, team: str | None) -> bool:
        """Tell whether a row of `room`, dated `day`, of a person in `team` is held fast."""
        return self.first <= day <= self.last and self.room in ("", room) and (self.teams is None or team in self.teams)


def holding(closed: Iterable[Closed], room: str, days: Iterable[date], team: str | None) -> Closed | None:
    """Return the first closed period that holds any of `days`, None where all are open."""
    wanted = list(days)
    return next((one for one in closed if any(one.holds(room, day, team) for day in wanted)), None)


def overlaps(one: Closed, room: str, first: date, last: date, teams: frozenset[str] | None) -> bool:
    """Tell whether closing `room` for `teams` from `first` to `last` would close again what `one` closed already."""
    same_room = one.room == room or one.room == ""
    same_people = one.teams is None or (teams is not None and teams <= one.teams)
    return same_room and same_people and first <= one.last and one.first <= last
