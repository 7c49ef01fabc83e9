"""What `doctor` looks at (体检): each line is fine, worth knowing, or wrong; wrong exits 6."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from salesctl import __version__
from salesctl.errors import SalesError
from salesctl.locale import N_, _, p_
from salesctl.render.sheet import Field, Sheet

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

STATES = (N_("fine"), N_("notice"), N_("wrong"))
WHAT = (
    "program",
    "config",
    "driver",
    "filesystem",
    "modes",
    "ledger",
    "clock",
    "device",
    "warm",
    "login",
    "rules",
    "calendar",
    "head",
)
FIELDS = (
    Field(
        "what",
        "code",
        "What",
        context="doctor.what",
        codes=WHAT,
        doc="What was looked at.",
    ),
    Field("state", "code", "State", context="doctor", codes=("fine", "notice", "wrong"), doc="fine, notice or wrong."),
    Field("found", "text", "Found", doc="What was found."),
    Field("hint", "text", "Do", doc="What to do, where something is wrong.", table=False),
)


class Look(NamedTuple):
    """One thing looked at."""

    what: str
    state: str
    found: str
    hint: str = ""


def inspect(ctx: Ctx) -> Shown:
    """Look at everything; whatever fails becomes a line, never an end."""
    from sqlalchemy.exc import SQLAlchemyError

    from salesctl.ledger.engine import choose_driver

    rows: list[Look] = []
    for look in (_program, _config, _driver, _file, _clock, _device, _warm, _login, _rules, _calendar, _head):
        try:
            rows.extend(look(ctx))
        except (SalesError, SQLAlchemyError, choose_driver().module.Error, *STRANGE) as error:
            name = "ledger" if look is _file else look.__name__[1:]
            rows.append(_failed(ctx, name, error))
            if look is _file:
                break  # without a ledger the rest would say the same
    # What to do stands under the table in full, where no screen is too narrow for it.
    told = [_("{name}: {message}", name=p_("doctor.what", row.what), message=row.hint) for row in rows if row.hint]
    sheet = Sheet(FIELDS, [tuple(row) for row in rows], notes=told)
    return ctx.shown(sheet=sheet, exit_code=6 if any(row.state == "wrong" for row in rows) else 0)


STRANGE = (OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError)
"""What reading a damaged ledger raises beside the engine's own errors."""


def _failed(ctx: Ctx, name: str, error: Exception) -> Look:
    from salesctl.ledger.engine import engine_error

    told = error if isinstance(error, SalesError) else engine_error(error, Path(ctx.config.ledger))
    if told is not None:
        return Look(name, "wrong", told.message, told.hint)
    why = str(getattr(error, "orig", None) or error) or type(error).__name__
    return Look(name, "wrong", _("can't be read: {why}", why=why[:200]), _("Run: salesctl ledger verify"))


def _program(ctx: Ctx) -> Iterator[Look]:
    yield Look("program", "fine", f"salesctl {__version__}, Python {platform.python_version()}, {sys.platform}")


def _config(ctx: Ctx) -> Iterator[Look]:
    config = ctx.config
    if config.problems:
        yield Look("config", "wrong", "; ".join(config.problems), _("Mend the file: {path}", path=config.path))
    elif config.unknown:
        yield Look(
            "config", "notice", _("unknown keys: {names}", names=", ".join(config.unknown)), _("See: salesctl config")
        )
    else:
        yield Look("config", "fine", config.path)


def _driver(ctx: Ctx) -> Iterator[Look]:
    from salesctl.ledger.engine import choose_driver

    driver = choose_driver()
    words = _(
        "{name} with SQLite {version}, {mode} mode", name=driver.name, version=driver.version, mode=driver.journal_mode
    )
    if driver.safe:
        yield Look("driver", "fine", words)
    else:
        yield Look(
            "driver",
            "notice",
            words,
            _("This library may lose pages in WAL mode, so a slower mode is used: pip install pysqlite3"),
        )


def _file(ctx: Ctx) -> Iterator[Look]:
    from salesctl.ledger.engine import network_file_system

    path = Path(ctx.config.ledger)
    kind = network_file_system(path if path.exists() else path.parent)
    if kind is None:
        yield Look("filesystem", "notice", _("not known on this system"), _("Keep the ledger on a local disk."))
    elif kind:
        yield Look("filesystem", "wrong", kind, _("Keep the ledger on a local disk."))
    else:
        yield Look("filesystem", "fine", _("local"))
    ctx.session  # noqa: B018 - opening it is the test
    loose = [f"{p.name} {p.stat().st_mode & 0o777:04o}" for p in _files(path) if p.stat().st_mode & 0o077]
    if loose:
        yield Look("modes", "wrong", ", ".join(loose), f"chmod 600 {path}*")
    else:
        yield Look("modes", "fine", "0600")
    size = sum(p.stat().st_size for p in _files(path))
    state = "notice" if ctx.ledger.read_only else "fine"
    yield Look("ledger", state, f"{path}, {size // 1024} KiB" + (f", {_('read-only')}" if ctx.ledger.read_only else ""))


def _files(path: Path) -> Iterator[Path]:
    for suffix in ("", "-wal", "-shm", ".lock"):
        found = path.with_name(path.name + suffix)
        if found.exists():
            yield found


def _clock(ctx: Ctx) -> Iterator[Look]:
    from sqlalchemy import select

    from salesctl.ledger import tables

    newest = ctx.session.scalar(select(tables.entry.c.recorded_at).order_by(tables.entry.c.recorded_at.desc()).limit(1))
    local = ctx.local(ctx.now).strftime("%Y-%m-%d %H:%M")
    if newest is not None and newest > ctx.now:
        behind = int((newest - ctx.now).total_seconds())
        yield Look(
            "clock",
            "notice",
            _("{now} {zone}, {n} s behind the last entry", now=local, zone=ctx.zone.key, n=behind),
            _("Set the machine's clock."),
        )
    else:
        yield Look("clock", "fine", f"{local} {ctx.zone.key}")


def _device(ctx: Ctx) -> Iterator[Look]:
    from salesctl.ledger.books import device, recall
    from salesctl.ledger.opening import info, missing_heads

    connection = ctx.session.connection()
    seen, how = recall(info(connection)["ledger"], ctx.ledger.path)
    words = {
        "known": _("known"),
        "moved": _("moved here since the last write"),
        "copied": _("a copy; the next write opens a new book"),
        "new": _("new to this device; the next write opens a new book"),
    }
    gone = missing_heads(connection, seen)
    if gone:
        yield Look(
            "device",
            "wrong",
            _("this device has seen entries that the ledger no longer holds"),
            _("Run: salesctl ledger verify"),
        )
    else:
        yield Look("device", "fine" if how == "known" else "notice", f"{device()[:8]}…, {words[how]}")


def _login(ctx: Ctx) -> Iterator[Look]:
    from salesctl.login import os_user

    me = ctx.actor
    words = _(
        "{user} is {name} ({code}), {roles}",
        user=os_user(),
        name=me.name,
        code=me.code,
        roles=", ".join(p_("role", role) for role in me.roles),
    )
    if me.claimed:
        yield Look(
            "login",
            "notice",
            words,
            _(
                "Named by settings, not proven: salesctl person edit {code} --login {user}",
                code=me.code,
                user=os_user(),
            ),
        )
    else:
        yield Look("login", "fine", words)


def _warm(ctx: Ctx) -> Iterator[Look]:
    import os

    from salesctl.warm.state import look

    found = look(os.environ, ctx.config.warm)
    if found.kind == "open":
        yield Look(
            "warm",
            "notice",
            _("{path} is not open to you alone, so every command starts cold", path=found.folder),
            _("Remove it, or close it to others: chmod 700 {path}", path=found.folder),
        )
        return
    words = {
        "absent": _("not on this system"),
        "off": _("switched off; every command starts cold"),
        "none": _("not running; the next command at a terminal starts it"),
        "ready": _("process {pid} is ready; {n} commands served", pid=found.pid, n=found.served),
    }
    yield Look("warm", "fine", words[found.kind])


def _rules(ctx: Ctx) -> Iterator[Look]:
    from salesctl.rulebook.check import check
    from salesctl.rulebook.sections import registry
    from salesctl.rulebook.store import source

    version = ctx.rules.version
    _book, findings = check(source(ctx.session, version), registry())
    bad = [f for f in findings if not f.notice]
    if bad:
        yield Look(
            "rules",
            "wrong",
            _("version {n}: {what}", n=version, what=bad[0].message),
            _("Mend it: salesctl rules show --toml > rules.toml"),
        )
    else:
        yield Look("rules", "fine", _("version {n}", n=version))


def _calendar(ctx: Ctx) -> Iterator[Look]:
    from datetime import timedelta

    from salesctl.domains.calendar.queries import day_kind

    if not day_kind(ctx, ctx.today).known:
        yield Look(
            "calendar",
            "wrong",
            _("{year} has no official days", year=ctx.today.year),
            _("Update salesctl, or add the days."),
        )
    elif not day_kind(ctx, ctx.today + timedelta(days=60)).known:
        yield Look(
            "calendar",
            "notice",
            _("{year} has no official days yet", year=ctx.today.year + 1),
            _("They are published about November; update salesctl then."),
        )
    else:
        yield Look("calendar", "fine", _("known"))


def _head(ctx: Ctx) -> Iterator[Look]:
    from salesctl.commands.ledgering import head_facts

    yield Look("head", "fine", str(head_facts(ctx)["noted"]))
