"""What a login asks, takes back and is told on days on which others end somebody's time, hand on and widen rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli, move_in
from tests.rights.conftest import OWNER, Branch

ALIKES = "SELECT same_name, placed, same_phone FROM client_alikes(%s, %s, %s, %s, %s)"


@pytest.mark.parametrize(
    "asked",
    [
        ("", [], "^华联", "", []),
        ("", [], "^.", "", []),
        ("超市", [], "placed", "", []),
        ("联超市", [], "^华", "", []),
        ("无人知道的店", ["华联超市"], "", "", []),
        ("无人华联超市", ["华联超市"] * 10, "", "", []),
        ("无人知道的店", [], "", "", [f"+86278888{n:04d}" for n in range(6660, 6681)]),
    ],
)
def test_a_question_for_look_alikes_spells_nothing_out(branch: Branch, asked: tuple[object, ...]) -> None:
    """No pattern of the asker's, no names but the new one's own ends, and a few phones at a time."""
    with branch.connect("sunyi") as raw:
        assert raw.execute(ALIKES, asked).fetchall() == []


def test_a_question_for_look_alikes_still_finds_them(branch: Branch) -> None:
    with branch.connect("sunyi") as raw:
        assert raw.execute(ALIKES, ("华联超市", [], "", "", [])).fetchall() == [(True, False, False)]
        assert raw.execute(ALIKES, ("武汉华联超市", ["华联超市"], "", "", [])).fetchall() == [(False, True, False)]
        some = [f"+86278888{n:04d}" for n in range(6660, 6680)]
        assert raw.execute(ALIKES, ("无人知道的店", [], "", "", some)).fetchall() == [(False, False, True)]
    many = "、".join(f"027 8888 {n:04d}" for n in range(6640, 6670))
    told = branch.login("sunyi").ok("client", "add", "无人知道的店", "--phone", many, "--dry-run")
    assert "one like it exists, ask 周敏: same phone" in told.err + told.out
    told = branch.ok("client", "add", "武汉市华联超市有限公司", "--dry-run")
    assert "same name but for the place" in told.err + told.out


def test_undo_passes_over_nothing_that_went_out_of_sight(branch: Branch) -> None:
    branch.login("sunyi").ok("task", "add", "不要撤销")
    branch.ok("client", "edit", "东方建材", "--owner", "1018")
    error = branch.error("undo", code=5)
    assert error["code"] == "refused" and "client.edit" in error["message"] and "no longer sees" in error["message"]
    number = error["message"].split()[1].rstrip(",")
    assert branch.error("undo", number, code=5)["message"] == error["message"]
    assert "不要撤销" in [row["text"] for row in branch.json("task", "list")]
    branch.login(OWNER).as_("1009")
    assert "client.edit" in branch.ok("undo").out
    branch.login("sunyi").as_(None)
    assert "task.add" in branch.ok("undo").out
    branch.login(OWNER).verify()


def test_undo_takes_back_no_part_of_an_entry(branch: Branch) -> None:
    """A phone that was added as the client was handed on is seen by who added it, the client is not."""
    branch.login("sunyi").ok("client", "edit", "东方建材", "--owner", "1018", "--phone", "13912345999")
    assert "client.edit" in branch.error("undo", code=5)["message"]
    phones = "SELECT count(*) FROM client_phone WHERE phone = '+8613912345999' AND voided_at IS NULL"
    with branch.connect("sunyi") as raw, branch.connect(OWNER) as owner:
        assert raw.execute(phones).fetchone() == owner.execute(phones).fetchone() == (1,)
    branch.login(OWNER).ok("client", "edit", "东方建材", "--owner", "1009")


def test_a_lead_is_told_that_what_left_the_team_is_out_of_sight(branch: Branch) -> None:
    branch.login("zhoumin").ok("task", "add", "组里的事")
    branch.ok("client", "edit", "华联超市", "--owner", "1009")
    assert "client.edit" in branch.error("undo", code=5)["message"]
    branch.login(OWNER).as_("1005").ok("undo")
    branch.login("zhoumin").as_(None)
    assert "task.add" in branch.ok("undo").out


@pytest.fixture
def copied(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Branch:
    """A copy of the branch, for what would stand in the way of other tests; a device that has seen nothing of it."""
    move_in(tmp_path, monkeypatch)
    admin = branch.server.admin()
    admin.execute("DROP DATABASE IF EXISTS ordinary WITH (FORCE)")
    admin.execute("CREATE DATABASE ordinary TEMPLATE branch STRATEGY FILE_COPY")
    monkeypatch.setattr(branch, "database", "ordinary")
    branch.login(OWNER).ok("person", "login", "1007")
    return branch


def reach(branch: Branch, login: str) -> list[tuple[str, ...]]:
    """Return how far a login's right to see clients goes, and whether it is known as somebody who left."""
    query = (
        "SELECT CASE thing WHEN 'left' THEN verb ELSE reach END FROM sight WHERE login = %s"
        " AND (thing = 'left' OR thing = 'client' AND verb = 'see')"
    )
    with branch.connect(OWNER) as owner:
        return owner.execute(query, (login,)).fetchall()  # type: ignore[no-any-return]


def noticed(branch: Branch) -> list[str]:
    """Return what the owner's verify notices of who sees what; the ledger must hold."""
    said = branch.login(OWNER).json("ledger", "verify")
    assert said["ok"]
    return [row["where"] for row in said["rows"] if row["code"] == "sight" and row["notice"]]


@pytest.mark.parametrize(("who", "code", "login"), [("guanli", "1009", "sunyi"), ("zhoumin", "1008", "zhaolei")])
def test_who_left_by_anothers_word_is_a_notice_until_the_owner_writes(
    copied: Branch, who: str, code: str, login: str
) -> None:
    copied.login(who).ok("person", "edit", code, "--left", "2026-11-20")
    assert noticed(copied) == [f"sight {login}"]
    copied.ok("task", "add", "别的事")
    assert reach(copied, login) == [("2026-11-20",)]
    assert noticed(copied) == []
    copied.login(who).ok("undo")
    assert noticed(copied) == [f"sight {login}"]
    copied.ok("task", "add", "又一件事")
    assert reach(copied, login) == [("own",)]
    copied.verify()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sight SET reach = 'all' WHERE login = 'sunyi' AND thing = 'client' AND verb = 'see'",
        "UPDATE sight SET reach = 'all' WHERE login = 'wangfang' AND thing = 'client' AND verb = 'see'",
        "INSERT INTO sight SELECT login, person, 'left', '2026-11-19', 'own', 0, day FROM sight WHERE thing = ''"
        " AND login = 'wangfang'; DELETE FROM sight WHERE login = 'zhaolei'",
    ],
)
def test_what_was_widened_is_found_although_somebody_left(copied: Branch, damage: str) -> None:
    copied.login("guanli").ok("person", "edit", "1009", "--left", "2026-11-20")
    with copied.connect(OWNER) as owner:
        owner.execute(damage)
    found = copied.login(OWNER)("ledger", "verify", "--json")
    assert found.code == 8 and '"code": "sight"' in found.out


def test_a_right_begins_and_ends_with_the_owners_first_write_of_the_day(copied: Branch, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(
        '[[access.grant]]\nid = "X-1"\nclause = ["C2.2"]\nscope = "company"\nowner = "admin"\n'
        'since = 2026-11-21\nuntil = 2026-11-21\nrole = "rep"\nreach = "team"\nrights = ["client.see"]\n',
        encoding="utf-8",
    )
    copied.ok("rules", "apply", file, "--add", "--yes")
    assert reach(copied, "wangfang") == [("own",)]
    for day, wide in (("2026-11-21", "team"), ("2026-11-22", "own")):
        copied.at(f"{day} 08:00")
        copied.login("wangfang").ok("task", "add", day)
        assert reach(copied, "wangfang") != [(wide,)]
        copied.login(OWNER).ok("task", "add", day, "--dry-run")
        assert reach(copied, "wangfang") != [(wide,)]
        copied.ok("task", "add", day)
        assert reach(copied, "wangfang") == [(wide,)]
        assert noticed(copied) == []


def test_what_an_older_program_made_is_made_anew_with_the_owners_next_write(copied: Branch) -> None:
    with copied.connect(OWNER) as owner:
        owner.execute("DROP POLICY see ON task")
        owner.execute("COMMENT ON TABLE sight IS 'salesctl 0.0.9'")
    assert copied.login(OWNER)("ledger", "verify").code == 8
    copied.login("wangfang").ok("task", "list")
    copied.login(OWNER).ok("task", "add", "发报价")
    copied.ok("ledger", "verify")


def test_binding_a_login_mends_what_stands_there(copied: Branch) -> None:
    with copied.connect(OWNER) as owner:
        owner.execute("DROP POLICY see ON task")
    copied.login(OWNER).ok("person", "login", "1007")
    copied.ok("ledger", "verify")


def test_a_leaver_is_told_that_they_left(copied: Branch) -> None:
    copied.login("guanli").ok("person", "edit", "1009", "--left", "2026-11-20")
    for _ in ("as others said it", "as the owner wrote it down"):
        error = copied.login("sunyi").error("client", "list", code=4)
        assert "sunyi left on 2026-11-20" in error["message"] and "undo" in error["hint"]
        error = copied.as_("1009").error("client", "list", code=4)
        assert "1009 left on 2026-11-20" in error["message"]
        copied.login(OWNER).as_(None).ok("task", "add", "别的事")
    with copied.connect("sunyi") as raw:
        assert raw.execute("SELECT count(*) FROM person").fetchone() == (0,)
        assert raw.execute("SELECT thing, verb FROM sight").fetchall() == [("left", "2026-11-20")]
    assert "belongs to nobody" in copied.login("stranger").error("client", "list", code=4)["message"]


def test_a_leaver_is_told_so_in_a_file_too(cli: Cli) -> None:
    cli.init()
    cli.ok("person", "add", "1007", "王芳")
    cli.ok("person", "edit", "1007", "--left", "2026-11-20")
    assert "1007 left on 2026-11-20" in cli.as_("1007").error("client", "list", code=4)["message"]
    assert "1009" in cli.as_("1009").error("client", "list", code=4)["message"]
