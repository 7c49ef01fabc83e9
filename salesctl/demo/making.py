"""Making a demo ledger (做演示台账): where it goes, whether it may, the play, and what is shown at the end."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesctl import __version__
from salesctl.config import Config
from salesctl.context import Ctx
from salesctl.demo import mark
from salesctl.demo.cast import CAST, Words
from salesctl.demo.mark import DEMO
from salesctl.demo.plot import LAST_MORNING, play
from salesctl.demo.stage import Stage
from salesctl.demo.world import World
from salesctl.errors import OutOfReach, Refused, SalesError, Usage
from salesctl.locale import _
from salesctl.render.sheet import Field, Sheet
from salesctl.values.words import parse_day
from salesctl.values.words.calendar import add_months

if TYPE_CHECKING:
    from salesctl.render.sheet import Shown

ZONE = "Asia/Shanghai"
CURRENCY = "CNY"
MOST_MONTHS = 12

MADE = (
    Field("ledger", "text", "Ledger", doc="Path of the demo ledger."),
    Field("company", "name", "Company", doc="Name of the made-up company, marked as demo."),
    Field("first", "date", "From", doc="Its first day."),
    Field("last", "date", "Until", doc="Its last day, played until half past nine."),
    Field("seed", "int", "Seed", doc="The seed."),
    Field("people", "int", "People", doc="How many people it has."),
    Field("entries", "int", "Entries", doc="How many entries were written, one per command."),
    Field(
        "head", "text", "Head", doc="SHA-256 over the last entry: the same for the same seed, days, language, version."
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; `guessed` says that no official days are known for a year of it."""

    path: Path
    first: date
    last: date
    seed: int
    lang: str
    guessed: bool = False

    @property
    def key(self) -> str:
        """Return all that decides the heads, beside the program itself."""
        return "\0".join(
            ("salesctl demo", __version__, self.lang, str(self.seed), self.first.isoformat(), self.last.isoformat())
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A demo ledger: what it holds and what it took."""

    asked: Asked
    company: str
    people: int
    entries: int
    head: str
    seconds: float
    former: bool


def asked(ctx: Ctx, path: str | None, until: str | None, seed: int, months: int) -> Asked:
    """Read what is asked for: by default the last three months, up to the last morning that is over.

    Raises Usage for days ahead, Refused where something stands at `path` that is no demo ledger.
    """
    from salesctl.domains.calendar.service import published

    ready = _ready(ctx.now)
    last = parse_day(until, ready, "back").day if until else ready
    if last > ready:
        raise Usage(
            _("{day} lies ahead: the demo ends with the morning of a day that has begun.", day=last.isoformat()),
            hint=_("Leave --until out, or give a day until {day}.", day=ready.isoformat()),
        )
    first = add_months(last.isoformat(), last.replace(day=1), 1 - months)
    years = {first.year, last.year, (last + timedelta(days=14)).year}
    where = _where(ctx, path)
    _may_write(ctx, where)
    return Asked(where, first, last, seed, ctx.lang, guessed=not years <= published())


def _ready(now: datetime) -> date:
    """Return the last day whose morning is over in the demo's zone: nothing made up may lie ahead."""
    there = now.astimezone(ZoneInfo(ZONE))
    over = there.time() >= time.fromisoformat(LAST_MORNING)
    return there.date() if over else there.date() - timedelta(days=1)


def _where(ctx: Ctx, path: str | None) -> Path:
    if path is None and ctx.config.sources.get("ledger") == "option":
        path = ctx.config.ledger
    if path is not None and "://" in path:
        raise OutOfReach(_("This version keeps its ledger in one SQLite file."), hint=_("Name a path."), retry=False)
    return Path(os.path.expanduser(path)) if path else Path(ctx.config.demo)


def _may_write(ctx: Ctx, path: Path) -> None:
    """Refuse any file that is no demo ledger, and the place where one's own ledger is to stand."""
    own, named = ctx.config.ledger, ctx.config.sources.get("ledger") == "option"
    if os.path.lexists(path):
        if not path.is_file() or path.is_symlink() or not holds_demo(path):
            raise Refused(
                _("{path} is no demo ledger; it stays as it is.", path=path), hint=_("Name another file, or none.")
            )
    elif own != ctx.config.demo and not named and os.path.realpath(own) == os.path.realpath(path):
        raise Refused(
            _("{path} is where your own ledger is to stand.", path=path), hint=_("Name another file, or none.")
        )


def holds_demo(path: Path) -> bool:
    """Tell whether a file is a demo ledger."""
    return _mark(path) is not None


def _mark(path: Path) -> str | None:
    """Return the id of the demo ledger in a file, None for any other file."""
    from sqlalchemy.exc import DatabaseError

    from salesctl.ledger.engine import open_ledger
    from salesctl.ledger.opening import info

    try:
        ledger = open_ledger(path)
    except SalesError:
        return None
    try:
        with ledger.engine.connect() as connection:
            facts = info(connection)
            return facts["ledger"] if facts["mark"] == DEMO else None
    except (SalesError, DatabaseError):
        return None
    finally:
        ledger.close()


def make(ctx: Ctx, asked: Asked) -> Made:
    """Play the months into a new file beside the place, then put it there; an earlier demo goes."""
    from salesctl.founding import Plan
    from salesctl.ledger.refusals import reach_error

    words = Words(asked.lang)
    plan = Plan(words["company"], CURRENCY, ZONE, CAST[0].code, words.person(CAST[0].code)[0])
    scratch = asked.path.with_name(f".{asked.path.name}.{os.getpid()}")
    meter = _Meter(ctx.asks, asked)
    started = monotonic()
    stage = Stage(scratch, asked.key, plan, asked.lang, official=not asked.guessed)
    try:
        with stage.open(asked.first, "08:00", asked.last):
            play(World(stage, words, asked.key), asked.first, asked.last, lambda day: meter.say(day, stage.entries))
        meter.clear()
        former = _put(scratch, asked.path)
    except OSError as error:
        raise reach_error(error, asked.path) from error
    finally:
        meter.clear()
        for suffix in ("", "-wal", "-shm", "-journal", ".lock"):
            scratch.with_name(scratch.name + suffix).unlink(missing_ok=True)
    head = _remember(asked.path)
    return Made(asked, plan.company, len(CAST), stage.entries, head, monotonic() - started, former)


class _Meter:
    """The line on a terminal that says which day is played."""

    def __init__(self, terminal: bool, asked: Asked) -> None:
        self._terminal = terminal
        self._asked = asked
        self._last = monotonic()

    def say(self, day: date, entries: int) -> None:
        if self._terminal and monotonic() - self._last > 0.2:
            self._last = monotonic()
            done = 100 * (day - self._asked.first).days // max((self._asked.last - self._asked.first).days, 1)
            line = _("{day}  {n} entries  {percent}%", day=day.isoformat(), n=entries, percent=done)
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _put(scratch: Path, path: Path) -> bool:
    """Give the ledger its name; returns whether a demo stood there. Its writers are waited for."""
    from salesctl.ledger.books import Seen
    from salesctl.ledger.engine import open_ledger

    former = _mark(path) if path.exists() else None
    if former is None:
        if os.path.lexists(path):
            raise Refused(_("There is already a file at {path}.", path=path), hint=_("Name another file, or none."))
        os.replace(scratch, path)
        return False
    ledger = open_ledger(path)
    with ledger.lock():
        ledger.close()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(scratch, path)
    Seen(former, os.path.realpath(path)).file.unlink(missing_ok=True)
    return True


def _remember(path: Path) -> str:
    """Remember the heads of the finished ledger, as of any that was seen; returns the ledger's head.

    This device has no book in it: whoever plays on opens one, so that what was made up ends where it ended.
    """
    from salesctl.ledger import chain
    from salesctl.ledger.books import Seen
    from salesctl.ledger.engine import open_ledger
    from salesctl.ledger.opening import heads, info

    ledger = open_ledger(path)
    try:
        with ledger.engine.connect() as connection:
            known = heads(connection)
            Seen(info(connection)["ledger"], os.path.realpath(path), "", known).save()
    finally:
        ledger.close()
    return chain.heads_hash((book, seq, bytes.fromhex(last)) for book, (seq, last) in known.items())


# -- what is shown -----------------------------------------------------------------------------------------------------


def show(ctx: Ctx, made: Made, picture: str | None) -> Shown:
    """Return the month's summary of the demo, as its head sees it, and what to type next."""
    from salesctl.demo.stage import Still
    from salesctl.domains.reports.summary import asking

    asked = made.asked
    now = datetime.combine(asked.last, time.fromisoformat(LAST_MORNING), ZoneInfo(ZONE)).astimezone(UTC)
    config = replace(ctx.config, ledger=str(asked.path), me=CAST[0].code)
    inner = Ctx("report.summary", ctx.options, request={}, config=config, clock=Still(now))
    try:
        shown = asking.summary(inner, _month(asked), None, None, None, explain=False)
        ctx.demo = inner.demo
        ctx.__dict__["zone"] = inner.zone
        row = (
            str(asked.path), made.company, asked.first, asked.last, asked.seed, made.people, made.entries, made.head,
        )  # fmt: skip
        shown.sheet = Sheet(MADE, [row], single=True)
        shown.talk = told(ctx, made)
        if picture is not None:
            _draw(ctx, made, shown, picture)
            shown.talk.append(_("Written: {path}", path=picture))
        return shown
    finally:
        inner.close()


def _month(asked: Asked) -> str:
    """Return the month that is summed up: the last one, or while it is young the one before, where there is one."""
    this = asked.last.replace(day=1)
    before = this - timedelta(days=1)
    young = asked.last.day <= 7 and before >= asked.first
    return (before if young else this).strftime("%Y-%m")


def told(ctx: Ctx, made: Made, *, measured: bool = True) -> list[str]:
    """Say what was made and what to type next; `measured` with the place and the time it took."""
    asked = made.asked
    named = "demo" if asked.path == Path(ctx.config.demo) else str(asked.path)
    words = Words(asked.lang)
    lead, rep = words.person("1002")[0], words.person("1010")[0]
    quoted = [f'"{name}"' if " " in name else name for name in (named, lead, rep)]
    lines = [
        _(
            "{company}: {people} people, {first} to {last}, {entries} entries. All of it is made up.",
            company=made.company,
            people=made.people,
            first=asked.first.isoformat(),
            last=asked.last.isoformat(),
            entries=made.entries,
        )
    ]
    if measured:
        lines.append(_("Made in {seconds} s: {path}", seconds=f"{made.seconds:.1f}", path=asked.path))
    if made.former and measured:
        lines.append(_("The demo that stood there is gone, with whatever was tried in it."))
    if asked.guessed:
        lines.append(_("No official days are known for all of it yet: every Monday to Friday was taken for a workday."))
    tries = (
        f"salesctl --ledger {quoted[0]} --as {quoted[1]} today --team",
        f"salesctl --ledger {quoted[0]} report list --person {quoted[2]}",
        f"salesctl --ledger {quoted[0]} ledger verify",
    )
    lines += [_("Try: {command}", command=command) for command in tries]
    lines.append(_("For real: salesctl init"))
    return lines


def _draw(ctx: Ctx, made: Made, shown: Shown, file: str) -> None:
    """Write the output as a picture, as the same command prints it."""
    from io import StringIO

    from salesctl.render import render
    from salesctl.render.files import whole_file
    from salesctl.render.svg import picture
    from salesctl.render.width import set_ambiguous

    assert shown.page is not None
    mark.marked(shown.page)
    set_ambiguous(Config().ambiguous)
    out = StringIO()
    render(shown.page, "plain", out, lang=ctx.lang, zone=ZoneInfo(ZONE))
    lines = [f"$ salesctl demo --until {made.asked.last.isoformat()} --seed {made.asked.seed}", "", out.getvalue()]
    text = "\n".join([*lines, *told(ctx, made, measured=False)])
    with whole_file(Path(file), ctx.options.force) as target:
        target.write(picture(text, title="salesctl demo", columns=100).encode())


__all__ = ["Asked", "Made", "asked", "holds_demo", "make", "show", "told"]
