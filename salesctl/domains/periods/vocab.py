"""Words of periods: the months by name."""

from __future__ import annotations

from datetime import date, timedelta

from salesctl.locale import N_, _, p_

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
"""The months; gettext context "month"."""


ROOMS = ("checks", "papers", "clients", "visits", "attendance", "deals", "reports", "assessment", "archive")
"""Rooms that hold dated facts and so can be closed; gettext context "room"."""


def spoken(first: date, last: date, today: date) -> str:
    """Say a span of days: a whole month by its name, with its year where that is another than today's."""
    if first.day == 1 and first.month == last.month and first.year == last.year and (last + timedelta(days=1)).day == 1:
        month = p_("month", MONTHS[first.month - 1])
        return month if first.year == today.year else _("{month} {year}", month=month, year=first.year)
    return (
        first.isoformat() if first == last else _("{first} to {last}", first=first.isoformat(), last=last.isoformat())
    )
