"""What deals offers to summaries: orders, sales and collections, by channel and product too (B3.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CompoundSelect, Select, literal, select, type_coerce, union_all

from salesctl.domains.deals.models import Order, OrderItem, Payment
from salesctl.domains.org.people import scoped
from salesctl.ledger.record import q
from salesctl.locale import N_
from salesctl.metrics import Metric

if TYPE_CHECKING:
    from salesctl.context import View

_HERE = "salesctl.domains.deals.metrics"
ORDERS = Metric("orders", "count", N_("Orders"), f"{_HERE}:orders", "order list", owned=True)
SALES = Metric("sales", "money", N_("Sales"), f"{_HERE}:sales", "order list", owned=True)
COLLECTIONS = Metric("collections", "money", N_("Collected"), f"{_HERE}:collections", "payment list", owned=True)


def orders(view: View) -> Select[Any]:
    """Return the orders taken, one each; an order of several products counts under none."""
    table = q(Order)
    return _rows(view, table, "order.see", table.product, literal(1)).where(table.voided_at.is_(None))


def sales(view: View) -> CompoundSelect[Any]:
    """Return what was sold: the items of orders that have them, else the order's amount (B3.0)."""
    table, item = q(Order), q(OrderItem)
    whole = _rows(view, table, "order.see", table.product, _units(table.amount))
    whole = whole.where(table.voided_at.is_(None), table.items == 0)
    parts = _rows(view, table, "order.see", item.product, _units(item.amount))
    parts = parts.join(OrderItem, (item.order_id == table.id) & item.voided_at.is_(None))
    parts = parts.where(table.voided_at.is_(None), table.items > 0)
    return union_all(whole, parts)


def collections(view: View) -> Select[Any]:
    """Return the money received, whoever paid it (B3.0)."""
    table = q(Payment)
    rows = _rows(view, table, "payment.see", table.product, _units(table.amount))
    return rows.where(table.voided_at.is_(None))


def _rows(view: View, table: Any, right: str, product: Any, value: Any) -> Select[Any]:
    rows = select(
        table.on_date,
        table.owner_id.label("person"),
        table.team_id.label("team"),
        table.channel.label("channel"),
        product.label("product"),
        value.label("value"),
        table.number.label("source"),
    )
    narrowed: Select[Any] = scoped(view, rows, table, right)
    return narrowed


def _units(amount: Any) -> Any:
    """Return an amount as the whole number it is stored as: sums are taken on that."""
    return type_coerce(amount, BigInteger)
