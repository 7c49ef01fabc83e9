"""What leaves the ledger leaves a note in it; a repeated operation is answered; what is taken is said to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from salesctl.errors import Refused
from salesctl.ledger.engine import Driver, choose_driver
from salesctl.ledger.refusals import engine_error

Cli = Any


def log(cli: Cli) -> list[tuple[str, str | None]]:
    return [(row["action"], row["reason"]) for row in cli.json("ledger", "log")]


def test_a_confidential_list_in_a_file_leaves_a_note(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    cli.ok("client", "list", "-o", tmp_path / "clients.csv")
    assert log(cli)[0] == ("client.list", "client: 1 rows, csv")
    cli.ok("person", "show", "1001", "-o", tmp_path / "me.json")
    assert log(cli)[0] == ("person.show", "person: 1 rows, json")
    entries = len(log(cli))
    cli.ok("client", "list", "--format", "csv")
    cli.ok("client", "list", "-o", "-", "--format", "csv")
    cli.ok("team", "list", "-o", tmp_path / "teams.csv")
    cli.error("client", "list", "-o", tmp_path / "clients.csv", code=5)
    assert len(log(cli)) == entries


def test_a_list_whose_note_can_not_be_written_stays(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from salesctl.context import Ctx

    cli.init()

    def write(self: Ctx, **_more: object) -> Any:
        raise Refused("no")

    with monkeypatch.context() as patch:
        patch.setattr(Ctx, "write", write)
        cli.error("person", "list", "-o", tmp_path / "people.csv", code=5)
    assert not (tmp_path / "people.csv").exists()


def test_a_backup_and_a_copy_leave_a_note(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    assert set(cli.json("ledger", "backup", tmp_path / "b.db")) == {"message"}
    cli.error("ledger", "backup", tmp_path / "b.db", code=5)
    cli.ok("ledger", "copy", tmp_path / "c.db")
    cli.error("ledger", "copy", tmp_path / "c.db", code=5)
    assert [action for action, _reason in log(cli)] == ["ledger.copy", "ledger.backup", "init"]


@pytest.mark.parametrize("safe", [True, False])
def test_a_query_is_noted_and_answered_in_either_mode(cli: Cli, monkeypatch: pytest.MonkeyPatch, safe: bool) -> None:
    used = choose_driver()
    driver = Driver(used.module, used.name, used.version, safe)
    monkeypatch.setattr("salesctl.ledger.engine.choose_driver", lambda: driver)
    monkeypatch.setattr("salesctl.ledger.engine.LOCK_WAIT", 0.2)
    cli.init()
    assert cli.json("ledger", "sql", "SELECT 1 AS n UNION ALL SELECT 2") == [{"n": 1}, {"n": 2}]
    assert log(cli)[0] == ("ledger.sql", "SELECT 1 AS n UNION ALL SELECT 2")
    for query in ("DELETE FROM client", "EXPLAIN SELECT 1", "SELECT nothing", "PRAGMA user_version", ""):
        cli.error("ledger", "sql", query, code=2)
    assert len(log(cli)) == 2


@pytest.mark.parametrize("head", ["foo", "01:7", "@", "01:x@9f3ce1a7", "01:7@9f3c…g", "01:7@9f3"])
def test_what_is_no_head_is_a_usage_error(cli: Cli, head: str) -> None:
    cli.init()
    assert "no head" in cli.error("ledger", "verify", "--head", head, code=2)["message"]


def test_a_noted_head_is_checked(cli: Cli) -> None:
    cli.init()
    noted = cli.json("ledger", "head")["noted"]
    cli.ok("team", "add", "一组")
    counts, _at, digest = noted.partition("@")
    for head in (noted, f"{counts}@{digest[:4]}…{digest[-4:]}", f"{counts}@{digest[:4]}...{digest[-4:]}"):
        cli.ok("ledger", "verify", "--head", head)
    assert cli("ledger", "verify", "--head", f"{counts}@{'0' * 64}").code == 8


def test_a_repeated_operation_is_answered_though_its_names_are_gone(cli: Cli) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    cli.ok("client", "edit", "华联超市", "--name", "大润发", "--op-id", "a")
    again = cli.ok("client", "edit", "华联超市", "--name", "大润发", "--op-id", "a")
    assert again.out.startswith("Already done at ")
    assert cli.error("client", "edit", "华联超市", "--name", "永辉", "--op-id", "a", code=5)["code"] == "op_conflict"
    assert cli.error("client", "edit", "华联超市", "--name", "永辉", "--op-id", "b", code=3)["code"] == "not_found"


def test_words_from_stdin_belong_to_a_repeated_operation(cli: Cli) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    words = ("client", "log", "华联超市", "-", "--op-id", "a")
    cli.ok(*words, input="报价已发")
    assert cli.ok(*words, input="报价已发").out.startswith("Already done at ")
    assert cli(*words, input="改了").code == 5


def test_what_another_entry_took_is_refused() -> None:
    driver = choose_driver().module
    for text, what in (("UNIQUE constraint failed: person.code", "code"), ("UNIQUE constraint failed: t.a, t.b", "a")):
        error = engine_error(IntegrityError("INSERT", {}, driver.IntegrityError(text)), Path("l.db"))
        assert isinstance(error, Refused)
        assert error.message == f"{what} is already taken."
    assert engine_error(driver.IntegrityError("UNIQUE constraint failed: entry.op_id"), Path("l.db")) is None


def test_undo_takes_the_entry_written_last_wherever_the_clock_stood(cli: Cli) -> None:
    cli.init()
    cli.at("2026-11-20 10:00").ok("team", "add", "一组")
    cli.at("2026-11-20 09:30").ok("team", "add", "二组")
    cli.ok("undo")
    assert [row["name"] for row in cli.json("team", "list")] == ["一组"]


def test_a_dry_run_speaks_of_columns_as_people_do(cli: Cli) -> None:
    cli.init()
    cli.people()
    cli.ok("client", "add", "华联超市", "--phone", "13800138000")
    new = cli.json("client", "add", "永辉超市", "-n")
    assert {row["field"] for row in new} >= {"Name", "Kind", "Number"}
    assert not {row["field"] for row in new} & {"normal_name", "owner_id", "id", "on_date", "recorded_by"}
    (moved,) = [row for row in cli.json("client", "edit", "华联超市", "--level", "A", "-n") if row["field"] != "Rev"]
    assert (moved["before"], moved["after"]) == (None, "A")
    assert log(cli)[0][0] == "client.add"


@pytest.mark.parametrize("words", [("ledger", "log"), ("client", "list"), ("order", "list"), ("archive", "list")])
def test_a_limit_beyond_any_list_is_a_usage_error(cli: Cli, words: tuple[str, ...]) -> None:
    cli.init()
    for limit in ("9223372036854775808", "-1", "9" * 30):
        cli.error(*words, "--limit", limit, code=2)


def test_a_write_whose_answer_can_not_be_kept_is_not_written(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "there.csv").write_text("x")
    for output, code in (("", 5), ("no/folder.csv", 3), (str(tmp_path / "there.csv"), 5), (str(tmp_path), 5)):
        cli.error("client", "add", "东方建材", "--output", output, code=code)
    assert cli("client", "add", "东方建材", "--output", "x.pdf").code == 2
    assert cli.json("client", "list") == []
