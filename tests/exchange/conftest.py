"""Files to read: a list of 200 clients, Chinese and accented western, and a writer of small real .xls files.

The .xls is BIFF8 in an OLE2 container: no library writes the format any more, and people still send it.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

Cell = str | int | float | bool | date | None
_EPOCH = datetime(1899, 12, 30)
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(sheets: dict[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return an .xls workbook with the sheets' cells."""
    return _container(_workbook(sheets))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(sheets: dict[str, Sequence[Sequence[Cell]]]) -> bytes:
    # Cell formats: 0 general, 1 date (built-in 14), 2 date and time (22), 3 percent (9).
    formats = b"".join(
        _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number, 1, 0x20, 0, 0, 0, 0, 0, 0)) for number in (0, 14, 22, 9)
    )
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(0x0042, b"\xb0\x04") + formats
    pages = [_sheet(rows) for rows in sheets.values()]
    names = [_name(name) for name in sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    for page, name in zip(pages, names, strict=True):
        head += _record(0x0085, struct.pack("<IBB", at, 0, 0) + name)
        at += len(page)
    return head + _record(0x000A) + b"".join(pages)


def _name(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(map(len, rows), default=0)
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))]
    parts.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for at, row in enumerate(rows):
        parts += [_cell(at, column, value) for column, value in enumerate(row) if value is not None]
    return b"".join(parts) + _record(0x000A)


def _cell(row: int, column: int, value: Cell) -> bytes:
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
    if isinstance(value, bool):
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, value, 0))
    style = 0
    if isinstance(value, datetime):
        style, value = 2, (value - _EPOCH).total_seconds() / 86400
    elif isinstance(value, date):
        style, value = 1, (value - _EPOCH.date()).days
    return _record(0x0203, struct.pack("<HHHd", row, column, style, float(value or 0)))


def _container(stream: bytes) -> bytes:
    # Streams under 4096 bytes would belong into the mini stream; padding past the last EOF record is harmless.
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    data = len(stream) // _SECTOR
    fats = 1
    while fats * 128 < data + fats + 1:
        fats += 1
    table = [*range(1, data), _END, _END, *[_FAT] * fats]
    table += [_FREE] * (fats * 128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fats, data, 0, 4096, _END, 0, _END, 0)
    assert fats <= 109
    head += struct.pack("<109I", *[data + 1 + each for each in range(fats)], *[_FREE] * (109 - fats))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream)) + bytes(256)
    return head + stream + entries + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _FREE, _FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


WESTERN = [
    "José Álvarez", "Renée Bäcker", "François Lefèvre", "Jürgen Müller", "Søren Kjærgaard", "Åsa Öberg", "Zoë Brontë",
    "Niño Muñoz", "Björn Þórsson", "Ángel Núñez", "Chloé Dupré", "Günther Weiß", "Raúl Ibáñez", "Héctor Peña",
    "Beyoncé Agnès", "Anaïs Gaël", "Noël Citroën", "Håkan Sjöström", "Jääskeläinen Väinö", "Ömer Gül", "Inês João",
    "Conceição Simões", "Mónica Sáez", "Thérèse Hélène", "Jérôme Benoît", "L’Oréal Côte", "Café Zürich",
    "Nestlé Crème", "Häagen Söhne", "Château Rhône", "Señor Piñata", "Curaçao Über", "Façade Élan", "Öko Ärzte",
    "Æsir Ørsted", "Étienne Côté", "María Pérez", "Sofía Gómez", "Martín Ruíz", "Andrés Vélez", "Óscar Írún",
    "Šárka Žižka", "Peñarol Málaga", "Königsallee Düsseldorf", "Bäckerei Schröder", "Fußpflege Größe", "Köln Gemüse",
    "Straße Nürnberg", "Käse Müsli", "Pâtisserie Gâteau", "Crêperie Bretón", "Île Ré", "Fête Forêt", "Hôtel Créée",
    "Bøgh Sønderborg", "Smørrebrød Æbleskiver", "Malmö Västerås", "Jörgen Pålsson", "Ragnheiður Guðrún",
    "Sigríður Ævar", "São Paulo", "Brasília Pão", "Açaí Maçã", "Avó Vovô", "Lingüística Pingüino", "Bogotá Medellín",
    "Perú Perón", "Panamá Cancún", "Tomás Díaz", "Lucía Róisín", "Siobhán Séan", "Máire Niamh Ó Briain",
    "Pádraig Éire", "Naïve Égoïste", "Forêt Noire", "Benoît Maçon", "Léa Noé", "Zaïre Haïti", "Kübler Köbler",
    "Strauß Möbel", "Gruß Döner",
]  # fmt: skip
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = ("伟", "小明", "芳", "娜娜", "建国", "秀英", "镕基", "喆", "玥彤", "堃", "子轩", "梓涵", "一诺", "思远")
_PLACES = (
    "华联超市",
    "永辉生活（金桥店）",
    "物美·五道口",
    "全家便利店",
    "盒马鲜生",
    "家乐福古北店",
    "7-11便利店",
    "老百姓大药房",
)
CHINESE = [
    f"{_FAMILY[at % len(_FAMILY)]}{_GIVEN[at % len(_GIVEN)]}" if at % 2 else f"{_PLACES[at % 8]}{at}号"
    for at in range(120)
]
HEADINGS = ["客户名称", "联系电话", "金额", "签约日期", "备注"]


def client_rows(western_only: bool = False) -> list[list[str]]:
    """Return the headings and 200 clients as texts."""
    names = WESTERN * 3 if western_only else CHINESE + WESTERN
    headings = ["name", "phone", "amount", "signed", "note"] if western_only else HEADINGS
    rows = [headings]
    for at, name in enumerate(names[:200]):
        note = "" if at % 3 else 'says "yes", later'
        rows.append(
            [name, str(13900000000 + at), f"{at * 7}.5", date(2026, 1 + at % 12, 1 + at % 28).isoformat(), note]
        )
    return rows


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",") -> bytes:
    """Return the rows as CSV in an encoding."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def typed(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """Return the rows as Excel keeps them: phones and amounts as numbers, days as dates."""
    made: list[list[Cell]] = [list(rows[0])]
    for name, phone, amount, day, note in rows[1:]:
        made.append([name, int(phone), float(amount), date.fromisoformat(day), note])
    return made


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes | str], str]:
    """Write a file and return its path."""

    def write(name: str, content: bytes | str) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., str]:
    """Write an .xlsx of typed cells and return its path."""

    def write(rows: Sequence[Sequence[Cell]], name: str = "list.xlsx", above: int = 0, left: int = 0) -> str:
        from xlsxwriter import Workbook

        book = Workbook(str(tmp_path / name), {"strings_to_formulas": False, "strings_to_urls": False})
        page = book.add_worksheet("客户")
        day, instant = book.add_format({"num_format": 14}), book.add_format({"num_format": 22})
        for at, row in enumerate(rows, above):
            for column, value in enumerate(row, left):
                if isinstance(value, datetime):
                    page.write_datetime(at, column, value, instant)
                elif isinstance(value, date):
                    page.write_datetime(at, column, datetime(value.year, value.month, value.day), day)
                elif value is not None:
                    page.write(at, column, value)
        book.close()
        return str(tmp_path / name)

    return write


@pytest.fixture
def lists() -> type:
    """Give the helpers of this file to the tests, whatever way pytest imports them."""

    class Lists:
        western = WESTERN
        chinese = CHINESE
        rows = staticmethod(client_rows)
        csv = staticmethod(csv_bytes)
        typed = staticmethod(typed)
        xls = staticmethod(xls)

    return Lists
