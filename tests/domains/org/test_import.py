"""Stories of `person import` and `person export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PEOPLE = """code,name,team,roles,superior,joined,login
1007,王芳,一组,rep,1005,2025-03-01,wangfang
1005,周敏,一组,lead,李敏,2024/3/1,
1008,赵磊,二组,"rep,keeper",周敏,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(content: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


def entries(cli: Any) -> int:
    return len(cli.json("ledger", "log"))


def by_code(cli: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in cli.json("person", "list", "--left")}


def test_people_come_with_new_teams_and_superiors_from_further_down(cli: Any, file: Any) -> None:
    cli.init()
    result = cli.ok("person", "import", file(PEOPLE))
    assert result.out == "people.csv: 3 new.\n"
    found = by_code(cli)
    assert found["1007"]["superior"] == "1005"
    assert found["1005"]["superior"] == "1001"
    assert found["1008"]["team"] == "二组"
    assert found["1008"]["roles"] == ["rep", "keeper"]
    assert found["1005"]["joined"] == "2024-03-01"
    assert [row["name"] for row in cli.json("team")] == ["一组", "二组"]
    assert "1007 王芳" in cli("person", "show", "wf").err  # pinyin finds who was imported


def test_the_same_file_again_changes_nothing_and_writes_no_entry(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file(PEOPLE))
    before = entries(cli)
    assert cli.json("person", "import", file(PEOPLE)) == {
        "file": str(file(PEOPLE)), "encoding": "utf-8", "rows": 3, "new": 0, "changed": 0, "unchanged": 3,
        "rejected": 0, "rejected_file": None,
    }  # fmt: skip
    assert entries(cli) == before


def test_a_changed_row_is_an_update_and_shown(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file(PEOPLE))
    result = cli.ok("person", "import", file(PEOPLE.replace("2025-03-01", "2025-04-01")))
    assert result.out == "people.csv: 1 changed, 2 unchanged.\n"
    assert "line 2, 王芳: Joined 2025-03-01 → 2025-04-01" in result.err
    assert by_code(cli)["1007"]["joined"] == "2025-04-01"


def test_an_empty_cell_wipes_nothing(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file("工号,姓名,手机\n1007,王芳,13912345678\n"))
    assert "unchanged" not in cli.ok("person", "import", file("code,name,phone\n1007,王芳,\n")).out
    assert by_code(cli)["1007"]["phone"] == "13912345678"


def test_a_bad_row_spoils_all_and_each_fault_has_its_line(cli: Any, file: Any) -> None:
    cli.init()
    before = entries(cli)
    bad = file(
        "code,name,roles,superior,joined\n1007,王芳,rep,,2025-03-01\n1008,赵磊,chef,9999,05/06/2025\n,何静,,,\n1007,王二,,,\n1009,孙一,,1009,\n"
    )
    error = cli.error("person", "import", bad, code=2)
    assert error["bad"] == 4
    told = {(row["line"], row["field"]) for row in error["rows"]}
    assert {(3, "roles"), (3, "superior"), (3, "joined"), (4, "code"), (6, "superior")} <= told
    assert any(row["line"] == 5 and "line 2" in row["reason"] for row in error["rows"])
    assert entries(cli) == before
    assert list(by_code(cli)) == ["1001"]


def test_skip_bad_imports_the_rest_and_sets_bad_rows_apart(cli: Any, file: Any) -> None:
    cli.init()
    path = file("code,name,roles,superior\n1007,王芳,rep,1008\n1008,赵磊,chef,\n1009,何静,rep,\n")
    result = cli("person", "import", path, "--skip-bad")
    assert result.code == 6
    assert result.out == "people.csv: 2 new, 1 rejected.\n"
    assert "they have none: 1007" in result.err
    rejected = Path(f"{path}.rejected.csv")
    assert rejected.stat().st_mode & 0o777 == 0o600
    assert "chef" in rejected.read_text(encoding="utf-8-sig")
    mended = rejected.read_text(encoding="utf-8-sig").replace("chef", "rep")
    assert cli.ok("person", "import", file(mended, "mended.csv")).out == "mended.csv: 1 new.\n"


def test_a_dry_run_writes_neither_people_nor_rejects(cli: Any, file: Any) -> None:
    cli.init()
    path = file("code,name,roles\n1007,王芳,rep\n1008,赵磊,chef\n")
    result = cli("person", "import", path, "--skip-bad", "--dry-run")
    assert result.code == 6
    assert "line 3" in result.err
    assert "Nothing written" in result.err
    assert list(by_code(cli)) == ["1001"]
    assert not Path(f"{path}.rejected.csv").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_gives_the_same_people(cli: Any, file: Any, encoding: str) -> None:
    cli.init()
    content = "工号,姓名,部门,直属上级\n1007,王芳,销售一组,1005\n1005,周敏,销售一组,\n"
    cli.ok("person", "import", file(content, encoding=encoding))
    assert by_code(cli)["1007"]["team"] == "销售一组"


def test_headings_of_others_are_mapped(cli: Any, file: Any) -> None:
    cli.init()
    path = file("Nr;Wer;Chef\n7;Jörg Groß;1001\n", encoding="utf-8")
    assert cli("person", "import", path).code == 2
    cli.ok("person", "import", path, "--map", "Nr=code", "--map", "Wer=name", "--map", "Chef=superior")
    assert by_code(cli)["7"]["name"] == "Jörg Groß"


def test_nobody_stands_below_themselves(cli: Any, file: Any) -> None:
    cli.init()
    error = cli.error("person", "import", file("code,name,superior\n1,A,2\n2,B,3\n3,C,1\n"), code=5)
    assert "below themselves" in error["message"]
    cli.ok("person", "import", file("code,name,superior\n1,A,\n2,B,1\n"))
    assert cli("person", "import", file("code,name,superior\n1,A,2\n2,B,1\n")).code == 5


def test_a_login_has_one_owner(cli: Any, file: Any) -> None:
    cli.init()
    error = cli.error("person", "import", file("code,name,login\n7,A,anna\n8,B,anna\n9,C,limin\n"), code=2)
    assert [row["line"] for row in error["rows"]] == [3, 4]


def test_a_name_of_several_is_asked_for_by_code(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file("code,name\n7,王芳\n8,王芳\n"))
    error = cli.error("person", "import", file("code,name,superior\n9,赵磊,王芳\n"), code=2)
    assert "7, 8" in error["message"]
    cli.ok("person", "import", file("code,name,superior\n9,赵磊,王芳（8）\n"))
    assert by_code(cli)["9"]["superior"] == "8"


def test_a_rep_imports_nobody_and_a_lead_only_into_the_own_team(cli: Any, file: Any) -> None:
    cli.init()
    cli.people()
    assert cli.as_("1007")("person", "import", file(PEOPLE)).code == 4


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson", "json"])
def test_an_export_comes_back_as_it_was(cli: Any, file: Any, tmp_path: Path, ending: str) -> None:
    cli.init()
    cli.ok("person", "import", file(PEOPLE))
    out = tmp_path / f"out.{ending}"
    assert cli.ok("person", "export", out).out.startswith("4 rows written")
    note = cli.json("ledger", "log")[0]
    assert note["action"] == "person.export"
    assert note["reason"] == f"person: 4 rows, {ending}"
    assert cli.json("person", "import", out)["unchanged"] == 4


def test_an_export_never_overwrites_and_leaves_no_file_without_its_note(cli: Any, tmp_path: Path) -> None:
    cli.init()
    out = tmp_path / "out.csv"
    cli.ok("person", "export", out)
    before = entries(cli)
    assert cli("person", "export", out).code == 5
    assert entries(cli) == before
    cli.ok("person", "export", out, "--force")


def test_masked_phones_come_back_without_harm(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file("code,name,phone\n1007,王芳,13912345678\n"))
    cli.ok("person", "import", file("code,name,phone\n1007,王芳,139****5678\n"))
    assert by_code(cli)["1007"]["phone"] == "13912345678"


def test_an_import_can_be_pasted(cli: Any) -> None:
    cli.init()
    result = cli.ok("person", "import", "-", input="工号\t姓名\n1007\t王芳\n")
    assert "1 new" in result.out


def test_the_message_is_chinese_in_chinese(cli: Any, file: Any) -> None:
    cli.init()
    cli.lang("zh")
    assert cli.ok("person", "import", file(PEOPLE)).out == "people.csv：新增 3 行。\n"
    assert cli.ok("person", "import", file(PEOPLE)).out == "people.csv：3 行台账里都已有。\n"


def test_an_operation_id_stands_for_the_content_too(cli: Any, file: Any) -> None:
    cli.init()
    cli.ok("person", "import", file(PEOPLE), "--op-id", "p1")
    assert cli("person", "import", file(PEOPLE), "--op-id", "p1").code == 0
    assert cli("person", "import", file(PEOPLE.replace("王芳", "王方")), "--op-id", "p1").code == 5


def test_json_lines_with_hostile_text_are_refused_with_their_line(cli: Any, file: Any) -> None:
    cli.init()
    rows = [{"code": "7", "name": "A"}, {"code": "8", "name": "B\ud800"}, {"code": "9", "name": "C\x1b[31m"}]
    path = file("\n".join(json.dumps(row) for row in rows), "people.ndjson")
    assert cli("person", "import", path).code == 2
    assert list(by_code(cli)) == ["1001"]
