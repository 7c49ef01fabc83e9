"""Reports, their plans, and what leads said of them. Computed lines are not stored."""

from __future__ import annotations

from datetime import date, datetime

from salesctl.domains.org import models as _org  # noqa: F401 - who writes and who reads stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Flag, Id, Instant, Str, Whole


class Report(Record, table=True):
    """A report (汇报) of `owner_id` on the days `first` to `last`; `on_date` is the last of them (A1.2).

    `kind` is day, week, month, quarter, half or year. `submitted_at` is None for a draft; `superior_id` is to whom it
    goes. `state` is draft, submitted, read or returned.
    """

    __tablename__ = "report"
    __table_args__ = table_args(
        live("owner_id", "kind", "first", unique=True, name="ux_report_period"),
        live("kind", "on_date", name="ix_report_kind"),
        live("superior_id", "state", name="ix_report_superior"),
    )
    NOUN = "report"

    kind: str = col(Str)
    first: date = col(Day)
    last: date = col(Day)
    state: str = col(Str, default="draft")
    submitted_at: datetime | None = col(Instant, default=None)
    superior_id: str | None = col(Id, default=None)
    done: str | None = col(Str, default=None, personal=True)
    progress: str | None = col(Str, default=None, personal=True)
    difficulty: str | None = col(Str, default=None, personal=True)
    solution: str | None = col(Str, default=None, personal=True)
    next: str | None = col(Str, default=None, personal=True)


class Plan(Record, table=True):
    """One line of what a report plans for the next period (计划), and what became of it.

    `done` is None until the next report says so; `settled_id` is that report, `text` the plan, `note` why not.
    """

    __tablename__ = "report_plan"
    __table_args__ = table_args(
        live("report_id", "place", unique=True, name="ux_report_plan_place"),
        live("settled_id", name="ix_report_plan_settled"),
    )
    NOUN = "plan"

    report_id: str = col(Id, foreign_key="report.id")
    place: int = col(Whole)
    text: str = col(Str, personal=True)
    done: bool | None = col(Flag, default=None)
    note: str | None = col(Str, default=None, personal=True)
    settled_id: str | None = col(Id, default=None, foreign_key="report.id")


class Review(Record, table=True):
    """What a lead said of a report (批阅): `verdict` is read, comment or returned; `owner_id` wrote the report."""

    __tablename__ = "report_review"
    __table_args__ = table_args(
        live("report_id", name="ix_report_review_report"),
        live("owner_id", "recorded_at", name="ix_report_review_owner"),
    )
    NOUN = "review"

    report_id: str = col(Id, foreign_key="report.id")
    verdict: str = col(Str)
    text: str | None = col(Str, default=None, personal=True)
