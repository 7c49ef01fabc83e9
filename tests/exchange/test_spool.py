"""Parsed rows come back as they went in, and leave nothing on the disk."""

from __future__ import annotations

import os
import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.exchange.spool import Spool

KEPT = st.characters(codec="utf-8")
"""Every sign but lone surrogates, which no file can hold."""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(KEPT)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=8))
def test_rows_come_back_as_they_were(rows: list[Any]) -> None:
    with Spool() as spool:
        for row in rows:
            spool.add(row)
        assert list(spool) == rows
        assert list(spool) == rows
        assert len(spool) == len(rows)


def test_rows_may_be_added_after_reading() -> None:
    with Spool() as spool:
        spool.add({"day": date(2026, 11, 20), "at": datetime(2026, 11, 20, tzinfo=UTC), "amount": Decimal("1.50")})
        first = next(iter(spool))
        spool.add((1, 2))
        assert list(spool) == [first, [1, 2]]
        assert str(first["amount"]) == "1.50"


def test_equal_rows_have_an_equal_digest() -> None:
    with Spool() as one, Spool() as two:
        one.add(["华联", 1])
        two.add(("华联", 1))
        assert one.digest == two.digest
        two.add([])
        assert one.digest != two.digest


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"\0": 1}, object(), b"x", {"a": [0.1]}])
def test_what_can_not_be_kept_exactly_is_refused(value: object) -> None:
    with Spool() as spool, pytest.raises(TypeError):
        spool.add(value)


def test_nobody_else_can_read_it_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Spool(tmp_path) as spool:
        spool.add("secret")
        assert stat.S_IMODE(os.fstat(spool._file.fileno()).st_mode) & 0o177 == 0
        assert os.listdir(tmp_path) == []
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == []
