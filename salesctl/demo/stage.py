"""The stage of a made-up ledger (舞台): it stays open while thousands of commands are played on it, one entry each.

Each command has its own context, instant, person and transaction, and goes through the services that people's commands
go through. What they would read at every start (rules, zone, who they are) is read once, and no commit is waited for
until it lies on the disk: a demo that was cut short is made again from nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesctl.config import Config
from salesctl.context import Ctx
from salesctl.demo.dice import Seeded
from salesctl.demo.mark import DEMO
from salesctl.domains.org.people import Actor, Company
from salesctl.ledger import books, ids
from salesctl.ledger.books import Elsewhere
from salesctl.ledger.engine import Ledger, open_ledger
from salesctl.params import Options

if TYPE_CHECKING:
    from salesctl.context import Tx
    from salesctl.founding import Plan
    from salesctl.ledger.session import Transaction
    from salesctl.rulebook.rules import Rules


class Still:
    """A clock that stands at one instant."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant."""
        return self.instant


class Turn(Ctx):
    """One command of a made-up person."""

    def __init__(
        self,
        stage: Stage,
        action: str,
        who: Actor | None,
        now: datetime,
        request: Mapping[str, object],
        options: Options,
    ) -> None:
        super().__init__(action, options, request=request, config=stage.config, clock=Still(now))
        self.stage = stage
        self._ledger = stage.ledger
        if who is not None:
            self.__dict__["actor"] = self.__dict__["me"] = self.__dict__["subject"] = who
            self.__dict__["rules"], self.__dict__["zone"] = stage.rules, stage.zone
        self.__dict__["terminal"] = self.__dict__["asks"] = False

    @cached_property
    def login(self) -> str:
        """Nobody's login: the name stands in each entry."""
        return DEMO

    @cached_property
    def company(self) -> Company:
        """The company, read once."""
        return self.stage.company

    def _written(self, inner: Transaction) -> None:
        """Completion learns nothing from made-up names."""

    def close(self) -> None:
        """Give the session back; the ledger stays open."""
        if self._session is not None:
            self._session.close()
            self._session = None


class Stage:
    """A made-up ledger while it is made. `entries` counts what was written."""

    def __init__(self, path: Path, key: str, plan: Plan, lang: str, official: bool = True) -> None:
        self.path = path
        self.plan = plan
        self.official = official
        self.config = Config(ledger=str(path), lang=lang)
        self.lang = lang
        self.zone = ZoneInfo(plan.zone)
        self.source = Seeded(key)
        self.company = Company(plan.company, plan.currency)
        self.ledger: Ledger | None = None
        self.memory: Elsewhere | None = None
        self.entries = 0
        self.rules: Rules
        self.founder: Actor
        self._works: dict[date, bool] = {}

    @contextmanager
    def open(self, day: date, at: str, last: date) -> Iterator[Stage]:
        """Found the ledger at a local time and hold it open for days to `last`; at the end all lies on the disk."""
        id_token = ids.source.set(self.source)
        now = self._turn_to(self.instant(day, at))
        self.memory = Elsewhere(ids.new_id())
        memory_token = books.elsewhere.set(self.memory)
        try:
            self._found(now)
            self.ledger = open_ledger(self.path, synced=False)
            self._read(day, last)
            yield self
            self._settle()
        finally:
            if self.ledger is not None:
                self.ledger.close()
            books.elsewhere.reset(memory_token)
            ids.source.reset(id_token)

    def instant(self, day: date, at: str | time) -> datetime:
        """Return the instant of a local time of a day."""
        clock = time.fromisoformat(at) if isinstance(at, str) else at
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    @contextmanager
    def command(self, action: str, who: Actor, now: datetime, *, reason: str = "", **request: object) -> Iterator[Tx]:
        """Open the transaction of one command of a person."""
        self._turn_to(now)
        turn = Turn(self, action, who, now, request, Options(reason=reason or None))
        try:
            with turn.write() as tx:
                yield tx
            self.entries += 1
        finally:
            turn.close()

    @contextmanager
    def turn(self, action: str, who: Actor, now: datetime, **request: object) -> Iterator[Turn]:
        """Open the context of one command that reads before it writes, or only reads."""
        self._turn_to(now)
        turn = Turn(self, action, who, now, request, Options())
        try:
            yield turn
        finally:
            turn.close()

    def works(self, day: date) -> bool:
        """Tell whether a day is worked by the company's calendar."""
        return self._works[day]

    def _turn_to(self, now: datetime) -> datetime:
        self.source.now = round(now.timestamp() * 1000)
        return now

    def _found(self, now: datetime) -> None:
        from salesctl.founding import found

        turn = Turn(self, "init", None, now, {"company": self.plan.company}, Options())
        turn._ledger = None  # the file is not there yet
        found(turn, self.plan, mark=DEMO, official=self.official)
        self.entries += 1

    def _read(self, first: date, last: date) -> None:
        """Read once what every command would read at its start."""
        from sqlalchemy import select

        from salesctl.domains.calendar.queries import kinds
        from salesctl.domains.org.models import Person
        from salesctl.domains.org.people import as_actor
        from salesctl.ledger.capture import LedgerSession
        from salesctl.ledger.record import q
        from salesctl.rulebook.sections import registry
        from salesctl.rulebook.store import load_rules

        assert self.ledger
        with LedgerSession(self.ledger.engine) as session:
            row = session.scalars(select(Person).where(q(Person).code == self.plan.code)).one()
            self.founder = as_actor(session, row)
            self.rules = load_rules(session)
            for section in registry():  # read here for good: no session is kept for it
                self.rules.in_force(section, date(2000, 1, 1))
        with self.turn("calendar.show", self.founder, self.instant(first, "08:01")) as turn:
            found = kinds(turn, first - timedelta(days=40), last + timedelta(days=40))
        self._works = {day: bool(kind.works) for day, kind in found.items()}

    def _settle(self) -> None:
        """Bring everything into the one file and wait until it lies on the disk."""
        assert self.ledger
        raw = self.ledger.engine.raw_connection()
        try:
            connection = raw.driver_connection
            assert connection is not None
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
