"""Verbs that write orders and payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.domains.clients.models import Client
from salesctl.domains.deals import knowing
from salesctl.domains.deals.models import Order, OrderItem, Payment
from salesctl.domains.deals.queries import items_of
from salesctl.domains.deals.rules import Item, Ordered, named, nonzero, only_product, priced, total
from salesctl.domains.org.people import Actor, require, someone
from salesctl.errors import Refused, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx

RATE = Decimal(1)
"""What turns a document's currency into the ledger's: until a rule allows others they are the same."""


@dataclass(slots=True)
class Sold:
    """What `order add` wrote; `prices` are those that were left out, as they were found."""

    order: Order
    items: tuple[Item, ...]
    prices: dict[str, knowing.Price]


@dataclass(slots=True)
class Received:
    """What `payment add` wrote; `owner` is whose collection it is, `learned` whose money the payer's was before."""

    payment: Payment
    client: Client | None
    owner: Actor
    learned: knowing.Owner | None = None


def add_order(
    tx: Tx,
    client: Client,
    ordered: Ordered,
    *,
    owner: Actor,
    on: date | None = None,
    due: date | None = None,
    channel: str | None = None,
    product: str | None = None,
    note: str | None = None,
) -> Sold:
    """Add an order of a client, taken by `owner` on a day that is not in the future (B3.0).

    Without `channel` it is that of the client's last order; a price left out is that of the product's last sale, Usage
    where there was none. Needs `order.edit`.
    """
    require(tx, "order.edit", _("add an order"), owner=owner.id, team=owner.team_id)
    _not_ahead(tx, on)
    stamp = tx.stamp(on=on, at=_at(tx, on), owner=owner)
    if due is not None and due < stamp["on_date"]:
        raise Usage(_("The order is due before it was taken."), hint=_("Look at --due and --on."))
    prices = knowing.last_prices(tx, client.id, (one.product for one in ordered.items if one.price is None))
    items = priced(ordered.items, {name: found.price for name, found in prices.items()})
    if items and product is not None:
        raise Usage(_("The items say their products."), hint=_("Leave --product out."))
    amount = total(items) if items else nonzero(ordered.amount or Decimal(0))
    row = tx.add(
        Order(
            number=tx.number(Order.LETTER, stamp["on_date"].year)[0],
            client_id=client.id,
            amount=amount,
            currency=tx.company.currency,
            rate=RATE,
            channel=named(channel, _("The channel")) or knowing.last_channel(tx, client.id),
            product=only_product(items) if items else named(product, _("The product")),
            items=len(items),
            due=due,
            note=(note or "").strip() or None,
            **stamp,
        )
    )
    for place, item in enumerate(items, 1):
        assert item.price is not None
        tx.add(
            OrderItem(
                order_id=row.id,
                place=place,
                product=item.product,
                quantity=item.quantity,
                price=item.price,
                amount=item.amount,
                **stamp,
            )
        )
    return Sold(row, items, prices)


def void_order(tx: Tx, row: Order) -> Order:
    """Void an order with its items. Needs `order.void` and a reason."""
    require(tx, "order.void", _("void an order"), owner=row.owner_id, team=row.team_id)
    for item in items_of(tx, row.id):
        item.voided_at, item.voided_by = tx.now, tx.me.id
    tx.void(row)
    return row


def add_payment(
    tx: Tx,
    client: Client | None,
    amount: Decimal,
    *,
    payer: str | None = None,
    owner: Actor | None = None,
    on: date | None = None,
    channel: str | None = None,
    product: str | None = None,
    note: str | None = None,
) -> Received:
    """Add money received on a day that is not in the future (B3.0, B3.8.4).

    Without a client the payer says whose it is, where that is known; else it waits to be matched. It is `owner`'s, else
    of whoever looks after the client, else mine. Needs `payment.edit`. Raises Usage where nobody is named.
    """
    _not_ahead(tx, on)
    name = named(payer, _("The payer"))
    key = knowing.payer_key(name)
    if client is None and name is None:
        raise Usage(
            _("Who paid is not said."),
            hint=_('salesctl payment add CLIENT AMOUNT; or by the name on the statement: --payer "…"'),
        )
    known = knowing.owners(tx, [key]).get(key) if client is None and key else None
    said = client is not None and key is not None
    if known is not None:
        client = tx.get(Client, known.id)
    whose = owner or _looks_after(tx, client)
    require(tx, "payment.edit", _("add a payment"), owner=whose.id, team=whose.team_id)
    stamp = tx.stamp(on=on, at=_at(tx, on), owner=whose)
    row = tx.add(
        Payment(
            number=tx.number(Payment.LETTER, stamp["on_date"].year)[0],
            client_id=client.id if client else None,
            payer=name,
            payer_key=key,
            amount=nonzero(amount),
            currency=tx.company.currency,
            rate=RATE,
            channel=named(channel, _("The channel")) or knowing.last_channel(tx, client.id if client else None),
            product=named(product, _("The product")),
            matched_by=tx.me.id if said else None,
            matched_at=tx.now if said else None,
            note=(note or "").strip() or None,
            **stamp,
        )
    )
    return Received(row, client, whose, known)


def match_payment(tx: Tx, row: Payment, client: Client, owner: Actor | None = None) -> Actor:
    """Say whose money a payment is; returns whose collection it is now.

    That is `owner`, else who was named when it was entered, else who looks after the client. The payer is remembered:
    the next payment of that name is matched by itself. Another client than before needs a reason (Usage). Needs
    `payment.edit` before and after.
    """
    require(tx, "payment.edit", _("match a payment"), owner=row.owner_id, team=row.team_id)
    if row.client_id == client.id and owner is None:
        raise Refused(
            _("{number} is {client}'s already.", number=row.number, client=client.name),
            hint=_("See: salesctl payment show {number}", number=row.number),
        )
    if row.client_id is not None and row.client_id != client.id:
        _reasoned(tx, _("match it with another client"))
    whose = owner or (None if _was_said(tx, row) else _looks_after(tx, client))
    if whose is not None and whose.id != row.owner_id:
        require(tx, "payment.edit", _("match a payment"), owner=whose.id, team=whose.team_id)
        row.owner_id, row.team_id = whose.id, whose.team_id
    if row.client_id != client.id:
        _forget_channel(tx, row)
    row.client_id, row.matched_by, row.matched_at = client.id, tx.me.id, tx.now
    row.channel = row.channel or knowing.last_channel(tx, client.id)
    return whose or (someone(tx, row.owner_id) if row.owner_id else tx.me)


def match_same(tx: Tx, row: Payment, client: Client, owner: Actor | None = None) -> int:
    """Match the payer's other payments that wait, as `row` was; returns how many (`payment match --same`)."""
    tx.session.flush()
    others = knowing.waiting_of(tx, row, "payment.edit")
    for other in others:
        match_payment(tx, other, client, owner)
    return len(others)


def unmatch_payment(tx: Tx, row: Payment) -> Payment:
    """Take a wrong match back: nobody knows again whose money it is. Needs `payment.edit` and a reason."""
    require(tx, "payment.edit", _("match a payment"), owner=row.owner_id, team=row.team_id)
    if row.client_id is None:
        raise Refused(
            _("{number} is matched with nobody.", number=row.number),
            hint=_("Say whose it is: salesctl payment match {number} CLIENT", number=row.number),
        )
    _reasoned(tx, _("take a match back"))
    if not _was_said(tx, row) and row.recorded_by and row.recorded_by != row.owner_id:
        typed = someone(tx, row.recorded_by)
        row.owner_id, row.team_id = typed.id, typed.team_id
    _forget_channel(tx, row)
    row.client_id = row.matched_by = row.matched_at = None
    return row


def void_payment(tx: Tx, row: Payment) -> Payment:
    """Void a payment. Needs `payment.void` and a reason."""
    require(tx, "payment.void", _("void a payment"), owner=row.owner_id, team=row.team_id)
    tx.void(row)
    return row


def edit_order(tx: Tx, row: Order, changes: dict[str, object], owner: Actor | None) -> None:
    """Change an order as a corrected file says. Needs `order.import`; Refused where the amount is that of items."""
    require(tx, "order.import", _("import orders"), owner=row.owner_id, team=row.team_id)
    if row.items and changes.keys() & {"amount", "product"}:
        raise Refused(
            _("{number} has items, which say its amount.", number=row.number),
            hint=_("Void it and add it anew: salesctl order void {number}", number=row.number),
        )
    _put(row, changes, owner)


def edit_payment(tx: Tx, row: Payment, changes: dict[str, object], owner: Actor | None) -> None:
    """Change a payment as a corrected file says. Needs `payment.import`."""
    require(tx, "payment.import", _("import payments"), owner=row.owner_id, team=row.team_id)
    _put(row, changes, owner)
    if "payer" in changes:
        row.payer_key = knowing.payer_key(row.payer)
    if "client_id" in changes:
        row.matched_by, row.matched_at = tx.me.id, tx.now


def _put(row: Order | Payment, changes: dict[str, object], owner: Actor | None) -> None:
    for key, value in changes.items():
        setattr(row, key, value)
    if owner is not None:
        row.owner_id, row.team_id = owner.id, owner.team_id


def _looks_after(tx: Tx, client: Client | None) -> Actor:
    """Return whose client it is, else me."""
    return someone(tx, client.owner_id) if client and client.owner_id else tx.me


def _was_said(tx: Tx, row: Payment) -> bool:
    """Say whether somebody was named as whose collection it is: neither who typed it nor the client's owner."""
    client = tx.session.get(Client, row.client_id) if row.client_id else None
    return row.owner_id not in (row.recorded_by, client.owner_id if client else None)


def _forget_channel(tx: Tx, row: Payment) -> None:
    """Take away the channel that a payment has like its client's orders: it went with a client it is not of."""
    if row.client_id is not None and row.channel == knowing.last_channel(tx, row.client_id):
        row.channel = None


def _reasoned(tx: Tx, what: str) -> None:
    if not tx.ledger_tx.request.reason:
        raise Usage(_("A reason is needed to {what}.", what=what), hint=_('Add --reason "…".'))


def _at(tx: Tx, on: date | None) -> datetime | None:
    """Return the instant of what is entered on its own day; of an earlier day nobody knows the time."""
    return tx.now if on is None or on == tx.today else None


def _not_ahead(tx: Tx, on: date | None) -> None:
    if on is not None and on > tx.today:
        raise Refused(
            _("What has not happened yet can't be entered."),
            hint=_("--on names the day it happened; plans have --due."),
        )
