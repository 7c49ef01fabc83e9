"""Which book this device writes in (续写与新账册): continue the one it knows, or open a new one and say why."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import OperationalError

from salesctl.errors import Damaged
from salesctl.ledger import chain, tables
from salesctl.ledger.books import Seen, device, new_book_id, recall
from salesctl.ledger.engine import Ledger, writing
from salesctl.locale import _


def info(connection: Connection) -> dict[str, str]:
    """Return what the ledger says of itself; raises Damaged where the file holds no ledger."""
    try:
        found = {row.key: row.value for row in connection.execute(select(tables.info))}
    except OperationalError as error:
        if "no such table" not in str(error.orig):
            raise
        found = {}
    if not {"ledger", "name", "site", "mark"} <= found.keys():
        raise Damaged(_("The file holds no ledger."), hint=_("Make one: salesctl init"))
    return found


def schema_state(connection: Connection, most: int | None = None) -> tuple[int, str]:
    """Return (version, SHA-256 over the migrations' records up to `most`), as every header states it."""
    query = "SELECT version, name, sha256, applied_at, program FROM schema_step ORDER BY version"
    rows = [list(row) for row in connection.exec_driver_sql(query) if most is None or row.version <= most]
    return (rows[-1][0] if rows else 0), sha256(chain.canonical(rows).encode("utf-8", "surrogatepass")).hexdigest()


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return the last (seq, hash) of every book that has entries."""
    rows = connection.execute(
        select(tables.book.c.id, tables.book.c.head_seq, tables.book.c.head_hash).where(tables.book.c.head_seq > 0)
    )
    return {row.id: (row.head_seq, row.head_hash.hex()) for row in rows}


def missing_heads(connection: Connection, seen: Seen) -> list[tuple[str, int, str]]:
    """Return the remembered heads that the ledger no longer holds: (book, seq, hash)."""
    gone = []
    for book, (seq, digest) in seen.heads.items():
        kept = connection.execute(
            select(tables.entry.c.hash).where(tables.entry.c.book == book, tables.entry.c.seq == seq)
        ).scalar()
        if kept is None or kept.hex() != digest:
            gone.append((book, seq, digest))
    return gone


def current_book(ledger: Ledger, connection: Connection, now: datetime) -> tuple[Seen, str, int, list[str]]:
    """Return (what is remembered, the book to write in, its ordinal, what to tell the person).

    The writers' lock is held.
    """
    seen, how = recall(info(connection)["ledger"], ledger.path)
    talk: list[str] = []
    if seen.book and not missing_heads(connection, seen):
        row = connection.execute(select(tables.book.c.ordinal).where(tables.book.c.id == seen.book)).scalar()
        if row is not None:
            seen.heads = heads(connection)
            return seen, seen.book, int(row), talk
    last = connection.execute(select(func.max(tables.book.c.ordinal))).scalar() or 0
    if seen.book:
        talk.append(_("An older copy of the ledger was put back; it goes on in the new book {n:02d}.", n=last + 1))
    elif how == "copied":
        talk.append(
            _(
                "This file is a copy of a ledger that still stands elsewhere; it goes on in the new book {n:02d}.",
                n=last + 1,
            )
        )
    elif last:
        talk.append(_("First write from this device: book {n:02d} opened.", n=last + 1))
    made = new_book_id()
    known = heads(connection)
    base = (
        chain.heads_hash((book, seq, bytes.fromhex(digest)) for book, (seq, digest) in known.items())
        if known
        else chain.ZERO
    )
    with writing():
        connection.execute(
            insert(tables.book).values(
                id=made, ordinal=last + 1, device=device(), opened_at=now, base=base, head_seq=0, head_hash=b""
            )
        )
    seen.book, seen.heads = made, known
    return seen, made, last + 1, talk
