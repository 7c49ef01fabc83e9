"""What cron runs for attendance: in the morning, who is not in (B4.8.4, JOBS)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salesctl.domains.attendance.queries import NAMED, missing
from salesctl.jobs import Told
from salesctl.locale import _, n_
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import Ctx


def morning(ctx: Ctx) -> Sequence[Told]:
    """Tell who should be in and is not, each after the grace of their own shift; nothing when nobody."""
    names = [str(row[1]) for row in missing(ctx, ctx.today).rows]
    if not names:
        return ()
    named = " ".join(names[:NAMED]) + (" .." if len(names) > NAMED else "")
    told = n_("{n} person is not in", "{n} people are not in", len(names))
    day = format_day(ctx.today, ctx.lang)
    return (Told(_("{day}  {told}: {names}", day=day, told=told, names=named), "checkin missing"),)
