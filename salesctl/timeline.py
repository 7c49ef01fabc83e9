"""The file of a record as one timeline (往来): what happened to it, by the rooms that have TIMELINE in their `room.py`.

A room says `TIMELINE = {"client": "salesctl.domains.visits.queries:moments"}`; the function gets the view and the
row's id. Several rooms tell of the same kind of record; the one whose record it is need not know them.

Likewise DAYS = {"visits": "salesctl.domains.visits.dayline:moments"} tells what a person did on some days; that
function gets the view, the person's row id and the first and last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from salesctl.rooms import offered, offered_for

if TYPE_CHECKING:
    from salesctl.context import View


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `what` is a code that never changes, `label` its translated name.

    `number` is the record's own. `at` is None where only the day is known; `order` sorts moments of one instant, the
    later the higher (a row id will do).
    """

    day: date
    at: datetime | None
    what: str
    label: str
    text: str
    by: str | None = None
    number: str = ""
    order: str = ""
    changes: tuple[tuple[str, str | None, str | None], ...] = ()
    """(key, before, after) where it is a change; codes as stored, both None for what is personal."""
    until: datetime | None = None
    """When it ended, where it lasted."""
    whom: str = ""
    """Name of the client it was about, where it was about one."""
    tells: str = ""
    """Row id (`order`) of another moment that this one tells better, such as the dealing a visit was written as."""


def moments(view: View, kind: str, row: str) -> list[Moment]:
    """Return what every room has to say about a record, newest first; what has no time stands first of its day."""
    found: list[Moment] = []
    for tell in offered_for("TIMELINE", kind):
        found.extend(tell(view, row))
    return sorted(found, key=lambda one: (one.day, one.at is None, one.at or datetime.min, one.order), reverse=True)


def days(view: View, person: str, first: date, last: date) -> list[Moment]:
    """Return what every room has to say about a person's days, the earliest first; what has no time ends its day."""
    found: list[Moment] = []
    for tell in offered("DAYS"):
        found.extend(tell(view, person, first, last))
    told = {one.tells for one in found if one.tells}
    found = [one for one in found if one.order not in told]
    return sorted(found, key=lambda one: (one.day, one.at is None, one.at or datetime.min, one.order))
