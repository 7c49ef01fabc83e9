"""Papers as text: golden months, and what must hold of every page whatever stands in it."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from salesctl import locale
from salesctl.render import Look
from salesctl.render.page import Gap, Item, Items, Page, Pairs, Signs, Text
from salesctl.render.pagetext import drawn as lines_of
from salesctl.render.sheet import Field, Sheet
from salesctl.render.width import display_width, set_ambiguous
from tests.render.conftest import ZONE, month

Drawn = Callable[..., str]


@pytest.mark.parametrize("ambiguous", [1, 2])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_month_reads_as_agreed(
    drawn: Drawn, snapshot: SnapshotAssertion, lang: str, width: int, ambiguous: int
) -> None:
    locale.set_language(lang)
    set_ambiguous(ambiguous)
    text = drawn(month(lang), lang=lang, terminal=True, width=width, clip=True)
    assert all(display_width(line) <= width for line in text.splitlines())
    assert text == snapshot


def test_off_a_terminal_a_page_is_a_hundred_columns_or_as_wide_as_its_table(drawn: Drawn) -> None:
    rules = {len(line) for line in drawn(month("zh"), lang="zh").splitlines() if set(line) == {"-"}}
    assert len(rules) == 1 and rules.pop() >= 100
    assert "-" * 100 + "\n" in drawn(Page("T", blocks=[Gap()]))


@pytest.mark.parametrize("ambiguous", [1, 2])
def test_figures_align_and_only_bars_end_a_line_in_signs_of_ambiguous_width(drawn: Drawn, ambiguous: int) -> None:
    set_ambiguous(ambiguous)
    lines = drawn(month("zh"), lang="zh", terminal=True, width=120, clip=True).splitlines()
    rows = [line for line in lines if re.search(r"\d/18 ", line)]
    assert len(rows) == 12 and any("Müller" in row for row in rows)
    assert len({display_width(row[: row.index("%")]) for row in rows if "Müller" not in row}) == 1
    ends = {display_width(re.sub("█+$", "", row)) for row in rows}
    assert len(ends) == 1, "every bar starts in the same column"
    assert not [row for row in rows if re.search("█ *[^█]", row)]


def test_the_longest_bar_is_the_greatest_share_and_nothing_has_none(drawn: Drawn) -> None:
    fields = (Field("name", "name", "Name"), Field("share", "bar", "Share"))
    rows = [("a", Decimal(1)), ("b", Decimal("0.5")), ("c", Decimal("0.0001")), ("d", Decimal(0)), ("e", None)]
    for ambiguous, most in ((1, 20), (2, 10)):
        set_ambiguous(ambiguous)
        lines = drawn(Sheet(fields, rows)).splitlines()[2:]
        assert [line.count("█") for line in lines] == [most, most // 2, 1, 0, 0]


@pytest.mark.parametrize("fmt", ["json", "ndjson", "csv", "md", "xlsx"])
def test_data_has_no_bars(drawn: Drawn, fmt: str) -> None:
    fields = (Field("name", "name", "Name"), Field("share", "bar", "Share"), Field("late", "int", "Late"))
    text = drawn(Sheet(fields, [("a", Decimal("0.987"), 3)]), fmt)
    assert "share" not in text.lower() and "0.987" not in text and "█" not in text


def test_whole_money_is_for_people_and_data_keeps_the_cents(drawn: Drawn) -> None:
    fields = (Field("name", "name", "Name"), Field("sales", "money", "Sales", whole=True))

    def sheet() -> Sheet:
        return Sheet(fields, [("a", Decimal("186420.50"))])

    assert "186,421\n" in drawn(sheet()) and "186420.5\r\n" in drawn(sheet(), "csv")
    assert '"sales": 186420.5' in drawn(sheet(), "json")


def test_what_does_not_fit_stands_in_a_second_part_with_the_names_again(drawn: Drawn) -> None:
    text = drawn(month("zh"), lang="zh", terminal=True, width=60, clip=True)
    assert text.count("欧阳雪梅") >= 2 and "do not fit" not in text
    for head in ("出勤", "日报", "订单", "回款额", "回款率"):
        assert head in text


@pytest.mark.parametrize("fmt", ["table", "md"])
def test_totals_have_a_name_and_stand_over_what_they_compare_with(drawn: Drawn, fmt: str) -> None:
    fields = (Field("name", "name", "Name"), Field("late", "int", "Late"))
    sheet = Sheet(
        fields,
        [("王芳", 3)],
        totals={"late": 3},
        totals_label="合计 1 人",
        compare=(("9 月", {"late": 4}),),
        report=True,
    )
    said = [line.replace("|", " ").split() for line in drawn(sheet, fmt).splitlines()[-2:]]
    assert said == [["合计", "1", "人", "3"], ["9", "月", "4"]]


def test_a_terminal_gives_totals_and_their_comparison_the_same_place(drawn: Drawn) -> None:
    page = month("zh")
    coloured = drawn(page, lang="zh", terminal=True, color=True, width=120, clip=True)
    plain = drawn(month("zh"), lang="zh", terminal=True, width=120, clip=True)
    assert "\x1b[1m" in coloured and re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_lists_have_numbers_boxes_and_commands_at_the_right(drawn: Drawn) -> None:
    items = (Item("one", "task list", True), Item("two", done=False), Item("x" * 95, "task show T1"))
    lines = drawn(Page("T", blocks=[Items("Plan", items, numbered=True)])).splitlines()[1:]
    assert lines[0] == "Plan  1 [x] one" + " " * 76 + "task list"
    assert lines[1] == "      2 [ ] two"
    assert lines[2].startswith("      3 xxx") and lines[-1].endswith("task show T1")


def test_headings_of_pairs_and_lists_share_a_column(drawn: Drawn) -> None:
    page = Page("T", blocks=[Pairs((("完成", "a\nb"),)), Items("昨日计划", (Item("c"),))], right="R")
    assert drawn(page) == f"T{' ' * 98}R\n完成      a\n          b\n\n昨日计划  c\n"


def test_a_page_ends_with_signatures_and_the_ledgers_head(drawn: Drawn) -> None:
    page = Page("T", blocks=[Text("words"), Signs(("本人", "主管"))], foot=["Ledger 01:1@aaaa…bbbb", "Explained: x"])
    assert drawn(page) == (
        "T\nwords\n\n本人 ____________    主管 ____________\n\n-- Ledger 01:1@aaaa…bbbb\n   Explained: x\n"
    )


def _page(texts: list[str]) -> Page:
    a, b, c, d, e = texts
    fields = (Field("a", "name", "A"), Field("b", "money", "B"), Field("c", "text", "C"), Field("d", "bar", "D"))
    rows = [(b, Decimal(7), e, Decimal("0.5")), (a, None, None, None)]
    sheet = Sheet(fields, rows, title=c, totals={"b": Decimal(7)}, totals_label=d, compare=((e, {"b": Decimal(1)}),))
    items = Items(b, (Item(a, c), Item(d, e, True)), numbered=True)
    return Page(a, (b, c), d, [sheet, Gap(), Pairs(((d, e), (a, b))), items, Text(c), Signs((a, e))], [b, e])


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=5, max_size=5)


@given(TEXTS, st.integers(24, 140), st.sampled_from([1, 2]))
def test_every_line_of_a_page_fits_the_terminal(texts: list[str], width: int, ambiguous: int) -> None:
    set_ambiguous(ambiguous)
    try:
        look = Look("en", ZONE, terminal=True, width=width, limit=width)
        for _style, line in lines_of(_page(texts), look):
            assert line.endswith("\n") and "\n" not in line[:-1] and line[:-1] == line[:-1].rstrip()
            assert display_width(line[:-1]) <= width, line
    finally:
        set_ambiguous(1)


def test_hostile_texts_never_act_on_a_terminal(drawn: Drawn, hostile: list[str]) -> None:
    for at in range(0, len(hostile) - 5, 5):
        for width in (40, 100):
            text = drawn(_page(hostile[at : at + 5]), terminal=True, width=width, clip=True)
            assert not set(text) & set("\x1b\x07\x08\r\x00\x9b\u202e\u2066\u200b\u2028")
