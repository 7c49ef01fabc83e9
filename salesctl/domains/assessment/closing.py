"""What closing a month asks of assessment (CLOSES): everyone the scheme has lines for is scored (C7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.closing import Step
from salesctl.domains.assessment import queries
from salesctl.domains.assessment.computing import scheme
from salesctl.domains.attendance.judging import staff
from salesctl.domains.org.people import reach_of
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return the step "scorecards": how many of those to be scored are; nothing where the scheme has no lines."""
    if reach_of(view, "assess.see") is None:
        return []
    day = min(period.last, view.today)
    due = {
        one.actor.id for one in staff(view) if one.overlaps(period.first, period.last) and scheme(view, day, one.actor)
    }
    if not due:
        return []
    done = {row[0].owner_id for row in queries.found(view, period, exact=True)}
    missing = len(due - done)
    if not missing:
        return [Step("scorecards", _("Scorecards computed ({n})", n=len(due)), True, f"assess list {period.label}")]
    said = n_("{n} person not scored", "{n} people not scored", missing)
    return [Step("scorecards", said, False, f"assess score {period.label}")]
