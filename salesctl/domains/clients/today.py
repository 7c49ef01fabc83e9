"""What clients put on `today`: whom I have not talked to in time, and who is new to me (A1.4, C5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, literal, select

from salesctl import news
from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import Filter, client_query, last_contact
from salesctl.domains.clients.rules import Level, level_rule
from salesctl.domains.org.people import may
from salesctl.ledger.types import Day
from salesctl.locale import _, n_
from salesctl.naming import short_number
from salesctl.today import Line

if TYPE_CHECKING:
    from salesctl.context import View

_Client: Any = Client
NAMED = 3
"""Clients named one by one; of more, their number is told and who waits longest."""
GIVEN = 50


def lines(view: View) -> Iterator[Line]:
    """Yield my clients due for a contact today or overdue, and those others gave me since my last look."""
    if may(view, "client.see", owner=view.me.id):
        yield from _stale(view)
        yield from _given(view)


def _stale(view: View) -> Iterator[Line]:
    """One question whatever I have: the clients that wait longest, with how many there are."""
    rules = view.rules.all(Level, view.today, who=view.me.who)
    longest = level_rule(None, rules)
    if longest is None:
        return
    due = {rule.level: view.today - timedelta(days=rule.contact_days) for rule in rules}
    other = literal(view.today - timedelta(days=longest.contact_days), Day)
    limit = case(*((_Client.level == level, literal(day, Day)) for level, day in due.items()), else_=other)
    client = client_query(
        view,
        [
            _Client.number,
            _Client.name,
            _Client.level,
            func.coalesce(last_contact(), _Client.on_date).label("last"),
            limit.label("limit_"),
        ],
        Filter(owner=view.me.id),
    ).subquery()
    late = func.sum(case((client.c.last < client.c.limit_, 1), else_=0)).over()
    query = select(client, func.count().over().label("all_"), late.label("late")).where(
        client.c.last <= client.c.limit_
    )
    found = view.session.execute(query.order_by(client.c.last, client.c.number).limit(NAMED)).all()
    if found and found[0].all_ > NAMED:
        row = found[0]
        section = "overdue" if row.late else "soon"
        count = row.late or row.all_
        told = n_("{n} client not contacted in time", "{n} clients not contacted in time", count)
        days = (view.today - row.last).days
        yield Line(section, "", _("{told}, longest {name} {n} days", told=told, name=row.name, n=days), "client stale")
        return
    for row in found:
        rule = level_rule(row.level, rules)
        assert rule is not None
        number = short_number(row.number, view.today.year)
        days = (view.today - row.last).days
        text = _("{name}  no contact for {n} days", name=row.name, n=days)
        every = (
            _("(level {level}: every {n})", level=row.level, n=rule.contact_days)
            if row.level
            else _("(every {n} days)", n=rule.contact_days)
        )
        gap = "" if view.lang == "zh" else " "
        yield Line("overdue" if row.last < row.limit_ else "soon", number, text + gap + every, f"client show {number}")


def _given(view: View) -> Iterator[Line]:
    since = news.since(view)
    handed = news.changed_since(view, Client, "owner_id")
    fresh = and_(_Client.recorded_by != view.me.id, _Client.origin.is_(None), _Client.recorded_at >= since)
    query = client_query(view, [_Client.number, _Client.name], Filter(owner=view.me.id)).where(
        fresh | _Client.id.in_(handed)
    )
    for row in view.session.execute(query.order_by(_Client.id).limit(GIVEN)):
        number = short_number(row.number, view.today.year)
        yield Line("new", number, _("new client for you: {name}", name=row.name), f"client show {number}")
