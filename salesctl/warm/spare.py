"""The spare: a child forked before it is asked for, which has rehearsed on a ledger of its own and waits.

A fork copies each page of memory when it is first touched, and the first command of a process compiles its statements:
together more than half of what a served command took. A spare has both behind it. It rehearses with commands that
write nothing, in a directory of the server's; every connection is closed again before it waits, and what it was told
there is forgotten: it then becomes the asking process as any child does.
"""

from __future__ import annotations

import array
import gc
import io
import os
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

from salesctl.warm import child, wire

READY = b"R"
LEDGER = "ledger.db"
FOUNDING = (
    ("init", "--company", "-", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1", "--name", "-"),
    ("client", "add", "华联"),
)
COMMANDS = (
    ("checkin", "--dry-run"),
    ("checkin", "status"),
    ("client", "show", "C-1"),
    ("client", "list", "--lang", "zh"),
    ("today",),
)
"""What is rehearsed: it writes nothing, and goes where most commands go."""
_engine: Any = None


@dataclass(slots=True)
class Spare:
    """A spare as the server knows it."""

    pid: int
    sock: socket.socket
    ready: bool = False

    def give(self, request: list[list[bytes]], op_id: bytes, descriptors: list[int]) -> bool:
        """Hand it a command and what belongs to it; False where it can't be had any more."""
        body = wire.pack([*request, [op_id]])
        handed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        data = len(body).to_bytes(4, "big") + body
        try:
            self.sock.settimeout(1.0)
            sent = self.sock.sendmsg([data], handed)
            if sent < len(data):
                # Nothing is sent once it has all: it may have begun, and closed its end. What fails before that, fails
                # a spare that has not begun.
                self.sock.sendall(data[sent:])
        except OSError:
            return False
        return True


def found(folder: str) -> bool:
    """Make the ledger the spares rehearse on, in an empty directory; False where that can't be done."""
    before = dict(os.environ)
    _live_in(folder)
    try:
        return all(_play(words) == 0 for words in FOUNDING)
    finally:
        os.environ.clear()
        os.environ.update(before)


def wait(sock: socket.socket, folder: str | None) -> NoReturn:
    """Rehearse, say so, wait for a command, serve it, and end. Ends too when the server does."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.dup2(sock.fileno(), 3, inheritable=False)
    os.closerange(4, max(256, os.sysconf("SC_OPEN_MAX")))
    sock = socket.socket(fileno=3)
    if folder is not None:
        rehearse(folder)
    sock.sendall(READY)
    taken = _take(sock)
    sock.detach()
    os._exit(child.serve(taken[0], taken[1][:4], taken[1][4], taken[2]))


def _take(sock: socket.socket) -> tuple[list[list[bytes]], list[int], bytes]:
    """Return the request, its descriptors with the connection as the last, and the operation id."""
    handed = array.array("i")
    data = bytearray()
    while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], "big"):
        more, extra, _flags, _from = sock.recvmsg(1 << 16, socket.CMSG_SPACE(8 * handed.itemsize))
        if not more:
            os._exit(0)
        data += more
        for _level, _kind, part in extra:
            handed.frombytes(part)
    *request, last = wire.unpack(bytes(data[4:]))
    return request, list(handed), last[0]


def rehearse(folder: str) -> None:
    """Run the commands that are rehearsed, and leave nothing open."""
    from sqlalchemy import Engine, event

    event.listen(Engine, "engine_connect", _alike)
    _live_in(folder)
    for words in COMMANDS:
        _play(words)
    if _engine is not None:
        _engine.dispose()
    gc.collect()
    gc.freeze()
    gc.disable()


def _alike(connection: Any) -> None:
    """Let every engine for SQLite compile as the first one did, so that a statement is compiled once a process."""
    global _engine
    engine = connection.engine
    if engine.dialect.name != "sqlite":
        return  # a server's dialect knows things of its server
    if _engine is None:
        _engine = engine
    elif engine.dialect is not _engine.dialect:
        connection.dialect = engine.dialect = _engine.dialect
        engine._compiled_cache = _engine._compiled_cache


def _live_in(folder: str) -> None:
    """Take a directory for home, and nothing else from the environment but what was there when things were loaded."""
    from salesctl.warm.peer import AT_IMPORT

    kept = {name: value for name, value in os.environ.items() if name.startswith(AT_IMPORT) or name == "PATH"}
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update({f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "CACHE", "STATE")})
    os.environ.update(HOME=folder, SALESCTL_LEDGER=f"{folder}/{LEDGER}", SALESCTL_ME="1", SALESCTL_LANG="en")


def _play(words: tuple[str, ...]) -> int:
    """Run a command whose words nobody hears."""
    from salesctl.app import main

    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        return main(words)
    finally:
        sys.stdout, sys.stderr = before
