"""Verbs that write punches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.attendance.judging import Daybook, Judged, Made, judged, one_day
from salesctl.domains.attendance.models import Punch
from salesctl.domains.attendance.punching import Act, decide
from salesctl.domains.attendance.rules import Punch as RawPunch
from salesctl.domains.attendance.rules import PunchKind, is_claimed
from salesctl.domains.org.people import Actor, require
from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.values.clock import local

if TYPE_CHECKING:
    from salesctl.context import Tx, View


@dataclass(frozen=True, slots=True)
class Punched:
    """What came of a punch: the row (the one there was where nothing was written), the instant it met, the day now."""

    act: Act
    row: Punch
    met: datetime | None
    day: Judged


def refuse_future(view: View, at: datetime) -> None:
    """Raise Refused (5) for an instant that lies ahead."""
    if at > view.now:
        raise Refused(
            _(
                "{time} lies ahead; only what has happened can be punched.",
                time=local(at, view.zone).strftime("%Y-%m-%d %H:%M"),
            ),
            hint=_("Give a time until now, or leave --at out."),
        )


def punch(tx: Tx, who: Actor, kind: PunchKind, at: datetime, *, said: bool = False, note: str | None = None) -> Punched:
    """Check a person in or out at an instant (aware, UTC); `said`: they gave the time.

    Nothing is written for who is in already, or out at that very time. A punch entered more than the rule's minutes
    after the fact is marked claimed. Raises Refused for the future, NotAllowed without `checkin.edit`, for others
    `checkin.for`. Refs A1.1, A2.3.1, B4.8.1.
    """
    if who.id == tx.me.id:
        require(tx, "checkin.edit", _("check in"), owner=who.id, team=who.team_id)
    else:
        require(tx, "checkin.for", _("check in for {name}", name=who.name), owner=who.id, team=who.team_id)
    if said:
        refuse_future(tx, at)
    book = Daybook(tx)
    day = book.day_of(at, who)
    before = one_day(tx, who, day, book)
    act, met = decide(kind, at, said, [made.punch for made in before.made])
    if not act.writes:
        return Punched(act, _row(tx, who, before, met or at, kind), met, before)
    claimed = said and is_claimed(at, tx.now, before.shift)
    stamp = tx.stamp(on=day, at=at, owner=who)
    row = tx.add(Punch(kind=kind, claimed=claimed, note=(note or "").strip() or None, **stamp))
    tx.session.flush()
    after = judged(tx, book, who, day, before.kind, _with(before, row))
    return Punched(act, row, met, after)


def _with(before: Judged, row: Punch) -> list[Made]:
    assert row.at
    kind: PunchKind = "in" if row.kind == "in" else "out"
    return [*before.made, Made(RawPunch(row.at, kind, row.claimed), row.note or "", "")]


def _row(tx: Tx, who: Actor, day: Judged, at: datetime, kind: PunchKind) -> Punch:
    row: Any = Punch
    query = select(Punch).where(row.owner_id == who.id, row.on_date == day.day, row.at == at, row.voided_at.is_(None))
    found = sorted(tx.session.scalars(query), key=lambda one: (one.kind != kind, one.id))
    return found[0]
