"""A paper as text (纸面文字), for a terminal and off it: the lines of a Page, each with the weight it has.

What must align is filled up to columns, never marked off by lines; bars and commands end their line, so signs of
ambiguous width push nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from salesctl.render import plain
from salesctl.render.layout import GAP, bands, empty_text
from salesctl.render.page import Block, Gap, Item, Items, Page, Pairs, Signs, Text, heading_width
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import display_width, pad, wrap

if TYPE_CHECKING:
    from salesctl.render import Look
    from salesctl.render.layout import Draft

Line = tuple[str, str]
"""A weight ("bold", "dim" or none) and the line it has."""

WIDTH = 100
"""Columns of a page where no terminal says how many."""
_LEAST = 20
_PEN = "_" * 12


def drawn(page: Page, look: Look) -> Iterator[Line]:
    """Yield the page's lines; on a terminal they fit its width, off it only tables may be wider than 100."""
    for style, line in _lines(page, look):
        yield style, line.rstrip() + "\n"


def _lines(page: Page, look: Look) -> Iterator[Line]:
    tables = _tables(page, look)
    width = max([look.limit or WIDTH, *(plan.width for plans in tables.values() for plan in plans)])
    width = max(look.limit or width, _LEAST)
    yield from (("bold", line) for line in _ends(page.title, page.right, width))
    if page.head:
        yield from (("", line) for line in _ends(*_halves(page.head), width))
    side = heading_width(page, width // 3)
    before: Block | None = None
    for at, block in enumerate(page.blocks):
        if at and not (isinstance(block, Gap) or isinstance(before, Gap) or _joined(before, block)):
            yield "", ""
        yield from _block(block, tables.get(at, []), look, side, width)
        before = block
    if page.foot and page.blocks and not isinstance(before, Gap):
        yield "", ""
    for at, text in enumerate(page.foot):
        for n, line in enumerate(wrap(visible(text), width - 3)):
            yield "dim", ("   " if at or n else "-- ") + line


def _tables(page: Page, look: Look) -> dict[int, list[Draft]]:
    """Plan the tables, which decide how wide a page without a terminal is, by their place among the blocks."""
    width = max(look.limit or WIDTH, _LEAST)
    return {
        at: bands(block, look, width)
        for at, block in enumerate(page.blocks)
        if isinstance(block, Sheet) and not block.single
    }


def _halves(head: tuple[str, ...]) -> tuple[str, str]:
    """Return what stands left and right in the line under the title: its last part is who printed it, and when."""
    parts = [part for part in head if part]
    return ("   ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else ("".join(parts), "")


def _ends(left: str, right: str, width: int) -> list[str]:
    """Set two texts to the ends of a line; where both don't fit, the right one stands below."""
    left, right = visible(left), visible(right)
    if not right:
        return wrap(left, width)
    if left and display_width(left) + GAP + display_width(right) <= width:
        return [pad(left, width - display_width(right)) + right]
    return [*(wrap(left, width) if left else []), *(pad(line, width, right=True) for line in wrap(right, width))]


def _joined(before: Block | None, block: Block) -> bool:
    """Tell whether a block follows the one before without a blank line: lists do."""
    return isinstance(before, Items) and isinstance(block, Items)


def _block(block: Block, plans: list[Draft], look: Look, side: int, width: int) -> Iterator[Line]:
    if isinstance(block, Gap):
        yield "dim", "-" * width
    elif isinstance(block, Text):
        yield from (("", line) for line in wrap(visible(block.text, lines=True), width))
    elif isinstance(block, Pairs):
        for head, value in block.rows:
            yield from _beside(head, wrap(visible(value, lines=True), width - side - GAP), side, width)
    elif isinstance(block, Items):
        yield from _beside(block.label, list(_items(block, width - side - GAP)), side, width)
    elif isinstance(block, Signs):
        yield from (("", line) for line in _signs(block, width))
    elif block.single:
        yield from _record(block, look, width)
    else:
        yield from _table(block, plans, width)


def _beside(head: str, lines: list[str], side: int, width: int) -> Iterator[Line]:
    head = visible(head)
    if display_width(head) > side:
        yield from (("", line) for line in wrap(head, width))
        head = ""
    for at, line in enumerate(lines or [""]):
        yield "", f"{pad('' if at else head, side)}{' ' * GAP}{line}"


def _items(block: Items, width: int) -> Iterator[str]:
    digits = len(str(len(block.items)))
    for number, item in enumerate(block.items, 1):
        mark = f"{number:>{digits}} " if block.numbered else ""
        if item.done is not None:
            mark += "[x] " if item.done else "[ ] "
        yield from _item(item, mark, width)


def _item(item: Item, mark: str, width: int) -> Iterator[str]:
    room = max(width - len(mark), 4)
    lines = wrap(visible(item.text, lines=True), room)
    command = visible(item.command)
    if command:
        if display_width(lines[-1]) + GAP + display_width(command) <= room:
            lines[-1] = pad(lines[-1], room - display_width(command)) + command
        else:
            lines += wrap(command, room)
    for at, line in enumerate(lines):
        yield (" " * len(mark) if at else mark) + line


def _signs(block: Signs, width: int) -> Iterator[str]:
    """Write who signs, each with a line for the pen, as many beside each other as fit."""
    line = ""
    for label in block.labels:
        one = f"{visible(label)} {_PEN}"
        if line and display_width(line) + 4 + display_width(one) > width:
            yield from wrap(line, width)
            line = ""
        line += "    " + one if line else one
    yield from wrap(line, width)


def _record(sheet: Sheet, look: Look, width: int) -> Iterator[Line]:
    from io import StringIO

    out = StringIO()
    plain.write_forms(sheet, out, replace(look, limit=width))
    yield from (("", line) for line in out.getvalue().split("\n")[:-1])


def _table(sheet: Sheet, plans: list[Draft], width: int) -> Iterator[Line]:
    """Draw a table, in several parts where one is too wide; its rules are as long as the page is wide."""
    if not plans[0].rows:
        yield from (("", line) for line in wrap(empty_text(sheet), width))
        return
    if sheet.title:
        yield from (("bold", line) for line in wrap(visible(sheet.title), width))
    untitled = replace(sheet, title="")
    for number, plan in enumerate(plans):
        if number:
            yield "", ""
        for style, line in plain.drawn(plan, untitled):
            yield style, "-" * width if style == "dim" else line.rstrip("\n")
    for note in sheet.notes:
        yield from (("", line) for line in wrap(visible(note, lines=True), width))
