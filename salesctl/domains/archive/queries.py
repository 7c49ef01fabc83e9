"""Questions about the archive: lists, one item, finding, what hangs on a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select

from salesctl.domains.archive.fields import FOUND, ITEM, SHOWN
from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.rules import LONGEST, Class, wanted_words
from salesctl.domains.archive.texts import MOST, holding, snippet, text_of
from salesctl.domains.archive.vocab import OPEN
from salesctl.domains.clients.queries import People
from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.org.queries import below
from salesctl.domains.papers.models import Paper
from salesctl.domains.papers.queries import papers_of
from salesctl.errors import Usage
from salesctl.ledger import blobs, tables
from salesctl.ledger.searching import fold
from salesctl.ledger.together import written_with
from salesctl.locale import _, n_
from salesctl.naming import Reference, short_number
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.timeline import Moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record
    from salesctl.values.period import Period

ARCHIVE_REFERENCE = Reference(
    "archive",
    ArchiveItem,
    name="title",
    letter="A",
    right="archive.see",
    narrow="salesctl.domains.archive.queries:seen",
)
SHOWN_MOST = 100
"""Items a search shows on one page, the newest; it says how many more there are."""
_item: Any = ArchiveItem
_link: Any = ArchiveLink
_paper: Any = Paper


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are asked for; `due`: whose retention ends by that day, `row`: that belong to that record."""

    period: Period | None = None
    klass: str | None = None
    level: str | None = None
    person: str | None = None
    team: str | None = None
    due: date | None = None
    row: str | None = None


def seen(view: View, query: Any) -> Any:
    """Narrow a query of items to the levels the asker may see: open ones, their own, with the right all it reaches."""
    allowed = [_item.level.in_(OPEN), _item.owner_id == view.me.id]
    if reach_of(view, "archive.secret") is not None:
        allowed.append(_item.id.in_(scoped(view, select(_item.id), ArchiveItem, "archive.secret")))
    return query.where(or_(*allowed))


def _asked(view: View, query: Any, wanted: Filter) -> Any:
    query = seen(view, scoped(view, query.where(_item.voided_at.is_(None)), ArchiveItem, "archive.see"))
    if wanted.period is not None:
        query = query.where(_item.on_date.between(wanted.period.first, wanted.period.last))
    if wanted.klass is not None:
        query = query.where(_item.klass == wanted.klass)
    if wanted.level is not None:
        query = query.where(_item.level == wanted.level)
    if wanted.person is not None:
        query = query.where(_item.owner_id == wanted.person)
    if wanted.team is not None:
        query = query.where(_item.team_id.in_(below(view, wanted.team)))
    if wanted.due is not None:
        query = query.where(_item.keep_until <= wanted.due)
    if wanted.row is not None:
        mine = select(_link.item_id).where(_link.row_id == wanted.row, _link.voided_at.is_(None))
        query = query.where(_item.id.in_(mine))
    return query


def classes(view: View) -> dict[str, Class]:
    """Return the classes that hold today by code."""
    return {one.code: one for one in view.rules.all(Class, view.today)}


def serial(row: ArchiveItem, known: dict[str, Class], lang: str) -> str:
    """Write a serial as people do: 合同-2026-003, contract-2026-003; with the site's letter in a branch."""
    name = known[row.klass].label(lang) if row.klass in known else row.klass
    return f"{name}-{row.year}-{row.site}{row.serial:03d}"


class _Rows:
    """Writes items in the order of ITEM: names and classes are read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.classes = classes(view)
        self._people = People(view)

    def row(self, item: ArchiveItem, files: int) -> tuple[Value, ...]:
        known = self.classes.get(item.klass)
        return (
            item.id,
            item.number,
            serial(item, self.classes, self._view.lang),
            item.title,
            item.klass,
            known.label(self._view.lang) if known else item.klass,
            item.level,
            item.on_date,
            item.keep_until,
            files,
            item.place,
            item.note,
            self._people.name(item.owner_id),
            self._people.teams.get(item.team_id),
            self._people.name(item.recorded_by),
            item.origin,
        )


def _with_files() -> Select[Any]:
    count = (
        select(func.count())
        .select_from(Paper)
        .where(_paper.row_id == _item.id, _paper.voided_at.is_(None))
        .correlate(ArchiveItem)
        .scalar_subquery()
    )
    return select(ArchiveItem, count)


def items(view: View, wanted: Filter, *, most: int | None = None) -> Sheet:
    """List items, the newest first; at most `most`, saying how many there are."""
    query = _asked(view, _with_files(), wanted).order_by(_item.on_date.desc(), _item.id.desc())
    rows = _Rows(view)
    sheet = Sheet(
        ITEM,
        (),
        title=_("Archive"),
        empty=_("Nothing filed here. File something: salesctl archive add FILE --class CLASS"),
    )
    if most is not None:
        some = list(view.session.execute(query.limit(most + 1)))
        if len(some) > most:
            total = view.session.scalar(_asked(view, select(func.count()).select_from(ArchiveItem), wanted))
            sheet.notes.append(_("{n} of {total} items. All: --limit 0, or --format csv", n=most, total=total))
        sheet.rows = [rows.row(item, files) for item, files in some[:most]]
    else:
        found = view.session.execute(query.execution_options(yield_per=500))
        sheet.rows = (rows.row(item, files) for item, files in found)
    return sheet


def links_of(view: View, item: str) -> list[ArchiveLink]:
    """Return what an item belongs to, by number."""
    query = select(ArchiveLink).where(_link.item_id == item, _link.voided_at.is_(None)).order_by(_link.number)
    return list(view.session.scalars(query))


def item_row(view: View, item: str) -> ArchiveItem:
    """Return an item by row id; who may see it is decided where it was named."""
    return view.session.get_one(ArchiveItem, item)


def archive_sheet(view: View, row: ArchiveItem) -> Sheet:
    """Return one item with what it belongs to and its files."""
    view.session.flush()
    papers = papers_of(view, row.id)
    contents = tuple(f"{paper.filename}  {paper.size}  {paper.blob}" for paper in papers)
    links = tuple(link.number for link in links_of(view, row.id))
    values = (*_Rows(view).row(row, len(papers)), links, contents)
    return Sheet(SHOWN, [values], title=f"{row.number} {row.title}", single=True)


def archive_sheets(view: View, found: Sequence[ArchiveItem]) -> Sheet:
    """Return the items a command wrote: one as a form, several as a list."""
    view.session.flush()
    if len(found) == 1:
        return archive_sheet(view, found[0])
    query = _with_files().where(_item.id.in_([row.id for row in found])).order_by(_item.number)
    rows = _Rows(view)
    return Sheet(ITEM, [rows.row(item, files) for item, files in view.session.execute(query)], title=_("Archive"))


# -- finding -----------------------------------------------------------------------------------------------------------


def find(view: View, text: str, wanted: Filter) -> Sheet:
    """Find items in whose title, note, place, file names or text every word occurs, the newest first (B2.2).

    Words are compared folded: case, width, accents, spaces and signs don't matter, and two Chinese characters inside a
    sentence are found. Titles also by pinyin and initials; what stands in quotes is one word. Raises Usage for none.
    """
    words = [folded for word in wanted_words(text) if (folded := fold(word)[:LONGEST])]
    if not words:
        raise Usage(_("What is looked for?"), hint=_('For example: salesctl archive find "frame contract" 2026'))
    query = select(_item.id, _item.title, _item.note, _item.place, _item.number, _item.on_date)
    visible = list(view.session.execute(_asked(view, query, wanted).order_by(_item.on_date.desc(), _item.id.desc())))
    own = _own_words(view, visible)
    hits = [row.id for row in visible]
    for word in words:
        inside = _by_text(view, word) | _by_title(view, word)
        hits = [key for key in hits if word in own[key] or key in inside]
    sheet = Sheet(FOUND, list(_found_rows(view, hits[:SHOWN_MOST], words)), title=_("Papers found"))
    sheet.empty = _("Nothing found. Scans, PDF and office files are found by title and note alone.")
    if len(hits) > SHOWN_MOST:
        more = len(hits) - SHOWN_MOST
        sheet.notes.append(n_("{n} more; add a word or a period.", "{n} more; add a word or a period.", more))
    return sheet


def _own_words(view: View, visible: Sequence[Any]) -> dict[str, str]:
    """Return the folded words of each item itself: title, note, place, number, names of its files."""
    names: dict[str, list[str]] = {}
    query = select(_paper.row_id, _paper.filename).where(_paper.noun == "archive", _paper.voided_at.is_(None))
    for key, name in view.session.execute(query):
        names.setdefault(key, []).append(name or "")
    # A sign that folds away nothing stands between, so that no word is found across two of them.
    return {
        row.id: "\n".join(
            fold(part) for part in (row.title, row.note, row.place, row.number, *names.get(row.id, ())) if part
        )
        for row in visible
    }


def _by_text(view: View, word: str) -> set[str]:
    query = select(_paper.row_id).where(_paper.id.in_(holding(word)), _paper.voided_at.is_(None))
    return set(view.session.scalars(query))


def _by_title(view: View, word: str) -> set[str]:
    form = tables.search.c.form
    query = select(tables.search.c.row_id).where(
        tables.search.c.noun == "archive", form.contains(word[:80], autoescape=True)
    )
    return set(view.session.scalars(query))


def _found_rows(view: View, keys: Sequence[str], words: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    query = _with_files().where(_item.id.in_(list(keys)))
    found = {item.id: (item, files) for item, files in view.session.execute(query)}
    rows = _Rows(view)
    at = {field.key: place for place, field in enumerate(ITEM)}
    for key in keys:
        item, files = found[key]
        values = rows.row(item, files)
        yield (*(values[at[field.key]] for field in FOUND if field.key in at), _where(view, item, words))


def _where(view: View, item: ArchiveItem, words: Sequence[str]) -> str:
    """Return the words around the first hit: in the note, else in a file's text; nothing where the title has it."""
    for word in words:
        if word in fold(item.title):
            continue
        if item.note and (cut := snippet(item.note, word)):
            return cut
        for paper in papers_of(view, item.id):
            data = bytearray()
            for part in blobs.get(view.session.connection(), paper.blob):
                data += part
                if len(data) >= MOST:
                    break
            if cut := snippet(text_of(bytes(data), paper.filename), word):
                return cut
    return ""


# -- what hangs on a record --------------------------------------------------------------------------------------------


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the archive items that belong to a row that is about to be taken back (DEPENDS)."""
    query = (
        select(_item.number)
        .join(_link, _link.item_id == _item.id)
        .where(
            _link.row_id == record.id,
            _link.voided_at.is_(None),
            _item.voided_at.is_(None),
            ~written_with(_item.id, record.id),
        )
    )
    yield from session.scalars(query.order_by(_item.number).limit(10))


def moments(view: View, client: str) -> Iterator[Moment]:
    """Yield the archived papers that belong to a client, as far as the asker may see them (TIMELINE)."""
    if reach_of(view, "archive.see") is None:
        return
    people = People(view)
    query = _asked(view, select(ArchiveItem), Filter(row=client))
    for item in view.session.scalars(query):
        number = short_number(item.number, view.today.year)
        yield Moment(
            item.on_date, None, "archived", _("archived"), item.title, people.name(item.recorded_by), number, item.id
        )


def filed_as(session: Session, origin: str) -> list[ArchiveItem]:
    """Return the live items that were filed under an origin, such as month:2026-10."""
    query = select(ArchiveItem).where(_item.origin == origin, _item.voided_at.is_(None))
    return list(session.scalars(query))


def columns(keys: Iterable[str]) -> tuple[Field, ...]:
    """Return some columns of ITEM by key, in their order."""
    wanted = set(keys)
    return tuple(field for field in ITEM if field.key in wanted)
