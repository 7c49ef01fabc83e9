"""How much of the slips was checked (抽查比例): what today's line and the closing of a month read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.metrics import figures

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def shares(view: View, period: Period) -> tuple[int, int]:
    """Return (slips that left, slips with a verdict) of a period, my own left out: nobody checks those themselves."""
    found = figures(view, period, ["visits", "visits_checked"])
    others = [values for person, values in found.items() if person != view.me.id]
    return sum(int(one.get("visits", 0)) for one in others), sum(int(one.get("visits_checked", 0)) for one in others)
