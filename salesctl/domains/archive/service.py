"""Verbs that file papers in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import func, select

from salesctl.domains.archive import queries, texts
from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.rules import Class, class_called, keep_until
from salesctl.domains.archive.vocab import OPEN
from salesctl.domains.org.people import Actor, require
from salesctl.domains.papers import service as papers
from salesctl.domains.papers.queries import papers_of
from salesctl.errors import Refused, Usage
from salesctl.ledger import tables
from salesctl.locale import _, p_

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.naming import Match

LONGEST = 200
FOR_EVER = 0


@dataclass(slots=True)
class Paper:
    """What is to be filed: its words, its class, and files opened before anything was locked.

    `years`: None is as the class says, FOR_EVER is for ever.
    """

    title: str
    klass: Class
    files: Sequence[tuple[BinaryIO, str]] = ()
    on: date | None = None
    level: str | None = None
    years: int | None = None
    place: str | None = None
    note: str | None = None
    owner: Actor | None = None
    links: Sequence[Match] = field(default_factory=tuple)
    origin: str | None = None


def class_of(view: View, word: str) -> Class:
    """Return the class a word names; raises Usage naming all where it names none or several."""
    known = view.rules.all(Class, view.today)
    found = class_called(word, known)
    if found is None:
        names = ", ".join(f"{one.code} {one.zh}" for one in known)
        raise Usage(_("There is no class {word}.", word=word), hint=_("Classes: {names}", names=names))
    return found


def add(tx: Tx, paper: Paper) -> ArchiveItem:
    """File a paper: the next serial of its class and year, level and retention by the class (B4.25, B2.3.3, B2.5.4).

    Needs `archive.edit` for whom it concerns; a level above internal that the filer may not see afterwards is refused.
    Raises Usage for a paper with neither file nor place.
    """
    whose = paper.owner or tx.me
    require(tx, "archive.edit", _("file a paper"), owner=whose.id, team=whose.team_id)
    if not paper.files and not _words(paper.place):
        raise _nowhere()
    level = paper.level or paper.klass.level
    _seen_afterwards(tx, level, whose.id, whose.team_id)
    on = paper.on or tx.today
    years = paper.klass.years if paper.years is None else paper.years
    row = tx.add(
        ArchiveItem(
            number=tx.number(ArchiveItem.LETTER, tx.today.year)[0],
            klass=paper.klass.code,
            year=on.year,
            **_serial(tx, paper.klass.code, on.year),
            title=_title(paper.title),
            note=_words(paper.note),
            level=level,
            years=years or None,
            keep_until=keep_until(on, years),
            place=_words(paper.place),
            origin=paper.origin,
            **tx.stamp(on=on, owner=whose),
        )
    )
    for file, name in paper.files:
        kept = papers.keep(tx, file, name, "archive", row.id, owner=whose)
        file.seek(0)
        tx.session.flush()  # on a server its words are taken only where the paper is there
        texts.put(tx.ledger_tx.connection, kept.id, file.read(texts.MOST), kept.filename)
    for link in paper.links:
        _link(tx, row, link)
    tx.session.flush()
    return row


def file_page(
    tx: Tx, name: str, data: bytes, *, title: str, klass: str, origin: str, again: bool = False
) -> tuple[ArchiveItem, bool]:
    """File bytes the program made, once for an `origin`; returns (the item, whether it is new).

    What lies there already stays, unless `again`: then it gives way, void, its bytes kept as proof. Needs
    `archive.edit`.
    """
    there = queries.filed_as(tx.session, origin)
    if there and not again:
        return there[0], False
    for old in there:
        require(tx, "archive.edit", _("file a paper"), owner=old.owner_id, team=old.team_id)
        old.voided_at, old.voided_by = tx.now, tx.me.id
    tx.session.flush()
    return add(tx, Paper(title, class_of(tx, klass), [(BytesIO(data), name)], origin=origin)), True


def edit(tx: Tx, row: ArchiveItem, changes: dict[str, Any], links: Sequence[Match] = ()) -> ArchiveItem:
    """Change title, note, place, level or retention, or add links; class and serial stay. Needs `archive.edit`.

    Refuses what `add` refuses: a level its editor may not see, an original without a place.
    """
    require(tx, "archive.edit", _("edit a paper of the archive"), owner=row.owner_id, team=row.team_id)
    if "level" in changes:
        _seen_afterwards(tx, changes["level"], row.owner_id, row.team_id)
    if "place" in changes and not _words(changes["place"]) and not papers_of(tx, row.id):
        raise _nowhere()
    for name, value in changes.items():
        if name == "years":
            row.years, row.keep_until = value or None, keep_until(row.on_date, value)
        else:
            setattr(row, name, _title(value) if name == "title" else _words(value) if name != "level" else value)
    known = {link.row_id for link in queries.links_of(tx, row.id)}
    for link in links:
        if link.id not in known:
            _link(tx, row, link)
    return row


def void(tx: Tx, row: ArchiveItem) -> ArchiveItem:
    """Void an item with its links; its bytes and its serial stay. Needs `archive.edit` and a reason."""
    require(tx, "archive.edit", _("void a paper of the archive"), owner=row.owner_id, team=row.team_id)
    for link in queries.links_of(tx, row.id):
        link.voided_at, link.voided_by = tx.now, tx.me.id
    tx.void(row)
    return row


def _nowhere() -> Usage:
    return Usage(
        _("A paper needs a file, or the place where the original lies."),
        hint=_('Name a file, or: --place "cabinet 3, shelf 2"'),
    )


def _seen_afterwards(tx: Tx, level: str, owner: str | None, team: str | None) -> None:
    """Refuse a level whose papers the actor may not see: nobody could put right what they got wrong (B2.5.4)."""
    if level not in OPEN and owner != tx.me.id:
        what = _("file a paper of the level {level} for someone", level=p_("archive.level", level))
        require(tx, "archive.secret", what, owner=owner, team=team)


LAST = """CREATE FUNCTION {s}.archive_last(text, bigint, text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
SELECT max(i.serial) FROM {s}.archive_item i
WHERE i.klass = $1 AND i.year = $2 AND i.site = $3 AND {s}.mine('archive', 'add') IS NOT NULL$f$"""
"""The last serial of a class, whoever sees its items (ASKS): a count, and nothing of what was filed."""


def _serial(tx: Tx, klass: str, year: int) -> dict[str, Any]:
    """Return the next serial: above every one there ever was, so that none is used twice."""
    book = tables.book
    site = str(tx.ledger_tx.connection.execute(select(book.c.site).where(book.c.id == tx.ledger_tx.book)).scalar_one())
    item: Any = ArchiveItem
    tx.session.flush()
    if tx.owns:
        last = tx.session.scalar(
            select(func.max(item.serial)).where(item.klass == klass, item.year == year, item.site == site)
        )
    else:
        last = tx.session.connection().exec_driver_sql("SELECT archive_last(?, ?, ?)", (klass, year, site)).scalar()
    return {"site": site, "serial": (last or 0) + 1}


def _link(tx: Tx, row: ArchiveItem, match: Match) -> None:
    if match.id == row.id:
        raise Refused(_("{number} can't belong to itself.", number=row.number))
    stamp = {**tx.stamp(on=row.on_date), "owner_id": row.owner_id, "team_id": row.team_id}
    tx.add(ArchiveLink(item_id=row.id, noun=match.kind, row_id=match.id, number=match.number or match.label, **stamp))


def _title(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Usage(_("A paper needs a title."), hint=_('Add --title "…".'))
    return words[:LONGEST]


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None
