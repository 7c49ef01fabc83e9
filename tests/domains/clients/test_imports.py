"""Client lists from files: whose they are, from when, twice the same, what they say of people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Cli = Any

LIST = """客户名称,联系人,联系电话,邮箱,地址,备注,负责人,建档日期,客户级别,第二联系人,第二联系人电话
东方建材,陈建国,13871232207,a@b.cn,武汉市,老客户,王芳,2025-03-01,A,刘工,027-83561234
长江装饰,王强,139 1234 5678,,宜昌市,,1008,2026/1/5,,,
"""
HUBSPOT = """Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Associated Company
1,José,Núñez,j@x.com,+1 415-555-2671,,NEW,2024-05-01 10:22,Acme Corp
2,Maria,Anders,m@x.com,,,OPEN,2024-05-02 10:22,
"""
NORTHWIND = """CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Region,PostalCode,Country,Phone
ANATR,Ana Trujillo Emparedados,Ana Trujillo,Owner,Avda. de la Constitución 2222,México D.F.,,05021,Mexico,(5) 555-4729
ALFKI,Alfreds Futterkiste,Maria Anders,Sales Representative,Obere Str. 57,Berlin,,12209,Germany,030-0074321
"""


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """李敏's desk, with the team of 王芳 (1007) and 赵磊 (1008), in English."""
    cli.init()
    return cli.people().at("2026-11-20 09:20")


def write(cli: Cli, text: str, name: str = "clients.csv") -> Path:
    """Write a file beside the ledger."""
    path: Path = cli.home / name
    path.write_text(text, encoding="utf-8")
    return path


def test_owner_date_level_and_both_contacts_are_the_files(desk: Cli) -> None:
    counts = desk.json("client", "import", write(desk, LIST))
    assert (counts["new"], counts["rows"]) == (2, 2)
    first, second = desk.json("client", "list", "--all")
    assert (first["number"], first["owner"], first["team"], first["on_date"], first["level"]) == (
        "C-2025-0001",
        "王芳",
        "一组",
        "2025-03-01",
        "A",
    )
    assert (second["number"], second["owner"]) == ("C-2026-0001", "赵磊")
    assert first["origin"].startswith("import:")
    page = desk.json("client", "show", "东方建材")
    assert [one["name"] for one in page["contacts"]] == ["陈建国", "刘工"]
    assert page["timeline"][-1]["what"] == "imported"
    assert [row["name"] for row in desk.json("client", "list", "--phone", "0086 27 8356 1234")] == ["东方建材"]


def test_the_same_file_twice_changes_nothing(desk: Cli) -> None:
    file = write(desk, LIST)
    desk.ok("client", "import", file)
    again = desk.json("client", "import", file)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_a_row_known_by_a_column_is_an_update_and_an_empty_cell_wipes_nothing(desk: Cli) -> None:
    desk.ok("client", "import", write(desk, HUBSPOT), "--key", "Record ID")
    changed = HUBSPOT.replace("NEW", "WON").replace("+1 415-555-2671", "").replace("José,Núñez", "Ana,Núñez")
    counts = desk.json("client", "import", write(desk, changed), "--key", "Record ID")
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 1, 1)
    row = desk.json("client", "show", "Acme Corp")
    assert (row["note"], row["contact"], row["phone"], row["on_date"]) == (
        "WON",
        "Ana Núñez",
        "+1 415-555-2671",
        "2024-05-01",
    )
    assert len(row["contacts"]) == 1
    assert desk.json("client", "import", write(desk, changed), "--key", "Record ID")["unchanged"] == 2


def test_a_contact_without_a_company_is_a_person(desk: Cli) -> None:
    desk.ok("client", "import", write(desk, HUBSPOT))
    row = desk.json("client", "show", "Maria Anders")
    assert (row["kind"], row["contact"]) == ("person", "Maria Anders")


def test_an_address_in_parts_is_joined_and_the_country_reads_the_phone(desk: Cli) -> None:
    desk.ok("client", "import", write(desk, NORTHWIND))
    row = desk.json("client", "show", "Alfreds Futterkiste")
    assert row["address"] == "Obere Str. 57, 12209 Berlin, Germany"
    assert (row["title"], row["phone"]) == ("Sales Representative", "030-0074321")
    assert desk.json("client", "show", "ana trujillo emparedados")["address"].startswith("Avda. de la Constitución")
    found = desk.json("client", "list", "--phone", "+49 30 0074321")
    assert [one["name"] for one in found] in (["Alfreds Futterkiste"], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,,,,,,,,", "is empty"),
        ("甲公司,,,,,,nobody,,,,", "nobody"),
        ("甲公司,,,,,,,,Z,,", "Z"),
        ("甲公司,,,,,,,2027-01-01,,,", "future"),
        ("甲公司,,,,,,,2026-13-01,,,", "2026-13-01"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_nothing_is_imported(desk: Cli, row: str, said: str) -> None:
    result = desk("client", "import", write(desk, f"{LIST}{row}x\n" if said == "is empty" else f"{LIST}{row}\n"))
    assert result.code == 2
    assert "4" in result.err and said in result.err
    assert desk.json("client", "list", "--all") == []


def test_a_rep_imports_only_their_own(desk: Cli) -> None:
    file = write(desk, LIST)
    desk.as_("1007")
    assert "not yours" in desk("client", "import", file).err
    counts = desk("client", "import", file, "--skip-bad", "--json")
    assert counts.code == 6
    assert [row["name"] for row in desk.json("client", "list", "--all")] == ["东方建材"]


def test_clients_that_share_a_name_or_a_phone_come_in_and_are_told(desk: Cli) -> None:
    text = "客户名称,联系电话\n东方建材,\n东方建材有限公司,13871232207\n别家,138 7123 2207\n"
    result = desk.ok("client", "import", write(desk, text))
    assert "3 of them share" in result.err


def test_an_export_comes_back_unchanged(desk: Cli) -> None:
    desk.ok("client", "import", write(desk, LIST))
    desk.ok("client", "add", "手工添加", "--phone", "13712345678", "--kind", "dealer", "--need", "管材")
    for name in ("out.csv", "out.xlsx"):
        desk.ok("client", "export", desk.home / name)
        counts = desk.json("client", "import", desk.home / name)
        assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 3)


def test_an_export_as_html_is_a_paper_with_the_ledgers_head(desk: Cli) -> None:
    desk.ok("client", "import", write(desk, LIST))
    desk.ok("client", "export", desk.home / "out.html")
    text = (desk.home / "out.html").read_text(encoding="utf-8")
    assert "东方建材" in text and "Printed 20" in text and "Ledger 01:" in text


def test_a_screen_has_200_clients_and_says_how_many_there_are(desk: Cli) -> None:
    rows = "".join(f"客户{number:03}\n" for number in range(205))
    desk.ok("client", "import", write(desk, "客户名称\n" + rows))
    screen = desk.ok("client", "list", typed="").out
    assert "200 of 205 clients" in screen
    listed = desk.json("client", "list")
    assert [row["name"] for row in listed] == [f"客户{number:03}" for number in range(205)]
    assert len(desk.json("client", "list", "--limit", "3")) == 3
