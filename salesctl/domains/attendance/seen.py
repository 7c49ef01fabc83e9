"""What punches tell about where somebody was (PRESENCE)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl.domains.attendance.models import Punch
from salesctl.domains.org.people import reach_of, scoped
from salesctl.ledger.record import q
from salesctl.locale import _, p_
from salesctl.presence import Sighting

if TYPE_CHECKING:
    from salesctl.context import View

CHUNK = 500


def sightings(view: View, people: Collection[str], first: date, last: date) -> Iterator[Sighting]:
    """Yield punches made at the workplace, as far as `checkin.see` reaches; one with a place of its own tells nothing.

    What was claimed afterwards is no sighting either.
    """
    if not people or reach_of(view, "checkin.see") is None:
        return
    row = q(Punch)
    wanted = sorted(people)
    for start in range(0, len(wanted), CHUNK):
        query = select(Punch).where(
            row.owner_id.in_(wanted[start : start + CHUNK]),
            row.on_date.between(first, last),
            row.voided_at.is_(None),
            row.place.is_(None),
            row.claimed == False,  # noqa: E712 - a column
        )
        for one in view.session.scalars(scoped(view, query, Punch, "checkin.see")):
            if one.at is not None and one.owner_id is not None:
                kind = p_("attendance.punch", one.kind) if one.kind else ""
                text = _("punch {kind} {time}", kind=kind, time=f"{view.local(one.at):%H:%M}")
                yield Sighting(one.owner_id, one.at, " ".join(text.split()))
