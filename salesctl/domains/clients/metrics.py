"""What clients offers to summaries: clients won, and dealings with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, literal, null, select

from salesctl.domains.clients.models import Client, ClientLog
from salesctl.domains.org.people import scoped
from salesctl.ledger.record import Record, q
from salesctl.locale import N_
from salesctl.metrics import Metric

if TYPE_CHECKING:
    from salesctl.context import View

_HERE = "salesctl.domains.clients.metrics"
CLIENTS_NEW = Metric("clients_new", "count", N_("New clients"), f"{_HERE}:new", "client list")
CLIENT_LOGS = Metric("client_logs", "count", N_("Dealings"), f"{_HERE}:logs", "client show")


def new(view: View) -> Select[Any]:
    """Return the client files opened (C3.1, B3.7.5), as their owner's."""
    return _counted(view, Client, q(Client).number)


def logs(view: View) -> Select[Any]:
    """Return the dealings logged (A1.4, C5.2), as those who logged them had them."""
    number = select(q(Client).number).where(q(Client).id == q(ClientLog).client_id).scalar_subquery()
    return _counted(view, ClientLog, number)


def _counted(view: View, model: type[Record], number: Any) -> Select[Any]:
    table = q(model)
    rows = select(
        table.on_date,
        table.owner_id.label("person"),
        table.team_id.label("team"),
        null().label("channel"),
        null().label("product"),
        literal(1).label("value"),
        number.label("source"),
    ).where(table.voided_at.is_(None))
    narrowed: Select[Any] = scoped(view, rows, table, "client.see")
    return narrowed
