"""How wide text is on a screen (列宽): Chinese signs take two columns, combining marks none, ambiguous signs one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A word, the spaces after it, or one wide sign: where a line may break.
_PIECES = re.compile(r"[\u0021-\u024f\u0300-\u036f]+\s*|\s+|.", re.DOTALL)


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Cc") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Return the columns `text` takes on a screen; ambiguous-width signs count as one."""
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
    if width <= len(mark):
        return mark[: max(width, 0)]
    left = width - len(mark)
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
