"""What every benchmark shares: an installed wheel, whole processes timed in alternation, medians, a table of ratios.

The package is built and installed into a virtual environment of its own, byte-compiled as users have it. What is
measured and its yardstick take turns, so that a slow moment of the machine meets both, and are compared by medians.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
ORM = "import typer, sqlmodel"
"""What a command with the ORM can't undercut."""


class Took(NamedTuple):
    """What one process took: seconds on the wall, of the processor, and MB of memory at its peak."""

    wall: float
    cpu: float
    peak: float


class Line(NamedTuple):
    """One line of a table. A `ratio` above `limit`, or with `least` below it, is missed."""

    name: str
    ours: str
    yardstick: str = ""
    ratio: float | None = None
    limit: float | None = None
    least: bool = False

    @property
    def missed(self) -> bool:
        """Whether the limit is missed."""
        if self.ratio is None or self.limit is None:
            return False
        return self.ratio < self.limit if self.least else self.ratio > self.limit


class Place:
    """A virtual environment with the package in it, settings of its own, and a ledger."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "venv" / SCRIPTS
        self.python = str(self.bin / "python")
        self.program = str(self.bin / "salesctl")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESCTL_", "XDG_", "PYTHON", "_SALESCTL"))}
        self.env = {
            **kept,
            **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
            "SALESCTL_LEDGER": str(home / "ledger.db"),
            "SALESCTL_LANG": "en",
            "SALESCTL_ME": "1001",
        }

    def install(self, *more: str) -> None:
        """Build and install the wheel, and other packages that are measured against, once in this home."""
        say("installing …")
        if not self.bin.exists():
            run([sys.executable, "-m", "venv", str(self.home / "venv")], self.env)
        again = ("--force-reinstall", "--no-deps")
        run([self.python, "-m", "pip", "install", "--quiet", "--compile", str(ROOT)], self.env)
        run([self.python, "-m", "pip", "install", "--quiet", "--compile", *again, str(ROOT)], self.env)
        if more:
            run([sys.executable, "-m", "venv", str(self.home / "others")], self.env)
            others = str(self.home / "others" / SCRIPTS / "python")
            run([others, "-m", "pip", "install", "--quiet", "--compile", *more], self.env)

    def other(self, name: str) -> str:
        """Return the path of a program that was installed to be measured against."""
        return str(self.home / "others" / SCRIPTS / name)

    def at(self, ledger: Path) -> dict[str, str]:
        """Return the environment for another ledger, on a device that saw none of its copies."""
        return {**self.env, "SALESCTL_LEDGER": str(ledger), "XDG_STATE_HOME": str(self.home / f"state-{ledger.stem}")}

    def found(self) -> None:
        """Found the ledger."""
        person = ("--me", "1001", "--name", "李敏")
        self.salesctl("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", *person)

    def salesctl(self, *words: str, ledger: Path | None = None) -> None:
        """Run one command that must succeed."""
        run([self.program, *words], self.at(ledger) if ledger else self.env)


def say(text: str) -> None:
    """Tell on stderr what is being done."""
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str], env: Mapping[str, str]) -> str:
    """Run a step of the preparation, return what it printed; raises SystemExit with what it said where it fails."""
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def took(command: Sequence[str], env: Mapping[str, str], codes: Sequence[int] = (0,), stdin: str = os.devnull) -> Took:
    """Run a whole process and measure it; raises SystemExit for an exit code that was not expected."""
    with open(stdin, "rb") as given:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(env), stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _pid, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        sys.exit(f"{' '.join(command)}: exit {process.returncode}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def alternate(jobs: Mapping[str, Callable[[], Took]], rounds: int, warm: int = 0) -> dict[str, Took]:
    """Run every job once a round and return their medians; the first `warm` rounds only fill the file cache."""
    seen: dict[str, list[Took]] = {name: [] for name in jobs}
    for turn in range(rounds + warm):
        for name, job in jobs.items():
            one = job()
            if turn >= warm:
                seen[name].append(one)
    return {name: Took(*(median(each) for each in zip(*found, strict=True))) for name, found in seen.items()}


def table(lines: Sequence[Line], ours: str = "salesctl", yardstick: str = "yardstick") -> list[str]:
    """Return the lines of a report."""
    wide = max(len(line.name) for line in lines) + 2
    shown = [f"{'':{wide}}{ours:>14}{yardstick:>14}{'ratio':>8}{'limit':>8}"]
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        limit = "" if line.limit is None else f"{'≥' if line.least else '≤'} {line.limit:.2f}"
        mark = "  missed" if line.missed else ""
        shown.append(f"{line.name:{wide}}{line.ours:>14}{line.yardstick:>14}{ratio:>8}{limit:>8}{mark}")
    return shown


def report(lines: Sequence[Line], rounds: int, check: bool, **names: str) -> int:
    """Print a table with where and how it was measured; return 1 where a limit is missed and `check` is asked for."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    where = f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores{load}"
    print(f"{time.strftime('%Y-%m-%d')}, {where}, medians of {rounds}\n")
    print("\n".join(table(lines, **names)))
    missed = any(line.missed for line in lines)
    if missed:
        print("\nSome limits are missed.")
    return int(check and missed)


def parser(description: str, rounds: int) -> argparse.ArgumentParser:
    """Return the options that every benchmark has."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--check", action="store_true", help="exit 1 where a limit is missed")
    made.add_argument("--rounds", type=int, default=rounds, help=f"how often each is run ({rounds})")
    made.add_argument("--home", type=Path, help="keep what is installed and made in this directory, and use it again")
    return made


@contextmanager
def home(kept: Path | None) -> Iterator[Path]:
    """Give the directory to work in: the one that is kept, else one that is gone afterwards."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="salesctl-benchmark-") as made:
        yield Path(made)
