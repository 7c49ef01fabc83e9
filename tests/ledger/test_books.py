"""Books: a copied, restored or carried ledger goes on in a new book and says so; a moved one goes on as it was."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from salesctl.ledger import books
from salesctl.ledger.backup import backup
from tests.ledger.made_up import World


def said(world: World) -> list[str]:
    with world.write() as tx:
        tx.session.add(world.thing())
    return tx.talk


def ordinals(world: World) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in world.query("SELECT ordinal, head_seq FROM book ORDER BY ordinal")]


def copied(world: World, name: str) -> World:
    target = world.path.parent / name
    backup(world.ledger, target)
    return world.reopened(target)


def test_a_device_goes_on_in_its_own_book(world: World) -> None:
    assert said(world) == said(world) == []
    assert ordinals(world) == [(1, 2)]


def test_a_copied_file_goes_on_in_a_new_book_and_says_so(world: World) -> None:
    world.add()
    copy = copied(world, "copy.db")
    told = said(copy)
    assert len(told) == 1 and "copy" in told[0] and "02" in told[0]
    assert said(copy) == []
    assert said(world) == []
    assert ordinals(copy) == [(1, 1), (2, 2)]
    assert ordinals(world) == [(1, 2)]
    assert not copy.verify().findings and not world.verify().findings


def test_a_moved_file_goes_on_in_the_same_book(world: World, made_up_room: Path) -> None:
    world.add()
    world.ledger.close()
    moved = world.path.with_name("moved.db")
    shutil.move(world.path, moved)
    there = world.reopened(moved)
    assert not there.verify().findings  # looking forgets nothing
    with there.write(dry_run=True) as tx:
        tx.session.add(there.thing())
    assert said(there) == said(there) == []
    assert ordinals(there) == [(1, 3)]
    assert len(list(made_up_room.rglob("*.json"))) == 1


def test_a_restored_older_backup_goes_on_in_a_new_book_and_says_so(world: World) -> None:
    world.add()
    older = world.path.with_name("older.db")
    backup(world.ledger, older)
    world.add()
    world.ledger.close()
    for name in ("ledger.db-wal", "ledger.db-shm"):
        world.path.with_name(name).unlink(missing_ok=True)
    shutil.move(older, world.path)
    back = world.reopened(world.path)
    assert back.codes() == {"known_head"}
    told = said(back)
    assert len(told) == 1 and "older copy" in told[0]
    assert ordinals(back) == [(1, 1), (2, 1)]
    assert said(back) == []
    assert not back.verify().findings


def test_a_backup_put_back_before_anything_was_written_is_the_same_ledger(world: World) -> None:
    world.add()
    backup(world.ledger, world.path.with_name("same.db"))
    world.ledger.close()
    for name in ("ledger.db-wal", "ledger.db-shm"):
        world.path.with_name(name).unlink(missing_ok=True)
    shutil.move(world.path.with_name("same.db"), world.path)
    back = world.reopened(world.path)
    assert said(back) == []
    assert ordinals(back) == [(1, 2)]


def test_another_device_writes_in_a_book_of_its_own(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add()
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
        told = said(world)
        assert len(told) == 1 and "this device" in told[0]
        assert said(world) == []
    assert said(world) == []
    assert ordinals(world) == [(1, 2), (2, 2)]
    assert len({device for (device,) in world.query("SELECT device FROM book")}) == 2
    assert not world.verify().findings


def test_a_lost_state_directory_means_a_new_book(world: World, made_up_room: Path) -> None:
    world.add()
    shutil.rmtree(made_up_room)
    assert "this device" in said(world)[0]
    assert ordinals(world) == [(1, 1), (2, 1)]
    assert not world.verify().findings


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"path": 5}', b'{"heads": {"x": 1}}', b"\xff\xfe\x00"])
def test_state_that_can_not_be_read_is_lost_state(world: World, made_up_room: Path, content: bytes) -> None:
    world.add()
    (state,) = made_up_room.rglob("*.json")
    state.write_bytes(content)
    assert len(said(world)) == 1
    assert not world.verify().findings


@pytest.mark.parametrize("content", [b"", b"x" * 32, b"\xff" * 32, b"0" * 31])
def test_a_device_id_that_is_none_is_made_anew(world: World, made_up_room: Path, content: bytes) -> None:
    world.add()
    (made_up_room / "salesctl" / "device").write_bytes(content)
    made = books.device()
    assert len(made) == 32 and made == books.device() and made.encode() != content


def test_a_new_book_opened_by_a_slow_clock_is_no_finding(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add()
    world.add()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    world.clock.at -= timedelta(seconds=30)
    said(world)
    report = world.verify()
    assert not report.findings
    assert {notice.code for notice in report.notices} == {"skew", "book"}


def test_the_base_of_a_new_book_is_the_head_before_it(world: World, made_up_room: Path) -> None:
    world.add()
    head = world.verify().head
    shutil.rmtree(made_up_room)
    world.add()
    base, header = world.query("SELECT b.base, e.header FROM book b JOIN entry e ON e.book = b.id WHERE ordinal = 2")[0]
    assert base == head == json.loads(header)["prev"]


def test_state_is_private(world: World, made_up_room: Path) -> None:
    world.add()
    for path in made_up_room.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.is_dir()
    assert (made_up_room / "salesctl").stat().st_mode & 0o777 == 0o700
