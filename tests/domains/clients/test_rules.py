"""How often clients are contacted, and which files may be one client."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.clients.rules import (
    Level,
    Likeness,
    alike,
    contact_due,
    days_stale,
    face,
    normal_name,
    normal_phone,
    normal_tax_id,
)

B = Level(level="B", contact_days=14)


@pytest.mark.parametrize(
    ("last", "added", "today", "stale"),
    [
        (date(2026, 11, 6), date(2026, 1, 1), date(2026, 11, 20), 0),
        (date(2026, 11, 5), date(2026, 1, 1), date(2026, 11, 20), 1),
        (None, date(2026, 11, 1), date(2026, 11, 20), 5),
        (date(2024, 2, 15), date(2024, 1, 1), date(2024, 3, 1), 1),
    ],
)
def test_a_b_client_is_contacted_every_14_days(last: date | None, added: date, today: date, stale: int) -> None:
    assert days_stale(last, added, today, B) == stale
    assert (contact_due(last, added, B) < today) is (stale > 0)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("深圳市 华联超市（有限公司）", "深圳市华联超市有限责任公司"),
        ("华为技术（深圳）有限公司", "华为技术(深圳)"),
        ("ＡＢＣ集团股份有限公司", "abc"),
        ("Café  Müller GmbH & Co. KG", "CAFE MULLER"),
        ("Comércio Mineiro S.A.", "comercio mineiro"),
        ("Acme Co., Ltd.", "ACME"),
        ("Acme, Inc.", "Acme Incorporated"),
        ("Straße GmbH", "STRASSE"),
        ("B's Beverages", "Bs Beverages"),
        ("The Bike Shop", "Bike-Shop LLC"),
        ("东方建材·二部", "东方建材 二部"),
    ],
)
def test_one_name_written_in_two_ways_is_one_name(one: str, two: str) -> None:
    assert normal_name(one) == normal_name(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [("华联超市中山店", "华联超市五一店"), ("ガス", "カス"), ("Group", ""), ("有限公司", "集团"), ("Müller", "Miller")],
)
def test_different_names_stay_different(one: str, two: str) -> None:
    assert normal_name(one) != normal_name(two)


@given(st.text(min_size=1).filter(lambda text: any(sign.isalnum() for sign in text)))
def test_a_normal_name_never_vanishes(text: str) -> None:
    assert normal_name(text)


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("0755 8888 8888 转 801", ["+8675588888888;ext=801"]),
        ("(0755)88888888-801", ["+8675588888888;ext=801"]),
        ("0755-83561234/83565678", ["+8675583561234", "+8675583565678"]),
        ("010-62345678 或 62345679", ["+861062345678", "+861062345679"]),
        ("13812342207、139 8765 1180", ["+8613812342207", "+8613987651180"]),
        ("13812342207 13987651180", ["+8613812342207", "+8613987651180"]),
        ("13812342207，13812342207", ["+8613812342207"]),
        ("１３８１２３４２２０７", ["+8613812342207"]),
        ("138-1234-2207", ["+8613812342207"]),
        ("+49 30 901820", ["+4930901820"]),
        ("021-6234 5678 x12", ["+862162345678;ext=12"]),
        ("400-800-1234", ["+864008001234"]),
        ("819-555-0175", ["8195550175"]),
        ("(5) 555-4729", ["55554729"]),
        ("无", []),
        ("", []),
        ("12", []),
    ],
)
def test_phones_are_read_as_people_write_them(text: str, phones: list[str]) -> None:
    assert normal_phone(text) == phones


def test_a_phone_without_plus_is_read_in_the_country_asked() -> None:
    assert normal_phone("030 901820", "DE") == ["+4930901820"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_phones(text: str) -> None:
    assert all(phone.lstrip("+").split(";")[0].isdecimal() for phone in normal_phone(text))


@pytest.mark.parametrize(
    ("one", "two", "reasons"),
    [
        (face("华联超市"), face("华联超市有限公司"), (Likeness.NAME,)),
        (face("深圳市华联超市"), face("华联超市"), (Likeness.PLACE_NAME,)),
        (face("华联超市中山店"), face("华联超市"), ()),
        (face("张建国", "13987651180"), face("张建国", "13812342207"), (Likeness.NAME,)),
        (face("甲公司", "0755-88888888转801"), face("乙公司", "0755 8888 8888"), (Likeness.PHONE,)),
        (face("甲", "", "9144 0300 MA5D-ABCD1X"), face("乙", "", "91440300ma5dabcd1x"), (Likeness.TAX_ID,)),
        (
            face("甲", "13812342207", "T1"),
            face("甲", "13812342207", "T1"),
            (Likeness.TAX_ID, Likeness.PHONE, Likeness.NAME),
        ),
        (face("甲"), face("乙"), ()),
    ],
)
def test_files_that_may_be_one_client_say_why(one: object, two: object, reasons: tuple[Likeness, ...]) -> None:
    assert alike(one, two) == reasons  # type: ignore[arg-type]
    assert alike(two, one) == reasons  # type: ignore[arg-type]


def test_a_tax_id_is_capitals_and_digits() -> None:
    assert normal_tax_id(" 9144 0300-ma5d ") == "91440300MA5D"
