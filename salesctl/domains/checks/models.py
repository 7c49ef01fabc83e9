"""Draws, checks and the points of a checklist."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesctl.domains.org import models as _org  # noqa: F401 - whose work it is stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Flag, Id, Scaled, Str, Whole


class Draw(Record, table=True):
    """A drawn sample (抽样) of `noun` over the days `first` to `last` (B4.8.3, B4.5.1).

    Of `total` records, whose ids in order have the SHA-256 `among`, `drawn` were taken with `seed`; `share` is the part
    asked for. `person_id` and `group_id` narrowed whose records were drawn from.
    """

    __tablename__ = "check_draw"
    __table_args__ = table_args(live("noun", "on_date", name="ix_check_draw_noun"))
    NOUN = "draw"

    noun: str = col(Str)
    seed: str = col(Str)
    share: Decimal = col(Scaled)
    first: date = col(Day)
    last: date = col(Day)
    person_id: str | None = col(Id, default=None)
    group_id: str | None = col(Id, default=None)
    total: int = col(Whole)
    drawn: int = col(Whole)
    among: str = col(Str)


class Check(Record, table=True):
    """A check (核查) of one record of `noun`: `owner_id` is whose work, `recorded_by` who checked.

    `number` is the record's own, `verdict` None until it was checked; `how` and `asked` say how and whom one asked.
    """

    __tablename__ = "check_one"
    __table_args__ = table_args(
        live("row_id", name="ix_check_one_row"),
        live("noun", "on_date", name="ix_check_one_noun"),
        live("owner_id", "on_date", name="ix_check_one_owner"),
        live("draw_id", name="ix_check_one_draw"),
    )
    NOUN = "check"

    noun: str = col(Str)
    row_id: str = col(Id)
    number: str | None = col(Str, default=None)
    draw_id: str | None = col(Id, default=None, foreign_key="check_draw.id")
    verdict: str | None = col(Str, default=None)
    checked_by: str | None = col(Id, default=None)
    how: str | None = col(Str, default=None)
    asked: str | None = col(Str, default=None, personal=True)
    text: str | None = col(Str, default=None, personal=True)


class CheckPoint(Record, table=True):
    """One point of a checklist (检查项) in a check: `passed` or not, with a remark."""

    __tablename__ = "check_point"
    __table_args__ = table_args(live("check_id", name="ix_check_point_check"))
    NOUN = "check point"

    check_id: str = col(Id, foreign_key="check_one.id")
    place: int = col(Whole)
    point: str = col(Str)
    passed: bool = col(Flag)
    text: str | None = col(Str, default=None, personal=True)
