"""A page on the terminal while something is asked (屏幕): drawn on stderr, answered by one key or a line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from salesctl.render import render
from salesctl.render.sanitize import visible

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.page import Page


def tell(text: str) -> None:
    """Write a line of talk."""
    sys.stderr.write(visible(text, lines=True) + "\n")
    sys.stderr.flush()


def draw(ctx: Ctx, page: Page, *, clear: bool = False) -> None:
    """Draw a page on stderr; `clear` begins a new screen."""
    if clear and ctx.terminal and ctx.config.color:
        sys.stderr.write("\x1b[2J\x1b[H")
    render(
        page,
        "table",
        sys.stderr,
        lang=ctx.lang,
        zone=ctx.zone,
        color=ctx.terminal and ctx.config.color,
        width=ctx.width,
        terminal=True,
        clip=True,
    )
    sys.stderr.flush()
