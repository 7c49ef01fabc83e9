"""`doctor`: inspect this installation and its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.app import Single

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("doctor")


@app.read("doctor")
def doctor(ctx: Ctx) -> Shown:
    """Inspect this installation and its ledger."""
    from salesctl.commands.inspecting import inspect

    return inspect(ctx)
