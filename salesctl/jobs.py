"""What cron runs (定时任务): work that rooms offer through JOBS of their `room.py`, by the job's name.

A room says `JOBS = {"evening": "salesctl.domains.reports.jobs:evening"}`; the function gets the Ctx, does or looks at
its part, and returns what a person should know, nothing when all is well. Run again, it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a job found or did. `finding`: somebody has to act, so the job exits 6; `command` does it."""

    text: str
    command: str = ""
    finding: bool = True
