"""Periods that were closed."""

from __future__ import annotations

from datetime import date

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Str


class ClosedPeriod(Record, table=True):
    """A closed period (月结): days `first` to `last`, both included, of `room`, or of every room where that is empty.

    `team_id`: for whom, everyone where it is empty; teams below are in it. `totals`: control totals as JSON text;
    `head`: the ledger's head when it was closed. Reopened, the row is void.
    """

    __tablename__ = "closed_period"
    __table_args__ = table_args(live("last", "first", name="ix_closed_period_days"))
    NOUN = "period"

    room: str = col(Str, default="")
    first: date = col(Day)
    last: date = col(Day)
    totals: str = col(Str, default="{}")
    head: str = col(Str)
