"""Measure import, export and verify of many rows: rows a second, memory at its peak, bytes of journal.

    python benchmarks/bulk.py --home DIR                    100,000 and 1,000,000 orders
    python benchmarks/bulk.py --home DIR --rows 100000      the quick look

The yardstick of an import is `sqlite-utils insert` of the same file into a new table without any index: it checks
nothing, journals nothing and can't be undone. Memory is the peak of the whole process.
"""

from __future__ import annotations

import sqlite3
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ledgers import MONTH, YOUNG, fresh, order_file, remove, staffed, with_orders
from benchmarks.measuring import Line, Place, Took, alternate, home, parser, report, say, took

IMPORT_LEAST = 0.3
"""Our rows a second to those of sqlite-utils."""
VERIFY_LEAST = 200_000
"""Rows a second."""
PEAK = 150
"""MB, at a million rows."""
JOURNAL = ("change", "entry", "leafpart", "shape")


def importing(place: Place, file: Path) -> Took:
    """Import a file of orders into a ledger that has none."""
    ledger = place.home / "importing.db"
    fresh(place, ledger)
    done = took([place.program, "order", "import", str(file), "--yes"], place.at(ledger))
    remove(ledger)
    return done


def inserting(place: Place, file: Path) -> Took:
    """Put the same file into a new table with sqlite-utils."""
    data = place.home / "inserting.db"
    remove(data)
    done = took([place.other("sqlite-utils"), "insert", str(data), "orders", str(file), "--csv"], place.env)
    remove(data)
    return done


def exporting(place: Place, ledger: Path) -> Took:
    """Write all orders of the month to a CSV file."""
    copy = place.home / "exported.csv"
    copy.unlink(missing_ok=True)
    return took([place.program, "order", "list", MONTH, "--all", "-o", str(copy)], place.at(ledger))


def journal_bytes(ledger: Path) -> tuple[int, int]:
    """Return the bytes of the payloads in the journal and in the table of orders."""
    with sqlite3.connect(f"file:{ledger}?mode=ro&immutable=1", uri=True) as connection:

        def held(table: str) -> int:
            names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            size = " + ".join(f'coalesce(octet_length("{name}"), 0)' for name in names)
            if sqlite3.sqlite_version_info < (3, 43):
                size = " + ".join(f'coalesce(length(CAST("{name}" AS BLOB)), 0)' for name in names)
            return int(connection.execute(f'SELECT coalesce(sum({size}), 0) FROM "{table}"').fetchone()[0])

        return sum(map(held, JOURNAL)), held("sales_order")


def lines(place: Place, rows: int, rounds: int) -> list[Line]:
    """Measure so many rows and return their part of the table."""
    file, ledger = order_file(place, rows, YOUNG), with_orders(place, rows, YOUNG)
    staffed(place)
    say(f"{rows:,} rows: measuring {rounds} rounds …")
    found = alternate(
        {
            "import": partial(importing, place, file),
            "insert": partial(inserting, place, file),
            "export": partial(exporting, place, ledger),
            "verify": partial(took, [place.program, "ledger", "verify"], place.at(ledger)),
        },
        rounds,
    )
    speed = {name: rows / one.wall for name, one in found.items()}
    per_cpu = {name: rows / one.cpu for name, one in found.items()}
    limit = float(PEAK) if rows >= 1_000_000 else None
    shown = [
        Line(
            f"import {rows:,}, rows/s",
            f"{speed['import']:,.0f}",
            f"{speed['insert']:,.0f}",
            speed["import"] / speed["insert"],
            IMPORT_LEAST,
            least=True,
        ),
        Line(
            f"import {rows:,}, rows/s of processor",
            f"{per_cpu['import']:,.0f}",
            f"{per_cpu['insert']:,.0f}",
            per_cpu["import"] / per_cpu["insert"],
        ),
        Line(
            f"verify {rows:,}, rows/s",
            f"{speed['verify']:,.0f}",
            f"{VERIFY_LEAST:,}",
            speed["verify"] / VERIFY_LEAST,
            1.0,
            least=True,
        ),
        Line(f"verify {rows:,}, rows/s of processor", f"{per_cpu['verify']:,.0f}"),
        Line(f"export {rows:,}, rows/s", f"{speed['export']:,.0f}"),
    ]
    for name in ("import", "verify", "export"):
        peak = found[name].peak
        shown.append(Line(f"{name} {rows:,}, peak", f"{peak:.0f} MB", f"{PEAK} MB", peak / PEAK, limit and 1.0))
    journal, data = journal_bytes(ledger)
    size = ledger.stat().st_size
    shown.append(
        Line(f"journal of {rows:,}, bytes a row", f"{journal / rows:.0f}", f"{data / rows:.0f}", journal / data)
    )
    shown.append(Line(f"file of {rows:,}, bytes a row", f"{size / rows:.0f}", f"{data / rows:.0f}", size / data))
    return shown


def main() -> int:
    """Measure and print; return 1 with --check where a limit is missed."""
    options = parser("Import, export and verify of many rows.", 3)
    options.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000], help="orders in the file")
    given = options.parse_args()
    with home(given.home) as where:
        place = Place(where)
        place.install("sqlite-utils")
        found = [line for rows in given.rows for line in lines(place, rows, given.rounds)]
    return report(found, given.rounds, given.check)


if __name__ == "__main__":
    sys.exit(main())
