"""What cron runs (定时任务): work that rooms offer through JOBS of their `room.py`, by the job's name.

A room says `JOBS = {"evening": "salesctl.domains.reports.jobs:evening"}`; the function gets the Ctx, does or looks at
its part, and returns what a person should know, nothing when all is well. Run again, it changes nothing. With
`--on DAY` the Ctx's now and today are those of the job on that day; what is written is written now all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from salesctl.locale import N_


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a job found or did. `finding`: somebody has to act, so the job exits 6; `command` does it."""

    text: str
    command: str = ""
    finding: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """One job: the five fields of its cron line, what it is for, and whether it keeps quiet on days without work."""

    name: str
    minute: int
    hour: int
    day: str
    what: str
    workdays: bool = False

    @property
    def cron(self) -> str:
        """The five fields, as a crontab has them."""
        return f"{self.minute} {self.hour} {self.day} * *"


JOBS: tuple[Job, ...] = (
    Job("morning", 40, 9, "*", N_("who is not in; silent and exit 0 when nobody, or on a rest day"), workdays=True),
    Job("evening", 5, 20, "*", N_("reports missing; silent and exit 0 when none, or on a rest day"), workdays=True),
    Job("night", 50, 23, "*", N_("the day's backup, and proof that nothing was rewritten")),
    Job("month", 0, 8, "1", N_("what last month's close still needs, until it is closed")),
)
"""The jobs in the order of the day. Every day: the ledger knows which days are workdays, a weekday does not."""


def job(name: str) -> Job | None:
    """Return a job by its name, None where there is none."""
    return next((one for one in JOBS if one.name == name), None)
