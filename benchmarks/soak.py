"""Try the ledger's promises for a long time: the fault tests of `tests/faults/` with the counts they deserve.

    python benchmarks/soak.py                 everything, half an hour or more, and a table
    python benchmarks/soak.py kills crowd     some of it
    python benchmarks/soak.py power --seed 7 --share 0.1

Needs the package with its test extra, strace, and the right to mount (root, or user namespaces). Progress goes to
stderr, the table to stdout; exit 1 where something did not hold, and what it was. `clock` needs faketime too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.faults import crowds, disks, flips, injecting, power  # noqa: E402
from tests.faults.nursery import Parent, clean  # noqa: E402
from tests.faults.place import placed  # noqa: E402


class Line(NamedTuple):
    """A line of the table: what was tried, how often, what was lost or off, and what is worth knowing."""

    what: str
    tried: int
    off: int
    told: str


class Soak:
    """One run: where it works, its seed, and the share of the full counts it tries."""

    def __init__(self, home: Path, seed: int, share: float) -> None:
        self.home, self.seed, self.share = home, seed, share
        self.parent = Parent()
        self.off: list[str] = []

    def many(self, full: int) -> int:
        """Return the count to try of a full count."""
        return max(1, round(full * self.share))

    def kills(self) -> list[Line]:
        """Kill one of three writers at a random moment."""
        done = crowds.kill_writers(placed(self.home / "kills", self.parent), self.many(200), self.seed, tell)
        told = (
            f"{done.acknowledged} acknowledged, all there; {done.cut} cut off, {done.cut_but_written} of them written"
        )
        return [Line("kill -9, three writers", done.kills, done.lost, told)]

    def crowd(self) -> list[Line]:
        """Let twenty processes write fifty times each, and fifty people check in at once."""
        found = []
        wrote = crowds.crowd(placed(self.home / "crowd", self.parent), 20, self.many(50))
        tell(f"wrote {wrote.writes}")
        here = crowds.check_in(placed(self.home / "checkin", self.parent), self.many(50))
        for what, one in (
            (f"{wrote.processes} writers at once", wrote),
            (f"{here.processes} cold check-ins at once", here),
        ):
            told = f"median {one.median:.2f} s, slowest {one.slowest:.2f} s, all in {one.took:.1f} s"
            found.append(Line(what, one.writes, one.errors, told))
        return found

    def inject(self) -> list[Line]:
        """Answer every system call of one write with EIO, ENOSPC and SIGKILL."""
        place = placed(self.home / "inject", self.parent)
        place.nursery.ok(*place.add("first", "first"))
        every = injecting.cases(place)
        found: list[injecting.Outcome] = []
        off: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        for number, case in enumerate(injecting.spread(every, self.many(len(every)))):
            tried[case.fault] += 1
            try:
                found.append(injecting.inject(place, case))
            except AssertionError as error:
                off[case.fault] += 1
                self.failed(f"{case}: {error}")
            if number % 50 == 49:
                tell(f"{number + 1} of {len(every)} calls")
        lines = []
        for fault in tried:
            ends = Counter(
                "acknowledged" if o.acknowledged else "written, not acknowledged" if o.written else "not written"
                for o in found
                if o.case.fault == fault
            )
            told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
            lines.append(Line(f"{fault} at a system call", tried[fault], off[fault], told))
        return lines

    def disk(self) -> list[Line]:
        """Write on a small disk that is full, with more and less left."""
        lines = []
        with disks.apart() as parent:
            for memory in (False, True):
                place = disks.on_a_small_disk(self.home / f"disk{int(memory)}", parent, memory=memory)
                lefts = [round(n * 262144 / self.many(40)) for n in range(self.many(40) + 1)]
                found = disks.full_disk(place, lefts)
                told = f"{sum(f.code == 7 for f in found)} refused as full, all written once there was room"
                lines.append(Line("disk full" + (", state on it too" if memory else ""), len(found), 0, told))
                tell(lines[-1].what)
        return lines

    def flips(self) -> list[Line]:
        """Change stored values by another program, and turn bits in the file."""
        import pytest

        import tests.conftest
        import tests.places
        from tests.stories.every_room import every_room

        home, shelf = self.home / "flips", self.home / "shelf"
        home.mkdir()
        shelf.mkdir()
        found: list[flips.Flip] = []
        values, bits = self.many(500), self.many(100)
        off = 0
        with pytest.MonkeyPatch.context() as patch:
            tests.conftest.move_in(home, patch)
            cli = tests.conftest.Cli(home, tests.places.File(home / "ledger.db"), patch, shelf, {})
            every_room(cli)
            flipper = flips.Flipper(cli, self.seed)
            for number, change in enumerate([flipper.value] * values + [flipper.bit] * bits):
                flipper.anew()
                try:
                    found.append(flipper.judge(change()))
                    if number < values and found[-1].outcome != "found":
                        raise AssertionError(f"{found[-1].what}: {found[-1].outcome}")
                except AssertionError as error:
                    off += 1
                    self.failed(str(error))
                if number % 50 == 49:
                    tell(f"{number + 1} flips")
        lines = []
        for what, part in (("value changed", found[:values]), ("bit turned", found[values:])):
            told = ", ".join(f"{n} {outcome}" for outcome, n in Counter(f.outcome for f in part).most_common())
            lines.append(Line(what, len(part), off if what == "value changed" else 0, told))
        return lines

    def power(self) -> list[Line]:
        """Lose power at points of a recorded run, and of one in which a reader keeps the log open."""
        lines = []
        for what, held in (("power loss", False), ("power loss, log kept open", True)):
            place = placed(self.home / f"power{int(held)}", self.parent)
            commands = [place.add(f"客户 {n}", f"p{n}") for n in range(60 if held else 20)]
            with power.keeping_open(place) if held else nullcontext():
                record = power.record(place, commands)
            found = []
            for one in power.played(place, record, self.many(100), self.seed):
                found.append(one)
                if len(found) % 20 == 0:
                    tell(f"{len(found)} crashes")
            told = f"{sum(f.acknowledged for f in found)} acknowledged entries looked for, all there"
            lines.append(Line(what, len(found), 0, told))
        return lines

    def clock(self) -> list[Line]:
        """Put the system's clock ten years off, for real processes (faketime)."""
        place = placed(self.home / "clock", self.parent)
        place.nursery.ok(*place.add("first", "first"))
        told = []
        for number, shift in enumerate(["-10y", "+0", "+10y", "+0", "-1h", "+0"] * self.many(3)):
            words = place.add(f"客户 {number}", f"clock-{number}")
            command = ["faketime", "-f", shift, sys.executable, "-m", "salesctl", *words]
            done = subprocess.run(command, env={**clean(), **place.env}, capture_output=True, text=True)
            if done.returncode:
                self.failed(f"{shift}: exit {done.returncode}\n{done.stderr}")
            told.append("behind the last entry" in done.stderr)
        place.verify()
        order = [op for op in place.operations() if op.startswith("clock-")]
        if order != [f"clock-{n}" for n in range(len(told))]:
            self.failed(f"order: {order}")
        return [Line("clock ten years off", len(told), 0, f"order kept, {sum(told)} times a clock behind was said")]

    def failed(self, what: str) -> None:
        """Keep what did not hold, and say it at once."""
        self.off.append(what)
        tell(f"OFF: {what}")


def tell(line: str) -> None:
    """Say how far it is."""
    print(f"  {time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def table(lines: Iterable[tuple[Line, float]]) -> str:
    """Return the table."""
    rows = [f"| {'What':28} | {'Tried':>5} | {'Off':>3} | {'min':>5} | Found |", "|---|---|---|---|---|"]
    rows += [f"| {one.what:28} | {one.tried:5} | {one.off:3} | {took / 60:5.1f} | {one.told} |" for one, took in lines]
    return "\n".join(rows)


def main() -> int:
    """Try what is asked for; return 1 where something did not hold."""
    names = ("kills", "crowd", "inject", "disk", "flips", "power", "clock")
    parser = argparse.ArgumentParser(description="Try the ledger's promises for a long time.")
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"some of: {' '.join(names)} (all)")
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with (1)")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the full counts (1.0)")
    options = parser.parse_args()
    if unknown := set(options.what) - set(names):
        parser.error(f"unknown: {' '.join(sorted(unknown))}")
    found: list[tuple[Line, float]] = []
    with tempfile.TemporaryDirectory(prefix="salesctl-soak-") as home:
        soak = Soak(Path(home), options.seed, options.share)
        for name in options.what or names:
            print(name, file=sys.stderr, flush=True)
            begun = time.monotonic()
            run: Callable[[], list[Line]] = getattr(soak, name)
            try:
                lines = run()
            except AssertionError as error:
                soak.failed(f"{name}: {error}")
                lines = [Line(name, 0, 1, "did not come to its end")]
            found += [(line, time.monotonic() - begun) for line in lines]
            for line in lines:
                tell(f"{line.what}: {line.tried} tried, {line.off} off; {line.told}")
        soak.parent.close()
    print(f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores, seed {options.seed}\n")
    print(table(found))
    for what in soak.off:
        print(f"\nOFF: {what}")
    return int(bool(soak.off))


if __name__ == "__main__":
    sys.exit(main())
