"""Whatever the file is, the same list gives the same rows."""

from __future__ import annotations

import csv
import io
import json
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from salesctl.errors import Usage
from salesctl.exchange.encodings import Detected, EncodingDoubt
from salesctl.exchange.files import open_input
from salesctl.exchange.reading import open_table

Put = Callable[[str, bytes | str], str]
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "adventureworks"


def read(path: str, **options: Any) -> list[list[str]]:
    with open_table(path, **options) as source:
        width = len(source.headers)
        return [source.headers] + [(cells + [""] * width)[: max(width, len(cells))] for _line, cells in source.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_200_clients_are_the_same_rows_in_every_encoding(put: Put, lists: Any, encoding: str, delimiter: str) -> None:
    rows = lists.rows()
    assert len(rows) == 201
    assert read(put("list.csv", lists.csv(rows, encoding, delimiter))) == rows


def test_the_western_part_is_the_same_rows_in_cp1252(put: Put, lists: Any) -> None:
    rows = lists.rows(western_only=True)
    path = put("list.csv", lists.csv(rows, "cp1252"))
    assert read(path) == rows
    with open_table(path) as source:
        assert source.notes == ["list.csv is read as CP1252."]


def test_200_clients_are_the_same_rows_from_excel(put: Put, lists: Any, xlsx: Callable[..., str]) -> None:
    rows = lists.rows()
    assert read(xlsx(lists.typed(rows))) == rows
    assert read(put("list.xls", lists.xls({"客户": lists.typed(rows)}))) == rows
    assert read(xlsx(rows)) == rows  # all text


def test_200_clients_are_the_same_rows_from_json(put: Put, lists: Any) -> None:
    rows = lists.rows()
    objects = [dict(zip(rows[0], row, strict=True)) | {"联系电话": int(row[1])} for row in rows[1:]]
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)
    for text in (lines, json.dumps(objects), json.dumps(objects, ensure_ascii=False, indent=2), "\ufeff" + lines):
        assert read(put("list.jsonl", text)) == rows


def test_text_pasted_from_a_spreadsheet_is_read_from_stdin(lists: Any) -> None:
    rows = lists.rows()
    pasted = io.BytesIO(lists.csv(rows, "utf-8", "\t"))
    assert read("-", stdin=pasted) == rows


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data lies beside the checkout only")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.csv")), ids=lambda path: path.stem)
def test_adventureworks_reads_as_the_csv_module_reads_it(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = [[cell.strip() for cell in row] for row in csv.reader(file) if row]
    assert read(str(path)) == expected


def test_lines_are_those_of_the_file(put: Put) -> None:
    path = put("a.csv", 'name,note\n\nTom,"two\nlines"\n,\nAnn,x\n')
    with open_table(path) as source:
        assert [line for line, _cells in source.rows()] == [3, 6]
        assert list(source.rows()) == list(source.rows())


@pytest.mark.parametrize(("above", "left"), [(0, 0), (3, 0), (2, 2)])
def test_rows_of_a_workbook_are_numbered_as_excel_shows_them(xlsx: Callable[..., str], above: int, left: int) -> None:
    path = xlsx(
        [["name", "at"], ["Tom", datetime(2026, 11, 20, 18, 30)], [None, None], ["Ann", None]], "a.xlsx", above, left
    )
    with open_table(path) as source:
        assert source.header_line == above + 1
        assert [line for line, _cells in source.rows()] == [above + 2, above + 4]


def test_an_xls_has_days_instants_flags_and_numbers(put: Put, lists: Any) -> None:
    rows = [["a", "b", "c", "d"], [date(2026, 11, 20), datetime(2026, 11, 20, 18, 30, 5), True, 0.85]]
    path = put("a.xls", lists.xls({"甲": rows, "乙": [["z"], ["1"]]}))
    assert read(path)[1] == ["2026-11-20", "2026-11-20 18:30:05", "true", "0.85"]
    assert read(path, sheet="乙") == [["z"], ["1"]]
    with open_table(path) as source:
        assert source.notes == ["Sheet “甲” is read; for 乙 use --sheet."]
    with pytest.raises(Usage, match="no sheet"):
        read(path, sheet="丙")


def test_an_xls_with_a_cell_out_of_this_world_is_refused(put: Put, lists: Any) -> None:
    data = bytearray(lists.xls({"甲": [["name"], ["Tom"]]}))
    at = data.rfind(struct.pack("<HH", 1, 0), 0, data.rfind("Tom".encode("utf-16-le")))
    data[at : at + 4] = struct.pack("<HH", 60_000, 40_000)
    with pytest.raises(Usage, match="can't be read"):
        read(put("a.xls", bytes(data)))


def test_an_xls_that_promises_too_many_cells_is_refused(put: Put, lists: Any) -> None:
    data = lists.xls({"甲": [["name"], ["Tom"]]})
    promise = struct.pack("<HHIIHHH", 0x0200, 14, 0, 2, 0, 1, 0)
    assert promise in data
    with pytest.raises(Usage, match="can't be read"):
        read(put("a.xls", data.replace(promise, struct.pack("<HHIIHHH", 0x0200, 14, 0, 4_000_000_000, 0, 9_000, 0))))


def test_a_phone_formatted_as_a_day_is_still_a_phone(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = str(tmp_path / "a.xlsx")
    book = Workbook(path)
    page = book.add_worksheet()
    page.write_string(0, 0, "phone")
    page.write_number(1, 0, 13912345678, book.add_format({"num_format": 14}))
    book.close()
    assert read(path)[1] == ["13912345678"]


def test_what_excel_lost_is_said(xlsx: Callable[..., str]) -> None:
    with open_table(xlsx([["id"], [440301199001011234.0], [3.0]])) as source:
        assert len(list(source.rows())) == 2
        assert any("more than 15 digits" in note for note in source.notes)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=;\na;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ("name\nTom\n", [["name"], ["Tom"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ('a;b\n"x;y";"1,2"\n"p,q,r";2\n', [["a", "b"], ["x;y", "1,2"], ["p,q,r", "2"]]),
        ("a,b\n'+86 139,'=x\n'tis,'- \n", [["a", "b"], ["+86 139", "=x"], ["'tis", "-"]]),
        ("a,b,\n1,2,\n", [["a", "b"], ["1", "2", ""]]),
        ('note\n5" pipe\n', [["note"], ['5" pipe']]),
    ],
)
def test_csv_as_it_comes(put: Put, text: str, rows: list[list[str]]) -> None:
    assert read(put("a.csv", text)) == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n , \n", "has no rows"),
        (b'a,b\n1,"2\n3,4\n', "Line 2: the quotes"),
        (b'a,b\n1,"2"x\n', "Line 2: the quotes"),
        (b"a,b\n1,2\n" + b"x" * 200_000 + b",1\n", "Line 3: a cell has more than"),
        (b'a,b\n1,"' + b"x\n" * 100_000, "Line 2: a cell has more than"),
        (b"x" * (5 << 20), "Line 1: a cell has more than"),
        (b"%PDF-1.7", "not a table"),
        (b"<html><table><tr><td>a</td></tr></table>", "web page"),
        (b'{"a": 1}\n{"a": \n', "Line 2: this is not JSON"),
        (b'{"a": 1}\n[1]\n', "Line 2: not an object"),
        (b'[{"a": 1} {"a": 2}]', "Line 1: this is not JSON"),
        (b'[{"a": 1}', "this is not JSON"),
        (b'[{"a": 1}] x', "this is not JSON"),
        (b'{"a": 1, "a": 2}', "a key stands twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": 1e999999}', "out of all proportion"),
        (b'{"a": ' + b"9" * 5000 + b"}", "out of all proportion"),
        (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", "more than 8 deep"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "more than 8 deep"),
        (b"PK\x03\x04" + b"x" * 500, "can't be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "can't be read"),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_line(put: Put, content: bytes, message: str) -> None:
    with pytest.raises(Usage, match=message) as caught:
        read(put("a.csv", content))
    assert caught.value.hint


def test_bytes_of_another_encoding_are_refused_with_their_line(put: Put) -> None:
    path = put("a.csv", b"name\nTom\n\xff\xff\n")
    with pytest.raises(Usage, match="Line 3: bytes that are not UTF-8"):
        read(path, encoding="utf-8")


def test_doubt_asks_a_person_and_refuses_a_script(put: Put) -> None:
    path = put("a.csv", "王小明\r\n李四\r\n".encode("gb18030") + "Sánchez\r\nMüller\r\n".encode("cp1252"))
    with pytest.raises(EncodingDoubt) as caught:
        read(path)
    assert caught.value.exit_code == 2
    assert "--encoding gb18030" in caught.value.hint
    asked: list[Detected] = []

    def choose(found: Detected) -> str:
        asked.append(found)
        return "cp1252"

    assert ["Sánchez"] in read(path, choose=choose)
    assert [name for name, _text in asked[0].readings] == ["gb18030", "cp1252"]
    assert read(path, encoding="gbk")[0] == ["王小明"]


def test_only_regular_files_are_opened(tmp_path: Path, put: Put) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.csv").symlink_to(put("a.csv", "name\nTom\n"))
    for name in ("pipe", ".", "none.csv", "/dev/null", "a\0b"):
        with pytest.raises(Usage):
            open_input(str(tmp_path / name))
    assert read(str(tmp_path / "link.csv")) == [["name"], ["Tom"]]


def test_too_large_is_refused(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesctl.exchange.files.FILE_LIMIT", 10)
    with pytest.raises(Usage, match="MiB"):
        read(put("a.csv", "name\nTom\nAnn\n"))
    with pytest.raises(Usage, match="MiB"):
        read("-", stdin=io.BytesIO(b"name\nTom\nAnn\n"))


def _xlsx_with(path: str, sheet: bytes, shared: bytes = b"") -> str:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    bomb = path.replace(".xlsx", "-bomb.xlsx")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return bomb


_SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b"%s</sheetData></worksheet>"
)
_CELL = b'<row r="%d"><c r="%s%d"><v>1</v></c></row>'
_SHARED = b"<?xml version='1.0'?><sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>%s</t></si></sst>"


@pytest.mark.parametrize(
    "sheet",
    [
        _SHEET % (_CELL % (1, b"A", 1) + _CELL % (1_048_576, b"XFD", 1_048_576)),
        _SHEET % (_CELL % (1, b"A", 1) + _CELL % (1, b"B", 4_000_000_000)),
        _SHEET % (_CELL % (1, b"A", 1) + _CELL % (1, b"ZZZZ", 1)),
        _SHEET % (b" " * (64 << 20)),
        _SHEET % b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(1, 60_000)),
    ],
    ids=["far corner", "far row", "far column", "air", "shared text"],
)
def test_a_workbook_that_would_unpack_to_too_much_is_refused(xlsx: Callable[..., str], sheet: bytes) -> None:
    path = _xlsx_with(xlsx([["a"], ["b"]]), sheet, _SHARED % (b"x" * 40_000))
    with pytest.raises(Usage, match="unpacks to far more"):
        read(path)


def test_a_part_that_lies_about_its_size_is_refused(xlsx: Callable[..., str]) -> None:
    path = xlsx([["a"], ["b"]])
    data = bytearray(Path(path).read_bytes())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\1\2"
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    Path(path).write_bytes(data)
    with pytest.raises(Usage, match="can't be read"):
        read(path)


def test_a_wide_or_long_honest_workbook_is_read(xlsx: Callable[..., str]) -> None:
    wide = xlsx([[f"c{at}" for at in range(400)], ["x"] * 400], "wide.xlsx")
    assert len(read(wide)[0]) == 400


def test_memory_stays_flat(put: Put) -> None:
    path = put("big.csv", "name,phone\n" + "华联超市,13912345678\n" * 200_000)
    lines = put("big.jsonl", '{"name":"华联超市","phone":"13912345678"}\n' * 50_000)
    for each, count in ((path, 200_000), (lines, 50_000)):
        tracemalloc.start()
        with open_table(each) as source:
            assert sum(1 for _row in source.rows()) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 20 << 20


def test_progress_ends_at_the_whole(put: Put) -> None:
    path = put("a.csv", "name\n" + "Tom\n" * 9_000)
    seen: list[tuple[int, int]] = []
    with open_table(path) as source:
        list(source.rows(lambda done, total: seen.append((done, total))))
    size = os.path.getsize(path)
    assert seen[-1] == (size, size)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)


def test_keys_of_later_objects_are_columns_too(put: Put) -> None:
    path = put("a.jsonl", '{"a": 1}\n{"b": [1, "x;y", null], "c": {"d": [true, 1.50]}}\n')
    assert read(path) == [["a", "b", "c"], ["1", "", ""], ["", "1; x\\;y", '{"d":[true,"1.5"]}']]
