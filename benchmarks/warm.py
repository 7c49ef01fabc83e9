"""Measure commands served warm against Watson, and the completion of a client's name in a large ledger.

    python benchmarks/warm.py            a table of medians and ratios
    python benchmarks/warm.py --check    the same; exit 1 where a limit is missed

Watson (td-watson) is a time tracker without a database: what a small, well-written command costs. Package and yardstick
are each installed, byte-compiled, into a virtual environment of its own. Whole processes are timed, alternated so that
a slow moment of the machine meets all of them, and compared by their medians.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.startup import Place, run, timed

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
        runtime.mkdir(mode=0o700)
        self.env |= {"XDG_RUNTIME_DIR": str(runtime), "WATSON_DIR": str(home / "watson")}
        self.watson = [str(home / "watson-venv" / "bin" / "watson"), "status"]
        self.program = str(self.bin / "salesctl")
        self.many = {**self.env, "SALESCTL_LEDGER": str(home / "many.db")}

    def install(self) -> None:
        """Install both, each for itself."""
        super().install()
        run([sys.executable, "-m", "venv", str(self.home / "watson-venv")], self.env)
        pip = [str(self.home / "watson-venv" / "bin" / "python"), "-m", "pip"]
        run([*pip, "install", "--quiet", "--compile", "td-watson"], self.env)

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


def measure(place: Warm, rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each, all of them run once a round; SystemExit where one was not served."""
    completing = {"_SALESCTL_COMPLETE": "zsh"}
    named = [place.program, "client", "show", "华0000"]
    cold = {"SALESCTL_WARM": "0"}
    jobs: dict[str, tuple[list[str], dict[str, str]]] = {
        "python": (place.bases["python"], place.env),
        "watson status": (place.watson, place.env),
        "checkin, warm": ([place.program, "checkin"], place.env),
        "checkin status, warm": ([place.program, "checkin", "status"], place.env),
        "client list, warm": ([place.program, "client", "list"], place.env),
        "checkin status, cold": ([place.program, "checkin", "status"], place.env | cold),
        "a client's name, warm": (named, place.many | completing),
        "a client's name, cold": (named, place.many | completing | cold),
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    before = place.served()
    for turn in range(rounds + 2):
        for name, (command, env) in jobs.items():
            took = timed(command, env)
            time.sleep(PAUSE)
            if turn >= 2:  # the first rounds warm the file cache
                times[name].append(1000 * took)
    warm = sum(name.endswith("warm") for name in jobs) * (rounds + 2)
    if (done := place.served() - before) != warm:
        sys.exit(f"only {done} of {warm} commands were served warm")
    offered = subprocess.run(named, env=place.many | completing, capture_output=True, text=True, check=True).stdout
    if "华0000" not in offered:
        sys.exit(f"the name was not completed: {offered!r}")
    return {name: median(found) for name, found in times.items()}


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    parser = argparse.ArgumentParser(description="How fast salesctl is when it is warm.")
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is missed")
    parser.add_argument("--rounds", type=int, default=21, help="how often each command is run (21)")
    parser.add_argument("--clients", type=int, default=300_000, help="clients of the large ledger (300000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="salesctl-warm-") as home:
        place = Warm(Path(home))
        print("installing …", file=sys.stderr, flush=True)
        place.install()
        place.fill()
        print(f"importing {options.clients} clients …", file=sys.stderr, flush=True)
        place.fill_many(options.clients)
        server = place.start()
        try:
            print(f"measuring {options.rounds} rounds …", file=sys.stderr, flush=True)
            times = measure(place, options.rounds)
        finally:
            server.terminate()
            server.wait(30)
    print(f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores, medians of {options.rounds}\n")
    print(f"{'':28}{'ms':>7}{'ratio':>8}{'limit':>10}")
    good = True
    for name, took in times.items():
        ratio = took / times["watson status"]
        limit = ""
        if name in ("checkin, warm", "checkin status, warm"):
            limit, met = f"{RATIO:.2f}", ratio <= RATIO
        elif name == "a client's name, warm":
            limit, met = f"{COMPLETION:.0f} ms", took <= COMPLETION
        else:
            met = True
        good = good and met
        print(f"{name:28}{took:7.1f}{ratio:8.2f}{limit:>10}{'' if met else '  missed'}")
    return int(options.check and not good)


if __name__ == "__main__":
    sys.exit(main())
