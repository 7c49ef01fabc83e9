"""`calendar` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.domains.calendar.vocab import KINDS
from salesctl.errors import Usage
from salesctl.locale import N_, _
from salesctl.params import PeriodArg, PersonOpt, code_option, word_argument

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("calendar")

KindOpt = Annotated[
    str | None,
    code_option("--kind", codes=KINDS, context="calendar.kind", help=N_("Only such days: holiday, makeup, …")),
]
Grid = Annotated[bool, typer.Option("--grid", help=N_("One line a week."))]
ByMonth = Annotated[bool, typer.Option("--months", help=N_("One line a month, counted."))]
Day = Annotated[str, word_argument("day", "DAY", N_("A day: 2026-11-20, today, friday, 周五."))]


@app.read("calendar.show", default=True)
def show(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    kind: KindOpt = None,
    grid: Grid = False,
    months: ByMonth = False,
    person: PersonOpt = None,
) -> Shown:
    """Show which days are worked; this month, unless told."""
    from salesctl.domains.calendar import showing
    from salesctl.domains.org.people import someone
    from salesctl.values.period import parse_period

    if (kind is not None) + grid + months > 1:
        raise Usage(_("--kind, --grid and --months exclude each other."), hint=_("Leave one out."))
    span = parse_period(period or "month", ctx.today)
    who = someone(ctx, ctx.find(person).id) if person else None
    if grid:
        return ctx.shown(sheet=showing.grid(ctx, span, who))
    return ctx.shown(sheet=showing.months(ctx, span, who) if months else showing.days(ctx, span, kind=kind, who=who))


@app.read("calendar.explain")
def explain(ctx: Ctx, day: Day, *, person: PersonOpt = None) -> Shown:
    """Say why a day is worked or free."""
    from salesctl.domains.calendar import showing
    from salesctl.domains.org.people import someone

    wanted = ctx.day(day)
    assert wanted is not None
    who = someone(ctx, ctx.find(person).id) if person else None
    return ctx.shown(sheet=showing.why(ctx, wanted, who))
