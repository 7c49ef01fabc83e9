"""One write, once for each system call it makes: there the system answers EIO or ENOSPC, or the process is killed.

Whatever the call was, three things hold: what was acknowledged stands in the ledger, no entry stands there half, and
the same words under the same operation id write it once, and only where it was not written yet.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from salesctl.ledger.engine import choose_driver
from tests.faults.nursery import Child
from tests.faults.place import Place, told_well
from tests.faults.tracing import traced

WRITING = ("openat", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "mkdir", "rename", "unlink")
READING = (
    "read",
    "pread64",
    "mmap",
    "fstat",
    "stat",
    "lstat",
    "newfstatat",
    "lseek",
    "flock",
    "fcntl",
    "fchown",
    "close",
)
WELL = frozenset({0, 7, -9})
"""Done, unavailable and told so, or killed: every other way to end is a defect."""
DAMAGED = 8
"""Where the disk can't give back what lies there, SQLite and we speak of damage."""
_CALL = re.compile(r"(\w+)\(")


class Case(NamedTuple):
    """The `nth` time the write makes this call, it meets this fault."""

    call: str
    nth: int
    fault: str

    def __str__(self) -> str:
        return f"{self.fault} at {self.call} {self.nth}"

    @property
    def option(self) -> str:
        kind = "signal" if self.fault == "KILL" else "error"
        return f"inject={self.call}:{kind}={self.fault}:when={self.nth}"


class Outcome(NamedTuple):
    """How it ended: the exit code, and whether the entry stood there before it was asked for again."""

    case: Case
    hit: bool
    code: int
    acknowledged: bool
    written: bool


def cases(place: Place) -> list[Case]:
    """Return every case there is: the calls of one write on what is the ledger's, this device's or the screen's."""
    place.keep()
    child = place.nursery.fork(place.add("甲", "count"), held=True)
    log = place.streams / "calls"
    with traced(child, log, paths=_watched(place, child)):
        pass
    assert child.code == 0, child.said
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    made = Counter(found[1] for line in lines if (found := _CALL.match(line)))
    unknown = made.keys() - {*WRITING, *READING, "ioctl", "getdents64", "munmap", "access"}
    assert not unknown, f"calls nobody thought of: {unknown}"
    return list(_cases(made))


def _cases(made: Counter[str]) -> Iterator[Case]:
    for call in (*WRITING, *READING):
        for fault in ("KILL", "EIO", "ENOSPC") if call in WRITING else ("KILL", "EIO"):
            if (call, fault) == ("close", "EIO"):
                continue  # strace would leave the file open, which no system does
            for nth in range(1, made[call] + 1):
                yield Case(call, nth, fault)


def spread(found: Sequence[Case], many: int) -> list[Case]:
    """Return `many` cases, evenly of all, so that each call and each fault has its share."""
    step = max(len(found) / many, 1)
    return [found[int(n * step)] for n in range(min(many, len(found)))]


def inject(place: Place, case: Case) -> Outcome:
    """Begin anew, write with the fault, look, write again under the same id; raises AssertionError where it is off."""
    place.again()
    words = place.add("乙", "the-write")
    child = place.nursery.fork(words, held=True)
    log = place.streams / "injected"
    with traced(child, log, "-e", case.option, paths=_watched(place, child)):
        pass
    told_well(child)
    unreadable = case.fault == "EIO" and case.call in ("read", "pread64")
    assert child.code in WELL or (child.code == DAMAGED and unreadable), f"exit {child.code}\n{child.said}"
    hit = (case.fault == "KILL" and child.code == -9) or "INJECTED" in log.read_text(encoding="utf-8", errors="replace")
    acknowledged = bool(child.rows())
    written = _stands(place, "the-write")
    assert written or not acknowledged, f"acknowledged and lost\n{child.said}"
    assert written or child.code != 0, f"exit 0 and not written\n{child.said}"
    if child.code in (7, DAMAGED):
        assert not (written and "Nothing written" in child.said), f"written, and told otherwise\n{child.said}"
        assert not written or "the-write" in child.said, f"written, and not told\n{child.said}"
    again = place.nursery.fork(words, ("ledger", "verify"))
    assert again.wait() == 0, f"not to be repeated: exit {again.code}\n{again.said}"
    (row,) = again.rows()
    assert row["name"] == "乙" and (not acknowledged or row == child.rows()[0])
    assert _counts(place) == (1, 1), "written twice"
    return Outcome(case, hit, child.code or 0, acknowledged, written)


def _watched(place: Place, child: Child) -> list[Path]:
    """Return what is the ledger's, this device's memory, the cache and the screen; modules of the program are not."""
    ledger = Path(place.address)
    found = [ledger.with_name(ledger.name + suffix) for suffix in ("", "-wal", "-shm", "-journal", ".lock")]
    memory = list((place.home / "state").rglob("*"))
    scratch = [path.with_name(f".{path.name}.{child.pid}") for path in memory if path.suffix == ".json"]
    return [*found, *memory, *scratch, *(place.home / "cache").rglob("*"), child.out, child.err]


def _looked(place: Place, query: str) -> tuple[int, ...]:
    """Ask a copy of the file, so that looking changes nothing of what the next command finds."""
    side = place.streams / "side"
    side.mkdir(exist_ok=True)
    for suffix in ("", "-wal"):
        source = Path(place.address + suffix)
        (side / f"copy.db{suffix}").unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, side / f"copy.db{suffix}")
    (side / "copy.db-shm").unlink(missing_ok=True)
    connection = choose_driver().module.connect(str(side / "copy.db"))
    try:
        return tuple(connection.execute(query).fetchone())
    finally:
        connection.close()


def _stands(place: Place, op_id: str) -> bool:
    return bool(_looked(place, f"SELECT count(*) FROM entry WHERE op_id = '{op_id}'")[0])


def _counts(place: Place) -> tuple[int, ...]:
    return _looked(
        place,
        "SELECT (SELECT count(*) FROM entry WHERE op_id = 'the-write'),"
        " (SELECT count(*) FROM client WHERE name = '乙')",
    )
