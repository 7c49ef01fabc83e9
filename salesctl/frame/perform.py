"""Run one command: open its context, call it, show what it returns, close."""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesctl.errors import (
    Ambiguous,
    Damaged,
    Full,
    Interrupted,
    Lost,
    NotFound,
    OutOfReach,
    SalesError,
    Unavailable,
    Usage,
)
from salesctl.frame.run import is_terminal
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
    if verb.kind == "write" and (options.output is not None or options.format):
        from salesctl.show import check_output

        check_output(options, run.terminal)  # before anything is written: what is refused leaves no trace
    from salesctl.ledger import address

    pauses = list(address.PAUSES)
    op_id = run.side.op_id if run.side else ""
    while True:
        ctx = Ctx(verb.action, options, request=request, config=config, clock=clock, op_id=op_id)
        try:
            _imports_done()
            shown = _run(ctx, verb, values)
            return show(ctx, shown, writes=verb.kind == "write", before=noting(ctx) if verb.kind == "read" else None)
        except (Exception, KeyboardInterrupt) as error:
            told = _engine_said(error, ctx.config.ledger)
            if ctx.written and not isinstance(error, BrokenPipeError) and (unseen := _unseen(ctx, told or error)):
                raise unseen from error
            begun = OutOfReach if len(pauses) < len(address.PAUSES) else Lost  # once lost, nobody there means: not yet
            if not (isinstance(told or error, begun) and pauses and _repeatable(ctx, values)):
                if told is None and (told := _damaged(ctx, error)) is None:
                    raise
                raise told from error
            options = replace(options, op_id=ctx.operations[0] if ctx.operations else options.op_id)
            if len(pauses) == len(address.PAUSES) - 2 and is_terminal(sys.stderr):
                print(_("The server is away; trying again for half a minute …"), file=sys.stderr, flush=True)
            time.sleep(pauses.pop(0))
        finally:
            ctx.close()


def _repeatable(ctx: Ctx, values: dict[str, Any]) -> bool:
    """Say whether the same can be done again unasked: one write, nobody answered a question, stdin was not used up."""
    asked = ctx.__dict__.get("asks", False)
    piped = values.get("stdin") or any(value == "-" for value in values.values())
    return len(ctx.operations) < 2 and not (asked or piped)


def served(verb: Verb) -> bool:
    """Tell whether a command may be served warm: its noun's door and its own mark say so."""
    from salesctl.doors import door

    where = door(verb.action.partition(".")[0])
    return verb.warm and where is not None and where.warm


def _run(ctx: Ctx, verb: Verb, values: dict[str, Any]) -> Shown:
    """Call the command; a repeated operation is answered with its records as they are now."""
    from salesctl.ledger.operations import AlreadyDone

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


def _unseen(ctx: Ctx, error: BaseException) -> SalesError | None:
    """Return what is said where something failed after the entry was written; None for a defect of ours."""
    from salesctl.frame.failure import of_system

    hint = _("Run it again with --op-id {id}: it is never written twice.", id=ctx.written)
    if isinstance(error, KeyboardInterrupt):
        return Interrupted(_("Interrupted, but it was written."), hint=hint, op_id=ctx.written)
    told = of_system(error) if isinstance(error, OSError) else error
    if not isinstance(told, Unavailable):
        return None
    # What is said of a full disk elsewhere ends with "Nothing written".
    why = _("No room is left to write to.") if isinstance(told, Full) else told.message
    return type(told)(_("Written, but it can't be shown: {why}", why=why), hint=hint, retry=True, op_id=ctx.written)


def _damaged(ctx: Ctx, error: BaseException) -> SalesError | None:
    """Return what a failure nobody foresaw means on a ledger that does not verify; None on a sound one: our defect."""
    import typer

    from salesctl.frame import failure, usage

    if failure.known(error) is not None or isinstance(error, (usage.FrameworkError, typer.Exit, typer.Abort)):
        return None
    if (ledger := ctx.opened) is None:
        return None
    from salesctl.ledger import verify

    report = verify.of(ledger)
    if not report.findings:
        return None
    first = report.findings[0]
    return Damaged(
        _("{path} is damaged: {why}.", path=ledger.path, why=f"{first.where} {first.message}"),
        hint=_("Run: salesctl ledger verify; if it can't be mended, go on with the last backup."),
    )


def _engine_said(error: BaseException, ledger: str) -> SalesError | None:
    """Return what an error of the engine, met while reading, means to people; None for every other error."""
    sqlalchemy = sys.modules.get("sqlalchemy.exc")
    if sqlalchemy is None:  # then it can't be the engine's
        return None
    from salesctl.ledger.address import place_of
    from salesctl.ledger.engine import driver_errors
    from salesctl.ledger.refusals import engine_error

    if not isinstance(error, (sqlalchemy.DatabaseError, *driver_errors())):
        return None
    if isinstance(getattr(error, "orig", None), SalesError) or not isinstance(error, Exception):
        return None
    return engine_error(error, place_of(ledger))


def _imports_done() -> None:
    # The program starts with the collector off: a tenth of its start is spent looking for garbage among modules. What
    # lives by now lives to the end. The thresholds leave room for the rooms' imports, which come inside the functions.
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()
