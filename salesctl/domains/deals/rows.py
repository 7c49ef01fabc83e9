"""What importing orders and importing payments have alike (导入): a row's client and person, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from salesctl.domains.clients.models import Client
from salesctl.domains.deals import service
from salesctl.domains.deals.rules import named, nonzero
from salesctl.domains.org.imports import Directory, Someone
from salesctl.domains.org.people import may, scoped, someone
from salesctl.errors import SalesError
from salesctl.importing import Change, Importer, Incoming, Known, Values, read_day, run
from salesctl.importing.known import batched
from salesctl.ledger import tables
from salesctl.ledger.bulk import add_many
from salesctl.ledger.canon import clean_text
from salesctl.ledger.ids import new_ids
from salesctl.ledger.numbering import NUMBER, spoken
from salesctl.ledger.searching import fold
from salesctl.locale import N_, _
from salesctl.naming import short_number
from salesctl.values.money import parse_amount

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.exchange.loading import Reader
    from salesctl.render.sheet import Field, Shown

_Client: Any = Client
_TEXTS = {"channel": N_("The channel"), "product": N_("The product"), "payer": N_("The payer")}


def keepable(text: str) -> bool:
    """Say whether a text can stand in the ledger; of one that can't the row itself tells when it is read."""
    try:
        clean_text(text)
    except SalesError:
        return False
    return True


def _naming(what: str) -> Callable[[str], str | None]:
    return lambda text: named(text, _(what))


class Buyer(NamedTuple):
    """A client as far as a file names it."""

    id: str
    number: str
    name: str
    owner_id: str | None
    short_name: str | None = None


class Rows:
    """What one import remembers between its steps; names are looked up once, whatever the number of rows."""

    noun: str
    model: Any
    fields: tuple[Field, ...]
    right: str
    columns: tuple[str, ...]

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self.directory = Directory.load(ctx)
        self.mine = ctx.subject
        self._allowed: dict[tuple[str, str | None], bool] = {}
        self.buyers: dict[str, Buyer] = {}
        self._several: set[str] = set()
        self._names = {key: lru_cache(5000)(_naming(what)) for key, what in _TEXTS.items() if key in self.columns}
        self.count = 0
        self.amount = Decimal(0)

    def parse(self, reader: Reader) -> Values:
        """Read one row."""
        raise NotImplementedError

    def add(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
        """Write new rows."""
        raise NotImplementedError

    def change(self, tx: Tx, batch: Sequence[Change]) -> None:
        """Change known rows as a corrected file says."""
        raise NotImplementedError

    def run(self, file: str, **options: Any) -> Shown:
        """Import a file; raises what `importing.run` does."""
        importer = Importer(
            noun=self.noun,
            model=self.model,
            fields=self.fields,
            prepare=self.meet,
            parse=self.parse,
            add=self.add,
            change=self.change,
            known=self.known,
        )
        return run(self.ctx, importer, file, **options)

    # -- phase 1 -------------------------------------------------------------------------------------------------------

    def meet(self, texts: Iterator[dict[str, str]]) -> None:
        """Look up the clients that the file names, each name once."""
        names: dict[str, None] = {}
        for values in texts:
            for key in ("client_number", "client"):
                if text := values.get(key, "").strip():
                    names.setdefault(text)
        for batch in batched(iter(names)):
            self.look_up(self.ctx, batch)

    def look_up(self, view: View, names: Sequence[str]) -> None:
        """Find clients by number, else by full or short name, spelled as they are but for case and signs."""
        table = _Client
        columns = (table.id, table.number, table.name, table.owner_id, table.short_name)
        query = scoped(view, select(*columns).where(table.voided_at.is_(None)), Client, "client.see")
        numbers = {text.upper(): text for text in names if NUMBER.fullmatch(text.upper())}
        for row in view.session.execute(query.where(table.number.in_(list(numbers)))) if numbers else ():
            self.buyers[numbers[row.number]] = Buyer(*row)
        search = tables.search.c
        wanted: dict[str, list[str]] = {}
        for text in names:
            if text not in self.buyers and fold(text) and keepable(fold(text)):
                wanted.setdefault(fold(text)[:80], []).append(text)
        if not wanted:
            return
        ids = select(search.row_id).where(search.noun == "client", search.form.in_(list(wanted)))
        found: dict[str, list[Buyer]] = {}
        for row in view.session.execute(query.where(table.id.in_(ids))):
            for form in {fold(name)[:80] for name in (row.name, row.short_name) if name}:
                found.setdefault(form, []).append(Buyer(*row))
        for form, texts in wanted.items():
            for text in texts:
                self._take(text, found.get(form, []))

    def _take(self, text: str, found: Sequence[Buyer]) -> None:
        """Keep who a text means: the one of exactly that name, else of that name folded, else of that short name."""
        tests: tuple[Callable[[Buyer], bool], ...] = (
            lambda one: one.name == text,
            lambda one: fold(one.name) == fold(text),
            lambda one: one.short_name == text,
            lambda one: True,
        )
        for test in tests:
            fit = [one for one in found if test(one)]
            if len(fit) > 1:
                self._several.add(text)
            if fit:
                self.buyers[text] = fit[0]
                return

    def buyer(self, reader: Reader) -> tuple[Buyer | None, str]:
        """Return who a row's client is, and the name it gives; a name of several makes the row bad."""
        key = "client_number" if reader.text("client_number").strip() else "client"
        text = reader.text(key).strip()
        if text in self._several:
            reader.refuse(key, _("{name} is the name of several; give the number", name=text))
        return self.buyers.get(text), text

    def cut_short(self, reader: Reader, name: str) -> bool:
        """Make a row bad that names a client by a number cut short, such as C42: a file is read in another year too."""
        if NUMBER.fullmatch(name.upper()) or (said := spoken(name)) is None or said[0] != Client.LETTER:
            return False
        _letter, year, site, count = said
        full = f"{Client.LETTER}-{year or self.ctx.today.year}-{site}{count:04d}"
        reader.refuse("client", _("{name} is a number cut short; in a file it is {full}", name=name, full=full))
        return True

    def common(self, reader: Reader) -> Values:
        """Read what orders and payments have alike."""
        values: Values = {
            "on_date": reader.read("on_date", read_day),
            "amount": reader.read("amount", self._amount),
            "note": reader.text("note").strip() or None,
        }
        for name, read in self._names.items():
            values[name] = reader.read(name, read)
        if values["on_date"] and values["on_date"] > self.ctx.today:
            reader.refuse("on_date", _("lies in the future"))
        return values

    def _amount(self, text: str) -> Decimal:
        return nonzero(parse_amount(text, self.ctx.company.currency))

    def person(self, reader: Reader) -> Someone | None:
        """Return who a row names, by code or full name."""
        found = reader.read("person_code", self.directory.person)
        return found or reader.read("person", self.directory.person)

    def allow(self, reader: Reader, owner: str, team: str | None) -> None:
        """Make a row bad whose person I may not import for."""
        if not self.allowed(self.right, owner, team):
            reader.refuse("person", _("not yours to import for"))

    def allowed(self, right: str, owner: str, team: str | None) -> bool:
        """Say whether I have a right for someone; asked once a person."""
        key = (right, owner)
        if key not in self._allowed:
            self._allowed[key] = may(self.ctx, right, owner=owner, team=team)
        return self._allowed[key]

    # -- phase 2 -------------------------------------------------------------------------------------------------------

    def known(self, view: View, by: str, keys: Sequence[str]) -> dict[str, Known]:
        """Return the live records known by a column's texts, with what a corrected row may change."""
        model = self.model
        query = select(model).where(getattr(model, by).in_(keys), model.voided_at.is_(None)).order_by(model.id.desc())
        if by in ("id", "number"):
            query = scoped(view, query, model, self.right.replace("import", "see"))
        return {
            getattr(row, by): Known(
                row.id,
                {name: getattr(row, name) for name in (*self.columns, "client_id", "owner_id")},
                short_number(row.number, view.today.year),
            )
            for row in view.session.scalars(query)
        }

    def write(self, tx: Tx, origin: str, batch: Sequence[Incoming], rows: list[dict[str, Any]]) -> None:
        """Insert a batch; its numbers are taken in one go per year, ids in the order of the file."""
        years = [row["on_date"].year for row in rows]
        numbers = {year: iter(tx.number(self.model.LETTER, year, years.count(year))) for year in sorted(set(years))}
        for row, one, row_id in zip(rows, batch, new_ids(len(rows)), strict=True):
            row |= {
                "id": row_id,
                "number": next(numbers[row["on_date"].year]),
                "currency": tx.company.currency,
                "rate": service.RATE,
                "origin": origin,
                "origin_key": one.origin_key,
            }
            self.count += 1
            self.amount += row["amount"]
        add_many(tx.ledger_tx, self.model, rows)

    def stamped(self, common: dict[str, Any], owner: Someone | None, values: Values) -> dict[str, Any]:
        """Return the columns of a new row: `common` to all, whose it is, its day, what the file says."""
        whose = {"owner_id": owner.id, "team_id": owner.team_id} if owner else {}
        said = {name: values.get(name) for name in self.columns}
        return {**common, **whose, **said}

    def changes(self, tx: Tx, one: Change) -> tuple[dict[str, object], Any]:
        """Return what a corrected row changes, and its new person."""
        owner = one.changes.get("owner_id")
        kept = {name: value for name, value in one.changes.items() if name in (*self.columns, "client_id")}
        return kept, someone(tx, owner) if owner else None
