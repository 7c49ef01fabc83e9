"""How a summary is spoken of (说法): its title and period, pairs such as 17/18, what is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.domains.calendar import queries as calendar
from salesctl.domains.calendar.rules import Kind
from salesctl.domains.reports.summary.columns import DATA, SAID
from salesctl.domains.reports.summary.rules import FULL, Figure, Found, Notice
from salesctl.locale import N_, _, n_, p_
from salesctl.render.human import human, plain_number
from salesctl.render.sheet import Field
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

_FIELDS = {field.key: field for field in DATA["person"]}
NAMED = 3
"""Make-up days named in a title."""
TITLES = {
    "day": N_("Sales of the day"),
    "week": N_("Weekly sales summary"),
    "month": N_("Monthly sales summary"),
    "quarter": N_("Quarterly sales summary"),
    "half": N_("Half-year sales summary"),
    "year": N_("Yearly sales summary"),
    "range": N_("Sales summary"),
}
FILES = {
    "day": N_("daily-report"),
    "week": N_("weekly-report"),
    "month": N_("monthly-report"),
    "quarter": N_("quarterly-report"),
    "half": N_("half-year-report"),
    "year": N_("yearly-report"),
    "range": N_("sales-report"),
}
"""How the file of a page is called, before its period."""


def spoken(view: View, period: Period) -> str:
    """Write a period as people say it: 2026年10月, 2026-W47."""
    first, last = period.first, period.last
    if period.kind == "day":
        return format_day(first, view.lang, date.min)  # a paper says its year
    if period.kind == "week":
        return period.label
    if period.kind == "range":
        return _("{first} to {last}", first=first.isoformat(), last=last.isoformat())
    if period.kind == "month":
        return _("{year}-{month:02d}", year=first.year, month=first.month)
    if period.kind == "quarter":
        return _("{year} quarter {n}", year=first.year, n=(first.month + 2) // 3)
    if period.kind == "half":
        return _("{year} {half}", year=first.year, half=p_("summary.half", "H1" if first.month == 1 else "H2"))
    return _("{year}", year=first.year)


def title(view: View, period: Period) -> str:
    """Write the title of a summary, a week with its days: 销售周报  2026-W47（11-16 至 11-22，应出勤 5 天）."""
    what = f"{_(TITLES[period.kind])}  {spoken(view, period)}"
    remarks = [_workdays(view, period)]
    if period.kind == "week":
        remarks.insert(0, _("{first} to {last}", first=f"{period.first:%m-%d}", last=f"{period.last:%m-%d}"))
    told = ("，" if view.lang == "zh" else ", ").join(filter(None, remarks))
    return _("{title} ({remarks})", title=what, remarks=told) if told else what


def _workdays(view: View, period: Period) -> str:
    """Say how many days are worked, and which were made up for; nothing where a year's days are not known."""
    kinds = calendar.kinds(view, period.first, period.last)
    if any(kind.works is None for kind in kinds.values()):
        return ""
    count = sum(bool(kind.works) for kind in kinds.values())
    made = [day for day, kind in kinds.items() if kind.kind is Kind.MAKEUP]
    if not made:
        return n_("{n} workday", "{n} workdays", count)
    if len(made) > NAMED:
        return _("{days} workdays, {n} of them make-up days", days=count, n=len(made))
    named = ("、" if view.lang == "zh" else ", ").join(f"{day:%m-%d}" for day in made)
    return _("{days} workdays, {makeup} made up for", days=count, makeup=named)


def caption(view: View) -> str:
    """Say in what the money of a table is told."""
    return _("Amounts in whole {currency}; cents: --json", currency=p_("currency", view.company.currency))


def pair(part: Figure | None, whole: Figure | None) -> str | None:
    """Write two figures as one: 17/18; `?` where one is unknown, nothing where nothing was due."""
    if part is None or whole is None:
        return "?"
    return f"{_number(part)}/{_number(whole)}" if part or whole else None


def _number(value: Figure) -> str:
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def figure(view: View, key: str, value: Figure | None) -> str:
    """Write one figure for people; money in whole units, `?` for what is unknown."""
    if value is None:
        return "?"
    known = _FIELDS.get(key)
    kind = known.kind if known else "rate" if key.endswith("_rate") else "int"
    return human(value, Field(key, kind, "", whole=kind == "money"), view.lang, view.zone)


def _late(view: View, values: Mapping[str, Figure | None], value: Figure) -> str:
    return n_(
        "late {n} time, {minutes} min", "late {n} times, {minutes} min", int(value), minutes=values["late_minutes"]
    )


_PHRASES: dict[str, Callable[[View, Mapping[str, Figure | None], Figure], str]] = {
    "collection_rate": lambda view, _values, value: _("collection rate {rate}", rate=figure(view, "_rate", value)),
    "visits_failed": lambda _view, _values, value: n_(
        "{n} checked slip not found true", "{n} checked slips not found true", int(value)
    ),
    "reports_missing": lambda _view, _values, value: n_(
        "{n} report not handed in", "{n} reports not handed in", int(value)
    ),
    "reports_late": lambda _view, _values, value: n_("{n} report late", "{n} reports late", int(value)),
    "absent": lambda view, _values, value: _("days absent: {days}", days=figure(view, "absent", value)),
    "late": _late,
    "claimed": lambda _view, _values, value: n_("{n} punch claimed", "{n} punches claimed", int(value)),
}
_PRAISE: dict[str, Callable[[View, Mapping[str, Figure | None], Figure], str]] = {
    "collection_rate": _PHRASES["collection_rate"],
    FULL: lambda _view, values, _value: _("present all {days} days", days=_number(values["workdays"] or 0)),
    "on_time_rate": lambda _view, values, _value: _(
        "reports on time {pair}", pair=pair(values["reports_on_time"], values["reports_due"])
    ),
    "sales": lambda view, _values, value: _("most sales, {amount}", amount=figure(view, "sales", value)),
    "visits": lambda _view, _values, value: _("most visits, {n}", n=_number(value)),
    "clients_new": lambda _view, _values, value: _("most new clients, {n}", n=_number(value)),
}


OTHERS = {
    "attendance_rate": N_("attendance rate"),
    "on_time_rate": N_("reports on time"),
    "visits_pass_rate": N_("checked slips found true"),
    "visits_failed": N_("checked slips not found true"),
    FULL: N_("full attendance"),
}
"""Headings of figures that are no column."""


def phrase(view: View, found: Found) -> str:
    """Say one figure past its threshold: 缺日报 3 篇."""
    said = (_PRAISE if found.rule.good else _PHRASES).get(found.rule.figure)
    if said is not None:
        return said(view, found.case.values, found.value)
    name = found.rule.figure
    heading = _(SAID[name][0] if name in SAID else OTHERS[name])
    return f"{heading} {figure(view, name, found.value)}"


def line(view: View, notice: Notice) -> str:
    """Write one line: 刘洋 缺日报 3 篇，迟交 2 篇."""
    comma = "，" if view.lang == "zh" else ", "
    return f"{notice.case.name} {comma.join(phrase(view, one) for one in notice.found)}"


def span(first: date, last: date) -> str:
    """Write a run of days shortly: 11-02..11-08."""
    return f"{first:%m-%d}..{last:%m-%d}"
