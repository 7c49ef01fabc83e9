"""What the ledger says of a person's period (电脑算的部分): attendance, outings, figures, evidence, gaps. Never stored.

A person's report shows it beside their words, so that a lead reads both at once (A1.2, B4.5.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl import timeline
from salesctl.domains.attendance import wording
from salesctl.domains.attendance.judging import Daybook, Judged, one_day
from salesctl.domains.attendance.rules import Reason, bounds
from salesctl.domains.org.people import may
from salesctl.domains.reports.duty import counts
from salesctl.domains.reports.rules import Gap, Span, gaps
from salesctl.domains.reports.vocab import Counts
from salesctl.domains.reports.wording import dated as on_day
from salesctl.errors import NotAllowed
from salesctl.ledger.searching import fold
from salesctl.locale import _, p_
from salesctl.metrics import figures, registry
from salesctl.render.human import human
from salesctl.render.sheet import Field
from salesctl.timeline import Moment
from salesctl.values.period import Period, period_of, range_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor

TOLD = ("visits", "clients_contacted", "client_logs", "clients_new", "orders", "sales", "collections")
"""Figures of a report, by metric key, in the order they are told; those no room offers are left out."""
MONTHLY = ("sales", "collections", "orders", "visits", "clients_new")
"""Figures of the month to date in a daily report."""
PUNCHES = ("checkin_in", "checkin_out", "checkin_punch")
NONE = Counts()


@dataclass(frozen=True, slots=True)
class Facts:
    """The computed part of a report; `figures` and `month` by metric key, `gaps` None where they can't be said."""

    period: Period
    attendance: str = ""
    outings: tuple[str, ...] = ()
    gaps: tuple[Span, ...] | None = None
    figures: dict[str, int | Decimal] = field(default_factory=dict)
    month: dict[str, int | Decimal] = field(default_factory=dict)
    daily: Counts = NONE
    evidence: tuple[Moment, ...] = ()


def gather(view: View, who: Actor, period: Period) -> Facts:
    """Ask the ledger about a person's period; what the asker may not see is left out."""
    last = min(period.last, view.today)
    if period.first > last:
        return Facts(period)
    found = timeline.days(view, who.id, period.first, last)
    evidence = tuple(one for one in found if one.what not in PUNCHES)
    told = _figures(view, range_of(period.first, last), who.id, TOLD)
    if period.kind != "day":
        daily = counts(view, range_of(period.first, last), person=who.id).get(who.id, Counts())
        return Facts(period, figures=told, daily=daily, evidence=evidence)
    month = range_of(period_of("month", period.first).first, last)
    attendance, empty = "", None
    if may(view, "checkin.see", owner=who.id, team=who.team_id):
        book = Daybook(view)
        day = one_day(view, who, period.first, book)
        attendance = _attendance(view, day)
        empty = _gaps(view, who, day, found, book)
    return Facts(
        period,
        attendance,
        tuple(_outing(view, one, found) for one in found if one.what == "outing"),
        empty,
        told,
        _figures(view, month, who.id, MONTHLY),
        counts(view, month, person=who.id).get(who.id, Counts()),
        evidence,
    )


def _figures(view: View, period: Period, person: str, keys: Sequence[str]) -> dict[str, int | Decimal]:
    known = registry()
    wanted = [key for key in keys if key in known]
    found: dict[str, int | Decimal] = {}
    for asked in (wanted, *([key] for key in wanted)):
        try:
            values = figures(view, period, asked, only=[person]).get(person, {})
        except NotAllowed:  # a role may see reports and not every figure of them
            continue
        found |= {key: values.get(key, 0) for key in asked}
        if asked is wanted:
            break
    return {key: found[key] for key in wanted if key in found}


def said_figures(view: View, values: dict[str, int | Decimal]) -> str:
    """Write figures with their headings; those that are nothing are left out."""
    known = registry()
    parts = [
        f"{_(known[key].label)} {human(value, _column(known[key].unit), view.lang, view.zone)}"
        for key, value in values.items()
        if value
    ]
    return "   ".join(parts)


def _column(unit: str) -> Field:
    kinds: dict[str, Field] = {
        "money": Field("value", "money", ""),
        "quantity": Field("value", "quantity", ""),
        "days": Field("value", "days", ""),
    }
    return kinds.get(unit, Field("value", "int", ""))


def _attendance(view: View, day: Judged) -> str:
    """Write a day's punches and how they were judged: 08:52-18:10 on time."""
    result = day.result
    times = [wording.clock(view, at, day.day) if at else "?" for at in (result.first_in, result.last_out)]
    span = "-".join(times) if day.made else ""
    reasons = [
        p_("attendance.reason", reason)
        for reason in result.reasons
        if reason not in (Reason.IN_PROGRESS, Reason.DOUBLE_TAP)
    ]
    return " ".join(part for part in (span, *(reason.replace("_", " ") for reason in reasons)) if part)


def _outing(view: View, one: Moment, found: Sequence[Moment]) -> str:
    """Write an outing: when, its slip, how many stops."""
    begins = wording.clock(view, one.at, one.day) if one.at else "?"
    ends = wording.clock(view, one.until, one.day) if one.until else "?"
    stops = sum(other.what == "stop" and other.number == one.number for other in found)
    return _("{begins}-{ends} {number}, {stops} stops", begins=begins, ends=ends, number=one.number, stops=stops)


def _gaps(view: View, who: Actor, day: Judged, found: Sequence[Moment], book: Daybook) -> tuple[Span, ...] | None:
    """Find the working time of a day that nothing was entered of, until now; None on a day that is not worked."""
    if not day.kind.works:
        return None
    begins, ends = bounds(day.day, day.shift, book.zone(day.day))
    begins = max(begins, day.result.first_in) if day.result.first_in else begins
    ends = min([ends, view.now, *([day.result.last_out] if day.result.last_out else [])])
    pause = datetime.combine(day.day, day.shift.break_starts, book.zone(day.day))
    entries = [
        (one.at, one.until or (ends if one.what == "outing" else one.at))
        for one in found
        if one.at and one.what not in PUNCHES
    ]
    rule = view.rules.one(Gap, day.day, who=who.who)
    return tuple(gaps(begins, ends, (pause, pause + timedelta(minutes=day.shift.break_minutes)), entries, rule))


def said_gaps(view: View, spans: Sequence[Span]) -> str:
    """Write the stretches nothing was entered of."""
    if not spans:
        return p_("report", "none")
    comma = "、" if view.lang == "zh" else ", "
    return comma.join(f"{view.local(one.begins):%H:%M}-{view.local(one.ends):%H:%M}" for one in spans)


def line(view: View, one: Moment, *, dated: bool = False) -> str:
    """Write one line of evidence: 10:02 华联中山 红茶断货."""
    when = f"{view.local(one.at):%H:%M}" if one.at else "--:--"
    if dated:
        when = on_day(view, one.day, when)
    return " ".join(part for part in (when, one.label, one.number, one.whom, one.text) if part)


def hint(text: str, found: Sequence[Moment]) -> Moment | None:
    """Return what of the day suggests that a planned line is done: a dealing with the client it names.

    The client's name, or how it begins (three letters, two Chinese characters), stands in the line.
    """
    wanted = fold(text)
    for one in found:
        name = fold(one.whom)
        least = 2 if name and ord(name[0]) > 0x2E7F else 4
        if len(name) >= least and (name in wanted or name[:least] in wanted):
            return one
    return None
