"""`rules`: read the rule book, check a changed one, see what would change, make it hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.locale import N_
from salesctl.params import DayArg, FileArg, word_argument

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("rules")

Section = Annotated[
    str | None, word_argument("words", "SECTION|ID", N_("A section such as attendance.shift, or a rule's id."))
]


@app.read("rules.show", default=True)
def show(
    ctx: Ctx,
    section: Section = None,
    day: DayArg = None,
    *,
    toml: Annotated[
        bool, typer.Option("--toml", help=N_("Print the book as it was applied, to edit and apply again."))
    ] = False,
    version: Annotated[
        int | None, typer.Option("--version-no", metavar="N", help=N_("That version of the book, with --toml."))
    ] = None,
) -> Shown:
    """Show the rules that hold, or one section, or one rule."""
    from salesctl.rulebook import showing

    if toml:
        return showing.toml(ctx, version)
    return showing.rules(ctx, section, ctx.day(day) or ctx.today)


Joined = Annotated[bool, typer.Option("--add", help=N_("The file's rules join the book in force; else it is whole."))]


@app.read("rules.check")
def check(ctx: Ctx, file: FileArg, *, add: Joined = False) -> Shown:
    """Check a rule book: exit 6 with what is wrong, 0 when it holds together."""
    from salesctl.rulebook import showing

    return showing.check(ctx, file, add)


@app.read("rules.diff")
def diff(ctx: Ctx, file: FileArg, *, add: Joined = False) -> Shown:
    """Show what a rule book would change, and from which day."""
    from salesctl.rulebook import showing

    return showing.diff(ctx, file, add)


@app.write("rules.apply")
def apply(ctx: Ctx, file: FileArg, *, add: Joined = False) -> Shown:
    """Make a rule book hold; every version is kept."""
    from salesctl.rulebook import showing

    return showing.apply(ctx, file, add)
