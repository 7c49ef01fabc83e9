"""`report summary` and `report print` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.domains.reports.noun import app
from salesctl.domains.reports.summary.columns import BYS
from salesctl.locale import N_
from salesctl.params import ExplainOpt, OpenOpt, PeriodArg, PersonOpt, TeamOpt, code_option

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

By = Annotated[
    str | None,
    code_option(
        "--by",
        codes=BYS,
        context="summary.by",
        metavar="|".join(BYS),
        help=N_("A row for each person, team, sales channel or product."),
    ),
]


@app.read("report.summary")
def summary(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    by: By = None,
    team: TeamOpt = None,
    person: PersonOpt = None,
    explain: ExplainOpt = False,
) -> Shown:
    """Sum up a period: attendance, reports, visits, clients, sales."""
    from salesctl.domains.reports.summary import asking

    return asking.summary(ctx, period, by, team, person, explain=explain)


@app.read("report.print")
def print_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    team: TeamOpt = None,
    person: PersonOpt = None,
    open_: OpenOpt = False,
) -> Shown:
    """Print a period on one page: HTML beside you."""
    from salesctl.domains.reports.summary import asking

    return asking.printed(ctx, period, team, person, open_=open_)
