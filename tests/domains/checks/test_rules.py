"""Draws are fair, reproducible and monotone; shares and checklists as people write them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.checks.rules import (
    Checklist,
    Share,
    ShareError,
    among,
    failed,
    owed,
    parse_share,
    pick,
    rank,
    wanted,
)
from salesctl.domains.checks.vocab import said_how

IDS = st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), unique=True, max_size=40)
SEEDS = st.text(min_size=1, max_size=8).filter(lambda text: text.isprintable())
SHARES = st.one_of(st.integers(1, 50), st.decimals("0.0001", "1", places=4))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("20%", Decimal("0.2")),
        (" 20 % ", Decimal("0.2")),
        ("20％", Decimal("0.2")),
        ("0.2", Decimal("0.2")),
        ("1.0", Decimal(1)),
        ("100%", Decimal(1)),
        ("12.5%", Decimal("0.125")),
        ("3", 3),
        ("1", 1),
    ],
)
def test_shares_are_read_as_people_write_them(text: str, share: Share) -> None:
    read = parse_share(text)
    assert read == share and type(read) is type(share)


@pytest.mark.parametrize("text", ["", "0", "0%", "-1", "101%", "1.5", "half", "20%%", "0.00001", "%", "1e3", "²"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ShareError):
        parse_share(text)


@pytest.mark.parametrize(
    ("share", "total", "many"),
    [
        (Decimal("0.2"), 14, 3),
        (Decimal("0.2"), 15, 3),
        (Decimal("0.2"), 16, 4),
        (Decimal("0.2"), 0, 0),
        (Decimal(1), 7, 7),
        (Decimal("0.0001"), 1, 1),
        (3, 14, 3),
        (20, 14, 14),
    ],
)
def test_a_part_is_rounded_up_and_never_more_than_all(share: Share, total: int, many: int) -> None:
    assert wanted(share, total) == many


@pytest.mark.parametrize(("total", "checked", "left"), [(14, 0, 3), (14, 2, 1), (14, 3, 0), (14, 9, 0), (0, 0, 0)])
def test_what_is_owed_counts_what_was_checked(total: int, checked: int, left: int) -> None:
    assert owed(total, checked, Decimal("0.2")) == left


def test_the_rank_is_the_documented_hash() -> None:
    row = "0" * 31 + "7"
    assert rank("7f21", row) == sha256(b"7f21" + row.encode()).hexdigest()


@given(IDS, SEEDS, SHARES)
def test_a_draw_is_the_same_whatever_the_order(ids: list[str], seed: str, share: Share) -> None:
    taken = pick(seed, ids, share)
    assert taken == pick(seed, list(reversed(ids)), share)
    assert len(taken) == wanted(share, len(ids)) == len(set(taken))
    assert set(taken) <= set(ids)
    assert among(ids) == among(reversed(ids))


@given(IDS, SEEDS, SHARES, SHARES)
def test_a_larger_share_only_adds(ids: list[str], seed: str, one: Share, other: Share) -> None:
    few, many = sorted((pick(seed, ids, one), pick(seed, ids, other)), key=len)
    assert many[: len(few)] == few


@given(IDS, SEEDS, SHARES, st.text("0123456789abcdef", min_size=32, max_size=32))
def test_one_record_more_changes_no_order_of_the_others(ids: list[str], seed: str, share: Share, more: str) -> None:
    before = pick(seed, ids, len(ids) or 1)
    after = [one for one in pick(seed, [*ids, more], len(ids) + 1) if one != more or more in ids]
    assert before == after


def test_a_draw_is_fair() -> None:
    """Over many seeds each of ten records is drawn about as often: 3 of 10, 2,000 times."""
    ids = [sha256(bytes([n])).hexdigest()[:32] for n in range(10)]
    count = Counter(one for seed in range(2000) for one in pick(f"{seed:04x}", ids, 3))
    assert set(count) == set(ids)
    assert all(500 < many < 700 for many in count.values()), count  # 600 expected, 20 the standard deviation


def test_all_points_pass_but_those_named() -> None:
    points = ("destination", "person", "time")
    assert failed(["time"], points) == {"destination": True, "person": True, "time": False}
    with pytest.raises(KeyError):
        failed(["shoes"], points)


@pytest.mark.parametrize(("points", "fine"), [(("a", "b"), True), ((), False), (("a", " A "), False), (("",), False)])
def test_a_checklist_names_each_point_once(points: tuple[str, ...], fine: bool) -> None:
    assert (not list(Checklist(noun="visit", points=points).problems())) is fine


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("电话核实陈总", "phone"),
        ("called the boss", "phone"),
        ("到场看了", "onsite"),
        ("微信问了", "message"),
        ("照片对得上", "paper"),
        ("属实", None),
        ("", None),
    ],
)
def test_how_one_checked_is_read_from_the_words(text: str, how: str | None) -> None:
    assert said_how(text) == how
