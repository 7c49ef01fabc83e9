import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesctl import errors
from salesctl.render import render
from salesctl.render.sanitize import unguard
from salesctl.render.sheet import Field, Sheet

NOTE = (Field("number", "number", "Number"), Field("note", "text", "Note"))


def test_excel_reads_headings_labels_and_plain_numbers(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    text = drawn(clients(totals={"late": 12}, notes=["n"]), "csv")
    assert text.startswith("\ufeffID,Number,Name,")
    first, second = list(csv.reader(io.StringIO(text)))[1:]
    assert first[1:] == [
        "C-2026-0042", "华联超市", "A", "13812342207", "2026-11-20 09:41:13.007872", "2026-11-20", "186420.5", "0",
        "17.5", "0.7182", "yes", "rep; lead", "老客户",
    ]  # fmt: skip
    assert second[3:] == ["", "", "", "", "-3", "12", "10", "0.012", "no", "", ""]


def test_hostile_texts_survive_the_way_out_and_in(drawn: Callable[..., str], hostile: list[str]) -> None:
    kept = [text for text in hostile if text.isprintable() or text.strip("\n\t").isprintable()]
    text = drawn(Sheet(NOTE, [("n", text) for text in kept]), "csv")
    back = [unguard(row[1]) for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert back == kept


def test_the_quick_way_writes_what_the_csv_module_writes(drawn: Callable[..., str]) -> None:
    cells = [("n", text) for text in ("a", "a,b", 'a"b', "a\nb", "", " ", "华,联", "a;b")] * 200
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows([("Number", "Note"), *cells])
    assert drawn(Sheet(NOTE, cells), "csv") == "\ufeff" + plain.getvalue()


def test_one_column_keeps_its_blank_rows(drawn: Callable[..., str]) -> None:
    text = drawn(Sheet(NOTE[:1], [(None,), ("x",)]), "csv")
    assert list(csv.reader(io.StringIO(text)))[1:] == [[""], ["x"]]


def test_two_columns_of_one_label_are_told_apart(drawn: Callable[..., str]) -> None:
    fields = (Field("a", "text", "Name"), Field("b", "text", "Name"))
    assert drawn(Sheet(fields, []), "csv") == "\ufeffa,b\r\n"


def test_a_time_that_comes_twice_carries_its_offset() -> None:
    out = io.StringIO(newline="")
    hours = [(datetime(2026, 11, 1, hour, 30, tzinfo=UTC),) for hour in (4, 5, 6, 7)]
    render(Sheet((Field("at", "instant", "At"),), hours), "csv", out, lang="en", zone=ZoneInfo("America/New_York"))
    assert out.getvalue().split("\r\n")[1:-1] == [
        "2026-11-01 00:30:00", "2026-11-01 01:30:00-04:00", "2026-11-01 01:30:00-05:00", "2026-11-01 02:30:00"
    ]  # fmt: skip


def to_bytes(tmp_path: Path, encoding: str | None, text: str = "华联") -> bytes:
    path = tmp_path / "x"
    with path.open("w", encoding="ascii") as out:
        fields = (Field("id", "id", "ID"), Field("name", "name", "Name"))
        render(Sheet(fields, [("1", text)]), "csv", out, lang="en", zone=ZoneInfo("UTC"), encoding=encoding)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("encoding", "start"),
    [
        (None, b"\xef\xbb\xbfID,Name\r\n"),
        ("utf-8", b'"ID","Name"\r\n'),
        ("gb18030", b'"ID","Name"\r\n'),
        ("utf-16", b"\xff\xfe"),
    ],
)
def test_the_stream_is_utf8_with_bom_or_the_encoding_asked_for(
    tmp_path: Path, encoding: str | None, start: bytes
) -> None:
    written = to_bytes(tmp_path, encoding)
    assert written.startswith(start)
    assert "华联" in written.decode(encoding or "utf-8-sig")


def test_a_sign_the_encoding_lacks_is_refused_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(errors.Usage, match="华"):
        to_bytes(tmp_path, "cp1252")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "a\0b"])
def test_an_unknown_encoding_is_refused_before_anything_is_written(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(errors.Usage, match="no encoding"):
        to_bytes(tmp_path, encoding)
    assert (tmp_path / "x").read_bytes() == b""
