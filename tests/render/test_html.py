"""Papers as HTML: one file that needs nothing, escapes everything, and has the parts a printed form has."""

from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from syrupy.assertion import SnapshotAssertion

from salesctl import locale
from salesctl.render.page import Block, Gap, Item, Items, Page, Pairs, Signs, Text
from salesctl.render.sheet import Field, Sheet
from tests.render.conftest import month

Drawn = Callable[..., str]
VOID = {"meta", "hr", "rect", "path"}


class Reader(HTMLParser):
    """Reads a page strictly: tags nest, and what they are and hold is kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_month_is_the_page_agreed(drawn: Drawn, snapshot: SnapshotAssertion, lang: str) -> None:
    locale.set_language(lang)
    text = drawn(month(lang), "html", lang=lang)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert text.partition("</style>")[2] == snapshot


def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(drawn: Drawn) -> None:
    text = drawn(month("zh"), "html", lang="zh")
    read = Reader(text)
    names = {tag for tag, _attrs in read.tags}
    assert not names & {"script", "link", "img", "iframe", "a", "object", "form", "base"}
    assert not {name for _tag, attrs in read.tags for name in attrs if name.startswith("on") or name in ("href", "src")}
    assert "url(" not in text and "@import" not in text and "http:" not in text and "https:" not in text
    assert "default-src 'none'" in text


def test_it_is_printed_on_its_paper_with_page_numbers_and_the_head_row_on_each(drawn: Drawn) -> None:
    text = drawn(month("zh"), "html", lang="zh")
    assert "@page { size: A4; }" in text and 'counter(page) " / " counter(pages)' in text
    assert "display: table-header-group" in text and "<thead>" in text
    assert "@page { size: A5 landscape; }" in drawn(Page("T", size="A5", landscape=True), "html")


def test_figures_stand_right_a_bar_is_a_drawing_and_totals_follow(drawn: Drawn) -> None:
    fields = (Field("name", "name", "Name"), Field("sales", "money", "Sales", whole=True), Field("bar", "bar", "Sales"))
    rows = [("王芳", Decimal("186420.5"), Decimal("0.5")), ("赵磊", Decimal(0), None)]
    sheet = Sheet(fields, rows, totals={"sales": Decimal(1)}, compare=(("9 月", {"sales": Decimal(2)}),), report=True)
    text = drawn(sheet, "html")
    assert '<td>王芳</td><td class="r">186,421</td><td class="b"><svg aria-hidden="true">' in text
    assert '<rect width="50.0%" height="100%"/>' in text and "█" not in text
    assert '<td>赵磊</td><td class="r"></td><td class="b"></td>' in text
    assert '<tr class="total"><td>Total</td><td class="r">1</td><td class="b"></td></tr>\n<tr><td>9 月</td>' in text


def test_a_wide_list_lies_on_its_side_and_a_wide_table_gets_smaller_signs(drawn: Drawn) -> None:
    fields = tuple(Field(f"k{n}", "money", f"Figure {n}") for n in range(14))
    row = tuple(Decimal(1234567) for _n in fields)
    alone = drawn(Sheet(fields, [row]), "html")
    assert "size: A4 landscape" in alone
    beside = drawn(Page("T", blocks=[Sheet(fields, [row]), Signs(("A",))]), "html")
    assert "size: A4;" in beside and 'style="font-size: 6.5pt"' in beside


def test_an_empty_list_says_what_to_type_and_notes_stand_under_it(drawn: Drawn) -> None:
    text = drawn(Sheet((Field("a", "text", "A"),), [], empty="Add one: salesctl client add", notes=["a note"]), "html")
    assert "<table" not in text and '<p class="empty">Add one: salesctl client add</p>' in text
    assert '<p class="note">a note</p>' in text


def test_a_record_is_headings_and_values(drawn: Drawn) -> None:
    fields = (Field("id", "id", "Id"), Field("a", "text", "A"), Field("b", "text", "B"))
    text = drawn(Sheet(fields, [("f" * 32, "one\ntwo", None)], single=True, title="C-1"), "html")
    assert "<dl><dt>A</dt><dd>one\ntwo</dd></dl>" in text and "f" * 32 not in text


def test_ten_thousand_rows_are_one_page_of_rows(drawn: Drawn) -> None:
    fields = (Field("name", "name", "Name"), Field("sales", "money", "Sales"))
    text = drawn(Sheet(fields, ((f"客户{n}", Decimal(n)) for n in range(10_000))), "html")
    assert text.count("<tr>") == 10_001 and "<td>客户9999</td>" in text


def test_hostile_texts_stay_texts(drawn: Drawn, hostile: list[str]) -> None:
    fields = (Field("a", "name", "A"), Field("b", "text", "B"), Field("c", "list", "C"))
    usual = {tag for tag, _attrs in Reader(drawn(_everywhere("x", fields), "html")).tags}
    for text in hostile:
        page = drawn(_everywhere(text, fields), "html")
        read = Reader(page)
        assert {tag for tag, _attrs in read.tags} <= usual
        assert not set(page) & set("\x1b\x07\x08\r\x00\x9b\u202e\u2066\u200b\u2028\ud800")
        assert "<script" not in page and "<b>x" not in page


def _everywhere(text: str, fields: tuple[Field, ...]) -> Page:
    sheet = Sheet(fields, [(text, text, (text,))], title=text, totals={"a": text}, notes=[text], totals_label=text)
    blocks: list[Block] = [
        sheet,
        Gap(),
        Pairs(((text, text),)),
        Items(text, (Item(text, text, True),)),
        Text(text),
        Signs((text,)),
    ]
    return Page(text, (text,), text, blocks, [text])
