"""How reports are spoken of (说法): their names, where they stand, the page a lead reads (papers: 日报)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from salesctl.domains.reports.vocab import PLAN, Standing
from salesctl.locale import N_, _, p_
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.reports.duty import Duty
    from salesctl.domains.reports.models import Plan, Review
    from salesctl.values.period import Period


NAMES = {
    "day": N_("daily report"),
    "week": N_("weekly report"),
    "month": N_("monthly report"),
    "quarter": N_("quarterly report"),
    "half": N_("half-year report"),
    "year": N_("yearly report"),
}
PARTS = {
    "done": N_("Done"),
    "progress": N_("Progress"),
    "difficulty": N_("Difficulties"),
    "solution": N_("Solutions"),
}
NEXT = {
    "day": N_("Tomorrow"),
    "week": N_("Next week"),
    "month": N_("Next month"),
    "quarter": N_("Next quarter"),
    "half": N_("Next half-year"),
    "year": N_("Next year"),
}
PLANNED = {
    "day": N_("Yesterday's plan"),
    "week": N_("Last week's plan"),
    "month": N_("Last month's plan"),
    "quarter": N_("Last quarter's plan"),
    "half": N_("Last half-year's plan"),
    "year": N_("Last year's plan"),
}
"""What reports and their parts are called, by code; gettext context "report"."""


def called(kind: str) -> str:
    """Return what a kind of report is called: daily report, 日报."""
    return p_("report", NAMES[kind])


def short(view: View, period: Period) -> str:
    """Write a period as people say it: 11-20, 2026-W47, 2026-11; a day of another year in full."""
    if period.kind != "day" or period.first.year != view.today.year:
        return period.label
    return f"{period.first:%m-%d}"


def named(view: View, period: Period) -> str:
    """Name a report by its period: 11-20 daily report, 11-20 日报."""
    return _("{period} {kind}", period=short(view, period), kind=called(period.kind))


def clock(view: View, at: datetime, day: object = None) -> str:
    """Write an instant as the company's wall clock shows it, with its date where that is not `day`."""
    there = view.local(at)
    text = there.strftime("%H:%M")
    if day is None or there.date() == day:
        return text
    return dated(view, there.date(), text)


def dated(view: View, day: date, time: str) -> str:
    """Write a day and a time of it: 11-20 (Fri) 18:40, 11-20（周五）18:40."""
    return f"{format_day(day, view.lang)}{'' if view.lang == 'zh' else ' '}{time}"


def stands(view: View, duty: Duty) -> str:
    """Say how a report stands: on time 18:09 (deadline 20:00)."""
    label = p_("report.standing", duty.standing).replace("_", " ")
    sent = duty.filed.submitted_at if duty.filed and duty.filed.state != "draft" else None
    if sent is not None:
        label = f"{label} {clock(view, sent, duty.period.last)}"
    if duty.filed and duty.filed.again is not None:
        label = _("{line}, again {time}", line=label, time=clock(view, duty.filed.again, duty.period.last))
    if duty.due is None:
        return label
    return _("{standing} (deadline {deadline})", standing=label, deadline=clock(view, duty.due, duty.period.last))


def handed_in(view: View, duty: Duty, to: str) -> str:
    """Say after handing in what holds: Handed in 11-20 daily report 18:09, on time (deadline 20:00)."""
    what = named(view, duty.period)
    sent = duty.filed.submitted_at if duty.filed else None
    time = clock(view, sent, duty.period.last) if sent else ""
    if duty.standing in (Standing.ON_TIME, Standing.LATE) and duty.due:
        line = _(
            "Handed in {report} {time}, {standing} (deadline {deadline}).",
            report=what,
            time=time,
            standing=p_("report.standing", duty.standing).replace("_", " "),
            deadline=clock(view, duty.due, duty.period.last),
        )
    elif duty.standing is Standing.UNKNOWN:
        line = _(
            "Handed in {report} {time}. Whether it is on time is not known: the calendar has nothing of that year.",
            report=what,
            time=time,
        )
    else:
        line = _("Handed in {report} {time}; none was owed.", report=what, time=time)
    again = duty.filed.again if duty.filed else None
    if again is not None:
        line = _("{line} Written again {time}.", line=line, time=clock(view, again, duty.period.last))
    return line if to else _("{line} There is no superior to read it.", line=line)


def planned(plan: Plan) -> str:
    """Write a planned line with what became of it: [x] call, [ ] visit: closed."""
    note = f": {plan.note}" if plan.note else ""
    return f"[{'x' if plan.done else ' '}] {plan.text or ''}{note}"


def reviewed(view: View, review: Review, by: str) -> str:
    """Write what a lead said: 11-20 (Fri) 18:40 李敏 comment: put it into the weekly."""
    when = view.local(review.recorded_at)
    verdict = p_("report.verdict", review.verdict)
    said = f"{dated(view, when.date(), f'{when:%H:%M}')} {by} {verdict}"
    return _("{text}: {note}", text=said, note=review.text) if review.text else said


def headings(kind: str) -> dict[str, str]:
    """Return the headings of a report's parts and its plan, by code; the plans' by its kind (tomorrow, next week)."""
    parts = {part: p_("report", name) for part, name in PARTS.items()}
    return parts | {"next": p_("report", NEXT[kind]), PLAN: p_("report", PLANNED[kind])}
