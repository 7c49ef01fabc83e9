"""Questions about tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from salesctl import news
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import scoped
from salesctl.domains.tasks.fields import TASK
from salesctl.domains.tasks.models import Task
from salesctl.domains.tasks.rules import Due, DueState, due_state
from salesctl.errors import NotFound
from salesctl.ledger.together import written_with
from salesctl.locale import _, n_
from salesctl.naming import Reference, reference
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

TASK_REFERENCE = Reference("task", Task, name="text", letter="T", right="task.see")

Whose = Literal["mine", "given", "seen"]
"""Mine; given by me to others; every task the right `task.see` reaches."""

task: Any = Task
person: Any = Person


def open_for(view: View, client_id: str) -> list[Task]:
    """Return the open tasks and next steps of a client, the next due first; whoever sees the client sees them."""
    query = select(Task).where(task.client_id == client_id, task.done_at.is_(None), task.voided_at.is_(None))
    return list(view.session.scalars(query.order_by(task.due.is_(None), task.due, task.number)))


def tasks(
    view: View,
    *,
    whose: Whose = "mine",
    owner: str | None = None,
    team: str | None = None,
    client: str | None = None,
    finished: bool = False,
    period: Period | None = None,
) -> Sheet:
    """List open tasks, the first due first, or finished ones, the last finished first.

    `owner`, `team` (with the teams below) and `client` are row ids; `period` narrows to the days on which they are due,
    or were finished.
    """
    query = _narrowed(view, whose, owner, team, client)
    if finished:
        query = query.where(task.done_at.is_not(None)).order_by(task.done_at.desc(), task.number.desc())
        if period:
            first, after = instants(view, period)
            query = query.where(task.done_at >= first, task.done_at < after)
    else:
        query = query.where(task.done_at.is_(None)).order_by(task.due.is_(None), task.due, task.number)
        if period:
            query = query.where(task.due.between(period.first, period.last))
    empty = _("Nothing finished.") if finished else _('Nothing to do. Add a task: salesctl task add "WHAT" --due DAY')
    title = _("Finished tasks") if finished else _("Tasks")
    fields = tuple(
        replace(field, table=False) if _single_owner(whose, owner) and field.key == "owner" else field for field in TASK
    )
    return Sheet(fields, _rows(view, query), title=title, empty=empty)


def overdue(view: View, *, owner: str | None = None, team: str | None = None) -> tuple[Sheet, int]:
    """Return the tasks due before today and not done, with how many (B3.6); every one the right `task.see` reaches."""
    query = _narrowed(view, "seen", owner, team, None).where(task.done_at.is_(None), task.due < view.today)
    rows = list(_rows(view, query.order_by(task.due, task.number)))
    return Sheet(TASK, rows, title=_("Overdue tasks"), empty=_("Nothing is overdue.")), len(rows)


def late_in_team(view: View) -> list[tuple[Task, str | None, str | None]]:
    """Return others' overdue tasks that `task.see` reaches, longest due first: each with its owner and the client."""
    query = _narrowed(view, "seen", None, None, None).where(
        task.done_at.is_(None), task.due < view.today, task.owner_id != view.me.id
    )
    found = view.session.execute(query.order_by(task.due, task.number).limit(100))
    return [(row, owner, client) for row, owner, _code, _giver, _finisher, client, _number in found]


def one(view: View, task_id: str) -> Sheet:
    """Return the task of a row id."""
    return task_sheet(view, view.session.get_one(Task, task_id))


def task_sheet(view: View, row: Task) -> Sheet:
    """Return one task."""
    view.session.flush()
    return Sheet(TASK, list(_rows(view, _joined().where(task.id == row.id))), title=row.number, single=True)


def task_sheets(view: View, rows: Iterable[Task]) -> Sheet:
    """Return the tasks a command wrote: one as a form, several as a list."""
    view.session.flush()
    found = list(rows)
    if len(found) == 1:
        return task_sheet(view, found[0])
    return Sheet(
        TASK,
        list(_rows(view, _joined().where(task.id.in_([row.id for row in found])).order_by(task.number))),
        title=_("Tasks"),
    )


def left(view: View, owner: str) -> int:
    """Return how many open tasks someone has."""
    from sqlalchemy import func

    query = (
        select(func.count())
        .select_from(Task)
        .where(task.owner_id == owner, task.done_at.is_(None), task.voided_at.is_(None))
    )
    return int(view.session.scalar(query) or 0)


def _single_owner(whose: Whose, owner: str | None) -> bool:
    return whose == "mine" or owner is not None


def _narrowed(view: View, whose: Whose, owner: str | None, team: str | None, client: str | None) -> Select[Any]:
    query = _joined().where(task.voided_at.is_(None))
    if whose == "mine":
        query = query.where(task.owner_id == view.me.id)
    elif whose == "given":
        query = query.where(task.given_by == view.me.id, task.owner_id != view.me.id)
    else:
        query = scoped(view, query, Task, "task.see")
    if owner:
        query = query.where(task.owner_id == owner)
    if team:
        from salesctl.domains.org.queries import below

        query = query.where(task.team_id.in_(below(view, team)))
    if client:
        query = query.where(task.client_id == client)
    return query


_owner, _giver, _finisher = aliased(person), aliased(person), aliased(person)


def _joined() -> Select[Any]:
    """Select tasks with the names that stand beside them: one question however many rows."""
    client = _client()
    name, number = (client.name, client.number) if client is not None else (None, None)
    from sqlalchemy import null

    query = (
        select(
            Task,
            _owner.name,
            _owner.code,
            _giver.name,
            _finisher.name,
            null() if name is None else name,
            null() if number is None else number,
        )
        .outerjoin(_owner, _owner.id == task.owner_id)
        .outerjoin(_giver, _giver.id == task.given_by)
        .outerjoin(_finisher, _finisher.id == task.done_by)
    )
    return query if client is None else query.outerjoin(client, client.id == task.client_id)


def _client() -> Any:
    # Clients stand to the right of this room; what they are called is asked of the mechanism that names things.
    try:
        return reference("client").model
    except NotFound:
        return None


def _rows(view: View, query: Select[Any]) -> Iterator[tuple[Value, ...]]:
    rule = view.rules.one(Due, view.today)
    for row, owner, code, giver, finisher, client, client_number in view.session.execute(
        query.execution_options(yield_per=500)
    ):
        state = due_state(row.due, row.done_at is not None, view.today, rule)
        yield (
            row.id,
            row.number,
            row.due,
            state.value,
            row.text,
            client,
            client_number,
            owner,
            code,
            row.kind,
            row.about,
            giver,
            row.on_date,
            row.done_at,
            finisher,
        )


def instants(view: View, period: Period) -> tuple[datetime, datetime]:
    """Return the instants at which the company's first day begins and its last has ended."""
    from salesctl.values.clock import to_instant

    starts = view.zone_on(period.first).day_starts
    after = period.last + timedelta(days=1)
    return to_instant(datetime.combine(period.first, starts), view.zone), to_instant(
        datetime.combine(after, starts), view.zone
    )


def mine_due(view: View) -> list[tuple[Task, DueState, str | None, str | None]]:
    """Return my open tasks that are overdue, due today or soon, and what others gave me: undated, or new to me.

    Each with its state, the client's name and the giver's, the first due first.
    """
    rule = view.rules.one(Due, view.today)
    last = view.today + timedelta(days=rule.soon_days)
    fresh = or_(task.recorded_at >= news.since(view), task.id.in_(news.changed_since(view, Task, "owner_id")))
    query = _joined().where(
        task.owner_id == view.me.id,
        task.done_at.is_(None),
        task.voided_at.is_(None),
        or_(task.due <= last, task.given_by.is_not(None) & (task.due.is_(None) | fresh)),
    )
    found = view.session.execute(query.order_by(task.due.is_(None), task.due, task.number))
    return [
        (row, due_state(row.due, False, view.today, rule), client, giver)
        for row, _owner_name, _code, giver, _finisher_name, client, _number in found
    ]


def given_late(view: View) -> list[tuple[Task, str | None, str | None]]:
    """Return tasks I gave to others, due today or overdue, longest due first: each with its owner and client."""
    query = _narrowed(view, "given", None, None, None).where(task.done_at.is_(None), task.due <= view.today)
    found = view.session.execute(query.order_by(task.due, task.number).limit(100))
    return [(row, owner, client) for row, owner, _code, _giver, _finisher, client, _number in found]


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the tasks that came from a row or are for it, written after it (DEPENDS)."""
    query = select(task.number).where(
        or_(task.source_id == record.id, task.client_id == record.id),
        task.voided_at.is_(None),
        task.id != record.id,
        ~written_with(task.id, record.id),
    )
    yield from session.scalars(query.order_by(task.number).limit(10))


def spoken_left(view: View) -> str:
    """Say how many tasks I still have open, and the first due."""
    count = left(view, view.me.id)
    return n_("{n} task left: salesctl task", "{n} tasks left: salesctl task", count) if count else ""


def said_due(day: date | None, lang: str, today: date) -> str:
    """Say the day a task is due; nothing for one without."""
    from salesctl.values.words import format_day

    return format_day(day, lang, today) if day else ""
