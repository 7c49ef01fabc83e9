"""Workbooks as a format of every list: numbers are numbers, text is never a formula, totals stand under a rule."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from salesctl import locale
from salesctl.render.sheet import Field, Sheet
from tests.render.conftest import workbook

Drawn = Callable[..., str]


def test_a_list_is_a_workbook_of_numbers_days_and_labels(clients: Callable[..., Sheet], drawn: Drawn) -> None:
    head, first, _second = workbook(drawn(clients(), "xlsx"))
    assert head[:3] == ["ID", "Number", "Name"]
    row = dict(zip(head, first, strict=True))
    assert (row["Sales"], row["Late"], row["Rate"]) == (186420.5, 0, 0.7182)
    assert row["At"] == datetime(2026, 11, 20, 9, 41, 13, 8000), "the company's time"


def test_totals_have_a_name_and_what_they_compare_with(drawn: Drawn) -> None:
    fields = (Field("name", "name", "Name"), Field("sales", "money", "Sales"))
    sheet = Sheet(
        fields,
        [("王芳", Decimal("1.5"))],
        totals={"sales": Decimal("1.5")},
        totals_label="合计 1 人",
        compare=(("9 月", {"sales": Decimal(2)}),),
    )
    assert workbook(drawn(sheet, "xlsx")) == [["Name", "Sales"], ["王芳", 1.5], ["合计 1 人", 1.5], ["9 月", 2]]


def test_the_head_row_stays_in_sight(clients: Callable[..., Sheet], drawn: Drawn) -> None:
    locale.set_language("zh")
    with zipfile.ZipFile(io.BytesIO(drawn(clients(), "xlsx", lang="zh").encode("latin-1"))) as book:
        assert b'<pane ySplit="1"' in book.read("xl/worksheets/sheet1.xml")


def test_hostile_texts_are_no_formulas_and_no_links(drawn: Drawn, hostile: list[str]) -> None:
    fields = (Field("name", "name", "Name"), Field("note", "text", "=1+1"))
    sheet = Sheet(fields, [(text, text) for text in hostile], title="=cmd()", totals={"note": "=1"}, totals_label="=2")
    with zipfile.ZipFile(io.BytesIO(drawn(sheet, "xlsx").encode("latin-1"))) as book:
        page = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page and b"hyperlink" not in page
