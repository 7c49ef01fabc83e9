"""Undo: by a new entry, one's own last first, and never over somebody's later change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesctl.errors import NotFound, Refused
from salesctl.ledger import undo
from salesctl.ledger.history import changes, entries
from tests.ledger.made_up import DAY, World


def names(world: World) -> list[tuple[str, bool]]:
    return [(row[0], row[1] is not None) for row in world.query("SELECT name, voided_at FROM thing ORDER BY id")]


def test_an_added_row_is_voided(world: World) -> None:
    row = world.add("one")
    world.undo()
    assert world.query("SELECT rev, voided_at IS NULL FROM thing WHERE id = ?", row) == [(2, 0)]
    assert world.table("search") == []
    assert not world.verify().findings


def test_a_change_gets_its_old_values_back(world: World) -> None:
    row = world.add("one", phone="138", ok=True, price=Decimal("1.25"), day=DAY, seen_at=world.clock.at)
    columns = "name, phone, ok, price, day, seen_at"
    before = world.query(f"SELECT {columns} FROM thing")
    world.edit(row, name="two", phone=None, ok=None, price=Decimal("9"), day=None, seen_at=world.clock.now())
    world.undo()
    assert world.query(f"SELECT {columns} FROM thing") == before
    assert not world.verify().findings


def test_each_undo_goes_on_to_the_one_before(world: World) -> None:
    row = world.add("one")
    for name in ("two", "three", "four"):
        world.edit(row, name=name)
    for name in ("three", "two", "one"):
        world.undo()
        assert names(world) == [(name, False)]
    world.undo()
    assert names(world) == [("one", True)]
    with pytest.raises(NotFound):
        world.undo()
    assert not world.verify().findings


def test_after_an_undo_new_work_is_undone_first(world: World) -> None:
    row = world.add("one")
    world.edit(row, name="two")
    world.undo()
    world.edit(row, name="three")
    world.undo()
    assert names(world) == [("one", False)]
    world.undo()
    assert names(world) == [("one", True)]


def test_a_row_changed_since_is_not_touched(world: World) -> None:
    row = world.add("one")
    with world.ledger.engine.connect() as connection:
        step = next(entries(connection))
    world.edit(row, name="two")
    with pytest.raises(Refused, match="changed since"), world.write("undo", undoes=step.id) as tx:
        undo.reverse(tx, step, None)
    assert names(world) == [("two", False)]


def test_what_something_depends_on_stays(world: World) -> None:
    world.add("one", number="C-2026-0001")
    with world.ledger.engine.connect() as connection:
        step = next(entries(connection))
    with pytest.raises(Refused, match="V-2026-0003 depends"), world.write("undo", undoes=step.id) as tx:
        undo.reverse(tx, step, None, depends=[lambda _session, _row: ["V-2026-0003"]])


def test_notes_imports_and_undos_are_left_alone(world: World) -> None:
    world.add("one")
    world.bulk(["two"])
    with world.write("client.export", note=True, reason="why"):
        pass
    world.undo()
    assert names(world) == [("one", True), ("two", False)]


def test_a_whole_entry_is_reversed(world: World) -> None:
    row = world.add("one")
    with world.write() as tx:
        tx.session.add(world.thing("two"))
        thing = tx.session.get(type(world.thing()), row)
        assert thing is not None
        thing.name = "three"
    world.undo()
    assert sorted(names(world)) == [("one", False), ("two", True)]


def test_history_tells_of_a_row_newest_first(world: World) -> None:
    row = world.add("one", phone="1", reason="because")
    world.add("other")
    world.edit(row, phone="2")
    with world.ledger.engine.connect() as connection:
        steps = list(entries(connection, row=row))
        assert [(step.seq, step.action, step.reason, step.n) for step in steps] == [
            (3, "thing.edit", "", 1), (1, "thing.add", "because", 1),
        ]  # fmt: skip
        (change,) = changes(connection, steps[0].book, 3)
        assert (change.table, change.rev, change.before, change.after["phone"]) == ("thing", 2, {"phone": "1"}, "2")
        assert changes(connection, steps[0].book, 1)[0].before is None
