"""One spelling of characters, and Chinese numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values.reading import chinese_digits, chinese_whole, fold, spell, whole


@given(st.integers(0, 10**12 - 1))
def test_every_number_spelled_in_chinese_is_read_back(number: int) -> None:
    assert chinese_whole(spell(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10), ("十五", 15), ("二十", 20), ("两百", 200), ("两百零五", 205), ("一百一十", 110), ("一百十", 110),
        ("三百五", None), ("三万五", None), ("一万零五百", 10500), ("两千零二十六", 2026), ("", None), ("十十", None),
        ("百", None), ("二五", None), ("一亿零三", 100000003), ("12", None), ("零", 0),
    ],
)  # fmt: skip
def test_numerals_that_say_one_thing_are_read(text: str, number: int | None) -> None:
    assert chinese_whole(text) == number


def test_digits_said_one_by_one() -> None:
    assert chinese_digits("二〇二六") == "2026"
    assert chinese_digits("十二") is None
    assert whole("٣") is None


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_makes_one_spelling() -> None:
    assert fold("０９：０５　週五（ＰＭ）～￥〇") == "09:05 周五(pm)~¥零"
    assert fold("3²①") == "3²①"
