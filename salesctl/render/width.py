"""How wide text is on a screen (列宽): Chinese signs take two columns, combining marks none.

Signs of ambiguous width (√ ○ █ … and letters like ü) take one column or, in many Chinese terminals, two: the user's
setting says which, and whoever draws states it once by `set_ambiguous`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A word or one wide sign, with what may not end a line before it （, what may not begin one after it 、 and the spaces
# after it: where a line may break.
_PIECES = re.compile(
    r"\s+|[（《「『【“‘]*(?:[\u0021-\u024f\u0300-\u036f]+|.)[、，。；：！？）》」』】”’]*\s*", re.DOTALL
)


_wide = {"W", "F"}


def set_ambiguous(columns: int) -> None:
    """Take signs of ambiguous width for one column, or two; ValueError for any other number."""
    if columns not in (1, 2):
        raise ValueError(f"no width of a sign: {columns}")
    if (columns == 2) is not ("A" in _wide):
        (_wide.add if columns == 2 else _wide.discard)("A")
        _columns.cache_clear()


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Cc") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in _wide else 1


def display_width(text: str) -> int:
    """Return the columns `text` takes on a screen."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def pad(text: str, width: int, right: bool = False) -> str:
    """Fill `text` with spaces to `width` columns, before it when `right`; longer text is left whole."""
    if text.isascii():
        return text.rjust(width) if right else text.ljust(width)
    fill = " " * (width - display_width(text))
    return fill + text if right else text + fill


def cut(text: str, width: int, mark: str = "…") -> str:
    """Shorten `text` to `width` columns, ending in `mark`; text that fits is left whole."""
    if display_width(text) <= width:
        return text
    side = display_width(mark)
    if width <= side:
        return mark[: max(width * len(mark) // side, 0)]
    left = width - side
    used = end = 0
    for char in text:
        used += _columns(char)
        if used > left:
            break
        end += 1
    return text[:end].rstrip() + mark


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` columns (at least 2): between words, or between Chinese signs."""
    width = max(width, 2)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for piece in _PIECES.findall(paragraph):
            if used + display_width(piece.rstrip()) <= width:
                line, used = line + piece, used + display_width(piece)
                continue
            if line.strip():
                lines.append(line.rstrip())
            line, used = "", 0
            for char in piece:
                if used + _columns(char) > width:
                    lines.append(line.rstrip())
                    line, used = "", 0
                line, used = line + char, used + _columns(char)
        lines.append(line.rstrip())
    return lines
