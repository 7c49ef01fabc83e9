"""What attendance puts on `today`: how I stand, and for a lead who is in, late, out on a visit or not in (B4.8.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.attendance import wording
from salesctl.domains.attendance.judging import missing_out, one_day
from salesctl.domains.attendance.queries import NAMED, of_day, standing
from salesctl.domains.attendance.vocab import State
from salesctl.domains.visits.models import Outing
from salesctl.locale import N_, _
from salesctl.today import Line

if TYPE_CHECKING:
    from salesctl.context import View

COUNTS: tuple[tuple[str, str], ...] = (
    ("in", N_("{n} in")),
    ("late", N_("{n} late")),
    ("visiting", N_("{n} out visiting")),
    ("out", N_("{n} gone")),
    ("absent", N_("{n} absent")),
)
"""How many people stand how, in this order; who is in or gone as they should be is counted, the others are named."""
SILENT = ("in", "out")


def lines(view: View) -> list[Line]:
    """Return my state, that I have not checked in yet, and my missing out of an earlier day."""
    me = view.me
    day = one_day(view, me, view.today)
    found = [] if day.state in (State.REST, State.UNKNOWN) else [Line("state", "", standing(view, day))]
    if day.state in (State.NOT_IN, State.ABSENT):
        found.append(Line("today", "", _("Not checked in yet, {shift}", shift=wording.span(day.shift)), "checkin"))
    missed = missing_out(view, me, view.today)
    if missed:
        claim = wording.claim(view, missed).partition(" ")[2]
        found.append(Line("overdue", "", wording.owed(view, missed, command=False), claim))
    return found


def team_lines(view: View) -> list[Line]:
    """Return the lead's line: how many are in, who is late, out on a visit or not in (B4.8.4)."""
    others = [(actor, one.state) for actor, one in of_day(view, view.today) if actor.id != view.me.id]
    if not others or all(state in (State.REST, State.UNKNOWN) for _actor, state in others):
        return []
    away = _visiting(view)
    stands: dict[str, list[str]] = {}
    for actor, state in others:
        here = state in (State.IN, State.LATE)
        stands.setdefault("visiting" if here and actor.id in away else state.value, []).append(actor.name)
    parts = [_told(key, _(words, n=len(stands[key])), stands[key]) for key, words in COUNTS if key in stands]
    waited = stands.get(State.NOT_IN.value, [])
    parts.append(_told("not_in", _("not in {n}", n=len(waited)), waited))
    return [Line("in", "", "  ".join(parts), "checkin board")]


def _told(key: str, words: str, names: list[str]) -> str:
    """Name people behind their number, the first few of many."""
    if key in SILENT or not names:
        return words
    named = " ".join(names[:NAMED])
    return f"{words} {named}" if len(names) <= NAMED else f"{words} {named} .."


def _visiting(view: View) -> set[str | None]:
    """Return who left on an outing today and is not back (B4.8.3)."""
    row: Any = Outing
    query = select(row.owner_id).where(
        row.on_date == view.today,
        row.at.is_not(None),
        row.at <= view.now,
        row.back_at.is_(None),
        row.voided_at.is_(None),
    )
    return set(view.session.scalars(query))
