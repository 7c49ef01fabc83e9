"""Questions about clients: lists, the look-alikes of a new one, who was not contacted in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from salesctl.domains.clients.fields import CLIENT, STALE
from salesctl.domains.clients.models import Client, ClientLog, ClientPhone, Contact
from salesctl.domains.clients.rules import Face, Level, Likeness, Verdict, alike, contact_due, level_rule, verdict
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import Actor, as_actor, may, scoped
from salesctl.domains.org.queries import below, masked
from salesctl.locale import _, n_
from salesctl.naming import Reference, short_number
from salesctl.render.sheet import Sheet, Value
from salesctl.today import Line

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

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
    query = scoped(view, select(*columns).where(Client.voided_at.is_(None)), Client, "client.see")  # type: ignore[union-attr]
    if wanted.owner:
        query = query.where(Client.owner_id == wanted.owner)
    if wanted.team:
        query = query.where(Client.team_id.in_(below(view, wanted.team)))  # type: ignore[union-attr]
    for column, value in ((Client.level, wanted.level), (Client.kind, wanted.kind)):
        if value:
            query = query.where(column == value)
    for text, value in ((Client.trade, wanted.trade), (Client.region, wanted.region), (Client.source, wanted.source)):
        if value:
            query = query.where(text.contains(value, autoescape=True))  # type: ignore[union-attr]
    if wanted.added:
        query = query.where(Client.on_date.between(wanted.added.first, wanted.added.last))  # type: ignore[attr-defined]
    if wanted.phone:
        from salesctl.domains.clients.rules import normal_phone

        with_phone = select(ClientPhone.client_id).where(ClientPhone.phone.in_(normal_phone(wanted.phone)), ClientPhone.voided_at.is_(None))  # type: ignore[call-overload, attr-defined, union-attr]
        query = query.where(Client.id.in_(with_phone))  # type: ignore[attr-defined]
    return query


def last_contact() -> Any:
    """Return the day of a client's last log as a column beside `Client`."""
    log = ClientLog
    found = select(func.max(log.on_date)).where(log.client_id == Client.id, log.voided_at.is_(None))  # type: ignore[union-attr, arg-type]
    return found.correlate(Client).scalar_subquery()


class People:
    """Names and codes of owners and teams, read once for a whole list, and whose phones may be seen."""

    def __init__(self, view: View) -> None:
        self.view = view
        people = view.session.execute(select(Person.id, Person.name, Person.code))  # type: ignore[call-overload]
        self.people: dict[str | None, tuple[str, str]] = {row.id: (row.name, row.code) for row in people}
        self.teams: dict[str | None, str] = dict(view.session.execute(select(Team.id, Team.name)).all())  # type: ignore[call-overload, arg-type]
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
    Client.id, Client.number, Client.name, Client.short_name, Client.kind, Client.level, Client.trade, Client.region, Client.source,
    Client.tax_id, Client.address, Client.needs, Client.note, Client.owner_id, Client.team_id, Client.on_date, Client.origin,
)  # fmt: skip


def client_rows(view: View, found: Iterable[Any], people: People | None = None) -> Iterator[tuple[Value, ...]]:
    """Yield clients (rows of COLUMNS or Client objects) in the order of CLIENT; contacts and logs are read by the chunk."""
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
                row.id, row.number, row.name, row.short_name, row.kind, row.level, row.trade, row.region, row.source, row.tax_id,
                name, title, phone, email, wechat, row.address, row.needs, row.note, owner, code, people.teams.get(row.team_id),
                row.on_date, last.get(row.id), row.origin,
            )  # fmt: skip


def main_contacts(view: View, ids: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """Return (name, title, phone, email, wechat) of each client's main contact: the first one still there."""
    query = (
        select(Contact.client_id, Contact.name, Contact.title, Contact.phone, Contact.email, Contact.wechat)  # type: ignore[call-overload]
        .where(Contact.client_id.in_(ids), Contact.voided_at.is_(None))  # type: ignore[attr-defined, union-attr]
        .order_by(Contact.client_id, Contact.id)
    )
    found: dict[str, tuple[str | None, ...]] = {}
    for client, *values in view.session.execute(query):
        found.setdefault(client, tuple(values))
    return found


def last_contacts(view: View, ids: Sequence[str]) -> dict[str, date]:
    """Return the day of the last log of each client that has one."""
    log = ClientLog
    query = select(log.client_id, func.max(log.on_date)).where(log.client_id.in_(ids), log.voided_at.is_(None)).group_by(log.client_id)  # type: ignore[call-overload, attr-defined, union-attr, arg-type]
    return {client: day for client, day in view.session.execute(query)}


def _order(sort: str) -> tuple[Any, ...]:
    orders: dict[str, tuple[Any, ...]] = {
        "name": (Client.normal_name, Client.id),
        "level": (Client.level.is_(None), Client.level, Client.id),  # type: ignore[union-attr]
        "last": (last_contact(), Client.id),
        "owner": (Client.owner_id, Client.id),
        "number": (func.length(Client.number), Client.number),
    }
    return orders.get(sort, (Client.id,))


def clients(view: View, wanted: Filter, *, sort: str = "added", most: int | None = None) -> Sheet:
    """List clients in the order they were added, or by `sort`; at most `most`, saying how many there are."""
    query = client_query(view, COLUMNS, wanted).order_by(*_order(sort))
    sheet = Sheet(
        CLIENT, (), title=_("Clients"),
        empty=_("No client here. Add one: salesctl client add NAME, or import a file: salesctl client import FILE"),
    )  # fmt: skip
    if most is not None:
        some = list(view.session.execute(query.limit(most + 1)))
        if len(some) > most:
            total = view.session.scalar(client_query(view, [func.count()], wanted).select_from(Client))
            sheet.notes.append(_("{n} of {total} clients. All: --limit 0, or --format csv", n=most, total=total))
        sheet.rows = client_rows(view, some[:most])
    else:
        sheet.rows = client_rows(view, view.session.execute(query.execution_options(yield_per=CHUNK)))
    return sheet


def client_sheet(view: View, row: Client) -> Sheet:
    """Return one client with its contacts, open next steps and timeline."""
    from salesctl.domains.clients.timeline import client_file

    return client_file(view, row, lines=False)


@dataclass(frozen=True, slots=True)
class Alike:
    """A client that looks like the new one. `face` is what it is compared by; `visible`: the actor may see it."""

    id: str
    number: str
    name: str
    owner: str
    reasons: tuple[Likeness, ...]
    verdict: Verdict
    visible: bool

    def said(self, year: int) -> str:
        """Name it: number, name and owner; the name stays with those who may see the client."""
        number = short_number(self.number, year)
        return _("{number} {name} ({owner})", number=number, name=self.name if self.visible else "", owner=self.owner)


def look_alikes(view: View, new: Face, *, but: str = "") -> list[Alike]:
    """Return the live clients, anybody's, that look like `new`, the likeliest first; `but` is left out.

    One query per trait, each by an index; places in front of a Chinese name take one pass over the index of names.
    """
    base = select(Client.id).where(Client.voided_at.is_(None))  # type: ignore[call-overload, union-attr]
    ids: set[str] = set()
    ends = [new.name[at:] for at in range(2, len(new.name) - 3)]
    ids.update(view.session.scalars(base.where(Client.normal_name.in_([new.name, *ends])).limit(200)))  # type: ignore[attr-defined]
    if len(new.name) >= 4 and not new.name.isascii():
        ids.update(view.session.scalars(base.where(Client.normal_name.endswith(new.name, autoescape=True)).limit(200)))  # type: ignore[attr-defined]
    if new.tax_id:
        ids.update(view.session.scalars(base.where(Client.tax_key == new.tax_id).limit(200)))
    trunks = {phone.partition(";")[0] for phone in new.phones}
    for trunk in sorted(trunks):
        same = or_(ClientPhone.phone == trunk, ClientPhone.phone.between(f"{trunk};", f"{trunk};~"))  # type: ignore[attr-defined]
        ids.update(view.session.scalars(select(ClientPhone.client_id).where(ClientPhone.voided_at.is_(None), same).limit(200)))  # type: ignore[call-overload, union-attr]
    ids.discard(but)
    return _weighed(view, new, sorted(ids)[:200])


def _weighed(view: View, new: Face, ids: Sequence[str]) -> list[Alike]:
    phones: dict[str, list[str]] = {}
    query = select(ClientPhone.client_id, ClientPhone.phone).where(ClientPhone.client_id.in_(ids), ClientPhone.voided_at.is_(None))  # type: ignore[call-overload, attr-defined, union-attr]
    for client, phone in view.session.execute(query):
        phones.setdefault(client, []).append(phone)
    people = People(view) if ids else None
    found = []
    for row in view.session.scalars(select(Client).where(Client.id.in_(ids), Client.voided_at.is_(None))):  # type: ignore[attr-defined, union-attr]
        old = Face(row.normal_name, tuple(phones.get(row.id, ())), row.tax_key or "")
        if reasons := alike(new, old):
            seen = may(view, "client.see", owner=row.owner_id, team=row.team_id) or Likeness.NAME in reasons
            owner = (people.name(row.owner_id) if people else None) or "-"
            found.append(Alike(row.id, row.number, row.name, owner, reasons, verdict(new, old, reasons), seen))
    order = list(Verdict)
    return sorted(found, key=lambda one: (order.index(one.verdict), one.number))


def contacts(view: View, client: str) -> list[Contact]:
    """Return a client's contacts, the main one first."""
    query = select(Contact).where(Contact.client_id == client, Contact.voided_at.is_(None)).order_by(Contact.id)  # type: ignore[union-attr, arg-type]
    return list(view.session.scalars(query))


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
    least = min((rule.contact_days for _version, rule in view.rules.in_force(Level, view.today)), default=None)  # type: ignore[attr-defined]
    if least is None:
        return
    last = last_contact()
    query = client_query(view, [*COLUMNS, last.label("last")], wanted)
    query = query.where(func.coalesce(last, Client.on_date) < view.today - timedelta(days=least))
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
        for (days, due, rule, _row), values in zip(found, client_rows(view, (one[3] for one in found), people), strict=True):
            yield (*(values[at[key]] for key in keys), due, days, rule.contact_days, rule.id)

    return Sheet(STALE, list(rows()), title=_("Not contacted in time"), empty=_("Every client was contacted in time."))


def depends(session: Any, record: Record) -> Iterator[str]:
    """Name what hangs on a client that is about to be taken back: dealings logged, contacts added later."""
    if not isinstance(record, Client):
        return
    log = select(ClientLog).where(ClientLog.client_id == record.id, ClientLog.voided_at.is_(None)).limit(3)  # type: ignore[union-attr, arg-type]
    for row in session.scalars(log):
        yield _("a log of {day}", day=row.on_date.isoformat())
    for contact in session.scalars(select(Contact).where(Contact.client_id == record.id, Contact.voided_at.is_(None)).limit(3)):  # type: ignore[union-attr, arg-type]
        yield _("the contact {name}", name=contact.name or contact.phone or "-")


def today_lines(view: View) -> Iterator[Line]:
    """Say how many of my clients are overdue for a contact, and which were handed to me since yesterday."""
    if not may(view, "client.see", owner=view.me.id):
        return
    wanted = Filter(owner=view.me.id)
    count = sum(1 for _one in stale_rows(view, wanted))
    if count:
        yield Line("overdue", "", n_("{n} client not contacted in time", "{n} clients not contacted in time", count), "salesctl client stale")
    given = client_query(view, [Client.number, Client.name], wanted).where(
        Client.recorded_by != view.me.id, Client.origin.is_(None), Client.recorded_at >= view.now - timedelta(days=1)  # type: ignore[union-attr, operator]
    )
    for row in view.session.execute(given.order_by(Client.id).limit(5)):
        number = short_number(row.number, view.today.year)
        yield Line("new", number, _("new client for you: {name}", name=row.name), f"salesctl client show {number}")


def actor_of(view: View, person: str | None) -> Actor | None:
    """Return a row's owner as an actor, None where there is none."""
    row = view.session.get(Person, person) if person else None
    return as_actor(view.session, row) if row else None
