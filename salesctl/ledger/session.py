"""A transaction of the ledger (事务): one command, one commit, one entry written last.

    with transaction(ledger, request) as tx:      # lock, BEGIN IMMEDIATE, book, operation id
        tx.session.add(record)                    # captured below the ORM
    tx.entry                                      # what was written, or None where nothing changed

A failed COMMIT may have been durable: the operation id is looked up on a new connection before anything is reported.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm.exc import StaleDataError

from salesctl import __version__
from salesctl.errors import Lost, OutOfReach, Stale
from salesctl.ledger import chain, statements, tables
from salesctl.ledger.books import Seen
from salesctl.ledger.canon import canon_instant, read_instant
from salesctl.ledger.capture import Guard, LedgerSession
from salesctl.ledger.engine import JournalBypass, Ledger, writing
from salesctl.ledger.ids import new_id, new_salt
from salesctl.ledger.opening import Book, current_book, info, schema_state
from salesctl.ledger.operations import already, written
from salesctl.ledger.record import Record, columns
from salesctl.ledger.refusals import disk_failed, engine_error
from salesctl.locale import _
from salesctl.values.clock import Clock


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what: stands in the entry's header. `digest` is the SHA-256 of the canonical request (64 hex)."""

    action: str
    op_id: str
    digest: str
    actor: str | None
    os_user: str
    on_behalf_of: str | None = None
    reason: str = ""
    rules: int = 0
    note: bool = False  # an entry is written although no row changes
    dry_run: bool = False
    undoes: str = ""  # id of the entry that this one takes back
    site: str = ""  # letter of the first book of a new ledger


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was written."""

    book: str
    ordinal: int
    seq: int
    hash: str
    id: str
    recorded_at: datetime


def _said() -> tuple[str, list[tuple[str, str]], list[tuple[str, str]]]:
    said = json.loads(chain.WORDS)
    ordinary, personal = ([(n, k) for n, _c, k in (text.rpartition(":") for text in said[part])] for part in ("o", "p"))
    return said["t"], ordinary, personal


_SAID = _said()


@dataclass(slots=True)
class Transaction:
    """What a service writes with. `talk` gathers notices for the person (a new book, a clock that stepped back)."""

    ledger: Ledger
    request: Request
    clock: Clock
    session: LedgerSession
    now: datetime
    seen: Seen
    page: Book
    facts: Mapping[str, str]
    connection: Connection
    """The transaction's connection, for the ledger's own tables."""
    guards: Sequence[Guard] = ()
    talk: list[str] = field(default_factory=list)
    entry: Entry | None = None
    _leaves: int = 0
    _hashes: bytearray = field(default_factory=bytearray)
    _part: int = 0
    _digest: Any = None
    _shapes: dict[str, tuple[int, bytes, bool]] = field(default_factory=dict)
    _passed: bool = False

    # -- what the entry holds ------------------------------------------------------------------------------------------

    @property
    def book(self) -> str:
        """Return the id of the book this entry stands in."""
        return self.page.id

    @property
    def seq(self) -> int:
        """Return the number this entry will have in its book."""
        return self.page.head_seq + 1  # the lock is held: nobody else writes

    def shape_of(
        self, table: str, ordinary: Sequence[tuple[str, str]], personal: Sequence[tuple[str, str]]
    ) -> tuple[int, bytes, bool]:
        """Return (number, hash, has personal columns) of a shape, kept once in the ledger."""
        if known := self._known(table):
            return known
        body = chain.shape_bytes(table, ordinary, personal)
        digest = chain.shape_hash(body)
        number = self.connection.exec_driver_sql("SELECT no FROM shape WHERE hash = ?", (digest,)).scalar()
        if number is not None:
            self.ledger.shapes[table] = (int(number), digest, bool(personal))  # it is there for good
        else:
            last = self.connection.exec_driver_sql("SELECT max(no) FROM shape").scalar()
            number = (last or 0) + 1
            with writing():
                self.connection.execute(insert(tables.shape).values(no=number, hash=digest, body=body))
        self._shapes[table] = (int(number), digest, bool(personal))
        return self._shapes[table]

    def _known(self, table: str) -> tuple[int, bytes, bool] | None:
        return self._shapes.get(table) or self.ledger.shapes.get(table)

    def shape_of_model(self, model: type[Record]) -> tuple[int, bytes, bool]:
        """Return the shape of a room's table."""
        table: str = model.__table__.name  # type: ignore[attr-defined]
        if known := self._known(table):
            return known
        ordinary, personal = columns(model)
        return self.shape_of(
            table,
            [(c.name, c.type.kind) for c in ordinary],  # type: ignore[attr-defined]
            [(c.name, c.type.kind) for c in personal],  # type: ignore[attr-defined]
        )

    def leaves(self, digests: Sequence[bytes]) -> int:
        """Append leaf hashes; returns the position of the first. Full parts are written, so that memory stays flat."""
        if self._digest is None:
            from hashlib import sha256

            self._digest = sha256(b"s1:leaves\0")
        first, whole = self._leaves, 32 * tables.LEAVES_A_PART
        block = b"".join(digests)
        self._digest.update(block)
        self._hashes += block
        self._leaves += len(digests)
        while len(self._hashes) >= whole:
            self._write_part(bytes(self._hashes[:whole]))
            del self._hashes[:whole]
        return first

    def change_row(
        self,
        shape: tuple[int, bytes, bool],
        row: str,
        rev: int,
        after: str,
        before: str | None,
        p_after: str,
        p_before: str | None,
    ) -> dict[str, Any]:
        """Salt and hash one change; returns its row for the `change` table."""
        number, digest, has_personal = shape
        salt = new_salt()
        hashes = [chain.leaf_hash(chain.ORDINARY, salt, digest, row, rev, after, before)]
        p_salt: bytes | None = None
        if has_personal:
            p_salt = new_salt()
            hashes.append(chain.leaf_hash(chain.PERSONAL, p_salt, digest, row, rev, p_after, p_before))
        return {
            "book": self.book,
            "seq": self.seq,
            "leaf": self.leaves(hashes),
            "shape": number,
            "row_id": row,
            "rev": rev,
            "salt": salt,
            "after": after,
            "before": before,
            "p_salt": p_salt,
            "p_after": p_after if has_personal else None,
            "p_before": p_before if has_personal else None,
        }

    def _write_part(self, hashes: bytes) -> None:
        with writing():
            self.connection.exec_driver_sql(statements.LEAFPART, (self.book, self.seq, self._part, hashes))
        self._part += 1

    def pass_on(self, rows: Sequence[Record]) -> None:
        """Let rows that a login of a server hands to somebody else be written until the entry is.

        They may be none of its own any more; the owner needs no leave, and in a file there is nobody to ask.
        """
        if not self.ledger.on_server:
            return
        from salesctl.ledger.pgrights import owns

        if owns(self.connection):
            return
        with writing():
            for row in rows:
                table: str = row.__table__.name  # type: ignore[attr-defined]
                self.connection.exec_driver_sql(
                    "INSERT INTO passing (tab, row_id, login, xact) SELECT ?, ?, session_user::text,"
                    " pg_current_xact_id()::text WHERE NOT EXISTS (SELECT 1 FROM passing WHERE row_id = ?"
                    " AND xact = pg_current_xact_id()::text)",
                    (table, row.id, row.id),
                )
        self._passed = True

    @property
    def sent(self) -> bool:
        """Whether parts of the entry were sent already, before the entry: then no constraint can be asked."""
        return self._part > 0

    # -- the end -------------------------------------------------------------------------------------------------------

    def write_entry(self) -> None:
        """Fold the changes, write them and then the entry; nothing where nothing changed."""
        from salesctl.ledger import searching

        self.session.flush()
        rows: list[dict[str, Any]] = []
        for record, after, before in self.session.folded():
            shape = self.shape_of_model(type(record))
            ordinary, personal = columns(type(record))
            rows.append(
                self.change_row(
                    shape,
                    record.id,
                    record.rev,
                    chain.canonical([after[c.name] for c in ordinary]),
                    None
                    if before is None
                    else chain.canonical({c.name: before[c.name] for c in ordinary if c.name in before}),
                    chain.canonical([after[c.name] for c in personal]),
                    None
                    if before is None
                    else chain.canonical({c.name: before[c.name] for c in personal if c.name in before}),
                )
            )
            searching.follow(self, record, before)
        if not (rows or self._leaves or self.request.note):
            return
        rows.append(self._words())
        with writing():
            self.connection.exec_driver_sql(statements.CHANGE, [tuple(row.values()) for row in rows])
        if self._hashes:
            self._write_part(bytes(self._hashes))
        if self._passed:
            with writing():
                self.connection.exec_driver_sql("DELETE FROM passing")
        self._write_header()

    def _words(self) -> dict[str, Any]:
        """Return the change that holds the entry's own words (chain.WORDS): they can be erased, a header can't."""
        request = self.request
        shape = self.shape_of(*_SAID)
        words = chain.canonical([request.reason or None, request.digest, request.os_user])
        return self.change_row(shape, new_id(), 1, words, None, "[]", None)

    def _write_header(self) -> None:
        head, facts = self.page, self.facts
        schema, steps = self._schema()
        tip, skew = self._before()
        entry_id = new_id()
        request = self.request
        header = {
            "format": chain.FORMAT,
            "schema": schema,
            "steps": steps,
            "program": __version__,
            "ledger": facts["ledger"],
            "mark": facts["mark"],
            "site": head.site,
            "book": self.book,
            "seq": self.seq,
            "id": entry_id,
            "op_id": request.op_id,
            "recorded_at": canon_instant(self.now),
            "skew": skew,
            "actor": request.actor,
            "on_behalf_of": request.on_behalf_of,
            "device": head.device,
            "action": request.action,
            "rules": request.rules,
            "prev": head.prev,
            "tip": tip,
            "n": self._leaves,
            "leaves": (self._digest.digest() if self._digest else chain.leaves_hash(())).hex(),
        }
        if request.undoes:
            header["undoes"] = request.undoes
        if head.opened:
            header["opened"] = head.opened
        raw = chain.canonical(header).encode()
        digest = chain.entry_hash(raw)
        with writing():
            self.connection.exec_driver_sql(
                statements.ENTRY,
                (
                    self.book,
                    self.seq,
                    digest,
                    raw,
                    entry_id,
                    request.op_id,
                    canon_instant(self.now),
                    request.actor,
                    request.action,
                ),
            )
            self.connection.exec_driver_sql(
                "UPDATE book SET head_seq = ?, head_hash = ? WHERE id = ?", (self.seq, digest, self.book)
            )
        self.entry = Entry(self.book, head.ordinal, self.seq, digest.hex(), entry_id, self.now)

    def _schema(self) -> tuple[int, str]:
        """Return the schema's version and hash; of an open ledger they change only with a step more."""
        last = self.connection.exec_driver_sql("SELECT max(version) FROM schema_step").scalar()
        if self.ledger.schema is None or self.ledger.schema[0] != last:
            self.ledger.schema = schema_state(self.connection)
        return self.ledger.schema

    def _before(self) -> tuple[list[Any] | None, int | None]:
        """Return what the header says of the entries before: its tip and its skew.

        Tip: [book, seq, hash] of the ledger's latest entry where another book has it, so that every entry commits to
        the other books too: their last entries can't be cut off unseen. Skew: by how many seconds the clock stands
        behind this book's last entry, None where it does not; a book's first entry is compared with the last of every
        book, later ones only say more than a day behind those.
        """
        last = self.connection.exec_driver_sql(statements.LAST).all()
        latest = max(last, key=lambda row: row.place, default=None)
        behind = 0
        first = all(row.book != self.book for row in last)
        for row in last:
            seconds = math.ceil((read_instant(row.recorded_at) - self.now).total_seconds())
            if row.book == self.book or first or seconds > 86400:
                behind = max(behind, seconds)
        if behind > 0:
            self.talk.append(
                _("The clock stands {n} s behind the last entry; kept in order, noted in the entry.", n=behind)
            )
        tip = None if latest is None or latest.book == self.book else [latest.book, latest.seq, latest.hash.hex()]
        return tip, -behind if behind > 0 else None


@contextmanager
def transaction(
    ledger: Ledger,
    request: Request,
    clock: Clock,
    *,
    guards: Sequence[Guard] = (),
    prepare: Callable[[Connection], None] | None = None,
) -> Iterator[Transaction]:
    """Open the one transaction of a command; commits on leaving, rolls back on any exception or `dry_run`.

    `prepare` makes the tables of a new ledger first.

    Raises Busy, Full, ReadOnly or OutOfReach (7), Stale or OpConflict (5), AlreadyDone for a repeated operation id.
    """
    with ledger.lock():
        session = LedgerSession(ledger.engine)
        try:
            connection = session.connection(execution_options={"ledger_write": True})
            root = connection.get_transaction()
            if prepare is not None:
                prepare(connection)
            already(connection, request)
            now = clock.now().astimezone(UTC)
            facts = info(connection)
            seen, book = current_book(ledger, connection, facts, now, request.site)
            tx = Transaction(ledger, request, clock, session, now, seen, book, facts, connection, guards, book.talk)
            session.ledger_tx = tx
            yield tx
            if connection.closed or connection.get_transaction() is not root:
                raise JournalBypass("the transaction was ended before its entry was written")
            tx.write_entry()
            if request.dry_run or tx.entry is None:
                return
            _commit(ledger, tx)
            _remember(tx, tx.entry)
        except StaleDataError as error:
            raise Stale(
                _("The record was changed meanwhile."), hint=_("Look at it again, then repeat the command."), retry=True
            ) from error
        except DatabaseError as error:
            translated = engine_error(error, ledger.path)
            if translated is None:
                raise
            raise translated from error
        finally:
            session.close()


def _commit(ledger: Ledger, tx: Transaction) -> None:
    """Commit; when the answer is lost, ask on a new connection whether the entry is there."""
    if any(tx.session.is_modified(record) for record in (*tx.session.new, *tx.session.dirty)):
        raise JournalBypass("a record was changed after the entry was written")
    try:
        with writing():
            tx.session.commit()
    except DatabaseError as error:
        tx.session.close()
        try:
            known, found = not disk_failed(error), written(ledger, tx.request.op_id)
        except DatabaseError:
            known = found = False
        if not found and known:
            raise
        if not found:
            kind = Lost if ledger.on_server else OutOfReach
            raise kind(
                _("The answer to the last write was lost; it may or may not stand in the ledger."),
                hint=_("Run it again with --op-id {id}: it is never written twice.", id=tx.request.op_id),
                retry=True,
                op_id=tx.request.op_id,
            ) from error


def _remember(tx: Transaction, entry: Entry) -> None:
    """Keep the new head in the state directory; that it can't be kept undoes nothing, and is said."""
    tx.seen.heads[entry.book] = (entry.seq, entry.hash)
    tx.seen.book = entry.book
    try:
        tx.seen.save()
    except OSError as error:
        why = error.strerror or str(error)
        tx.talk.append(_("Written, but this device can't remember the ledger's head: {why}.", why=why))
