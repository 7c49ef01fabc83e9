"""Orders and payments from a file (订单导入 回款导入): each with its own day and person; payers nobody knows wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from salesctl.domains.clients.models import Client
from salesctl.domains.clients.rules import normal_name
from salesctl.domains.clients.vocab import DEFAULT_KIND
from salesctl.domains.deals import asking, knowing, service
from salesctl.domains.deals.fields import ORDER_IMPORT, PAYMENT_IMPORT
from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.deals.rows import Buyer, Rows, keepable
from salesctl.domains.deals.rules import named
from salesctl.domains.org.imports import Someone
from salesctl.domains.org.people import reach_of, require
from salesctl.importing import Change, Incoming, Values, read_day
from salesctl.importing.known import batched
from salesctl.ledger.bulk import add_many
from salesctl.ledger.ids import new_ids
from salesctl.ledger.numbering import NUMBER
from salesctl.locale import _, n_
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.exchange.loading import Reader
    from salesctl.render.sheet import Shown


def orders(
    ctx: Ctx,
    file: str,
    maps: Sequence[str] = (),
    key: str | None = None,
    skip_bad: bool = False,
    encoding: str | None = None,
    sheet: str | None = None,
    *,
    new_clients: bool = False,
) -> Shown:
    """Import orders; a row's person is named by code or name, else they are mine (or `--for`'s).

    A named client that is not there makes a row bad, or with `new_clients` gets a file in the same entry. Needs
    `order.import` for each person, for new clients `client.import`. Raises what `importing.run` does.
    """
    if reach_of(ctx, "order.import") is None:
        require(ctx, "order.import", _("import orders"))
    rows = _Orders(ctx, new_clients)
    return rows.said(rows.run(file, maps=maps, key=key, skip_bad=skip_bad, encoding=encoding, sheet=sheet))


def payments(
    ctx: Ctx,
    file: str,
    maps: Sequence[str] = (),
    key: str | None = None,
    skip_bad: bool = False,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Shown:
    """Import payments; a row's person is named by code or name, else who looks after the client, else me.

    A payer nobody knows is kept unmatched. Needs `payment.import` for each person. Raises what `importing.run` does.
    """
    if reach_of(ctx, "payment.import") is None:
        require(ctx, "payment.import", _("import payments"))
    rows = _Payments(ctx)
    return rows.said(rows.run(file, maps=maps, key=key, skip_bad=skip_bad, encoding=encoding, sheet=sheet))


class _Orders(Rows):
    """One import of orders."""

    noun = "order"
    model: Any = Order
    fields = ORDER_IMPORT
    right = "order.import"
    columns = ("on_date", "amount", "channel", "product", "due", "note")

    def __init__(self, ctx: Ctx, new_clients: bool) -> None:
        super().__init__(ctx)
        self._new = new_clients
        self.opened: list[str] = []

    def parse(self, reader: Reader) -> Values:
        """Read one order."""
        values = self.common(reader)
        values["due"] = reader.read("due", read_day)
        owner = self.person(reader)
        self.allow(reader, *((owner.id, owner.team_id) if owner else (self.mine.id, self.mine.team_id)))
        values["owner_id"] = owner.id if owner else None
        buyer, name = self.buyer(reader)
        if buyer is not None:
            values["client_id"] = buyer.id
        elif name and self.cut_short(reader, name):
            pass
        elif name and (not self._new or NUMBER.fullmatch(name.upper())):
            reader.refuse(
                "client",
                _("there is no client {name}; import clients first, or add --new-clients", name=name),
            )
        elif name:
            whose = (owner.id, owner.team_id) if owner else (self.mine.id, self.mine.team_id)
            if not self.allowed("client.import", *whose):
                reader.refuse("client", _("{name} is new, and not yours to open a file for", name=name))
            values["new_client"] = name
        return values

    def add(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
        """Write new orders, and first the files of the clients that have none."""
        opened = self._open(tx, origin, batch)
        common = tx.stamp(owner=self.mine)
        rows = []
        for one in batch:
            values = one.values
            row = self.stamped(common, self.directory.by_id(values.get("owner_id")), values)
            row["client_id"] = values.get("client_id") or opened.get(values.get("new_client", ""))
            rows.append({**row, "items": 0})
        self.write(tx, origin, batch, rows)

    def _open(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> dict[str, str]:
        """Open a file for each new name of a batch, owned by the person of its first row; returns name -> row id."""
        wanted: dict[str, Someone | None] = {}
        for one in batch:
            if name := one.values.get("new_client"):
                wanted.setdefault(name, self.directory.by_id(one.values.get("owner_id")))
        missing = [name for name in wanted if name not in self.buyers]
        if missing:
            self.look_up(tx, missing)  # somebody may have opened it meanwhile
            missing = [name for name in missing if name not in self.buyers]
        numbers = tx.number(Client.LETTER, tx.today.year, len(missing)) if missing else []
        rows = []
        for name, number, row_id in zip(missing, numbers, new_ids(len(missing)), strict=True):
            owner = wanted[name]
            whose = {"owner_id": owner.id, "team_id": owner.team_id} if owner else {}
            rows.append(
                {
                    **tx.stamp(owner=self.mine),
                    **whose,
                    "id": row_id,
                    "number": number,
                    "name": name,
                    "kind": DEFAULT_KIND,
                    "normal_name": normal_name(name),
                    "origin": origin,
                }
            )
            self.buyers[name] = Buyer(row_id, number, name, rows[-1]["owner_id"])
            self.opened.append(number)
        add_many(tx.ledger_tx, Client, rows)
        return {name: self.buyers[name].id for name in wanted}

    def change(self, tx: Tx, batch: Sequence[Change]) -> None:
        """Change known orders as a corrected file says."""
        for one in batch:
            service.edit_order(tx, tx.get(Order, one.id), *self.changes(tx, one))

    def said(self, shown: Shown) -> Shown:
        """Add to the message how many orders came for how much, and which clients are new."""
        if self.count:
            amount = asking.amount_said(self.ctx, self.amount)
            gap = " " * (self.ctx.lang != "zh")
            shown.message += gap + n_("{n} order, {amount}.", "{n} orders, {amount}.", self.count, amount=amount)
            if self.opened:
                many = len(self.opened)
                shown.message += gap + n_("{n} client opened.", "{n} clients opened.", many)
        return shown


class _Payments(Rows):
    """One import of payments."""

    noun = "payment"
    model: Any = Payment
    fields = PAYMENT_IMPORT
    right = "payment.import"
    columns = ("on_date", "payer", "amount", "channel", "product", "note")

    def __init__(self, ctx: Ctx) -> None:
        super().__init__(ctx)
        self._payers: dict[str, knowing.Owner] = {}
        self.waiting: list[str] = []
        self.told: dict[str, None] = {}

    def meet(self, texts: Iterator[dict[str, str]]) -> None:
        """Look up the clients and the payers that the file names."""
        payers: dict[str, None] = {}

        def each() -> Iterator[dict[str, str]]:
            for values in texts:
                for name in ("payer", "client"):
                    key = knowing.payer_key(values.get(name, "").strip())
                    if key and keepable(key):
                        payers.setdefault(key)
                yield values

        super().meet(each())
        for batch in batched(iter(payers)):
            self._payers |= knowing.owners(self.ctx, batch)

    def parse(self, reader: Reader) -> Values:
        """Read one payment."""
        values = self.common(reader)
        buyer, name = self.buyer(reader)
        if buyer is None and name:
            if NUMBER.fullmatch(name.upper()):
                reader.refuse("client", _("there is no client {name}", name=name))
            self.cut_short(reader, name)
            values["payer"] = values["payer"] or named(name, _("The payer"))
        key = knowing.payer_key(values["payer"])
        known = self._payers.get(key) if buyer is None and key else None
        client, after = (buyer.id, buyer.owner_id) if buyer else (known.id, known.owner_id) if known else (None, None)
        if client is None and values["payer"] is None and not reader.text("channel"):
            reader.refuse("payer", _("nobody is named"), _("A row needs a client, a payer or a channel."))
        owner = self.person(reader) or self.directory.by_id(after)
        self.allow(reader, *((owner.id, owner.team_id) if owner else (self.mine.id, self.mine.team_id)))
        said = buyer is not None and key is not None
        return {
            **values,
            "client_id": client,
            "owner_id": owner.id if owner else None,
            "payer_key": key,
            "said": said or None,
        }

    def add(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
        """Write new payments; a row that names client and payer teaches whose money that payer's is."""
        common = tx.stamp(owner=self.mine)
        rows = []
        for one in batch:
            values = one.values
            row = self.stamped(common, self.directory.by_id(values.get("owner_id")), values)
            said = {"matched_by": tx.me.id, "matched_at": tx.now} if values.get("said") else {}
            rows.append({**row, **said, "payer_key": values.get("payer_key"), "client_id": values.get("client_id")})
        self.write(tx, origin, batch, rows)
        for row in rows:
            if row["client_id"] is None and row["payer"] is not None:
                self.waiting.append(row["number"])
            elif row["client_id"] is not None and row["owner_id"] != tx.me.id:
                self.told.setdefault(row["owner_id"])

    def change(self, tx: Tx, batch: Sequence[Change]) -> None:
        """Change known payments as a corrected file says."""
        for one in batch:
            service.edit_payment(tx, tx.get(Payment, one.id), *self.changes(tx, one))

    def said(self, shown: Shown) -> Shown:
        """Add to the message how much came in, how much of it is matched, and what waits (days.md 4)."""
        if not self.count:
            return shown
        ctx = self.ctx
        amount = asking.amount_said(ctx, self.amount)
        message = n_("{n} payment, {amount}", "{n} payments, {amount}", self.count, amount=amount)
        if self.waiting:
            many, first = len(self.waiting), short_number(self.waiting[0], ctx.today.year)
            waiting = n_(
                "{n} payer not known: salesctl payment match {number} CLIENT",
                "{n} payers not known: salesctl payment match {number} CLIENT",
                many,
                number=first,
            )
            message += _("; {n} matched, {waiting}", n=self.count - many, waiting=waiting)
        else:
            message += "。" if ctx.lang == "zh" else "."
        shown.message += " " * (ctx.lang != "zh") + message
        names = [one.name for person in self.told if (one := self.directory.by_id(person))]
        if names:
            shown.talk.append(_("On the today of {names}.", names=_(", ").join(names[:8]) + ("…" if names[8:] else "")))
        return shown
