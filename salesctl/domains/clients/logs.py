"""One log of a client as a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.clients.fields import LOG
from salesctl.domains.clients.models import Client, ClientLog
from salesctl.domains.org.models import Person
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.tasks.models import Task


def log_sheet(view: View, client: Client, log: ClientLog, step: Task | None) -> Sheet:
    """Return a log with its client and the next step agreed."""
    by = view.session.get(Person, log.owner_id) if log.owner_id else None
    row = (
        log.id,
        client.name,
        client.number,
        log.on_date,
        log.at,
        log.channel,
        log.text,
        log.seen,
        by.name if by else None,
        step.text if step else None,
        step.number if step else None,
        step.due if step else None,
    )
    return Sheet(LOG, [row], title=client.name, single=True)
