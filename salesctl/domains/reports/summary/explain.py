"""Where a summary's figures come from (来历): what each counts and by which rule, and the rows behind one person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.domains.reports.summary import wording
from salesctl.domains.reports.summary.columns import (
    ATTENDANCE,
    CLAUSES,
    COMPUTED,
    DEALS,
    EXPLAIN,
    FIGURES,
    REPORTS,
    SAID,
    SOURCES,
    WORK,
)
from salesctl.domains.reports.summary.figures import Gathering
from salesctl.locale import _
from salesctl.metrics import Source, registry, sources
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.reports.summary.figures import Summary

SECTIONS = {**dict.fromkeys(ATTENDANCE, "attendance.shift"), **dict.fromkeys(REPORTS, "reports.due")}
"""The section of the rule book by which figures are judged."""


def explained(view: View, gathering: Gathering) -> Sheet:
    """Return what explains a summary: of one person the rows behind it, else each figure with what it counts."""
    if gathering.asked.person:
        return rows(view, gathering, gathering.asked.person)
    return meaning(view, gathering, gathering.summary(previous=False))


def meaning(view: View, gathering: Gathering, summary: Summary) -> Sheet:
    """Return each figure of a summary: what it counts, its clauses, the rules in force at the end, where to look."""
    period = summary.asked.period
    known = registry()
    day = min(period.last, view.today)
    found: list[tuple[Value, ...]] = []
    for key in FIGURES:
        if key not in summary.totals or key in summary.hidden:
            continue
        heading, what = SAID[key]
        section = SECTIONS.get(key)
        rules = _rules(view, section, day) if section else ()
        look = known[key].explain if key in known else ""
        found.append(
            (
                key,
                _(heading),
                summary.totals[key],
                _(what),
                (*CLAUSES[key].split(), *rules),
                f"salesctl {look} {period.label}" if look and look != "client show" else None,
            )
        )
    sheet = Sheet(EXPLAIN, found, title=wording.title(view, period))
    sheet.notes.append(_("The rows behind each figure of one person: add --person CODE."))
    return sheet


def _rules(view: View, section: str, day: date) -> tuple[str, ...]:
    """Return the ids of the rules in force by which a figure is judged; of reports the daily ones."""
    found = (rule for _version, rule in view.rules.in_force(section, day))
    return tuple(rule.id for rule in found if getattr(rule, "kind", "day") == "day")


def rows(view: View, gathering: Gathering, person: str) -> Sheet:
    """Return the rows behind one person's figures: orders, payments, visits, judged days, reports.

    The values of a key add up to the summary's figure.
    """
    period = gathering.asked.period
    gathering.summary(previous=False)  # finds what is not for the asker to see
    actor = gathering.everyone.get(person)
    name = actor.name if actor else None

    def found() -> Iterator[tuple[Value, ...]]:
        for one in behind(view, gathering, person):
            yield name, one.key, one.day, one.number or None, Decimal(one.value)

    return Sheet(
        SOURCES,
        found(),
        title=f"{wording.title(view, period)}  {name or ''}".rstrip(),
        empty=_("Nothing in {period}.", period=period.label),
    )


def behind(view: View, gathering: Gathering, person: str) -> Iterator[Source]:
    """Yield the rows behind one person's figures, key by key."""
    known = registry()
    computed: dict[str, list[Source]] = {}
    for key in (*COMPUTED, *WORK, *DEALS):
        if key in gathering.hidden:
            continue
        metric = known[key]
        if not metric.compute:
            yield from sources(view, gathering.asked.period, key, person, gathering.within)
            continue
        if metric.listed not in computed:
            from salesctl.rooms import resolve

            computed[metric.listed] = list(resolve(metric.listed)(view, gathering.asked.period, person))
        yield from (one for one in computed[metric.listed] if one.key == key)
