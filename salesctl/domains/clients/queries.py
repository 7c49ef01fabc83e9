"""Questions about clients: lists, the look-alikes of a new one, who was not contacted in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from salesctl.domains.clients.fields import CLIENT
from salesctl.domains.clients.models import Client, ClientLog, ClientPhone, Contact
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import may, scoped
from salesctl.domains.org.queries import below, masked
from salesctl.locale import _
from salesctl.naming import Reference
from salesctl.once import once
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

_Client: Any = Client
_Contact: Any = Contact
_Log: Any = ClientLog
_Phone: Any = ClientPhone
_Person: Any = Person
_Team: Any = Team
# As tables in queries: to mypy SQLModel's columns are plain values.

CLIENT_REFERENCE = Reference("client", Client, letter="C", detail="region", right="client.see")
CHUNK = 500
SCREEN = 200
"""Rows of a list on a terminal; pipes and files have all."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. `owner` and `team` are row ids; trade, region and source are parts of the text."""

    owner: str | None = None
    team: str | None = None
    level: str | None = None
    kind: str | None = None
    trade: str | None = None
    region: str | None = None
    source: str | None = None
    phone: str | None = None
    added: Period | None = None


def client_query(view: View, columns: Sequence[Any], wanted: Filter) -> Any:
    """Return a query over live clients that the right `client.see` reaches, narrowed to `wanted`."""
    query = scoped(view, select(*columns).where(_Client.voided_at.is_(None)), Client, "client.see")
    if wanted.owner:
        query = query.where(_Client.owner_id == wanted.owner)
    if wanted.team:
        query = query.where(_Client.team_id.in_(below(view, wanted.team)))
    for column, value in ((_Client.level, wanted.level), (_Client.kind, wanted.kind)):
        if value:
            query = query.where(column == value)
    for text, value in (
        (_Client.trade, wanted.trade),
        (_Client.region, wanted.region),
        (_Client.source, wanted.source),
    ):
        if value:
            query = query.where(text.contains(value, autoescape=True))
    if wanted.added:
        query = query.where(_Client.on_date.between(wanted.added.first, wanted.added.last))
    if wanted.phone:
        from salesctl.domains.clients.rules import normal_phone

        with_phone = select(_Phone.client_id).where(
            _Phone.phone.in_(normal_phone(wanted.phone)), _Phone.voided_at.is_(None)
        )
        query = query.where(_Client.id.in_(with_phone))
    return query


def last_contact() -> Any:
    """Return the day of a client's last log as a column beside `Client`."""
    found = select(func.max(_Log.on_date)).where(_Log.client_id == _Client.id, _Log.voided_at.is_(None))
    return found.correlate(Client).scalar_subquery()


@once
def _named(view: View) -> tuple[dict[str | None, tuple[str, str]], dict[str | None, str]]:
    """Return everyone's name and code, and every team's name, by row id."""
    people = view.session.execute(select(_Person.id, _Person.name, _Person.code))
    teams: dict[str | None, str] = dict(view.session.execute(select(_Team.id, _Team.name)).all())
    return {row.id: (row.name, row.code) for row in people}, teams


class People:
    """Names and codes of owners and teams, read once for a whole list, and whose phones may be seen."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.people, self.teams = _named(view)
        self._clear: dict[tuple[str | None, str | None], bool] = {}

    def name(self, person: str | None) -> str | None:
        """Return a person's name."""
        return self.people.get(person, (None, None))[0]

    def clear(self, owner: str | None, team: str | None) -> bool:
        """Say whether personal data of this owner's clients is shown in full."""
        key = (owner, team)
        if key not in self._clear:
            self._clear[key] = may(self.view, "personal.see", owner=owner, team=team)
        return self._clear[key]


COLUMNS = (
    _Client.id,
    _Client.number,
    _Client.name,
    _Client.short_name,
    _Client.kind,
    _Client.level,
    _Client.trade,
    _Client.region,
    _Client.source,
    _Client.tax_id,
    _Client.address,
    _Client.needs,
    _Client.note,
    _Client.owner_id,
    _Client.team_id,
    _Client.on_date,
    _Client.origin,
)


def client_rows(view: View, found: Iterable[Any], people: People | None = None) -> Iterator[tuple[Value, ...]]:
    """Yield clients (rows of COLUMNS or Client objects) in the order of CLIENT.

    Contacts and logs are read by the chunk.
    """
    people = people or People(view)
    rows = iter(found)
    while chunk := list(islice(rows, CHUNK)):
        ids = [row.id for row in chunk]
        main = main_contacts(view, ids)
        last = last_contacts(view, ids)
        for row in chunk:
            contact = main.get(row.id)
            name, title, phone, email, wechat = contact or (None,) * 5
            if contact and not people.clear(row.owner_id, row.team_id):
                phone, email, wechat = masked(phone), masked(email), masked(wechat)
            owner, code = people.people.get(row.owner_id, (None, None))
            yield (
                row.id,
                row.number,
                row.name,
                row.short_name,
                row.kind,
                row.level,
                row.trade,
                row.region,
                row.source,
                row.tax_id,
                name,
                title,
                phone,
                email,
                wechat,
                row.address,
                row.needs,
                row.note,
                owner,
                code,
                people.teams.get(row.team_id),
                row.on_date,
                last.get(row.id),
                row.origin,
            )


def main_contacts(view: View, ids: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """Return (name, title, phone, email, wechat) of each client's main contact: the first one still there."""
    return {client: found[0] for client, found in all_contacts(view, ids).items()}


def all_contacts(view: View, ids: Sequence[str]) -> dict[str, list[tuple[str | None, ...]]]:
    """Return (name, title, phone, email, wechat) of every contact of each client that has any, the main one first."""
    query = (
        select(_Contact.client_id, _Contact.name, _Contact.title, _Contact.phone, _Contact.email, _Contact.wechat)
        .where(_Contact.client_id.in_(ids), _Contact.voided_at.is_(None))
        .order_by(_Contact.client_id, _Contact.id)
    )
    found: dict[str, list[tuple[str | None, ...]]] = {}
    for client, *values in view.session.execute(query):
        found.setdefault(client, []).append(tuple(values))
    return found


def last_contacts(view: View, ids: Sequence[str]) -> dict[str, date]:
    """Return the day of the last log of each client that has one."""
    query = select(_Log.client_id, func.max(_Log.on_date)).where(_Log.client_id.in_(ids), _Log.voided_at.is_(None))
    query = query.group_by(_Log.client_id)
    return dict(view.session.execute(query).all())


def _order(sort: str) -> tuple[Any, ...]:
    orders: dict[str, tuple[Any, ...]] = {
        "name": (_Client.normal_name, _Client.id),
        "level": (_Client.level.is_(None), _Client.level, _Client.id),
        "last": (last_contact(), _Client.id),
        "owner": (_Client.owner_id, _Client.id),
        "number": (func.length(_Client.number), _Client.number),
    }
    return orders.get(sort, (_Client.id,))


def clients(view: View, wanted: Filter, *, sort: str = "added", most: int | None = None) -> Sheet:
    """List clients in the order they were added, or by `sort`; at most `most`, saying how many there are."""
    query = client_query(view, COLUMNS, wanted).order_by(*_order(sort))
    sheet = Sheet(
        CLIENT,
        (),
        title=_("Clients"),
        empty=_("No client here. Add one: salesctl client add NAME, or import a file: salesctl client import FILE"),
    )
    if most is not None:
        some = list(view.session.execute(query.limit(most + 1)))
        if len(some) > most:
            total = view.session.scalar(client_query(view, [func.count()], wanted).select_from(Client))
            sheet.notes.append(_("{n} of {total} clients. All: --limit 0, or --format csv", n=most, total=total))
        sheet.rows = client_rows(view, some[:most])
    else:
        sheet.rows = client_rows(view, view.session.execute(query.execution_options(yield_per=CHUNK)))
    return sheet


def client_row(view: View, client: str) -> Client:
    """Return a client by row id; who may see it is decided where it was named."""
    return view.session.get_one(Client, client)


def client_sheet(view: View, row: Client) -> Sheet:
    """Return one client with its contacts, open next steps and timeline."""
    from salesctl.domains.clients.timeline import client_file

    return client_file(view, row, lines=False)


def contacts(view: View, client: str) -> list[Contact]:
    """Return a client's contacts, the main one first."""
    query = select(Contact).where(_Contact.client_id == client, _Contact.voided_at.is_(None)).order_by(_Contact.id)
    return list(view.session.scalars(query))


def depends(session: Any, record: Record) -> Iterator[str]:
    """Name what hangs on a client that is about to be taken back: dealings logged, contacts added later."""
    if not isinstance(record, Client):
        return
    log = select(ClientLog).where(_Log.client_id == record.id, _Log.voided_at.is_(None)).limit(3)
    for row in session.scalars(log):
        yield _("a log of {day}", day=row.on_date.isoformat())
    for contact in session.scalars(
        select(Contact).where(_Contact.client_id == record.id, _Contact.voided_at.is_(None)).limit(3)
    ):
        yield _("the contact {name}", name=contact.name or contact.phone or "-")
