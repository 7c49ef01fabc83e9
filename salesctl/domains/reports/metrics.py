"""What reports offers to summaries: daily reports owed, on time, late and missing (A1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.locale import N_
from salesctl.metrics import Metric, Source

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

_HERE = "salesctl.domains.reports.metrics"


def _metric(key: str, label: str, explain: str = "report list") -> Metric:
    return Metric(key, "count", label, explain=explain, compute=f"{_HERE}:compute", listed=f"{_HERE}:listed")


REPORTS_DUE = _metric("reports_due", N_("Reports due"))
REPORTS_ON_TIME = _metric("reports_on_time", N_("Reports on time"))
REPORTS_LATE = _metric("reports_late", N_("Reports late"))
REPORTS_MISSING = _metric("reports_missing", N_("Reports missing"), "report missing")


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


def listed(view: View, period: Period, person: str) -> Iterator[Source]:
    """Yield the daily reports behind a person's figures, each with the rule it is owed by."""
    from salesctl.domains.reports.duty import COUNTED, Duties, duties

    book = Duties(view)
    for duty in duties(view, "day", period.first, min(period.last, view.today), person=person):
        if duty.standing in COUNTED:
            rule = book.rule("day", duty.period.last, duty.actor)
            for key in ("reports_due", f"reports_{duty.standing}"):
                yield Source(key, duty.period.first, rule.id if rule else "", 1)
