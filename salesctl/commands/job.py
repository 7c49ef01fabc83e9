"""`job` on the command line: what cron runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.app import Noun
from salesctl.jobs import JOBS
from salesctl.locale import N_
from salesctl.params import OnDate, code_argument

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("job")

NAMES = tuple(one.name for one in JOBS)
JobName = Annotated[str, code_argument(NAMES, context="job", metavar="JOB", help=N_("morning, evening, night, month."))]


@app.read("job.list", default=True)
def list_(ctx: Ctx) -> Shown:
    """List the jobs: when each runs and what it does."""
    from salesctl.commands import jobbing

    return ctx.shown(sheet=jobbing.listed())


@app.read("job.show")
def show(ctx: Ctx, job: JobName) -> Shown:
    """Show what a job would tell now, and its last runs."""
    from salesctl.commands import jobbing

    return ctx.shown(sheet=jobbing.shown(ctx, job))


@app.write("job.run")
def run(ctx: Ctx, job: JobName, *, on: OnDate = None) -> Shown:
    """Run a job as cron does; silent when all is well, exit code 6 when somebody has to act."""
    from salesctl.commands import jobbing

    return jobbing.run(ctx, job, ctx.day(on))


@app.read("job.crontab")
def crontab(ctx: Ctx) -> Shown:
    """Print the lines for crontab."""
    from salesctl.commands import crontab as lines

    return ctx.shown(lines.text(ctx))
