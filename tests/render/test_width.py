import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.render.width import cut, display_width, pad, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("华联", 4),
        ("Müller", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("，", 2),
        ("√○█─…", 5),
        ("ｱ", 1),
        ("Ａ", 2),
        ("👍", 2),
    ],
)
def test_chinese_signs_take_two_columns_and_ambiguous_ones_one(text: str, width: int) -> None:
    assert display_width(text) == width


def test_padding_fills_to_columns_not_characters() -> None:
    assert pad("华联", 6) == "华联  "
    assert pad("12", 6, right=True) == "    12"
    assert pad("华联", 6, right=True) == "  华联"
    assert pad("华联超市", 6) == "华联超市"


@pytest.mark.parametrize(
    ("text", "width", "mark", "short"),
    [
        ("华联超市", 8, "…", "华联超市"),
        ("华联超市", 7, "…", "华联超…"),
        ("华联超市", 6, "…", "华联…"),
        ("华联超市", 6, "..", "华联.."),
        ("a b c d", 4, "…", "a b…"),
        ("abc", 1, "..", "."),
        ("abc", 0, "…", ""),
    ],
)
def test_a_long_text_is_cut_between_signs(text: str, width: int, mark: str, short: str) -> None:
    assert cut(text, width, mark) == short


@given(st.text(), st.integers(1, 30))
def test_cut_text_always_fits(text: str, width: int) -> None:
    assert display_width(cut(text, width)) <= max(width, 0)


def test_lines_break_between_words_and_between_chinese_signs() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("端架谈成两节", 6) == ["端架谈", "成两节"]
    assert wrap("一店、二店，三店（东）。完", 10) == ["一店、二", "店，三店", "（东）。完"]
    assert wrap("订单 19,965、O-168", 13) == ["订单 19,965、", "O-168"]
    assert wrap("a\nb", 10) == ["a", "b"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"])), st.integers(2, 30))
def test_wrapping_loses_nothing_but_spaces_and_always_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(display_width(line) <= width for line in lines)
