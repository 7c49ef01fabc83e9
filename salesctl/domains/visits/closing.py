"""What closing a month asks of visits: everybody is back, results are written, enough was checked (B4.8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesctl.closing import Step
from salesctl.domains.checks.queries import sample_rule
from salesctl.domains.checks.rules import owed
from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.queries import outing, stop
from salesctl.domains.visits.sampling import shares
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return the steps for the slips of a period that `visit.see` reaches."""
    if reach_of(view, "visit.see") is None:
        return []
    days = outing.on_date.between(period.first, period.last)
    still = select(func.count(outing.id)).where(
        days, outing.at.is_not(None), outing.back_at.is_(None), outing.voided_at.is_(None)
    )
    out = int(view.session.scalar(scoped(view, still, Outing, "visit.see")) or 0)
    silent = select(func.count(stop.id)).where(
        stop.on_date.between(period.first, period.last),
        stop.at.is_not(None),
        stop.result.is_(None),
        stop.voided_at.is_(None),
    )
    missing = int(view.session.scalar(scoped(view, silent, Stop, "visit.see")) or 0)
    look = f"visit check --period {period}"
    found = [
        Step("visits_back", n_("{n} outing slip not returned", "{n} outing slips not returned", out), not out, look),
        Step(
            "visits_results", n_("{n} stop without a result", "{n} stops without a result", missing), not missing, look
        ),
    ]
    rule = sample_rule(view, "visit")
    if rule is not None and reach_of(view, "visit.check") is not None:
        total, checked = shares(view, period)
        lacking = owed(total, checked, rule.share)
        text = _(
            "outing slips checked: {checked} of {total} (asked: {share}%)",
            checked=checked,
            total=total,
            share=f"{rule.share * 100:.0f}",
        )
        found.append(
            Step("visits_checked", text, not lacking, f"visit check --sample {lacking or 1} --period {period}")
        )
    return found
