"""Clients from a file (客户导入): one row is a client with its main contact; date and owner are the file's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from salesctl.domains.clients import hidden
from salesctl.domains.clients.fields import IMPORT
from salesctl.domains.clients.models import Client, ClientPhone, Contact
from salesctl.domains.clients.queries import all_contacts
from salesctl.domains.clients.rules import normal_name, normal_phone, normal_tax_id
from salesctl.domains.clients.service import check_level, edit_client
from salesctl.domains.clients.vocab import DEFAULT_KIND, KINDS
from salesctl.domains.org.imports import Directory, Someone
from salesctl.domains.org.people import may, reach_of, require, scoped, someone
from salesctl.frame.labels import code_of
from salesctl.importing import Change, Importer, Incoming, Known, Values, read_day, run
from salesctl.ledger.bulk import add_many
from salesctl.ledger.ids import new_id
from salesctl.locale import _, n_
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.exchange.loading import Reader
    from salesctl.render.sheet import Shown

COLUMNS = ("name", "short_name", "kind", "level", "trade", "region", "source", "tax_id", "address", "needs", "note")
"""Columns of Client that a row may say; the others are the ledger's own."""
PERSON = ("contact", "title", "phone", "email", "wechat")
SECOND = ("contact_2", "title_2", "phone_2", "email_2")
"""What a row says of its main contact, and of a second one."""

_CONTACT = ("name", "title", "phone", "email", "wechat")
_COUNTRIES = {
    "china": "CN",
    "中国": "CN",
    "usa": "US",
    "unitedstates": "US",
    "美国": "US",
    "uk": "GB",
    "unitedkingdom": "GB",
    "英国": "GB",
    "germany": "DE",
    "德国": "DE",
    "france": "FR",
    "法国": "FR",
    "spain": "ES",
    "italy": "IT",
    "mexico": "MX",
    "brazil": "BR",
    "argentina": "AR",
    "canada": "CA",
    "加拿大": "CA",
    "australia": "AU",
    "澳大利亚": "AU",
    "austria": "AT",
    "switzerland": "CH",
    "belgium": "BE",
    "denmark": "DK",
    "sweden": "SE",
    "norway": "NO",
    "finland": "FI",
    "poland": "PL",
    "portugal": "PT",
    "ireland": "IE",
    "venezuela": "VE",
    "japan": "JP",
    "日本": "JP",
    "singapore": "SG",
    "新加坡": "SG",
    "hongkong": "HK",
    "香港": "HK",
    "taiwan": "TW",
    "台湾": "TW",
    "macau": "MO",
    "澳门": "MO",
    "korea": "KR",
    "韩国": "KR",
    "india": "IN",
    "netherlands": "NL",
}


def clients(
    ctx: Ctx,
    file: str,
    maps: Sequence[str] = (),
    key: str | None = None,
    skip_bad: bool = False,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Shown:
    """Import clients; a row's owner is named by code or name, else they are mine (or `--for`'s).

    Needs `client.import` for each owner. Raises what `importing.run` does.
    """
    if reach_of(ctx, "client.import") is None:
        require(ctx, "client.import", _("import clients"))
    rows = _Rows(ctx)
    importer = Importer(
        noun="client",
        model=Client,
        fields=IMPORT,
        parse=rows.parse,
        add=rows.add,
        change=rows.change,
        finish=rows.finish,
        keys=("tax_id", "name"),
        known=known,
    )
    return run(ctx, importer, file, maps=maps, key=key, skip_bad=skip_bad, encoding=encoding, sheet=sheet)


def known(view: View, by: str, keys: Sequence[str]) -> dict[str, Known]:
    """Return the live clients known by a column's texts, with their main contact, as an import compares them."""
    column = getattr(Client, by)
    table: Any = Client
    query = select(Client).where(column.in_(keys), table.voided_at.is_(None)).order_by(table.id.desc())
    if by in ("id", "number"):
        query = scoped(view, query, Client, "client.see")  # another's number is as unknown as one that nobody has
    rows = list(view.session.scalars(query))
    people = all_contacts(view, [row.id for row in rows])
    found = {}
    for row in rows:  # of several with the same text the oldest, which comes last
        values: Values = {name: getattr(row, name) for name in COLUMNS}
        nobody: tuple[str | None, ...] = (None,) * 5
        main, second = [*people.get(row.id, []), nobody, nobody][:2]
        values |= dict(zip(PERSON, main, strict=True)) | dict(zip(SECOND, second, strict=False))
        values["owner_id"] = row.owner_id
        found[getattr(row, by)] = Known(row.id, values, short_number(row.number, view.today.year))
    return found


class _Rows:
    """What one import of clients remembers between its steps."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._directory = Directory.load(ctx)
        self._mine = ctx.subject
        self._allowed: dict[str, bool] = {}
        self._levels: dict[str, str] = {}
        self._origins: set[str] = set()

    # -- phase 1 -------------------------------------------------------------------------------------------------------

    def parse(self, reader: Reader) -> Values:
        """Read one client."""
        values: Values = {name: reader.text(name) or None for name in (*COLUMNS, *PERSON, *SECOND)}
        values["contact"] = values["contact"] or self._joined_name(reader)
        if not values["name"] and values["contact"]:
            values["name"], values["kind"] = values["contact"], values["kind"] or "person"
        if not values["name"]:
            reader.refuse("name", _("is empty"))
            return values
        if values["kind"] not in KINDS:
            values["kind"] = reader.read("kind", self._kind)
        values["level"] = reader.read("level", self._level)
        values["address"] = _address(reader)
        values["on_date"] = reader.read("on_date", read_day)
        owner = reader.read("owner_code", self._directory.person) or reader.read("owner", self._directory.person)
        self._check_owner(reader, owner)
        values["owner_id"] = owner.id if owner else None
        if "***" in (values["wechat"] or ""):
            values["wechat"] = None  # masked, as phones and addresses that the driver drops
        if values["on_date"] and values["on_date"] > self._ctx.today:
            reader.refuse("on_date", _("lies in the future"))
        country = _COUNTRIES.get(reader.text("country").casefold().replace(" ", ""), "CN")
        for name, phones in (("phone", "phones"), ("phone_2", "phones_2")):
            values[phones] = normal_phone(values[name], country) if values[name] else []
        values["normal_name"] = normal_name(values["name"])
        values["tax_key"] = normal_tax_id(values["tax_id"] or "") or None
        return values

    @staticmethod
    def _joined_name(reader: Reader) -> str | None:
        parts = [reader.text(key) for key in ("first_name", "middle_name", "last_name")]
        if any("\u3400" <= sign <= "\u9fff" for part in parts for sign in part):
            return "".join(reversed([part for part in parts if part])) or None
        return " ".join(part for part in parts if part) or None

    @staticmethod
    def _kind(text: str) -> str:
        found = code_of("client.kind", KINDS, text.strip().casefold())
        if found is None:
            raise ValueError(_("no kind; there are {kinds}", kinds=", ".join(KINDS)))
        return found

    def _level(self, text: str) -> str:
        if text not in self._levels:
            self._levels[text] = check_level(self._ctx, text)
        return self._levels[text]

    def _check_owner(self, reader: Reader, owner: Someone | None) -> None:
        one, team = (owner.id, owner.team_id) if owner else (self._mine.id, self._mine.team_id)
        if one not in self._allowed:
            self._allowed[one] = may(self._ctx, "client.import", owner=one, team=team)
        if not self._allowed[one]:
            reader.refuse("owner", _("not yours to import for"))

    # -- phase 2 -------------------------------------------------------------------------------------------------------

    def add(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
        """Write new clients, their contacts and phones; the numbers of a batch are taken in one go."""
        self._origins.add(origin)
        stamp = tx.stamp(owner=self._mine)
        days = [row.values.get("on_date") or stamp["on_date"] for row in batch]
        numbers = {
            year: iter(tx.number(Client.LETTER, year, many))
            for year, many in sorted(Counter(day.year for day in days).items())
        }
        # Ids made within one millisecond are in no order; the list's order is that of the file.
        ids = sorted(new_id() for _row in batch)
        rows = [
            self._row(stamp, origin, row, row_id, day, next(numbers[day.year]))
            for row, row_id, day in zip(batch, ids, days, strict=True)
        ]
        add_many(tx.ledger_tx, Client, rows)
        people = [person for row, client in zip(batch, rows, strict=True) for person in _contacts(row.values, client)]
        add_many(tx.ledger_tx, Contact, (contact for contact, _phones in people))
        add_many(tx.ledger_tx, ClientPhone, (row for contact, phones in people for row in _phone_rows(contact, phones)))

    def _row(self, stamp: Values, origin: str, row: Incoming, row_id: str, day: date, number: str) -> Values:
        values = row.values
        owner = self._directory.by_id(values.get("owner_id"))
        whose = {"owner_id": owner.id, "team_id": owner.team_id} if owner else {}
        said = {name: values.get(name) for name in (*COLUMNS, "normal_name", "tax_key")}
        return {
            **stamp,
            **whose,
            **said,
            "kind": said["kind"] or DEFAULT_KIND,
            "id": row_id,
            "number": number,
            "on_date": day,
            "origin": origin,
            "origin_key": row.origin_key,
        }

    def change(self, tx: Tx, batch: Sequence[Change]) -> None:
        """Change known clients as the row says; what it says of the contact is the main contact's."""
        for one in batch:
            columns = {name: value for name, value in one.changes.items() if name in COLUMNS}
            placed = {
                place: said for place, names in enumerate((PERSON, SECOND)) if (said := _said(one.changes, names))
            }
            owner = someone(tx, one.changes["owner_id"]) if one.changes.get("owner_id") else None
            edit_client(tx, tx.get(Client, one.id), columns, owner=owner, placed=placed)

    def finish(self, tx: Tx) -> None:
        """Tell which of the new clients share name, tax id or phone with another (C5.1: one file per client)."""
        tx.session.flush()
        found = [row for origin in self._origins for row in twins(tx, origin)]
        if found:
            numbers = ", ".join(short_number(number, tx.today.year) for number in found[:8]) + (
                " …" if len(found) > 8 else ""
            )
            self._ctx.talk.append(
                n_(
                    "{n} of them shares name, phone or tax id with another client: {numbers}",
                    "{n} of them share name, phone or tax id with another client: {numbers}",
                    len(found),
                    numbers=numbers,
                )
            )


def twins(view: View, origin: str) -> list[str]:
    """Return the numbers of an import's clients that share normal name, tax id or phone with another live client."""
    if not view.owns:
        return hidden.twins(view, origin)
    new: Any = Client
    other: Any = aliased(Client)
    phone: Any = aliased(ClientPhone)
    same: Any = aliased(ClientPhone)
    others = select(other.id).where(other.id != new.id, other.voided_at.is_(None))
    elsewhere = (same.phone == phone.phone) & (same.client_id != phone.client_id) & same.voided_at.is_(None)
    by_phone = select(phone.id).join(same, elsewhere).where(phone.client_id == new.id, phone.voided_at.is_(None))
    alike = (
        others.where(other.normal_name == new.normal_name).exists(),
        others.where(other.tax_key == new.tax_key).exists(),
        by_phone.exists(),
    )
    query = select(new.number).where(new.origin == origin, new.voided_at.is_(None), or_(*alike))
    return list(view.session.scalars(query.order_by(func.length(new.number), new.number)))


def _address(reader: Reader) -> str | None:
    """Join an address that comes in parts; Western parts by commas, the postcode before the town."""
    lines = [reader.text("address"), reader.text("address_2")]
    town = " ".join(part for part in (reader.text("postcode"), reader.text("city")) if part)
    parts = [part for part in (*lines, town, reader.text("country")) if part]
    chinese = any("\u3400" <= sign <= "\u9fff" for part in parts for sign in part)
    return (" ".join(parts) if chinese else ", ".join(parts)) or None


def _stamp_of(client: Values) -> Values:
    kept = ("recorded_at", "recorded_by", "owner_id", "team_id", "on_date", "at", "origin")
    return {name: client.get(name) for name in kept}


def _said(values: Values, names: Sequence[str]) -> dict[str, str | None]:
    """Return what a row says of one contact, by the columns of Contact."""
    return {column: values[name] for name, column in zip(names, _CONTACT, strict=False) if values.get(name)}


def _contacts(values: Values, client: Values) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield the contacts of a new client, the main one first, with their phones as compared."""
    told = [(_said(values, PERSON), values.get("phones")), (_said(values, SECOND), values.get("phones_2"))]
    ids = sorted(new_id() for _one in told)
    for row_id, (said, phones) in zip(ids, told, strict=True):
        if said:
            yield {**_stamp_of(client), **said, "id": row_id, "client_id": client["id"]}, phones or []


def _phone_rows(contact: dict[str, Any], phones: Sequence[str]) -> Iterator[dict[str, Any]]:
    for phone in phones:
        yield {**_stamp_of(contact), "client_id": contact["client_id"], "contact_id": contact["id"], "phone": phone}
