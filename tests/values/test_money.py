"""Money, quantities and rates: what is read, what is refused, and exact arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.values import WordError
from salesctl.values.money import (
    LARGEST_SCALED,
    allocate,
    from_scaled,
    parse_amount,
    parse_quantity,
    parse_rate,
    round_half_up,
    to_scaled,
)

scaled = st.integers(-LARGEST_SCALED, LARGEST_SCALED)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.5"), ("0", "0"), ("-0", "0"), (".5", "0.5"), ("007", "7"), ("+12", "12"),
        ("35,000", "35000"), ("35,000元", "35000"), ("1,234,567.89", "1234567.89"), ("¥35,000", "35000"),
        ("￥35,000.00", "35000"), ("３５，０００．５元", "35000.5"), ("35000 元整", "35000"), ("人民币 5 元", "5"),
        ("RMB 12", "12"), ("12 CNY", "12"), ("5块", "5"), ("20块钱", "20"),
        ("3.5万", "35000"), ("3.5 万元", "35000"), ("3.5萬", "35000"), ("1.2亿", "120000000"), ("0.00001万", "0.1"),
        ("3万5千", "35000"), ("1亿2000万", "120000000"), ("35k", "35000"), ("2千5百", "2500"),
        ("三万五千", "35000"), ("两百零五元", "205"), ("十二", "12"), ("一万零五百", "10500"),
        ("-120", "-120"), ("−120", "-120"), ("-¥5", "-5"), ("¥-5", "-5"),
        ("99999999999.9999", "99999999999.9999"), ("1.2340", "1.234"), ("1.23450000", "1.2345"),
    ],
)  # fmt: skip
def test_an_amount_is_read(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "元", "万", "abc", "(120)", "3,50", "1,2345", "1.234,5", "1,234,5", "5.", "1e5", "NaN",
        "Infinity",
        "--5", "-¥-5", "3²", "٣", "½", "1_000", "0x10", "$5", "5 USD", "€5", "3万5", "三万五", "三百五", "3万20000",
        "3.5万5千",
        "5千3万", "一一", "十十", "5 5", "5%", "9折",
    ],
)  # fmt: skip
def test_nonsense_is_no_amount(text: str) -> None:
    with pytest.raises(WordError, match="as an amount") as caught:
        parse_amount(text)
    assert "3.5万" in caught.value.hint
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.23456", "more than 4 decimals"), ("0.000000001万", "more than 4 decimals"),
        ("0.00001", "more than 4 decimals"),
        ("100000000000", "too large"), ("1000亿", "too large"), ("-999999999999", "too large"),
    ],
)  # fmt: skip
def test_what_would_be_rounded_or_overflow_is_refused(text: str, why: str) -> None:
    with pytest.raises(WordError, match=why) as caught:
        parse_amount(text)
    assert caught.value.text == text


def test_another_ledger_reads_its_own_currency() -> None:
    assert parse_amount("$1,200.50", "USD") == Decimal("1200.5")
    assert parse_amount("12 chf", "CHF") == Decimal(12)
    with pytest.raises(WordError):
        parse_amount("5元", "USD")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("12", "12"), ("1.5", "1.5"), ("-4", "-4"), ("1,200", "1200"), ("12件", "12"), ("十二个", "12"), ("2万", "20000")],
)
def test_a_quantity_is_read(text: str, quantity: str) -> None:
    assert str(parse_quantity(text)) == quantity


@pytest.mark.parametrize("text", ["", "件", "5元", "2箱", "1.23456", "x", "1e3", "--1"])
def test_nonsense_is_no_quantity(text: str) -> None:
    with pytest.raises(WordError):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("9折", "0.9"), ("8.5折", "0.85"), ("85折", "0.85"), ("九折", "0.9"), ("八五折", "0.85"), ("九五折", "0.95"),
        ("打8折", "0.8"), ("10折", "1"), ("十折", "1"), ("5折", "0.5"), ("对折", "0.5"), ("半价", "0.5"),
        ("９折", "0.9"),
        ("85%", "0.85"), ("85％", "0.85"), ("12.5%", "0.125"), ("120%", "1.2"), ("0%", "0"), ("百分之五", "0.05"),
        ("百分之12.5", "0.125"), ("三成", "0.3"), ("3成", "0.3"), ("三成五", "0.35"), ("0.85", "0.85"), (".5", "0.5"),
        ("1", "1"), ("0", "0"),
    ],
)  # fmt: skip
def test_a_rate_is_read(text: str, rate: str) -> None:
    assert str(parse_rate(text)) == rate


@pytest.mark.parametrize(
    "text", ["", "85", "1.5", "2", "-5%", "0折", "折", "%", "8五折", "100折", "0.12345", "0.12345%", "abc"]
)
def test_a_doubtful_rate_is_refused(text: str) -> None:
    with pytest.raises(WordError):
        parse_rate(text)


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e999999", "1e-999999", "1E+11", "0.00005"])
def test_what_can_not_be_kept_is_not_scaled(text: str) -> None:
    with pytest.raises(WordError):
        to_scaled(Decimal(text))


@given(scaled)
def test_scaling_can_be_taken_back(number: int) -> None:
    assert to_scaled(from_scaled(number)) == number


@given(scaled)
def test_a_narrow_decimal_context_changes_nothing(number: int) -> None:
    with localcontext(prec=3):
        assert to_scaled(from_scaled(number)) == number
        assert to_scaled(parse_amount(f"{from_scaled(number):f}")) == number


@given(scaled)
def test_an_amount_survives_being_written(number: int) -> None:
    amount = from_scaled(number)
    assert parse_amount(f"{amount:,f}") == parse_amount(f"{amount:,f} 元") == parse_amount(f"{amount:f}") == amount
    assert "E" not in str(amount) or amount == 0
    assert parse_quantity(f"{amount:,f}") == amount


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),
        ("0.5", 0, "1"),
        ("1.00005", 4, "1.0001"),
        ("0.004", 2, "0.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("-100", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("1200000", [38, 31, 29, 22], ["380000.00", "310000.00", "290000.00", "220000.00"]),
        ("10", [0, 1], ["0.00", "10.00"]),
        ("0.0001", [1, 1], ["0.0001", "0.0000"]),
    ],
)
def test_a_total_is_split_to_the_last_cent(total: str, weights: list[int], parts: list[str]) -> None:
    assert [str(part) for part in allocate(Decimal(total), weights)] == parts


@given(scaled, st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=12).filter(any))
def test_the_parts_add_up_and_each_is_within_a_unit(number: int, weights: list[Decimal]) -> None:
    total = from_scaled(number)
    parts = allocate(total, weights)
    assert sum(parts) == total
    unit = Decimal("0.01")
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < unit + Decimal("1e-9")
        assert weight or not part


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 3]])
def test_weights_must_make_sense(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(Decimal(1), weights)
