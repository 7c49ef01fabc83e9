"""History (历史): what the journal says of one record, or of the ledger, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from salesctl.ledger import chain, tables
from salesctl.ledger.chain import Json

REASON = chain.shape_hash(chain.shape_bytes("reason", [("text", "text")], []))
"""The shape under which an entry's reason stands among its changes."""


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
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    row: str | None = None,
    actions: tuple[str, ...] = (),
) -> Iterator[Step]:
    """Yield the newest entries first; narrowed to an actor, a half-open span of instants, one row, or actions."""
    e, b = tables.entry, tables.book
    query = (
        select(e, b.c.ordinal)
        .join(b, b.c.id == e.c.book)
        .order_by(e.c.recorded_at.desc(), e.c.book, e.c.seq.desc())
        .limit(newest)
    )
    if actor:
        query = query.where(e.c.actor == actor)
    if since:
        query = query.where(e.c.recorded_at >= since)
    if until:
        query = query.where(e.c.recorded_at < until)
    if actions:
        query = query.where(e.c.action.in_(actions))
    if row:
        touched = select(tables.change.c.book, tables.change.c.seq).where(tables.change.c.row_id == row)
        query = query.where(
            touched.where(and_(tables.change.c.book == e.c.book, tables.change.c.seq == e.c.seq)).exists()
        )
    for found in connection.execute(query).all():
        yield _step(connection, found)


def entry_at(connection: Connection, book: str, seq: int) -> Step | None:
    """Return one entry by its book's id and number."""
    e, b = tables.entry, tables.book
    found = connection.execute(
        select(e, b.c.ordinal).join(b, b.c.id == e.c.book).where(e.c.book == book, e.c.seq == seq)
    ).first()
    return _step(connection, found) if found else None


def _step(connection: Connection, found: Any) -> Step:
    c, s = tables.change, tables.shape
    header = json.loads(found.header)
    why = connection.execute(
        select(c.c.after)
        .join(s, s.c.no == c.c.shape)
        .where(c.c.book == found.book, c.c.seq == found.seq, s.c.hash == REASON)
    ).scalar()
    n = connection.execute(
        select(func.count()).select_from(c).where(c.c.book == found.book, c.c.seq == found.seq)
    ).scalar_one()
    return Step(
        found.book,
        found.ordinal,
        found.seq,
        found.id,
        found.recorded_at,
        header["actor"],
        header["on_behalf_of"],
        found.action,
        json.loads(why)[0] if why else "",
        n - (why is not None),
        found.hash.hex(),
        header,
    )


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
