"""Bulk: many rows in one entry stand exactly as single writes would have left them, and memory stays flat."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesctl.errors import Refused, Usage
from salesctl.ledger import bulk
from salesctl.ledger.capture import DECIDING
from salesctl.ledger.ids import new_id
from salesctl.ledger.record import Record
from salesctl.ledger.session import Transaction
from tests.ledger.made_up import DAY, Thing, World

VALUES: dict[str, Any] = {
    "phone": "138", "ok": True, "price": Decimal("1.5"), "count": -3, "day": DAY, "parent_id": "0" * 32,
    "origin": "dingtalk", "origin_key": "42",
}  # fmt: skip
NAMES = ["华联超市", "Łódź", "Cafe\u0301", "单田芳", 'a"b\\c\n\t', "", "x" * 300, "👩‍👩‍👧"]


def test_bulk_rows_equal_single_writes(world: World) -> None:
    singles = [world.add(name, **VALUES) for name in NAMES]
    many = world.bulk(NAMES, **VALUES)
    columns = "name, phone, ok, price, count, day, parent_id, origin, origin_key, rev, on_date, voided_at"
    for one, other in zip(singles, many, strict=True):
        query = f"SELECT {columns} FROM thing WHERE id = ?"
        assert world.query(query, one) == world.query(query, other)
        query = "SELECT noun, form FROM search WHERE row_id = ? ORDER BY form"
        assert world.query(query, one) == world.query(query, other)
    assert world.query("SELECT count(DISTINCT shape) FROM change") == [(2,)]
    assert not world.verify().findings
    world.edit(many[0], name="二")
    world.edit(many[1], voided_at=world.clock.at)
    assert not world.verify().findings


def test_bulk_and_single_writes_share_an_entry(world: World) -> None:
    rows = [{"name": f"n{n}", "recorded_at": world.clock.at, "on_date": DAY} for n in range(2500)]
    with world.write(reason="both") as tx:
        tx.session.add(world.thing("before"))
        assert bulk.add_many(tx, Thing, rows[:1200]) == 1200
        tx.session.add(world.thing("between"))
        assert bulk.add_many(tx, Thing, iter(rows[1200:])) == 1300
    report = world.verify()
    assert (report.findings, report.entries, report.rows, report.changes) == ([], 1, 2502, 2502)
    assert world.query("SELECT count(*) FROM leafpart") == [(2,)]


def test_no_rows_leave_nothing(world: World) -> None:
    with world.write("thing.import") as tx:
        assert bulk.add_many(tx, Thing, []) == 0
    assert tx.entry is None
    with world.write("other", note=True, reason="why") as tx:
        bulk.add_many(tx, Thing, [])
    assert world.query("SELECT count(*) FROM shape") == [(1,)]
    assert not world.verify().findings


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [("name", "a\0", Usage), ("ok", 1, TypeError), ("count", 1.0, TypeError), ("id", "x", TypeError)],
)
def test_a_bad_row_refuses_them_all(world: World, column: str, value: Any, error: type[Exception]) -> None:
    good = {"name": "x", "recorded_at": world.clock.at, "on_date": DAY}
    with pytest.raises(error), world.write("thing.import") as tx:
        bulk.add_many(tx, Thing, [good, {**good, column: value}])
    assert world.table("thing") == world.table("change") == []


@pytest.mark.parametrize("column", DECIDING)
def test_guards_decide_on_every_bulk_row(world: World, column: str) -> None:
    bad = DAY + timedelta(1) if column == "on_date" else "f" * 32

    def guard(tx: Transaction, record: Record) -> None:
        assert isinstance(record, Thing)
        if getattr(record, column) == bad:
            raise Refused(record.id)

    rows = [
        {
            "id": new_id(),
            "name": f"n{n}",
            "recorded_at": world.clock.at,
            "on_date": DAY,
            **({column: bad} if n == 7 else {}),
        }
        for n in range(9)
    ]
    with pytest.raises(Refused, match=str(rows[7]["id"])), world.write(guards=[guard]) as tx:
        bulk.add_many(tx, Thing, rows)


def test_guards_are_shown_one_of_the_rows_alike_in_what_they_decide_by(world: World) -> None:
    shown: list[Any] = []
    rows = [{"name": f"n{n}", "recorded_at": world.clock.at, "on_date": DAY + timedelta(n % 2)} for n in range(9)]
    with world.write(guards=[lambda _tx, record: shown.append(record)]) as tx:
        bulk.add_many(tx, Thing, rows)
    assert [record.name for record in shown] == ["n0", "n1"]


def test_voided_rows_are_not_found_by_name(world: World) -> None:
    world.bulk(["gone"], voided_at=world.clock.at)
    assert world.table("search") == []
    assert not world.verify().findings


def test_twenty_thousand_rows_take_no_more_memory_than_two(world: World) -> None:
    def rows(count: int) -> Iterator[dict[str, Any]]:
        for n in range(count):
            yield {"name": f"Client {n}", "phone": "1", "recorded_at": world.clock.at, "on_date": DAY}

    peaks = []
    for count in (2_000, 20_000):
        with world.write("thing.import") as tx:
            tracemalloc.start()
            bulk.add_many(tx, Thing, rows(count))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3 + 500_000
    assert not world.verify().findings


def test_in_a_long_entry_verify_names_the_change_that_was_altered_and_the_one_that_was_erased(world: World) -> None:
    rows = [{"name": f"n{n}", "phone": "1", "recorded_at": world.clock.at, "on_date": DAY} for n in range(2300)]
    with world.write("thing.import") as tx:
        bulk.add_many(tx, Thing, rows)
    altered, erased = (
        row for (row,) in world.query("SELECT row_id FROM change WHERE leaf IN (2468, 4400) ORDER BY leaf")
    )
    with sqlite3.connect(world.path) as file:
        (trigger,) = file.execute("SELECT sql FROM sqlite_schema WHERE name = 'keep_change_update'").fetchone()
        file.execute("DROP TRIGGER keep_change_update")
        file.execute("UPDATE change SET after = replace(after, '[', '[ ') WHERE row_id = ?", (altered,))
        file.execute("UPDATE change SET p_salt = NULL, p_after = NULL WHERE row_id = ?", (erased,))
        file.execute(trigger)
    report = world.verify()
    assert [(one.code, altered in one.where) for one in report.findings if one.code == "leaf"] == [("leaf", True)]
    assert [(one.code, erased in one.where) for one in report.notices] == [("redacted", True)]
    assert {one.code for one in report.findings} == {"leaf", "row"}
    assert report.changes == 2300
