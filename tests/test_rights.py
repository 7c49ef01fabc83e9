"""Nobody gets more than the rule book gives them, by whichever way they try."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Any

import pytest

from salesctl import login

Cli = Any
Real = login.os_user


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """李敏's (1001, admin) ledger with head 1002, lead 1005, reps 1007 and 1008 in 一组; and 二组 with rep 1009."""
    cli.init()
    cli.people()
    cli.ok("team", "add", "二组", "--code", "E2")
    cli.ok("person", "add", "1009", "孙一", "--team", "二组")
    return cli.at("2026-11-20 09:20")


def roles(cli: Cli) -> dict[str, list[str]]:
    cli.as_(None)
    return {row["code"]: row["roles"] for row in cli.json("person", "list", "--left")}


# -- roles and logins --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "1005", "--roles", "admin"),
        ("edit", "1007", "--roles", "rep,head"),
        ("edit", "1005", "--login", "root"),
        ("edit", "1007", "--login", "wangfang"),
        ("add", "1010", "新人", "--team", "一组", "--roles", "admin"),
        ("add", "1010", "新人", "--team", "一组", "--login", "neu"),
        ("edit", "1005", "--team", "二组"),
        ("edit", "1009", "--team", "一组"),
    ],
)
def test_a_lead_gives_no_roles_no_login_and_no_other_team(desk: Cli, words: tuple[str, ...]) -> None:
    before = roles(desk)
    desk.as_("1005")
    error = desk.error("person", *words, code=4)
    assert error["code"] == "not_allowed" and "周敏" not in error["hint"]  # nobody is sent to themselves
    assert roles(desk) == before


def test_a_lead_still_runs_the_team(desk: Cli) -> None:
    desk.as_("1005")
    desk.ok("person", "add", "1010", "新人", "--team", "一组")
    desk.ok("person", "edit", "1010", "--post", "业务员", "--phone", "13912345678", "--joined", "2026-11-01")
    desk.ok("person", "edit", "1007", "--roles", "rep", "--post", "主管")  # the roles they have already give nothing
    desk.ok("person", "edit", "1010", "--left", "2026-11-20")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1005,周敏,一组,admin,", "roles"),
        ("1007,王芳,一组,,wang", "login"),
        ("1010,新人,一组,head,", "roles"),
        ("1010,新人,一组,,neu", "login"),
        ("1009,孙一,一组,,", "team"),
        ("1007,王芳,二组,,", "team"),
    ],
)
def test_a_lead_gives_nothing_by_a_file_either(desk: Cli, tmp_path: Path, row: str, field: str) -> None:
    before = roles(desk)
    file = tmp_path / "people.csv"
    file.write_text(f"code,name,team,roles,login\n{row}\n", encoding="utf-8")
    desk.as_("1005")
    error = desk.error("person", "import", file, code=2)
    assert [one["field"] for one in error["rows"]] == [field]
    assert roles(desk) == before


def test_a_lead_imports_reps_and_their_posts(desk: Cli, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("code,name,team,roles,post\n1007,王芳,一组,rep,主管\n1010,新人,一组,,\n", encoding="utf-8")
    desk.as_("1005")
    assert desk.ok("person", "import", file).out == "people.csv: 1 new, 1 changed.\n"


def test_the_head_gives_roles_and_logins(desk: Cli) -> None:
    desk.as_("1002")
    desk.ok("person", "edit", "1007", "--roles", "rep,keeper", "--login", "wangfang")
    desk.ok("person", "edit", "1002", "--roles", "head,finance")
    assert roles(desk)["1007"] == ["rep", "keeper"]


# -- who is at the keyboard --------------------------------------------------------------------------------------------


def test_the_login_is_the_systems_and_not_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "admin\udcff")
    assert Real() == pwd.getpwuid(os.geteuid()).pw_name


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 987_654)
    assert Real() == "uid:987654"


@pytest.mark.file
def test_an_unknown_login_is_told_and_no_bug(desk: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesctl.login.os_user", lambda: "uid:987654")
    error = desk.error("client", "list", code=4)
    assert "uid:987654" in error["message"]


# -- acting for others -------------------------------------------------------------------------------------------------


def test_who_may_acts_for_others(desk: Cli) -> None:
    desk.ok("client", "add", "东方建材", "--as", "1007")
    assert [row["owner"] for row in desk.json("client", "list", "--as", "1007")] == ["王芳"]
    desk.ok("task", "add", "回访", "--as", "1007")
    assert [row["text"] for row in desk.json("task", "list", "--as", "王芳")] == ["回访"]
    assert "T-0001" in desk.ok("undo", "--as", "1007").out or desk.json("task", "list", "--as", "1007") == []


def test_who_may_not_act_for_others_is_refused(desk: Cli) -> None:
    desk.as_("1007")
    for words in (("client", "list"), ("task", "add", "回访"), ("undo",)):
        assert desk.error(*words, "--as", "1001", code=4)["code"] == "not_allowed"
    assert desk.error("client", "list", "--as", "9999", code=3)["code"] == "not_found"


# -- nobody locks everybody out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--left", "today"), ("--roles", "rep"), ("--login", "")])
def test_the_last_who_may_mend_rights_stays(desk: Cli, words: tuple[str, ...]) -> None:
    assert desk.error("person", "edit", "1001", *words, code=5)["code"] == "refused"
    desk.ok("person", "edit", "1002", "--login", "hejing")
    desk.ok("person", "edit", "1001", *words)


def test_a_file_locks_nobody_out(desk: Cli, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("code,name,left\n1001,李敏,2026-11-20\n", encoding="utf-8")
    assert desk("person", "import", file).code == 5


def test_undo_locks_nobody_out(desk: Cli) -> None:
    desk.ok("person", "edit", "1002", "--login", "hejing")
    desk.as_("1002")
    desk.ok("person", "edit", "1001", "--left", "today")
    desk.as_("1001")
    assert desk("undo").code == 4  # who left is nobody here
    desk.as_("1002")
    desk.ok("undo")
    desk.as_(None)
    desk.ok("undo")  # hejing's login is taken back while 李敏 is there


def _book(cli: Cli, tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = cli.ok("rules", "show", "--toml").out
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    return file


ADMIN = 'role = "admin"\nreach = "all"\nrights = ["*"]'
HEAD = '"person.*", "team.*", "personal.see", "calendar.*", "rules.*", "access.*",'


def test_a_rule_book_locks_nobody_out(desk: Cli, tmp_path: Path) -> None:
    file = _book(
        desk, tmp_path,
        (ADMIN, 'role = "admin"\nreach = "all"\nrights = ["client.*", "person.*"]'),
        (HEAD, '"person.*", "team.*", "personal.see", "calendar.*", "rules.see", "access.*",'),
    )  # fmt: skip
    checked = desk("rules", "check", file, "--json")
    assert checked.code == 6 and "locked_out" in checked.out
    assert desk("rules", "apply", file, "--yes").code == 5


def test_a_rule_book_that_locks_everybody_out_later_is_found_too(desk: Cli, tmp_path: Path) -> None:
    old = 'clause = "own"\nscope = "company"\nowner = "admin"\nsince = 2000-01-01\n' + ADMIN
    new = old.replace("since = 2000-01-01", "since = 2000-01-01\nuntil = 2026-12-31")
    head = (HEAD, '"person.*", "team.*", "personal.see", "calendar.*", "rules.see", "access.*",')
    checked = desk("rules", "check", _book(desk, tmp_path, (old, new), head), "--json")
    assert checked.code == 6 and "2027-01-01" in checked.out


# -- undo --------------------------------------------------------------------------------------------------------------


def test_undo_takes_the_right_the_deed_took(desk: Cli) -> None:
    desk.as_("1005").ok("client", "add", "东方建材")
    desk.ok("client", "edit", "东方建材", "--owner", "1007")
    desk.ok("client", "edit", "东方建材", "--note", "组长改的")
    desk.as_(None).ok("team", "edit", "一组", "--lead", "1008")
    desk.ok("person", "edit", "1005", "--roles", "rep", "--team", "二组")
    desk.as_("1005")
    assert desk.error("undo", code=4)["code"] == "not_allowed"
    desk.as_("1007")
    assert desk.json("client", "show", "东方建材")["note"] == "组长改的"


def test_what_was_handed_on_by_mistake_comes_back(desk: Cli) -> None:
    desk.as_("1007").ok("client", "add", "东方建材")
    desk.ok("client", "edit", "东方建材", "--owner", "1008")
    desk.ok("undo")
    assert desk.json("client", "show", "东方建材")["owner"] == "王芳"
    desk.ok("task", "add", "回访", "--for", "1008")
    desk.ok("undo")


def test_undo_gives_nobody_roles_they_may_not_give(desk: Cli) -> None:
    desk.as_("1002").ok("person", "edit", "1007", "--roles", "rep")
    desk.ok("person", "edit", "1007", "--roles", "rep,keeper")
    desk.as_(None).ok("person", "edit", "1002", "--roles", "lead", "--team", "一组")
    desk.as_("1002")
    assert desk.error("undo", code=4)["code"] == "not_allowed"
    assert roles(desk)["1007"] == ["rep", "keeper"]


def test_undo_names_an_import_and_passes_nothing_over(desk: Cli, tmp_path: Path) -> None:
    desk.ok("client", "add", "东方建材")
    file = tmp_path / "clients.csv"
    file.write_text("客户名称\n甲公司\n乙公司\n", encoding="utf-8")
    desk.ok("client", "import", file)
    error = desk.error("undo", code=5)
    assert "import of 2 rows" in error["message"]
    desk.ok(*error["hint"].partition("salesctl ")[2].split())
    assert [row["name"] for row in desk.json("client", "list")] == ["东方建材"]
    desk.ok("undo")
    assert desk.json("client", "list") == []


def test_undo_names_a_rule_book_and_passes_nothing_over(desk: Cli, tmp_path: Path) -> None:
    desk.ok("client", "add", "东方建材")
    desk.ok("rules", "apply", _book(desk, tmp_path, ("mib = 25 ", "mib = 26 ")), "--yes")
    error = desk.error("undo", code=5)
    assert "rules.apply" in error["message"]
    assert len(desk.json("client", "list")) == 1


# -- the journal -------------------------------------------------------------------------------------------------------


def test_a_lead_reads_the_journal_of_the_team_only(desk: Cli) -> None:
    desk.as_("1009").ok("client", "add", "二组的")
    desk.as_("1007").ok("client", "add", "一组的")
    desk.as_("1005").ok("client", "add", "组长的")
    assert {row["actor"] for row in desk.json("ledger", "log")} == {"李敏", "王芳", "周敏"}  # 李敏 is in 一组
    assert [row["actor"] for row in desk.json("ledger", "log", "--limit", "1")] == ["周敏"]
    assert [row["actor"] for row in desk.json("ledger", "log", "--person", "1007")] == ["王芳"]
    for person in ("1009", "1002"):
        assert desk.error("ledger", "log", "--person", person, code=4)["code"] == "not_allowed"


def test_a_rep_reads_their_own_journal_only(desk: Cli) -> None:
    desk.as_("1007").ok("client", "add", "一组的")
    assert {row["actor"] for row in desk.json("ledger", "log")} == {"王芳"}
    assert desk.error("ledger", "log", "--person", "1008", code=4)["code"] == "not_allowed"


def test_a_colleagues_history_hides_what_is_personal(desk: Cli) -> None:
    words = ("--phone", "13912345678", "--login", "wangfang", "--roles", "rep,keeper", "--reason", "病假期间代班")
    desk.ok("person", "edit", "1007", *words)
    for code in ("1008", "1009"):
        told = desk.as_(code).ok("ledger", "history", "1007", "--json").out
        for secret in ("13912345678", "wangfang", "keeper", "病假"):
            assert secret not in told
    for code in ("1005", "1007"):
        told = desk.as_(code).ok("ledger", "history", "1007", "--json").out
        for known in ("13912345678", "wangfang", "keeper", "病假"):
            assert known in told


def test_a_repeated_operation_shows_nothing_of_others(desk: Cli) -> None:
    words = ("client", "add", "东方建材", "--op-id", "op-1")
    desk.as_("1007").ok(*words)
    assert "东方建材" in desk.ok(*words).out
    desk.ok("client", "edit", "东方建材", "--owner", "1009", "--reason", "转交")
    assert "东方建材" not in desk.ok(*words).out


def test_verify_takes_its_right(desk: Cli, tmp_path: Path) -> None:
    desk.ok("person", "add", "1011", "导购", "--roles", "guide")
    desk.as_("1011").ok("ledger", "head")
    desk.as_(None)
    file = _book(desk, tmp_path, ('"rules.see", "ledger.verify"]', '"rules.see"]'))
    desk.ok("rules", "apply", file, "--yes")
    desk.as_("1011")
    for words in (("verify",), ("head",)):
        assert desk.error("ledger", *words, code=4)["code"] == "not_allowed"


def test_a_lead_does_not_copy_the_ledger(desk: Cli, tmp_path: Path) -> None:
    assert desk.as_("1005").error("ledger", "backup", tmp_path / "copy.db", code=4)["code"] == "not_allowed"


# -- other people's clients --------------------------------------------------------------------------------------------


def test_a_file_that_names_anothers_number_learns_nothing(desk: Cli, tmp_path: Path) -> None:
    desk.as_("1009").ok("client", "add", "二组的")
    file = tmp_path / "clients.csv"
    file.write_text("编号,客户名称\nC-2026-0001,抢来的\n", encoding="utf-8")
    answer = desk.as_("1007")("client", "import", file)
    file.write_text("编号,客户名称\nC-2026-0009,抢来的\n", encoding="utf-8")
    unknown = desk("client", "import", file)
    assert answer.code == unknown.code == 2
    assert answer.err == unknown.err.replace("0009", "0001")


@pytest.mark.parametrize(("lang", "said"), [("en", "C-0001, 孙一's"), ("zh", "C-0001（孙一的）")])
def test_anothers_client_is_named_without_a_hole(desk: Cli, lang: str, said: str) -> None:
    desk.as_("1009").ok("client", "add", "二组的", "--phone", "13912345678")
    desk.as_("1007").lang(lang)
    told = desk.ok("client", "add", "别的名字", "--phone", "13912345678").err
    assert said in told
    assert "二组的" not in told


def test_a_dot_is_what_was_written_last_wherever_the_clock_stood(desk: Cli) -> None:
    desk.as_("1007").ok("client", "add", "先写的")
    desk.at("2026-11-20 08:00").ok("client", "add", "后写的")
    desk.at("2026-11-20 09:30")
    assert desk.json("client", "show", ".")["name"] == "后写的"
