"""The table on a terminal (终端表格), drawn by Rich: the same columns and widths as plain, with weight and colour.

Every text goes in as `Text`, never as markup. Tables longer than what is read ahead are drawn plain, row by row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from salesctl.render import plain
from salesctl.render.layout import GAP, columns, draft, empty_text, form
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import display_width, pad

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from salesctl.render import Look
    from salesctl.render.layout import Draft

# Eight rows of left, fill, divider, right: only the rules under the head and above the totals are drawn.
_RULES = "\n".join(["    ", "    ", " -- ", "    ", "    ", " -- ", "    ", "    "])


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


def _table(plan: Draft, headings: bool) -> Table:
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=Box(_RULES, ascii=True),
        show_edge=False,
        show_header=headings,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        header_style="bold",
        footer_style="bold",
        border_style="dim",
        show_footer=plan.totals is not None,
    )
    end = len(plan.columns) - 1
    for at, (column, width) in enumerate(zip(plan.columns, plan.widths, strict=True)):
        table.add_column(
            Text(column.head),
            Text(plan.totals[at]) if plan.totals else "",
            justify="right" if column.right else "left",
            width=width,
            no_wrap=True,
            overflow="crop",
        )
    for row in plan.rows:
        cells = enumerate(zip(row, plan.columns, plan.widths, strict=True))
        table.add_row(*(Text(plain.fitted(text, column, width, at == end)) for at, (text, column, width) in cells))
    return table


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


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Draw the sheet for a terminal with colour."""
    notes: list[str] = []
    if sheet.single:
        _forms(sheet, out, look)
    else:
        plan = draft(sheet, look)
        notes = plan.notes
        if plan.long:
            plain.write_draft(plan, sheet, out)
        elif plan.rows:
            from rich.text import Text

            console = _console(out, max(plan.width, look.width or 0))
            if sheet.title:
                console.print(Text(visible(sheet.title), "bold"), soft_wrap=True)
            console.print(_table(plan, sheet.headings))
        else:
            out.write(empty_text(sheet) + "\n")
    plain.write_notes([*notes, *(sheet.notes if look.notes else [])], out)
