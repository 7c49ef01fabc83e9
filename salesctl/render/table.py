"""The table on a terminal (终端表格): the same lines as plain, to which Rich gives weight.

Every text goes in as `Text`, never as markup. The lines are ours, because Rich's own tables know nothing of signs of
ambiguous width; rows that carry no weight don't pass through Rich at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from salesctl.render import plain
from salesctl.render.layout import GAP, columns, draft, empty_text, form
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import display_width, pad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from salesctl.render import Look
    from salesctl.render.page import Page


def _console(out: TextIO, width: int) -> Console:
    from rich.console import Console

    return Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )


def _forms(sheet: Sheet, out: TextIO, look: Look) -> None:
    from rich.text import Text

    shown = columns(sheet, look)
    console = _console(out, look.width or 80)
    for number, row in enumerate(sheet.rows):
        pairs = form(sheet, row, shown, look)
        side = max((display_width(head) for head, _ in pairs), default=0)
        if number:
            out.write("\n")
        if sheet.title and not number:
            widest = max(
                [display_width(visible(sheet.title))]
                + [side + GAP + display_width(text) for _, texts in pairs for text in texts]
            )
            console.print(Text(visible(sheet.title), "bold"), soft_wrap=True)
            console.print(Text("-" * min(widest, look.limit or 100), "dim"), soft_wrap=True)
        for head, texts in pairs:
            for at, text in enumerate(texts):
                start = Text(pad(head if not at else "", side + GAP), "bold")
                console.print(start.append(text, "not bold"), soft_wrap=True)


def styled(lines: Iterable[tuple[str, str]], out: TextIO, width: int) -> None:
    """Write lines, each with the weight it is to have ("" for none)."""
    from rich.text import Text

    console = _console(out, width)
    for style, line in lines:
        if style:
            console.print(Text(line, style), soft_wrap=True, end="")
        else:
            out.write(line)


def write_page(page: Page, out: TextIO, look: Look) -> None:
    """Draw a page for a terminal with weight."""
    from salesctl.render.pagetext import drawn

    styled(drawn(page, look), out, look.width or 100)


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Draw the sheet for a terminal with weight."""
    notes: list[str] = []
    if sheet.single:
        _forms(sheet, out, look)
    else:
        plan = draft(sheet, look)
        notes = plan.notes
        if plan.rows:
            styled(plain.drawn(plan, sheet), out, max(plan.width, look.width or 0))
        else:
            out.write(empty_text(sheet) + "\n")
    plain.write_notes([*notes, *(sheet.notes if look.notes else [])], out)
