"""What table, plain and md share (版面): which columns stand on a screen, how wide they are, what is cut.

Nothing of Rich here. Signs of ambiguous width (…) stand only in the last column; other columns are cut with `..`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
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
_BAR = "█"  # its width is ambiguous, so bars stand last and end their line
_LONGEST_BAR, _SHORTEST_BAR = 20, 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the screen: where its value stands in a row, its heading, its side, how it is written.

    A `bar` is the last one; its cells are shares of 1 until the widths are known.
    """

    index: int
    key: str
    head: str
    right: bool
    elastic: bool
    paint: Callable[[Value], str]
    bar: bool = False


@dataclass(slots=True)
class Draft:
    """A table ready to draw: `rows` are the first `MEASURED`, `rest` the others if `long`, all harmless.

    `feet` are the totals and what they are compared with.
    """

    columns: list[Column]
    rows: list[list[str]]
    rest: Iterator[list[str]]
    feet: list[list[str]]
    widths: list[int]
    cut: bool
    long: bool = False
    gap: int = GAP
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Columns of the screen the table takes."""
        return sum(self.widths) + self.gap * (len(self.widths) - 1)


def columns(sheet: Sheet, look: Look) -> list[Column]:
    """Return the columns shown to people: never ids; in a list only those meant for the table, a bar last."""
    shown: list[Column] = []
    bars: list[Column] = []
    for index, one in enumerate(sheet.fields):
        if one.kind == "id" or not (sheet.single or one.table):
            continue
        if one.kind == "bar":
            if not sheet.single:
                bars.append(Column(index, one.key, visible(label(one)), False, False, _share, bar=True))
            continue
        paint = painter(
            one, look.lang, look.zone, form=sheet.single, zero=sheet.zeros or not sheet.report or sheet.single
        )
        shown.append(
            Column(index, one.key, visible(label(one)), one.kind in FIGURES, one.kind in _ELASTIC, paint)
        )  # fmt: skip
    return shown + bars[:1]


def _share(value: Value) -> str:
    return str(value) if isinstance(value, Decimal | int) and value > 0 else ""


def bar(share: str, width: int) -> str:
    """Draw a share of 1 as a bar in `width` columns; what is there at all has at least one sign."""
    if not share:
        return ""
    most = max(width // display_width(_BAR), 1)
    return _BAR * min(max(int(Decimal(share) * most + Decimal("0.5")), 1), most)


def foot_rows(shown: list[Column], sheet: Sheet) -> list[list[str]]:
    """Return the rows under the table: the totals, then what they are compared with (last period, last year).

    The first column of the totals says so unless the query gave it a value.
    """
    feet: list[list[str]] = []
    if sheet.totals:
        cells = [column.paint(sheet.totals.get(column.key)) for column in shown]
        if cells and not cells[0]:
            cells[0] = visible(sheet.totals_label) or _("Total")
        feet.append(cells)
    for said, values in sheet.compare:
        cells = [column.paint(values.get(column.key)) for column in shown]
        if cells:
            cells[0] = visible(said)
        feet.append(cells)
    return feet


def empty_text(sheet: Sheet) -> str:
    """Return what stands in place of an empty table."""
    title = f"{visible(sheet.title)}\n" if sheet.title and not sheet.headings else ""
    return title + visible(sheet.empty or _("Nothing to show."), lines=True)


def _plan(sheet: Sheet, look: Look) -> Draft:
    """Read the first rows and measure them; nothing is cut yet."""
    shown = columns(sheet, look)
    painted = ([column.paint(row[column.index]) for column in shown] for row in sheet.rows)
    rows = list(islice(painted, MEASURED))
    more = list(islice(painted, 1))
    feet = foot_rows(shown, sheet)
    widths = [
        _LONGEST_BAR if column.bar else max(display_width(row[at]) for row in [[c.head for c in shown], *feet, *rows])
        for at, column in enumerate(shown)
    ]
    if more:
        # Figures of rows not yet seen may be longer: the thousandth sale has more digits than the first.
        widths = [width + _SLACK * column.right for width, column in zip(widths, shown, strict=True)]
    return Draft(shown, rows, chain(more, painted), feet, widths, look.limit is not None, bool(more))


def _roomy(plan: Draft) -> None:
    """Off a terminal nothing is cut; a very long text pushes its own row only."""
    plan.widths = [
        max(min(width, _WIDEST), display_width(column.head)) if column.elastic else width
        for width, column in zip(plan.widths, plan.columns, strict=True)
    ]


def draft(sheet: Sheet, look: Look) -> Draft:
    """Read the first rows and plan the widths; a table wider than a terminal is cut, off a terminal never."""
    plan = _plan(sheet, look)
    if look.limit is None:
        _roomy(plan)
    else:
        _shorten(plan, look.limit)
        left_out = _leave_out(plan, look.limit)
        if left_out:
            plan.notes.append(
                n_(
                    "{n} more column does not fit: a wider window or --format csv shows it.",
                    "{n} more columns do not fit: a wider window or --format csv shows them.",
                    left_out,
                )
            )
    return _with_bars(plan)


def bands(sheet: Sheet, look: Look, width: int) -> list[Draft]:
    """Plan the table of a page: nothing is left out; what does not fit stands below, with the first column again.

    `width` is the page's; off a terminal a wider table stays whole.
    """
    sheet.rows = list(sheet.rows)
    plan = _plan(sheet, look)
    plan.rows, plan.rest, plan.long = plan.rows + list(plan.rest), iter(()), False
    if look.limit is None:
        _roomy(plan)
    if plan.width > width:
        plan.gap = 1
    # Names stay whole where that only costs a second part; a single long text is cut as in any table. Where there are
    # several parts anyway, texts have the room they want in theirs.
    wanted = list(plan.widths)
    _shorten(plan, width, keep=look.limit is None, floors=(_ROOMY,) if len(plan.widths) > 2 else (_ROOMY, _TIGHT))
    if plan.width <= width or look.limit is None or len(plan.widths) < 3:
        return [_with_bars(plan)]
    plan.widths = wanted[: len(plan.columns)]
    parts: list[list[int]] = []
    figures = [at for at, column in enumerate(plan.columns) if at and not column.bar]
    for at in figures:
        used = plan.widths[0] + sum(plan.widths[n] + plan.gap for n in parts[-1]) if parts else width
        if parts and used + plan.gap + plan.widths[at] <= width:
            parts[-1].append(at)
        else:
            parts.append([at])
    made = [_part(plan, [0, *part]) for part in parts]
    for one in made:
        _shorten(one, width)
    return made


def _part(plan: Draft, kept: list[int]) -> Draft:
    """Return the draft with some of its columns."""

    def some(row: list[str]) -> list[str]:
        return [row[at] for at in kept]

    return Draft(
        [plan.columns[at] for at in kept],
        [some(row) for row in plan.rows],
        map(some, plan.rest),
        [some(row) for row in plan.feet],
        [plan.widths[at] for at in kept],
        plan.cut,
        plan.long,
        plan.gap,
        plan.notes,
    )


def _shorten(plan: Draft, limit: int, *, keep: bool = False, floors: tuple[int, ...] = (_ROOMY, _TIGHT)) -> None:
    """Shorten the bar, which is left out where it would say nothing, then texts from the last column to the first.

    Figures stay; with `keep` texts do too.
    """
    if plan.columns and plan.columns[-1].bar:
        least = max(_SHORTEST_BAR, display_width(plan.columns[-1].head))
        plan.widths[-1] = max(least, plan.widths[-1] - max(plan.width - limit, 0))
        if plan.width > limit and not keep:
            part = _part(plan, list(range(len(plan.columns) - 1)))
            plan.columns, plan.rows, plan.rest = part.columns, part.rows, part.rest
            plan.feet, plan.widths = part.feet, part.widths
    if keep:
        return
    for least in floors:
        for at in reversed(range(len(plan.widths))):
            over = plan.width - limit
            if over > 0 and plan.columns[at].elastic:
                floor = max(least, display_width(plan.columns[at].head))
                plan.widths[at] = min(plan.widths[at], max(floor, plan.widths[at] - over))


def _leave_out(plan: Draft, limit: int) -> int:
    """Leave out last columns until the rest fits, two at least; return how many."""
    kept = len(plan.widths)
    while kept > 2 and sum(plan.widths[:kept]) + plan.gap * (kept - 1) > limit:
        kept -= 1
    left_out = len(plan.widths) - kept
    if left_out:
        part = _part(plan, list(range(kept)))
        plan.columns, plan.rows, plan.rest = part.columns, part.rows, part.rest
        plan.feet, plan.widths = part.feet, part.widths
    return left_out


def _with_bars(plan: Draft) -> Draft:
    """Draw the bars of the last column, now that its width is known."""
    if plan.columns and plan.columns[-1].bar:
        width = plan.widths[-1]

        def drawn(row: list[str]) -> list[str]:
            return [*row[:-1], bar(row[-1], width)]

        plan.rows, plan.rest = [drawn(row) for row in plan.rows], map(drawn, plan.rest)
        plan.feet = [[*row[:-1], ""] for row in plan.feet]
    return plan


def form(sheet: Sheet, row: tuple[Value, ...], shown: list[Column], look: Look) -> list[tuple[str, list[str]]]:
    """Return a record as (heading, lines of its value); blank fields are left out, long values broken on a terminal."""
    pairs = [(column.head, column.paint(row[column.index])) for column in shown]
    pairs = [(head, text) for head, text in pairs if text]
    if look.limit is None:
        return [(head, text.split("\n")) for head, text in pairs]
    room = look.limit - GAP - max((display_width(head) for head, text in pairs), default=0)
    return [(head, wrap(text, max(room, 20))) for head, text in pairs]
