import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.render.sanitize import cell_text, join_list, markdown, split_list, unguard, visible

NASTY = (
    "\x00\t\n\r\x1b\x7f\x9b\u00a0\u00ad\u0301\u061c\u115f\u200b\u200d\u202e\u2028\u2066\u3000\u3164\ufe0f\ufeff\uff1d\ud800"
    "'=+-@|[]<>`\\;,\"華"
)
ANY = st.text(alphabet=st.characters(), max_size=60) | st.text(alphabet=NASTY, max_size=30)
STORED = st.text(
    alphabet=st.characters(blacklist_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], whitelist_characters="\n\t'=+-@")
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("华联超市 Müller", "华联超市 Müller"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc", "a b c"),
        ("\u202egnp", "\\u202egnp"),
        ("a\u200bb", "a\\u200bb"),
        ("\x9b", "\\x9b"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("❤\ufe0f", "❤"),
        ("e" + "\u0301" * 31, "e\u0301\u0301\u0301\u0301[+27]"),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_what_acts_on_a_terminal_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_newlines_stay_only_where_lines_are_wanted() -> None:
    assert visible("a\r\nb\rc\nd", lines=True) == "a\nb\\x0dc\nd"


@given(ANY)
def test_nothing_visible_is_a_control_or_turns_the_line_around(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 138", "-5", "@x", "\t=1", "  =1", "＝1", "'=1", "''-", "\ncmd", "\u3000+1"]
)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert cell_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "华联", "a=b", "1-2", "'", "'tis", "O'Neil", "138-1234", "x@y.cn", " x", "a\nb"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert cell_text(text) == text
    assert unguard(text) == text


@given(STORED)
def test_the_importer_takes_the_guard_off_again(text: str) -> None:
    assert unguard(cell_text(text)) == text


@given(ANY)
def test_no_cell_starts_a_formula_or_holds_an_escape(text: str) -> None:
    cell = cell_text(text)
    assert cell.lstrip(" \u3000\u00a0")[:1] not in set("=+-@＝＋－＠\t\r")
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in cell)


@given(st.lists(STORED.map(str.strip).filter(bool)))
def test_a_list_comes_back_from_one_cell(items: list[str]) -> None:
    assert split_list(join_list(tuple(items)).replace("；", "\\；")) or not items
    plain = [item for item in items if "；" not in item]
    assert split_list(join_list(tuple(plain))) == tuple(plain)


@given(ANY)
def test_markdown_holds_no_markup_and_no_line_end(text: str) -> None:
    written = markdown(text).replace("<br>", "")
    assert "<" not in written and ">" not in written and "\n" not in written
    bare = written.replace("\\\\", "")
    assert all(bare[at - 1] == "\\" for at, char in enumerate(bare) if char in "|`*_[]")


def test_the_hostile_texts_come_out_harmless(hostile: list[str]) -> None:
    assert len(hostile) >= 200
    for text in hostile:
        assert visible(text).isprintable() or set(text) & set("\u3000\u00a0")
        assert unguard(cell_text(text)) == cell_text(text).removeprefix("'") or text.startswith("'")
        assert "\n" not in markdown(text) and "<script" not in markdown(text)
