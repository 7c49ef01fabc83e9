"""A ledger that was copied or put back, written on by commands: in a new book, said there and then and by verify."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

Cli = Any


def entries(cli: Cli) -> list[str]:
    return [row["entry"] for row in cli.json("ledger", "log", "--limit", "50")]


@pytest.mark.parametrize("by", ["cp", "backup"])
def test_a_copy_that_is_written_on_says_so_and_goes_on_in_a_book_of_its_own(cli: Cli, by: str) -> None:
    cli.init()
    cli.ok("client", "add", "甲")
    copy = cli.home / "copy.db"
    if by == "cp":
        shutil.copy2(cli.ledger, copy)
    else:
        cli.ok("ledger", "backup", copy)
    cli.ok("client", "add", "乙")
    said = cli.ok("client", "add", "丙", "--ledger", copy)
    assert "copy of a ledger that still stands elsewhere" in said.err and "new book 02" in said.err
    assert "new book" not in cli.ok("client", "add", "丁", "--ledger", copy).err
    assert "new book" not in cli.ok("client", "add", "戊").err
    verified = cli.json("ledger", "verify", "--ledger", copy)
    assert verified["ok"] and "copied" in [row["code"] for row in verified["rows"]]
    assert {entry.partition(":")[0] for entry in entries(cli)} == {"01"}


@pytest.mark.parametrize("lost", [1, 3])
def test_an_older_copy_put_back_is_written_on_in_a_new_book_that_names_what_was_lost(cli: Cli, lost: int) -> None:
    cli.init()
    cli.ok("client", "add", "甲")
    cli.ok("ledger", "backup", cli.home / "kept.db")
    for n in range(lost):
        cli.ok("client", "add", f"lost {n}")
    last = cli.json("ledger", "log", "--limit", "1")[0]
    for suffix in ("-wal", "-shm"):
        Path(f"{cli.ledger}{suffix}").unlink(missing_ok=True)
    shutil.move(cli.home / "kept.db", cli.ledger)
    assert cli("ledger", "verify").code == 8, "before anything is written on it, what is gone is a finding"
    said = cli.ok("client", "add", "乙")
    assert "older copy" in said.err and "new book 02" in said.err
    assert "older copy" not in cli.ok("client", "add", "丙").err
    verified = cli.json("ledger", "verify")
    told = " ".join(f"{row['where']} {row['message']}" for row in verified["rows"])
    assert verified["ok"] and last["entry"].partition(":")[2] in told and "older copy" in told, told
    assert {row["name"] for row in cli.json("client", "list", "--all")} == {"甲", "乙", "丙"}
