"""Phase 2 of a command (写入): under the lock rows are read again by id and rev, rules decide, the entry is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from salesctl.errors import Refused, Stale, Usage
from salesctl.ledger.record import Record
from salesctl.ledger.session import Transaction
from salesctl.locale import _
from salesctl.view import View

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.org.people import Actor, Company
    from salesctl.ledger.engine import Ledger
    from salesctl.naming import Match
    from salesctl.render.sheet import Sheet, Shown
    from salesctl.rulebook.rules import Rules

R = TypeVar("R", bound=Record)


class Tx(View):
    """Phase 2: what services write with."""

    def __init__(self, ctx: Ctx, inner: Transaction) -> None:
        self.ctx = ctx
        self.ledger_tx = inner
        self.session = inner.session
        self.now = inner.now
        self.lang = ctx.lang

    @property
    def ledger(self) -> Ledger:
        return self.ctx.ledger

    @property
    def owns(self) -> bool:
        return self.ctx.owns

    @property
    def zone(self) -> ZoneInfo:
        return self.ctx.zone

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    @property
    def me(self) -> Actor:
        return self.ctx.me

    @property
    def rules(self) -> Rules:
        return self.ctx.rules

    @property
    def company(self) -> Company:
        return self.ctx.company

    def add(self, record: R) -> R:
        """Add a new row."""
        self.session.add(record)
        return record

    def get(self, model: type[R], match: Match | str) -> R:
        """Read a row again under the lock; raises Stale where it changed since, Refused where it is void."""
        wanted = match if isinstance(match, str) else match.id
        record = self.session.get(model, wanted)
        if record is None or (not isinstance(match, str) and record.rev != match.rev):
            raise Stale(
                _("The record was changed meanwhile."), hint=_("Look at it again, then repeat the command."), retry=True
            )
        if record.voided_at is not None:
            raise Refused(_("{what} is void.", what=getattr(record, "number", None) or model.NOUN))
        return record

    def stamp(
        self, *, on: date | None = None, at: datetime | None = None, owner: Actor | None = None
    ) -> dict[str, Any]:
        """Return the columns every new row carries: who recorded it when, whose it is, the company's day of it."""
        whose = owner or self.me
        return {
            "recorded_at": self.now,
            "recorded_by": self.me.id,
            "owner_id": whose.id,
            "team_id": whose.team_id,
            "on_date": on or (self.day_of(at) if at else self.today),
            "at": at,
        }

    def number(self, letter: str, year: int, many: int = 1) -> list[str]:
        """Take the next numbers of a series."""
        from salesctl.ledger.numbering import next_number

        return next_number(self.ledger_tx, letter, year, many)

    def void(self, record: Record) -> None:
        """Void a row; the entry carries the reason."""
        if not self.ledger_tx.request.reason and self.ctx.action != "undo":
            raise Usage(_("A reason is needed to {what}.", what=_("void")), hint=_('Add --reason "…".'))
        record.voided_at, record.voided_by = self.now, self.me.id

    def show(self, message: str, sheet: Sheet | None = None, *, exit_code: int = 0) -> Shown:
        """Return what holds now; a dry run shows the changes instead."""
        self.session.flush()
        if sheet is not None:
            sheet.rows = list(sheet.rows)
        if self.ctx.options.dry_run:
            from salesctl.trying import changes_sheet

            return self.ctx.shown("", changes_sheet(self), exit_code=exit_code)
        return self.ctx.shown(message, sheet, exit_code=exit_code)


@cache
def guards() -> Sequence[Callable[[Transaction, Record], None]]:
    """Collect the checks rooms want run on every row before it is sent (GUARDS of their `room.py`)."""
    from salesctl.rooms import offered

    return offered("GUARDS")
