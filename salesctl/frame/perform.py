"""Run one command: open its context, call it, show what it returns, close."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesctl.errors import Ambiguous, NotFound, SalesError, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.frame.nouns import Verb
    from salesctl.frame.run import Run
    from salesctl.params import Options
    from salesctl.render.sheet import Shown

WITHOUT_CONFIG = ("config", "help", "completion", "doctor", "demo")
"""Commands that work with a broken config file: those that help to mend it, and the one that needs nothing."""


def perform(run: Run, verb: Verb, values: dict[str, Any], options: Options, request: dict[str, Any]) -> int:
    """Call the command and show what it says. Returns the exit code; whatever it raises goes to the one handler."""
    from salesctl.render.width import set_ambiguous
    from salesctl.show import show

    config = run.config.over(ledger=options.ledger, lang=options.lang, color=options.color)
    if run.side:
        run.side.enter(config, served(verb))
    if config.problems and verb.action not in WITHOUT_CONFIG:
        raise Usage(
            "\n".join(config.problems), hint=_("Mend the file, or name another by SALESCTL_CONFIG."), path=config.path
        )
    run.options, run.config = options, config
    set_ambiguous(config.ambiguous)  # before the command's own work: it measures what it lays out
    if verb.kind == "plain":
        return show(run, verb.fn(run, **values), writes=False)

    from salesctl.context import Ctx
    from salesctl.printing import noting

    clock = run.clock
    if clock is None:
        from salesctl.values.clock import SystemClock

        clock = SystemClock()
    op_id = run.side.op_id if run.side else ""
    ctx = Ctx(verb.action, options, request=request, config=config, clock=clock, op_id=op_id)
    try:
        _imports_done()
        shown = _run(ctx, verb, values)
        return show(ctx, shown, writes=verb.kind == "write", before=noting(ctx) if verb.kind == "read" else None)
    except Exception as error:
        if (told := _engine_said(error, config.ledger)) is None:
            raise
        raise told from error
    finally:
        ctx.close()


def served(verb: Verb) -> bool:
    """Tell whether a command may be served warm: its noun's door and its own mark say so."""
    from salesctl.doors import door

    where = door(verb.action.partition(".")[0])
    return verb.warm and where is not None and where.warm


def _run(ctx: Ctx, verb: Verb, values: dict[str, Any]) -> Shown:
    """Call the command; a repeated operation is answered with its records as they are now."""
    from salesctl.ledger.session import AlreadyDone

    conflict = None
    try:
        if verb.kind == "write" and ctx.options.op_id:
            conflict = ctx.repeated()
        shown: Shown = verb.fn(ctx, **values)
        return shown
    except AlreadyDone as done:
        from salesctl.naming import already

        return already(ctx, done)
    except (NotFound, Ambiguous):
        if conflict is None:
            raise
        raise conflict from None


def _engine_said(error: Exception, ledger: str) -> SalesError | None:
    """Return what an error of the engine, met while reading, means to people; None for every other error."""
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is None:  # then it can't be the engine's
        return None
    from salesctl.ledger.engine import choose_driver, engine_error

    if not isinstance(error, (sqlalchemy.DatabaseError, choose_driver().module.Error)):
        return None
    if isinstance(getattr(error, "orig", None), SalesError):
        return None
    return engine_error(error, Path(ledger))


def _imports_done() -> None:
    # The program starts with the collector off: a tenth of its start is spent looking for garbage among modules. What
    # lives by now lives to the end. The thresholds leave room for the rooms' imports, which come inside the functions.
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()
