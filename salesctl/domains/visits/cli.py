"""`visit` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.domains.checks.vocab import HOWS, VERDICTS
from salesctl.locale import N_, _
from salesctl.params import (
    AllOpt,
    AtTime,
    ClientOpt,
    MaybeWords,
    NextOpt,
    OnDate,
    OpenOpt,
    PaperOpt,
    PeriodArg,
    PersonOpt,
    TeamOpt,
    Token,
    code_argument,
    code_option,
    ref_argument,
    word_argument,
    word_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("visit")

_SLIP = N_("An outing slip: its number.")
SlipRef = Annotated[Token, ref_argument("visit", "VISIT", _SLIP)]
MaybeSlip = Annotated[Token | None, ref_argument("visit", "VISIT", _SLIP)]
MaybeGoal = Annotated[
    Token | None,
    ref_argument("client", "CLIENT", N_("A client, or the number of a planned slip; none is the next one.")),
]
MaybePurpose = Annotated[str | None, word_argument("words", "PURPOSE", N_("What for, in quotes."))]
Place = Annotated[
    str | None,
    word_option("words", "--place", metavar="NAME", help=N_("Where, if it is no client; with a client, the address.")),
]
See = Annotated[str | None, word_option("words", "--see", metavar="NAME", help=N_("Who is visited."))]
Reach = Annotated[
    str | None,
    word_option("words", "--reach", metavar="PHONE", help=N_("How to reach them; else the contact's phone.")),
]
Back = Annotated[str | None, word_option("time", "--back", metavar="TIME", help=N_("When you expect to be back."))]
Until = Annotated[str | None, word_option("time", "--until", metavar="TIME", help=N_("When the visit ended."))]
PlanDay = Annotated[str | None, word_option("plan", "--on", metavar="DAY", help=N_("The day it is planned for."))]
PlanTime = Annotated[str | None, word_option("time", "--at", metavar="TIME", help=N_("When you expect to leave."))]
Stopped = Annotated[int | None, typer.Option("--stop", metavar="N", min=1, help=N_("Which stop of the slip."))]
Purpose = Annotated[str | None, word_option("words", "--purpose", metavar="TEXT", help=N_("What for."))]
Result = Annotated[str | None, word_option("words", "--result", metavar="TEXT", help=N_("What came of it."))]


@app.read("visit.list", default=True)
def list_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    person: PersonOpt = None,
    team: TeamOpt = None,
    client: ClientOpt = None,
    open_: Annotated[bool, typer.Option("--open", help=N_("Planned or still out."))] = False,
    all_: AllOpt = False,
) -> Shown:
    """List my outing slips; this month when no period is given."""
    from salesctl.domains.visits import queries
    from salesctl.values.period import parse_period

    span = parse_period(period or "month", ctx.today, "forward" if open_ else "back") if period or not open_ else None
    whose, group, whom = ctx.find_id(person), ctx.find_id(team), ctx.find_id(client)
    mine = None if whose or group or whom or all_ else ctx.me.id
    wanted = queries.Filter(span, whose or mine, group, whom, open_)
    screen = ctx.options.output is None and ctx.options.format in (None, "table", "md")
    return ctx.shown(sheet=queries.visits(ctx, wanted, screen=screen))


@app.read("visit.show")
def show(ctx: Ctx, visit: SlipRef) -> Shown:
    """Show a slip with its stops and its spot check."""
    from salesctl.domains.visits import paper, queries
    from salesctl.printing import foot

    found = queries.whole(ctx, queries.slip_row(ctx, ctx.find(visit).id))
    return ctx.shown(sheet=queries.sheet_of(ctx, found), page=paper.page(ctx, found, foot(ctx)))


@app.read("visit.print")
def print_(ctx: Ctx, visit: SlipRef, *, open_: OpenOpt = False) -> Shown:
    """Print a slip as its paper form."""
    from salesctl.domains.visits import paper, queries
    from salesctl.printing import foot, print_page

    found = queries.whole(ctx, queries.slip_row(ctx, ctx.find(visit).id))
    page = paper.page(ctx, found, foot(ctx))
    return print_page(ctx, page, found.slip.number, open_=open_, sheet=queries.sheet_of(ctx, found))


@app.write("visit.start")
def start(
    ctx: Ctx,
    client: MaybeGoal = None,
    purpose: MaybePurpose = None,
    *,
    see: See = None,
    reach: Reach = None,
    back: Back = None,
    place: Place = None,
    at: AtTime = None,
) -> Shown:
    """Go out to a client; again goes on to the next stop."""
    from salesctl.domains.visits import asking, queries, saying, service

    who = ctx.subject
    when = asking.moment(ctx, at)
    planned = None if place else asking.planned_stop(ctx, who, client)
    goal = (
        asking.said(purpose, see, reach, planned, ctx)
        if planned is not None
        else asking.aim(ctx, client, purpose, place=place, see=see, reach=reach)
    )
    due = asking.ahead(ctx, back, ctx.day_of(when))
    with ctx.write() as tx:
        made = service.start(tx, who, goal, when, back=due, planned=planned.id if planned else None)
        return tx.show(saying.started(tx, made), queries.visit_sheet(tx, made.slip))


@app.write("visit.done")
def done(
    ctx: Ctx,
    stop: MaybeWords = None,
    result: MaybeWords = None,
    *,
    next_: NextOpt = None,
    at: Annotated[str | None, word_option("time", "--at", metavar="TIME", help=N_("When you left."))] = None,
    paper: PaperOpt = None,
) -> Shown:
    """Write what came of a stop: the one you are at, or the one named first."""
    from salesctl.domains.clients.asking import next_step, papers
    from salesctl.domains.visits import asking, queries, saying, service
    from salesctl.domains.visits.models import Stop

    named, words = (stop, result) if result is not None else (None, stop)
    row = asking.due_stop(ctx, ctx.subject, named)
    text, when = ctx.words(words), asking.moment(ctx, at) if at else None
    due, step = next_step(ctx, next_, False)
    with papers(ctx, paper) as files, ctx.write() as tx:
        made = service.done(tx, tx.get(Stop, row.id), text, at=when, step=step, due=due)
        asking.attach(tx, files, made.slip.id)
        return tx.show(saying.written(tx, made), queries.visit_sheet(tx, made.slip))


@app.write("visit.back")
def back(ctx: Ctx, *, at: AtTime = None) -> Shown:
    """Come back from the outing."""
    from salesctl.domains.visits import asking, queries, saying, service

    who = ctx.subject
    when = asking.returned(ctx, who, at)
    with ctx.write() as tx:
        slip = service.back(tx, who, when)
        return tx.show(saying.home(tx, slip), queries.visit_sheet(tx, slip))


@app.write("visit.log")
def log(
    ctx: Ctx,
    client: MaybeGoal = None,
    result: MaybeWords = None,
    *,
    see: See = None,
    reach: Reach = None,
    at: AtTime = None,
    until: Until = None,
    on: OnDate = None,
    purpose: Purpose = None,
    place: Place = None,
    next_: NextOpt = None,
    paper: PaperOpt = None,
) -> Shown:
    """Write a visit down afterwards, in one line."""
    from salesctl.domains.clients.asking import next_step, papers
    from salesctl.domains.visits import asking, queries, saying, service

    who = ctx.subject
    whom, words = asking.split(client, result, place)
    goal = asking.aim(ctx, whom, purpose, place=place, see=see, reach=reach)
    text = ctx.words(words)
    first = asking.past(ctx, on, at, _("When did the visit begin?"))
    last = asking.past(ctx, on, until, _("When did the visit end?"))
    due, step = next_step(ctx, next_, False)
    with papers(ctx, paper) as files, ctx.write() as tx:
        made = service.log(tx, who, goal, text, at=first, until=last, step=step, due=due)
        asking.attach(tx, files, made.slip.id)
        return tx.show(saying.written(tx, made), queries.visit_sheet(tx, made.slip))


@app.write("visit.add")
def add(
    ctx: Ctx,
    client: MaybeGoal = None,
    purpose: MaybePurpose = None,
    *,
    on: PlanDay = None,
    at: PlanTime = None,
    back: Back = None,
    see: See = None,
    reach: Reach = None,
    place: Place = None,
) -> Shown:
    """Plan a visit; the same day again adds a stop."""
    from salesctl.domains.tasks.planning import plan_day
    from salesctl.domains.visits import asking, queries, saying, service

    who = ctx.subject
    goal = asking.aim(ctx, client, purpose, place=place, see=see, reach=reach)
    day = plan_day(ctx, on, who) or ctx.today
    leave, due = asking.ahead(ctx, at, day), asking.ahead(ctx, back, day)
    with ctx.write() as tx:
        made = service.plan(tx, who, goal, day, leave=leave, back=due)
        return tx.show(saying.planned(tx, made), queries.visit_sheet(tx, made.slip))


@app.write("visit.edit")
def edit(
    ctx: Ctx,
    visit: SlipRef,
    *,
    stop: Stopped = None,
    result: Result = None,
    purpose: Purpose = None,
    see: See = None,
    reach: Reach = None,
    back: Back = None,
) -> Shown:
    """Change a stop of a slip, or the expected return; an empty text clears."""
    from salesctl.domains.visits import asking, queries, service
    from salesctl.domains.visits.models import Outing
    from salesctl.naming import short_number

    match = ctx.find(visit)
    row = queries.slip_row(ctx, match.id)
    due = asking.ahead(ctx, back, row.on_date)
    changes = {"result": result, "purpose": purpose, "seen": see, "reach": reach}
    ctx.given({**changes, "back": due})
    given = {key: value for key, value in changes.items() if value is not None}
    with ctx.write() as tx:
        slip = tx.get(Outing, match)
        service.edit(tx, slip, stop, given, back=due)
        number = short_number(slip.number, tx.today.year)
        return tx.show(_("{number} changed.", number=number), queries.visit_sheet(tx, slip))


@app.write("visit.void")
def void(ctx: Ctx, visit: SlipRef) -> Shown:
    """Void a slip with its stops; needs a reason."""
    from salesctl.domains.visits import queries, service
    from salesctl.domains.visits.models import Outing
    from salesctl.naming import short_number

    match = ctx.find(visit)
    why = ctx.reason(_("void an outing slip"))
    with ctx.write(reason=why) as tx:
        slip = service.void(tx, tx.get(Outing, match))
        number = short_number(slip.number, tx.today.year)
        return tx.show(_("{number} is void.", number=number), queries.visit_sheet(tx, slip))


@app.write("visit.check")
def check(
    ctx: Ctx,
    visit: MaybeSlip = None,
    verdict: Annotated[
        str | None,
        code_argument(VERDICTS, context="check.verdict", metavar="VERDICT", help=N_("true, false or unreachable.")),
    ] = None,
    text: MaybeWords = None,
    *,
    sample: Annotated[
        str | None, word_option("words", "--sample", metavar="SHARE", help=N_("Draw so many: 20%, 0.2, or a count."))
    ] = None,
    seed: Annotated[
        str | None, word_option("words", "--seed", metavar="TEXT", help=N_("The seed of the draw; else one is made."))
    ] = None,
    period: Annotated[
        str | None,
        word_option("period", "--period", metavar="PERIOD", help=N_("Slips of this period; else this week's.")),
    ] = None,
    person: PersonOpt = None,
    team: TeamOpt = None,
    how: Annotated[
        str | None,
        code_option("--how", codes=HOWS, context="check.how", metavar="HOW", help=N_("How you checked; else read.")),
    ] = None,
    asked: Annotated[str | None, word_option("words", "--asked", metavar="NAME", help=N_("Who was asked."))] = None,
    bad: Annotated[
        str | None, word_option("words", "--bad", metavar="POINT,…", help=N_("Points that failed; the others pass."))
    ] = None,
    again: Annotated[bool, typer.Option("--again", help=N_("Also what has a verdict already."))] = False,
) -> Shown:
    """Check slips: what does not add up, a sample, or my verdict on one."""
    from salesctl.domains.checks.asking import refuse_idle
    from salesctl.domains.visits import spotting

    path = "salesctl visit check"
    if visit is not None:
        drawing = {"--sample": sample, "--seed": seed, "--period": period, "--person": person, "--team": team}
        refuse_idle(path, drawing)
        return spotting.judge(ctx, visit, verdict, text, how=how, asked=asked, bad=bad, again=again)
    drawn: dict[str, object] = {} if sample else {"--seed": seed, "--again": again}
    refuse_idle(path, {"--how": how, "--asked": asked, "--bad": bad, **drawn})
    who, group = ctx.find_id(person), ctx.find_id(team)
    if sample is not None:
        return spotting.draw(ctx, sample, period, seed=seed, person=who, team=group, again=again)
    return spotting.look(ctx, period, person=who, team=group)
