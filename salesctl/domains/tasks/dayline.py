"""What tasks tells of a person's days (一天的记录), for the daily report and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.tasks.models import Task
from salesctl.domains.tasks.queries import instants
from salesctl.errors import NotFound
from salesctl.locale import _
from salesctl.naming import reference, short_number
from salesctl.timeline import Moment
from salesctl.values.period import range_of

if TYPE_CHECKING:
    from salesctl.context import View


def moments(view: View, person: str, first: date, last: date) -> Iterator[Moment]:
    """Yield the tasks someone finished on some days (A1.7, B3.6); nothing without the right to see tasks."""
    if reach_of(view, "task.see") is None:
        return
    task: Any = Task
    begins, ends = instants(view, range_of(first, last))
    query = select(Task).where(
        task.done_by == person, task.done_at >= begins, task.done_at < ends, task.voided_at.is_(None)
    )
    found = list(view.session.scalars(scoped(view, query, Task, "task.see")))
    names = _clients(view, {row.client_id for row in found if row.client_id})
    for row in found:
        assert row.done_at
        yield Moment(
            view.day_of(row.done_at),
            row.done_at,
            "task_done",
            _("done"),
            row.text.partition("\n")[0],
            number=short_number(row.number, view.today.year),
            order=row.id,
            whom=names.get(row.client_id or "", ""),
        )


def _clients(view: View, ids: set[str]) -> dict[str, str]:
    """Return names of clients; they stand to the right of this room, so the mechanism that names things is asked."""
    try:
        client: Any = reference("client").model
    except NotFound:
        return {}
    rows = view.session.execute(select(client.id, client.name).where(client.id.in_(ids)))
    return {key: name or "" for key, name in rows}
