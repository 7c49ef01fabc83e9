"""The child: becomes the process that asked, for one command, and says how it ended.

It has that process's streams, directory, environment, words, umask and signals; nothing of the server's but what was
imported. It is not in that process's terminal session, so nothing can be asked in it, no editor, pager or other
program started: a command that comes to that leaves, while nothing was written or said yet, and is run cold.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from salesctl.warm import wire
from salesctl.warm.side import Leave

if TYPE_CHECKING:
    from salesctl.config import Config

OFF = 3
"""How a child ends that found the warm start switched off: the server ends too."""
_PROGRAMS = frozenset((
    "salesctl.converse",
    "subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "pty.spawn",
))  # fmt: skip
_current: Served | None = None
"""The one command this process serves; none in the server itself."""


class Served:
    """A run in a child. `past`: something was written or said, so that it can't be run again."""

    def __init__(self, op_id: str) -> None:
        self.op_id = op_id
        self.off = False
        self.left = False
        self.past = False
        self.held: list[bytes] = []

    def enter(self, config: Config, warm: bool) -> None:
        """Leave where the command is not marked or the settings say so."""
        self.off = not config.warm
        if self.off or not warm:
            self.leave()

    def leave(self) -> NoReturn:
        """Give the command back. Raises Leave, RuntimeError where it is too late for that."""
        if self.past:
            raise RuntimeError("a command served warm asked after it had written")
        self.left = True
        self.held.clear()
        raise Leave(0)

    def release(self) -> None:
        """Say what was held back: from here on the command goes on to its end."""
        self.past = True
        while self.held:
            part = self.held.pop(0)
            while part:
                part = part[os.write(2, part) :]


class Held(io.RawIOBase):
    """stdout or stderr of a command that might yet leave: what it says on stderr waits until that is settled.

    The line that echoes a name is said before a question is asked; said here and cold, it would be said twice.
    """

    def __init__(self, descriptor: int, served: Served) -> None:
        self.descriptor = descriptor
        self.served = served

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.descriptor

    def isatty(self) -> bool:
        return os.isatty(self.descriptor)

    def write(self, data: Any) -> int | None:
        """Write or hold; returns how many bytes were taken."""
        if self.descriptor == 2 and not self.served.past:
            self.served.held.append(bytes(data))
            return len(data)
        self.served.release()
        try:
            return os.write(self.descriptor, data)
        except BlockingIOError:
            return None


class Unread(io.TextIOWrapper):
    """A stdin at a terminal: whoever wants to read it, or to change how keys come, leaves."""

    served: Served

    def _leave(self, *_args: object, **_named: object) -> NoReturn:
        self.served.leave()

    read = readline = readlines = __next__ = fileno = detach = _leave

    @property
    def buffer(self) -> Any:
        return self._leave()


def watch(event: str, _args: object) -> None:
    """Leave before another program is started: it would stand at no terminal. An audit hook, set by the server."""
    if _current is not None and event in _PROGRAMS:
        _current.leave()


def committing(connection: Any) -> None:
    """Note that a command writes; listens to every engine's commit."""
    if _current is not None and connection.get_execution_options().get("ledger_write"):
        _current.release()


def serve(request: list[list[bytes]], descriptors: Sequence[int], answer: int, op_id: bytes) -> int:
    """Do the command that was asked for, and answer on the descriptor `answer`. Returns how the process is to end."""
    global _current
    os.dup2(answer, 3, inheritable=False)  # 3 was the server's own lock, never what came with a request
    answer = 3
    try:
        served = _current = Served(op_id.decode("ascii"))
        become(request, descriptors, served)
    except (OSError, ValueError, LookupError):
        os.write(answer, wire.COLD)
        return 0
    code = _run(served)
    if served.left:
        os.write(answer, wire.COLD)
        return OFF if served.off else 0
    try:
        os.write(answer, wire.EXIT + bytes([code & 255]))
    except OSError:
        pass  # nobody waits for it any more
    return 0


def _run(served: Served) -> int:
    import atexit

    from salesctl.__main__ import program

    try:
        try:
            code = program(served)
        finally:
            if not served.left:
                served.release()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
    except KeyboardInterrupt:
        return 130
    except OSError:
        return 120  # what the interpreter ends with where the last of stdout can't be written
    return code


def become(request: list[list[bytes]], descriptors: Sequence[int], served: Served) -> None:
    """Take over what the asking process has. Raises OSError, ValueError, LookupError for what can't be."""
    _interpreter, _process, words, environment, streams, (mask, ignored) = request
    for target, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, target)
    os.fchdir(descriptors[3])
    os.closerange(4, max(256, os.sysconf("SC_OPEN_MAX")))
    os.umask(int(mask))
    os.environ.clear()
    for pair in environment:
        key, _equals, value = pair.partition(b"=")
        os.environb[key] = value
    time.tzset()
    _locale()
    sys.argv[:] = [os.fsdecode(word) for word in words]
    _streams([part.decode() for part in streams], served)
    _forget()
    _signals(ignored)


def _locale() -> None:
    import locale

    try:
        locale.setlocale(locale.LC_CTYPE, "")  # as the interpreter does when it starts
    except locale.Error:
        locale.setlocale(locale.LC_CTYPE, "C")


def _forget() -> None:
    """Let go of what the standard library remembers of the environment."""
    import tempfile

    tempfile.tempdir = None


def _streams(how: list[str], served: Served) -> None:
    """Open the streams as the interpreter opens them; at a terminal they can wait."""
    asks = os.isatty(0)
    made: list[io.TextIOWrapper] = []
    for descriptor in (0, 1, 2):
        encoding, errors = how[2 * descriptor : 2 * descriptor + 2]
        raw: Any
        if descriptor and asks:
            raw = io.BufferedWriter(Held(descriptor, served))
        else:
            raw = open(descriptor, "wb" if descriptor else "rb", closefd=False)  # noqa: SIM115 - open to the end
        kind = Unread if asks and not descriptor else io.TextIOWrapper
        line = descriptor == 2 or os.isatty(descriptor)
        stream = kind(raw, encoding, errors, newline="\n", line_buffering=line)
        if isinstance(stream, Unread):
            stream.served = served
        made.append(stream)
    sys.stdin, sys.stdout, sys.stderr = made
    sys.__stdout__, sys.__stderr__ = made[1:]  # type: ignore[misc]  # they are the process's own


def _signals(ignored: bytes) -> None:
    """Take signals as a fresh interpreter does, but those the asking process ignores."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for other in ignored:
        signal.signal(other, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
