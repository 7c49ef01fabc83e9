"""A made-up room for the ledger's tests: one table with a column of every kind, and a world to write in."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import MetaData

from salesctl.ledger import bulk, numbering, tables, undo, verify
from salesctl.ledger.address import Address, Place
from salesctl.ledger.capture import Guard, LedgerSession
from salesctl.ledger.create import empty, make_tables
from salesctl.ledger.ddl import statements
from salesctl.ledger.engine import Ledger, choose_driver, create_file, open_ledger, writing
from salesctl.ledger.history import Step
from salesctl.ledger.ids import new_id
from salesctl.ledger.record import Record, col, table_args
from salesctl.ledger.searching import search_check
from salesctl.ledger.session import Request, Transaction, transaction
from salesctl.ledger.types import BlobHash, Day, Flag, Id, Instant, Scaled, Str, Whole

OWN = MetaData()


class Thing(Record, table=True):
    """What the tests write: every kind of column, one of them personal."""

    metadata = OWN
    __tablename__ = "thing"
    __table_args__: ClassVar[Any] = table_args()
    NOUN = "thing"
    LETTER = "C"
    SEARCH = ("name",)

    number: str | None = col(Str, default=None)
    name: str = col(Str)
    phone: str | None = col(Str, default=None, personal=True)
    ok: bool | None = col(Flag, default=None)
    price: Decimal | None = col(Scaled, default=None)
    count: int | None = col(Whole, default=None)
    day: date | None = col(Day, default=None)
    seen_at: datetime | None = col(Instant, default=None)
    parent_id: str | None = col(Id, default=None)
    paper: str | None = col(BlobHash, default=None)


MADE_UP = tuple(statements(OWN))
FIRST = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)


class Hand:
    """A clock that goes on by a second each time it is read."""

    def __init__(self) -> None:
        self.at = FIRST

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Seeded:
    """Ids and salts that come out equal each time."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._at = 1_795_309_200_000

    def milliseconds(self) -> int:
        self._at += 1
        return self._at

    def random(self, n: int) -> bytes:
        return self._random.randbytes(n)


@dataclass
class World:
    """A ledger in a directory of its own, and short words for what the tests do with it."""

    place: Place
    ledger: Ledger
    clock: Hand = field(default_factory=Hand)
    site: str = ""

    @property
    def path(self) -> Path:
        """The ledger's file; a test that needs one is not for a server."""
        if isinstance(self.place, Address):
            pytest.skip("a ledger on a server has no file")
        return self.place

    def request(self, action: str = "thing.add", **more: Any) -> Request:
        known = {
            "op_id": new_id(),
            "digest": hashlib.sha256(action.encode()).hexdigest(),
            "actor": None,
            "os_user": "me",
            "site": self.site,
        }
        return Request(action, **{**known, **more})

    def thing(self, name: str = "a thing", **more: Any) -> Thing:
        return Thing(name=name, recorded_at=self.clock.at, on_date=DAY, **more)

    @contextmanager
    def write(self, action: str = "thing.add", *, guards: Iterable[Guard] = (), **more: Any) -> Iterator[Transaction]:
        with transaction(self.ledger, self.request(action, **more), self.clock, guards=tuple(guards)) as tx:
            yield tx

    def add(self, name: str = "a thing", *, reason: str = "", numbered: bool = False, **more: Any) -> str:
        with self.write(reason=reason) as tx:
            thing = self.thing(name, **more)
            if numbered:
                thing.number = numbering.next_number(tx, "C", 2026)[0]
            tx.session.add(thing)
        return thing.id

    def edit(self, row: str, *, reason: str = "", **values: Any) -> None:
        with self.write("thing.edit", reason=reason) as tx:
            thing = tx.session.get_one(Thing, row)
            for name, value in values.items():
                setattr(thing, name, value)

    def bulk(self, names: Iterable[str], **more: Any) -> list[str]:
        rows = [{"id": new_id(), "name": name, "recorded_at": self.clock.at, "on_date": DAY, **more} for name in names]
        with self.write("thing.import") as tx:
            bulk.add_many(tx, Thing, rows)
        return [str(row["id"]) for row in rows]

    def undo(self) -> Step:
        with self.ledger.engine.connect() as connection:
            book = connection.exec_driver_sql("SELECT id FROM book ORDER BY ordinal DESC LIMIT 1").scalar() or ""
        session = LedgerSession(self.ledger.engine)
        step = undo.last_of(session, None, book)
        session.close()
        with self.write("undo", undoes=step.id) as tx:
            undo.reverse(tx, step, None)
        return step

    def verify(self) -> verify.Report:
        return verify.of(self.ledger, extra=(search_check,))

    def codes(self) -> set[str]:
        return {finding.code for finding in self.verify().findings}

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with raw(self.place) as connection:
            return list(connection.execute(sql, values).fetchall())

    def table(self, name: str) -> list[tuple[Any, ...]]:
        known = {**OWN.tables, **tables.metadata.tables}[name]
        names = ", ".join(f'"{column.name}"' for column in known.columns)
        return sorted(self.query(f'SELECT {names} FROM "{name}"'), key=repr)

    def reopened(self, path: Place) -> World:
        return World(path, open_ledger(path), self.clock)


@contextmanager
def raw(path: Place) -> Iterator[Any]:
    """Another program's connection: no guard, no triggers' respect but what it keeps itself."""
    if isinstance(path, Address):
        ledger = open_ledger(path)
        plain = ledger.engine.raw_connection()
        yield plain.driver_connection
        plain.driver_connection.commit()  # type: ignore[union-attr]
        plain.close()
        ledger.close()
        return
    connection: sqlite3.Connection = choose_driver().module.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def make(path: Place, **more: Any) -> World:
    """Make a world at `path`."""
    clock = Hand()
    if isinstance(path, Path):
        create_file(path)
    ledger = open_ledger(path, making=True)
    with writing(), ledger.engine.execution_options(ledger_write=True).begin() as connection:
        empty(connection, path)
        make_tables(connection, **more)
    return World(path, ledger, clock)


Change = Callable[[sqlite3.Connection], Any]


def tamper(path: Path, change: Change, *, triggers: bool = True) -> None:
    """Let another program change a ledger file: triggers are dropped first, and put back unless told otherwise."""
    with raw(path) as connection:
        kept = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in kept:
            connection.execute(f"DROP TRIGGER {name}")
        change(connection)
        if triggers:
            for _name, sql in kept:
                connection.execute(sql)
