"""What a command works with (上下文): Ctx while nothing is locked, Tx while the ledger is.

Phase 1 (Ctx): names are resolved, people asked, files parsed; no lock. Phase 2 (`with ctx.write() as tx`): the lock is
held, rows are read again by id and rev, rules decide, the entry is written. In phase 2 nothing waits for a person or
reads a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from salesctl.demo.mark import DEMO
from salesctl.errors import OpConflict, OutOfReach, Usage
from salesctl.ledger.address import is_address, place_of
from salesctl.ledger.capture import LedgerSession
from salesctl.ledger.engine import Ledger, open_ledger
from salesctl.ledger.refusals import engine_error
from salesctl.ledger.session import Request, Transaction, transaction
from salesctl.locale import _
from salesctl.tx import Tx, guards
from salesctl.values.clock import Clock
from salesctl.view import View

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from salesctl.config import Config
    from salesctl.domains.org.people import Actor, Company
    from salesctl.naming import Match
    from salesctl.params import Options, Token
    from salesctl.render.page import Page
    from salesctl.render.sheet import Sheet, Shown
    from salesctl.rulebook.rules import Rules


class Ctx(View):
    """One command, from its words to what it shows."""

    def __init__(
        self,
        action: str,
        options: Options,
        *,
        request: Mapping[str, object],
        config: Config,
        clock: Clock,
        op_id: str = "",
    ) -> None:
        self.action = action
        self.options = options
        self.request = request
        self.config = config
        self.clock = clock
        self._op_id = op_id
        self.lang = config.lang
        self._ledger: Ledger | None = None
        self._session: LedgerSession | None = None
        self.talk: list[str] = []
        self.demo = False
        """Whether the ledger is a made-up one; known once it was opened."""
        self.answers = {}
        self.operations: list[str] = []
        """Ids of what was asked of the ledger so far: most commands ask once, a job several times."""
        self.written = ""
        """The operation id of what was written; whatever fails from then on must not be told as if nothing was."""

    # -- the screen ----------------------------------------------------------------------------------------------------

    @cached_property
    def terminal(self) -> bool:
        """Whether stdout is a terminal."""
        from salesctl.frame.run import is_terminal

        return is_terminal(sys.stdout)

    @cached_property
    def asks(self) -> bool:
        """Whether a person can be asked: stdin and stderr are terminals."""
        from salesctl.frame.run import is_terminal

        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    @cached_property
    def width(self) -> int:
        """Columns of the terminal."""
        import os

        from salesctl.frame.run import columns

        return columns(os.environ)

    # -- the ledger ----------------------------------------------------------------------------------------------------

    @property
    def opened(self) -> Ledger | None:
        """The ledger, where this command has opened it."""
        return self._ledger

    @property
    def ledger(self) -> Ledger:
        """The ledger of this command, opened when first needed."""
        if self._ledger is None:
            self._ledger = open_ledger(place_of(self.config.ledger))
        return self._ledger

    @property
    def session(self) -> LedgerSession:  # type: ignore[override]
        """A session that can only read; closed before anything is written."""
        if self._session is None:
            self._session = LedgerSession(self.ledger.engine)
            self._check_schema(self._session)
        return self._session

    def _check_schema(self, session: LedgerSession) -> None:
        from sqlalchemy.exc import DatabaseError

        from salesctl.ledger import migrate
        from salesctl.ledger.create import bring_up
        from salesctl.ledger.opening import info

        try:
            at = migrate.version(session.connection())
            if at:
                self.demo = info(session.connection())["mark"] == DEMO
        except DatabaseError as error:
            raise engine_error(error, self.ledger.path) or error from error
        if not at:
            raise OutOfReach(
                _("{path} holds no ledger.", path=self.ledger.path), hint=_("Make one: salesctl init"), retry=False
            )
        if at < len(migrate.STEPS):
            session.rollback()
            if not self.owns:
                raise OutOfReach(
                    _("The ledger is older than this salesctl; only its owner brings it up to this version."),
                    hint=_(
                        "Have any command run by the login that owns the schema's tables, or use the older salesctl."
                    ),
                    retry=False,
                )
            bring_up(self.ledger, rights_anew)
            self.talk.append(_("The ledger was brought up to this version; a backup lies beside it."))

    def close(self) -> None:
        """Give back what was opened."""
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    # -- time, people, rules -------------------------------------------------------------------------------------------

    @cached_property
    def now(self) -> datetime:  # type: ignore[override]
        """The instant of the command; read once."""
        return self.clock.now().astimezone(UTC)

    @cached_property
    def _who(self) -> tuple[str, bool]:
        if is_address(self.config.ledger):
            from salesctl.ledger.opening import session_login

            return session_login(self.ledger)
        from salesctl.login import os_user

        return os_user(), True

    @property
    def login(self) -> str:
        """Who the engine knows to be there: the operating system's user, on a server the database's login."""
        return self._who[0]

    @property
    def owns(self) -> bool:
        """Whether the ledger is this login's; another login of a server proves who it is and is nobody else."""
        return self._who[1]

    @cached_property
    def rules(self) -> Rules:
        from salesctl.rulebook.store import load_rules

        return load_rules(self.session)

    @cached_property
    def zone(self) -> ZoneInfo:
        from salesctl.domains.calendar.rules import Zone

        return self.rules.one(Zone, self.now.date()).info

    @cached_property
    def today(self) -> date:
        return self.day_of(self.now)

    @cached_property
    def company(self) -> Company:
        from salesctl.domains.org.people import company

        return company(self.session)

    @cached_property
    def actor(self) -> Actor:
        """Who is at the keyboard, by the login or as configured."""
        from salesctl.domains.org.people import actor

        return actor(self)

    @cached_property
    def me(self) -> Actor:
        if not self.options.as_:
            return self.actor
        from salesctl.domains.org.people import require, someone
        from salesctl.params import Token

        self.__dict__["me"] = self.actor  # until the other is found, it is the actor who looks
        try:
            other = someone(self, self.find(Token("person", self.options.as_)).id)
        finally:
            del self.__dict__["me"]
        if other.id != self.actor.id:
            require(
                self,
                "act_for",
                _("act for {name}", name=other.name),
                owner=other.id,
                team=other.team_id,
                actor=self.actor,
            )
        return other

    @cached_property
    def subject(self) -> Actor:
        """Whose record it is: `--for`, else me. The service states the right that `--for` needs."""
        if not self.options.for_:
            return self.me
        from salesctl.domains.org.people import someone
        from salesctl.params import Token

        return someone(self, self.find(Token("person", self.options.for_)).id)

    # -- naming, asking ------------------------------------------------------------------------------------------------

    def find(self, token: Token) -> Match:
        """Resolve what a person named; asks on a terminal where several match. Raises NotFound or Ambiguous (3)."""
        from salesctl.naming import find

        return find(self, token)

    def find_id(self, token: Token | None) -> str | None:
        """Return the row id of what was named, None where nothing was."""
        return self.find(token).id if token else None

    def day(self, text: str | None, *, looking: Literal["back", "forward"] = "back") -> date | None:
        """Read a day in words; facts look back, plans forward. What was guessed is echoed on stderr."""
        if text is None:
            return None
        from salesctl.values.words import parse_day

        read = parse_day(text, self.today, looking)
        if read.echo and looking == "forward":
            self.talk.append(_("{text} read as {day} (plans look forward)", text=text, day=read.day.isoformat()))
        elif read.echo:
            self.talk.append(_("{text} read as {day} (facts look back)", text=text, day=read.day.isoformat()))
        return read.day

    def given(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return the changes that were given; raises Usage where there is none."""
        found = {name: value for name, value in changes.items() if value is not None}
        if not found:
            raise Usage(_("Nothing to change."), hint=_("Say what: see the options with --help."))
        return found

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask yes or no on a terminal; `--yes` says yes. Elsewhere raises Usage naming --yes."""
        if self.options.yes:
            return True
        if not self.asks:
            raise Usage(question, hint=_("Nothing written. Add --yes to go on without being asked."))
        sys.stderr.write(f"{question} [{'Y/n' if default else 'y/N'}] ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip().lower()
        return default if not answer else answer in ("y", "yes", "是", "好", "对")

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line on a terminal; elsewhere return the default."""
        if not self.asks:
            return default
        sys.stderr.write(f"{question}{f' [{default}]' if default else ''}: ")
        sys.stderr.flush()
        return sys.stdin.readline().strip() or default

    def words(self, text: str | None, template: str = "") -> str:
        """Return the words of a record: as given, from stdin for `-`, else from the editor on a terminal."""
        from salesctl.editing import read_words

        read = read_words(self, text, template)
        if read != text:  # what came from elsewhere is part of what was asked
            self.request = {**self.request, "words": read}
        return read

    def reason(self, what: str) -> str:
        """Return the reason that `what` needs; asks on a terminal, raises Usage elsewhere."""
        given = self.options.reason or (self.ask(_("Reason")) if self.asks else "")
        if not given.strip():
            raise Usage(_("A reason is needed to {what}.", what=what), hint=_('Add --reason "…".'))
        return given.strip()

    # -- writing -------------------------------------------------------------------------------------------------------

    @contextmanager
    def write(
        self, *, note: bool = False, reason: str | None = None, undoes: str = "", guarded: bool = True
    ) -> Iterator[Tx]:
        """Open the transaction of this command: one lock, one commit, one entry.

        `note` writes an entry although no row changes. A dry run goes all the way and is rolled back.
        """
        request = self._request(note, reason, undoes)
        _zone, _today, _me = self.zone, self.today, self.me  # phase 1 ends here: nothing of it is read under the lock
        self._read_anew()
        checks = guards() if guarded else ()
        with transaction(self.ledger, request, self.clock, guards=checks) as inner:
            tx = Tx(self, inner)
            yield tx
            if self.ledger.on_server and self.owns:
                today = self.today
                self._read_anew()  # who reads keeps a lock, and this may make policies anew
                sights_follow(tx, today)
        if inner.entry and not note and not self.options.dry_run:
            self.written = request.op_id
        if self._session is not None:
            self._session.rollback()  # what is read from now on is what was written, not the state before it
        self.talk.extend(inner.talk)
        self._read_anew()  # a rule read under the lock has kept the state before it
        if self.options.dry_run:
            self.talk.append(_("Dry run. Nothing written."))
        elif inner.entry:
            self._written(inner)

    def _read_anew(self) -> None:
        """Let go of the state of the ledger that was read so far, with the answers that came of it."""
        if self._session is not None:
            self._session.rollback()
            self.answers = {}

    def _written(self, inner: Transaction) -> None:
        """Refresh what completion offers by what was written."""
        from salesctl.naming import remember

        remember(self, inner)

    def digest(self, *who: str | None) -> str:
        """Return the SHA-256 of what was asked and by whom: what an operation id stands for."""
        from hashlib import sha256

        from salesctl.ledger.chain import canonical

        asked = {"action": self.action, "request": self.request, "who": list(who)}
        return sha256(canonical(asked).encode("utf-8", "surrogatepass")).hexdigest()

    def repeated(self) -> OpConflict | None:
        """Look `--op-id` up before anything is named: names may mean something else since it was written.

        Raises AlreadyDone where the same was asked. Returns a conflict that is none yet: text from stdin or a file
        belongs to what is asked, and was not read so far.
        """
        from salesctl.ledger.canon import clean_text
        from salesctl.ledger.operations import already

        if not self.options.op_id or not (is_address(self.config.ledger) or Path(self.config.ledger).exists()):
            return None
        connection = self.session.connection()
        behalf = self.me.id if self.me.id != self.actor.id else None
        op_id = clean_text(self.options.op_id, what="--op-id")
        asked = Request(self.action, op_id, self.digest(self.actor.id, behalf), None, "")
        try:
            already(connection, asked)
        except OpConflict as conflict:
            return conflict
        return None

    def _request(self, note: bool, reason: str | None, undoes: str) -> Request:
        from salesctl.ledger.canon import clean_text
        from salesctl.ledger.ids import new_id

        why = clean_text(reason if reason is not None else self.options.reason or "", what=_("The reason"))
        op_id = clean_text(self.options.op_id or self._op_id or new_id(), what="--op-id")
        self._op_id = ""  # one entry has it
        self.operations.append(op_id)
        if len(op_id) > 200 or not op_id.strip():
            raise Usage(_("An operation id has 1 to 200 characters."), hint=_("Leave it out, or give another."))
        behalf = self.me.id if self.me.id != self.actor.id else None
        return Request(
            self.action,
            op_id,
            self.digest(self.actor.id, behalf),
            self.actor.id,
            self.login,
            behalf,
            why,
            self.rules.version,
            note,
            self.options.dry_run,
            undoes,
        )

    def paper(self, sheet: Sheet) -> Page:
        """Return the paper a sheet is printed on."""
        from salesctl.printing import paper

        return paper(self, sheet)

    def shown(
        self, message: str = "", sheet: Sheet | None = None, *, page: Page | None = None, exit_code: int = 0
    ) -> Shown:
        """Return what the frame shows: the page to people, the sheet as data."""
        from salesctl.render.sheet import Shown

        return Shown(message, sheet, page=page, exit_code=exit_code)


def rights_anew(connection: Connection) -> None:
    """Make the rights of a ledger on a server anew."""
    from salesctl.domains.org.sights import establish

    establish(connection)


def sights_follow(tx: Tx, today: date) -> None:
    """Bring what logins of a server see up to the program, the day and the people."""
    from salesctl.domains.org.sights import follow

    follow(tx, today)


__all__ = ["Ctx", "Tx", "View"]
