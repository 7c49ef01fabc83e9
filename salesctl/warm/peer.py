"""Who asks, and with which code: what the server checks before it lets a child stand in for a process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

AT_IMPORT = (
    "PYTHON",
    "_PYTHON",
    "LD_",
    "DYLD_",
    "MALLOC_",
    "GLIBC_",
    "SQLALCHEMY_",
    "DISABLE_SQLALCHEMY",
    "PYDANTIC_",
    "PYPINYIN_",
    "RAPIDFUZZ_",
    "ANDROID_",
    "PSYCOPG_",
    "TYPER_",
    "_TYPER_",
    "SQLITE_",
    "FORCE_COLOR",
    "PY_COLORS",
    "GITHUB_ACTIONS",
    "TERMINAL_WIDTH",
)
"""How variables begin that libraries read once, when they are loaded: they must be as the server had them."""

OWN_FILES = ("/dev/", "/proc/")
"""Paths that mean something else in another process, such as the `/dev/fd/63` of a shell's `<(…)`."""

_STATUS = ("Groups:", "Cap", "NoNewPrivs:", "Seccomp", "Speculation")
_SPACES = ("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")


def fixed(environment: Iterable[bytes]) -> list[bytes]:
    """Return those of `NAME=value` that were read at import, in order."""
    begins = tuple(name.encode() for name in AT_IMPORT)
    return sorted(pair for pair in environment if pair.startswith(begins))


def surroundings(pid: int) -> tuple[bytes, ...] | None:
    """Return what a process lives in: limits, capabilities, name spaces, root.

    None where the system does not say, () where the process is gone or hidden.
    """
    if sys.platform != "linux" or not pid:
        return None
    at = f"/proc/{pid}"
    try:
        with open(f"{at}/limits", "rb") as file:
            limits = file.read()
        with open(f"{at}/status", "rb") as file:
            begins = tuple(word.encode() for word in _STATUS)
            status = b"".join(line for line in file if line.startswith(begins))
        spaces = [
            os.fsencode(os.readlink(f"{at}/ns/{space}")) for space in _SPACES if os.path.lexists(f"{at}/ns/{space}")
        ]
        return limits, status, *spaces, os.fsencode(os.readlink(f"{at}/root"))
    except OSError:
        return ()


class Code:
    """The files this process was loaded from, as they were: changed, added or removed, it is another version."""

    def __init__(self) -> None:
        package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        paths = {package, os.path.realpath(sys.executable), os.path.join(sys.prefix, "pyvenv.cfg")}
        for where, folders, files in os.walk(package):
            folders[:] = [name for name in folders if name != "__pycache__"]
            paths.update(os.path.join(where, name) for name in (*folders, *files))
        # A folder changes with what is installed into it: extras, other versions, other libraries. To look at each of
        # their thousand files would cost a tenth of a command.
        paths.update(path for path in sys.path if path)
        self.paths = sorted(paths)
        self.known = self._look()

    def changed(self) -> bool:
        """Tell whether any of it is no longer what was loaded."""
        return self._look() != self.known

    def _look(self) -> list[tuple[int, int, int]]:
        found = []
        for path in self.paths:
            try:
                status = os.stat(path)
                found.append((status.st_mtime_ns, status.st_size, status.st_ino))
            except OSError:
                found.append((0, 0, 0))
        return found
