"""Questions about orders and payments: how they are named, lists with their sum, one with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Select, func, or_, select, type_coerce

from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import CHUNK, People
from salesctl.domains.deals.fields import ORDER, ORDER_PAGE, PAYMENT
from salesctl.domains.deals.models import Order, OrderItem, Payment
from salesctl.domains.org.people import scoped
from salesctl.domains.org.queries import below
from salesctl.ledger.together import written_with
from salesctl.locale import _
from salesctl.naming import Reference, short_number
from salesctl.render.sheet import Sheet, Value
from salesctl.values.money import from_scaled

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

_Order: Any = Order
_Item: Any = OrderItem
_Payment: Any = Payment
_Client: Any = Client
# As tables in queries: to mypy SQLModel's columns are plain values.

ORDER_REFERENCE = Reference("order", Order, name="number", letter="O", right="order.see")
PAYMENT_REFERENCE = Reference("payment", Payment, name="number", letter="P", right="payment.see")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `owner`, `team` and `client` are row ids.

    `open_`: payments with a payer of which it is not known whose money they are; a channel's sum has no payer.
    """

    owner: str | None = None
    team: str | None = None
    client: str | None = None
    channel: str | None = None
    product: str | None = None
    period: Period | None = None
    open_: bool = False


def _narrowed(view: View, query: Any, model: Any, right: str, wanted: Filter) -> Any:
    query = scoped(view, query.where(model.voided_at.is_(None)), model, right)
    if wanted.owner:
        query = query.where(model.owner_id == wanted.owner)
    if wanted.team:
        query = query.where(model.team_id.in_(below(view, wanted.team)))
    if wanted.client:
        query = query.where(model.client_id == wanted.client)
    if wanted.channel is not None:
        query = query.where(model.channel == wanted.channel)
    if wanted.product is not None:
        named = model.product == wanted.product
        if model is _Order:
            parts = select(_Item.order_id).where(_Item.product == wanted.product, _Item.voided_at.is_(None))
            named = or_(named, _Order.id.in_(parts))
        query = query.where(named)
    if wanted.period:
        query = query.where(model.on_date.between(wanted.period.first, wanted.period.last))
    if wanted.open_:
        query = query.where(model.client_id.is_(None), model.payer.is_not(None))
    return query


def _with_client(model: Any) -> Select[Any]:
    """Select a model with the client's name and number beside it."""
    return select(model, _Client.name, _Client.number).outerjoin(_Client, _Client.id == model.client_id)


def totals(view: View, model: Any, right: str, wanted: Filter) -> tuple[int, Decimal]:
    """Return how many there are of what a list is narrowed to, and their sum."""
    units = func.coalesce(func.sum(type_coerce(model.amount, BigInteger)), 0)
    count, amount = view.session.execute(
        _narrowed(view, select(func.count(), units).select_from(model), model, right, wanted)
    ).one()
    return int(count), from_scaled(int(amount))


def orders(view: View, wanted: Filter, *, most: int | None = None) -> Sheet:
    """List orders, the newest first, with their sum; at most `most`, saying how many there are."""
    sheet = Sheet(
        ORDER,
        (),
        title=_("Orders"),
        empty=_(
            "No order here. Add one: salesctl order add CLIENT AMOUNT, or import a file: salesctl order import FILE"
        ),
    )
    found = _list(view, _Order, "order.see", wanted, most, sheet)
    sheet.rows = order_rows(view, found)
    return sheet


def payments(view: View, wanted: Filter, *, most: int | None = None) -> Sheet:
    """List payments, the newest first, with their sum; at most `most`, saying how many there are."""
    empty = (
        _("Nothing unmatched: it is known whose money everything is.")
        if wanted.open_
        else _(
            "No payment here. Add one: salesctl payment add CLIENT AMOUNT, or import a file: "
            "salesctl payment import FILE"
        )
    )
    sheet = Sheet(PAYMENT, (), title=_("Unmatched payments") if wanted.open_ else _("Payments"), empty=empty)
    found = _list(view, _Payment, "payment.see", wanted, most, sheet)
    sheet.rows = payment_rows(view, found)
    return sheet


def _list(view: View, model: Any, right: str, wanted: Filter, most: int | None, sheet: Sheet) -> Iterable[Any]:
    """Return the rows of a list; its totals are those of all rows, also where only some are shown."""
    count, amount = totals(view, model, right, wanted)
    if count:
        sheet.totals = {"amount": amount}
    query = _narrowed(view, _with_client(model), model, right, wanted)
    query = query.order_by(model.on_date.desc(), model.id.desc())
    if most is None:
        found: Iterable[Any] = view.session.execute(query.execution_options(yield_per=CHUNK))
        return found
    if count > most:
        sheet.notes.append(
            _("{n} of {total}; the total is that of all. All: --limit 0, or --format csv", n=most, total=count)
        )
    return list(view.session.execute(query.limit(most)))


def order_rows(view: View, found: Iterable[Any], people: People | None = None) -> Iterator[tuple[Value, ...]]:
    """Yield (order, client's name, client's number) in the order of ORDER."""
    people = people or People(view)
    for row, client, number in found:
        name, code = people.people.get(row.owner_id, (None, None))
        yield (
            row.id,
            row.number,
            row.on_date,
            client,
            number,
            row.amount,
            row.currency,
            row.channel,
            row.product,
            row.items,
            name,
            code,
            people.teams.get(row.team_id),
            row.due,
            row.note,
            row.origin,
        )


def payment_rows(view: View, found: Iterable[Any], people: People | None = None) -> Iterator[tuple[Value, ...]]:
    """Yield (payment, client's name, client's number) in the order of PAYMENT."""
    people = people or People(view)
    for row, client, number in found:
        name, code = people.people.get(row.owner_id, (None, None))
        yield (
            row.id,
            row.number,
            row.on_date,
            client,
            number,
            row.payer,
            row.amount,
            row.currency,
            row.channel,
            row.product,
            name,
            code,
            people.teams.get(row.team_id),
            "matched" if row.client_id is not None else "unmatched" if row.payer is not None else None,
            people.name(row.matched_by),
            row.note,
            row.origin,
        )


def items_of(view: View, order: str) -> list[OrderItem]:
    """Return the items of an order in their order; those of a void order too."""
    query = select(OrderItem).where(_Item.order_id == order).order_by(_Item.place)
    return list(view.session.scalars(query))


def order_row(view: View, order: str) -> Order:
    """Return an order by row id; who may see it is decided where it was named."""
    return view.session.get_one(Order, order)


def payment_row(view: View, payment: str) -> Payment:
    """Return a payment by row id; who may see it is decided where it was named."""
    return view.session.get_one(Payment, payment)


def order_sheet(view: View, row: Order) -> Sheet:
    """Return one order with its `items`."""
    return order_file(view, row, lines=False)


def order_file(view: View, row: Order, *, lines: bool) -> Sheet:
    """Return an order: `lines`, the page people read; else its columns with `items`."""
    view.session.flush()
    (values,) = order_rows(view, view.session.execute(_with_client(_Order).where(_Order.id == row.id)))
    parts = items_of(view, row.id)
    title = _title(view, row)
    if not lines:
        extra = {
            "items": [
                {"product": one.product, "quantity": one.quantity, "price": one.price, "amount": one.amount}
                for one in parts
            ]
        }
        return Sheet(ORDER, [values], title=title, single=True, extra=extra)
    known: dict[str, Value] = dict(zip((field.key for field in ORDER), values, strict=True))
    known["items_text"] = "\n".join(_item_line(one) for one in parts) or None
    return Sheet(ORDER_PAGE, [tuple(known[field.key] for field in ORDER_PAGE)], title=title, single=True)


def _item_line(one: OrderItem) -> str:
    return f"{one.product}  {one.quantity:,f} × {money(one.price)} = {money(one.amount)}"


def payment_sheet(view: View, row: Payment) -> Sheet:
    """Return one payment."""
    view.session.flush()
    rows = payment_rows(view, view.session.execute(_with_client(_Payment).where(_Payment.id == row.id)))
    return Sheet(PAYMENT, list(rows), title=_title(view, row), single=True)


def _title(view: View, row: Order | Payment) -> str:
    number = short_number(row.number, view.today.year)
    return number if row.voided_at is None else f"{number} ({_('void')})"


def money(value: Decimal) -> str:
    """Write an amount for people: commas, and 2 decimals or as many as it has."""
    return f"{value:,.2f}" if value == round(value, 2) else f"{value:,f}"


def unmatched(view: View, period: Period | None = None, right: str = "payment.see") -> tuple[int, Decimal]:
    """Return how many payments that `right` reaches wait for a client, and their sum."""
    return totals(view, _Payment, right, Filter(open_=True, period=period))


def some_unmatched(view: View, right: str, most: int) -> list[Payment]:
    """Return the payments that wait for a client, the newest first, `most` at most."""
    query = _narrowed(view, select(Payment), _Payment, right, Filter(open_=True))
    return list(view.session.scalars(query.order_by(_Payment.on_date.desc(), _Payment.id.desc()).limit(most)))


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the orders and payments of a client, written after it (DEPENDS)."""
    if not isinstance(record, Client):
        return
    for model in (_Order, _Payment):
        query = select(model.number).where(
            model.client_id == record.id, model.voided_at.is_(None), ~written_with(model.id, record.id)
        )
        yield from session.scalars(query.order_by(model.id).limit(3))
