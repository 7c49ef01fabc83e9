"""Words of tasks: codes; their labels stand in the catalogue by context. Safe in command signatures."""

from __future__ import annotations

from salesctl.domains.tasks.rules import DueState

KINDS = ("task", "next")
"""Gettext context "task.kind"."""

STATES = tuple(state.value for state in DueState)
"""How a task stands with its day; gettext context "task.due_state"."""
