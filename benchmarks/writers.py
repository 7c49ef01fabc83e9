"""Measure how many entries a second several writers get into one ledger, and how long one of them waits.

    python benchmarks/writers.py
    python benchmarks/writers.py --ledger 'postgresql://host/db?schema=bench'     a schema that holds nothing yet

Each writer is a process that opens the ledger once and writes punches, one entry and one commit each, as fast as it
may. Its yardstick is the same number of processes that put one bare row into a table of the same engine, one commit
each, with the same care for power cuts. Start-up is not in it: that is `checkin.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ledgers import remove
from benchmarks.measuring import Line, Place, home, parser, report, say

OURS = """\
import json, sys, time
from datetime import UTC, date, datetime
from salesctl.ledger.address import place_of
from salesctl.domains.attendance.models import Punch
from salesctl.domains.org.models import Person
from salesctl.ledger.engine import open_ledger
from salesctl.ledger.ids import new_id
from salesctl.ledger.session import Request, transaction
from salesctl.values.clock import SystemClock
from sqlalchemy import select

place, many = sys.argv[1], int(sys.argv[2])
ledger = open_ledger(place_of(place))
with ledger.engine.connect() as connection:
    person = connection.execute(select(Person.__table__.c.id)).scalar()
print("ready", flush=True)
sys.stdin.readline()
waits = []
for _number in range(many):
    started = time.perf_counter()
    request = Request("checkin", new_id(), "0" * 64, person, "bench")
    with transaction(ledger, request, SystemClock()) as tx:
        tx.session.add(Punch(owner_id=person, recorded_by=person, recorded_at=tx.now, on_date=tx.now.date(),
                             at=tx.now, kind="in"))
    waits.append(time.perf_counter() - started)
ledger.close()
print(json.dumps(waits))
"""
BARE = """\
import json, sys, time
from salesctl.ledger.engine import choose_driver

place, many = sys.argv[1], int(sys.argv[2])
connection = choose_driver().module.connect(place, isolation_level=None, timeout=60)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("PRAGMA synchronous=FULL")
connection.execute("CREATE TABLE IF NOT EXISTS punch (id INTEGER PRIMARY KEY, who TEXT, at REAL, kind TEXT)")
print("ready", flush=True)
sys.stdin.readline()
waits = []
for _number in range(many):
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO punch (who, at, kind) VALUES ('1001', ?, 'in')", (time.time(),))
    connection.execute("COMMIT")
    waits.append(time.perf_counter() - started)
print(json.dumps(waits))
"""
BARE_SERVER = """\
import json, sys, time
import psycopg
from salesctl.ledger.address import place_of

place, many = place_of(sys.argv[1]), int(sys.argv[2])
connection = psycopg.connect(**place.libpq, autocommit=True)
connection.execute("SELECT pg_advisory_lock(1)")
connection.execute("CREATE SCHEMA IF NOT EXISTS bare")
connection.execute("CREATE TABLE IF NOT EXISTS bare.punch (id bigserial PRIMARY KEY, who text, at float, kind text)")
connection.execute("SELECT pg_advisory_unlock(1)")
print("ready", flush=True)
sys.stdin.readline()
waits = []
for _number in range(many):
    started = time.perf_counter()
    connection.execute("INSERT INTO bare.punch (who, at, kind) VALUES ('1001', %s, 'in')", (time.time(),))
    waits.append(time.perf_counter() - started)
print(json.dumps(waits))
"""


def written(place: Place, program: str, ledger: str, writers: int, many: int) -> tuple[float, float]:
    """Let so many writers write so much each, beginning together; return entries a second and the slowest in s."""
    words = [place.python, "-c", program, ledger, str(many)]
    started = [
        subprocess.Popen(words, env=place.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _number in range(writers)
    ]
    for one in started:
        assert one.stdout is not None
        if one.stdout.readline().strip() != "ready":
            sys.exit("a writer did not start")
    begun = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    waits = [wait for one in started for wait in json.loads(one.communicate()[0])]
    took = time.perf_counter() - begun
    if any(one.returncode for one in started):
        sys.exit("a writer failed")
    return len(waits) / took, max(waits)


def main() -> int:
    """Measure and print."""
    options = parser("Entries a second of several writers.", 3)
    options.add_argument("--writers", type=int, nargs="+", default=[1, 4, 20], help="how many at once")
    options.add_argument("--writes", type=int, default=50, help="entries of each writer (50)")
    options.add_argument("--ledger", help="an empty schema of PostgreSQL instead of a file")
    given = options.parse_args()
    lines = []
    with home(given.home) as where:
        place = Place(where)
        place.install()
        if given.ledger:
            place.env["SALESCTL_LEDGER"] = given.ledger
        else:
            remove(Path(place.env["SALESCTL_LEDGER"]))
        place.found()
        for writers in given.writers:
            say(f"{writers} writers, {given.rounds} rounds …")
            ours, bare, slowest = [], [], 0.0
            for _turn in range(given.rounds):
                speed, wait = written(place, OURS, place.env["SALESCTL_LEDGER"], writers, given.writes)
                ours.append(speed)
                slowest = max(slowest, wait)
                data = where / "bare.db"
                remove(data)
                program, target = (BARE_SERVER, given.ledger) if given.ledger else (BARE, str(data))
                bare.append(written(place, program, target, writers, given.writes)[0])
            own, base = median(ours), median(bare)
            name = f"{writers} writers, entries/s" if writers > 1 else "1 writer, entries/s"
            lines.append(Line(name, f"{own:.0f}", f"{base:.0f}", own / base))
            lines.append(Line("    the slowest write", f"{1000 * slowest:.0f} ms", "", slowest, 1.0))
        place.salesctl("ledger", "verify")
    return report(lines, given.rounds, given.check, yardstick="bare row")


if __name__ == "__main__":
    sys.exit(main())
