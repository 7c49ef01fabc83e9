"""A day's page on a screen (日程版面): a heading beside its lines, the command at the right end, whole where it fits.

Lines are laid out one by one, so that a long command shortens its own line only. Signs of ambiguous width count double
when it is asked whether a line fits: a terminal that draws them wide still breaks none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salesctl.render.sanitize import visible
from salesctl.render.width import cut, display_width, pad

GAP = 2
NUMBERS = 12
"""A longer number pushes its own text only."""
COMMANDS = 24
"""Commands up to this width begin in one column; a longer one ends at the edge."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the heading where it is the first of its section, the number to act on, the words, the command."""

    head: str
    number: str
    text: str
    command: str = ""


def widest(text: str) -> int:
    """Return the columns a text takes where signs of ambiguous width are drawn wide."""
    return display_width(text) + sum(unicodedata.east_asian_width(sign) == "A" for sign in text)


def ends(left: str, right: str, width: int | None) -> str:
    """Set two texts at the ends of a line; without a width, or too long for it, one after the other."""
    left, right = visible(left), visible(right)
    if not right:
        return left
    room = 0 if width is None else width - widest(left) - widest(right)
    return left + " " * max(room, GAP) + right


def agenda(entries: Sequence[Entry], width: int | None) -> Iterator[str]:
    """Yield the lines of a page; `width` None cuts and breaks nothing."""
    side = max((display_width(visible(one.head)) for one in entries), default=0) + GAP
    numbers = max((w for one in entries if (w := display_width(visible(one.number))) <= NUMBERS), default=0)
    short = max((w for one in entries if (w := widest(visible(one.command))) <= COMMANDS), default=0)
    bodies = []
    for one in entries:
        number, text = visible(one.number), visible(one.text)
        bodies.append(f"{pad(number, numbers)}{' ' * GAP}{text}" if number else text)
    if width is None:
        longest = max((display_width(b) for b, one in zip(bodies, entries, strict=True) if one.command), default=0)
        width = side + longest + GAP + short
        limit = None
    else:
        limit = width
    for one, body in zip(entries, bodies, strict=True):
        head, command = pad(visible(one.head), side), visible(one.command)
        if not command:
            room = None if limit is None else limit - side
            for at, part in enumerate(_broken(body, room)):
                yield (head if not at else " " * side) + part
            continue
        taken = widest(command)
        start = width - short if taken <= short else width - taken
        if limit is not None and widest(body) > start - GAP - side:
            start = width - taken  # its own command may be shorter than the longest
            body = _cut(body, start - GAP - side)
        fill = min(start - side - display_width(body), width - taken - side - widest(body))
        yield f"{head}{body}{' ' * max(fill, GAP)}{command}"


def _cut(text: str, room: int) -> str:
    if widest(text) <= room:
        return text
    short = cut(text, room, "..")
    while widest(short) > room and len(short) > 2:
        short = short[:-3].rstrip() + ".."
    return short if widest(short) <= room else "." * max(room, 0)


def _broken(text: str, room: int | None) -> Iterator[str]:
    """Break a text between its parts, which two spaces tell apart; a part too long for a line is cut."""
    if room is None or widest(text) <= room:
        yield text
        return
    line = ""
    for part in re.split(r" {2,}", text):
        longer = f"{line}  {part}" if line else part
        if line and widest(longer) > room:
            yield line
            longer = part
        line = _cut(longer, room)
    yield line
