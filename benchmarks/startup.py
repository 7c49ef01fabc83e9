"""Measure how fast a command starts, against what cannot be beaten on the same machine in the same run.

    python benchmarks/startup.py            a table of medians and ratios
    python benchmarks/startup.py --check    the same; exit 1 where a ratio is above its limit

Whole processes on an installed wheel; `measuring.py` says how.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import ORM, Line, Place, Took, alternate, home, parser, report, run, say, took

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


def install(place: Place) -> None:
    """Install the wheel, and the empty application it is measured against."""
    place.install()
    asked = run([place.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place.env)
    module = Path(asked.strip()) / "salesctl_empty_app.py"
    module.write_text(EMPTY_APP, encoding="utf-8")
    run([place.python, "-m", "compileall", "-q", str(module)], place.env)
    starter = place.bin / "salesctl-empty-app"
    starter.write_text(STARTER.format(python=place.python), encoding="utf-8")
    starter.chmod(0o755)


def fill(place: Place) -> None:
    """Make a small ledger: one person, twenty clients."""
    Path(place.env["SALESCTL_LEDGER"]).unlink(missing_ok=True)
    place.found()
    names = ("华联超市", "永辉五一店", "东方建材", "长江装饰", "恒信贸易")
    file = place.home / "clients.csv"
    rows = [f"{name}{n}" for n in range(1, 5) for name in names]
    file.write_text("\n".join(("客户名称", *rows)) + "\n", encoding="utf-8")
    place.salesctl("client", "import", str(file), "--yes")
    place.salesctl("client", "list")


def measure(place: Place, rounds: int) -> dict[str, Took]:
    """Return the medians of every base and case, all of them run once a round."""
    bases = {
        "python": [place.python, "-c", "pass"],
        "typer": [str(place.bin / "salesctl-empty-app")],
        "orm": [place.python, "-c", ORM],
    }
    jobs: dict[str, Callable[[], Took]] = {name: partial(took, words, place.env) for name, words in bases.items()}
    for case in CASES:
        jobs[case.name] = partial(took, [place.program, *case.words], place.env | dict(case.env), case.codes)
    return alternate(jobs, rounds, warm=2)


def lines(found: dict[str, Took]) -> list[Line]:
    """Return the table: the bases, then each case against its own."""
    shown = [Line(f"({name})", f"{1000 * found[name].wall:.0f} ms") for name in ("python", "typer", "orm")]
    for case in CASES:
        ours, base = found[case.name].wall, found[case.base].wall
        texts = (f"{1000 * ours:.0f} ms", f"{1000 * base:.0f} ms")
        shown.append(Line(case.name, *texts, ours / base, case.limit))
    return shown


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    options = parser("How fast salesctl starts.", 21).parse_args()
    with home(options.home) as where:
        place = Place(where)
        install(place)
        fill(place)
        say(f"measuring {options.rounds} rounds …")
        return report(lines(measure(place, options.rounds)), options.rounds, options.check)


if __name__ == "__main__":
    sys.exit(main())
