"""Markdown tables (for a wiki or a chat): the columns of the screen, stored text escaped."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TextIO

from salesctl.locale import _
from salesctl.render.layout import columns, empty_text, foot_rows
from salesctl.render.sanitize import markdown
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from salesctl.render import Look


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(markdown, cells)) + " |\n"


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write the sheet as a GitHub-flavoured table, row by row; a single record as a table of two columns."""
    shown = [column for column in columns(sheet, look) if not column.bar]
    rows = iter(sheet.rows)
    first = next(rows, None)
    if sheet.title:
        out.write(f"## {markdown(sheet.title)}\n\n")
    if first is None:
        out.write(markdown(empty_text(sheet)) + "\n")
    elif sheet.single:
        for number, row in enumerate(chain([first], rows)):
            out.write("\n" if number else "")
            out.write(_line([_("Field"), _("Value")]) + "| --- | --- |\n")
            pairs = ([column.head, column.paint(row[column.index])] for column in shown)
            out.writelines(_line(pair) for pair in pairs if pair[1])
    else:
        out.write(_line([column.head for column in shown]))
        out.write("|" + "|".join(" ---: " if column.right else " --- " for column in shown) + "|\n")
        out.writelines(_line([column.paint(row[column.index]) for column in shown]) for row in chain([first], rows))
        out.writelines(map(_line, foot_rows(shown, sheet)))
    if look.notes and sheet.notes:
        out.write("\n" + "\n\n".join(map(markdown, sheet.notes)) + "\n")
