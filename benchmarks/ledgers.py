"""Ledgers to measure on: orders of twenty people for two thousand clients, spread over so many days, always the same.

Made once in a benchmark's home and used again; a million orders take a minute or two.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

from benchmarks.measuring import Place, say

LAST = date(2026, 10, 31)
MONTH = "2026-10"
"""The month the youngest orders lie in."""
YOUNG, OLD = 31, 3650
"""Days over which the orders of a ledger are spread."""
PEOPLE, CLIENTS = 20, 2000
MOST = 2_500_000


def orders(rows: int, days: int) -> Iterator[str]:
    """Yield the lines of a file of orders: its headings, then `rows` orders of the last `days` days."""
    dice = random.Random(7)
    yield "订单日期,客户,工号,金额,渠道,产品,备注"
    for number in range(rows):
        day = LAST - timedelta(dice.randrange(days))
        client, person = f"华联超市{dice.randrange(CLIENTS):04d}", 1001 + dice.randrange(PEOPLE)
        amount = f"{dice.randrange(100, 5_000_000) / 100:.2f}"
        what = f"{dice.choice(('经销', '电商', '直营', '工程'))},A{dice.randrange(60):03d} 瓷砖"
        yield f"{day},{client},{person},{amount},{what},{'' if number % 3 else '月底送货'}"


def _write(path: Path, lines: Iterator[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def order_file(place: Place, rows: int, days: int) -> Path:
    """Return the file of so many orders."""
    path = place.home / f"orders-{rows}-{days}.csv"
    return path if path.exists() else _write(path, orders(rows, days))


def _order_files(place: Place, rows: int, days: int) -> Iterator[Path]:
    """Yield the files of so many orders; one has at most MOST, since an import takes files of 512 MiB."""
    if rows <= MOST:
        yield order_file(place, rows, days)
        return
    lines = orders(rows, days)
    headings = next(lines)
    while some := list(islice(lines, MOST)):
        yield _write(place.home / "part.csv", chain((headings,), some))


def staffed(place: Place) -> Path:
    """Return a ledger with its people and clients, and no orders yet."""
    path = place.home / "staffed.db"
    if not path.exists():
        made = Path(place.env["SALESCTL_LEDGER"])
        remove(made)
        place.found()
        people = (f"{1000 + n},员工{n:02d}" for n in range(2, PEOPLE + 1))
        clients = (f"华联超市{n:04d}" for n in range(CLIENTS))
        _import(place, "person", "工号,姓名", people)
        _import(place, "client", "客户名称", clients)
        place.salesctl("ledger", "backup", str(path))
        remove(made)
    return path


def _import(place: Place, noun: str, headings: str, rows: Iterator[str]) -> None:
    place.salesctl(noun, "import", str(_write(place.home / f"{noun}.csv", chain((headings,), rows))), "--yes")


def with_orders(place: Place, rows: int, days: int) -> Path:
    """Return a ledger with so many orders of the last so many days."""
    path = place.home / f"ledger-{rows}-{days}.db"
    if not path.exists():
        say(f"a ledger of {rows:,} orders in {days} days …")
        scratch = place.home / "scratch.db"
        fresh(place, scratch)
        for file in _order_files(place, rows, days):
            place.salesctl("order", "import", str(file), "--yes", ledger=scratch)
        place.salesctl("ledger", "backup", str(path), ledger=scratch)
        remove(scratch)
    return path


def fresh(place: Place, path: Path) -> None:
    """Make `path` a ledger with people and clients and no orders, whatever it was."""
    start = staffed(place)
    remove(path)
    shutil.copyfile(start, path)
    path.chmod(0o600)


def remove(path: Path) -> None:
    """Take a ledger away with all its files."""
    for suffix in ("", "-wal", "-shm", ".lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
