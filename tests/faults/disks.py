"""A small disk in a mount namespace of its own: full, nearly full, and one that can only be read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.faults.nursery import Child, Parent
from tests.faults.place import INIT, Place, placed, told_well

NEEDED = (
    "The fault tests mount a small disk of their own; here that is not possible, so they prove nothing. "
    "Run them as root, or where user namespaces are allowed (--cap-add SYS_ADMIN in a container).\n"
)
DISK = "2560K"
"""Room for a new ledger, its log, and little more."""
LEFT = (0, 4096, 12288, 32768, 65536, 131072, 196608)
"""Bytes left when a write begins: it fails at another of its calls each time, and at last succeeds."""


@contextmanager
def apart() -> Iterator[Parent]:
    """Start a nursery in a mount namespace; fails where that is not allowed."""
    words = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--map-root-user")
    try:
        done = subprocess.run([*words, "true"], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise AssertionError(f"{NEEDED}{error}") from None
    assert done.returncode == 0, NEEDED + done.stderr
    parent = Parent(words)
    yield parent
    parent.close()


def on_a_small_disk(home: Path, parent: Parent, *, memory: bool = False) -> Place:
    """Return a place whose ledger lies on a disk of DISK bytes, with `memory` what the device remembers too."""
    disk = home / "disk"
    place = placed(home, parent, ledger=str(disk / "ledger.db"), founded=False)
    place.nursery.shell("mkdir", str(disk))
    place.nursery.shell("mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "none", str(disk))
    if memory:
        place.nursery.shell("mkdir", str(disk / "state"))
        place.nursery.shell("ln", "-s", str(disk / "state"), str(home / "state"))
    place.nursery.ok(*INIT)
    return place


def fill(place: Place, left: int) -> None:
    """Fill the disk up to `left` bytes."""
    file = f"{Path(place.address).parent}/filling"
    free(place)
    place.nursery.shell("sh", "-c", f"cat /dev/zero > {file} 2>/dev/null; truncate -s -{left} {file}")


def free(place: Place) -> None:
    """Take away what fills the disk."""
    place.nursery.shell("rm", "-f", f"{Path(place.address).parent}/filling")


class Full(NamedTuple):
    """One write on a nearly full disk: what was left, how it ended, whether the entry stood there."""

    left: int
    code: int
    written: bool


def full_disk(place: Place, lefts: Sequence[int] = LEFT) -> list[Full]:
    """Write with less and less room, look, free some, write again; raises AssertionError where it is off."""
    found = []
    for number, left in enumerate(sorted(lefts, reverse=True)):
        name, op = f"客户 {left}", f"left-{number}"
        fill(place, left)
        child = place.nursery.run(*place.add(name, op))
        told_well(child)
        free(place)
        written = op in place.operations()
        assert (child.code, written) in ((0, True), (7, False)), f"exit {child.code}, {written}\n{child.said}"
        if child.code:
            assert '"full"' in child.said and "Nothing written" in child.said and "run it again" in child.said, (
                child.said
            )
        place.nursery.ok(*place.add(name, op))
        assert place.operations().count(op) == 1
        place.verify()
        found.append(Full(left, child.code or 0, written))
    return found


def full_backup(place: Place) -> Child:
    """Back up onto a disk that is too small for it; returns how that ended, freed again, nothing left lying."""
    target = Path(place.address).parent / "copy.db"
    fill(place, 200_000)
    child = place.nursery.run("ledger", "backup", str(target), "--json")
    told_well(child)
    free(place)
    place.nursery.shell("sh", "-c", f"! ls -A {target.parent} | grep copy")
    return child


def read_only(place: Place) -> None:
    """Make the disk one that can only be read."""
    place.nursery.shell("mount", "-o", "remount,ro", str(Path(place.address).parent))


def writable(place: Place) -> None:
    """Make it writable again."""
    place.nursery.shell("mount", "-o", "remount,rw", str(Path(place.address).parent))
