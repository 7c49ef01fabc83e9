"""Questions about tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl.domains.tasks.models import Task

if TYPE_CHECKING:
    from salesctl.context import View


def open_for(view: View, client_id: str) -> list[Task]:
    """Return the open tasks and next steps of a client, the next due first; whoever sees the client sees them."""
    query = select(Task).where(Task.client_id == client_id, Task.done_at.is_(None), Task.voided_at.is_(None))  # type: ignore[arg-type, union-attr]
    return list(view.session.scalars(query.order_by(Task.due.is_(None), Task.due, Task.number)))  # type: ignore[union-attr, arg-type]
