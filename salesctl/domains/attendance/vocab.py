"""Words of attendance: kinds of punches and what a person's day is at the moment. Safe in command signatures."""

from __future__ import annotations

from enum import StrEnum

from salesctl.domains.attendance.rules import Reason

KINDS = ("in", "out")
"""Kinds of punches; a time clock may say neither. Labels: gettext context "attendance.punch"."""

REASONS = tuple(reason.value for reason in Reason)
"""Why a day was judged as it was. Labels: gettext context "attendance.reason"."""


class State(StrEnum):
    """Where a person stands on a day, those to be asked about first. Labels: gettext context "attendance.state"."""

    NOT_IN = "not_in"  # the shift has begun and there is no punch
    ABSENT = "absent"  # the day is over and there is none
    LATE = "late"  # in, and came late
    VISITING = "visiting"  # out on a slip that is not back
    IN = "in"
    NO_OUT = "no_out"  # the day is over and nobody checked out
    OUT = "out"
    EXPECTED = "expected"  # the shift has not begun
    UNKNOWN = "unknown"  # no punch on a day of which the calendar knows nothing
    REST = "rest"


STATES = tuple(state.value for state in State)
