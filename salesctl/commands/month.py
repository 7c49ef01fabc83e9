"""`month` on the command line: the month's close by its checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.domains.periods.vocab import ROOMS
from salesctl.locale import N_, _
from salesctl.params import PeriodArg, TeamOpt, code_option

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("month")

RoomOpt = Annotated[
    str | None,
    code_option("--room", codes=ROOMS, context="room", metavar="ROOM", help=N_("Only this room; else every room.")),
]
Force = Annotated[bool, typer.Option("--force", help=N_("Close although steps are open; needs a reason."))]


@app.read("month.show", default=True)
def show(ctx: Ctx, period: PeriodArg = None, *, room: RoomOpt = None) -> Shown:
    """Show what a month's close still needs: last month until it is closed, then this one."""
    from salesctl.commands import closing_month

    return ctx.shown(sheet=closing_month.sheet(ctx, closing_month.month(ctx, period), room or ""))


@app.write("month.close")
def close(
    ctx: Ctx, period: PeriodArg = None, *, team: TeamOpt = None, room: RoomOpt = None, anyway: Force = False
) -> Shown:
    """Close a month: what is dated in it stays as it is; refused while steps are open."""
    from salesctl.commands import closing_month
    from salesctl.domains.periods import service

    month, group = closing_month.month(ctx, period), ctx.find_id(team)
    reason = ctx.reason(_("close with open steps")) if anyway else None
    with ctx.write(reason=reason) as tx:
        if not anyway:
            closing_month.refuse_open(tx, month, room or "")
        totals = closing_month.totals(tx, month, group)
        row = service.close(tx, month.first, month.last, room=room or "", team=group, totals=totals)
        return tx.show(closing_month.said_closed(tx, month), closing_month.period_sheet(tx, row))


@app.write("month.reopen")
def reopen(ctx: Ctx, period: PeriodArg, *, team: TeamOpt = None, room: RoomOpt = None) -> Shown:
    """Open a closed month again; needs its own right and a reason."""
    from salesctl.commands import closing_month
    from salesctl.domains.periods import service

    month, group = closing_month.month(ctx, period), ctx.find_id(team)
    kept = closing_month.kept(ctx, month, room or "", group)
    with ctx.write(reason=ctx.reason(_("reopen a month"))) as tx:
        row = service.reopen(tx, closing_month.closed_period(tx, kept))
        return tx.show(closing_month.said_reopened(tx, month), closing_month.period_sheet(tx, row))


@app.read("month.list")
def list_(ctx: Ctx) -> Shown:
    """List what is closed, the newest first."""
    from salesctl.domains.periods import queries

    return ctx.shown(sheet=queries.periods(ctx))
