"""Which book this device writes in (续写与新账册): continue the one it knows, or open a new one and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DatabaseError

from salesctl.errors import Damaged
from salesctl.ledger import chain, tables
from salesctl.ledger.books import Seen, device, new_book_id, recall
from salesctl.ledger.engine import Ledger, writing
from salesctl.ledger.refusals import engine_error
from salesctl.locale import _


def info(connection: Connection) -> dict[str, str]:
    """Return what the ledger says of itself; raises Damaged where the file holds no ledger."""
    try:
        found = {row.key: row.value for row in connection.exec_driver_sql("SELECT key, value FROM ledger_info")}
    except DatabaseError as error:
        if "no such table" not in str(error.orig) and getattr(error.orig, "sqlstate", "") != "42P01":
            raise
        found = {}
    if not {"ledger", "mark"} <= found.keys():
        raise Damaged(_("The file holds no ledger."), hint=_("Make one: salesctl init"))
    return found


def session_login(ledger: Ledger) -> tuple[str, bool]:
    """Return the login a server knows this program by, and whether the ledger is its own.

    Raises what stands in the way of asking it.
    """
    from salesctl.ledger.pgrights import owns

    try:
        with ledger.engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT session_user").scalar()), owns(connection)
    except DatabaseError as error:
        raise engine_error(error, ledger.path) or error from error


def schema_state(connection: Connection, most: int | None = None) -> tuple[int, str]:
    """Return (version, SHA-256 over the migrations' records up to `most`), as every header states it."""
    query = "SELECT version, name, sha256 FROM schema_step ORDER BY version"
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
        kept = connection.exec_driver_sql("SELECT hash FROM entry WHERE book = ? AND seq = ?", (book, seq)).scalar()
        if kept is None or kept.hex() != digest:
            gone.append((book, seq, digest))
    return gone


@dataclass(frozen=True, slots=True)
class Book:
    """The book to write in. `opened` says why it was opened now, for the header of its first entry; else None."""

    id: str
    ordinal: int
    site: str
    device: str
    base: str
    head_seq: int
    head_hash: bytes
    talk: list[str]
    opened: dict[str, Any] | None = None

    @property
    def prev(self) -> str:
        """What the next entry names as the one before it."""
        return self.head_hash.hex() if self.head_seq else self.base


def current_book(
    ledger: Ledger, connection: Connection, facts: Mapping[str, str], now: datetime, site: str = ""
) -> tuple[Seen, Book]:
    """Return (what is remembered, the book to write in). The writers' lock is held; `site` is for the first book.

    `facts` is what the ledger says of itself.

    That an older copy was put back, and which heads were lost by it, is written into the new book: it can't be wiped
    from what this device remembers without leaving that trace.
    """
    seen, how = recall(facts["ledger"], ledger.path)
    talk: list[str] = []
    missed = missing_heads(connection, seen)
    if seen.book and not missed:
        if ledger.on_server:
            _catch_up(connection, seen.book)
        rows = {row.id: row for row in connection.exec_driver_sql(_BOOKS)}
        if (row := rows.get(seen.book)) is not None:
            seen.heads = {each.id: (each.head_seq, each.head_hash.hex()) for each in rows.values() if each.head_seq}
            book = Book(row.id, row.ordinal, row.site, row.device, row.base, row.head_seq, row.head_hash, talk)
            return seen, book
    last = connection.execute(select(func.max(tables.book.c.ordinal))).scalar() or 0
    why = "new"
    if seen.book:
        why = "restored"
        talk.append(_("An older copy of the ledger was put back; it goes on in the new book {n:02d}.", n=last + 1))
    elif how == "copied":
        why = "copied"
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
    place, machine = site_of(connection) or site, device()
    with writing():
        connection.execute(
            insert(tables.book).values(
                id=made,
                ordinal=last + 1,
                site=place,
                device=machine,
                opened_at=now,
                base=base,
                head_seq=0,
                head_hash=b"",
            )
        )
    seen.book, seen.heads = made, known
    opened = {"why": why, "missed": [list(head) for head in missed]}
    return seen, Book(made, last + 1, place, machine, base, 0, b"", talk, opened)


def _catch_up(connection: Connection, book: str) -> None:
    """Bring a book to its last entry: raw SQL may have appended one and left the book where it was, for verify."""
    with writing():
        connection.exec_driver_sql(
            "UPDATE book SET head_seq = e.seq, head_hash = e.hash FROM entry e"
            " WHERE book.id = ? AND e.book = book.id AND e.seq = book.head_seq + 1",
            (book,),
        )


_BOOKS = "SELECT id, ordinal, site, device, base, head_seq, head_hash FROM book"


def site_of(connection: Connection) -> str:
    """Return the letter of the site this file belongs to: the latest book's."""
    table = tables.book
    return str(connection.execute(select(table.c.site).order_by(table.c.ordinal.desc()).limit(1)).scalar() or "")
