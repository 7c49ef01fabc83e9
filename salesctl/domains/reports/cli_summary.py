"""`report summary` and `report print` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.domains.reports.noun import app
from salesctl.domains.reports.summary.columns import BYS
from salesctl.errors import Usage
from salesctl.locale import N_, _
from salesctl.params import ExplainOpt, OpenOpt, PeriodArg, PersonOpt, TeamOpt, code_option, word_option

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


Ledgers = Annotated[
    list[str] | None,
    word_option("file", "--ledger", metavar="PATH", help=N_("The ledger to use; repeated, several are summed up.")),
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
    ledgers: Ledgers = None,
) -> Shown:
    """Sum up a period: attendance, reports, visits, clients, sales."""
    from salesctl.domains.reports.summary import asking

    if ledgers and len(ledgers) > 1:
        from salesctl.domains.reports.summary import branches

        if team or person or explain:
            raise Usage(
                _("With several ledgers a summary has no --team, --person or --explain."), hint=_("Ask one at a time.")
            )
        return branches.summary(ctx, period, by, ledgers)
    if ledgers:
        ctx.config = ctx.config.over(ledger=ledgers[0])
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
