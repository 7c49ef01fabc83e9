"""What orders and payments have to tell in the file of a client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.queries import People
from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.deals.queries import money
from salesctl.domains.org.people import reach_of, scoped
from salesctl.locale import _
from salesctl.naming import short_number
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View

_Order: Any = Order
_Payment: Any = Payment


def moments(view: View, client: str) -> Iterator[Moment]:
    """Yield the orders and payments of a client that the actor may see."""
    people = People(view)
    for model, right, what, label in (
        (_Order, "order.see", "order", _("order")),
        (_Payment, "payment.see", "payment", _("payment")),
    ):
        if reach_of(view, right) is None:
            continue
        query = select(model).where(model.client_id == client, model.voided_at.is_(None))
        for row in view.session.scalars(scoped(view, query, model, right)):
            detail = row.product if what == "order" else row.payer
            text = "  ".join(part for part in (money(row.amount), detail, row.note) if part)
            number = short_number(row.number, view.today.year)
            yield Moment(row.on_date, row.at, what, label, text, people.name(row.owner_id), number, row.id)
