"""Files made to exhaust whoever opens them: refused with a message, in bounded time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from salesctl.errors import Usage
from salesctl.exchange.reading import open_table
from salesctl.rulebook.check import check
from salesctl.rulebook.sections import registry

MIB = 1 << 20
MEMORY = 160 * MIB
"""What reading may take beyond what the process has when it begins; the bombs would take from 400 MiB to terabytes."""
HEADROOM = 512 * MIB
SECONDS = 20
"""Of processor time for each: many times what it takes, a small part of what the bombs would take."""

READ = """
import resource, sys
import salesctl.exchange.delimited, salesctl.exchange.jsonrows, salesctl.exchange.workbook, python_calamine
from salesctl.exchange.reading import open_table
from salesctl.errors import Usage
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_table(sys.argv[1]) as source:
        print("read", sum(1 for row in source.rows()))
except Usage as error:
    print("refused", error.message)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELS = f'<Relationships xmlns="{_PACKAGE}/relationships">%s</Relationships>'
_BOOK = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": _RELS % f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>',
    "xl/_rels/workbook.xml.rels": _RELS
    % f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>',
    "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
}
_HEAD, _FOOT = f'<worksheet xmlns="{_NS}"><sheetData>', "</sheetData></worksheet>"
_ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
_LOL = f'<!DOCTYPE x [<!ENTITY a "lol">{_ENTITIES}]>'


def _plain(*parts: tuple[bytes, int]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            for part, times in parts:
                for _n in range(0, times, block := max(MIB // len(part), 1)):
                    file.write(part * min(block, times - _n))

    return write


def _book(*sheet: str, times: Iterable[int] = (), where: str = "xl/worksheets/sheet1.xml") -> Callable[[Path], None]:
    """Make a workbook of a sheet's parts, some repeated."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, text in _BOOK.items():
                archive.writestr(name, text.replace("worksheets/sheet1.xml", where.removeprefix("xl/")))
            with archive.open(where, "w", force_zip64=True) as file:
                for part, count in zip(sheet, [*times, *[1] * len(sheet)], strict=False):
                    for _n in range(count):
                        file.write(part.encode())

    return write


def _cell(column: str, row: str, value: str = "1", kind: str = "n") -> str:
    return f'<row r="{row}"><c r="{column}{row}" t="{kind}"><v>{value}</v></c></row>'


FAR = _cell("A", "1") + _cell("XFD", "1048576")
BOMBS: dict[str, Callable[[Path], None]] = {
    "a line without end.csv": _plain((b"name\n", 1), (b"a" * MIB, 64)),
    "a quote without end.csv": _plain((b'name\n"', 1), (b"a\n", 32 * MIB)),
    "more commas than columns.csv": _plain((b"name", 1), (b",", 4 * MIB - 100), (b"\n", 1)),
    "a row of commas.csv": _plain((b"name\n", 1), (b",", 4 * MIB - 100), (b"\n", 1)),
    "lines of nothing.csv": _plain((b"name\n", 1), (b"\n", 16 * MIB)),
    "a heading twice and again.csv": _plain((b"name,", 100_000), (b"x\n1\n", 1)),
    "lists in lists.json": _plain((b'{"a":', 1), (b"[", 4 * MIB)),
    "objects in objects.json": _plain((b'{"a":', MIB)),
    "a text without end.json": _plain((b'{"name":"', 1), (b"a" * MIB, 64)),
    "keys without end.json": _plain((b'{"name":1', 1), *((b',"k%d":1' % n, 1) for n in range(50_000)), (b"}", 1)),
    "digits.json": _plain((b'{"name":', 1), (b"9", 3 * MIB), (b"}", 1)),
    "an exponent.json": _plain((b'{"name":1e999999999}', 1)),
    "a small exponent.json": _plain((b'{"name":1e-999999999}', 1)),
    "air.xlsx": _book(_HEAD, " " * MIB, times=(1, 300)),
    "a text without end.xlsx": _book(
        _HEAD + '<row r="1"><c r="A1" t="inlineStr"><is><t>', "0123456789abcdef" * 65536, times=(1, 200)
    ),
    "a tag without end.xlsx": _book(_HEAD + '<row x="', "0123456789abcdef" * 65536, times=(1, 200)),
    "a far corner.xlsx": _book(_HEAD + FAR + _FOOT),
    "a far corner under another name.xlsx": _book(_HEAD + FAR + _FOOT, where="xl/other.bin"),
    "a far corner with a prefix.xlsx": _book(
        f'<x:worksheet xmlns:x="{_NS}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ),
    "a far row.xlsx": _book(
        _HEAD + '<row r="1"><c><v>1</v></c></row><row r="4294967290"><c><v>1</v></c></row>' + _FOOT
    ),
    "cells that say no place.xlsx": _book(
        _HEAD + "<row>",
        "<c><v>1</v></c>" * 10_000,
        "</row>",
        "<row><c><v>1</v></c></row>" * 10_000,
        times=(1, 40, 1, 20),
    ),
    "a place in riddles.xlsx": _book(_HEAD + _cell("A", "1") + '<row r="&#49;000000"><c><v>1</v></c></row>' + _FOOT),
    "entities.xlsx": _book(_LOL + _HEAD + _cell("A", "1", "&j;", "str") + _cell("A", "2", "x", "str") + _FOOT),
    "a file from outside.xlsx": _book(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _HEAD + _cell("A", "1", "&a;", "str") + _FOOT
    ),
    "a number beyond numbers.xlsx": _book(_HEAD + _cell("A", "1", "1") + _cell("A", "2", "1e999") + _FOOT),
}
HARMLESS: dict[str, Callable[[Path], None]] = {
    "a dimension that lies.xlsx": _book(
        f'<worksheet xmlns="{_NS}"><dimension ref="A1:XFD1048576"/><sheetData>' + _cell("A", "1") + _FOOT
    ),
    "merged cells.xlsx": _book(
        _HEAD + _cell("A", "1") + "</sheetData><mergeCells>",
        '<mergeCell ref="A1:XFD1048576"/>' * 1000,
        "</mergeCells></worksheet>",
        times=(1, 100, 1),
    ),
    "cells in order without a place.xlsx": _book(_HEAD + "<row><c><v>1</v></c><c><v>2</v></c></row>" * 20_000 + _FOOT),
    "many empty objects.json": _plain((b'{"name": 1}\n', 1), (b"{}\n", MIB // 4)),
}


def _read(path: Path) -> tuple[str, int]:
    words = [sys.executable, "-c", READ, str(path), str(HEADROOM), str(SECONDS)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, (done.returncode, done.stderr[-1500:])
    said, peak = done.stdout.splitlines()
    return said, int(peak) * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="limits of memory are Linux's")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_bounded_time_and_memory(tmp_path: Path, name: str) -> None:
    BOMBS[name](tmp_path / name)
    said, peak = _read(tmp_path / name)
    assert said.startswith("refused "), said
    assert peak < MEMORY, peak // MIB


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="limits of memory are Linux's")
@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_one_is_read(tmp_path: Path, name: str) -> None:
    HARMLESS[name](tmp_path / name)
    said, peak = _read(tmp_path / name)
    assert said.startswith("read "), said
    assert peak < MEMORY, peak // MIB


def test_as_many_columns_and_empty_lines_as_excel_has_are_read(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"h{n}" for n in range(16_384)) + "\n" * 1000 + ",".join(["1"] * 16_384))
    with open_table(str(path)) as source:
        assert [len(cells) for _line, cells in source.rows()] == [16_384]


BOOKS = {
    "lists in lists": b"x = " + b"[" * 500_000,
    "tables in tables": b"x = " + b"{a=" * 200_000 + b"1" + b"}" * 200_000,
    "a key of dots": b"a" + b".a" * 500_000 + b" = 1",
    "a table of dots": b"[[" + b"a." * 500_000 + b"a]]",
    "digits": b"x = " + b"9" * 1_000_000,
    "an exponent": b"x = 1e99999999999999999999",
    "a text without end": b'x = """' + b"\n" * 1_000_000,
    "tables without end": b"[[a.b]]\n" * 20_000,
    "rules without end": b'[[attendance.shift]]\nid="a"\n' * 3_000,
    "no number": b'[[attendance.shift]]\nid="a"\ngrace=nan\nlate=inf\n',
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_rule_book_that_is_a_bomb_is_only_unsound(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    _book_read, findings = check(BOOKS[name], registry())
    assert findings and all(one.message for one in findings)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < SECONDS


def test_a_table_of_another_name_is_refused_too(tmp_path: Path) -> None:
    BOMBS["a far corner under another name.xlsx"](tmp_path / "x.xlsx")
    with pytest.raises(Usage, match="unpacks to far more"):
        open_table(str(tmp_path / "x.xlsx"))
