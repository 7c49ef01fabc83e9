"""The month in one line (本月): what came in, reports, late days, and how much of the month's working time is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.errors import NotAllowed
from salesctl.locale import N_, _

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.today import Line
    from salesctl.values.period import Period

Figures = Mapping[str, int | Decimal]
SUMS = {"sales": N_("sales {n}"), "collections": N_("collected {n}"), "clients_new": N_("new clients {n}")}
"""Metrics that stand by themselves, in this order; others are put together in `_parts`."""
BLANK = ("clients_new",)
"""Left out where they are zero."""
KEYS = (*SUMS, "reports_due", "reports_on_time", "late")


def month_lines(view: View, *, team: bool) -> Iterator[Line]:
    """Yield the line of this month until today: mine, or the team's; nothing where there is nothing to tell."""
    from salesctl.today import Line
    from salesctl.values.period import period_of

    whole = period_of("month", view.today)
    parts = list(_parts(_figures(view, whole, team=team)))
    if not parts:
        return
    from salesctl.domains.calendar.queries import workdays
    from salesctl.metrics import ratio

    due, over = workdays(view, whole.first, whole.last), workdays(view, whole.first, view.today)
    share = ratio(over, due) if due is not None and over is not None else None
    if share is not None:
        parts.append(_("time {n}", n=f"{share:.0%}"))
    yield Line("month", "", "  ".join(parts))


def _figures(view: View, period: Period, *, team: bool) -> Figures:
    """Return this month's figures by key; one question for all, or one each where some are not to be seen."""
    from salesctl.metrics import figures
    from salesctl.rooms import places

    keys = [key for key in KEYS if key in places("METRICS")]
    found: dict[str, int | Decimal] = {}
    for some in (keys, *([key] for key in keys)):
        try:
            mine = figures(view, period, some, by="all" if team else "person", only=None if team else [view.me.id])
        except NotAllowed:
            continue
        found |= dict.fromkeys(some, 0) | dict(mine.get(None if team else view.me.id, {}))
        if len(some) == len(keys):
            break
    return found


def _parts(found: Figures) -> Iterator[str]:
    for key, words in SUMS.items():
        if key in found and (found[key] or key not in BLANK):
            yield _(words, n=f"{found[key]:,.0f}")
    if due := found.get("reports_due"):
        yield _("reports {n}/{due}", n=found.get("reports_on_time", 0), due=due)
    if "late" in found:
        yield _("late {n}", n=found["late"])
