"""`today`: what is due, late and new, one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Single
from salesctl.locale import N_, _, n_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("today")

MOST = 20


@app.read("today")
def today(
    ctx: Ctx,
    *,
    every: Annotated[bool, typer.Option("--all", help=N_("Every line, however many."))] = False,
    team: Annotated[bool, typer.Option("--team", help=N_("The team's day, not mine."))] = False,
) -> Shown:
    """See what is due, late and new."""
    from salesctl.render.sheet import Field, Sheet
    from salesctl.today import SECTIONS, lines

    found = lines(ctx, team=team)
    body = [line for line in found if line.section != "state"]
    rows: list[tuple[str | None, ...]] = []
    last = ""
    for line in body if every else body[:MOST]:
        count = sum(other.section == line.section for other in body)
        head = "" if line.section == last else f"{_(SECTIONS[line.section])} {count}"
        last = line.section
        data = ctx.options.format not in (None, "table", "md")
        rows.append((line.section if data else head, line.number, line.text, line.command))
    fields = (
        Field(
            "section",
            "text",
            "Section",
            doc="Section of the page: in, reports, check, odd, money, overdue, today, new, waiting, soon, month.",
        ),
        Field("number", "number", "Number", doc="What to act on."),
        Field("text", "text", "What", doc="What it is about."),
        Field("command", "text", "Command", doc="The command to act."),
    )
    sheet = Sheet(
        fields,
        rows,
        title=_head(ctx, [line.text for line in found if line.section == "state"]),
        empty=_("Nothing due."),
    )
    sheet.headings = False
    if len(body) > MOST and not every:
        sheet.notes.append(
            n_("{n} more line: salesctl today --all", "{n} more lines: salesctl today --all", len(body) - MOST)
        )
    return ctx.shown(sheet=sheet)


def _head(ctx: Ctx, state: list[str]) -> str:
    from salesctl.domains.calendar.queries import day_kind
    from salesctl.locale import p_
    from salesctl.values.words import format_day

    kind = p_("calendar.kind", str(day_kind(ctx, ctx.today).kind))
    who = "  ".join(part for part in (ctx.me.name, ctx.me.team) if part)
    return "  ".join([format_day(ctx.today, ctx.lang), kind, *state, who])
