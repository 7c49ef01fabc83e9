"""Questions about slips: lists, one slip with its stops and its spot check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from salesctl.domains.checks.models import Check, CheckPoint, Draw
from salesctl.domains.checks.queries import checks_of, draws_of, points_of
from salesctl.domains.clients.models import Client, Contact
from salesctl.domains.clients.queries import People
from salesctl.domains.org.people import scoped
from salesctl.domains.org.queries import below, masked
from salesctl.domains.tasks.models import Task
from salesctl.domains.visits import finding
from salesctl.domains.visits.fields import SHOWN, STOP, VISIT
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.rules import late_minutes, state
from salesctl.ledger.record import q
from salesctl.locale import _, p_
from salesctl.naming import Reference, short_number
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

VISIT_REFERENCE = Reference("visit", Outing, name="note", letter="V", right="visit.see")

outing: Any = q(Outing)
stop: Any = q(Stop)
client: Any = q(Client)
contact: Any = q(Contact)
task: Any = q(Task)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `owner`, `team` and `client` are row ids. `open`: planned or out."""

    period: Period | None = None
    owner: str | None = None
    team: str | None = None
    client: str | None = None
    open: bool = False


def slip_query(view: View, wanted: Filter) -> Any:
    """Return a query over live slips that the right `visit.see` reaches, narrowed to `wanted`."""
    query = scoped(view, select(Outing).where(outing.voided_at.is_(None)), Outing, "visit.see")
    if wanted.period is not None:
        query = query.where(outing.on_date.between(wanted.period.first, wanted.period.last))
    if wanted.owner:
        query = query.where(outing.owner_id == wanted.owner)
    if wanted.team:
        query = query.where(outing.team_id.in_(below(view, wanted.team)))
    if wanted.client:
        there = select(stop.outing_id).where(stop.client_id == wanted.client, stop.voided_at.is_(None))
        query = query.where(outing.id.in_(there))
    if wanted.open:
        query = query.where(or_(outing.at.is_(None), outing.back_at.is_(None)))
    return query


def visits(view: View, wanted: Filter, *, screen: bool = False) -> Sheet:
    """List slips, the newest first; on a `screen`, of which the day is known, times stand alone."""
    query = slip_query(view, wanted).order_by(outing.on_date.desc(), outing.number.desc())
    empty = _('No visit here. Go out: salesctl visit start CLIENT "purpose"; plan: salesctl visit add CLIENT --on DAY')
    found = view.session.scalars(query.execution_options(yield_per=CHUNK))
    rows = visit_rows(view, found)
    return Sheet(VISIT, _for_people(view, rows) if screen else rows, title=_("Outing slips"), empty=empty)


def _for_people(view: View, rows: Iterable[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    keys = [field.key for field in VISIT]
    day, missing, places = keys.index("on_date"), keys.index("results_missing"), keys.index("places")
    for row in rows:
        shown = list(row)
        for place, value in enumerate(row):
            if isinstance(value, datetime):
                there = view.local(value)
                shown[place] = f"{there:%H:%M}" if there.date() == row[day] else f"{there:%m-%d %H:%M}"
        stops = row[places]
        assert isinstance(stops, tuple)
        shown[places] = (" → ".join(stops),)
        shown[missing] = row[missing] or None
        yield tuple(shown)


def visit_rows(view: View, found: Iterable[Outing]) -> Iterator[tuple[Value, ...]]:
    """Yield slips in the order of VISIT; stops and checks are read by the chunk."""
    people = People(view)
    chunk: list[Outing] = []
    for row in found:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _rows(view, chunk, people)
            chunk = []
    yield from _rows(view, chunk, people)


def _rows(view: View, chunk: Sequence[Outing], people: People) -> Iterator[tuple[Value, ...]]:
    ids = [row.id for row in chunk]
    stops, checks = finding.stops_of(view, ids), checks_of(view, ids)
    for row in chunk:
        yield _row(row, stops[row.id], checks.get(row.id), people)


def _row(row: Outing, stops: Sequence[Stop], check: Check | None, people: People) -> tuple[Value, ...]:
    name, code = people.people.get(row.owner_id, (None, None))
    ordered = in_order(stops)
    return (
        row.id,
        row.number,
        row.on_date,
        name,
        code,
        people.teams.get(row.team_id),
        state(row.at, row.back_at).value,
        row.leave_due,
        row.back_due,
        row.at,
        row.back_at,
        late_minutes(row.back_due, row.back_at),
        len(ordered),
        tuple(one.where or "" for one in ordered),
        sum(one.left_at is not None and not one.result for one in ordered),
        check.verdict if check else None,
        check is not None,
        row.claimed,
        people.name(row.told_id),
        row.note,
    )


def in_order(stops: Sequence[Stop]) -> list[Stop]:
    """Return stops as they were visited, then those still planned."""
    return sorted(stops, key=lambda one: (one.at is None, one.at.timestamp() if one.at else 0, one.place))


@dataclass(frozen=True, slots=True)
class Whole:
    """A slip with all that stands on it, read once for the sheet and for the paper."""

    slip: Outing
    row: tuple[Value, ...]
    stops: list[tuple[Value, ...]]
    check: Check | None
    draw: Draw | None
    points: list[CheckPoint]
    people: People


def whole(view: View, slip: Outing) -> Whole:
    """Read a slip with its stops, next steps and spot check."""
    view.session.flush()
    people = People(view)
    stops = finding.stops_of(view, [slip.id])[slip.id]
    check = checks_of(view, [slip.id]).get(slip.id)
    draw = draws_of(view, [check.draw_id]).get(check.draw_id) if check and check.draw_id else None
    points = points_of(view, [check.id]).get(check.id, []) if check else []
    clear = people.clear(slip.owner_id, slip.team_id)
    return Whole(
        slip,
        _row(slip, stops, check, people),
        list(_stop_rows(view, in_order(stops), clear)),
        check,
        draw,
        points,
        people,
    )


def _stop_rows(view: View, stops: Sequence[Stop], clear: bool) -> Iterator[tuple[Value, ...]]:
    steps = {row.id: row for row in _of(view, Task, task, [one.task_id for one in stops])}
    clients = {row.id: row for row in _of(view, Client, client, [one.client_id for one in stops])}
    known = {row.id: row for row in _of(view, Contact, contact, [one.contact_id for one in stops])}
    for one in stops:
        step = steps.get(one.task_id) if one.task_id else None
        at = clients.get(one.client_id) if one.client_id else None
        yield (
            one.place,
            one.where,
            one.address,
            at.number if at else None,
            one.seen,
            known[one.contact_id].title if one.contact_id in known else None,
            one.reach if clear else masked(one.reach),
            one.purpose,
            one.at,
            one.left_at,
            one.result,
            step.text if step else None,
            step.number if step else None,
            step.due if step else None,
        )


def _of(view: View, model: Any, table: Any, ids: Sequence[str | None]) -> list[Any]:
    wanted = {one for one in ids if one}
    return list(view.session.scalars(select(model).where(table.id.in_(wanted)))) if wanted else []


def visit_sheet(view: View, row: Outing) -> Sheet:
    """Return one slip with its stops in `stop_list`."""
    return sheet_of(view, whole(view, row))


def sheet_of(view: View, found: Whole) -> Sheet:
    """Return a slip that was read as a record: its columns, the spot check, and its stops."""
    check, draw = found.check, found.draw
    checked: tuple[Value, ...] = (
        check.how if check else None,
        check.asked if check else None,
        check.text if check else None,
        tuple(p_("check.point", one.point) for one in found.points if not one.passed),
        found.people.name(check.checked_by) if check else None,
        check.at if check and check.verdict else None,
        draw.seed if draw else None,
        f"{draw.drawn}/{draw.total}" if draw else None,
    )
    extra = {
        "stop_list": [
            {
                field.key: view.local(value).isoformat() if field.kind == "instant" and value else value  # type: ignore[arg-type]
                for field, value in zip(STOP, row, strict=True)
            }
            for row in found.stops
        ]
    }
    title = short_number(found.slip.number, view.today.year)
    if found.slip.voided_at is not None:
        title = f"{title} ({_('void')})"
    return Sheet(SHOWN, [(*found.row, *checked)], title=title, single=True, extra=extra)


def slip_row(view: View, row_id: str) -> Outing:
    """Return a slip by row id; who may see it is decided where it was named."""
    return view.session.get_one(Outing, row_id)


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name what hangs on a row that is about to be taken back: stops added to a slip later, stops at a client.

    A client's dealing that a stop is goes with the stop.
    """
    from salesctl.ledger.together import written_with

    if not isinstance(record, Outing | Client):
        return
    column = stop.outing_id if isinstance(record, Outing) else stop.client_id
    query = select(Stop).where(column == record.id, stop.voided_at.is_(None), ~written_with(stop.id, record.id))
    for row in session.scalars(query.limit(3)):
        yield _("the stop {where}", where=row.where or row.place)
