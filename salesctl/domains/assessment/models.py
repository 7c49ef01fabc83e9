"""Scorecards and their lines, as they were computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesctl.domains.org import models as _org  # noqa: F401 - who is scored stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Id, Scaled, Str, Whole


class Scorecard(Record, table=True):
    """A scorecard (考核表) of `owner_id` over the days `first` to `last` (B4.16).

    `on_date` is the day it was computed. `score` is the sum of its lines, `full` what could be reached; `rules` the
    version of the rule book; `grade` what the score amounts to, where the scheme says so.
    """

    __tablename__ = "scorecard"
    __table_args__ = table_args(
        live("owner_id", "first", "last", unique=True, name="ux_scorecard_period"),
        live("last", "first", name="ix_scorecard_days"),
    )
    NOUN = "assess"

    first: date = col(Day)
    last: date = col(Day)
    score: Decimal = col(Scaled)
    full: Decimal = col(Scaled)
    grade: str | None = col(Str, default=None)
    rules: int = col(Whole)


class ScoreLine(Record, table=True):
    """One line of a scorecard: `metric` reached `value` of `target`, which makes `score` of `weight`.

    `value` is None where nothing could be measured, and the line counts for nothing; `rule` is the rule's id.
    """

    __tablename__ = "score_line"
    __table_args__ = table_args(live("scorecard_id", "place", unique=True, name="ux_score_line_place"))
    NOUN = "score line"

    scorecard_id: str = col(Id, foreign_key="scorecard.id")
    place: int = col(Whole)
    part: str = col(Str)
    metric: str = col(Str)
    rule: str = col(Str)
    weight: Decimal = col(Scaled)
    target: Decimal | None = col(Scaled, default=None)
    cap: Decimal | None = col(Scaled, default=None)
    value: Decimal | None = col(Scaled, default=None)
    score: Decimal | None = col(Scaled, default=None)
