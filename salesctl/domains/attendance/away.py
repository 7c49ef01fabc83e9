"""Who is out on a visit (外出), by the slips that are open: shown on the board in place of in or not in (B4.8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl.domains.attendance.judging import Judged
from salesctl.domains.attendance.vocab import State
from salesctl.domains.org.people import Actor
from salesctl.domains.visits.models import Outing
from salesctl.ledger.record import q
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import View

HERE = (State.IN, State.LATE, State.NOT_IN, State.EXPECTED)


def away(view: View) -> dict[str | None, str]:
    """Return the short number of the slip on which each person left today and is not back."""
    row = q(Outing)
    query = select(row.owner_id, row.number).where(
        row.on_date == view.today, row.at.is_not(None), row.back_at.is_(None), row.voided_at.is_(None)
    )
    return {owner: short_number(number, view.today.year) for owner, number in view.session.execute(query)}


def with_visits(view: View, found: Sequence[tuple[Actor, Judged]]) -> list[tuple[Actor, Judged, str]]:
    """Return people with their day of today and the slip they are out on; out on a visit is a state of its own."""
    slips = away(view)
    told: list[tuple[Actor, Judged, str]] = []
    for actor, day in found:
        slip = slips.get(actor.id, "") if day.state in HERE else ""
        told.append((actor, replace(day, state=State.VISITING) if slip else day, slip))
    return told
