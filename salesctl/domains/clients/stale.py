"""Clients not contacted in time (久未联系) by the days of their level (A1.4, C5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func

from salesctl.domains.clients.fields import CLIENT, STALE
from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import CHUNK, COLUMNS, Filter, People, client_query, client_rows, last_contact
from salesctl.domains.clients.rules import Level, contact_due, level_rule
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import as_actor
from salesctl.locale import _
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View

_Client: Any = Client


class Levels:
    """The rule of each owner's clients by level, asked once per owner."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._owners: dict[str | None, list[Level]] = {}
        self._days: dict[tuple[str | None, str | None], Level | None] = {}

    def rule(self, level: str | None, owner: str | None) -> Level | None:
        """Return the rule that holds today for a client of this level and owner (A1.4, C5.2)."""
        key = (level, owner)
        if key not in self._days:
            if owner not in self._owners:
                person = self.view.session.get(Person, owner) if owner else None
                who = as_actor(self.view.session, person).who if person else None
                self._owners[owner] = self.view.rules.all(Level, self.view.today, who=who)
            self._days[key] = level_rule(level, self._owners[owner])
        return self._days[key]


def stale_rows(view: View, wanted: Filter) -> Iterator[tuple[int, date, Level, Any]]:
    """Yield (days overdue, last day in time, rule, row) of clients not contacted within their level's days."""
    rules = Levels(view)
    held: list[Any] = [rule for _version, rule in view.rules.in_force(Level, view.today)]
    least = min((rule.contact_days for rule in held), default=None)
    if least is None:
        return
    last = last_contact()
    query = client_query(view, [*COLUMNS, last.label("last")], wanted)
    query = query.where(func.coalesce(last, _Client.on_date) < view.today - timedelta(days=least))
    for row in view.session.execute(query.execution_options(yield_per=CHUNK)):
        rule = rules.rule(row.level, row.owner_id)
        if rule is not None:
            due = contact_due(row.last, row.on_date, rule)
            if due < view.today:
                yield (view.today - due).days, due, rule, row


def stale(view: View, wanted: Filter) -> Sheet:
    """List the clients overdue for a contact, the longest first (A1.4, C5.2)."""
    found = sorted(stale_rows(view, wanted), key=lambda one: (-one[0], one[3].id))
    people = People(view)
    at = {field.key: number for number, field in enumerate(CLIENT)}

    def rows() -> Iterator[tuple[Value, ...]]:
        keys = [field.key for field in STALE if field.key in at]
        for (days, due, rule, _row), values in zip(
            found, client_rows(view, (one[3] for one in found), people), strict=True
        ):
            yield (*(values[at[key]] for key in keys), due, days, rule.contact_days, rule.id)

    return Sheet(STALE, list(rows()), title=_("Not contacted in time"), empty=_("Every client was contacted in time."))
