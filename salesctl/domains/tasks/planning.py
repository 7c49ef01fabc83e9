"""Days that are planned (计划日): read looking forward, and asked about where nobody works on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import Ctx, View
    from salesctl.domains.org.people import Actor
    from salesctl.domains.tasks.models import Task


def plan_day(ctx: Ctx, text: str | None, who: Actor | None = None) -> date | None:
    """Read `--due`: a day in words, looking forward; asks about a rest day of `who`, by default mine (phase 1)."""
    day = ctx.day(text, looking="forward")
    return kept_day(ctx, day, who) if day else None


def plan_step(ctx: Ctx, text: str, who: Actor | None = None) -> tuple[date | None, str]:
    """Read `--next "周三 追报价"` into (day or None, step), asking about a rest day (phase 1)."""
    from salesctl.values.words import split_when

    read, step = split_when(text, ctx.today)
    if read is None:
        return None, step
    if read.echo:
        said = _("Read as {day}; plans look forward.", day=_said(ctx, read.day))
        ctx.talk.append(said)
    return kept_day(ctx, read.day, who), step


def kept_day(ctx: Ctx, day: date, who: Actor | None = None) -> date:
    """Return the day a plan is kept for: on a terminal a rest day asks whether to go to the next working day.

    Elsewhere, and with `--yes`, the day stays and is said to be a rest day. An unknown day (no data for its year) is
    left as it is.
    """
    from salesctl.domains.calendar.queries import day_kind, next_workday

    kind = day_kind(ctx, day, who)
    if kind.works is not False:
        return day
    later = next_workday(ctx, day, who=who)
    said = _said(ctx, day)
    if later is None or not ctx.asks or ctx.options.yes:
        ctx.talk.append(_("{day} is a rest day.", day=said))
        return day
    if ctx.confirm(_("{day} is a rest day. Make it {later}?", day=said, later=_said(ctx, later))):
        return later
    return day


def next_line(view: View, made: Task, finished: list[Task]) -> str:
    """Say a new next step and what it completed: 下一步：11-25（周三）追报价 T-0321。（原下一步"发报价"已完成）."""
    number = short_number(made.number, view.today.year)
    if made.due:
        line = _("Next: {day} {text} {number}.", day=_said(view, made.due), text=made.text, number=number)
    else:
        line = _("Next: {text} {number}.", text=made.text, number=number)
    for old in finished:
        line += _(' (The former next step "{text}" is done.)', text=old.text)
    return line


def _said(view: View, day: date) -> str:
    from salesctl.values.words import format_day

    return format_day(day, view.lang, view.today)
