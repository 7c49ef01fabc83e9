"""What orders and payments put on `today` (B3.8.4: the salesperson is told as soon as money arrives)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from salesctl import news
from salesctl.domains.calendar.queries import kinds
from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import People
from salesctl.domains.deals.models import Payment
from salesctl.domains.deals.queries import Filter, money, some_unmatched, totals, unmatched
from salesctl.domains.org.people import reach_of
from salesctl.domains.org.rules import Reach
from salesctl.locale import _, n_
from salesctl.naming import short_number
from salesctl.today import Line
from salesctl.values.period import range_of
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View

_Payment: Any = Payment
_Client: Any = Client

MOST = 5
LATE = 31
"""Days. Money that came in longer ago is no news, whenever it was entered: last year's list is imported to be kept."""


def lines(view: View) -> Iterator[Line]:
    """Say what came in for me since I last looked, entered by others; and what waits to be matched by me."""
    if reach_of(view, "payment.see") is None:
        return
    yield from _arrived(view)
    if (reach := reach_of(view, "payment.edit")) is not None and reach is not Reach.TEAM:
        yield from _waiting(view, "payment.edit")  # a lead has it with the team's


def _arrived(view: View) -> Iterator[Line]:
    since = news.since(view)
    query = (
        select(Payment, _Client.name)
        .join(Client, _Client.id == _Payment.client_id)
        .where(
            _Payment.owner_id == view.me.id,
            _Payment.voided_at.is_(None),
            _Payment.on_date >= view.day_of(since) - timedelta(days=LATE),
            or_(
                (_Payment.recorded_at >= since) & (_Payment.recorded_by != view.me.id),
                (_Payment.matched_at >= since) & (_Payment.matched_by != view.me.id),
            ),
        )
    )
    found = view.session.execute(query.order_by(_Payment.id.desc())).all()
    people = People(view) if found else None
    for row, client in found[:MOST]:
        assert people is not None
        number = short_number(row.number, view.today.year)
        at = row.matched_at if row.matched_at and row.matched_at >= since else row.recorded_at
        by = people.name(row.matched_by if at is row.matched_at else row.recorded_by) or ""
        text = _(
            "{client}: {amount} received ({name} {time})",
            client=client,
            amount=money(row.amount),
            name=by,
            time=f"{view.local(at):%H:%M}",
        )
        yield Line("new", number, text, f"payment show {number}")
    if len(found) > MOST:
        rest = len(found) - MOST
        yield Line("new", "", n_("{n} more payment", "{n} more payments", rest), "payment list")


def _waiting(view: View, right: str) -> Iterator[Line]:
    count, amount = unmatched(view, right=right)
    for row in some_unmatched(view, right, MOST) if count else ():
        number = short_number(row.number, view.today.year)
        text = _("{payer} {amount}: whose money is it?", payer=row.payer or "", amount=money(row.amount))
        yield Line("money", number, text, f"payment match {number} …")
    if count > MOST:
        text = n_("{n} unmatched, {amount}", "{n} unmatched, {amount}", count, amount=money(amount))
        yield Line("money", "", text, "payment match")


def team_lines(view: View) -> Iterator[Line]:
    """Say what came in on the last working day and the days off since, and what is unmatched."""
    if reach_of(view, "payment.see") is None:
        return
    last = view.today - timedelta(days=1)
    first = _last_workday(view, last)
    count, amount = totals(view, _Payment, "payment.see", Filter(period=range_of(first, last)))
    waiting, _sum = unmatched(view)
    parts = []
    if count:
        day = _("yesterday") if first == last else _("since {day}", day=format_day(first, view.lang, view.today))
        parts.append(
            n_(
                "{day}: {n} payment, {amount}",
                "{day}: {n} payments, {amount}",
                count,
                day=day,
                amount=money(amount),
            )
        )
    if waiting:
        parts.append(n_("{n} unmatched", "{n} unmatched", waiting))
    if parts:
        command = "payment match" if waiting else "payment list --all"
        yield Line("money", "", _("; ").join(parts), command)


def _last_workday(view: View, day: date) -> date:
    """Return the last working day up to `day`; `day` itself where none of the last two weeks is known to be one."""
    known = kinds(view, day - timedelta(days=13), day)
    return next((each for each in sorted(known, reverse=True) if known[each].works is not False), day)
