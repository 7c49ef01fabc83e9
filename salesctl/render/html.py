"""HTML (网页与打印件): one file that needs nothing else, made to be printed; text is escaped, there is no script.

A sheet is drawn as a page that holds it. The template and its style lie in `templates/`; whatever is put in is escaped
there, or here where a cell is made.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TextIO

from salesctl.locale import _
from salesctl.render.layout import MEASURED, columns, foot_rows
from salesctl.render.page import Block, Gap, Items, Page, Pairs, Signs, Text, heading_width
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import display_width

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from salesctl.render import Look
    from salesctl.render.layout import Column

_SIZES = {"A4": (210, 297), "A5": (148, 210)}
_MARGINS = 28  # millimetres left and right together, as page.css has them
_POINT = 0.3528  # millimetres
_LARGEST, _SMALLEST = 9.0, 6.5  # points
_PADDING = 2  # columns between two columns
_WIDEST = 32  # columns: a text wider than this is broken into lines
_MANY = 30  # rows: a longer list is set closer
_WIDE = 118  # columns: more than this are too small upright
_BAR = 16


def write_page(page: Page, out: TextIO, look: Look) -> None:
    """Write a page as one HTML file; a wide table that has the page to itself lies on its side."""
    drawn = [_block(block, look) for block in page.blocks]
    landscape = page.landscape or (len(drawn) == 1 and drawn[0][1].get("width", 0) > _WIDE)
    width, height = _SIZES[page.size][::-1] if landscape else _SIZES[page.size]
    for kind, parts in drawn:
        if kind == "table":
            parts["size"] = _size(parts["width"], width - _MARGINS)
    clean = {
        "title": visible(page.title),
        "right": visible(page.right),
        "head": [visible(part) for part in page.head if part],
        "foot": [visible(line) for line in page.foot],
        "size": page.size,
        "landscape": landscape,
        "compact": page.compact,
    }
    template = _environment().get_template("page.html")
    lang = "zh-CN" if look.lang == "zh" else "en"
    # In pieces: a list of ten thousand rows is never one string.
    out.writelines(template.generate(page=clean, blocks=drawn, lang=lang, width=width, height=height, side=_side(page)))
    out.write("\n")


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write a sheet as a page that holds it."""
    from dataclasses import replace

    write_page(Page(sheet.title or _("List"), blocks=[replace(sheet, title="")]), out, look)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("salesctl.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _side(page: Page) -> float:
    """Return how wide the headings beside the lines are, in ems, so that all of a page stand under each other."""
    return round(heading_width(page) * 0.58, 1)


def _size(columns_: int, room: float) -> str:
    """Return the size of a table's text in points, so that `columns_` of it fit into `room` millimetres."""
    return f"{max(_SMALLEST, min(_LARGEST, room / max(columns_, 1) / _POINT * 2)):.1f}"


def _block(block: Block, look: Look) -> tuple[str, dict[str, Any]]:
    """Return what the template draws a block from: its kind and its parts, harmless but for the escaping."""
    if isinstance(block, Gap):
        return "gap", {}
    if isinstance(block, Text):
        return "text", {"text": visible(block.text, lines=True)}
    if isinstance(block, Pairs):
        return "pairs", {"rows": [(visible(head), visible(value, lines=True)) for head, value in block.rows]}
    if isinstance(block, Signs):
        return "signs", {"labels": [visible(label) for label in block.labels]}
    if isinstance(block, Items):
        lines = [
            {
                "number": number if block.numbered else None,
                "done": item.done,
                "text": visible(item.text, lines=True),
                "command": visible(item.command),
            }
            for number, item in enumerate(block.items, 1)
        ]
        return "items", {"label": visible(block.label), "lines": lines}
    notes = [visible(note, lines=True) for note in block.notes]
    title = visible(block.title)
    shown = columns(block, look)
    if block.single:
        records = [_pairs(row, shown) for row in block.rows]
        return "record", {"title": title, "records": records, "notes": notes}
    return "table", {"title": title, "notes": notes, **_table(block, shown)}


def _pairs(row: tuple[Any, ...], shown: list[Column]) -> list[tuple[str, str]]:
    pairs = [(column.head, column.paint(row[column.index])) for column in shown]
    return [(head, text) for head, text in pairs if text]


def _table(sheet: Sheet, shown: list[Column]) -> dict[str, Any]:
    painted = ([column.paint(row[column.index]) for column in shown] for row in sheet.rows)
    first = list(islice(painted, MEASURED))
    rows = chain((_row(cells, shown) for cells in first), [_row(cells, shown) for cells in painted])
    feet = foot_rows(shown, sheet)
    widths = [
        _BAR if column.bar else max(_measured(row[at], column) for row in [*first, *feet, _heads(shown)])
        for at, column in enumerate(shown)
    ]
    return {
        "headings": sheet.headings,
        "heads": [(column.head, column.right) for column in shown],
        "rows": list(rows),
        "feet": [_row([*cells[:-1], ""] if shown[-1].bar else cells, shown) for cells in feet],
        "totals": bool(sheet.totals),
        "close": len(first) > _MANY,
        "empty": visible(sheet.empty or _("Nothing to show."), lines=True),
        "width": sum(widths) + _PADDING * (len(widths) - 1),
    }


def _heads(shown: list[Column]) -> list[str]:
    # A heading of several words is broken between them.
    return [max(column.head.split() or [""], key=display_width) for column in shown]


def _measured(text: str, column: Column) -> int:
    return min(display_width(text), _WIDEST) if column.elastic else display_width(text)


def _row(cells: list[str], shown: list[Column]) -> Markup:
    from markupsafe import Markup

    return Markup("").join(_cell(text, column) for text, column in zip(cells, shown, strict=True))


def _cell(text: str, column: Column) -> Markup:
    """Return one cell: a figure right, a bar as its length, everything else left; long texts may be broken."""
    from markupsafe import Markup

    if column.bar:
        return Markup('<td class="b">{}</td>').format(_bar(text))
    if column.right:
        return Markup('<td class="r">{}</td>').format(text)
    if column.elastic and display_width(text) > _WIDEST:
        return Markup('<td class="w">{}</td>').format(text)
    return Markup("<td>{}</td>").format(text)


def _bar(share: str) -> Markup:
    from markupsafe import Markup

    if not share:
        return Markup("")
    length = min(Decimal(share) * 100, Decimal(100)).quantize(Decimal("0.1"))
    return Markup('<svg aria-hidden="true"><rect width="{}%" height="100%"/></svg>').format(length)


__all__ = ["write", "write_page"]
