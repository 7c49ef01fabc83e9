"""A story's command as a server's child does it: forked from this process, which has everything loaded.

What the child answers is what counts: where it leaves, the story runs the command in this process, as the client would.
"""

from __future__ import annotations

import os
import select
import sys
import tempfile
import tty
from collections.abc import Sequence
from typing import NamedTuple

from salesctl.values.clock import Clock
from salesctl.warm import child, wire


class Served(NamedTuple):
    """What a child left: exit code, and the bytes of both streams."""

    code: int
    out: bytes
    err: bytes


served = 0
left = 0


def serve(words: Sequence[str], clock: Clock, given: bytes, terminal: bool) -> Served | None:
    """Serve one command; None where it left, having written and said nothing."""
    import pty
    import socket

    global served, left
    request = [
        [],
        [],
        [b"salesctl", *map(os.fsencode, words)],
        [key + b"=" + value for key, value in os.environb.items()],
        [b"utf-8", b"strict", b"utf-8", b"strict", b"utf-8", b"backslashreplace"],
        [str(_mask()).encode(), b""],
    ]
    ours: list[int] = []
    theirs: list[int] = []
    for _stream in range(3):
        if terminal:
            here, there = pty.openpty()
            tty.setraw(there)  # so that what is read is what was written
        else:
            with tempfile.TemporaryFile() as file:
                here, there = os.dup(file.fileno()), os.dup(file.fileno())
        ours.append(here)
        theirs.append(there)
    if not terminal:
        os.write(ours[0], given)
        os.lseek(ours[0], 0, os.SEEK_SET)
    here = os.open(".", os.O_RDONLY)
    mine, its = socket.socketpair()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            _as_child(words, clock, request, [*theirs, here], its.fileno())
        finally:
            os._exit(1)
    its.close()
    for descriptor in (*theirs, here):
        os.close(descriptor)
    said = [b"", b"", b""]
    if terminal:
        _listen(ours, said)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFEXITED(status), status
    answer = mine.recv(2)
    mine.close()
    if not terminal:
        for at in (1, 2):
            os.lseek(ours[at], 0, os.SEEK_SET)
            with os.fdopen(os.dup(ours[at]), "rb") as file:
                said[at] = file.read()
    for descriptor in ours:
        os.close(descriptor)
    if answer[:1] == wire.EXIT:
        served += 1
        return Served(answer[1], said[1], said[2])
    assert answer == wire.COLD, (answer, said)
    assert said[1:] == [b"", b""], f"said before it left: {said}"
    left += 1
    return None


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _listen(ours: list[int], said: list[bytes]) -> None:
    """Read what is said at the terminals until they are closed."""
    waiting = {descriptor: at for at, descriptor in enumerate(ours) if at}
    while waiting:
        for descriptor in select.select(list(waiting), [], [])[0]:
            try:
                more = os.read(descriptor, 65536)
            except OSError:
                more = b""
            said[waiting[descriptor]] += more
            if not more:
                del waiting[descriptor]


def _as_child(
    words: Sequence[str], clock: Clock, request: list[list[bytes]], descriptors: list[int], answer: int
) -> None:
    import atexit

    import salesctl.__main__ as entry
    from salesctl.app import main

    atexit._clear()  # what the tests' runner wants done at its end
    spare = [os.dup(descriptor) for descriptor in (*descriptors, answer)]  # none of them is 3

    def program(side: child.Served) -> int:
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        return main(list(words), clock=clock, side=side)

    entry.program = program  # type: ignore[assignment]
    sys.addaudithook(child.watch)
    from sqlalchemy import Engine, event

    event.listen(Engine, "commit", child.committing)
    os._exit(child.serve(request, spare[:4], spare[4], b""))
