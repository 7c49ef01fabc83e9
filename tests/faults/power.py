"""Power loss: what a process really wrote and synced, recorded by strace, played back up to a crash.

The program runs as users have it, with its own SQLite, on a real file system; no layer of ours lies between. Every call
that changes the ledger's files or this device's memory is recorded in order, with its bytes, and so is every line it
acknowledges. A crash point is a place in that record. What was synced by then is there; of what was written since, by
file and by sector of 512 bytes, nothing, all or a random part is there, and of names made, changed or removed since the
last sync a random beginning, as journalling file systems keep them in order. The index of the log (-shm) is memory, and
gone.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from salesctl.ledger.engine import open_ledger
from salesctl.ledger.opening import info
from tests.faults.place import INIT, Place
from tests.faults.tracing import traced

SECTOR = 512
MODES = ("nothing", "part", "part", "part", "all")
CALLS = (
    "openat,write,pwrite64,pwritev,writev,ftruncate,fallocate,fsync,fdatasync,rename,renameat2,unlink,unlinkat,mkdir"
)
_LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?[^<]*$")
_FILE = re.compile(r"\d+<([^>]*)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Deed(NamedTuple):
    """One recorded call: write, truncate, sync, name (made or found), rename, unlink, or a line acknowledged (said)."""

    kind: str
    path: str
    data: bytes = b""
    at: int = 0
    to: str = ""


@dataclass
class Disk:
    """What lies on the disk for sure, and what was written since, in order; bodies are known by a number, as inodes."""

    names: dict[str, int] = field(default_factory=dict)
    bodies: dict[int, bytearray] = field(default_factory=dict)
    synced_names: dict[str, int] = field(default_factory=dict)
    synced: dict[int, bytes] = field(default_factory=dict)
    waiting: dict[int, list[Deed]] = field(default_factory=dict)
    renamings: list[dict[str, int]] = field(default_factory=list)
    begun: frozenset[str] = frozenset()

    def begin(self, files: Iterable[Path]) -> None:
        """Take over the files there are, all of them synced."""
        for path in files:
            if path.is_file():
                self._make(str(path))
                inode = self.names[str(path)]
                self.bodies[inode][:] = self.synced[inode] = path.read_bytes()
        self._settle_names()
        self.begun = frozenset(self.names)

    def _make(self, path: str) -> None:
        inode = len(self.bodies)
        self.bodies[inode] = bytearray()
        self.synced[inode] = b""
        self.names[path] = inode
        self._renamed()

    def _renamed(self) -> None:
        self.renamings.append(dict(self.names))

    def _settle_names(self) -> None:
        self.synced_names = dict(self.names)
        self.renamings.clear()

    def do(self, deed: Deed) -> None:
        """Follow one call."""
        match deed.kind:
            case "name":
                if deed.path not in self.names:
                    self._make(deed.path)
                elif deed.at:  # opened to be written anew
                    self._change(deed._replace(kind="truncate", at=0))
            case "write" | "truncate":
                self._change(deed)
            case "sync":
                if deed.path in self.names:
                    inode = self.names[deed.path]
                    self.synced[inode] = bytes(self.bodies[inode])
                    self.waiting.pop(inode, None)
                self._settle_names()
            case "rename":
                self.names[deed.to] = self.names.pop(deed.path)
                self._renamed()
            case "unlink":
                self.names.pop(deed.path, None)
                self._renamed()

    def _change(self, deed: Deed) -> None:
        inode = self.names.get(deed.path)
        if inode is not None:  # a file that has no name any more is nobody's
            _apply(self.bodies[inode], deed)
            self.waiting.setdefault(inode, []).append(deed)

    def crash(self, dice: random.Random, mode: str) -> dict[str, bytes]:
        """Return what lies there when the power is back, by path."""
        beginnings = [self.synced_names, *self.renamings]
        names = beginnings[{"nothing": 0, "all": -1}.get(mode, dice.randrange(len(beginnings)))]
        return {path: self._survived(inode, dice, mode) for path, inode in names.items()}

    def _survived(self, inode: int, dice: random.Random, mode: str) -> bytes:
        if mode == "all":
            return bytes(self.bodies[inode])
        body = bytearray(self.synced[inode])
        if mode == "part":
            share = dice.random()
            for deed in self.waiting.get(inode, ()):
                for sector in _sectors(deed):
                    if dice.random() < share:
                        _apply(body, sector)
        return bytes(body)


def _apply(body: bytearray, deed: Deed) -> None:
    if deed.kind == "truncate":
        body[:] = body[: deed.at].ljust(deed.at, b"\0")
        return
    at = len(body) if deed.at < 0 else deed.at
    if len(body) < at:
        body.extend(bytes(at - len(body)))
    body[at : at + len(deed.data)] = deed.data


def _sectors(deed: Deed) -> list[Deed]:
    """Cut a write where the disk's sectors end; another change is one."""
    if deed.kind != "write":
        return [deed]
    cuts = [0, *range(SECTOR - deed.at % SECTOR, len(deed.data), SECTOR), len(deed.data)]
    return [deed._replace(data=deed.data[a:b], at=deed.at + a) for a, b in pairwise(cuts) if a < b]


def record(place: Place, commands: list[tuple[str, ...]]) -> tuple[Disk, list[Deed]]:
    """Run commands in one traced process; return the disk before them and what was done to it, in order."""
    disk = Disk()
    disk.begin(
        [*(place.home / "state").rglob("*"), *(Path(place.address + suffix) for suffix in ("", "-wal", ".lock"))]
    )
    child = place.nursery.fork(*commands, held=True)
    log = place.streams / "deeds"
    with traced(child, log, "-xx", "-s", "2000000", "-e", f"trace={CALLS}", "-e", "signal=none"):
        pass
    assert child.code == 0, child.said
    deeds = list(_read(log, place, child.out))
    assert sum(deed.kind == "said" for deed in deeds) >= len(child.rows()) > 0
    return disk, deeds


def _read(log: Path, place: Place, out: Path) -> Iterator[Deed]:
    """Read strace's lines; what is written at the file's own position is followed by a count of what went before."""
    positions: dict[str, int] = {}
    ours = (place.address, str(place.home / "state"))
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if not (found := _LINE.match(line)) or int(found[3]) < 0:
            continue
        call, words, returned = found[1], found[2], int(found[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _QUOTED.findall(words)]
        file = _FILE.match(words)
        path = _plain(file[1]) if file else ""
        if call == "write" and path == str(out):
            yield Deed("said", path, texts[0])
            continue
        if call in ("openat", "rename", "renameat2", "unlink", "unlinkat"):
            path = texts[0].decode()
            assert path.startswith("/"), line
        if not path.startswith(ours) or path.endswith("-shm"):
            continue
        match call:
            case "openat":
                positions[path] = 0
                if "O_CREAT" in words or "O_TRUNC" in words:
                    yield Deed("name", path, at=int("O_TRUNC" in words))
            case "write":
                yield Deed("write", path, texts[0][:returned], positions.get(path, 0))
                positions[path] = positions.get(path, 0) + returned
            case "pwrite64":
                yield Deed("write", path, texts[0][:returned], int(words.rpartition(", ")[2]))
            case "ftruncate":
                yield Deed("truncate", path, at=int(words.rpartition(", ")[2]))
            case "fsync" | "fdatasync":
                yield Deed("sync", path)
            case "rename" | "renameat2":
                yield Deed("rename", path, to=texts[1].decode())
            case "unlink" | "unlinkat":
                yield Deed("unlink", path)
            case "mkdir":
                pass
            case _:
                raise AssertionError(f"a call nobody thought of: {line[:200]}")


def _plain(path: str) -> str:
    """Undo strace's escapes in the name of a descriptor."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), path).removesuffix(" (deleted)")


class Crash(NamedTuple):
    """What one crash left: entries acknowledged before it, and entries found after it."""

    at: int
    mode: str
    acknowledged: int
    found: int


def crash(place: Place, disk: Disk, deeds: list[Deed], at: int, mode: str, dice: random.Random) -> Crash:
    """Lay what survives a crash before deed `at` into the place, and let the program open, prove and write on.

    `disk` is followed up to `at`. Raises AssertionError where something acknowledged is gone or a command fails.
    """
    survived = disk.crash(dice, mode)
    for file in (*(place.home / "state").rglob("*"), *place.home.glob("ledger.db*")):
        if file.is_file():
            file.unlink()
    for path, body in survived.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(body)
        Path(path).chmod(0o600)
    said = b"".join(deed.data for deed in deeds[:at] if deed.kind == "said")
    names = [json.loads(line)["name"] for line in said.rpartition(b"\n")[0].splitlines() if line.startswith(b"{")]
    if b"Ledger made" not in said and place.address not in disk.begun:
        founded = place.nursery.run(*INIT)  # nobody was told that there is a ledger, so it is made, or found made
        assert founded.code in (0, 5), f"exit {founded.code}\n{founded.said}"
    child = place.nursery.fork(
        ("ledger", "verify"),
        ("client", "list", "--all", "--format", "ndjson"),
        place.add("after the crash", "after"),
        ("ledger", "verify"),
    )
    assert child.wait() == 0, f"exit {child.code}\n{child.said}"
    rows = child.rows()
    assert rows[-1]["name"] == "after the crash", child.said
    assert "older copy" not in child.said, "the ledger fell behind what this device remembers of it"
    found = [row["name"] for row in rows[:-1]]
    lost = [name for name in names if found.count(name) != 1]
    assert not lost, f"acknowledged and lost: {lost}"
    return Crash(at, mode, len(names), len(found))


def played(place: Place, recorded: tuple[Disk, list[Deed]], points: int, seed: int) -> Iterator[Crash]:
    """Crash at `points` places of a record, by chance; raises AssertionError naming a crash that is off."""
    disk, deeds = recorded
    dice = random.Random(seed)
    wanted = sorted(dice.sample(range(1, len(deeds) + 1), min(points, len(deeds))))
    done = 0
    for number, at in enumerate(wanted):
        for deed in deeds[done:at]:
            if deed.kind != "said":
                disk.do(deed)
        done = at
        mode = MODES[number % len(MODES)]
        try:
            yield crash(place, disk, deeds, at, mode, dice)
        except AssertionError as error:
            raise AssertionError(
                f"crash before {at} of {len(deeds)}, {mode} of what was not synced: {error}"
            ) from error


@contextmanager
def keeping_open(place: Place) -> Iterator[None]:
    """Read the ledger and stay: its log is then not put away after each command, but grows."""
    ledger = open_ledger(Path(place.address))
    with ledger.engine.connect() as connection:
        info(connection)
        connection.rollback()
        yield
    ledger.close()
