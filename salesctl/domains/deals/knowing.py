"""What earlier orders and payments tell (已知): prices, channels, and whose money a payer's is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select, union

from salesctl.domains.clients.models import Client
from salesctl.domains.clients.rules import normal_name
from salesctl.domains.deals.models import Order, OrderItem, Payment
from salesctl.domains.org.people import scoped
from salesctl.values.money import from_scaled

if TYPE_CHECKING:
    from salesctl.context import View

_Order: Any = Order
_Item: Any = OrderItem
_Payment: Any = Payment
_Client: Any = Client


class Price(NamedTuple):
    """The price of a product when it was last sold; `number` is that order's where it was the same client's."""

    price: Decimal
    number: str = ""


class Owner(NamedTuple):
    """A client as far as a payment needs it; `learned`: because of an earlier payment, not by the payer's own name."""

    id: str
    number: str
    name: str
    owner_id: str | None
    learned: bool = False


def last_prices(view: View, client: str, products: Iterable[str]) -> dict[str, Price]:
    """Return what each product cost last: this client, else anyone; gifts don't count. Three queries at most.

    Of anyone's order no more is told than the price, so it is not narrowed to what one may see.
    """
    wanted = list(dict.fromkeys(products))
    if not wanted:
        return {}
    sold = select(func.max(_Item.id)).where(
        _Item.product.in_(wanted), _Item.price > Decimal(0), _Item.voided_at.is_(None)
    )
    sold = sold.group_by(_Item.product)
    own = sold.join(Order, _Order.id == _Item.order_id).where(_Order.client_id == client)
    columns = select(_Item.product, _Item.price, _Order.number).join(Order, _Order.id == _Item.order_id)
    found = {
        product: Price(price, number)
        for product, price, number in view.session.execute(columns.where(_Item.id.in_(own)))
    }
    if (absent := [product for product in wanted if product not in found]) and not view.owns:
        rows = view.session.connection().exec_driver_sql("SELECT * FROM prices_last(?)", (absent,))
        found |= {product: Price(from_scaled(price)) for product, price in rows}
    elif absent:
        for product, price, _number in view.session.execute(columns.where(_Item.id.in_(sold))):
            found.setdefault(product, Price(price))
    return found


_HEAD = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$"
PRICES = f"""CREATE FUNCTION {{s}}.prices_last(text[]) RETURNS TABLE (product text, price bigint) {_HEAD}
SELECT i.product, i.price FROM {{s}}.sales_order_item i
WHERE {{s}}.mine('order', 'add') IS NOT NULL AND i.id IN (
    SELECT max(n.id) FROM {{s}}.sales_order_item n
    WHERE n.product = ANY ($1) AND n.price > 0 AND n.voided_at IS NULL GROUP BY n.product)$f$"""
"""The last prices of products, whoever sold them (ASKS): the price, and not to whom."""
CHANNELS = f"""CREATE FUNCTION {{s}}.channels_known() RETURNS SETOF text {_HEAD}
SELECT c.channel FROM (
    SELECT o.channel FROM {{s}}.sales_order o WHERE o.voided_at IS NULL
    UNION SELECT p.channel FROM {{s}}.payment p WHERE p.voided_at IS NULL) c
WHERE c.channel IS NOT NULL AND {{s}}.myself() IS NOT NULL$f$"""
"""The channels of all orders and payments (ASKS)."""


def last_channel(view: View, client: str | None) -> str | None:
    """Return the channel of a client's last order."""
    if client is None:
        return None
    query = select(_Order.channel).where(_Order.client_id == client, _Order.voided_at.is_(None))
    channel: str | None = view.session.scalar(query.order_by(_Order.on_date.desc(), _Order.id.desc()).limit(1))
    return channel


def is_channel(view: View, text: str) -> bool:
    """Say whether an order or payment has this channel, spelled so."""
    if not view.owns:
        return text in channels(view)
    return any(
        view.session.scalar(select(model.id).where(model.channel == text, model.voided_at.is_(None)).limit(1))
        for model in (_Order, _Payment)
    )


def channels(view: View) -> list[str]:
    """Return every channel of the ledger; they are words of the trade, no one's in particular."""
    if not view.owns:
        return sorted(view.session.connection().exec_driver_sql("SELECT channels_known()").scalars())
    parts = [
        select(model.channel).where(model.channel.is_not(None), model.voided_at.is_(None)).distinct()
        for model in (_Order, _Payment)
    ]
    return sorted(view.session.scalars(union(*parts)))


def payer_key(payer: str | None) -> str | None:
    """Return a payer in the form it is compared in."""
    return (normal_name(payer) or None) if payer else None


def owners(view: View, keys: Sequence[str]) -> dict[str, Owner]:
    """Return whose money it is by the payer's key: as a person last said, else the one client of that very name.

    Only clients that `client.see` reaches; two queries however many keys.
    """
    wanted = list(dict.fromkeys(keys))
    columns = (_Client.id, _Client.number, _Client.name, _Client.owner_id)
    said = select(_Payment.payer_key, *columns).join(Client, _Client.id == _Payment.client_id)
    said = said.where(
        _Payment.payer_key.in_(wanted),
        _Payment.matched_at.is_not(None),
        _Payment.voided_at.is_(None),
        _Client.voided_at.is_(None),
    )
    said = scoped(view, said, Client, "client.see").order_by(_Payment.matched_at, _Payment.id)
    found = {row[0]: Owner(row[1], row[2], row[3], row[4], True) for row in view.session.execute(said)}
    rest = [key for key in wanted if key not in found]
    if rest:
        named = select(_Client.normal_name, *columns).where(_Client.normal_name.in_(rest), _Client.voided_at.is_(None))
        several: set[str] = set()
        for row in view.session.execute(scoped(view, named, Client, "client.see")):
            if row[0] in found:
                several.add(row[0])
            found[row[0]] = Owner(row[1], row[2], row[3], row[4])
        for key in several:
            del found[key]
    return found


def waiting_of(view: View, payment: Payment, right: str = "payment.see") -> list[Payment]:
    """Return a payer's other payments that wait for a client, the oldest first, which `right` reaches."""
    if payment.payer_key is None:
        return []
    query = select(Payment).where(
        _Payment.payer_key == payment.payer_key,
        _Payment.client_id.is_(None),
        _Payment.voided_at.is_(None),
        _Payment.id != payment.id,
    )
    return list(view.session.scalars(scoped(view, query, Payment, right).order_by(_Payment.id)))
