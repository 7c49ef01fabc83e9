"""Run one command: open its context, call it, show what it returns, close."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from salesctl.errors import Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.frame.nouns import Verb
    from salesctl.frame.run import Run
    from salesctl.params import Options
    from salesctl.render.sheet import Shown

WITHOUT_CONFIG = ("config", "help", "completion", "doctor")
"""Commands that work with a broken config file: the ones that help to mend it."""


def perform(run: Run, verb: Verb, values: dict[str, Any], options: Options, request: dict[str, Any]) -> int:
    """Call the command and show what it says. Returns the exit code; whatever it raises goes to the one handler."""
    from salesctl.show import show

    config = run.config.over(ledger=options.ledger, lang=options.lang, color=options.color)
    if config.problems and verb.action not in WITHOUT_CONFIG:
        raise Usage(
            "\n".join(config.problems), hint=_("Mend the file, or name another by SALESCTL_CONFIG."), path=config.path
        )
    run.options, run.config = options, config
    if verb.kind == "plain":
        return show(run, verb.fn(run, **values), writes=False)

    from salesctl.context import Ctx

    clock = run.clock
    if clock is None:
        from salesctl.values.clock import SystemClock

        clock = SystemClock()
    ctx = Ctx(verb.action, options, request=request, config=config, clock=clock)
    try:
        _imports_done()
        return show(ctx, _run(ctx, verb, values), writes=verb.kind == "write")
    finally:
        ctx.close()


def _run(ctx: Ctx, verb: Verb, values: dict[str, Any]) -> Shown:
    """Call the command; a repeated operation is answered with its records as they are now."""
    from salesctl.ledger.session import AlreadyDone

    try:
        if verb.kind == "write" and ctx.options.op_id:
            ctx.check_repeated()
        shown: Shown = verb.fn(ctx, **values)
        return shown
    except AlreadyDone as done:
        from salesctl.naming import already

        return already(ctx, done)


def _imports_done() -> None:
    # The program starts with the collector off: a tenth of its start is spent looking for garbage among modules. What
    # lives by now lives to the end. The thresholds leave room for the rooms' imports, which come inside the functions.
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()
