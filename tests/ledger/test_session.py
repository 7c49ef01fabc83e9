"""Operation ids and commits: a command repeated never writes twice, and a refused one leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import salesctl.ledger.session as session_module
from salesctl.errors import OpConflict, OutOfReach
from salesctl.ledger import address, operations
from salesctl.ledger.capture import LedgerSession
from salesctl.ledger.operations import AlreadyDone
from tests.ledger.made_up import Thing, World


def test_the_same_request_again_says_it_is_done_and_names_the_rows(world: World) -> None:
    with world.write(op_id="op-1") as tx:
        thing = world.thing("one")
        tx.session.add(thing)
    assert tx.entry is not None
    with pytest.raises(AlreadyDone) as told, world.write(op_id="op-1") as again:
        again.session.add(world.thing("never"))
    assert told.value.entry_id == tx.entry.id
    assert told.value.recorded_at == tx.entry.recorded_at
    assert told.value.rows == [("thing", thing.id)]
    assert world.query("SELECT count(*) FROM thing") == [(1,)]


def test_another_request_under_the_same_id_is_a_conflict(world: World) -> None:
    with world.write(op_id="op-1") as tx:
        tx.session.add(world.thing("one"))
    with pytest.raises(OpConflict), world.write("thing.edit", op_id="op-1") as tx:
        tx.session.add(world.thing("two"))
    assert world.query("SELECT count(*) FROM thing") == [(1,)]
    assert not world.verify().findings


def test_a_refused_operation_can_be_repeated_under_its_id(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.write(op_id="op-1") as tx:
        tx.session.add(world.thing("one"))
        tx.session.flush()
        raise ZeroDivisionError
    with world.write(op_id="op-1") as tx:
        tx.session.add(world.thing("one"))
    assert world.query("SELECT name FROM thing") == [("one",)]


def lost() -> OperationalError:
    return OperationalError("COMMIT", {}, Exception("disk I/O error"))


def test_a_commit_whose_answer_was_lost_counts_as_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = LedgerSession.commit

    def durable(self: LedgerSession) -> None:
        commit(self)
        raise lost()

    monkeypatch.setattr(LedgerSession, "commit", durable)
    with world.write() as tx:
        tx.session.add(world.thing("one"))
    assert tx.entry is not None
    monkeypatch.undo()


def test_after_a_lost_answer_the_ledger_goes_on_in_the_same_book(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = LedgerSession.commit

    def durable(self: LedgerSession) -> None:
        commit(self)
        raise lost()

    with monkeypatch.context() as patch:
        patch.setattr(LedgerSession, "commit", durable)
        world.add("one")
    world.add("two")
    assert world.query("SELECT ordinal, head_seq FROM book") == [(1, 2)]
    assert not world.verify().findings


@pytest.mark.file
def test_a_commit_that_failed_is_an_error_and_leaves_no_trace(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: LedgerSession) -> None:
        raise lost()

    with monkeypatch.context() as patch:
        patch.setattr(LedgerSession, "commit", broken)
        with pytest.raises(OutOfReach):
            world.add("one")
    assert world.table("thing") == []
    world.add("two")
    assert not world.verify().findings


def test_when_even_the_question_fails_the_error_says_that_it_is_not_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> Any:
        raise lost()

    with monkeypatch.context() as patch:
        patch.setattr(LedgerSession, "commit", broken)
        patch.setattr(operations, "_find", broken)
        patch.setattr(address, "PAUSES", ())
        with pytest.raises(OutOfReach) as told, world.write(op_id="op-9") as tx:
            tx.session.add(world.thing("one"))
    assert "op-9" in told.value.hint
    assert told.value.data == {"retry": True, "op_id": "op-9"}


def test_a_head_that_can_not_be_remembered_undoes_nothing(
    world: World, made_up_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("one")

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("salesctl.ledger.books.write_private", full)
        with world.write() as tx:
            tx.session.add(world.thing("two"))
    assert "No space left" in tx.talk[-1]
    world.add("three")
    assert world.query("SELECT ordinal, head_seq FROM book") == [(1, 3)]
    assert not world.verify().findings


def test_a_stale_rev_finds_no_row(world: World) -> None:
    from salesctl.errors import Stale

    row = world.add("one")
    with pytest.raises(Stale), world.write("thing.edit") as tx:
        thing = tx.session.get_one(Thing, row)
        tx.connection.connection.cursor().execute("UPDATE thing SET rev = 5")
        thing.name = "two"
    assert world.query("SELECT rev, name FROM thing") == [(1, "one")]


def test_a_clock_that_steps_back_is_noted_and_stays_in_order(world: World) -> None:
    world.add("one")
    world.clock.at -= timedelta(seconds=90)
    with world.write() as tx:
        tx.session.add(world.thing("two"))
    assert any("behind" in line for line in tx.talk)
    report = world.verify()
    assert not report.findings
    assert [notice.code for notice in report.notices] == ["skew"]
    world.add("three")
    assert len(world.verify().notices) == 1


def test_a_record_touched_after_its_entry_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from salesctl.ledger.engine import JournalBypass

    write_entry = session_module.Transaction.write_entry
    thing = world.thing("one")

    def meddle(self: session_module.Transaction) -> None:
        write_entry(self)
        thing.name = "two"

    with monkeypatch.context() as patch:
        patch.setattr(session_module.Transaction, "write_entry", meddle)
        with pytest.raises(JournalBypass), world.write() as tx:
            tx.session.add(thing)
    assert world.table("thing") == []


def test_what_the_engine_refuses_is_said_in_published_words(world: World) -> None:
    from salesctl.errors import Damaged

    with pytest.raises(Damaged), world.write() as tx:
        tx.session.execute(text("SELECT * FROM nowhere"))
