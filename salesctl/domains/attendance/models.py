"""Raw punches. The judged day is not stored: `judging` recomputes it."""

from __future__ import annotations

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Flag, Str


class Punch(Record, table=True):
    """A raw punch (打卡): `owner_id` is whose, `at` when, `on_date` the company's day, or its night shift's.

    `kind` is None from a time clock that does not say; `claimed` was decided when it was recorded, by its day's rule.
    """

    __tablename__ = "punch"
    __table_args__ = table_args(
        live("owner_id", "on_date", name="ix_punch_owner"),
        live("on_date", name="ix_punch_day"),
        live("origin_key", unique=True, name="ux_punch_origin"),
    )
    NOUN = "punch"

    kind: str | None = col(Str, default=None)
    claimed: bool = col(Flag, default=False)
    note: str | None = col(Str, default=None, personal=True)
    place: str | None = col(Str, default=None, personal=True)
    device: str | None = col(Str, default=None)
