"""What reports want done before a month is closed (月结): every daily report there, every report read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from salesctl.closing import Step
from salesctl.domains.org.people import scoped
from salesctl.domains.reports.duty import duties
from salesctl.domains.reports.models import Report
from salesctl.domains.reports.queries import LOOK, owed
from salesctl.domains.reports.vocab import Standing
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return two steps: nobody owes a report of the period (A1.2, B4.6), and each that was handed in was read.

    Who has no superior hands theirs in to nobody, so it waits for nobody.
    """
    missing = len(owed(view, period))
    last = min(period.last, view.today)
    unknown = any(
        duty.standing is Standing.UNKNOWN
        for duty in duties(view, "day", max(period.first, last - timedelta(days=LOOK["day"])), last)
    )
    text = (
        n_("{n} report missing", "{n} reports missing", missing)
        if missing
        else _("Whether reports are missing is not known: the calendar has nothing of that year.")
        if unknown
        else _("No report missing")
    )
    done: bool | None = None if unknown and not missing else not missing
    row: Any = Report
    query = select(func.count()).where(
        row.state == "submitted",
        row.superior_id.is_not(None),
        row.voided_at.is_(None),
        row.on_date.between(period.first, period.last),
    )
    unread = int(view.session.scalar(scoped(view, query, Report, "report.see")) or 0)
    read = n_("{n} report not read", "{n} reports not read", unread) if unread else _("Every report read")
    return [
        Step("reports_missing", text, done, f"report missing {period.label}"),
        Step("reports_unread", read, not unread, "report review"),
    ]
