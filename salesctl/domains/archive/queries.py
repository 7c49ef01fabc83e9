"""Questions about the archive: what may be seen, lists, one item with its files, what depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from salesctl.domains.archive.fields import ITEM, SHOWN
from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.rules import Klass, label_of, serial_text
from salesctl.domains.archive.vocab import OPEN
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import reach_of, reached, require
from salesctl.domains.papers.models import Paper
from salesctl.domains.papers.queries import papers_of
from salesctl.ledger.together import written_with
from salesctl.locale import _
from salesctl.naming import Reference
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

_Item: Any = ArchiveItem
_Link: Any = ArchiveLink
_Paper: Any = Paper
_Person: Any = Person
# As tables in queries: to mypy SQLModel's columns are plain values.


def seen(view: View, query: Any) -> Any:
    """Narrow a query over items to what the actor may see (B2.5.4, B4.25). Raises NotAllowed without `archive.see`.

    One's own whatever its level, and public ones; internal ones within the reach of `archive.see`; all within the reach
    of `archive.secret`.
    """
    if reach_of(view, "archive.see") is None:
        require(view, "archive.see", _("see the archive"))
    near = reached(view, ArchiveItem, "archive.see")
    return query.where(
        or_(
            _Item.owner_id == view.me.id,
            _Item.level == "public",
            and_(near, _Item.level.in_(OPEN)),
            and_(near, reached(view, ArchiveItem, "archive.secret")),
        )
    )


ARCHIVE_REFERENCE = Reference("archive", ArchiveItem, name="title", letter="A", right="archive.see", narrow=seen)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. `owner`, `team` and `link` are row ids, `klass` a code; `due`: kept until then."""

    period: Period | None = None
    klass: str | None = None
    level: str | None = None
    owner: str | None = None
    team: str | None = None
    due: date | None = None
    link: str | None = None


def narrowed(view: View, query: Any, wanted: Filter) -> Any:
    """Narrow a query over items to living ones that may be seen and are wanted."""
    query = seen(view, query.where(_Item.voided_at.is_(None)))
    if wanted.period:
        query = query.where(_Item.on_date.between(wanted.period.first, wanted.period.last))
    for column, value in (
        (_Item.klass, wanted.klass),
        (_Item.level, wanted.level),
        (_Item.owner_id, wanted.owner),
    ):
        if value:
            query = query.where(column == value)
    if wanted.team:
        from salesctl.domains.org.queries import below

        query = query.where(_Item.team_id.in_(below(view, wanted.team)))
    if wanted.due:
        query = query.where(_Item.keep_until <= wanted.due)
    if wanted.link:
        linked = select(_Link.item_id).where(_Link.row_id == wanted.link, _Link.voided_at.is_(None))
        query = query.where(_Item.id.in_(linked))
    return query


def items(view: View, wanted: Filter, *, most: int | None = None) -> Sheet:
    """List items, newest first; at most `most` rows, then a note says so."""
    order = (_Item.keep_until, _Item.number) if wanted.due else (_Item.on_date.desc(), _Item.number.desc())
    query = narrowed(view, _columns(), wanted).order_by(*order)
    sheet = Sheet(
        ITEM, (), title=_("Archive"), empty=_("Nothing filed. File a paper: salesctl archive add FILE --class CLASS")
    )
    if most is None:
        sheet.rows = item_rows(view, query)
        return sheet
    found = list(item_rows(view, query.limit(most + 1)))
    sheet.rows = found[:most]
    if len(found) > most:
        sheet.notes.append(_("Only the first {n}; all of them: --limit 0", n=most))
    return sheet


def archive_sheet(view: View, row: ArchiveItem) -> Sheet:
    """Return one item with its links and files."""
    view.session.flush()
    (line,) = item_rows(view, _columns().where(_Item.id == row.id))
    papers = papers_of(view, row.id)
    by = view.session.get(Person, row.recorded_by) if row.recorded_by else None
    more: tuple[Value, ...] = (
        row.recorded_at,
        by.name if by else None,
        tuple(paper.filename for paper in papers),
        tuple(str(paper.size) for paper in papers),
        tuple(paper.blob for paper in papers),
    )
    return Sheet(SHOWN, [(*line, *more)], title=row.number, single=True)


def shown(view: View, item_id: str) -> Sheet:
    """Return one item by row id, with what its links are called where that may be seen."""
    row = view.session.get_one(ArchiveItem, item_id)
    sheet = archive_sheet(view, row)
    if row.voided_at is not None:
        sheet.notes.append(_("{number} is void.", number=row.number))
    return sheet


def item_sheets(view: View, rows: Sequence[ArchiveItem]) -> Sheet:
    """Return the items a command wrote: one as a form, several as a list."""
    if len(rows) == 1:
        return archive_sheet(view, rows[0])
    view.session.flush()
    query = _columns().where(_Item.id.in_([row.id for row in rows])).order_by(_Item.number)
    return Sheet(ITEM, list(item_rows(view, query)), title=_("Archive"))


def serial_of(view: View, row: ArchiveItem) -> str:
    """Return an item's serial as it stands on the paper, in the language spoken."""
    label = label_of(view.rules.all(Klass, view.today), row.klass, view.lang)
    return serial_text(label, row.year, row.site, row.serial)


_owner = aliased(_Person)


def _columns() -> Any:
    """Select items with what stands beside them: one question however many rows."""
    files = (
        select(func.count())
        .select_from(Paper)
        .where(_Paper.row_id == _Item.id, _Paper.voided_at.is_(None))
        .correlate(ArchiveItem)
        .scalar_subquery()
    )
    links = (
        select(func.group_concat(_Link.number, "\n"))
        .where(_Link.item_id == _Item.id, _Link.voided_at.is_(None))
        .correlate(ArchiveItem)
        .scalar_subquery()
    )
    return select(ArchiveItem, files, links, _owner.name, _owner.code).outerjoin(_owner, _owner.id == _Item.owner_id)


def item_rows(view: View, query: Any) -> Iterator[tuple[Value, ...]]:
    """Yield items in the order of ITEM."""
    known = view.rules.all(Klass, view.today)
    labels = {one.code: one.label(view.lang) for one in known}
    for row, files, links, owner, code in view.session.execute(query.execution_options(yield_per=500)):
        label = labels.get(row.klass, row.klass)
        yield (
            row.id,
            row.number,
            serial_text(label, row.year, row.site, row.serial),
            row.title,
            row.klass,
            label,
            row.level,
            row.on_date,
            row.keep_until,
            row.years,
            files,
            row.place,
            tuple(sorted((links or "").split("\n"))) if links else (),
            owner,
            code,
            row.note,
        )


def due(view: View, last: date) -> tuple[int, date | None]:
    """Return how many items that the actor checks are kept no longer than `last`, and the first such day."""
    query = select(func.count(), func.min(_Item.keep_until)).where(
        _Item.voided_at.is_(None), _Item.keep_until <= last, reached(view, ArchiveItem, "archive.check")
    )
    count, first = view.session.execute(seen(view, query)).one()
    return int(count), date.fromisoformat(first) if isinstance(first, str) else first


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the items that were linked to a row, or linked further, after it was written (DEPENDS)."""
    query = (
        select(_Item.number)
        .join(_Link, _Link.item_id == _Item.id)
        .where(
            or_(_Link.row_id == record.id, _Link.item_id == record.id),
            _Link.voided_at.is_(None),
            _Item.voided_at.is_(None),
            _Link.id != record.id,
            ~written_with(_Link.id, record.id),
        )
        .distinct()
        .order_by(_Item.number)
        .limit(10)
    )
    yield from session.scalars(query)
