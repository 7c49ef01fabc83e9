"""Logins: who one is, what only the owner does, and what is said of what one does not see."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.conftest import Cli
from tests.rights.conftest import OWNER, Branch


def test_a_login_is_one_person_and_no_other(branch: Branch) -> None:
    assert branch.login("wangfang").json("checkin", "status")["name"] == "王芳"
    error = branch.as_("1008").error("checkin", "status", code=4)
    assert "wangfang" in error["message"] and "1008" in error["message"]
    branch.as_("1007").ok("checkin", "status")
    branch.as_(None)
    assert branch.error("client", "list", "--as", "1008", code=4)["code"] == "not_allowed"
    branch.login("hejing").ok("client", "list", "--as", "1008")


def test_the_owner_may_be_anybody_as_in_a_file(branch: Branch) -> None:
    assert branch.as_("1008").json("checkin", "status")["name"] == "赵磊"


def test_a_login_of_nobody_is_told_so(branch: Branch) -> None:
    error = branch.login("stranger").error("client", "list", code=4)
    assert "stranger" in error["message"]


def test_only_the_owner_gives_logins(branch: Branch) -> None:
    assert branch.login("hejing").error("person", "login", "1008", code=4)["code"] == "not_allowed"
    assert branch.login("wangfang").error("person", "login", "1008", code=4)["code"] == "not_allowed"
    said = branch.login(OWNER).json("person", "login", "1008")
    assert said["login"] == "zhaolei"
    assert said["sql"].splitlines() == [
        'CREATE ROLE "zhaolei" LOGIN;',
        'GRANT CONNECT ON DATABASE "branch" TO "zhaolei";',
        'GRANT USAGE ON SCHEMA "east" TO "zhaolei";',
    ]
    assert "PASSWORD" not in said["sql"].upper()


@pytest.mark.parametrize("name", ["pg_monitor", "x" * 64, " "])
def test_a_login_has_a_name_a_role_can_have(branch: Branch, name: str) -> None:
    branch.error("person", "login", "1020", "--name", name, code=2)


def test_a_quote_in_a_name_ends_nothing(branch: Branch) -> None:
    said = branch.json("person", "login", "1020", "--name", 'a"; DROP SCHEMA east; --')
    assert said["sql"].splitlines()[0] == 'CREATE ROLE "a""; DROP SCHEMA east; --" LOGIN;'
    branch.ok("undo")
    with branch.connect(OWNER) as owner:
        assert owner.execute("SELECT count(*) FROM sight WHERE login LIKE 'a%'").fetchone() == (0,)


@pytest.mark.parametrize(
    "words",
    [
        ("team", "add", "四组"),
        ("team", "edit", "一组", "--lead", "1002"),
        ("person", "edit", "1008", "--roles", "lead"),
        ("person", "edit", "1008", "--login", "x"),
        ("person", "add", "1021", "新人", "--roles", "head"),
    ],
)
def test_what_widens_what_others_see_is_the_owners(branch: Branch, words: tuple[str, ...]) -> None:
    error = branch.login("hejing").error(*words, code=4)
    assert "owner" in error["message"]


def test_rules_are_the_owners(branch: Branch, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("", encoding="utf-8")
    assert "owner" in branch.login("hejing").error("rules", "apply", file, code=4)["message"]


def test_a_new_role_is_seen_at_once(branch: Branch) -> None:
    query = "SELECT reach FROM sight WHERE login = 'zhaolei' AND thing = 'client' AND verb = 'see'"
    with branch.connect(OWNER) as owner:
        assert owner.execute(query).fetchone() == ("own",)
        branch.ok("person", "edit", "1008", "--roles", "rep,finance")
        assert owner.execute(query).fetchone() == ("all",)
        branch.ok("undo")
        assert owner.execute(query).fetchone() == ("own",)


def test_one_like_it_exists_and_nothing_more_is_said(branch: Branch) -> None:
    error = branch.login("sunyi").error("client", "add", "华联超市", "--phone", "027 8888 6666", code=5)
    assert "one like it exists, ask 周敏" in error["message"]
    assert error["candidates"] == [{"id": None, "number": None, "name": None, "owner": None, "ask": "周敏"}]
    assert not {"王芳", "C-2026", "C-0001", "张经理"} & set(str(error).split())
    told = branch.ok("client", "add", "武汉华联超市", "--dry-run")
    assert "one like it exists, ask 周敏: same name but for the place" in told.err + told.out
    alone = branch.ok("client", "add", "无人知道的店", "--dry-run")
    assert "exists" not in alone.err + alone.out


def test_an_import_tells_of_likenesses_by_ones_own_numbers(branch: Branch, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("name,phone\n华联超市,\n全新的店,\n", encoding="utf-8")
    said = branch.login("sunyi").ok("client", "import", file, "--dry-run")
    assert "1 of them shares name, phone or tax id" in said.err + said.out


def test_who_keeps_attendance_gives_a_task_and_sees_none(branch: Branch) -> None:
    branch.login("kaoqin").ok("task", "add", "补打卡说明", "--for", "1009")
    assert "补打卡说明" in [row["text"] for row in branch.login("sunyi").json("task", "list")]


def test_a_file_is_kept_once_although_its_other_owner_is_hidden(branch: Branch, tmp_path: Path) -> None:
    paper = tmp_path / "same.txt"
    paper.write_text("合同 原件", encoding="utf-8")
    branch.login("zhaolei").ok("client", "log", "西方建材", "合同", "--paper", paper)
    branch.login(OWNER).verify()


def test_an_operation_of_another_is_not_told(branch: Branch) -> None:
    branch.login("wangfang").ok("task", "add", "密", "--op-id", "op-1")
    branch.ok("task", "add", "密", "--op-id", "op-1")
    assert branch.login("sunyi").error("task", "add", "密", "--op-id", "op-1", code=5)["code"] == "op_conflict"


def test_a_rep_proves_the_chain_and_says_what_was_not(branch: Branch) -> None:
    said = branch.login("wangfang").ok("ledger", "verify").out
    assert said.startswith("The chain holds, and your ") and "The owner's verify proves the rest." in said
    whole = branch.login(OWNER).ok("ledger", "verify").out
    assert whole.startswith("The ledger holds: ")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE client SET name = 'x' WHERE number = 'C-2026-0001'", "row"),
        ("UPDATE change SET p_after = replace(p_after, '华联', '华连') WHERE p_after LIKE '%%华联%%'", "leaf"),
        ("UPDATE leafpart SET hashes = decode(md5('x') || md5('y'), 'hex') WHERE seq = 20", "leaves"),
        ("UPDATE entry SET header = '{}' WHERE seq = 7", "header"),
        ("ALTER POLICY see ON client USING (true)", "rights"),
        ("ALTER TABLE client NO FORCE ROW LEVEL SECURITY", "rights"),
        ("GRANT DELETE ON client TO PUBLIC", "rights"),
        ("CREATE POLICY more ON payment USING (true)", "rights"),
    ],
)
def test_a_rep_finds_what_was_altered(branch: Branch, damage: str, code: str) -> None:
    admin = branch.server.admin()
    admin.execute("DROP DATABASE IF EXISTS altered WITH (FORCE)")
    admin.execute("CREATE DATABASE altered TEMPLATE branch STRATEGY FILE_COPY")
    with psycopg.connect(host=str(branch.server.folder), user="limin", dbname="altered", autocommit=True) as superuser:
        superuser.execute("SET search_path = east")
        superuser.execute(damage.replace("%%", "%"))
    branch.monkeypatch.setenv("SALESCTL_LEDGER", branch.server.url("east", user="wangfang", database="altered"))
    found = branch("ledger", "verify", "--json")
    assert found.code == 8 and f'"code": "{code}"' in found.out, found.out + found.err


def test_an_older_ledger_waits_for_its_owner(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    from salesctl.ledger import migrate

    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "m9999_later"))
    error = branch.login("wangfang").error("client", "list", code=7)
    assert "owner" in error["message"]


def test_a_file_has_no_logins_of_a_server(cli: Cli) -> None:
    if cli.where.name.startswith("postgresql"):
        pytest.skip("a file is asked for")
    cli.init()
    assert cli.error("person", "login", "1001", code=5)["code"] == "refused"


def test_a_copy_onto_a_server_has_its_rights(branch: Branch) -> None:
    with branch.connect("limin") as superuser:
        superuser.execute("DROP SCHEMA IF EXISTS west CASCADE")
    branch.ok("ledger", "copy", branch.server.url("west", user=OWNER, database="branch"))
    with branch.connect(OWNER) as owner, branch.connect("limin") as superuser:
        superuser.execute("GRANT USAGE ON SCHEMA west TO sunyi")
        query = "SELECT login, thing, verb, reach FROM {}.sight ORDER BY 1, 2, 3"
        assert owner.execute(query.format("west")).fetchall() == owner.execute(query.format("east")).fetchall()
    with branch.connect("sunyi") as raw:
        counts = [raw.execute(f"SELECT count(*) FROM {schema}.client").fetchone() for schema in ("east", "west")]
        assert counts[0] == counts[1] != (0,)


def test_rights_that_were_changed_are_made_anew_with_the_next_login(branch: Branch) -> None:
    admin = branch.server.admin()
    admin.execute("DROP DATABASE IF EXISTS mended WITH (FORCE)")
    admin.execute("CREATE DATABASE mended TEMPLATE branch STRATEGY FILE_COPY")
    branch.monkeypatch.setenv("SALESCTL_LEDGER", branch.server.url("east", user=OWNER, database="mended"))
    with psycopg.connect(host=str(branch.server.folder), user="limin", dbname="mended", autocommit=True) as superuser:
        superuser.execute("SET search_path = east")
        superuser.execute("DROP POLICY see ON client")
        superuser.execute("GRANT DELETE ON payment TO PUBLIC")
        superuser.execute("CREATE OR REPLACE FUNCTION all_of(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'")
        superuser.execute("ALTER TABLE task DISABLE ROW LEVEL SECURITY")
    found = branch("ledger", "verify", "--json")
    assert found.code == 8 and found.out.count('"code": "rights"') >= 5
    branch.ok("person", "login", "1007")
    assert branch.json("ledger", "verify")["ok"]


def test_a_copy_of_what_one_sees_is_no_copy(branch: Branch, tmp_path: Path) -> None:
    for words in (("ledger", "backup", tmp_path / "b.ledger"), ("ledger", "copy", tmp_path / "c.ledger")):
        assert "owner" in branch.login("qianhui").error(*words, code=4)["message"]
    assert list(tmp_path.iterdir()) == []
    branch.login(OWNER).ok("ledger", "backup", tmp_path / "b.ledger")


def test_the_owners_night_brings_rights_up_to_the_day(branch: Branch) -> None:
    with branch.connect(OWNER) as owner:
        branch.at("2026-11-23 23:50").ok("job", "run", "night")
        assert owner.execute("SELECT DISTINCT day FROM sight").fetchall() == [("2026-11-23",)]
    branch.verify()


def test_who_left_sees_nothing_once_the_owner_says_so(branch: Branch) -> None:
    branch.ok("person", "edit", "1009", "--left", "2026-11-20")
    with branch.connect("sunyi") as raw:
        assert raw.execute("SELECT count(*) FROM client").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM entry").fetchone() == (0,)
    assert branch.login("sunyi").error("client", "list", code=4)["code"] == "not_allowed"
    branch.login(OWNER).ok("undo")
    branch.login("sunyi").ok("client", "list")


def test_no_natural_key_tells_what_one_does_not_see() -> None:
    """A unique key is one of numbers given in turn, of a table that all read, of a row of one's own, or of a parent."""
    from sqlmodel import SQLModel

    from salesctl.ledger.pgschema import SCOPED
    from salesctl.rooms import load_models, places

    load_models()
    sees: dict[str, dict[str, object]] = dict(places("SEES"))  # type: ignore[arg-type]
    telling = []
    for table, said in sees.items():
        for index in SQLModel.metadata.tables[table].indexes:
            first = SCOPED.get(str(index.name), ",".join(column.name for column in index.columns)).split(",")[0]
            counted = {column.name for column in index.columns} & {"number", "serial"}
            part = said.get("part_of", ("",))
            if index.unique and not (said.get("open") or counted or first in ("owner_id", part[0])):  # type: ignore[index]
                telling.append(index.name)
    assert not telling
