"""`task` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.locale import N_, _, n_
from salesctl.params import (
    AllOpt,
    ClientOpt,
    DueOpt,
    LinkOpt,
    MaybeWords,
    PeriodArg,
    PersonOpt,
    TaskRef,
    TaskRefs,
    TeamOpt,
    Token,
    Words,
    ref_argument,
    ref_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.org.people import Actor
    from salesctl.naming import Match
    from salesctl.render.sheet import Shown

app = Noun("task")

Owners = Annotated[
    Token | None,
    ref_option("person", "--owner", metavar="PERSON,…", help=N_("Who will do it; several people get one each.")),
]
ForClient = Annotated[
    Token | None, ref_option("client", "--client", metavar="CLIENT", help=N_("The client it is for."))
]
MaybeTasks = Annotated[list[Token] | None, ref_argument("task", "TASK", N_("Tasks by number; none is the open one."))]
Receiver = Annotated[Token, ref_option("person", "--to", metavar="PERSON", help=N_("Who gets it."))]
Done = Annotated[bool, typer.Option("--done", help=N_("Finished ones."))]
Given = Annotated[bool, typer.Option("--given", help=N_("Those I gave to others."))]
NoDue = Annotated[bool, typer.Option("--no-due", help=N_("Due on no day."))]


@app.read("task.list", default=True)
def list_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    person: PersonOpt = None,
    team: TeamOpt = None,
    client: ClientOpt = None,
    done: Done = False,
    given: Given = False,
    every: AllOpt = False,
) -> Shown:
    """List my tasks, the first due first."""
    from salesctl.domains.tasks import queries
    from salesctl.values.period import parse_period

    span = parse_period(period, ctx.today) if period else None
    owner, group, whom = ctx.find_id(person), ctx.find_id(team), ctx.find_id(client)
    whose: queries.Whose = "given" if given else "seen" if every or owner or group or whom else "mine"
    return ctx.shown(
        sheet=queries.tasks(ctx, whose=whose, owner=owner, team=group, client=whom, finished=done, period=span)
    )


@app.write("task.add")
def add(
    ctx: Ctx, text: Words, *, owner: Owners = None, due: DueOpt = None, client: ForClient = None, link: LinkOpt = None
) -> Shown:
    """Add a task, for me or for others."""
    from salesctl.domains.tasks import planning, queries, service

    owners = _people(ctx, owner) or [ctx.subject]
    words, whom = ctx.words(text), ctx.find_id(client)
    about = ctx.find(link) if link else None
    day = planning.plan_day(ctx, due, owners[0])
    with ctx.write() as tx:
        rows = [
            service.add(
                tx,
                text=words,
                due=day,
                owner=each,
                client=whom or (about.id if about and about.kind == "client" else None),
                about=about.number if about else "",
                source_id=about.id if about else None,
            )
            for each in owners
        ]
        when = queries.said_due(day, tx.lang, tx.today)
        numbers = _numbers(
            tx.today.year,
            [(row.number, each.name if each.id != tx.me.id else "") for row, each in zip(rows, owners, strict=True)],
        )
        said = (
            _("{numbers}: {text}, due {day}.", numbers=numbers, text=rows[0].text, day=when)
            if day
            else _("{numbers}: {text}.", numbers=numbers, text=rows[0].text)
        )
        return tx.show(said, queries.task_sheets(tx, rows))


@app.read("task.show")
def show(ctx: Ctx, task: TaskRef) -> Shown:
    """Show a task."""
    from salesctl.domains.tasks import queries

    return ctx.shown(sheet=queries.one(ctx, ctx.find(task).id))


@app.write("task.edit")
def edit(
    ctx: Ctx,
    task: TaskRef,
    text: MaybeWords = None,
    *,
    due: DueOpt = None,
    no_due: NoDue = False,
    client: ForClient = None,
) -> Shown:
    """Change a task's words, day or client."""
    from salesctl.domains.tasks import planning, queries, service
    from salesctl.domains.tasks.models import Task
    from salesctl.errors import Usage
    from salesctl.naming import short_number

    if due and no_due:
        raise Usage(_("--due and --no-due contradict each other."), hint=_("Leave one out."))
    match = ctx.find(task)
    changes = {
        "text": ctx.words(text) if text else None,
        "due": planning.plan_day(ctx, due),
        "client_id": ctx.find_id(client),
    }
    given = {"due": None} if no_due and not (text or client) else ctx.given(changes) | ({"due": None} if no_due else {})
    with ctx.write() as tx:
        row = service.edit(tx, tx.get(Task, match), given)
        number, when = short_number(row.number, tx.today.year), queries.said_due(row.due, tx.lang, tx.today)
        said = (
            _("{numbers}: {text}, due {day}.", numbers=number, text=row.text, day=when)
            if when
            else _("{numbers}: {text}.", numbers=number, text=row.text)
        )
        return tx.show(said, queries.task_sheet(tx, row))


@app.write("task.done")
def done(ctx: Ctx, tasks: MaybeTasks = None) -> Shown:
    """Finish tasks."""
    from salesctl.domains.tasks import queries, service
    from salesctl.domains.tasks.models import Task

    matches = _matches(ctx, tasks) if tasks else [_open_one(ctx)]
    with ctx.write() as tx:
        rows = service.done(tx, [tx.get(Task, match) for match in matches])
        names = "; ".join(f"{_numbers(tx.today.year, [(row.number, '')])} {row.text}" for row in rows)
        gap = "" if tx.lang == "zh" else " "
        said = gap.join(part for part in (_("Done: {names}.", names=names), queries.spoken_left(tx)) if part)
        return tx.show(said, queries.task_sheets(tx, rows))


@app.write("task.hand")
def hand(ctx: Ctx, tasks: TaskRefs, *, to: Receiver) -> Shown:
    """Hand tasks to someone else, who sees them from now on."""
    from salesctl.domains.org.people import someone
    from salesctl.domains.tasks import queries, service
    from salesctl.domains.tasks.models import Task

    matches, receiver = _matches(ctx, tasks), someone(ctx, ctx.find(to).id)
    with ctx.write() as tx:
        rows = [service.hand(tx, tx.get(Task, match), receiver) for match in matches]
        numbers = _numbers(tx.today.year, [(row.number, "") for row in rows])
        return tx.show(
            _("{numbers} handed to {name}, who sees it in today.", numbers=numbers, name=receiver.name),
            queries.task_sheets(tx, rows),
        )


@app.write("task.void")
def void(ctx: Ctx, tasks: TaskRefs) -> Shown:
    """Void tasks; needs a reason."""
    from salesctl.domains.tasks import queries, service
    from salesctl.domains.tasks.models import Task

    matches, reason = _matches(ctx, tasks), ctx.reason(_("void"))
    with ctx.write(reason=reason) as tx:
        rows = [service.void(tx, tx.get(Task, match)) for match in matches]
        numbers = _numbers(tx.today.year, [(row.number, "") for row in rows])
        return tx.show(_("{numbers} void.", numbers=numbers), queries.task_sheets(tx, rows))


@app.read("task.missing")
def missing(ctx: Ctx, *, person: PersonOpt = None, team: TeamOpt = None) -> Shown:
    """List overdue tasks; exit 6 when there are any."""
    from salesctl.domains.tasks import queries

    sheet, count = queries.overdue(ctx, owner=ctx.find_id(person), team=ctx.find_id(team))
    if count:
        sheet.notes.append(n_("{n} task is overdue.", "{n} tasks are overdue.", count))
    return ctx.shown(sheet=sheet, exit_code=6 if count else 0)


def _people(ctx: Ctx, token: Token | None) -> list[Actor]:
    from salesctl.domains.org.people import someone

    names = (token.text if token else "").replace("，", ",").replace("、", ",").split(",")
    ids = [ctx.find(Token("person", name.strip())).id for name in names if name.strip()]
    return [someone(ctx, key) for key in dict.fromkeys(ids)]


def _matches(ctx: Ctx, tokens: list[Token]) -> list[Match]:
    found = {match.id: match for match in (ctx.find(token) for token in tokens)}
    return list(found.values())


def _open_one(ctx: Ctx) -> Match:
    """Return my only open task; several ask on a terminal, else Ambiguous lists them."""
    from salesctl.domains.tasks import queries
    from salesctl.errors import NotFound
    from salesctl.naming import Match, choose

    found = [Match("task", str(r[0]), 0, str(r[1]), str(r[4])[:40], ctx.me.id) for r in queries.tasks(ctx).rows]
    if not found:
        raise NotFound(_("You have no open task."), hint=_("See: salesctl task list --all"))
    one = found[0] if len(found) == 1 else choose(ctx, _("open tasks"), found)
    return ctx.find(Token("task", one.number))


def _numbers(year: int, pairs: list[tuple[str, str]]) -> str:
    from salesctl.naming import short_number

    return ", ".join(" ".join(part for part in (short_number(number, year), name) if part) for number, name in pairs)
