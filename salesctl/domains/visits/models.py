"""Outing slips and their stops."""

from __future__ import annotations

from datetime import datetime

from salesctl.domains.clients import models as _clients  # noqa: F401 - whom one visits stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Flag, Id, Instant, Str, Whole


class Outing(Record, table=True):
    """An outing slip (出访单): `at` is when `owner_id` left, None while it is planned (B4.8.3).

    `leave_due` and `back_due` are the expected times, `back_at` the actual return. `told_id` is the superior the slip
    is handed to. `claimed`: entered afterwards.
    """

    __tablename__ = "outing"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_outing_number"),
        live("owner_id", "on_date", name="ix_outing_owner"),
        live("on_date", name="ix_outing_on_date"),
    )
    NOUN = "visit"
    LETTER = "V"

    number: str = col(Str)
    leave_due: datetime | None = col(Instant, default=None)
    back_due: datetime | None = col(Instant, default=None)
    back_at: datetime | None = col(Instant, default=None)
    told_id: str | None = col(Id, default=None)
    claimed: bool = col(Flag, default=False)
    note: str | None = col(Str, default=None, personal=True)


class Stop(Record, table=True):
    """One stop (站) of a slip, `place` 1, 2, …: where, whom, how to reach them, why, when, with what result.

    `at` is the arrival, None while it is planned; `left_at` the departure. `task_id` is the next step agreed there,
    `log_id` the dealing with the client that the visit is.
    """

    __tablename__ = "stop"
    __table_args__ = table_args(
        live("outing_id", "place", unique=True, name="ux_stop_place"),
        live("client_id", "on_date", name="ix_stop_client"),
        live("owner_id", "on_date", name="ix_stop_owner"),
        live("on_date", name="ix_stop_on_date"),
    )
    NOUN = "stop"

    outing_id: str = col(Id, foreign_key="outing.id")
    place: int = col(Whole)
    client_id: str | None = col(Id, default=None, foreign_key="client.id")
    contact_id: str | None = col(Id, default=None, foreign_key="contact.id")
    where: str = col(Str, personal=True)
    address: str | None = col(Str, default=None, personal=True)
    seen: str | None = col(Str, default=None, personal=True)
    reach: str | None = col(Str, default=None, personal=True)
    purpose: str | None = col(Str, default=None, personal=True)
    left_at: datetime | None = col(Instant, default=None)
    result: str | None = col(Str, default=None, personal=True)
    task_id: str | None = col(Id, default=None)
    log_id: str | None = col(Id, default=None, foreign_key="client_log.id")
