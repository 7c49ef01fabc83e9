"""`today`: what is due, late and new, one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Single
from salesctl.locale import N_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("today")


@app.read("today")
def today(
    ctx: Ctx,
    *,
    every: Annotated[bool, typer.Option("--all", help=N_("Every line, however many."))] = False,
    team: Annotated[bool, typer.Option("--team", help=N_("The team's day, not mine."))] = False,
) -> Shown:
    """See what is due, late and new."""
    from salesctl import news
    from salesctl.commands import day_page
    from salesctl.today import lines

    found = lines(ctx, team=team)
    if ctx.options.output is not None or ctx.options.format not in (None, "table", "plain"):
        return ctx.shown(sheet=day_page.sheet(ctx, found, every=every))
    page = day_page.text(ctx, found, every=every)
    if ctx.terminal and not team and ctx.me.id == ctx.actor.id:
        news.looked(ctx)
    return ctx.shown(page)
