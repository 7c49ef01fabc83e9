"""What was typed into items and amounts; which channels and payers look alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.deals.knowing import payer_key
from salesctl.domains.deals.rules import Item, named, nearest, only_product, priced, read_item, read_order, total
from salesctl.errors import Usage
from salesctl.values import WordError

D = Decimal


@pytest.mark.parametrize(
    ("word", "item", "amount"),
    [
        ("A01=120@32", Item("A01", D(120), D(32)), "3840"),
        ("A07=40@18.5", Item("A07", D(40), D("18.5")), "740"),
        ("A01=-4@32", Item("A01", D(-4), D(32)), "-128"),
        ("A01＝12＠3.5元", Item("A01", D(12), D("3.5")), "42"),
        ("冰红茶 500ml=2@¥3.50", Item("冰红茶 500ml", D(2), D("3.5")), "7"),
        ("a=b=1@2", Item("a=b", D(1), D(2)), "2"),
        ("a@b=1@2", Item("a@b", D(1), D(2)), "2"),
        ("A=1.5@0.3333", Item("A", D("1.5"), D("0.3333")), "0.5"),
        ("A=1@0.005", Item("A", D(1), D("0.005")), "0.01"),
        ("A=-1@0.005", Item("A", D(-1), D("0.005")), "-0.01"),
        ("A=2万@3.5", Item("A", D(20000), D("3.5")), "70000"),
        ("礼品=1@0", Item("礼品", D(1), D(0)), "0"),
    ],
)
def test_an_item_is_product_quantity_and_price(word: str, item: Item, amount: str) -> None:
    assert read_item(word) == item
    assert item.amount == D(amount)


@pytest.mark.parametrize("word", ["A01=", "=3@2", "A01=3@", "=", "A01=0@3", "A01=3@-2", "x" * 2001 + "=1@1"])
def test_what_is_no_item_says_so(word: str) -> None:
    with pytest.raises(Usage) as caught:
        read_item(word)
    assert caught.value.hint


@pytest.mark.parametrize("word", ["A=x@1", "A=1@x", "A=1@2@3", "A=99999999999@99999999999", "A=0.00001@1", "A=1@$3"])
def test_numbers_nobody_can_read_or_keep_are_refused(word: str) -> None:
    with pytest.raises(WordError):
        total(read_order([word]).items)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        (["35000"], "35000"),
        (["3.5万"], "35000"),
        (["35,000元"], "35000"),
        (["¥1,234.5"], "1234.5"),
        (["三万五千"], "35000"),
        (["-120"], "-120"),
        ([" 5 ", ""], "5"),
    ],
)
def test_one_amount_alone(words: list[str], amount: str) -> None:
    assert read_order(words).amount == D(amount)
    assert read_order(words).items == ()


@pytest.mark.parametrize("words", [[], [""], ["5", "6"], ["A=1@2", "6"], ["0"], ["A=1@1"] * 501])
def test_neither_items_nor_one_amount(words: list[str]) -> None:
    with pytest.raises(Usage) as caught:
        read_order(words)
    assert caught.value.hint


def test_prices_left_out_come_from_earlier_orders_or_are_asked_for() -> None:
    items = read_order(["A=2", "B=1@5"]).items
    assert total(priced(items, {"A": D(3), "B": D(9)})) == D(11)
    with pytest.raises(Usage, match="A was never sold"):
        priced(items, {"B": D(9)})
    with pytest.raises(Usage, match="never sold"):
        total(items)


def test_items_that_add_up_to_nothing_are_no_order() -> None:
    with pytest.raises(Usage, match="zero"):
        total(read_order(["A=1@5", "A=-1@5"]).items)


def test_an_order_of_one_product_names_it() -> None:
    assert only_product(read_order(["A=1@5", "A=2@4"]).items) == "A"
    assert only_product(read_order(["A=1@5", "B=2@4"]).items) is None


@given(st.lists(st.tuples(st.integers(1, 10**5), st.booleans(), st.integers(1, 10**6)), min_size=1, max_size=30))
def test_the_sum_of_an_order_is_the_sum_of_its_items_in_cents(parts: list[tuple[int, bool, int]]) -> None:
    words = [f"P{n}={'-' if back else ''}{count}@{D(cents) / 100}" for n, (count, back, cents) in enumerate(parts)]
    whole = sum((-1 if back else 1) * count * cents for count, back, cents in parts)
    items = read_order(words).items
    if whole:
        assert total(items) == D(whole) / 100
    else:
        with pytest.raises(Usage):
            total(items)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dealers", "dealer"),
        ("Dealer", "dealer"),
        ("dircet", "direct"),
        ("经销", "经销商"),
        ("集团总部", "集团"),
        ("直 销", "直销"),
        ("直销", None),
        ("分销", None),
        ("线上", None),
        ("", None),
        ("!!", None),
    ],
)
def test_a_new_channel_that_looks_like_a_known_one(typed: str, meant: str | None) -> None:
    assert nearest(typed, ["dealer", "direct", "经销商", "集团", "直销"]) == meant


def test_names_lose_their_edges_and_are_not_endless() -> None:
    assert named("  a b ", "The channel") == "a b"
    assert named(" ", "The channel") is None
    with pytest.raises(Usage):
        named("x" * 2001, "The channel")


def test_a_payer_is_known_by_the_name_without_its_legal_form() -> None:
    assert payer_key("武汉华联商贸有限公司") == payer_key("武汉华联商贸（有限公司）") == payer_key("武汉 华联商贸")
    assert payer_key("ACME Co., Ltd.") == payer_key("Acme")
    assert payer_key("") is None
    assert payer_key(None) is None
