"""A paper (纸面): what is printed for people, the same content as text on a terminal and as one HTML page.

Queries of rooms build a Page; `text` and `html` draw it. Everything in it is data: nothing is markup. House rules of
the forms: no vertical lines, one rule under the head and above totals, text left, figures right, a bar only in the last
column, signature lines at the end, the ledger's head at the foot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet
from salesctl.render.width import display_width


@dataclass(frozen=True, slots=True)
class Pairs:
    """Headings with their values, one under the other; a value with several lines is kept so."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: the words, the command to look, and whether it is done (None: no box)."""

    text: str
    command: str = ""
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A heading with lines beside it, numbered where `numbered`."""

    label: str
    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule between two parts of the page."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signature lines: who signs, left to right."""

    labels: tuple[str, ...]


Block = Sheet | Pairs | Items | Text | Gap | Signs
"""A Sheet is drawn as its table (`title` above it where it has one), with totals and what it is compared with."""


@dataclass(slots=True)
class Page:
    """One paper. `head` are the parts of the line under the title, `right` stands at the right of the title line.

    `foot` are the last lines: the ledger's head, the rule book's version, the command that explains (see `printing`).
    """

    title: str
    head: tuple[str, ...] = ()
    right: str = ""
    blocks: list[Block] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    size: Literal["A4", "A5"] = "A4"
    landscape: bool = False
    compact: bool = False  # smaller type and less air, for what has to stand on one sheet


_WIDEST_HEADING = 16


def heading_width(page: Page, most: int = _WIDEST_HEADING) -> int:
    """Return how many columns the headings beside the lines of a page take; one over `most` has a line of its own."""
    heads = [head for block in page.blocks if isinstance(block, Pairs) for head, _value in block.rows]
    heads += [block.label for block in page.blocks if isinstance(block, Items)]
    widths = (display_width(visible(head)) for head in heads)
    return max((width for width in widths if width <= min(most, _WIDEST_HEADING)), default=0)
