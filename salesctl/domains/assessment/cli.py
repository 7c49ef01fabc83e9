"""`assess` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.app import Noun
from salesctl.locale import N_, _
from salesctl.params import MaybePerson, OpenOpt, PeriodArg, PersonOpt, TeamOpt, word_argument

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown
    from salesctl.values.period import Period

app = Noun("assess")

Scored = Annotated[str | None, word_argument("period", "PERIOD", N_("The period to score; last month when left out."))]


@app.write("assess.score")
def score(ctx: Ctx, period: Scored = None, *, person: PersonOpt = None, team: TeamOpt = None) -> Shown:
    """Score people by the scheme of the rule book; again, it writes only what changed."""
    from salesctl.domains.assessment import computing, queries, service

    asked = _period(ctx, period or "last-month")
    who, group = ctx.find_id(person), ctx.find_id(team)
    cards = computing.cards(ctx, asked, person=who, team=group)
    if not cards:
        return ctx.shown(_("The scheme has nothing for anybody here: salesctl rules show assessment.line"))
    if asked.last >= ctx.today:
        ctx.talk.append(_("{period} is not over; score it again when it is.", period=asked.label))
    with ctx.write() as tx:
        done = service.score(tx, asked, cards)
        said = _(
            "{period}: {new} scored, {changed} changed, {same} as before.",
            period=asked.label,
            new=done.new,
            changed=done.changed,
            same=done.same,
        )
        return tx.show(said, queries.kept(tx, [row.id for row in done.rows]))


@app.read("assess.list", default=True)
def list_(ctx: Ctx, period: PeriodArg = None, *, person: PersonOpt = None, team: TeamOpt = None) -> Shown:
    """List scorecards, the newest period first."""
    from salesctl.domains.assessment import queries

    asked = _period(ctx, period) if period else None
    return ctx.shown(sheet=queries.scorecards(ctx, asked, person=ctx.find_id(person), team=ctx.find_id(team)))


@app.read("assess.show")
def show(ctx: Ctx, person: MaybePerson = None, period: PeriodArg = None, *, explain: bool = False) -> Shown:
    """Show a scorecard line by line: mine, or a person's; the newest when no period is given."""
    from salesctl.domains.assessment import queries

    who = ctx.find_id(person) or ctx.me.id
    row = queries.one(ctx, _period(ctx, period) if period else None, who)
    return ctx.shown(sheet=queries.explained(ctx, [row]) if explain else queries.form(ctx, row))


@app.read("assess.print")
def print_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    person: PersonOpt = None,
    team: TeamOpt = None,
    open_: OpenOpt = False,
) -> Shown:
    """Print scorecards for signing, one table a person."""
    from salesctl.domains.assessment import printing, queries
    from salesctl.errors import NotFound
    from salesctl.printing import print_page

    asked = _period(ctx, period or "last-month")
    rows = queries.found(ctx, asked, person=ctx.find_id(person), team=ctx.find_id(team), exact=True)
    if not rows:
        raise NotFound(
            _("There is no scorecard of it."), hint=_("Compute it: salesctl assess score {period}", period=asked.label)
        )
    stem = _("scorecards-{period}", period=asked.label)
    return print_page(ctx, printing.page(ctx, rows), stem, open_=open_, sheet=queries.explained(ctx, rows))


def _period(ctx: Ctx, text: str) -> Period:
    from salesctl.values.period import parse_period

    return parse_period(text, ctx.today)
