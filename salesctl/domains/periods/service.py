"""Closing and reopening periods, and the guard that keeps a closed one as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.orm import LoaderCallableStatus

from salesctl.domains.org.people import require
from salesctl.domains.periods import queries
from salesctl.domains.periods.models import ClosedPeriod
from salesctl.domains.periods.rules import STANDING_ROOMS, Closed, holding, overlaps
from salesctl.domains.periods.vocab import spoken
from salesctl.errors import ClosedPeriod as PeriodIsClosed
from salesctl.errors import Refused, Usage
from salesctl.ledger import chain
from salesctl.ledger.opening import heads
from salesctl.ledger.record import Record
from salesctl.ledger.session import Transaction
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx


@dataclass(slots=True)
class _Kept:
    closed: list[Closed]
    rooms: dict[type[Record], str] = field(default_factory=dict)


KEPT = "periods.closed"
"""Where the closed periods stand while a transaction lasts: read once, however many rows are written."""


def close(
    tx: Tx, first: date, last: date, *, room: str = "", team: str | None = None, totals: Mapping[str, Any] | None = None
) -> ClosedPeriod:  # fmt: skip
    """Close the days `first` to `last`, both included; needs `period.close` (B4.15).

    `room`: "" for every room; `team`: a row id, None for everyone; `totals`: control totals, numbers as text. Raises
    Refused where a day is closed already or has not ended.
    """
    require(tx, "period.close", _("close a period"), team=team)
    if last < first:
        raise Usage(_("A period ends after it begins."), hint=_("Give the first day first."))
    if last >= tx.today:
        raise Refused(
            _("{period} has not ended.", period=spoken(first, last, tx.today)),
            hint=_("Close it when its last day is over."),
        )
    _may_be_closed(room)
    teams = queries.below(queries.parents(tx.session), team) if team else None
    for one in queries.closed(tx.session):
        if overlaps(one, room, first, last, teams):
            raise Refused(_closed_since(one, tx.today), hint=_("Leave its days out, or have it reopened first."))
    head = chain.heads_hash((b, s, bytes.fromhex(h)) for b, (s, h) in heads(tx.session.connection()).items())
    kept = json.dumps(dict(totals or {}), ensure_ascii=False, sort_keys=True)
    row = ClosedPeriod(room=room, first=first, last=last, head=head, totals=kept, **{**tx.stamp(), "team_id": team})
    tx.add(row)
    tx.session.flush()
    tx.session.info.pop(KEPT, None)
    return row


def reopen(tx: Tx, row: ClosedPeriod) -> ClosedPeriod:
    """Open a closed period again; needs `period.reopen` and a reason, both of which the entry keeps."""
    require(tx, "period.reopen", _("reopen a period"), team=row.team_id)
    tx.void(row)
    tx.session.flush()
    tx.session.info.pop(KEPT, None)
    return row


def refuse_closed(ledger_tx: Transaction, record: Record) -> None:
    """Refuse to write a row dated in a closed period; run on every row before it is sent (GUARDS).

    Both the day it has and the day it had count, so that nothing is moved out of a closed period either. Raises
    ClosedPeriod (5).
    """
    kept: _Kept | None = ledger_tx.session.info.get(KEPT)
    if kept is None:
        with ledger_tx.session.no_autoflush:
            kept = ledger_tx.session.info[KEPT] = _Kept(queries.closed(ledger_tx.session))
    if not kept.closed:
        return
    model = type(record)
    if model not in kept.rooms:
        kept.rooms[model] = room_of(model)
    room = kept.rooms[model]
    if not room:
        return
    days, teams = _days_and_teams(record)
    for team in teams:
        one = holding(kept.closed, room, days, team)
        if one:
            today = ledger_tx.now.date()
            raise PeriodIsClosed(
                _closed_since(one, today),
                hint=_(
                    "Correct with a new entry dated after {day}, and say in it what it corrects.",
                    day=f"{one.last:%m-%d}",
                ),
                room=room,
                first=one.first.isoformat(),
                last=one.last.isoformat(),
                closed_on=one.on.isoformat(),
            )


def _days_and_teams(record: Record) -> tuple[list[date], list[str | None]]:
    days, teams = [record.on_date], [record.team_id]
    state = inspect(record, raiseerr=False)
    if state is not None and state.persistent:
        for name, values in (("on_date", days), ("team_id", teams)):
            old: Iterable[Any] = state.attrs[name].history.deleted or ()
            values.extend(value for value in old if value is not LoaderCallableStatus.NO_VALUE)
    return days, teams


def room_of(model: type[Record]) -> str:
    """Return the room whose dated facts a table holds; "" for a table whose rows stand for longer."""
    package = model.__module__.split(".")
    room = package[2] if package[:2] == ["salesctl", "domains"] else ""
    if not room or room in STANDING_ROOMS:
        return ""
    from salesctl.rulebook.sections import offers

    table: str = model.__table__.name  # type: ignore[attr-defined]
    return "" if table in offers(room, "STANDING") else room


def _may_be_closed(room: str) -> None:
    if not room:
        return
    from salesctl.domains import ORDER

    if room not in ORDER or room in STANDING_ROOMS:
        raise Usage(
            _("{room} has nothing to close.", room=room),
            hint=_("Rooms: {rooms}", rooms=", ".join(r for r in ORDER if r not in STANDING_ROOMS)),
        )


def _closed_since(one: Closed, today: date) -> str:
    when = f"{one.on:%m-%d}" if one.on.year == today.year else one.on.isoformat()
    return _(
        "{period} is closed since {day} ({name}).", period=spoken(one.first, one.last, today), day=when, name=one.by
    )
