"""What reports offers to summaries: daily reports owed, on time, late and missing (A1.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.locale import N_
from salesctl.metrics import Metric

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

_COMPUTE = "salesctl.domains.reports.metrics:compute"
REPORTS_DUE = Metric("reports_due", "count", N_("Reports due"), explain="report list", compute=_COMPUTE)
REPORTS_ON_TIME = Metric("reports_on_time", "count", N_("Reports on time"), explain="report list", compute=_COMPUTE)
REPORTS_LATE = Metric("reports_late", "count", N_("Reports late"), explain="report list", compute=_COMPUTE)
REPORTS_MISSING = Metric("reports_missing", "count", N_("Reports missing"), explain="report missing", compute=_COMPUTE)


def compute(view: View, period: Period) -> dict[str, dict[str, int | Decimal]]:
    """Return {person: {key: value}} of the daily reports of a period until now; who owed none is left out."""
    from salesctl.domains.reports.duty import counts

    return {
        person: {
            "reports_due": one.due,
            "reports_on_time": one.on_time,
            "reports_late": one.late,
            "reports_missing": one.missing,
        }
        for person, one in counts(view, period).items()
    }
