"""What deals tells of a person's days (一天的记录), for the daily report and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.models import Client
from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.org.people import reach_of, scoped
from salesctl.locale import _
from salesctl.naming import short_number
from salesctl.render.human import human
from salesctl.render.sheet import Field
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View

AMOUNT = Field("amount", "money", "")


def moments(view: View, person: str, first: date, last: date) -> Iterator[Moment]:
    """Yield the orders someone took and the payments that are theirs on some days (B3.0), each by its own right."""
    kinds: tuple[tuple[Any, str, str], ...] = (
        (Order, "order.see", _("order")),
        (Payment, "payment.see", _("payment")),
    )
    client: Any = Client
    for model, right, label in kinds:
        if reach_of(view, right) is None:
            continue
        query = (
            select(model, client.name)
            .outerjoin(client, client.id == model.client_id)
            .where(model.owner_id == person, model.on_date.between(first, last), model.voided_at.is_(None))
        )
        for row, name in view.session.execute(scoped(view, query, model, right)):
            yield Moment(
                row.on_date,
                row.at,
                model.NOUN,
                label,
                human(row.amount, AMOUNT, view.lang, view.zone),
                number=short_number(row.number, view.today.year),
                order=row.id,
                whom=name or "",
            )
