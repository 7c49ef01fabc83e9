"""One rule says what a cell is as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.exchange.cells import cell_text, clean, clean_row, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (13912345678.0, "13912345678"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (1e14, "100000000000000"),
        (Decimal("12.3400"), "12.34"),
        (Decimal("1E+3"), "1000"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20, 18, 30), "2026-11-20 18:30"),
        (datetime(2026, 11, 20, 18, 30, 5), "2026-11-20 18:30:05"),
        (datetime(2026, 11, 20, 18, 29, 59, 999_600), "2026-11-20 18:30"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_600), "2027-01-01"),
        (time(9, 5), "09:05"),
        (time(0, 0), "00:00"),
        (timedelta(hours=25, minutes=30), "25:30"),
        (timedelta(hours=-1), "-1:00"),
        ("\u3000 华联 \xa0", "华联"),
        ("Cafe\u0301", "Café"),
        ("a\nb", "a\nb"),
    ],
)
def test_a_cell_says_its_value(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("1E+5000"), [1], {}])
def test_what_is_no_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        cell_text(value)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_amounts_survive_a_spreadsheets_floats(amount: Decimal) -> None:
    assert Decimal(number_text(float(amount))) == amount


@given(st.lists(st.text(), max_size=4) | st.lists(st.text("e\u0301<\u0338 ,\n\u212b\u3000", max_size=4), max_size=4))
def test_a_row_is_cleaned_as_each_of_its_cells(cells: list[str]) -> None:
    assert clean_row(cells) == [clean(cell) for cell in cells]
