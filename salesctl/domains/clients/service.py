"""Verbs that write clients, contacts and logs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.alikes import Alike, look_alikes
from salesctl.domains.clients.models import Client, ClientLog, ClientPhone, Contact
from salesctl.domains.clients.queries import contacts
from salesctl.domains.clients.rules import Face, Level, Verdict, normal_name, normal_phone, normal_tax_id, same_person
from salesctl.domains.org.people import Actor, require
from salesctl.errors import NotFound, Refused, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.domains.tasks.models import Task


@dataclass(slots=True)
class Logged:
    """What `client log` wrote: the log, the next step where there is one, and the old steps it closed."""

    log: ClientLog
    step: Task | None
    closed: list[Task]


def add_client(
    tx: Tx,
    name: str,
    *,
    owner: Actor | None = None,
    on: date | None = None,
    contact: Mapping[str, str | None] | None = None,
    phones: Sequence[str] = (),
    known: Collection[str] | None = (),
    **values: Any,
) -> Client:
    """Add a client with its contact and phones; `values` are columns of Client.

    `known` are the ids of look-alikes a person has seen and waved through; any other that is surely the same client is
    Refused (5), None lets all pass. Needs `client.edit`,
    and `client.transfer` where it is to be someone else's (C5.1, D1.1).
    """
    whose = owner or tx.me
    _may_own(tx, whose)
    columns = check_values(tx, values)
    name = filled(name, _("The name"))
    first = {key: value for key, value in (contact or {}).items() if value and value.strip()}
    keys = [key for phone in phones for key in normal_phone(phone)]
    if known is not None:
        face = Face(normal_name(name), tuple(keys), columns.get("tax_key") or "")
        same = [one for one in look_alikes(tx, face) if one.verdict is Verdict.SAME and one.id not in known]
        if same:
            raise refused(same, tx)
    stamp = tx.stamp(on=on, owner=whose)
    year = stamp["on_date"].year
    row = tx.add(
        Client(number=tx.number(Client.LETTER, year)[0], name=name, normal_name=normal_name(name), **columns, **stamp)
    )
    main, *others = list(phones) or [""]
    if first or main:
        put_contact(tx, row, {**first, "phone": main or None})
    for phone in others:
        put_contact(tx, row, {"phone": phone})
    return row


def refused(same: Sequence[Alike], view: View) -> Refused:
    """Make the refusal of a client that is there already."""
    names = ", ".join(one.said(view.today.year) for one in same[:5])
    known = next((one.number for one in same if one.id), "")
    return Refused(
        _("This client is there already: {names}.", names=names),
        hint=_("Log to it instead: salesctl client log {number} …; or add --yes if it is another one.", number=known)
        if known
        else _("Add --yes if it is another one."),
        candidates=[
            {
                "id": one.id or None,
                "number": one.number or None,
                "name": one.name if one.visible else None,
                "owner": one.owner if one.id else None,
                "ask": None if one.id else one.owner,
            }
            for one in same
        ],
    )


def filled(text: str, what: str) -> str:
    """Return a text without its edges; raises Usage for an empty one."""
    stripped = text.strip()
    if not stripped:
        raise Usage(_("{what} is empty.", what=what), hint=_("Give at least one character."))
    return stripped


def check_values(view: View, values: dict[str, Any]) -> dict[str, Any]:
    """Return columns of Client as they are stored; an empty text clears one.

    Raises Usage for a level the rules don't know.
    """
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, str):
            value = value.strip() or None
        found[key] = value
    if found.get("level"):
        found["level"] = check_level(view, found["level"])
    if found.get("kind", "") is None:
        found.pop("kind")
    if "tax_id" in found:
        found["tax_key"] = normal_tax_id(found["tax_id"] or "") or None
    return found


def check_level(view: View, text: str) -> str:
    """Return a level by the rule book's spelling. Raises Usage for an unknown one."""
    levels = list(dict.fromkeys(rule.level for rule in view.rules.all(Level, view.today)))
    level = next((level for level in levels if level.casefold() == text.strip().casefold()), None)
    if level is None:
        raise Usage(
            _("There is no level {text}.", text=text.strip()), hint=_("Levels: {levels}", levels=", ".join(levels))
        )
    return level


def _may_own(tx: Tx, whose: Actor) -> None:
    """Check the right to open a file for a person: someone else's is given away from what would be mine."""
    require(tx, "client.edit", _("add a client"), owner=tx.me.id, team=tx.me.team_id)
    if whose.id != tx.me.id:
        require(
            tx, "client.transfer", _("give a client to {name}", name=whose.name), owner=tx.me.id, team=tx.me.team_id
        )


def put_contact(tx: Tx, client: Client, values: Mapping[str, str | None], row: Contact | None = None) -> Contact:
    """Add a contact or change one; keys are its columns, an empty text clears.

    Its phones are kept normalised beside it.
    """
    values = {key: (value.strip() or None) if value else None for key, value in values.items()}
    if row is None:
        columns: dict[str, Any] = {**values, **_stamp_of(tx, client)}
        row = tx.add(Contact(client_id=client.id, **columns))
    else:
        for key, value in values.items():
            setattr(row, key, value)
    if "phone" in values:
        _phones(tx, client, row)
    return row


def _stamp_of(tx: Tx, client: Client) -> dict[str, Any]:
    return {**tx.stamp(), "owner_id": client.owner_id, "team_id": client.team_id}


def _phones(tx: Tx, client: Client, contact: Contact) -> None:
    tx.session.flush()
    wanted = normal_phone(contact.phone or "")
    query = _phones_of(contact)
    there = {row.phone: row for row in tx.session.scalars(query)}
    for phone, row in there.items():
        if phone not in wanted:
            row.voided_at, row.voided_by = tx.now, tx.me.id
    for phone in wanted:
        if phone not in there:
            tx.add(ClientPhone(client_id=client.id, contact_id=contact.id, phone=phone, **_stamp_of(tx, client)))


def _phones_of(contact: Contact) -> Any:
    row: Any = ClientPhone
    return select(ClientPhone).where(row.contact_id == contact.id, row.voided_at.is_(None))


def find_contact(view: View, client: str, name: str) -> Contact | None:
    """Return the contact of that name, or the one whose name 陈总 stands for; None where none or several fit."""
    known = contacts(view, client)
    exact = [one for one in known if one.name and one.name.strip() == name.strip()]
    loose = exact or [one for one in known if one.name and same_person(name, one.name)]
    return loose[0] if len(loose) == 1 or exact else None


def edit_client(
    tx: Tx,
    row: Client,
    changes: dict[str, Any],
    *,
    owner: Actor | None = None,
    contact: Mapping[str, str | None] | None = None,
    drop: str | None = None,
    placed: Mapping[int, Mapping[str, str | None]] | None = None,
) -> Client:
    """Change columns of a client, its owner, or one contact (by `contact["name"]`, without a name the main one).

    A contact that is not there is added. `placed` changes contacts by their place, 0 is the main one,
    their names too; `drop` takes a contact off. Needs `client.edit`; a new owner `client.transfer`.
    """
    require(tx, "client.edit", _("edit a client"), owner=row.owner_id, team=row.team_id)
    for key, value in check_values(tx, changes).items():
        setattr(row, key, filled(value or "", _("The name")) if key == "name" else value)
    if "name" in changes:
        row.normal_name = normal_name(row.name)
    if owner is not None and owner.id != row.owner_id:
        require(
            tx, "client.transfer", _("give a client to {name}", name=owner.name), owner=row.owner_id, team=row.team_id
        )
        row.owner_id, row.team_id = owner.id, owner.team_id
    if placed:
        there = dict(enumerate(contacts(tx, row.id)))
        for place, values in sorted(placed.items()):
            put_contact(tx, row, values, there.get(place))
    if contact is not None:
        _edit_contact(tx, row, contact)
    if drop is not None:
        gone = find_contact(tx, row.id, drop)
        if gone is None:
            raise NotFound(
                _("{client} has no contact {name}.", client=row.number, name=drop),
                hint=_("See: salesctl client show {number}", number=row.number),
            )
        _drop_contact(tx, gone)
    return row


def _edit_contact(tx: Tx, row: Client, contact: Mapping[str, str | None]) -> None:
    name = contact.get("name")
    known = contacts(tx, row.id)
    there = find_contact(tx, row.id, name) if name else (known[0] if known else None)
    nameless = known[0] if known and not known[0].name else None
    if there is None and nameless is not None and name:
        there = nameless  # the number was there first, now it gets its name
    elif there is not None and name and there.name != name.strip():
        contact = {key: value for key, value in contact.items() if key != "name"}  # 陈总 is 陈建国, who keeps his name
    put_contact(tx, row, contact, there)


def _drop_contact(tx: Tx, row: Contact) -> None:
    for phone in tx.session.scalars(_phones_of(row)):
        phone.voided_at, phone.voided_by = tx.now, tx.me.id
    row.voided_at, row.voided_by = tx.now, tx.me.id


def void_client(tx: Tx, row: Client) -> Client:
    """Void a client with its contacts; refused while a next step is open. Needs `client.void` and a reason."""
    from salesctl.domains.tasks.queries import open_for

    require(tx, "client.void", _("void a client"), owner=row.owner_id, team=row.team_id)
    steps = open_for(tx, row.id)
    if steps:
        raise Refused(
            _("{number} has an open next step: {step}.", number=row.number, step=f"{steps[0].number} {steps[0].text}"),
            hint=_("Finish it first: salesctl task done {number}", number=steps[0].number),
        )
    for contact in contacts(tx, row.id):
        _drop_contact(tx, contact)
    tx.void(row)
    return row


def log_client(
    tx: Tx,
    row: Client,
    text: str,
    *,
    channel: str,
    by: Actor,
    on: date | None = None,
    at: datetime | None = None,
    seen: str | None = None,
    step: str = "",
    due: date | None = None,
    done: bool = False,
) -> Logged:
    """Log a dealing with a client (A1.4, C5.2) by `by`, on a day or at an instant, which is not in the future.

    `step` with `due` becomes the next step and closes the old one of `by`; `done` closes it without a new one. Needs
    `client.edit` for the client and for `by`.
    """
    from salesctl.domains.tasks import queries as task_queries
    from salesctl.domains.tasks import service as tasks

    require(tx, "client.edit", _("log to a client"), owner=row.owner_id, team=row.team_id)
    if by.id != tx.me.id:
        require(tx, "client.edit", _("log for {name}", name=by.name), owner=by.id, team=by.team_id)
    if (at is not None and at > tx.now) or (on is not None and on > tx.today):
        raise Refused(_("What has not happened yet can't be logged."), hint=_('Plan it: --next "WHEN STEP"'))
    contact = find_contact(tx, row.id, seen) if seen else None
    stamp = tx.stamp(on=on, at=at, owner=by)
    log = ClientLog(
        client_id=row.id,
        channel=channel,
        text=filled(text, _("The text")),
        seen=(contact.name if contact else seen) or None,
        contact_id=contact.id if contact else None,
        **stamp,
    )
    new: Task | None = None
    closed: list[Task] = []
    if step:
        new, closed = tasks.next_step(
            tx, text=step, due=due, owner=by, client=row.id, about=row.number, source_id=log.id
        )
        log.task_id = new.id
    elif done:
        closed = tasks.done(
            tx, [task for task in task_queries.open_for(tx, row.id) if task.owner_id == by.id and task.kind == "next"]
        )
    return Logged(tx.add(log), new, closed)
