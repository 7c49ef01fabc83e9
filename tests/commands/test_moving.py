"""A ledger copied: into another file, to a server and back; nothing of it changes on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from salesctl.ledger import tables, verify
from salesctl.ledger.address import place_of
from salesctl.ledger.engine import open_ledger
from salesctl.ledger.findings import read, tables_there
from salesctl.ledger.undo import models
from salesctl.rooms import load_models
from tests.server import ROLE, Server

Cli = Any
HOSTILE = "%s ? ' \" \\ $1 :x ::text {}\n\t𠮷野家🍜 é"


def lived_in(cli: Cli) -> None:
    """Two people, text that quotes would break, money, a file, something voided, something undone."""
    cli.init()
    cli.people()
    cli.ok("client", "add", HOSTILE.replace("\n", " "), "--phone", "13812345678", "--note", HOSTILE)
    (cli.home / "合同.txt").write_text(HOSTILE * 50, encoding="utf-8")
    cli.ok("client", "log", "C-2026-0001", HOSTILE, "--paper", cli.home / "合同.txt")
    cli.ok("order", "add", "C-2026-0001", "99999999999.9999")
    cli.ok("payment", "add", "C-2026-0001", "0.0001")
    cli.as_("1007").ok("checkin", "--note", HOSTILE)
    cli.as_(None).ok("visit", "log", "C-2026-0001", "谈价", "--at", "2026-11-20 08:00", "--until", "2026-11-20 09:00")
    cli.ok("task", "add", "x")
    cli.ok("undo")
    cli.ok("order", "void", "O-2026-0001", "--reason", HOSTILE)


def stored(name: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every stored value of a ledger, by table."""
    load_models()
    ledger = open_ledger(place_of(name))
    rooms: dict[str, Any] = {key: vars(model)["__table__"] for key, model in models().items()}
    known = {**tables.metadata.tables, **rooms}
    with ledger.engine.connect() as connection:
        found = {}
        for table in sorted(tables_there(connection) & known.keys()):
            columns = ", ".join(f'"{column.name}"' for column in known[table].columns)
            found[table] = sorted(read(connection, f'SELECT {columns} FROM "{table}"'), key=repr)
    ledger.close()
    return found


def test_a_copy_is_the_ledger_and_says_that_it_was_verified(cli: Cli, tmp_path: Path) -> None:
    lived_in(cli)
    said = cli.ok("ledger", "copy", tmp_path / "copy.db").out
    head = cli.json("ledger", "head")["hash"]
    assert "Verified" in said and f"{head[:4]}…{head[-4:]}" in said
    assert stored(str(tmp_path / "copy.db")) == stored(cli.where.name)
    cli.ok("ledger", "copy", tmp_path / "copy.db", tmp_path / "third.db")
    assert cli.json("ledger", "head", "--ledger", tmp_path / "third.db")["books"] == 2, "the note is this device's"


def test_what_stands_there_is_never_written_over(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "there.txt").write_text("mine")
    head = cli.json("ledger", "head")
    assert cli.error("ledger", "copy", tmp_path / "there.txt", code=5)
    assert (tmp_path / "there.txt").read_text() == "mine"
    assert cli.json("ledger", "head") == head
    cli.error("ledger", "copy", tmp_path / "nothing.db", tmp_path / "to.db", code=7)
    assert not (tmp_path / "to.db").exists()


def test_a_copy_that_does_not_prove_itself_is_taken_away(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    wrong = verify.Report(findings=[verify.Finding("row", "client C-1", "differs")])
    with cli.monkeypatch.context() as patch:
        patch.setattr(verify, "run", lambda *_args: wrong)
        assert cli("ledger", "copy", tmp_path / "copy.db").code == 8
    assert not list(tmp_path.glob("copy.db*"))


@pytest.mark.parametrize(
    "secret", ["postgresql://me:geheim@db/x?schema=y", "postgresql://db/x?schema=y&password=geheim"]
)
def test_no_password_stands_in_an_address_and_none_is_repeated(cli: Cli, secret: str) -> None:
    cli.init()
    for words in (("today", "--ledger", secret), ("ledger", "copy", secret), ("doctor", "--ledger", secret)):
        result = cli(*words)
        assert result.code in (2, 6), result
        assert "geheim" not in result.out + result.err


@pytest.mark.parametrize("schema", ["x;drop", "pg_catalog", "Großes", '"', "x" * 64, ""])
def test_what_can_not_name_a_schema_is_said(cli: Cli, schema: str) -> None:
    assert cli.error("today", "--ledger", f"postgresql://db/x?schema={schema}", code=2)["hint"]


def test_there_and_back_again_is_the_same_ledger(cli: Cli, postgres: Server, tmp_path: Path) -> None:
    lived_in(cli)
    file, back = str(tmp_path / "file.db"), postgres.url("west", database="story")
    cli.ok("ledger", "copy", file)
    head = cli.json("ledger", "head")["hash"]
    cli.ok("ledger", "copy", back)
    assert cli.json("ledger", "head")["seq"] == cli.json("ledger", "head", "--ledger", back)["seq"]
    once, again = stored(file), stored(back)
    for table in (
        "client",
        "client_log",
        "sales_order",
        "payment",
        "outing",
        "stop",
        "person",
        "blob",
        "blob_part",
        "search",
    ):
        assert once[table] == again[table], table
    mine = {row[:2] for row in once["entry"]}
    assert [row for row in again["entry"] if row[:2] in mine] == once["entry"]
    cli.ok("ledger", "verify", "--head", cli.json("ledger", "head", "--ledger", file)["noted"])
    assert head in cli.ok("ledger", "head", "--ledger", file).out
    for words in (
        ("report", "summary", "2026-11", "--json"),
        ("client", "list"),
        ("order", "list", "2026"),
        ("today",),
    ):
        said = [cli.ok(*words, "--ledger", place).out for place in (file, back)]
        if words[0] == "report":
            said = [one.partition('"head"')[0] for one in said]
        assert said[0] == said[1], words


def test_a_copy_into_an_empty_schema_is_noted_and_a_refused_one_is_not(cli: Cli, postgres: Server) -> None:
    cli.init()
    admin = postgres.admin()
    admin.execute("DROP DATABASE IF EXISTS noted WITH (FORCE)")
    admin.execute("CREATE DATABASE noted TEMPLATE template0")
    with psycopg.connect(host=str(postgres.folder), user=ROLE, dbname="noted", autocommit=True) as raw:
        raw.execute("CREATE SCHEMA west")
    entries = len(cli.json("ledger", "log"))
    cli.ok("ledger", "copy", postgres.url("west", database="noted"))
    assert cli.json("ledger", "log")[0]["action"] == "ledger.copy"
    assert len(cli.json("ledger", "log")) == entries + 1
    cli.error("ledger", "copy", postgres.url("west", database="noted"), code=5)
    assert len(cli.json("ledger", "log")) == entries + 1
