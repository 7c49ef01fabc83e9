"""Words of the calendar: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

from salesctl.locale import N_

KINDS = ("workday", "weekend", "holiday", "makeup", "unknown")
"""What a day is; gettext context "calendar.kind"."""

LAYERS = ("week", "official", "company", "none")
"""Who says so; gettext context "calendar.layer"."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Gettext context "calendar.weekday"."""

MARKS = {"holiday": N_("off"), "makeup": N_("work"), "weekend": "", "workday": "", "unknown": "?"}
"""What stands beside a day's number in the grid where it is not as the week has it; context "calendar.mark"."""
