"""History (历史): what the journal says of one record, or of the ledger, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, tuple_

from salesctl.ledger import chain, tables
from salesctl.ledger.chain import Json

REASON = chain.shape_hash(chain.WORDS)
"""The shape under which an entry's own words stand among its changes."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One entry: who did what when and why. `n` counts its changes."""

    book: str
    ordinal: int
    seq: int
    id: str
    recorded_at: datetime
    actor: str | None
    on_behalf_of: str | None
    action: str
    reason: str
    n: int
    hash: str
    header: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One row's change within an entry: journalled values by column; `before` has the changed ones, None if new."""

    table: str
    row: str
    rev: int
    after: dict[str, Json]
    before: dict[str, Json] | None
    kinds: dict[str, str]


def entries(
    connection: Connection,
    *,
    newest: int = 50,
    book: str = "",
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    row: str | None = None,
    actions: tuple[str, ...] = (),
) -> Iterator[Step]:
    """Yield the newest entries first; narrowed to a book, an actor, a half-open span of instants, one row, or actions.

    Within a book the newest is the one written last, wherever the clock stood, and of one row the one with its highest
    rev; over all books the one recorded last.
    """
    e, b = tables.entry, tables.book
    query = select(e, b.c.ordinal).join(b, b.c.id == e.c.book).limit(newest)
    if row:
        c = tables.change
        query = query.join(c, and_(c.c.book == e.c.book, c.c.seq == e.c.seq)).where(c.c.row_id == row)
        query = query.order_by(c.c.rev.desc())
    elif book:
        query = query.where(e.c.book == book).order_by(e.c.seq.desc())
    else:
        query = query.order_by(e.c.recorded_at.desc(), e.c.book, e.c.seq.desc())
    if actor:
        query = query.where(e.c.actor == actor)
    if since:
        query = query.where(e.c.recorded_at >= since)
    if until:
        query = query.where(e.c.recorded_at < until)
    if actions:
        query = query.where(e.c.action.in_(actions))
    found = connection.execute(query).all()
    for start in range(0, len(found), BATCH):
        yield from _steps(connection, found[start : start + BATCH])


def entry_at(connection: Connection, book: str, seq: int) -> Step | None:
    """Return one entry by its book's id and number."""
    e, b = tables.entry, tables.book
    found = connection.execute(
        select(e, b.c.ordinal).join(b, b.c.id == e.c.book).where(e.c.book == book, e.c.seq == seq)
    ).first()
    return _steps(connection, [found])[0] if found else None


def _steps(connection: Connection, found: Sequence[Any]) -> list[Step]:
    """Read what entries say beside their rows: their words and how many changes they have, two queries for all."""
    c, s = tables.change, tables.shape
    these = tuple_(c.c.book, c.c.seq).in_([(row.book, row.seq) for row in found])
    words_of = {
        (row.book, row.seq): json.loads(row.after)
        for row in connection.execute(
            select(c.c.book, c.c.seq, c.c.after).join(s, s.c.no == c.c.shape).where(these, s.c.hash == REASON)
        )
        if row.after
    }
    counts = {
        (book, seq): n
        for book, seq, n in connection.execute(
            select(c.c.book, c.c.seq, func.count())
            .join(s, s.c.no == c.c.shape)
            .where(these, s.c.hash != REASON)
            .group_by(c.c.book, c.c.seq)
        )
    }
    steps = []
    for row in found:
        words = words_of.get((row.book, row.seq), [None, None, None])
        header = {**json.loads(row.header), "os_user": words[2]}
        steps.append(
            Step(
                row.book,
                row.ordinal,
                row.seq,
                row.id,
                row.recorded_at,
                header["actor"],
                header["on_behalf_of"],
                row.action,
                words[0] or "",
                counts.get((row.book, row.seq), 0),
                row.hash.hex(),
                header,
            )
        )
    return steps


def changes(connection: Connection, book: str, seq: int, *, row: str | None = None, most: int = 1000) -> list[Changed]:
    """Return the changes of one entry, in order; redacted ones come with empty values."""
    c, s = tables.change, tables.shape
    query = (
        select(c, s.c.body)
        .join(s, s.c.no == c.c.shape)
        .where(c.c.book == book, c.c.seq == seq)
        .order_by(c.c.leaf)
        .limit(most)
    )
    if row:
        query = query.where(c.c.row_id == row)
    found = []
    for line in connection.execute(query):
        shape = json.loads(line.body)
        if shape["t"] != "reason":
            found.append(_changed(line, shape))
    return found


def _changed(line: Any, shape: dict[str, Any]) -> Changed:
    after: dict[str, Json] = {}
    kinds: dict[str, str] = {}
    before: dict[str, Json] | None = None
    for part, new, old in (("o", line.after, line.before), ("p", line.p_after, line.p_before)):
        names = [name.rsplit(":", 1) for name in shape[part]]
        kinds.update(dict(names))
        if new is not None:
            after.update(zip((name for name, _kind in names), json.loads(new), strict=True))
        if old is not None:
            before = {**(before or {}), **json.loads(old)}
    return Changed(shape["t"], line.row_id, line.rev, after, before, kinds)
