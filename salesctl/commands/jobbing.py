"""Running jobs: the rooms' parts and the ledger's own, one after the other, and what they told as lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from salesctl.domains.periods.vocab import ROOMS
from salesctl.errors import SalesError, Usage
from salesctl.jobs import JOBS, Job, Told, job
from salesctl.locale import _
from salesctl.render.sheet import Field, Sheet
from salesctl.rooms import offered_for

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown, Value

Part = Callable[["Ctx"], Sequence[Told]]

LIST = (
    Field("job", "code", "Job", context="job", codes=tuple(one.name for one in JOBS), doc="Name of the job."),
    Field("at", "text", "Runs at", doc="When cron runs it: the five fields of its line."),
    Field("what", "text", "Does", doc="What it is for, in the language spoken."),
    Field(
        "rooms",
        "list",
        "Rooms",
        context="room",
        codes=(*ROOMS, "ledger", "month"),
        doc="The rooms that have a part in it; ledger and month are the program's own.",
    ),
)
SHOW = (
    *LIST,
    Field("tells", "list", "Tells now", doc="What it would tell now, each with its command; nothing is written."),
    Field("runs", "list", "Last runs", doc="Its last entries in the journal: when and by whom; reading leaves none."),
)
TOLD = (
    LIST[0],
    Field("text", "text", "What", doc="What was found or done."),
    Field("command", "code", "Command", doc="The command to act."),
    Field("finding", "flag", "Finding", doc="True where somebody has to act; the exit code is then 6."),
)
RUNS = 5


def parts(name: str) -> list[tuple[str, Part]]:
    """Return the parts of a job with whose they are: the rooms' in their order, then the program's own."""
    from salesctl.commands import job_parts

    found: list[tuple[str, Part]] = [(part.__module__.split(".")[2], part) for part in offered_for("JOBS", name)]
    return [*found, *job_parts.OWN.get(name, ())]


def listed() -> Sheet:
    """List the jobs in the order of the day."""
    return Sheet(LIST, [_row(one) for one in JOBS], title=_("Jobs"))


def _row(one: Job) -> tuple[Value, ...]:
    whose = dict.fromkeys(room for room, _part in parts(one.name))
    return one.name, one.cron, _(one.what), tuple(whose)


def run(ctx: Ctx, name: str, on: date | None) -> Shown:
    """Run a job and return what it tells: nothing when all is well, unless someone looks (a terminal, a format)."""
    told, code = gathered(ctx, name, on)
    code = code or (6 if any(one.finding for one in told) else 0)
    if ctx.options.output is not None or ctx.options.format not in (None, "table", "plain"):
        rows = [(name, one.text, one.command, one.finding) for one in told]
        return ctx.shown(sheet=Sheet(TOLD, rows, title=_("Told"), empty=_("Nothing to tell.")), exit_code=code)
    shown = told if ctx.terminal else [one for one in told if one.finding]
    if not shown and ctx.terminal:
        return ctx.shown(_("Nothing to tell."), exit_code=code)
    return ctx.shown("\n".join(map(line, shown)), exit_code=code)


def line(one: Told) -> str:
    """Write what was told as one line that ends with its command."""
    command = one.command if not one.command or one.command.startswith("salesctl ") else f"salesctl {one.command}"
    return f"{one.text}  {command}".rstrip()


def gathered(ctx: Ctx, name: str, on: date | None = None) -> tuple[list[Told], int]:
    """Return what every part of a job tells, and the exit code of what went wrong, 0 where nothing did.

    One part that fails stops no other. Raises Usage for a day that lies ahead.
    """
    one = job(name)
    assert one is not None, name
    _as_on(ctx, one, on)
    if one.workdays:
        from salesctl.domains.calendar.queries import day_kind

        works = day_kind(ctx, ctx.today).works
        if works is None and name == "morning":
            return [_unknown(ctx.today.year)], 0
        if not works:
            return [], 0
    ctx.action = f"job.{name}"
    options, code = ctx.options, 0
    told: list[Told] = []
    for room, part in parts(name):
        if options.op_id:
            ctx.options = replace(options, op_id=f"{options.op_id}.{room}")
        try:
            told.extend(part(ctx))
        except SalesError as error:
            code = code or error.exit_code
            told.append(Told(f"{error.message} {error.hint}".strip()))
    ctx.options = options
    return told, code


def _unknown(year: int) -> Told:
    return Told(
        _("Nobody has said yet which days of {year} are worked, so nobody is late or missing.", year=year), "calendar"
    )


def _as_on(ctx: Ctx, one: Job, on: date | None) -> None:
    """Let now be the time of the job on a day gone by."""
    if on is None or on == ctx.today:
        return
    if on > ctx.today:
        raise Usage(_("{day} lies ahead.", day=on.isoformat()), hint=_("Give today or a day before."))
    there = datetime.combine(on, time(one.hour, one.minute), ctx.zone).astimezone(UTC)
    ctx.__dict__.update(now=there, today=on)


def shown(ctx: Ctx, name: str) -> Sheet:
    """Return a job, what it would tell now, and its last runs in the journal; nothing is written."""
    from salesctl.domains.org.people import names, reach_of
    from salesctl.domains.org.rules import Reach
    from salesctl.ledger.history import entries

    one = job(name)
    assert one is not None, name
    ctx.options = replace(ctx.options, dry_run=True)
    talk = list(ctx.talk)
    told, _code = gathered(ctx, name)
    ctx.talk[:] = talk
    whose = None if reach_of(ctx, "ledger.log") is Reach.ALL else ctx.me.id
    steps = list(entries(ctx.session.connection(), newest=RUNS, actor=whose, actions=(f"job.{name}",)))
    who = names(ctx)
    runs = tuple(
        f"{ctx.local(step.recorded_at):%Y-%m-%d %H:%M}  {who.get(step.actor, '')}  {step.reason}".rstrip()
        for step in steps
    )
    return Sheet(SHOW, [(*_row(one), tuple(map(line, told)), runs)], title=_("Job {name}", name=name), single=True)
