"""Capture and fold: whatever a service does to a row within one transaction is one change, and none is forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from salesctl.errors import Refused
from salesctl.ledger import tables
from salesctl.ledger.capture import LedgerSession
from salesctl.ledger.engine import JournalBypass
from salesctl.ledger.record import Record
from salesctl.ledger.session import Transaction
from tests.ledger.made_up import Thing, World


def last(world: World) -> tuple[int, dict[str, Any], dict[str, Any] | None]:
    """Return (rev, ordinary after, before of both parts) of the newest change of a thing."""
    query = (
        "SELECT c.rev, c.after, c.before, c.p_before, s.body FROM change c JOIN shape s ON s.no = c.shape"
        " WHERE s.body LIKE '%thing%' OR CAST(s.body AS TEXT) LIKE '%\"thing\"%' ORDER BY seq DESC, leaf DESC LIMIT 1"
    )
    rev, after, before, p_before, body = world.query(query)[0]
    names = [name.partition(":")[0] for name in json.loads(body)["o"]]
    old = None if before is None else {**json.loads(before), **json.loads(p_before)}
    return rev, dict(zip(names, json.loads(after), strict=True)), old


def test_a_new_row_has_no_before(world: World) -> None:
    world.add("one", count=1)
    rev, after, before = last(world)
    assert (rev, after["name"], after["count"], before) == (1, "one", 1, None)


def test_a_row_added_and_changed_at_once_is_one_new_row(world: World) -> None:
    with world.write() as tx:
        thing = world.thing("one")
        tx.session.add(thing)
        tx.session.flush()
        thing.name = "two"
        tx.session.flush()
        thing.count = 3
    rev, after, before = last(world)
    assert (rev, after["name"], after["count"], before) == (1, "two", 3, None)
    assert world.query("SELECT rev FROM thing") == [(1,)]
    assert not world.verify().findings


def test_the_first_before_and_the_last_after_count_over_several_flushes(world: World) -> None:
    row = world.add("one", count=1, phone="1")
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        for value in (2, 3, 4):
            thing.count = value
            thing.phone = str(value)
            tx.session.flush()
        assert thing.rev == 2
    rev, after, before = last(world)
    assert (rev, after["count"], before) == (2, 4, {"count": 1, "phone": "1"})
    assert not world.verify().findings


def test_a_row_that_ends_as_it_began_is_dropped_with_its_rev(world: World) -> None:
    row, other = world.add("one"), world.add("two")
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        thing.name = "three"
        tx.session.flush()
        thing.name = "one"
        tx.session.get_one(Thing, other).name = "four"
    assert tx.entry is not None
    assert world.query("SELECT rev FROM thing WHERE id = ?", row) == [(1,)]
    assert thing.rev == 1
    assert world.query("SELECT count(*) FROM change WHERE row_id = ?", row) == [(1,)]
    assert not world.verify().findings


def test_nothing_is_written_where_nothing_changed(world: World) -> None:
    row = world.add("one")
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        thing.name = "two"
        tx.session.flush()
        thing.name = "one"
    assert tx.entry is None
    assert world.query("SELECT count(*) FROM entry") == [(1,)]


def test_a_note_is_an_entry_without_changes(world: World) -> None:
    with world.write("client.export", note=True, reason="for the auditor") as tx:
        pass
    assert tx.entry is not None
    assert world.query("SELECT count(*) FROM change") == [(1,)]
    with world.write("client.export", note=True):
        pass
    assert world.query("SELECT count(*) FROM entry") == [(2,)]
    assert not world.verify().findings


@pytest.mark.parametrize("how", ["expire", "expire_all", "refresh", "expunge"])
def test_an_expired_attribute_keeps_its_before(world: World, how: str) -> None:
    row = world.add("one", count=1)
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        thing.count = 2
        tx.session.flush()
        match how:
            case "expire":
                tx.session.expire(thing)
            case "expire_all":
                tx.session.expire_all()
            case "refresh":
                tx.session.refresh(thing)
            case "expunge":
                tx.session.expunge(thing)
                tx.session.add(thing)
        thing.name = "two"
        thing.count = 3
    _rev, _after, before = last(world)
    assert before == {"name": "one", "count": 1}
    assert not world.verify().findings


def test_an_attribute_expired_before_its_first_change_keeps_its_before(world: World) -> None:
    row = world.add("one", count=1)
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        tx.session.expire(thing)
        thing.count = 2
    assert last(world)[2] == {"count": 1}


def test_a_row_keeps_its_id_and_its_rev_counts_by_itself(world: World) -> None:
    row = world.add("one")
    with world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        thing.rev = 99
        thing.name = "two"
    assert world.query("SELECT rev FROM thing") == [(2,)]
    with world.write() as tx:
        tx.session.add(world.thing("three", rev=7))
    assert not world.verify().findings
    with pytest.raises(JournalBypass), world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        thing.id = "0" * 32
    assert not world.verify().findings


def test_the_reason_is_a_leaf_of_its_own(world: World) -> None:
    world.add("one", reason="因为")
    after, p_after = world.query("SELECT after, p_after FROM change ORDER BY leaf DESC LIMIT 1")[0]
    reason, digest, login = json.loads(after)
    assert (reason, len(digest), login, p_after) == ("因为", 64, "me", None)
    (header,) = world.query("SELECT header FROM entry")[0]
    assert digest.encode() not in header, "a header can't be erased, so nothing that can be searched for stands in it"
    assert not world.verify().findings


def bypasses() -> list[Any]:
    row = {"id": "0" * 32, "rev": 1, "recorded_at": None, "on_date": None, "name": "evil"}
    table = Thing.__table__  # type: ignore[attr-defined]
    return [
        text("INSERT INTO thing (id, rev, recorded_at, on_date, name) VALUES ('x', 1, 'x', 'x', 'evil')"),
        text("UPDATE thing SET name = 'evil'"),
        text("  \n\tdelete from thing"),
        text("REPLACE INTO thing (id, rev, recorded_at, on_date, name) VALUES ('x', 1, 'x', 'x', 'evil')"),
        text("WITH x AS (SELECT 1) UPDATE thing SET name = 'evil'"),
        text("WITH x AS (SELECT 1) DELETE/**/FROM thing"),
        text("WITH x AS (SELECT 'a''b') UPDATE \"thing\" AS t SET name = 'evil'"),
        text("WITH x AS (SELECT 1) INSERT/* */INTO thing SELECT * FROM thing"),
        text("with x as (select 1) replace into thing select * from thing"),
        text("/* SELECT */ UPDATE thing SET name = 'evil'"),
        text("-- SELECT\nUPDATE thing SET name = 'evil'"),
        text("PRAGMA writable_schema=1"), text("PRAGMA writable_schema(1)"), text("PRAGMA writable_schema = on"),
        text("PRAGMA journal_mode(delete)"), text("PRAGMA main.journal_mode=off"), text("PRAGMA user_version(5)"),
        text("PRAGMA wal_checkpoint(TRUNCATE)"), text("PRAGMA optimize"), text("PRAGMA incremental_vacuum"),
        text("COMMIT"), text("END"), text("ROLLBACK"), text("SAVEPOINT a"), text("BEGIN"),
        text("VACUUM"), text("REINDEX"), text("ANALYZE"), text("ATTACH ':memory:' AS x"), text("DROP TABLE thing"),
        text("DROP TRIGGER keep_entry_update"), text("CREATE TABLE x (a)"), text("ALTER TABLE thing RENAME TO x"),
        insert(table).values(**row), update(table).values(count=5), delete(table),
        update(Thing).values(count=5), delete(Thing),
        insert(tables.counter).values(letter="C", year=1, site="", value=1),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(len(bypasses())))
def test_a_write_past_the_journal_is_refused(world: World, number: int) -> None:
    world.add("one")
    before = world.table("thing")
    with pytest.raises(JournalBypass), world.write() as tx:
        tx.session.execute(bypasses()[number])
    assert world.table("thing") == before
    reading = LedgerSession(world.ledger.engine)
    with pytest.raises(JournalBypass):
        reading.execute(bypasses()[number])
    reading.close()
    assert not world.verify().findings


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM thing",
        " \n select 'UPDATE thing SET x'",
        "WITH x AS (SELECT 'DELETE FROM thing' AS a), y AS (SELECT replace('a', 'b', 'c') AS \"update\")"
        " SELECT * FROM x, y",
        "VALUES (1)",
        pytest.param("EXPLAIN QUERY PLAN SELECT 1", marks=pytest.mark.file),
        pytest.param("PRAGMA integrity_check", marks=pytest.mark.file),
        pytest.param("PRAGMA integrity_check(3)", marks=pytest.mark.file),
        pytest.param('PRAGMA table_info("thing")', marks=pytest.mark.file),
        pytest.param("PRAGMA journal_mode", marks=pytest.mark.file),
        pytest.param("pragma main.page_count ;", marks=pytest.mark.file),
    ],
)
def test_reading_is_let_through(world: World, query: str) -> None:
    with world.write() as tx:
        tx.session.execute(text(query)).all()


def test_orm_bulk_calls_deletes_and_savepoints_are_refused(world: World) -> None:
    row = world.add("one")

    def bulk_save(tx: Transaction) -> None:
        tx.session.bulk_save_objects([world.thing("two")])

    def bulk_insert(tx: Transaction) -> None:
        tx.session.execute(
            insert(Thing), [{"name": "x", "recorded_at": world.clock.at, "on_date": world.clock.at.date()}]
        )

    def remove(tx: Transaction) -> None:
        tx.session.delete(tx.session.get_one(Thing, row))
        tx.session.flush()

    def savepoint(tx: Transaction) -> None:
        tx.session.begin_nested()

    def commit(tx: Transaction) -> None:
        tx.session.add(world.thing("two"))
        tx.session.commit()

    def roll_back(tx: Transaction) -> None:
        tx.session.add(world.thing("two"))
        tx.session.flush()
        tx.session.rollback()

    def connection_commit(tx: Transaction) -> None:
        tx.session.add(world.thing("two"))
        tx.session.flush()
        tx.connection.commit()

    def connection_rollback(tx: Transaction) -> None:
        tx.session.add(world.thing("two"))
        tx.session.flush()
        tx.connection.rollback()

    for act in (bulk_save, bulk_insert, remove, savepoint, commit, roll_back, connection_commit, connection_rollback):
        with pytest.raises(JournalBypass), world.write() as tx:
            act(tx)
        assert world.query("SELECT name FROM thing") == [("one",)], act.__name__
        assert world.query("SELECT count(*) FROM entry") == [(1,)], act.__name__
    assert not world.verify().findings


def test_a_session_without_a_transaction_can_only_read(world: World) -> None:
    row = world.add("one")
    session = LedgerSession(world.ledger.engine)
    thing = session.scalars(select(Thing).where(Thing.id == row)).one()  # type: ignore[arg-type]
    thing.name = "two"
    with pytest.raises(JournalBypass):
        session.flush()
    session.close()


def test_a_refused_transaction_leaves_no_trace(world: World) -> None:
    before = {name: world.table(name) for name in ("thing", "entry", "change", "shape", "book", "counter", "search")}
    with pytest.raises(Refused), world.write(reason="why") as tx:
        tx.session.add(world.thing("one", number="C-2026-0001"))
        tx.session.flush()
        raise Refused("no")
    assert {name: world.table(name) for name in before} == before
    world.add("two")
    assert not world.verify().findings


def test_a_dry_run_goes_all_the_way_and_leaves_no_trace(world: World) -> None:
    with world.write(dry_run=True) as tx:
        tx.session.add(world.thing("one"))
    assert tx.entry is not None
    assert world.table("entry") == world.table("thing") == world.table("book") == []


def test_guards_see_every_row_before_it_is_sent(world: World) -> None:
    seen: list[str] = []

    def guard(tx: Transaction, record: Record) -> None:
        assert isinstance(record, Thing)
        seen.append(record.name)
        if record.name == "closed":
            raise Refused("closed")

    row = world.add("one")
    with world.write(guards=[guard]) as tx:
        tx.session.add(world.thing("two"))
        tx.session.get_one(Thing, row).name = "three"
    assert sorted(seen) == ["three", "two"]
    with pytest.raises(Refused), world.write(guards=[guard]) as tx:
        tx.session.add(world.thing("closed"))
    assert world.query("SELECT count(*) FROM thing") == [(2,)]
