"""What clients tells of a person's days (一天的记录), for the daily report and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.models import Client, ClientLog
from salesctl.domains.org.people import reach_of, scoped
from salesctl.locale import p_
from salesctl.naming import short_number
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, person: str, first: date, last: date) -> Iterator[Moment]:
    """Yield the dealings someone logged on some days (A1.4); nothing without the right to see clients."""
    if reach_of(view, "client.see") is None:
        return
    log: Any = ClientLog
    client: Any = Client
    query = (
        select(log, client.name, client.number)
        .join(client, client.id == log.client_id)
        .where(log.owner_id == person, log.on_date.between(first, last), log.voided_at.is_(None))
    )
    for row, name, number in view.session.execute(scoped(view, query, ClientLog, "client.see")):
        yield Moment(
            row.on_date,
            row.at,
            row.channel,
            p_("client.channel", row.channel),
            row.text.partition("\n")[0],
            number=short_number(number, view.today.year),
            order=row.id,
            whom=name or "",
        )
