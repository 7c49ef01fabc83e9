"""The page of `today`: its head, its sections with their first lines, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from salesctl.locale import _, n_, p_
from salesctl.render.sheet import Field, Sheet
from salesctl.today import COUNTED, SECTIONS, STATE, Line, fair, leads

if TYPE_CHECKING:
    from salesctl.context import Ctx

MOST = 20
FIELDS = (
    Field(
        "section",
        "code",
        "Section",
        context="today.section",
        codes=tuple(SECTIONS),
        doc="Section of the page: in, reports, check, odd, money, overdue, today, new, waiting, soon, month.",
    ),
    Field("number", "number", "Number", doc="What to act on."),
    Field("text", "text", "What", doc="What it is about."),
    Field("command", "code", "Command", doc="The command to act."),
    Field("team", "flag", "Team", doc="True for a line about the team, not about me.", table=False),
)


def shown(found: Sequence[Line], *, every: bool) -> tuple[list[tuple[str, list[Line], int]], int]:
    """Return (section, the lines of it that are shown, how many it has) and how many lines are left out."""
    body = [line for line in found if line.section != STATE]
    groups = [(key[1], list(some)) for key, some in groupby(body, key=lambda line: (line.team, line.section))]
    sizes = [len(some) for _section, some in groups]
    shares = sizes if every else fair(sizes, MOST)
    return [
        (section, some[:share], len(some)) for (section, some), share in zip(groups, shares, strict=True) if share
    ], sum(sizes) - sum(shares)


def sheet(ctx: Ctx, found: Sequence[Line], *, every: bool) -> Sheet:
    """Return the page as rows; the sections' codes stand in data."""
    groups, left = shown(found, every=every)
    rows = [(line.section, line.number, line.text, line.command, line.team) for _s, some, _n in groups for line in some]
    made = Sheet(FIELDS, rows, title="  ".join(head(ctx, found)), empty=_("Nothing due."))
    if left:
        made.notes.append(_more(left))
    return made


def text(ctx: Ctx, found: Sequence[Line], *, every: bool) -> str:
    """Return the page as a terminal or a mail shows it; only a terminal's width breaks or cuts a line."""
    from salesctl.render.agenda import Entry, agenda, ends

    groups, left = shown(found, every=every)
    width = ctx.width if ctx.terminal else None
    entries = []
    for section, some, count in groups:
        label = f"{_(SECTIONS[section])} {count}" if section in COUNTED else _(SECTIONS[section])
        for at, line in enumerate(some):
            entries.append(Entry("" if at else label, line.number, line.text, line.command))
    said = [ends(*head(ctx, found), width), *agenda(entries, width)]
    if not any(section != "month" for section, _some, _count in groups):
        said.insert(1, _("Nothing due."))
    if left:
        said.append(_more(left))
    return "\n".join(said)


def _more(left: int) -> str:
    return n_("{n} more line: salesctl today --all", "{n} more lines: salesctl today --all", left)


def head(ctx: Ctx, found: Sequence[Line]) -> tuple[str, str]:
    """Return what the day is and how I stand; and who I am, for a lead with how many people."""
    from salesctl.demo import mark
    from salesctl.domains.calendar.queries import day_kind
    from salesctl.values.words import format_day

    state = [line.text for line in found if line.section == STATE]
    day = [format_day(ctx.today, ctx.lang), p_("calendar.kind", str(day_kind(ctx, ctx.today).kind)), *state]
    who = [mark.short() if ctx.demo else "", ctx.me.name, ctx.me.team]
    if leads(ctx):
        from salesctl.domains.org.queries import headcount

        count = headcount(ctx, "checkin.see")
        who.append(n_("{n} person", "{n} people", count) if count else "")
    return "  ".join(day), "  ".join(part for part in who if part)
