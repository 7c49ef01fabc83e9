"""`demo`: a made-up team to try everything on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Single
from salesctl.locale import N_
from salesctl.params import word_argument, word_option

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("demo")


@app.read("demo")
def demo(
    ctx: Ctx,
    path: Annotated[
        str | None, word_argument("file", "PATH", N_("Where to make it; your own ledger is left alone."))
    ] = None,
    *,
    until: Annotated[
        str | None, word_option("day", "--until", metavar="DAY", help=N_("Its last day; today when left out."))
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help=N_("Another number makes another team's days."))
    ] = 1,
    months: Annotated[int, typer.Option("--months", metavar="N", min=1, max=12, help=N_("How many months."))] = 3,
    picture: Annotated[
        str | None, word_option("file", "--picture", metavar="FILE", help=N_("Draw the output into an SVG file, too."))
    ] = None,
) -> Shown:
    """Make a demo ledger: twelve made-up people, three months; shows their month."""
    from salesctl.demo import making

    asked = making.asked(ctx, path, until, seed, months)
    made = making.make(ctx, asked)
    return making.show(ctx, made, picture)
