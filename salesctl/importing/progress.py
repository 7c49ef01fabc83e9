"""Progress (进度): one line on a terminal for what takes over a second, gone when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

from salesctl.locale import _

PATIENCE = 1.0
"""Seconds before anything is said."""
_EVERY = 0.2


class Meter:
    """Shows how far a step is; silent where stderr is no terminal. `clock` gives seconds."""

    def __init__(self, terminal: bool, clock: Callable[[], float] = monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._started = clock()
        self._last = self._started + PATIENCE - _EVERY
        self._shown = False

    def reading(self, done: int, total: int) -> None:
        """Say how much of the file is read, in bytes."""
        self._say(lambda: _("Reading: {percent}%", percent=100 * done // max(total, 1)))

    def writing(self, done: int, total: int) -> None:
        """Say how many rows are written."""
        self._say(lambda: _("Writing: {done} of {total} rows", done=done, total=total))

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False

    def _say(self, text: Callable[[], str]) -> None:
        if not self._terminal or self._clock() - self._last < _EVERY:
            return
        self._last = self._clock()
        sys.stderr.write(f"\r\x1b[K{text()}")
        sys.stderr.flush()
        self._shown = True
