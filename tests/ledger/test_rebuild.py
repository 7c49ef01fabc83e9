"""Rebuild and backup: journal and tables say the same, and a copy is checked before it counts."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from salesctl.errors import NotFound, Refused
from salesctl.ledger import backup as backup_module
from salesctl.ledger import blobs
from salesctl.ledger.backup import backup
from salesctl.ledger.rebuild import rebuild
from salesctl.ledger.tables import metadata
from tests.ledger.made_up import World

TABLES = sorted({*metadata.tables, "thing"})


def lively(world: World) -> None:
    row = world.add("华联超市", phone="138", numbered=True, reason="开业")
    world.edit(row, name="华联", ok=False)
    world.bulk([f"Client {n}" for n in range(50)], phone="1")
    with world.write() as tx:
        name, _size = blobs.put(tx, io.BytesIO(b"x" * (3 << 19)), most=1 << 22)
        tx.session.add(world.thing("with a paper", paper=name))
    gone = world.add("gone", numbered=True)
    world.edit(gone, voided_at=world.clock.at)
    world.edit(row, count=3)
    world.undo()


def test_a_rebuild_equals_the_tables(world: World, tmp_path: Path) -> None:
    lively(world)
    assert rebuild(world.ledger, tmp_path / "again.db") == 8
    again = world.reopened(tmp_path / "again.db")
    for table in TABLES:
        assert again.table(table) == world.table(table), table
    report, twin = world.verify(), again.verify()
    assert not twin.findings
    assert twin.head == report.head


@pytest.mark.parametrize("until", range(1, 9))
def test_a_rebuild_until_an_entry_is_the_ledger_as_it_stood(world: World, tmp_path: Path, until: int) -> None:
    for step in range(1, 9):
        match step:
            case 1:
                row = world.add("one", numbered=True, phone="1")
            case 2:
                world.edit(row, name="two")
            case 3:
                world.bulk(["three", "四"])
            case 4:
                world.edit(row, voided_at=world.clock.at)
            case 5:
                world.undo()
            case 6:
                with world.write() as tx:
                    name, _size = blobs.put(tx, io.BytesIO(b"paper"), most=1 << 22)
                    tx.session.add(world.thing("with a paper", paper=name))
            case _:
                world.edit(row, count=step, name=f"n{step}")
        if step == until:
            then = {table: world.table(table) for table in TABLES}
    book = world.query("SELECT id FROM book")[0][0]
    assert rebuild(world.ledger, tmp_path / "then.db", book=book, until=until) == until
    again = world.reopened(tmp_path / "then.db")
    assert {table: again.table(table) for table in TABLES} == then
    assert not [finding for finding in again.verify().findings if finding.code != "known_head"]


def test_a_rebuild_names_what_it_can_not_do(world: World, tmp_path: Path) -> None:
    world.add()
    book = world.query("SELECT id FROM book")[0][0]
    with pytest.raises(NotFound):
        rebuild(world.ledger, tmp_path / "x.db", book=book, until=9)
    assert not (tmp_path / "x.db").exists()
    (tmp_path / "there.db").write_bytes(b"mine")
    with pytest.raises(Refused):
        rebuild(world.ledger, tmp_path / "there.db")
    assert (tmp_path / "there.db").read_bytes() == b"mine"


@pytest.mark.file
def test_a_backup_is_the_ledger_and_private(world: World, tmp_path: Path) -> None:
    lively(world)
    target = tmp_path / "backup.db"
    assert backup(world.ledger, target) == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "place", "state"]
    copy = world.reopened(target)
    report = copy.verify()
    assert not report.findings
    assert report.head == world.verify().head
    for table in TABLES:
        assert copy.table(table) == world.table(table), table


def test_a_backup_never_takes_another_files_place_unasked(world: World, tmp_path: Path) -> None:
    world.add()
    target = tmp_path / "backup.db"
    target.write_bytes(b"mine")
    with pytest.raises(Refused):
        backup(world.ledger, target)
    assert target.read_bytes() == b"mine"
    backup(world.ledger, target, force=True)
    assert not world.reopened(target).verify().findings
    (tmp_path / "link.db").symlink_to(target)
    for unfit in (tmp_path, tmp_path / "link.db", world.path):
        with pytest.raises(Refused):
            backup(world.ledger, unfit, force=True)
    assert not world.verify().findings


def test_a_backup_is_whole_while_others_write(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.bulk(f"Client {n}" for n in range(3000))
    stop = threading.Event()
    written: list[str] = []

    def writer() -> None:
        while not stop.is_set():
            written.append(world.add("meanwhile"))

    thread = threading.Thread(target=writer)
    thread.start()
    try:
        for number in range(3):
            backup(world.ledger, tmp_path / f"{number}.db")
            report = world.reopened(tmp_path / f"{number}.db").verify()
            assert not report.findings
    finally:
        stop.set()
        thread.join()
    assert written
    assert not world.verify().findings


@pytest.mark.file
def test_a_backup_that_fails_leaves_nothing(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.add()

    def broken(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    from salesctl.errors import Full

    monkeypatch.setattr(backup_module, "copy_pages", broken)
    with pytest.raises(Full):
        backup(world.ledger, tmp_path / "out" / "backup.db")
    assert list((tmp_path / "out").iterdir()) == []
