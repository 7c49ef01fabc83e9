"""Days that are planned (计划日): read looking forward, and asked about where nobody works on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.org.people import Actor


def plan_day(ctx: Ctx, text: str | None, who: Actor | None = None) -> date | None:
    """Read `--due`: a day in words, looking forward; asks about a rest day of `who`, by default mine (phase 1)."""
    day = ctx.day(text, looking="forward")
    return kept_day(ctx, day, who) if day else None


def kept_day(ctx: Ctx, day: date, who: Actor | None = None) -> date:
    """Return the day a plan is kept for: on a terminal a rest day asks whether to go to the next working day.

    Elsewhere, and with `--yes`, the day stays and is said to be none. An unknown day (no data for its year) is left as
    it is.
    """
    from salesctl.domains.calendar.queries import day_kind, next_workday
    from salesctl.values.words import format_day

    kind = day_kind(ctx, day, who)
    if kind.works is not False:
        return day
    later = next_workday(ctx, day, who=who)
    said = f"{format_day(day, ctx.lang, ctx.today)}{f' {kind.name}' if kind.name else ''}"
    if later is None or not ctx.asks or ctx.options.yes:
        ctx.talk.append(_("{day} is no working day; kept as it is.", day=said))
        return day
    after = format_day(later, ctx.lang, ctx.today)
    return later if ctx.confirm(_("{day} is no working day: move it to {later}?", day=said, later=after)) else day
