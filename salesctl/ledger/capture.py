"""Capture (捕获): before and after of every row a session touches, collected at each flush, folded to one change a row.

It sits on the session, below every service, so that no command can forget the journal. First before, last after; a row
that ends as it began is dropped; `rev` rises once per transaction, however often it is flushed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, inspect, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.base import NO_VALUE

from salesctl.ledger.chain import Json
from salesctl.ledger.engine import JournalBypass, writing
from salesctl.ledger.record import Record, columns, required
from salesctl.ledger.types import Stored

if TYPE_CHECKING:
    from salesctl.ledger.session import Transaction


@dataclass(slots=True)
class Pending:
    """One row touched in this transaction. `base` is the rev it had, 0 for a new row."""

    record: Record
    base: int
    before: dict[str, Json] = field(default_factory=dict)


def canon(column: Column[Any], value: Any) -> Json:
    """Return the journalled value of a column's Python value."""
    if value is None:
        return None
    kind = column.type
    assert isinstance(kind, Stored), column
    return kind.canon(value)


class LedgerSession(Session):
    """A session whose writes are journalled. Without a transaction it can only read."""

    ledger_tx: Transaction | None = None

    def __init__(self, bind: Any, tx: Transaction | None = None) -> None:
        super().__init__(bind, expire_on_commit=False, autoflush=True)
        self.ledger_tx = tx
        self.pending: dict[str, Pending] = {}
        self.passed: set[tuple[Any, ...]] = set()
        """What the guards let through of an import's rows, by table and DECIDING; asked anew after other writes."""

    def flush(self, objects: Any = None) -> None:
        if not (self.new or self.dirty or self.deleted):
            return
        if self.ledger_tx is None:
            raise JournalBypass("a reading session was asked to write")
        if self.deleted:
            raise JournalBypass("rows are voided, never deleted")
        with self.no_autoflush:
            handed = self._prepare()
        if handed:
            self.ledger_tx.pass_on(handed)
        with writing():
            super().flush(objects)

    def begin_nested(self) -> Any:
        raise JournalBypass("savepoints are not used inside a transaction of the ledger")

    def rollback(self) -> None:
        """Give up what was read; a transaction that writes is given up by raising, with all it collected."""
        if self.ledger_tx is not None:
            raise JournalBypass("a transaction of the ledger is given up as a whole: raise, and leave it")
        try:
            super().rollback()
        except DatabaseError:
            self.invalidate()  # the server is gone, and what was read with it

    def close(self) -> None:
        """Give the connection back; one that the server dropped is dropped here too, and undoes nothing."""
        try:
            super().close()
        except DatabaseError:
            self.invalidate()

    def _prepare(self) -> list[Record]:
        """Give changed rows their next rev, keep what they were, and let the guards look, before anything is sent.

        Returns the rows that come to be somebody else's.
        """
        assert self.ledger_tx
        self.passed.clear()
        changed: list[Record] = []
        # SQLAlchemy keeps changed rows in a set; an entry must not depend on where they lie in memory.
        dirty = sorted((r for r in self.dirty if self.is_modified(r)), key=lambda r: (type(r).__name__, r.id))
        for record in [*self.new, *dirty]:
            if not isinstance(record, Record):
                raise JournalBypass(f"{type(record).__name__} is no Record")
            if absent := [name for name in required(type(record)) if getattr(record, name) is None]:
                raise TypeError(f"{type(record).__name__} needs {', '.join(absent)}")
            fresh = record in self.new
            if fresh:
                record.rev = 1
            pending = self.pending.get(record.id)
            if pending is None:
                pending = self.pending[record.id] = Pending(record, 0 if fresh else _stored_rev(record))
            if not fresh:
                self._keep_before(pending)
                record.rev = pending.base + 1
            changed.append(record)
        for check in self.ledger_tx.guards:
            for record in changed:
                check(self.ledger_tx, record)
        return [row for row in dirty if any(inspect(row).attrs[name].history.added for name in ("owner_id", "team_id"))]

    def _keep_before(self, pending: Pending) -> None:
        if not pending.base:
            return
        state = inspect(pending.record)
        for column in (*(parts := columns(type(pending.record)))[0], *parts[1]):
            history = state.attrs[column.name].history
            if history.added and column.name not in pending.before:
                old = history.deleted[0] if history.deleted else None
                pending.before[column.name] = canon(column, None if old is NO_VALUE else old)

    def folded(self) -> Iterator[tuple[Record, dict[str, Json], dict[str, Json] | None]]:
        """Yield (record, after, before or None for an insert) per row that really changed, in the order first seen."""
        for pending in self.pending.values():
            record = pending.record
            ordinary, personal = columns(type(record))
            after = {c.name: canon(c, getattr(record, c.name)) for c in (*ordinary, *personal)}
            if not pending.base:
                yield record, after, None
                continue
            before = {name: old for name, old in pending.before.items() if after[name] != old}
            if before:
                yield record, after, before
            else:
                table = type(record).__table__  # type: ignore[attr-defined]
                with writing():
                    self.execute(update(table).where(table.c.id == record.id).values(rev=pending.base))
                set_committed_value(record, "rev", pending.base)


def _stored_rev(record: Record) -> int:
    """Return the rev the row has in the ledger, whatever was assigned to the attribute."""
    attributes = inspect(record).attrs
    if attributes["id"].history.deleted:
        raise JournalBypass("a row keeps its id")
    known = attributes["rev"].history.deleted
    return int(known[0] if known else record.rev)


Guard = Callable[["Transaction", Record], None]
"""A check run on each row before it is sent; refuses by raising (a closed period, …). It decides by `DECIDING`."""
DECIDING = ("on_date", "owner_id", "team_id")
"""The columns guards decide by: of the rows of an import that are alike in these, one is shown to them."""
