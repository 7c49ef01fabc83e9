"""`report` on the command line: writing, reading and checking; what sums up stands in `cli_summary.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.domains.reports.noun import app
from salesctl.domains.reports.vocab import KINDS
from salesctl.locale import N_
from salesctl.params import PeriodArg, PersonOpt, TeamOpt, code_option, word_argument, word_option

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

WhenArg = Annotated[
    str | None,
    word_argument(
        "period", "PERIOD", N_("A day, week, month, quarter, half or year; today's when left out; - is stdin.")
    ),
]
DoneOpt = Annotated[str | None, word_option("words", "--done", metavar="TEXT", help=N_("What was done."))]
ProgressOpt = Annotated[str | None, word_option("words", "--progress", metavar="TEXT", help=N_("Progress."))]
DifficultyOpt = Annotated[str | None, word_option("words", "--difficulty", metavar="TEXT", help=N_("Difficulties."))]
SolutionOpt = Annotated[
    str | None, word_option("words", "--solution", metavar="TEXT", help=N_("How they are or will be solved."))
]
NextOpt = Annotated[
    str | None, word_option("words", "--next", metavar="TEXT", help=N_("The next period's plan, one step a line."))
]
PlanDoneOpt = Annotated[
    str | None,
    word_option("words", "--plan-done", metavar="N,…", help=N_("Lines of last period's plan that are done: 1,3.")),
]
PlanNotOpt = Annotated[
    list[str] | None,
    word_option(
        "words", "--plan-not", metavar='"N WHY"', help=N_("A line that is not done, and why; may be repeated.")
    ),
]
SubmitOpt = Annotated[bool, typer.Option("--submit", help=N_("Hand it in; without this a draft is kept."))]
StdinOpt = Annotated[
    bool, typer.Option("--stdin", help=N_("Read the whole text from stdin: the parts under their headings."))
]
KindOpt = Annotated[
    str | None,
    code_option("--kind", codes=KINDS, context="report.kind", metavar="KIND", help=N_("Only reports of this kind.")),
]
ShowWords = Annotated[
    list[str] | None,
    word_argument("words", "[PERSON] [PERIOD]", N_("Whose, and of which period: 王芳 11-20; mine when left out.")),
]
ReviewWords = Annotated[
    list[str] | None,
    word_argument(
        "words",
        "[PERSON… PERIOD VERDICT [TEXT]]",
        N_("Without words: one report a screen. VERDICT: read, comment, returned; the last two need words."),
    ),
]
CheckWords = Annotated[
    list[str] | None,
    word_argument(
        "words",
        "[PERSON PERIOD VERDICT [TEXT]]",
        N_("VERDICT: true, false, unreachable. Without words: what waits for one."),
    ),
]
SampleOpt = Annotated[
    str | None, word_option("words", "--sample", metavar="SHARE", help=N_("Draw so many: 20%, 0.2, or a count."))
]
SeedOpt = Annotated[
    str | None, word_option("words", "--seed", metavar="SEED", help=N_("The seed of the draw; else one is made."))
]
AgainOpt = Annotated[bool, typer.Option("--again", help=N_("Also what has a verdict already."))]
WithinOpt = Annotated[
    str | None,
    word_option("period", "--period", metavar="PERIOD", help=N_("Reports of this period; else this month's.")),
]


@app.write("report.write", default=True)
def write(
    ctx: Ctx,
    period: WhenArg = None,
    *,
    done: DoneOpt = None,
    progress: ProgressOpt = None,
    difficulty: DifficultyOpt = None,
    solution: SolutionOpt = None,
    next_: NextOpt = None,
    plan_done: PlanDoneOpt = None,
    plan_not: PlanNotOpt = None,
    submit: SubmitOpt = False,
    stdin: StdinOpt = False,
) -> Shown:
    """Write a report, today's when no period is given; the ledger's lines stand in the draft."""
    from salesctl.domains.reports import composing, reading

    piped = stdin or period == "-"
    when = reading.asked(ctx, None if period == "-" else period)
    words = {"done": done, "progress": progress, "difficulty": difficulty, "solution": solution, "next": next_}
    return composing.write(ctx, when, words, piped, plan_done, plan_not or [], submit)


@app.write("report.submit")
def submit(ctx: Ctx, period: PeriodArg = None) -> Shown:
    """Hand in the draft of a period, today's when none is given."""
    from salesctl.domains.reports import composing, reading

    return composing.submit(ctx, reading.asked(ctx, period))


@app.read("report.list")
def list_(
    ctx: Ctx, period: PeriodArg = None, *, kind: KindOpt = None, person: PersonOpt = None, team: TeamOpt = None
) -> Shown:
    """List the reports I may see, the newest first; this month's when no period is given."""
    from salesctl.domains.reports import queries
    from salesctl.values.period import parse_period

    span = parse_period(period or "month", ctx.today)
    return ctx.shown(sheet=queries.reports(ctx, span, kind=kind, person=ctx.find_id(person), team=ctx.find_id(team)))


@app.read("report.show")
def show(ctx: Ctx, words: ShowWords = None, *, explain: bool = False) -> Shown:
    """Show a report with what the ledger says of its period; the newest when no period is given."""
    from salesctl.domains.reports import facts, paper, queries, reading

    asked = reading.one_named(ctx, words or [])
    whose = next(iter(asked.people), None)
    who, row = queries.one(ctx, whose, asked.period or queries.last_period(ctx, whose))
    found = facts.gather(ctx, who.actor, queries.period_of_report(row))
    return ctx.shown(sheet=queries.sheet_of(ctx, who, row, found), page=paper.page(ctx, who, row, found, every=explain))


@app.read("report.missing")
def missing(
    ctx: Ctx, period: PeriodArg = None, *, kind: KindOpt = None, person: PersonOpt = None, team: TeamOpt = None
) -> Shown:
    """List who owes which report; exit 6 if anyone. Without a period: what fell due in the last 7 days."""
    from salesctl.domains.reports import queries
    from salesctl.values.period import parse_period

    span = parse_period(period, ctx.today) if period else None
    sheet, count = queries.missing(ctx, span, kind=kind, person=ctx.find_id(person), team=ctx.find_id(team))
    if not count and ctx.options.format is None and ctx.options.output is None:
        ctx.talk.extend(sheet.notes)
        return ctx.shown()
    return ctx.shown(sheet=sheet, exit_code=6 if count else 0)


@app.write("report.review", warm=False)
def review(
    ctx: Ctx, words: ReviewWords = None, *, kind: KindOpt = None, person: PersonOpt = None, team: TeamOpt = None
) -> Shown:
    """Read the team's reports, one a screen; or say something of one by person and period."""
    from salesctl.domains.reports import queries, reading, walking
    from salesctl.domains.reports.vocab import VERDICTS

    if words:
        named, verdict, text = reading.judged(words, VERDICTS, "report.verdict")
        asked = reading.named(ctx, named)
        text = ctx.words(text) if text == "-" else text
        return walking.say(ctx, queries.named_reports(ctx, asked.people, asked.period), verdict, text)
    rows = queries.unread(ctx, kind=kind, person=ctx.find_id(person), team=ctx.find_id(team))
    if not rows or not ctx.asks or ctx.options.format or ctx.options.output:
        return ctx.shown(sheet=queries.unread_sheet(ctx, rows))
    return walking.walk(ctx, rows)


@app.write("report.check")
def check(
    ctx: Ctx,
    words: CheckWords = None,
    *,
    sample: SampleOpt = None,
    within: WithinOpt = None,
    seed: SeedOpt = None,
    again: AgainOpt = False,
    kind: KindOpt = None,
    person: PersonOpt = None,
    team: TeamOpt = None,
) -> Shown:
    """Draw reports for a spot check, or give the verdict on one."""
    from salesctl.domains.checks.asking import refuse_idle
    from salesctl.domains.checks.vocab import VERDICTS
    from salesctl.domains.reports import checking, queries, reading

    if sample:
        span = reading.span(ctx, [*(words or ()), *([within] if within else ())])
        who, where = ctx.find_id(person), ctx.find_id(team)
        return checking.sample(ctx, sample, span, kind=kind, person=who, team=where, seed=seed or "", again=again)
    drawing = {"--seed": seed, "--period": within, "--kind": kind, "--person": person, "--team": team}
    refuse_idle("salesctl report check", drawing)
    if not words:
        return ctx.shown(sheet=checking.waiting(ctx))
    named, verdict, text = reading.judged(words, VERDICTS, "check.verdict")
    asked = reading.one_named(ctx, named)
    whose = next(iter(asked.people), None)
    _who, row = queries.one(ctx, whose, asked.period or queries.last_period(ctx, whose))
    return checking.give(ctx, row, verdict, ctx.words(text) if text == "-" else text, again=again)


from salesctl.domains.reports import cli_summary as _summary  # noqa: E402, F401 - the verbs that sum up
