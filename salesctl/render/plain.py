"""The table without colour or escapes (纯文本表格): off a terminal, and for tables too long for Rich."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, TextIO

from salesctl.render.layout import GAP, Column, Draft, columns, draft, empty_text, form
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import cut, display_width, pad

if TYPE_CHECKING:
    from salesctl.render import Look
    from salesctl.render.page import Page

_GAP = " " * GAP


def fitted(text: str, column: Column, width: int, last: bool) -> str:
    """Cut a text to its column; figures, codes and days stay whole."""
    return cut(text, width, "…" if last else "..") if column.elastic else text


def lines(plan: Draft, rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield rows as aligned lines without trailing spaces."""
    rights = [column.right for column in plan.columns]
    end = len(rights) - 1
    gap = " " * plan.gap
    for row in rows:
        if plan.cut:
            row = [
                fitted(text, column, width, at == end)
                for at, (text, column, width) in enumerate(zip(row, plan.columns, plan.widths, strict=True))
            ]
        yield gap.join(map(pad, row, plan.widths, rights)).rstrip() + "\n"


def drawn(plan: Draft, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield a planned table as (style, line): title, headings, rule, rows, rule, totals and what they compare with."""
    rule = "-" * plan.width + "\n"
    if sheet.title:
        yield "bold", visible(sheet.title) + "\n"
    if sheet.headings:
        for line in lines(plan, [[column.head for column in plan.columns]]):
            yield "bold", line
        yield "dim", rule
    for line in lines(plan, chain(plan.rows, plan.rest)):
        yield "", line
    if plan.feet:
        yield "dim", rule
        for at, line in enumerate(lines(plan, plan.feet)):
            yield "" if at or not sheet.totals else "bold", line


def write_notes(notes: Iterable[str], out: TextIO) -> None:
    """Write the notes under a table."""
    out.writelines(visible(note, lines=True) + "\n" for note in notes)


def write_forms(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write each record as headings and values, one under the other."""
    shown = columns(sheet, look)
    for number, row in enumerate(sheet.rows):
        pairs = form(sheet, row, shown, look)
        side = max((display_width(head) for head, _ in pairs), default=0)
        body = [
            f"{pad(head if not at else '', side)}{_GAP}{text}".rstrip()
            for head, texts in pairs
            for at, text in enumerate(texts)
        ]
        if number:
            out.write("\n")
        if sheet.title and not number:
            widest = max(map(display_width, [visible(sheet.title), *body]))
            out.write(f"{visible(sheet.title)}\n{'-' * min(widest, look.limit or 100)}\n")
        out.writelines(line + "\n" for line in body)


def write_page(page: Page, out: TextIO, look: Look) -> None:
    """Write a page as text without weight."""
    from salesctl.render.pagetext import drawn as lines_of

    out.writelines(line for _style, line in lines_of(page, look))


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write the sheet as aligned text; it is cut only to a terminal's width."""
    notes: list[str] = []
    if sheet.single:
        write_forms(sheet, out, look)
    else:
        plan = draft(sheet, look)
        notes = plan.notes
        if plan.rows:
            out.writelines(line for _style, line in drawn(plan, sheet))
        else:
            out.write(empty_text(sheet) + "\n")
    write_notes([*notes, *(sheet.notes if look.notes else [])], out)
