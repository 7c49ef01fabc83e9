"""What every import does, told with people: doubts, questions, identities, one entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

DOUBTFUL = "code,name\n7,José Müller\n".encode("cp1252") + "8,张伟\n9,李娜\n".encode("gb18030")


def names(cli: Any) -> list[str]:
    return [row["name"] for row in cli.json("person", "list")]


def test_a_script_must_say_an_encoding_in_doubt(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "mixed.csv"
    path.write_bytes(DOUBTFUL)
    error = cli.error("person", "import", path, code=2)
    assert "--encoding gb18030" in error["hint"]
    assert cli.ok("person", "import", path, "--encoding", "cp1252").out == "mixed.csv: 3 new.\n"


def test_a_person_is_shown_both_readings_and_asked(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "mixed.csv"
    path.write_bytes(DOUBTFUL)
    result = cli("person", "import", path, typed="2\n")
    assert result.code == 0
    assert "José Müller" in result.err
    assert "José Müller" in names(cli)


def test_very_many_rows_are_asked_for(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesctl.importing.driver.ASKED_ABOVE", 2)
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text("code,name\n7,A\n8,B\n9,C\n", encoding="utf-8")
    assert "--yes" in cli.error("person", "import", path, code=2)["hint"]
    assert cli("person", "import", path, typed="n\n").code == 2
    assert names(cli) == ["李敏"]
    cli.ok("person", "import", path, "--yes")
    assert names(cli) == ["李敏", "A", "B", "C"]


def test_more_rows_than_a_batch_are_one_entry(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text(
        "code,name,superior\n" + "".join(f"{n},P{n},{n + 1}\n" for n in range(2000, 3200)) + "3200,Top,\n", "utf-8"
    )
    cli.ok("person", "import", path)
    assert [row["action"] for row in cli.json("ledger", "log")] == ["person.import", "init"]
    assert len(names(cli)) == 1202
    cli.ok("person", "import", path)
    assert len(cli.json("ledger", "log")) == 2


def test_the_result_is_an_object_for_scripts(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text("code,name,roles\n7,A,rep\n8,B,chef\n", encoding="utf-8")
    result = cli("person", "import", path, "--skip-bad", "--json")
    assert result.code == 6
    assert f'"rejected_file": "{path}.rejected.csv"' in result.out
    assert '"new": 1' in result.out


def test_a_file_of_bad_rows_alone_writes_no_entry(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text("code,name,roles\n8,B,chef\n", encoding="utf-8")
    assert cli("person", "import", path, "--skip-bad").code == 6
    assert len(cli.json("ledger", "log")) == 1


def test_a_refused_write_takes_its_rejects_away(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text("code,name,superior,roles\n1,A,2,\n2,B,1,\n3,C,,chef\n", encoding="utf-8")
    assert cli("person", "import", path, "--skip-bad").code == 5
    assert not Path(f"{path}.rejected.csv").exists()


def test_rows_are_known_by_id_even_when_the_code_changed(cli: Any, tmp_path: Path) -> None:
    cli.init()
    cli.ok("person", "add", "7", "王芳")
    row = cli.json("person", "show", "7")
    path = tmp_path / "people.csv"
    path.write_text(f"id,code,name\n{row['id']},7,王方\n", encoding="utf-8")
    assert cli.ok("person", "import", path).out == "people.csv: 1 changed.\n"
    assert cli.json("person", "show", "7")["name"] == "王方"


def test_rows_are_known_by_the_key_column(cli: Any, tmp_path: Path) -> None:
    cli.init()
    cli.ok("person", "add", "7", "王芳", "--email", "fang@example.com")
    path = tmp_path / "people.csv"
    path.write_text("code,name,email\n70,王芳,fang@example.com\n", encoding="utf-8")
    assert cli.ok("person", "import", path, "--key", "email").out == "people.csv: 1 changed.\n"
    assert cli.json("person", "show", "70")["email"] == "fang@example.com"


def test_an_import_is_undone_by_its_number_and_can_be_repeated(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "people.csv"
    path.write_text("code,name\n7,A\n8,B\n", encoding="utf-8")
    cli.ok("person", "import", path)
    cli.ok("undo", "2", "--yes", "--reason", "wrong file")
    assert names(cli) == ["李敏"]
    assert cli.ok("person", "import", path).out == "people.csv: 2 new.\n"


def test_clients_are_known_by_number_content_and_ordinal(cli: Any, tmp_path: Path) -> None:
    cli.init()
    path = tmp_path / "clients.csv"
    path.write_text("name,phone\n甲公司,\n甲公司,\n乙公司,\n", encoding="utf-8")
    assert cli.ok("client", "import", path).out == "clients.csv: 3 new.\n"
    assert "already" in cli.ok("client", "import", path).out
    number = sorted(row["number"] for row in cli.json("client", "list", "--all"))[0]
    path.write_text(f"number,name\n{number},丙公司\n", encoding="utf-8")
    assert cli.ok("client", "import", path).out == "clients.csv: 1 changed.\n"
    path.write_text("number,name\nC-2026-9999,丁公司\nC-2026-9999,丁公司\n", encoding="utf-8")
    error = cli.error("client", "import", path, code=2)
    assert [row["line"] for row in error["rows"]] == [2, 3]
    path.write_text("number,name\nK-1,丁公司\nK-2,丁公司\n", encoding="utf-8")
    assert cli.ok("client", "import", path).out == "clients.csv: 2 new.\n"
    path.write_text("number,name,note\nK-1,丁公司,付款快\nK-2,丁公司,\n", encoding="utf-8")
    assert cli.ok("client", "import", path).out == "clients.csv: 1 changed, 1 unchanged.\n"


def test_an_export_moves_to_another_ledger_and_stays_known_there(cli: Any, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "c.csv").write_text("name,phone\n甲公司,13912345678\n乙公司,\n", encoding="utf-8")
    cli.ok("client", "import", tmp_path / "c.csv")
    cli.ok("client", "export", tmp_path / "all.csv")
    cli.monkeypatch.setenv("SALESCTL_LEDGER", str(tmp_path / "other.db"))
    cli.init()
    assert cli.ok("client", "import", tmp_path / "all.csv").out == "all.csv: 2 new.\n"
    assert "already" in cli.ok("client", "import", tmp_path / "all.csv").out
    cli.ok("ledger", "verify")
