"""What client and server say to each other, and where they meet. Imported by every start: builtins and `os` only.

A request is MAGIC, the length of the body (4 bytes) and the body: sections of byte strings; with its first byte travel
the three streams and the working directory as descriptors. The answers are one byte, some with something behind it:

    A + 32 hex   it may be served; the operation id it would have. Nothing has begun yet.
    G            (from the client) begin. From here on the client runs nothing unless it is told N or C.
    N            not served, nothing has begun: run it cold.
    C            the command left before it wrote or said anything: run it cold.
    X + 1 byte   it ended with this exit code.
    S + 1 byte   it was ended by this signal.

After G the client sends the numbers of signals to be handed on, a byte each.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # without the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAGIC = b"SCW1"
ASK = b"SCQ1"
"""Sent alone: how is the server? It answers with a line and closes."""
LIMIT = 1 << 20
"""Bytes of a request. Whoever has a larger environment starts cold."""
ACCEPT, GO, NO, COLD, EXIT, SIGNAL = b"A", b"G", b"N", b"C", b"X", b"S"
OP_ID = 32
DESCRIPTORS = 4


def pack(sections: Sequence[Sequence[bytes]]) -> bytes:
    """Return the bytes of some lists of byte strings."""
    parts = [len(sections).to_bytes(4, "big")]
    for section in sections:
        parts.append(len(section).to_bytes(4, "big"))
        for item in section:
            parts.append(len(item).to_bytes(4, "big"))
            parts.append(item)
    return b"".join(parts)


def unpack(data: bytes) -> list[list[bytes]]:
    """Return the lists `pack` was given; ValueError for anything else."""
    at = 0

    def number() -> int:
        nonlocal at
        at += 4
        if at > len(data):
            raise ValueError("cut off")
        return int.from_bytes(data[at - 4 : at], "big")

    sections = []
    for _section in range(number()):
        section = []
        for _item in range(number()):
            size = number()
            if size > len(data) - at:
                raise ValueError("cut off")
            section.append(data[at : at + size])
            at += size
        sections.append(section)
    if at != len(data):
        raise ValueError("more than was said")
    return sections


def folder(env: Mapping[str, str]) -> str:
    """Return the directory the socket lies in: the session's own one, else one in the directory for temporary files."""
    session = env.get("XDG_RUNTIME_DIR", "")
    if session.startswith("/"):
        return f"{session}/salesctl"
    temporary = env.get("TMPDIR", "")
    return f"{temporary if temporary.startswith('/') else '/tmp'}/salesctl-{os.geteuid()}"  # noqa: S108 - 0700, checked


def name() -> str:
    """Return the socket's name: one for this package under this interpreter. Raises OSError where either is gone."""
    package = os.stat(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    # Not followed: the interpreters of two environments are links to one file.
    python = os.lstat(sys.executable)
    return f"{package.st_dev:x}-{package.st_ino:x}-{python.st_dev:x}-{python.st_ino:x}"


def trusted(path: str) -> bool:
    """Tell whether a directory is ours alone: no link, our user's, closed to everybody else."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return found.st_mode & 0o170000 == 0o040000 and found.st_uid == os.geteuid() and found.st_mode & 0o777 == 0o700


def interpreter() -> list[bytes]:
    """Return what two processes must have in common for one to stand in for the other, beside their environment."""
    parts = (
        sys.version,
        sys.executable,
        sys.prefix,
        repr(sys.flags),
        repr(sys._xoptions),
        repr(sys.warnoptions),
        sys.getfilesystemencoding() + sys.getfilesystemencodeerrors(),
        os.path.abspath(__file__),
        *sys.path,
    )
    return [part.encode("utf-8", "surrogatepass") for part in parts]


def process() -> list[bytes]:
    """Return what a child can't take over and so must be equal: users, groups, priority, limits."""
    parts = [repr((os.getuid(), os.geteuid(), os.getgid(), os.getegid(), sorted(os.getgroups())))]
    parts.append(str(os.getpriority(os.PRIO_PROCESS, 0)))
    if sys.platform != "linux":  # there the server reads them of the process itself
        import resource

        limits = [name for name in dir(resource) if name.startswith("RLIMIT_")]
        parts.append(repr([resource.getrlimit(getattr(resource, name)) for name in limits]))
    return [part.encode() for part in parts]
