"""The lines of a crontab (定时任务表) for this ledger: exact, whoever's shell reads them."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.jobs import JOBS
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx

SHORT_PATH = ("/usr/bin", "/bin")
"""Where cron looks for programs."""


def text(ctx: Ctx) -> str:
    """Return the lines: whom to mail, the ledger, who runs them, the language, then one line per job."""
    from salesctl.domains.org.people import robots

    found = robots(ctx)
    if not found:
        ctx.talk.append(_("Nobody has the role robot yet: salesctl person add robot Robot --roles robot"))
    settings = {
        "MAILTO": ctx.actor.login or ctx.actor.code,
        "CONTENT_TYPE": "text/plain; charset=UTF-8",  # else cron's own locale says what its mails are written in
        "SALESCTL_LEDGER": str(ctx.ledger.path.absolute() if isinstance(ctx.ledger.path, Path) else ctx.ledger.path),
        "SALESCTL_ME": found[0] if found else "robot",
        "SALESCTL_LANG": ctx.lang,
    }
    command = program()
    lines = [_("# every day: the ledger knows which days are workdays; never 1-5")]
    lines += [f"{name}={_value(value)}" for name, value in settings.items()]
    fields = [one.cron for one in JOBS]
    calls = [f"{command} job run {one.name}" for one in JOBS]
    for one, when, call in zip(JOBS, fields, calls, strict=True):
        lines.append(f"{when:<{max(map(len, fields))}}  {call:<{max(map(len, calls))}}  # {_(one.what)}")
    return "\n".join(lines)


def program() -> str:
    """Return how cron's shell starts this program: by its name where it looks, else by the whole path."""
    started = os.path.abspath(sys.argv[0])
    if os.path.basename(started) not in ("salesctl", "salesctl.exe"):
        found = shutil.which("salesctl")
        if not found:
            return _percent(f"{shlex.quote(sys.executable)} -m salesctl")
        started = os.path.abspath(found)
    if os.path.dirname(started) in SHORT_PATH:
        return "salesctl"
    return _percent(shlex.quote(started))


def _percent(command: str) -> str:
    return command.replace("%", "\\%")  # cron reads a bare % as the end of the command


def _value(value: str) -> str:
    """Quote a setting where cron would trim it or take it apart."""
    plain = value == value.strip() and not set(value) & set("\"'#")
    return value if plain and value else f'"{value}"' if '"' not in value else f"'{value}'"
