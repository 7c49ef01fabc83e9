"""Words of reports: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

KINDS = ("day", "week", "month", "quarter", "half", "year")
"""Kinds of reports: daily, weekly …; gettext context "report.kind"."""

STATES = ("draft", "submitted", "read", "returned")
"""What became of a report; gettext context "report.state"."""

VERDICTS = ("read", "comment", "returned")
"""What a lead says of a report; gettext context "report.verdict"."""

PARTS = ("done", "progress", "difficulty", "solution", "next")
"""What a person writes, in the order of the paper; gettext context "report.part"."""


class Standing(StrEnum):
    """How a report stands with its deadline. Labels: gettext context "report.standing"."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"  # the deadline is over and it is not there, or it was returned and not written again
    OPEN = "open"  # owed, the deadline lies ahead
    EXTRA = "extra"  # not owed: a rest day, no rule; written all the same
    UNKNOWN = "unknown"  # nobody has said yet which days of the year are worked


STANDINGS = tuple(one.value for one in Standing)


class Counts(NamedTuple):
    """How many reports someone owed until now, and how they stand; `due` is the sum of the others."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
