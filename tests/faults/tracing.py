"""strace on a child of the nursery: what it asks of the system is recorded, or answered with an error or a kill.

Where strace is missing or may not trace, the tests that need it fail and say what to do.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.nursery import Child

NEEDED = (
    "The fault tests trace a process of their own with strace; here that is not possible, so they prove nothing. "
    "Install it (apt-get install strace) and let it trace (--cap-add SYS_PTRACE in a container).\n"
)


@contextmanager
def traced(child: Child, log: Path, *options: str, paths: Sequence[Path] = ()) -> Iterator[None]:
    """Trace a held child into `log`, let it go, and wait for its end; `paths`: only calls that touch one of them."""
    only = [word for path in paths for word in ("-P", str(path))]
    command = ["strace", "-p", str(child.pid), "-o", str(log), "-y", *only, *options]
    try:
        tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError as error:
        raise AssertionError(f"{NEEDED}{error}") from None
    assert tracer.stderr
    try:
        heard = tracer.stderr.readline()
        assert heard.endswith("attached\n"), NEEDED + heard + tracer.stderr.read()
        child.go()
        yield
    finally:
        child.wait()
        tracer.wait()
        tracer.stderr.close()
