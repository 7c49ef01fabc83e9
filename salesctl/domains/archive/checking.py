"""Checking the archive (检查): every byte read again, and what does not add up (B2.3, B2.5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.archive.fields import FINDING
from salesctl.domains.archive.models import ArchiveItem, ArchiveLink
from salesctl.domains.archive.queries import classes, serial
from salesctl.domains.archive.rules import gaps
from salesctl.domains.org.people import require
from salesctl.domains.papers.models import Paper
from salesctl.errors import NotFound
from salesctl.ledger import blobs
from salesctl.locale import _
from salesctl.naming import reference
from salesctl.render.sheet import Sheet
from salesctl.rooms import places

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

Found = tuple[str, str, str, bool]
"""(code, number, words, whether it is a notice only)"""
_item: Any = ArchiveItem
_paper: Any = Paper


def check(view: View, period: Period | None, told: Callable[[int, int], None]) -> Sheet:
    """Return what is wrong with the items of a period, by default all; `told(done, total)` hears of the bytes read.

    damaged, missing: the bytes are not what was filed. empty: neither file nor place. link: to a void record. gap: a
    serial that was never given. retention (a notice): kept past its last day. Needs `archive.check`.
    """
    require(view, "archive.check", _("check the archive"), owner=view.me.id, team=view.me.team_id)
    query = select(ArchiveItem).where(_item.voided_at.is_(None)).order_by(_item.number)
    if period is not None:
        query = query.where(_item.on_date.between(period.first, period.last))
    items = {row.id: row for row in view.session.scalars(query)}
    found = [*_bytes(view, items, told), *_links(view, items), *_gaps(view), *_retention(view, items)]
    return Sheet(FINDING, found, title=_("Archive checked"), empty=_("Every byte is as it was filed."))


def _bytes(view: View, items: dict[str, ArchiveItem], told: Callable[[int, int], None]) -> Iterator[Found]:
    query = select(_paper.row_id, _paper.filename, _paper.blob, _paper.size).where(
        _paper.noun == "archive", _paper.voided_at.is_(None)
    )
    papers: dict[str, list[Any]] = defaultdict(list)
    for row in view.session.execute(query):
        if row.row_id in items:
            papers[row.row_id].append(row)
    total, done = sum(row.size for rows in papers.values() for row in rows), 0
    for key, item in items.items():
        if not papers[key] and not item.place:
            yield "empty", item.number, _("has no file, and nobody says where the original lies"), False
        for paper in papers[key]:
            digest, size = sha256(), 0
            try:
                for part in blobs.get(view.session.connection(), paper.blob):
                    digest.update(part)
                    size += len(part)
            except NotFound:
                yield "missing", item.number, _("{name}: the bytes are gone", name=paper.filename), False
                continue
            done += size
            told(done, total)
            if size == 0 and paper.size:
                yield "missing", item.number, _("{name}: the bytes are gone", name=paper.filename), False
            elif digest.hexdigest() != paper.blob:
                yield "damaged", item.number, _("{name}: the bytes are not what was filed", name=paper.filename), False


def _links(view: View, items: dict[str, ArchiveItem]) -> Iterator[Found]:
    link: Any = ArchiveLink
    by_noun: dict[str, list[ArchiveLink]] = defaultdict(list)
    for row in view.session.scalars(select(ArchiveLink).where(link.voided_at.is_(None))):
        if row.item_id in items:
            by_noun[row.noun].append(row)
    for noun, rows in by_noun.items():
        if noun not in places("REFERENCES"):
            continue
        model: Any = reference(noun).model
        gone = set(view.session.scalars(select(model.id).where(model.voided_at.is_not(None))))
        for row in rows:
            if row.row_id in gone:
                number = items[row.item_id].number
                yield "link", number, _("belongs to {number}, which is void", number=row.number), False


def _gaps(view: View) -> Iterator[Found]:
    known: dict[tuple[str, int, str], list[ArchiveItem]] = defaultdict(list)
    for row in view.session.scalars(select(ArchiveItem)):
        known[row.klass, row.year, row.site].append(row)
    names = classes(view)
    for _key, rows in sorted(known.items()):
        for number in gaps([row.serial for row in rows]):
            last = serial(rows[-1], names, view.lang).rpartition("-")[0]
            yield "gap", "", _("{serial} was never given", serial=f"{last}-{number:03d}"), False


def _retention(view: View, items: dict[str, ArchiveItem]) -> Iterator[Found]:
    for item in items.values():
        if item.keep_until is not None and item.keep_until < view.today:
            yield "retention", item.number, _("kept until {day}", day=item.keep_until.isoformat()), True
