"""What the frame knows of the warm start: which side of it a run is on, and what it may do there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from salesctl.config import Config

IDLE = 15 * 60.0
"""Seconds without a command after which a server ends."""


class Side(Protocol):
    """Where a run takes place."""

    op_id: str

    def enter(self, config: Config, warm: bool) -> None:
        """Hear which settings hold and whether the command may be served warm, before it begins."""


class Leave(SystemExit):
    """A served command can't go on here and has done nothing yet: it is run cold."""


class Started:
    """A process of its own at a terminal: after a command that may be served warm it starts the server for the next."""

    op_id = ""

    def __init__(self) -> None:
        self.wanted = False

    def enter(self, config: Config, warm: bool) -> None:
        self.wanted = warm and config.warm

    def end(self) -> None:
        """Start the server where it is wanted, at a terminal only: never from cron, a pipe or a script."""
        if self.wanted and sys.platform != "win32" and all(map(_terminal, (0, 1, 2))):
            try:
                launch()
            except (OSError, NotImplementedError):
                pass  # the next command is cold as well


def _terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def launch(idle: float = IDLE) -> int:
    """Start the server of this user, package and interpreter, in a session of its own; return its process id.

    It ends at once where there is one. Raises OSError, and NotImplementedError where the system has no such start.
    """
    from subprocess import _args_from_interpreter_flags  # type: ignore[attr-defined]  # what multiprocessing uses

    # The path as it is here and not as the new process would find it: modules must come from the same places.
    code = f"import sys; sys.path[:] = {sys.path!a}; from salesctl.warm.server import main; main({idle!r})"
    nothing = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    words = [sys.executable, *_args_from_interpreter_flags(), "-c", code]
    return os.posix_spawn(sys.executable, words, os.environ, file_actions=nothing, setsid=True)
