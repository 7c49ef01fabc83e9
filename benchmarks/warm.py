"""Measure commands served warm against Watson, and the completion of a client's name in a large ledger.

    python benchmarks/warm.py            a table of medians and ratios
    python benchmarks/warm.py --check    the same; exit 1 where a limit is missed

Watson (td-watson) is a time tracker without a database: what a small, well-written command costs. Package and yardstick
are each installed, byte-compiled, into a virtual environment of its own. Whole processes are timed, alternated so that
a slow moment of the machine meets all of them, and compared by their medians.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import Line, Place, Took, alternate, home, parser, report, run, say, took
from benchmarks.startup import fill

RATIO = 0.6
"""Of `watson status`."""
COMPLETION = 60.0
"""Milliseconds to complete a client's name."""
PAUSE = 0.5
"""Seconds between two commands: nobody types faster, and the next spare is ready by then."""


class Warm(Place):
    """A place with Watson beside it, a runtime directory of its own, and a server that was asked for."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        runtime = home / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        self.env |= {"XDG_RUNTIME_DIR": str(runtime), "WATSON_DIR": str(home / "watson")}
        self.many = self.at(home / "many.db")

    def fill_many(self, clients: int) -> None:
        """Make a second ledger with many clients of one person."""
        person = ("--me", "1001", "--name", "李敏")
        words = ("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", *person)
        run([self.program, *words], self.many)
        file = self.home / "many.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write("客户名称\n")
            out.writelines(f"{'华东南西北中'[n % 6]}{n:06d}商贸有限公司\n" for n in range(clients))
        run([self.program, "client", "import", str(file), "--yes", "--quiet"], self.many)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as a terminal's first command does, and wait until it listens."""
        paths = [str(self.bin), *json.loads(self.asked("import json, sys; print(json.dumps(sys.path[1:]))"))]
        code = f"import sys; sys.path[:] = {paths!a}; from salesctl.warm.server import main; main(600.0)"
        server = subprocess.Popen([self.shebang, "-c", code], env=self.env, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not list((self.home / "run").glob("salesctl/*.sock")):
            if time.monotonic() > deadline or server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.05)
        return server

    @property
    def shebang(self) -> str:
        """The interpreter the console script names."""
        return Path(self.program).read_text(encoding="utf-8").partition("\n")[0].removeprefix("#!").strip()

    def asked(self, code: str) -> str:
        """Return what the console script's interpreter prints."""
        command = [self.shebang, "-c", code]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=True, cwd="/").stdout

    def served(self) -> int:
        """Return how many commands the server has served."""
        return int(self.asked("from salesctl.warm.state import look; import os; print(look(os.environ).served)"))


def measure(place: Warm, rounds: int) -> dict[str, Took]:
    """Return the medians of each, all of them run once a round; SystemExit where one was not served."""
    completing = {"_SALESCTL_COMPLETE": "zsh"}
    named = [place.program, "client", "show", "华0000"]
    cold = {"SALESCTL_WARM": "0"}
    jobs: dict[str, tuple[list[str], dict[str, str]]] = {
        "python": ([place.python, "-c", "pass"], place.env),
        "watson status": ([place.other("watson"), "status"], place.env),
        "checkin, warm": ([place.program, "checkin"], place.env),
        "checkin status, warm": ([place.program, "checkin", "status"], place.env),
        "client list, warm": ([place.program, "client", "list"], place.env),
        "checkin status, cold": ([place.program, "checkin", "status"], place.env | cold),
        "a client's name, warm": (named, place.many | completing),
        "a client's name, cold": (named, place.many | completing | cold),
    }

    def timed(command: list[str], env: dict[str, str]) -> Took:
        found = took(command, env)
        time.sleep(PAUSE)
        return found

    before = place.served()
    ready: dict[str, Callable[[], Took]] = {name: partial(timed, *job) for name, job in jobs.items()}
    found = alternate(ready, rounds, warm=2)
    warm = sum(name.endswith("warm") for name in jobs) * (rounds + 2)
    if (done := place.served() - before) != warm:
        sys.exit(f"only {done} of {warm} commands were served warm")
    offered = subprocess.run(named, env=place.many | completing, capture_output=True, text=True, check=True).stdout
    if "华0000" not in offered:
        sys.exit(f"the name was not completed: {offered!r}")
    return found


def lines(found: dict[str, Took]) -> list[Line]:
    """Return the table: check-ins against Watson, the completion against its limit in milliseconds."""
    shown = []
    watson = found["watson status"].wall
    for name, one in found.items():
        ours = f"{1000 * one.wall:.0f} ms"
        if name == "a client's name, warm":
            shown.append(Line(name, ours, f"{COMPLETION:.0f} ms", 1000 * one.wall / COMPLETION, 1.0))
        elif name in ("checkin, warm", "checkin status, warm"):
            shown.append(Line(name, ours, f"{1000 * watson:.0f} ms", one.wall / watson, RATIO))
        else:
            shown.append(Line(name, ours))
    return shown


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    options = parser("How fast salesctl is when it is warm.", 21)
    options.add_argument("--clients", type=int, default=300_000, help="clients of the large ledger (300000)")
    asked = options.parse_args()
    with home(asked.home) as where:
        place = Warm(where)
        place.install("td-watson")
        fill(place)
        say(f"importing {asked.clients} clients …")
        place.fill_many(asked.clients)
        server = place.start()
        try:
            say(f"measuring {asked.rounds} rounds …")
            found = measure(place, asked.rounds)
        finally:
            server.terminate()
            server.wait(30)
        return report(lines(found), asked.rounds, asked.check)


if __name__ == "__main__":
    sys.exit(main())
