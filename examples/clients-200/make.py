"""Make a list of 200 clients that nobody ever had: 140 Chinese, 60 western with accents; the same bytes every time.

    python make.py            clients.csv beside this file (UTF-8)
    python make.py FOLDER     the same list as people really send it: UTF-8 with BOM, UTF-16, GB18030, XLSX, and the
                              western part as cp1252

Names are put together from lists, e-mail domains are reserved for examples, and no person can have the phone numbers
(China's 144 is for machines; the others are set aside for films).
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
HEADINGS = ("客户名称", "联系人", "联系电话", "邮箱", "地址", "备注")
WESTERN_HEADINGS = ("Customer", "Contact person", "Phone Number", "Email", "Address", "Note")
Row = tuple[str, ...]

_PLACES = (
    ("上海", "浦东新区云桥路"), ("苏州", "吴中区枫林街"), ("杭州", "滨江区望潮路"),
    ("宁波", "鄞州区石浦巷"), ("南京", "建邺区长堤路"),
    ("无锡", "梁溪区清扬街"), ("合肥", "蜀山区翠微路"), ("厦门", "思明区鹭涛路"),
    ("成都", "锦江区芙蓉里"), ("重庆", "渝中区磁器街"),
)  # fmt: skip
_WORDS = (
    "鑫泽", "恒昱", "沐禾", "瑞堃", "嘉喆", "云杉", "澜庭", "朗玥", "启宸", "融晟", "青禾", "松涛", "星芒", "禾沐"
)  # fmt: skip
_TRADES = ("商贸", "超市", "食品", "物流", "建材", "医药", "电子", "餐饮", "服饰", "印务")
_FORMS = ("有限公司", "股份有限公司", "（集团）有限公司", "经营部", "有限责任公司")
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单区仇解查曾"
_GIVEN = ("镕", "小禾", "思彤", "子喆", "堃", "一诺", "玥", "文昊", "雨桐", "昕怡", "景行", "若溪", "浩然")
_NOTES = ("", "每周三下午送货", "要求开具专用发票；月结30天", "", "老客户介绍，“先款后货”", "", "5楼，电梯限重1吨")

_HOUSES = (
    ("Bäckerei Grünwald", "Jürgen Grünwald", "Königstraße", "Düsseldorf", "+49 30 23125 {n:03d}", "GmbH"),
    ("Pâtisserie Lefèvre", "Hélène Lefèvre", "rue de la Forêt", "Besançon", "+33 1 99 00 {n:04d}", "SARL"),
    ("Café São Vicente", "João Gonçalves", "Rua da Conceição", "Évora", "+351 21 000 0{n:03d}", "Lda"),
    ("Librería Peñalosa", "Íñigo Peñalosa", "Calle Señorío", "Málaga", "+34 900 000 {n:03d}", "S.A."),
    ("Møbelhuset Sørby", "Søren Kjærgård", "Østergade", "Ærøskøbing", "+45 70 00 0{n:03d}", "ApS"),
    ("Åkerlund Järn", "Åsa Åkerlund", "Södra vägen", "Malmö", "+46 8 465 00{n:03d}", "AB"),
    ("Müller Großhandel", "Günther Müller", "Weißgerberstraße", "Köln", "+49 69 90009 {n:03d}", "KG"),
    ("Épicerie Benoît", "François Benoît", "avenue du Château", "Orléans", "+33 2 61 91 {n:04d}", "SAS"),
    ("Ó Briain Stores", "Séamus Ó Briain", "Sráid Éamoin", "Gaillimh", "+353 20 910 0{n:03d}", "Ltd"),
    ("Cervejaria Avó", "Inês Simões", "Travessa do Açúcar", "Guimarães", "+351 22 000 0{n:03d}", "Lda"),
)  # fmt: skip
_LINES = ("", " Export", " Süd", " & Söhne", " Frères", " Ibérica")


def chinese() -> list[Row]:
    """Return 140 Chinese clients in the order of HEADINGS."""
    rows: list[Row] = []
    for at in range(140):
        place, street = _PLACES[at % 10]
        name = f"{place}{_WORDS[at % 14]}{_TRADES[at // 14]}{_FORMS[at % 5]}"
        person = _FAMILY[at * 7 % len(_FAMILY)] + _GIVEN[at % len(_GIVEN)]
        phone = f"144{at * 7919 % 100000000:08d}" if at % 4 else f"144 {at * 31 % 10000:04d} {at * 17 % 10000:04d}"
        address = f"{place}市{street}{at * 3 + 1}号" + (f"{at % 9 + 1}栋" if at % 3 else "")
        rows.append((name, person, phone, f"office{at:03d}@example.com" if at % 2 else "", address, _NOTES[at % 7]))
    return rows


def western() -> list[Row]:
    """Return 60 western clients in the order of HEADINGS."""
    rows: list[Row] = []
    for at in range(60):
        house, person, street, town, phone, form = _HOUSES[at % 10]
        name = f"{house}{_LINES[at // 10]} {form}"
        rows.append((
            name, person, phone.format(n=at + 100), f"contact{at:02d}@example.org", f"{street} {at + 1}, {town}",
            "" if at % 3 else 'Prix “départ usine”, 30 jours; "netto"',
        ))  # fmt: skip
    return rows


def as_csv(rows: list[Row], headings: Row = HEADINGS) -> str:
    """Return rows as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()


def write_all(folder: Path) -> None:
    """Write the list in every form that needs nothing but salesctl's own libraries."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    text = as_csv(chinese() + western())
    for name, encoding in (("utf8", "utf-8"), ("bom", "utf-8-sig"), ("utf16", "utf-16"), ("gb18030", "gb18030")):
        (folder / f"clients-{name}.csv").write_bytes(text.encode(encoding))
    (folder / "western-cp1252.csv").write_bytes(as_csv(western(), WESTERN_HEADINGS).encode("cp1252"))
    book = Workbook(str(folder / "clients.xlsx"), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 11, 20)})
    page = book.add_worksheet("客户")
    for line, row in enumerate([HEADINGS, *chinese(), *western()]):
        for column, value in enumerate(row):
            page.write_string(line, column, value)
    book.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_all(Path(sys.argv[1]))
    else:
        (HERE / "clients.csv").write_bytes(as_csv(chinese() + western()).encode())
