"""A ledger is never written over, and what never was one is left as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesctl.ledger.engine import choose_driver, open_ledger

Cli = Any


def passwords(path: Path) -> None:
    path.write_text("root:x:0:0:root:/root:/bin/sh\n" * 40, encoding="utf-8")


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 20)


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entry (a)")
    connection.close()


STRANGERS: dict[str, Callable[[Path], Any]] = {
    "text": passwords,
    "noise": noise,
    "empty": lambda path: path.write_bytes(b""),
    "half a header": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "another program's database": other_database,
}
READS = (("client", "list"), ("ledger", "verify"), ("today",), ("ledger", "sql", "SELECT 1"))


@pytest.mark.tampered
@pytest.mark.parametrize("kind", STRANGERS)
def test_what_never_was_a_ledger_is_said_to_hold_none_and_left_as_it_was(cli: Cli, tmp_path: Path, kind: str) -> None:
    STRANGERS[kind](cli.ledger)
    before = cli.ledger.read_bytes()
    for words in READS:
        error = cli.error(*words, code=7)
        assert (error["code"], error["message"]) == ("out_of_reach", f"{cli.ledger} holds no ledger.")
    assert cli.ledger.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("ledger.db")] == ["ledger.db"]


@pytest.mark.tampered
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", [*STRANGERS, "no file", "a folder", "half a ledger", "a torn page"])
def test_doctor_says_what_is_wrong_with_any_file(cli: Cli, kind: str, lang: str) -> None:
    if kind == "a folder":
        cli.ledger.mkdir()
    elif kind in ("half a ledger", "a torn page"):
        cli.init()
        cli.verify()
        whole = cli.ledger.read_bytes()
        torn = whole[:8192] + b"\xff" * 4096 + whole[12288:]
        cli.ledger.write_bytes(whole[: len(whole) // 2] if kind == "half a ledger" else torn)
    elif kind != "no file":
        STRANGERS[kind](cli.ledger)
    result = cli.lang(lang)("doctor", "--json")
    assert result.code in ((0, 6) if kind == "a torn page" else (6,)), result.err
    assert '"driver"' in result.out


@pytest.mark.tampered
def test_a_ledger_that_lost_its_header_is_damaged(cli: Cli) -> None:
    cli.init()
    cli.ledger.write_bytes(b"\0" * 4096 + cli.ledger.read_bytes()[4096:])
    assert cli.error("client", "list", code=8)["code"] == "damaged"


@pytest.mark.parametrize("beside", ["", "-wal", "-shm", "-journal", ".lock"])
def test_nothing_is_written_over_a_ledger_or_beside_it(cli: Cli, beside: str) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    target = f"{cli.ledger}{beside}"
    there = os.path.exists(target)
    before = cli.ledger.read_bytes()
    for words in (
        ("client", "list", "-o", target),
        ("client", "export", target),
        ("ledger", "log", "-o", target),
        ("ledger", "backup", target),
        ("ledger", "copy", target),
    ):
        assert cli.error(*words, "--force", code=5)["code"] == "refused"
    assert os.path.exists(target) == there
    assert cli.ledger.read_bytes() == before


def test_a_ledger_is_known_under_any_name(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    os.link(cli.ledger, tmp_path / "twin.csv")
    (tmp_path / "door").symlink_to(tmp_path)
    for target in (tmp_path / "twin.csv", tmp_path / "door" / "ledger.db", tmp_path / "door" / "ledger.db-wal"):
        cli.error("ledger", "log", "-o", target, "--force", code=5)
        cli.error("ledger", "backup", target, "--force", code=5)


def test_a_backup_may_replace_an_older_one_but_no_ledger_in_use(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    cli.ok("ledger", "backup", tmp_path / "copy.db")
    cli.ok("ledger", "backup", tmp_path / "copy.db", "--force")
    cli.ok("--ledger", tmp_path / "copy.db", "client", "add", "华联超市")
    cli.error("ledger", "backup", tmp_path / "copy.db", "--force", code=5)


@pytest.mark.file
def test_a_ledger_that_can_only_be_read_is_read(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cli.init()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: mode != os.W_OK and real(path, mode, **more))
    assert cli.ok("person", "list").out
    assert "read-only" in cli("doctor").out
    assert not list(tmp_path.glob("ledger.db-*"))
    assert cli.error("client", "add", "华联超市", code=7)["code"] == "read_only"


@pytest.mark.file
def test_last_entries_out_of_reach_are_said(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "ledger.db-wal").write_bytes(b"entries")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and not str(path).endswith("-shm"))
    assert "ledger.db-wal" in cli.error("client", "list", code=7)["message"]
    (tmp_path / "ledger.db-wal").unlink()


def test_a_ledger_is_marked_in_its_own_file_from_the_start(cli: Cli) -> None:
    cli.init()
    with cli.ledger.open("rb") as file:
        assert file.read(100)[68:72] == b"SALE"
    ledger = open_ledger(cli.ledger)
    with ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == choose_driver().journal_mode
    ledger.close()
