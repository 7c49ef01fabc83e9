"""What table, plain and md share (版面): which columns stand on a screen, how wide they are, what is cut.

Nothing of Rich here. Signs of ambiguous width (…) stand only in the last column; other columns are cut with `..`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from salesctl.locale import _, n_
from salesctl.render.human import FIGURES, label, painter
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet, Value
from salesctl.render.width import display_width, wrap

if TYPE_CHECKING:
    from salesctl.render import Look

GAP = 2
MEASURED = 1000  # rows read ahead to find the widths; later rows keep them, so memory stays flat
_ELASTIC = frozenset({"text", "name", "list", "email"})
_WIDEST = 60  # a longer text off the terminal stands whole and pushes its own row only
_SLACK = 2
_ROOMY, _TIGHT = 16, 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the screen: where its value stands in a row, its heading, its side, how it is written."""

    index: int
    key: str
    head: str
    right: bool
    elastic: bool
    paint: Callable[[Value], str]


@dataclass(slots=True)
class Draft:
    """A table ready to draw: `rows` are the first `MEASURED`, `rest` the others if `long`, all harmless."""

    columns: list[Column]
    rows: list[list[str]]
    rest: Iterator[list[str]]
    totals: list[str] | None
    widths: list[int]
    cut: bool
    long: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Columns of the screen the table takes."""
        return sum(self.widths) + GAP * (len(self.widths) - 1)


def columns(sheet: Sheet, look: Look) -> list[Column]:
    """Return the columns shown to people: never ids; in a list only those meant for the table."""
    shown: list[Column] = []
    for index, one in enumerate(sheet.fields):
        if one.kind == "id" or not (sheet.single or one.table):
            continue
        paint = painter(one, look.lang, look.zone, form=sheet.single, zero=not sheet.report or sheet.single)
        shown.append(
            Column(index, one.key, visible(label(one)), one.kind in FIGURES, one.kind in _ELASTIC, paint)
        )  # fmt: skip
    return shown


def total_cells(shown: list[Column], sheet: Sheet) -> list[str] | None:
    """Return the row of totals, None without; the first column says so unless the query gave it a value."""
    if not sheet.totals:
        return None
    cells = [column.paint(sheet.totals.get(column.key)) for column in shown]
    if cells and not cells[0]:
        cells[0] = _("Total")
    return cells


def empty_text(sheet: Sheet) -> str:
    """Return what stands in place of an empty table."""
    title = f"{visible(sheet.title)}\n" if sheet.title and not sheet.headings else ""
    return title + visible(sheet.empty or _("Nothing to show."), lines=True)


def draft(sheet: Sheet, look: Look) -> Draft:
    """Read the first rows and plan the widths; a table wider than a terminal is cut, off a terminal never."""
    shown = columns(sheet, look)
    painted = ([column.paint(row[column.index]) for column in shown] for row in sheet.rows)
    rows = list(islice(painted, MEASURED))
    more = list(islice(painted, 1))
    totals = total_cells(shown, sheet)
    widths = [
        max(display_width(text) for text in (column.head, totals[at] if totals else "", *(row[at] for row in rows)))
        for at, column in enumerate(shown)
    ]
    if more:
        # Figures of rows not yet seen may be longer: the thousandth sale has more digits than the first.
        widths = [width + _SLACK * column.right for width, column in zip(widths, shown, strict=True)]
    plan = Draft(shown, rows, chain(more, painted), totals, widths, look.limit is not None, bool(more))
    if look.limit is None:
        plan.widths = [
            max(min(width, _WIDEST), display_width(column.head)) if column.elastic else width
            for width, column in zip(widths, shown, strict=True)
        ]
    else:
        _squeeze(plan, look.limit)
    return plan


def _squeeze(plan: Draft, limit: int) -> None:
    """Shorten texts from the last column to the first, then leave out last columns and say so; figures stay."""
    for least in (_ROOMY, _TIGHT):
        for at in reversed(range(len(plan.widths))):
            over = plan.width - limit
            if over > 0 and plan.columns[at].elastic:
                floor = max(least, display_width(plan.columns[at].head))
                plan.widths[at] = min(plan.widths[at], max(floor, plan.widths[at] - over))
    kept = len(plan.widths)
    while kept > 2 and sum(plan.widths[:kept]) + GAP * (kept - 1) > limit:
        kept -= 1
    left_out = len(plan.widths) - kept
    if not left_out:
        return
    plan.columns, plan.widths = plan.columns[:kept], plan.widths[:kept]
    plan.rows = [row[:kept] for row in plan.rows]
    plan.totals = plan.totals[:kept] if plan.totals else None
    rest = plan.rest
    plan.rest = (row[:kept] for row in rest)
    plan.notes.append(
        n_(
            "{n} more column does not fit: a wider window or --format csv shows it.",
            "{n} more columns do not fit: a wider window or --format csv shows them.",
            left_out,
        )
    )


def form(sheet: Sheet, row: tuple[Value, ...], shown: list[Column], look: Look) -> list[tuple[str, list[str]]]:
    """Return a record as (heading, lines of its value); blank fields are left out, long values broken on a terminal."""
    pairs = [(column.head, column.paint(row[column.index])) for column in shown]
    pairs = [(head, text) for head, text in pairs if text]
    if look.limit is None:
        return [(head, text.split("\n")) for head, text in pairs]
    room = look.limit - GAP - max((display_width(head) for head, text in pairs), default=0)
    return [(head, wrap(text, max(room, 20))) for head, text in pairs]
