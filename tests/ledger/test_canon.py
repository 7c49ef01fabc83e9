"""What may be stored: one canonical form, and a refusal for all that would be rounded or break a terminal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from salesctl.errors import Usage
from salesctl.ledger import canon
from salesctl.ledger.types import BlobHash, Day, Flag, Id, Instant, Scaled, Stored, Str, Whole
from salesctl.values import WordError
from tests.ledger.made_up import DAY, Thing, World


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("华联超市", "华联超市"),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("a\u0327\u030a", "\u00e5\u0327"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\u202eabc", "\u202eabc"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("", ""),
    ],
)
def test_text_is_kept_in_nfc(text: str, kept: str) -> None:
    assert canon.canon_text(text) == canon.clean_text(text) == kept


@pytest.mark.parametrize("code", [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_control_characters_and_lone_surrogates_are_refused(code: int) -> None:
    for text in (chr(code), f"华{chr(code)}", f"a{chr(code)}b"):
        with pytest.raises(Usage, match=f"U\\+{code:04X}"):
            canon.clean_text(text)


@pytest.mark.parametrize("letter", ["a", "华"])
def test_text_has_an_end(letter: str) -> None:
    assert canon.clean_text(letter * canon.MAX_TEXT)
    with pytest.raises(Usage, match="longer"):
        canon.clean_text(letter * (canon.MAX_TEXT + 1))


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (Str(), "x", "x"),
        (Id(), "0" * 32, "0" * 32),
        (BlobHash(), "ab" * 32, "ab" * 32),
        (Whole(), 2**63 - 1, 2**63 - 1),
        (Whole(), -(2**63) + 1, -(2**63) + 1),
        (Flag(), True, True),
        (Scaled(), Decimal("12.5"), 125000),
        (Scaled(), Decimal("-0.0001"), -1),
        (Scaled(), Decimal("1E+3"), 10_000_000),
        (Day(), date(26, 1, 2), "0026-01-02"),
        (Instant(), datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC), "2026-11-22T01:02:03.000000Z"),
        (Instant(), datetime(2026, 11, 22, 9, 2, 3, 7, timezone(timedelta(hours=8))), "2026-11-22T01:02:03.000007Z"),
        (Instant(), datetime(26, 1, 2, tzinfo=UTC), "0026-01-02T00:00:00.000000Z"),
    ],
)
def test_a_value_has_one_stored_form_and_comes_back(kind: Stored, value: Any, stored: Any) -> None:
    found = kind.canon(value)
    assert found == stored and type(found) is type(stored)
    assert kind.uncanon(found) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Str(), 1), (Str(), b"x"), (Str(), None),
        (Id(), "0" * 31), (Id(), "g" * 32), (Id(), "A" * 32), (Id(), "０" * 32),
        (BlobHash(), "0" * 32),
        (Whole(), True), (Whole(), 1.0), (Whole(), 2**63), (Whole(), -(2**63)), (Whole(), "1"),
        (Flag(), 1), (Flag(), 0), (Flag(), "true"),
        (Scaled(), 1), (Scaled(), 1.5), (Scaled(), "1"),
        (Day(), datetime(2026, 1, 1)), (Day(), "2026-01-01"),
        (Instant(), datetime(2026, 1, 1)), (Instant(), date(2026, 1, 1)), (Instant(), "2026-01-01"),
        (Instant(), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))),
    ],
)  # fmt: skip
def test_what_is_not_exactly_of_its_kind_is_refused(kind: Stored, value: Any) -> None:
    with pytest.raises(TypeError):
        kind.canon(value)


@pytest.mark.parametrize("text", ["1.00001", "1e-5", "100000000000", "NaN", "Infinity", "1e999999"])
def test_a_decimal_that_would_be_rounded_is_refused(text: str) -> None:
    with pytest.raises(WordError):
        Scaled().canon(Decimal(text))


@pytest.mark.parametrize(
    "text", ["2026-11-22T01:02:03.000000X", "2026-11-22T01:02:03Z", "x", "2026-13-22T01:02:03.000000Z"]
)
def test_an_instant_that_was_not_written_so_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        canon.read_instant(text)


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("name", "a\0b", Usage), ("name", 5, TypeError), ("ok", 1, TypeError), ("price", 1.5, TypeError),
        ("price", Decimal("0.00001"), WordError), ("day", datetime(2026, 1, 1), TypeError),
        ("seen_at", datetime(2026, 1, 1), TypeError), ("parent_id", "x", TypeError), ("count", True, TypeError),
    ],
)  # fmt: skip
def test_an_assignment_is_judged_at_once(world: World, column: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        world.thing(**{"name": "x", column: value})
    thing = world.thing()
    with pytest.raises(error):
        setattr(thing, column, value)


def test_a_name_is_stored_in_nfc_whichever_way_it_comes(world: World) -> None:
    one = world.add("Cafe\u0301")
    two = world.bulk(["Cafe\u0301"])[0]
    assert world.query("SELECT DISTINCT name FROM thing") == [("Café",)]
    assert world.query("SELECT count(*) FROM thing WHERE id IN (?, ?)", one, two) == [(2,)]
    assert not world.verify().findings


def test_what_is_read_is_what_was_written(world: World) -> None:
    values: dict[str, Any] = {
        "ok": False,
        "price": Decimal("-1.2345"),
        "count": 7,
        "day": DAY,
        "seen_at": world.clock.now(),
    }
    row = world.add("x", phone="138", **values)
    with world.write() as tx:
        thing = tx.session.get_one(Thing, row)
        assert {name: getattr(thing, name) for name in values} == values
