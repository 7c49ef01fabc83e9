"""One run of the program: what it was started with. Passed along, never global."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from salesctl.config import Config
from salesctl.params import Options

if TYPE_CHECKING:
    from datetime import tzinfo

    from salesctl.render.sheet import Sheet
    from salesctl.values.clock import Clock
    from salesctl.warm.side import Side


@dataclass(slots=True)
class Run:
    """The run: environment, config, clock, root options; plain commands get it in place of a Ctx."""

    env: Mapping[str, str]
    config: Config
    clock: Clock | None = None
    options: Options = field(default_factory=Options)
    root: Options = field(default_factory=Options)
    talk: list[str] = field(default_factory=list)
    side: Side | None = None

    @property
    def lang(self) -> str:
        """The language spoken: "en" or "zh"."""
        return self.config.lang

    @property
    def zone(self) -> tzinfo | None:
        """No time zone: a plain command knows no company."""
        return None

    def paper(self, sheet: Sheet) -> None:
        """No paper: a plain command knows no ledger."""

    @property
    def demo(self) -> bool:
        """No demo ledger: a plain command opens none."""
        return False

    @property
    def terminal(self) -> bool:
        """Whether stdout is a terminal."""
        return is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """Columns of stdout: `COLUMNS`, else the terminal's, else 80."""
        return columns(self.env)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def columns(env: Mapping[str, str]) -> int:
    """Return the width to fill: `COLUMNS`, else the terminal's, else 80."""
    given = env.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
