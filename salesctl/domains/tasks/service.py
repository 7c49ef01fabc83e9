"""Verbs that write tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.org.people import require
from salesctl.domains.tasks.models import Task
from salesctl.errors import Refused, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx
    from salesctl.domains.org.people import Actor

LONGEST = 2000


def next_step(
    tx: Tx,
    *,
    text: str,
    due: date | None,
    owner: Actor,
    client: str | None,
    about: str = "",
    source_id: str | None = None,
) -> tuple[Task, list[Task]]:
    """Add the next step of a client and complete the steps of that client which its owner had open.

    Returns (the new step, those completed). `client` and `source_id` are row ids, `about` a number. Needs `task.edit`
    for oneself, `task.give` for someone else.
    """
    finished: list[Task] = []
    if client:
        task: Any = Task
        query = select(Task).where(
            task.client_id == client,
            task.owner_id == owner.id,
            task.kind == "next",
            task.done_at.is_(None),
            task.voided_at.is_(None),
        )
        finished = list(tx.session.scalars(query.order_by(task.number)))
        for old in finished:
            old.done_at, old.done_by = tx.now, tx.me.id
    made = add(tx, text=text, due=due, owner=owner, client=client, about=about, source_id=source_id, kind="next")
    return made, finished


def add(
    tx: Tx,
    *,
    text: str,
    due: date | None = None,
    owner: Actor | None = None,
    client: str | None = None,
    about: str = "",
    source_id: str | None = None,
    kind: str = "task",
) -> Task:
    """Add a task for `owner`, by default me. Needs `task.edit` for oneself, `task.give` for someone else (B3.6)."""
    whose = owner or tx.me
    _may_give(tx, whose.id, whose.team_id, whose.name)
    return tx.add(
        Task(
            number=tx.number(Task.LETTER, tx.today.year)[0],
            kind=kind,
            text=_words(text),
            due=due,
            client_id=client,
            about=about or None,
            source_id=source_id,
            given_by=tx.me.id if whose.id != tx.me.id else None,
            **tx.stamp(owner=whose),
        )
    )


def edit(tx: Tx, row: Task, changes: dict[str, Any]) -> Task:
    """Change text, day or client of an open task. Needs `task.edit`."""
    _may_edit(tx, row, _("edit a task"))
    _open(row)
    for name, value in changes.items():
        setattr(row, name, _words(value) if name == "text" else value)
    return row


def done(tx: Tx, rows: Sequence[Task]) -> list[Task]:
    """Finish tasks. Needs `task.edit`; refuses one that is done already."""
    for row in rows:
        _may_edit(tx, row, _("finish a task"))
        _open(row)
        row.done_at, row.done_by = tx.now, tx.me.id
    tx.session.flush()
    return list(rows)


def hand(tx: Tx, row: Task, to: Actor) -> Task:
    """Hand an open task to someone else (转交), who sees it from now on. Needs `task.edit` for it and `task.give`."""
    _may_edit(tx, row, _("hand on a task"))
    _open(row)
    if row.owner_id == to.id:
        raise Refused(
            _("{number} is {name}'s already.", number=row.number, name=to.name), hint=_("Name someone else with --to.")
        )
    require(tx, "task.give", _("give a task to {name}", name=to.name), owner=to.id, team=to.team_id)
    row.owner_id, row.team_id, row.given_by = to.id, to.team_id, tx.me.id
    return row


def void(tx: Tx, row: Task) -> Task:
    """Void a task; needs a reason and `task.edit`."""
    _may_edit(tx, row, _("void a task"))
    tx.void(row)
    return row


def _may_give(tx: Tx, owner: str, team: str | None, name: str) -> None:
    if owner == tx.me.id:
        require(tx, "task.edit", _("add a task"), owner=owner, team=team)
    else:
        require(tx, "task.give", _("give a task to {name}", name=name), owner=owner, team=team)


def _may_edit(tx: Tx, row: Task, what: str) -> None:
    # Who gave a task may still mend, finish or withdraw it, wherever its new owner belongs.
    if row.given_by != tx.me.id or row.given_by is None:
        require(tx, "task.edit", what, owner=row.owner_id, team=row.team_id)


def _open(row: Task) -> None:
    if row.done_at is not None:
        raise Refused(_("{number} is done already.", number=row.number), hint=_("Add a new one: salesctl task add"))


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Usage(_("A task needs words."), hint=_('For example: salesctl task add "tidy the sample room" --due fri'))
    if len(words) > LONGEST:
        raise Usage(
            _("A task has at most {n} characters.", n=LONGEST), hint=_("Attach the rest as a file, or write a report.")
        )
    return words
