"""Orders with their items, and payments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from salesctl.domains.clients import models as _clients  # noqa: F401 - who buys and pays stands there
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Id, Instant, Scaled, Str, Whole


class Order(Record, table=True):
    """An order (订单) that `owner_id` took. `client_id` is None where a sum of a channel was entered, not one client's.

    `items` counts the rows of its items, 0 where only the amount is known; `product` is the one product, where it is
    one. `rate` turns `currency` into the ledger's.
    """

    __tablename__ = "sales_order"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_sales_order_number"),
        live("owner_id", "on_date", name="ix_sales_order_owner"),
        live("client_id", "on_date", name="ix_sales_order_client"),
        live("on_date", name="ix_sales_order_on_date"),
        live("channel", name="ix_sales_order_channel"),
        live("origin_key", name="ix_sales_order_origin"),
    )
    NOUN = "order"
    LETTER = "O"

    number: str = col(Str)
    client_id: str | None = col(Id, default=None, foreign_key="client.id")
    amount: Decimal = col(Scaled)
    currency: str = col(Str)
    rate: Decimal = col(Scaled)
    channel: str | None = col(Str, default=None)
    product: str | None = col(Str, default=None)
    items: int = col(Whole, default=0)
    due: date | None = col(Day, default=None)
    note: str | None = col(Str, default=None, personal=True)


class OrderItem(Record, table=True):
    """One item (明细) of an order: `quantity` of `product` at `price`; negative for a return."""

    __tablename__ = "sales_order_item"
    __table_args__ = table_args(
        live("order_id", "place", unique=True, name="ux_sales_order_item_place"),
        live("product", "id", name="ix_sales_order_item_product"),
    )
    NOUN = "order item"

    order_id: str = col(Id, foreign_key="sales_order.id")
    place: int = col(Whole)
    product: str = col(Str)
    quantity: Decimal = col(Scaled)
    price: Decimal = col(Scaled)
    amount: Decimal = col(Scaled)


class Payment(Record, table=True):
    """Money received (回款). `payer` is the name on the bank's statement; `client_id` is None while it is not known.

    `owner_id` is the person whose collection it is. `payer_key` is the payer as names are compared; where a person said
    who it is, `matched_by` and `matched_at` say who and when: of a payer's payments the last one said teaches the next.
    """

    __tablename__ = "payment"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_payment_number"),
        live("owner_id", "on_date", name="ix_payment_owner"),
        live("client_id", "on_date", name="ix_payment_client"),
        live("on_date", name="ix_payment_on_date"),
        live("payer_key", "matched_at", name="ix_payment_payer"),
        live("channel", name="ix_payment_channel"),
        live("origin_key", name="ix_payment_origin"),
    )
    NOUN = "payment"
    LETTER = "P"

    number: str = col(Str)
    client_id: str | None = col(Id, default=None, foreign_key="client.id")
    payer: str | None = col(Str, default=None, personal=True)
    payer_key: str | None = col(Str, default=None, personal=True)
    amount: Decimal = col(Scaled)
    currency: str = col(Str)
    rate: Decimal = col(Scaled)
    channel: str | None = col(Str, default=None)
    product: str | None = col(Str, default=None)
    matched_by: str | None = col(Id, default=None)
    matched_at: datetime | None = col(Instant, default=None)
    note: str | None = col(Str, default=None, personal=True)
