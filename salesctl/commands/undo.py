"""`undo`: take back my last entry by a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Single
from salesctl.locale import N_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("undo")


@app.write("undo")
def undo(
    ctx: Ctx,
    entry: Annotated[
        str | None,
        typer.Argument(
            metavar="ENTRY", help=N_("Number of the entry, as ledger log shows it; mine and the last if left out.")
        ),
    ] = None,
) -> Shown:
    """Take back my last entry."""
    from salesctl.commands.undoing import chosen, take_back

    step = chosen(ctx, entry)
    return take_back(ctx, step)
