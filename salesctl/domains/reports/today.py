"""What reports put on `today`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from salesctl import news as mark
from salesctl.domains.calendar.queries import kinds
from salesctl.domains.org.people import reach_of
from salesctl.domains.org.rules import Reach
from salesctl.domains.reports import wording
from salesctl.domains.reports.duty import duties
from salesctl.domains.reports.queries import news, owed, period_of_report, unread
from salesctl.domains.reports.vocab import KINDS, Standing
from salesctl.locale import _, n_
from salesctl.today import Line
from salesctl.values.period import period_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.reports.duty import Duty

NAMED = 5
"""Missing reports named one by one; of more, the number is told."""


def lines(view: View) -> list[Line]:
    """Return my reports due today and missing, and what leads said of mine (A1.2)."""
    if reach_of(view, "report.edit") is None or reach_of(view, "report.see") is None:
        return []
    return [*_due(view), *_missing(view), *_told(view)]


def _due(view: View) -> Iterator[Line]:
    """Yield what is due today and not handed in."""
    for kind in KINDS:
        each: Any = kind
        first = view.today - timedelta(days=0 if kind == "day" else 75)
        for duty in duties(view, each, first, _last(view, kind), person=view.me.id):
            if (
                duty.standing is Standing.OPEN
                and not _returned(duty)
                and duty.due
                and view.local(duty.due).date() == view.today
            ):
                when = wording.clock(view, duty.due, view.today)
                what = wording.named(view, duty.period)
                text = _("{report} before {time}", report=what, time=when)
                yield Line("today", "", text, _command(view, duty))


def _last(view: View, kind: str) -> date:
    # A report due on the last working day of its period may be due before the period is over.
    return view.today if kind == "day" else period_of(kind, view.today).last  # type: ignore[arg-type]


def _command(view: View, duty: Duty) -> str:
    today = duty.period.kind == "day" and duty.period.first == view.today
    return "report" if today else f"report write {duty.period.label}"


def _missing(view: View) -> Iterator[Line]:
    """Yield what fell due in the last days and is not there; returned ones say so in their own line."""
    found = [duty for duty in owed(view, None, person=view.me.id) if not _returned(duty)]
    for duty in found[:NAMED]:
        text = _("{report} is missing", report=wording.named(view, duty.period))
        yield Line("overdue", "", text, _command(view, duty))
    if more := len(found[NAMED:]):
        yield Line(
            "overdue", "", n_("{n} more report is missing", "{n} more reports are missing", more), "report missing"
        )


def _returned(duty: Duty) -> bool:
    return duty.filed is not None and duty.filed.state == "returned"


def _told(view: View) -> Iterator[Line]:
    """Yield comments since my last look, and what was returned until it is written again."""
    for one, row in news(view, mark.since(view)):
        period = period_of_report(row)
        what, words = wording.named(view, period), (one.text or "").partition("\n")[0]
        if one.verdict == "returned" and row.state == "returned":
            text = _("{report} returned: “{words}”", report=what, words=words)
            yield Line("overdue", "", text, f"report write {period.label}")
        elif one.verdict == "comment" and one.recorded_at >= mark.since(view):
            text = _("{report} commented: “{words}”", report=what, words=words)
            yield Line("new", "", text, f"report show {wording.short(view, period)}")


def team_lines(view: View) -> list[Line]:
    """Return the lead's line: yesterday's daily reports, who owes one, how many wait to be read (A1.2, B4.5.1)."""
    if reach_of(view, "report.see") is None:
        return []
    waiting = len(unread(view))
    told = _yesterday(view) if reach_of(view, "report.see") in (Reach.TEAM, Reach.ALL) else ""
    left = n_("{n} to read", "{n} to read", waiting) if waiting else ""
    gap = "；" if view.lang == "zh" else "; "
    text = gap.join(part for part in (told, left) if part)
    return [Line("reports", "", text, "report review" if waiting else "report missing")] if text else []


def _yesterday(view: View) -> str:
    """Say how the daily reports of the last working day before today stand; empty where nobody owed one."""
    before = kinds(view, view.today - timedelta(days=15), view.today - timedelta(days=1))
    day = next((each for each in reversed(before) if before[each].works), None)
    if day is None:
        return ""
    found = [duty for duty in duties(view, "day", day, day) if duty.actor.id != view.me.id]
    due = [duty for duty in found if duty.standing in (Standing.ON_TIME, Standing.LATE, Standing.MISSING)]
    if not due:
        return ""
    missing = [duty.actor.name for duty in due if duty.standing is Standing.MISSING]
    when = _("yesterday") if day == view.today - timedelta(days=1) else f"{day:%m-%d}"
    line = _("{day} {there}/{due}", day=when, there=len(due) - len(missing), due=len(due))
    if not missing:
        return line
    comma = "、" if view.lang == "zh" else ", "
    names = comma.join(missing[:NAMED]) + (" …" if len(missing) > NAMED else "")
    return _("{line}, missing {names}", line=line, names=names)
