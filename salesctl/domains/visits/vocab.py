"""Words of visits: how a slip stands, and what does not add up. Safe in command signatures."""

from __future__ import annotations

from salesctl.domains.visits.rules import Odd, State

STATES = tuple(state.value for state in State)
"""How a slip stands; gettext context "visit.state": 计划 外出 已返回."""

ODDS = tuple(odd.value for odd in Odd)
"""What does not add up; gettext context "visit.odd"."""
