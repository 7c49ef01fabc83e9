"""What is exported can be read again, and acts on nobody's Excel."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesctl.errors import Refused, Usage
from salesctl.exchange.mapping import match_source
from salesctl.exchange.reading import open_table
from salesctl.exchange.writing import format_for, write_export
from salesctl.render.sheet import Field, Sheet, Value

ZONE = ZoneInfo("Asia/Shanghai")
FIELDS = (
    Field("id", "id", "Id"),
    Field("name", "name", "Client", importable=True),
    Field("amount", "money", "Amount", importable=True),
    Field("rate", "rate", "Rate", importable=True),
    Field("on", "date", "Day", importable=True),
    Field("at", "instant", "Time", importable=True),
    Field("tags", "list", "Tags", importable=True),
    Field("key", "flag", "Key", importable=True),
)
HOSTILE = [
    "=1+1", "+86 139", "-1", "@SUM(A1)", "'=x", "http://evil.example", "mailto:a@b", "{=A1}", "_x0041_", "007", "1e5",
    "[red]x", "a\nb", "<b>&amp;</b>", "TRUE", "#N/A", "2026-11-20", "𠮷 é 王",
]  # fmt: skip


def rows(names: list[str]) -> Iterator[tuple[Value, ...]]:
    at = datetime(2026, 11, 20, 10, 30, 5, tzinfo=UTC)
    for number, name in enumerate(names):
        yield (f"{number:032x}", name, Decimal("1234.5"), Decimal("0.7182"), date(2026, 11, 20), at, ("a;b", "c"), True)


def read(path: Path) -> list[dict[str, str]]:
    with open_table(str(path)) as source:
        mapping = match_source(source, FIELDS, translations=str)
        return [mapping.values(cells) for _line, cells in source.rows()]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_an_export_reads_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    assert write_export(path, Sheet(FIELDS, rows(HOSTILE)), lang="en", zone=ZONE) == len(HOSTILE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    back = read(path)
    assert [row["name"] for row in back] == HOSTILE
    row = back[0]
    assert (row["amount"], row["rate"], row["on"]) == ("1234.5", "0.7182", "2026-11-20")
    assert row["at"].replace("T", " ").startswith("2026-11-20 18:30:05")
    assert row["tags"] == "a\\;b; c"
    assert row["id"] == "0" * 32


def test_excel_gets_days_and_numbers_and_no_formula_or_link(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "out.xlsx"
    write_export(
        path, Sheet(FIELDS, rows(HOSTILE), title="客户: [A/B]", totals={"amount": Decimal(9)}), lang="zh", zone=ZONE
    )
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["客户   A B"]
    page = book.get_sheet_by_index(0).to_python()
    assert page[1][2:6] == [1234.5, 0.7182, date(2026, 11, 20), datetime(2026, 11, 20, 18, 30, 5)]
    assert [row[1] for row in page[1:-1]] == HOSTILE
    assert page[-1][:3] == ["", "Total", 9], "said in the first column people see"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "external" in name.lower()]


def test_what_excel_can_not_hold_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not fit a cell"):
        write_export(tmp_path / "out.xlsx", Sheet(FIELDS, rows(["x" * 40_000])), lang="en", zone=ZONE)
    assert os.listdir(tmp_path) == []


def test_a_failing_query_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[Value, ...]]:
        yield from rows(["a"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_export(tmp_path / "out.xlsx", Sheet(FIELDS, failing()), lang="en", zone=ZONE)
    assert os.listdir(tmp_path) == []


def test_an_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_text("mine")
    with pytest.raises(Refused):
        write_export(path, Sheet(FIELDS, rows(["a"])), lang="en", zone=ZONE)
    assert path.read_text() == "mine"
    assert write_export(path, Sheet(FIELDS, rows(["a"])), None, True, lang="en", zone=ZONE) == 1


def test_the_format_is_chosen_by_the_ending(tmp_path: Path) -> None:
    assert [format_for(name) for name in ("a.csv", "a.XLSX", "a.jsonl", "a.json")] == ["csv", "xlsx", "ndjson", "json"]
    assert format_for("a.dat", "jsonl") == "ndjson"
    with pytest.raises(Usage):
        format_for("a.dat")
    with pytest.raises(Usage, match="no encoding"):
        write_export(tmp_path / "a.xlsx", Sheet(FIELDS, []), lang="en", zone=ZONE, encoding="gb18030")


def test_odd_values_have_a_cell_too(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    first = ("1" * 32, "", Decimal("123456789012345.6789"), None, date(1899, 1, 1), None, (), False)
    write_export(path, Sheet(FIELDS, [first], title="History"), lang="en", zone=ZONE)
    (row,) = read(path)
    assert (row["amount"], row["on"], row["name"]) == ("123456789012345.6789", "1899-01-01", "")
