"""Files, modes and locks: private from the first byte, on a local disk, one writer at a time, readers never wait."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from salesctl.errors import Busy, OutOfReach, Refused
from salesctl.ledger import engine, migrate, pgschema
from salesctl.ledger.create import bring_up, founding
from salesctl.ledger.ddl import flat, statements
from salesctl.ledger.engine import has_fix, open_ledger
from salesctl.ledger.ids import new_id
from salesctl.ledger.opening import info
from salesctl.ledger.session import Request
from salesctl.ledger.tables import metadata
from tests.ledger.made_up import Hand, World, make

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_ledger_is_private_under_any_umask(tmp_path: Path, mask: int) -> None:
    former = os.umask(mask)
    try:
        world = make(tmp_path / "new" / "ledger.db")
        world.add()
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
        for path in (tmp_path / "new").iterdir():
            assert path.stat().st_mode & 0o777 == 0o600, path.name
        assert {path.suffix for path in (tmp_path / "new").iterdir()} >= {".db", ".lock"}
    finally:
        os.umask(former)


def request() -> Request:
    return Request("init", new_id(), "0" * 64, None, "me", note=True)


def test_a_ledger_is_founded_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with pytest.raises(ZeroDivisionError), founding(path, request(), Hand()):
        raise ZeroDivisionError
    assert not path.exists()
    path.touch(0o600)  # what a machine switched off in the middle leaves
    with founding(path, request(), Hand()) as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM ledger_info").scalar() == 2
    assert tx.entry and tx.entry.seq == 1
    world = World(path, open_ledger(path))
    assert (world.verify().findings, world.verify().entries) == ([], 1)
    with pytest.raises(Refused), founding(path, request(), Hand()):
        pass
    assert world.verify().entries == 1
    world.ledger.close()


@pytest.mark.parametrize("body", [b"", b"root:x:0:0", b"SQLite format 3\0" + b"\1" * 200])
def test_another_programs_file_is_left_as_it_was(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(body)
    with pytest.raises(OutOfReach):
        open_ledger(path)
    assert path.read_bytes() == body


def test_a_ledger_never_takes_another_files_place(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"mine")
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere")
    for name in ("ledger.db", "link.db"):
        with pytest.raises(Refused), founding(tmp_path / name, request(), Hand()):
            pass
    assert (tmp_path / "ledger.db").read_bytes() == b"mine"


def test_a_ledger_that_can_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "STEPS", ("m0001_ledger", "m9999_missing"))
    with pytest.raises(ModuleNotFoundError), founding(tmp_path / "new" / "ledger.db", request(), Hand()):
        pass
    assert list((tmp_path / "new").iterdir()) == []


def test_what_is_no_file_is_no_ledger(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo", tmp_path / "missing.db", tmp_path / "missing" / "x.db"):
        with pytest.raises(OutOfReach):
            open_ledger(path)


def test_a_network_share_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "network_file_system", lambda _path: "nfs4")
    with pytest.raises(OutOfReach, match="nfs4"):
        open_ledger(world.path)


def test_network_shares_are_known_by_their_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a share"
    mounts = f"/dev/sda / ext4 rw 0 0\nserver:/x {str(place).replace(' ', chr(92) + '040')} nfs4 rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda _self, **_kw: mounts)
    assert engine.network_file_system(place / "ledger.db") == "nfs4"
    assert engine.network_file_system(tmp_path / "a shared" / "ledger.db") == ""


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 51, 3), True), ((3, 51, 2), False), ((3, 50, 7), True), ((3, 50, 6), False), ((3, 49, 2), False),
        ((3, 44, 6), True), ((3, 44, 5), False), ((3, 45, 0), False), ((3, 52, 0), True),
    ],
)  # fmt: skip
def test_libraries_with_the_fix_are_known(version: tuple[int, ...], safe: bool) -> None:
    assert has_fix(version) is safe


def test_the_migrations_make_what_the_tables_say(world: World) -> None:
    if world.ledger.on_server:
        with world.ledger.engine.connect() as connection:
            assert pgschema.expected(statements(metadata)) <= pgschema.standing(connection)
        return
    made = {
        flat(sql) for (sql,) in world.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type != 'trigger'")
    }
    assert {flat(statement) for statement in statements(metadata)} <= made


def test_missing_migrations_are_applied_after_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "STEPS", ("m0001_ledger",))
        world = make(tmp_path / "ledger.db")
        with world.write("client.export", note=True):
            pass
    assert bring_up(world.ledger) == 1
    assert bring_up(world.ledger) == 0
    assert (tmp_path / "ledger.db.before-2").stat().st_mode & 0o777 == 0o600
    world.add()
    assert not world.verify().findings
    monkeypatch.setattr(migrate, "STEPS", ("m0001_ledger",))
    with world.ledger.engine.connect() as connection, pytest.raises(OutOfReach, match="newer"):
        migrate.version(connection)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Hold the writers' lock in another process."""
    code = """
        import fcntl, os, sys
        descriptor = os.open(sys.argv[1], os.O_RDWR)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        print("held", flush=True)
        sys.stdin.read()
    """
    lock = path.with_name(path.name + ".lock")
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait()


def test_a_second_writer_is_told_that_the_ledger_is_busy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.add("one")
    monkeypatch.setattr(engine, "LOCK_WAIT", 0.05)
    with holding(world.path):
        with pytest.raises(Busy) as told:
            world.add("two")
        assert told.value.data == {"retry": True}
        with world.ledger.engine.connect() as connection:  # readers are not kept waiting
            assert info(connection)["mark"] == ""
            assert connection.exec_driver_sql("SELECT name FROM thing").scalar_one() == "one"
        assert not world.verify().findings
    world.add("three")
    assert world.query("SELECT name FROM thing ORDER BY id") == [("one",), ("three",)]


WRITER = """
    import sys
    from types import ModuleType
    sys.path.insert(0, sys.argv[3])
    from pathlib import Path
    from tests.ledger.made_up import MADE_UP, World
    from salesctl.ledger import migrate
    from salesctl.ledger.engine import open_ledger
    step = ModuleType("salesctl.ledger.migrations.m0002_made_up")
    step.SQLITE = MADE_UP
    sys.modules[step.__name__] = step
    migrate.STEPS = ("m0001_ledger", "m0002_made_up")
    path = Path(sys.argv[1])
    world = World(path, open_ledger(path))
    for n in range(30):
        world.add(f"{sys.argv[2]} {n}", numbered=True)
"""


def test_two_writers_at_once_lose_nothing(world: World) -> None:
    world.add("first")
    processes = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), str(world.path), name, str(ROOT)])
        for name in ("left", "right")
    ]
    assert [process.wait() for process in processes] == [0, 0]
    assert world.query("SELECT count(*), count(DISTINCT number) FROM thing") == [(61, 60)]
    assert world.query("SELECT ordinal, head_seq FROM book") == [(1, 61)]
    assert not world.verify().findings
