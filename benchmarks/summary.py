"""Measure the month's summary against the same SQL in the `sqlite3` shell, in young ledgers and in old ones.

    python benchmarks/summary.py --home DIR                    10,000, 100,000 and 1,000,000 orders
    python benchmarks/summary.py --home DIR --rows 10000000    about 9 GB; by hand

`report summary` of one month is run as a whole process. Its yardstick is what can't be beaten: the statements it asks,
noted as they reach SQLite, in the shell, plus the start of Python with the ORM. A ledger has its orders within one
month, or spread over ten years: a hundredth of them is then in the month.
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ledgers import MONTH, OLD, YOUNG, with_orders
from benchmarks.measuring import ORM, Line, Place, alternate, home, parser, report, run, say, took

LIMIT = 1.5
"""Of shell and start together, at a million rows (interface.md "Speed")."""
WORDS = ("report", "summary", MONTH)
NOTING = """\
import re, sys
from salesctl.ledger import engine

module = engine.choose_driver().module
connect = module.connect
noted = open(sys.argv.pop(1), "w", encoding="utf-8", buffering=1)  # the program's end flushes nothing

def note(text):
    if re.match(r"(SELECT|WITH)\\b", text):
        noted.write(text.rstrip("; \\n") + ";\\n")

def tracing(*words, **more):
    connection = connect(*words, **more)
    connection.set_trace_callback(note)
    return connection

module.connect = tracing
from salesctl.__main__ import run
run()
"""


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    options = parser("The month's summary against its own SQL.", 7)
    options.add_argument(
        "--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="orders in the ledger"
    )
    given = options.parse_args()
    shell = shutil.which("sqlite3")
    if shell is None:
        sys.exit("the sqlite3 shell is the yardstick: apt install sqlite3")
    lines = []
    with home(given.home) as where:
        place = Place(where)
        place.install()
        noting = where / "noting.py"
        noting.write_text(NOTING, encoding="utf-8")
        for rows in given.rows:
            for days in (YOUNG, OLD):
                ledger = with_orders(place, rows, days)
                asked = where / f"asked-{rows}-{days}.sql"
                run([place.python, str(noting), str(asked), *WORDS], place.at(ledger))
                say(f"{rows:,} orders in {days} days: measuring {given.rounds} rounds …")
                jobs = {
                    "ours": partial(took, [place.program, *WORDS], place.at(ledger)),
                    "shell": partial(took, [shell, str(ledger)], place.env, stdin=str(asked)),
                    "start": partial(took, [place.python, "-c", ORM], place.env),
                }
                found = alternate(jobs, given.rounds, warm=1)
                ours, base = found["ours"].wall, found["shell"].wall + found["start"].wall
                name = f"{rows:,} orders, {'one month' if days == YOUNG else 'ten years'}"
                limit = LIMIT if rows >= 1_000_000 else None
                lines.append(Line(name, f"{ours:.2f} s", f"{base:.2f} s", ours / base, limit))
    return report(lines, given.rounds, given.check, yardstick="SQL + start")


if __name__ == "__main__":
    sys.exit(main())
