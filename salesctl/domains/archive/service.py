"""Verbs that write the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import func, select

from salesctl.domains.archive import indexing, rules
from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.texts import said
from salesctl.domains.archive.vocab import LEVELS, MONTH
from salesctl.domains.org.people import require
from salesctl.errors import NotFound, Refused, Usage
from salesctl.ledger.numbering import NUMBER
from salesctl.ledger.record import q
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.domains.org.people import Actor
    from salesctl.naming import Match

LONGEST = 300
LONGEST_NOTE = 5000


@dataclass(frozen=True, slots=True)
class File:
    """A file to be filed: its bytes in memory, its bare name, and its folded text."""

    data: BinaryIO
    name: str
    texts: Sequence[str] = ()


def classes(view: View) -> list[rules.Klass]:
    """Return the classes of papers that hold today, in the order of the book."""
    return view.rules.all(rules.Klass, view.today)


def class_of(view: View, word: str) -> rules.Klass:
    """Return the class called `word`; raises Usage naming those there are."""
    known = classes(view)
    found = rules.class_named(known, word)
    if found is None:
        names = ", ".join(one.label(view.lang) for one in known)
        raise Usage(_("There is no class {word}.", word=word), hint=_("Classes: {names}", names=names))
    return found


def add(
    tx: Tx,
    klass: rules.Klass,
    title: str,
    *,
    on: date | None = None,
    owner: Actor | None = None,
    level: str | None = None,
    years: int | None = None,
    place: str | None = None,
    note: str | None = None,
    files: Sequence[File] = (),
    links: Iterable[Match] = (),
    origin: str | None = None,
) -> ArchiveItem:
    """File a paper: the next serial of its class and year, its bytes by hash, its links (B4.25).

    `on` is the paper's own day, by default today. `level` and `years` (0 for ever) are the class's where not given
    (B2.3.3, B2.5.4). Needs `archive.edit`. Raises Refused for a day ahead, and for a paper without file and place.
    """
    whose = owner or tx.me
    require(tx, "archive.edit", _("file a paper"), owner=whose.id, team=whose.team_id)
    day = on or tx.today
    if day > tx.today:
        raise Refused(_("{day} lies ahead.", day=day.isoformat()), hint=_("File a paper when it is there."))
    if not files and not (place or "").strip():
        raise Usage(_("A paper without a file needs its place."), hint=_('For example: --place "cabinet 3, shelf 2".'))
    kept = klass.years if years is None else years
    number = tx.number(ArchiveItem.LETTER, day.year)[0]
    match = NUMBER.fullmatch(number)
    site = match["site"] if match else ""
    item = tx.add(
        ArchiveItem(
            number=number,
            klass=klass.code,
            year=day.year,
            site=site,
            serial=_next_serial(tx, klass.code, day.year, site),
            title=_title(title),
            note=_words(note, LONGEST_NOTE, _("The note")) if note else None,
            level=level or klass.level,
            years=kept or None,
            keep_until=rules.keep_until(day, kept),
            place=_words(place, LONGEST, _("The place")) if place else None,
            origin=origin,
            **tx.stamp(on=day, owner=whose),
        )
    )
    tx.session.flush()
    for file in files:
        _attach(tx, item, file)
    for one in links:
        link(tx, item, one)
    return item


def file_page(
    tx: Tx, name: str, data: bytes, *, title: str, klass: str, origin: str, note: str = "", on: date | None = None
) -> ArchiveItem:
    """File a page the program made, once per `origin` (month:2026-10) and file name; returns the item it stands in.

    The first call makes an item of class `klass` with the file; a later one with another file name puts the file
    beside it. One with the same name changes nothing. Needs `archive.edit`.
    """
    from salesctl.domains.papers.queries import papers_of

    item: Any = ArchiveItem
    held = tx.session.scalars(
        select(ArchiveItem).where(item.origin == origin, item.voided_at.is_(None)).order_by(item.id)
    ).first()
    file = File(BytesIO(data), name, said(name, data).parts)
    if held is None:
        on = on or _month_end(tx, origin)
        return add(tx, class_of(tx, klass), title, on=on, note=note or None, files=[file], origin=origin)
    require(tx, "archive.edit", _("file a paper"), owner=held.owner_id, team=held.team_id)
    if all(paper.filename != name for paper in papers_of(tx, held.id)):
        _attach(tx, held, file)
    return held


def edit(tx: Tx, item: ArchiveItem, changes: dict[str, Any], links: Iterable[Match] = ()) -> ArchiveItem:
    """Change title, note, place, level or years (0 for ever) of an item, and link it further; class and serial stay.

    Needs `archive.edit`; a level is lowered only by who may see all (`archive.secret`, B2.5.4).
    """
    require(tx, "archive.edit", _("edit an item of the archive"), owner=item.owner_id, team=item.team_id)
    level = changes.get("level")
    if level and LEVELS.index(level) < LEVELS.index(item.level):
        require(tx, "archive.secret", _("lower a secrecy level"), owner=item.owner_id, team=item.team_id)
    longest = {"note": (LONGEST_NOTE, _("The note")), "place": (LONGEST, _("The place"))}
    for name, value in changes.items():
        if name == "years":
            item.years, item.keep_until = value or None, rules.keep_until(item.on_date, value)
        elif name == "title":
            item.title = _title(value)
        elif name in longest:
            setattr(item, name, _words(value, *longest[name]))
        else:
            setattr(item, name, value)
    for one in links:
        link(tx, item, one)
    return item


def link(tx: Tx, item: ArchiveItem, match: Match) -> ArchiveLink:
    """Say that an item belongs to a record; the same twice changes nothing."""
    if match.id == item.id:
        raise Refused(_("{number} can't be linked to itself.", number=item.number), hint=_("Name another record."))
    found = tx.session.scalars(
        select(ArchiveLink).where(
            q(ArchiveLink).item_id == item.id, q(ArchiveLink).row_id == match.id, q(ArchiveLink).voided_at.is_(None)
        )
    ).first()
    if found is not None:
        return found
    made = ArchiveLink(
        item_id=item.id,
        noun=match.kind,
        row_id=match.id,
        number=match.number or match.label,
        **_stamp_of(tx, item),
    )
    return tx.add(made)


def unlink(tx: Tx, item: ArchiveItem, match: Match) -> None:
    """Take a link away. Raises NotFound where there is none."""
    require(tx, "archive.edit", _("edit an item of the archive"), owner=item.owner_id, team=item.team_id)
    found = tx.session.scalars(
        select(ArchiveLink).where(
            q(ArchiveLink).item_id == item.id, q(ArchiveLink).row_id == match.id, q(ArchiveLink).voided_at.is_(None)
        )
    ).first()
    if found is None:
        raise NotFound(
            _("{number} is not linked to {other}.", number=item.number, other=match.number or match.label),
            hint=_("See its links: salesctl archive show {number}", number=item.number),
        )
    found.voided_at, found.voided_by = tx.now, tx.me.id


def void(tx: Tx, item: ArchiveItem) -> ArchiveItem:
    """Void an item with its links and files; its serial stays taken and the bytes stay as proof. Needs a reason."""
    from salesctl.domains.papers.queries import papers_of

    require(tx, "archive.edit", _("void an item of the archive"), owner=item.owner_id, team=item.team_id)
    tx.void(item)
    for one in tx.session.scalars(
        select(ArchiveLink).where(q(ArchiveLink).item_id == item.id, q(ArchiveLink).voided_at.is_(None))
    ):
        tx.void(one)
    for paper in papers_of(tx, item.id):
        tx.void(paper)
        indexing.drop(tx, paper.id)
    return item


def _attach(tx: Tx, item: ArchiveItem, file: File) -> None:
    from salesctl.domains.papers.service import keep

    paper = keep(tx, file.data, file.name, "archive", item.id)
    indexing.keep(tx, paper, file.texts)


def _month_end(tx: Tx, origin: str) -> date | None:
    """Return the last day, not ahead, of the month that `origin` names (month:2026-10); None for another origin."""
    from salesctl.values import WordError
    from salesctl.values.period import parse_period

    if not origin.startswith(MONTH):
        return None
    try:
        return min(parse_period(origin.removeprefix(MONTH), tx.today).last, tx.today)
    except WordError:
        return None


def _next_serial(tx: Tx, klass: str, year: int, site: str) -> int:
    """Return the serial after the highest ever given, void ones too: what stood on a paper is not given to another."""
    item = q(ArchiveItem)
    query = select(func.max(item.serial)).where(item.klass == klass, item.year == year, item.site == site)
    return int(tx.session.scalar(query) or 0) + 1


def _stamp_of(tx: Tx, item: ArchiveItem) -> dict[str, Any]:
    """Return the columns of a row that belongs to an item: its owner's, recorded by me today."""
    return {**tx.stamp(), "owner_id": item.owner_id, "team_id": item.team_id}


def _title(text: str) -> str:
    words = _words(" ".join(text.split()), LONGEST, _("The title"))
    if words is None:
        raise Usage(_("A paper needs a title."), hint=_("Add --title; without it the file's name is taken."))
    return words


def _words(text: str, longest: int, what: str) -> str | None:
    words = text.strip()
    if len(words) > longest:
        raise Usage(
            _("{what} is longer than {n} characters.", what=what, n=longest), hint=_("Put the rest into the note.")
        )
    return words or None
