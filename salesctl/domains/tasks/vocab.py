"""Words of tasks. Safe in command signatures."""

from __future__ import annotations

from salesctl.domains.tasks.rules import DueState
from salesctl.locale import N_

KINDS = ("task", "next")
KIND_LABELS = {"task": N_("task"), "next": N_("next step")}
"""Labels by code; gettext context "task.kind"."""

STATES = tuple(state.value for state in DueState)
STATE_LABELS = {
    "overdue": N_("overdue"), "today": N_("today"), "soon": N_("soon"), "later": N_("later"), "undated": N_("undated"),
    "done": N_("done"),
}  # fmt: skip
"""Labels by code; gettext context "task.state"."""
