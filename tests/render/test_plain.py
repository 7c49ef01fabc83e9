from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from salesctl import locale
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.render.width import display_width

PAPER = (
    Field("name", "name", "Name"),
    Field("sales", "money", "Sales"),
    Field("late", "int", "Late"),
    Field("note", "text", "Note"),
)


def test_a_list_is_aligned_with_one_rule_under_the_head(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    assert drawn(clients(title="Clients", notes=["a note"])) == (
        "Clients\n"
        "Number       Name            Level  At                Day              Sales  Late  Days  Rate  Active  Roles"
        "      Note\n"
        f"{'-' * 121}\n"
        "C-2026-0042  华联超市        A      2026-11-20 09:41  2026-11-20  186,420.50     0  17.5   72%  yes     "
        "rep, lead  老客户\n"
        "C-2026-0043  Müller & Söhne                                            -3.00    12    10  1.2%  no\n"
    )


def test_totals_stand_under_a_rule_of_their_own_and_zeros_of_a_report_are_blank(drawn: Callable[..., str]) -> None:
    rows = [("王芳", Decimal("186420"), 0, "x"), ("欧阳雪梅", Decimal(0), 3, None)]
    sheet = Sheet(PAPER, rows, totals={"sales": Decimal("186420"), "late": 3}, report=True)
    assert drawn(sheet) == (
        "Name           Sales  Late  Note\n"
        "--------------------------------\n"
        "王芳      186,420.00        x\n"
        "欧阳雪梅                 3\n"
        "--------------------------------\n"
        "Total     186,420.00     3\n"
    )


def test_a_record_is_headings_and_values_without_blanks(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    row: tuple[Value, ...] = ("a" * 32, "C-2026-0042", "华联", None, "138", *[None] * 8, "一\n二")
    assert drawn(clients(rows=[row], single=True, title="C-2026-0042")) == (
        "C-2026-0042\n-------------------\nNumber  C-2026-0042\nName    华联\nPhone   138\nNote    一\n        二\n"
    )


def test_ids_and_columns_not_for_the_table_stay_off_the_screen(
    clients: Callable[..., Sheet], drawn: Callable[..., str]
) -> None:
    for fmt in ("table", "plain", "md"):
        text = drawn(clients(), fmt)
        assert "a" * 32 not in text and "Phone" not in text and "13812342207" not in text
    assert "a" * 32 not in drawn(clients(single=True))


def test_an_empty_list_says_what_to_type(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    sheet = clients(rows=iter(()), empty="No clients yet: salesctl client add NAME")
    assert drawn(sheet) == "No clients yet: salesctl client add NAME\n"


def test_off_a_terminal_nothing_is_cut(drawn: Callable[..., str]) -> None:
    sheet = Sheet(PAPER, [("n" * 300, Decimal(1), 1, "x" * 300)])
    text = drawn(sheet, width=80, clip=True)
    assert "n" * 300 in text and "x" * 300 in text and "…" not in text


def test_on_a_terminal_texts_are_cut_from_the_last_column_on(drawn: Callable[..., str]) -> None:
    rows = [("华联超市中山店", Decimal("1234567.00"), 1, "很长的备注" * 20)]
    lines = drawn(Sheet(PAPER, rows), width=60, clip=True, terminal=True).splitlines()
    assert all(display_width(line) <= 60 for line in lines)
    assert lines[2].startswith("华联超市中山店  1,234,567.00     1  很长的备注") and lines[2].endswith("…")


def test_an_ambiguous_sign_never_stands_left_of_something_aligned(drawn: Callable[..., str]) -> None:
    rows = [("华联超市中山店超级大卖场二楼", Decimal("1234567.00"), 1, "很长的备注" * 20)]
    line = drawn(Sheet(PAPER, rows), width=44, clip=True, terminal=True).splitlines()[2]
    assert ".." in line and "…" not in line[:-1]
    assert "1,234,567.00" in line


def test_columns_that_do_not_fit_are_left_out_with_a_word(drawn: Callable[..., str]) -> None:
    fields = tuple(Field(f"k{n}", "money", f"Figure {n}") for n in range(12))
    text = drawn(Sheet(fields, [tuple(Decimal(n) for n in range(12))]), width=60, clip=True, terminal=True)
    assert all(display_width(line) <= 60 for line in text.splitlines()[:-1])
    assert "6 more columns do not fit" in text


def test_figures_stand_right_whatever_the_names_are_written_in(drawn: Callable[..., str]) -> None:
    names = ["王芳", "Müller", "𠮷野", "ｶﾅ", "A", "👍", "e\u0301", "한글"]
    lines = drawn(Sheet(PAPER[:2], [(name, Decimal(n * 1000)) for n, name in enumerate(names)])).splitlines()
    assert len({display_width(line) for line in lines}) == 1


def test_rows_after_the_measured_ones_stream_with_the_same_widths(drawn: Callable[..., str]) -> None:
    taken = 0

    def rows() -> Iterator[tuple[Value, ...]]:
        nonlocal taken
        for taken in range(5000):
            yield (f"客户{taken % 7}", Decimal(taken), taken, None)

    lines = drawn(Sheet(PAPER[:3], rows())).splitlines()
    assert len(lines) == 5002 and len({display_width(line) for line in lines}) == 1


def test_headings_and_labels_speak_chinese(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    locale.set_language("zh")
    row: tuple[Value, ...] = (*[None] * 6, date(2026, 11, 20), *[None] * 7)
    text = drawn(clients(rows=[row], single=True), lang="zh")
    assert "2026-11-20（" in text


@pytest.mark.parametrize("width", [None, 10, 40, 80])
def test_hostile_texts_leave_one_line_each(drawn: Callable[..., str], width: int | None, hostile: list[str]) -> None:
    sheet = Sheet(PAPER, [(text, Decimal(1), 1, text) for text in hostile], title="\x1b[31mT", notes=["\x1b[2J"])
    text = drawn(sheet, width=width, clip=True, terminal=True, color=False)
    assert len(text.split("\n")) == len(hostile) + 3 + 2 + (width == 10)
    assert not any(char in text for char in "\x1b\x07\x08\r\x00\x9b\u202e\u2066\u200b\u2028")
