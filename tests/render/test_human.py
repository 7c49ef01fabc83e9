from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from salesctl.render.human import human, local_times, painter, plain_number
from salesctl.render.sheet import Field, Kind, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", Decimal("1234567.005"), "1,234,567.01"),
        ("money", Decimal("-0.001"), "0.00"),
        ("money", 5, "5.00"),
        ("quantity", Decimal("12000.5000"), "12,000.5"),
        ("quantity", Decimal("1E+3"), "1,000"),
        ("days", Decimal("17.5000"), "17.5"),
        ("hours", Decimal("8.3333"), "8.33"),
        ("int", 18204, "18204"),
        ("minutes", 41, "41"),
        ("rate", Decimal("0.7182"), "72%"),
        ("rate", Decimal("1.04"), "104%"),
        ("rate", Decimal("0.008"), "0.8%"),
        ("rate", Decimal(0), "0%"),
        ("date", date(2026, 11, 20), "2026-11-20"),
        ("instant", datetime(2026, 11, 20, 1, 41, 59, tzinfo=UTC), "2026-11-20 09:41"),
        ("flag", True, "yes"),
        ("flag", False, "no"),
        ("flag", 1, "yes"),
        ("list", ("a", "b"), "a, b"),
        ("text", None, ""),
        ("money", "?", "?"),
        ("text", "a\nb", "a b"),
    ],
)
def test_values_are_written_as_people_read_them(kind: Kind, value: Value, text: str) -> None:
    assert human(value, Field("k", kind, "K"), "en", SHANGHAI) == text


def test_a_record_has_the_weekday_and_keeps_its_lines() -> None:
    day, note = Field("d", "date", "D"), Field("n", "text", "N")
    assert painter(day, "en", SHANGHAI, form=True)(date(2026, 11, 20)) == "2026-11-20 (Fri)"
    assert painter(note, "en", SHANGHAI, form=True)("a\nb") == "a\nb"


def test_a_zero_of_a_paper_is_blank_but_a_rate_of_zero_is_not() -> None:
    assert painter(Field("n", "int", "N"), "en", SHANGHAI, zero=False)(0) == ""
    assert painter(Field("n", "rate", "N"), "en", SHANGHAI, zero=False)(Decimal(0)) == "0%"


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234.5000", "1234.5"), ("1E+3", "1000"), ("-0", "0"), ("0.0000", "0"), ("1E-4", "0.0001"), ("100", "100")],
)
def test_plain_numbers_have_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert plain_number(Decimal(value)) == text


def test_not_a_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="not a number"):
        plain_number(Decimal("NaN"))


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
def test_local_times_agree_with_the_zone_through_a_year(name: str) -> None:
    from datetime import timedelta

    zone = ZoneInfo(name)
    local = local_times(zone)
    for step in range(366 * 24):
        instant = datetime(2026, 1, 1, 0, 30, 1, 5, UTC) + timedelta(hours=step)
        time, offset, twice = local(instant)
        there = instant.astimezone(zone)
        assert time.isoformat() + offset == there.isoformat()
        assert twice == (there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset())
