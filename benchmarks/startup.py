"""Measure how fast a command starts, against what cannot be beaten on the same machine in the same run.

    python benchmarks/startup.py            a table of medians and ratios
    python benchmarks/startup.py --check    the same; exit 1 where a ratio is above its limit

The package is built and installed into a virtual environment of its own, byte-compiled as users have it. Whole
processes are timed, alternated so that a slow moment of the machine meets all of them, and compared by their medians.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

PLAIN_LIMIT = 1.3
ORM_LIMIT = 1.25

EMPTY_APP = """\
import typer

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    pass


def run() -> None:
    app()
"""
STARTER = """\
#!{python}
import sys

from salesctl_empty_app import run

if __name__ == "__main__":
    sys.exit(run())
"""


class Case(NamedTuple):
    """One line of the table: what is run, what it may answer with, against which base, up to which ratio."""

    name: str
    words: tuple[str, ...]
    base: str
    limit: float
    codes: tuple[int, ...] = (0,)
    env: tuple[tuple[str, str], ...] = ()


COMPLETING = (("_SALESCTL_COMPLETE", "zsh"),)
CASES = (
    Case("--help", ("--help",), "typer", PLAIN_LIMIT),
    Case("--version", ("--version",), "typer", PLAIN_LIMIT),
    Case("client --help", ("client", "--help"), "typer", PLAIN_LIMIT),
    Case("client add --help", ("client", "add", "--help"), "typer", PLAIN_LIMIT),
    Case("--lang zh --help", ("--lang", "zh", "--help"), "typer", PLAIN_LIMIT),
    Case("usage error", ("client", "lst"), "typer", PLAIN_LIMIT, (2,)),
    Case("unknown option", ("client", "list", "--zzz"), "typer", PLAIN_LIMIT, (2,)),
    Case("completion of nouns", ("cl",), "typer", PLAIN_LIMIT, env=COMPLETING),
    Case("completion of names", ("client", "show", ""), "typer", PLAIN_LIMIT, env=COMPLETING),
    Case("checkin status", ("checkin", "status"), "orm", ORM_LIMIT),
    Case("client list", ("client", "list"), "orm", ORM_LIMIT),
    Case("client list --json", ("client", "list", "--json"), "orm", ORM_LIMIT),
    Case("task list", ("task", "list"), "orm", ORM_LIMIT),
    Case("checkin (a write)", ("checkin",), "orm", ORM_LIMIT),
)


class Place:
    """A virtual environment with the package in it, and a small ledger."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python = str(self.bin / "python")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESCTL_", "XDG_", "PYTHON", "_SALESCTL"))}
        self.env = {
            **kept,
            **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
            "SALESCTL_LEDGER": str(home / "ledger.db"),
            "SALESCTL_LANG": "en",
            "SALESCTL_ME": "1001",
        }
        self.bases: dict[str, list[str]] = {
            "python": [self.python, "-c", "pass"],
            "typer": [str(self.bin / "salesctl-empty-app")],
            "orm": [self.python, "-c", "import typer, sqlmodel"],
        }

    def install(self) -> None:
        """Build and install the wheel, and the empty application it is measured against."""
        run([sys.executable, "-m", "venv", str(self.home / "venv")], self.env)
        run([self.python, "-m", "pip", "install", "--quiet", "--compile", str(ROOT)], self.env)
        asked = subprocess.run(
            [self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        module = Path(asked.stdout.strip()) / "salesctl_empty_app.py"
        module.write_text(EMPTY_APP, encoding="utf-8")
        run([self.python, "-m", "compileall", "-q", str(module)], self.env)
        starter = self.bin / "salesctl-empty-app"
        starter.write_text(STARTER.format(python=self.python), encoding="utf-8")
        starter.chmod(0o755)

    def fill(self) -> None:
        """Make a small ledger: one person, twenty clients."""
        person = ("--me", "1001", "--name", "李敏")
        self.salesctl("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", *person)
        names = ("华联超市", "永辉五一店", "东方建材", "长江装饰", "恒信贸易")
        file = self.home / "clients.csv"
        rows = [f"{name}{n}" for n in range(1, 5) for name in names]
        file.write_text("\n".join(("客户名称", *rows)) + "\n", encoding="utf-8")
        self.salesctl("client", "import", str(file), "--yes")
        self.salesctl("client", "list")

    def salesctl(self, *words: str) -> None:
        """Run one command that must succeed."""
        run([str(self.bin / "salesctl"), *words], self.env)


def run(command: Sequence[str], env: dict[str, str]) -> None:
    """Run a step of the preparation; raises SystemExit with what it said where it fails."""
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")


def timed(command: Sequence[str], env: dict[str, str], codes: Sequence[int] = (0,)) -> float:
    """Return the seconds a whole process takes; raises SystemExit for an exit code that was not expected."""
    start = time.perf_counter()
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    took = time.perf_counter() - start
    if done.returncode not in codes:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}")
    return took


def measure(place: Place, rounds: int) -> dict[str, float]:
    """Return the median seconds of every base and case, all of them run once a round."""
    jobs: dict[str, tuple[list[str], dict[str, str], tuple[int, ...]]] = {
        name: (command, place.env, (0,)) for name, command in place.bases.items()
    }
    program = str(place.bin / "salesctl")
    jobs |= {case.name: ([program, *case.words], place.env | dict(case.env), case.codes) for case in CASES}
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(rounds + 2):
        for name, (command, env, codes) in jobs.items():
            took = timed(command, env, codes)
            if turn >= 2:  # the first rounds warm the file cache
                times[name].append(took)
    return {name: median(found) for name, found in times.items()}


def table(times: dict[str, float]) -> tuple[list[str], bool]:
    """Return the lines of the report, and whether every ratio is within its limit."""
    lines = [f"{'':24}{'ms':>7}{'ratio':>8}{'limit':>7}"]
    lines += [f"{name:24}{1000 * times[name]:7.0f}" for name in ("python", "typer", "orm")]
    good = True
    for case in CASES:
        ratio = times[case.name] / times[case.base]
        over = ratio > case.limit
        good = good and not over
        mark = "  over" if over else ""
        lines.append(f"{case.name:24}{1000 * times[case.name]:7.0f}{ratio:8.2f}{case.limit:7.2f}{mark}")
    return lines, good


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    parser = argparse.ArgumentParser(description="How fast salesctl starts.")
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is above its limit")
    parser.add_argument("--rounds", type=int, default=21, help="how often each command is run (21)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="salesctl-startup-") as home:
        place = Place(Path(home))
        print("installing …", file=sys.stderr, flush=True)
        place.install()
        place.fill()
        print(f"measuring {options.rounds} rounds …", file=sys.stderr, flush=True)
        lines, good = table(measure(place, options.rounds))
    print(f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores, medians of {options.rounds}\n")
    print("\n".join(lines))
    if not good:
        print("\nSome are over their limit.")
    return int(options.check and not good)


if __name__ == "__main__":
    sys.exit(main())
