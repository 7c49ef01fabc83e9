"""Orders and payments (订单 回款): what was typed into items and amounts; names alike. Pure decisions.

An order's amount is the sum of its items, each rounded to the cent, half up (B3.0); an amount is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.values.money import from_scaled, parse_amount, parse_quantity, round_half_up, to_scaled

LONGEST = 2000
"""Characters of a channel, a product or a payer."""
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `quantity` of `product`, negative for a return; `price` None where it was left out."""

    product: str
    quantity: Decimal
    price: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        """Quantity times price, to the cent, half up; raises Usage while the price is not known."""
        if self.price is None:
            raise no_price(self.product)
        return bounded(round_half_up(self.quantity * self.price))


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an order says: its items, or an amount alone."""

    items: tuple[Item, ...] = ()
    amount: Decimal | None = None


def read_order(words: Sequence[str], currency: str = "CNY") -> Ordered:
    """Read items `A01=120@32 A07=40`, or one amount: `35000`, `3.5万`, `35,000元`.

    Raises Usage for anything else, WordError for what is no quantity or amount, and for an amount of zero.
    """
    given = [word.strip() for word in words if word.strip()]
    if not given:
        raise Usage(
            _("What was ordered is not said."),
            hint=_("Items: salesctl order add CLIENT A01=120@32 A07=40; or an amount: salesctl order add CLIENT 35000"),
        )
    told = [_is_item(word) for word in given]
    if all(told):
        if len(given) > MOST_ITEMS:
            raise Usage(_("An order has at most {n} items.", n=MOST_ITEMS), hint=_("Make two orders of it."))
        return Ordered(tuple(read_item(word, currency) for word in given))
    if len(given) > 1:
        raise Usage(
            _("{word} is no item.", word=given[told.index(False)]),
            hint=_("Items are CODE=QUANTITY@PRICE, each a word; or give one amount alone."),
        )
    return Ordered(amount=nonzero(parse_amount(given[0], currency)))


def _is_item(word: str) -> bool:
    return "=" in word or "＝" in word


def read_item(word: str, currency: str = "CNY") -> Item:
    """Read `A01=120@32`: product, quantity, price; the price may be left out.

    Raises Usage for an item without product or quantity, or with a negative price.
    """
    product, _sign, rest = word.replace("＝", "=").rpartition("=")
    quantity, at, price = rest.replace("＠", "@").partition("@")
    name = named(product, _("The product"))
    if not name or not quantity.strip() or (at and not price.strip()):
        raise Usage(_("{word} is no item.", word=word), hint=_("Items are CODE=QUANTITY@PRICE: A01=120@32."))
    count = parse_quantity(quantity)
    if not count:
        raise Usage(_("{product}: a quantity of zero is no item.", product=name), hint=_("Leave it out."))
    cost = parse_amount(price, currency) if at else None
    if cost is not None and cost < 0:
        raise Usage(
            _("{product}: a price is not negative.", product=name),
            hint=_("A return has a negative quantity: {product}=-4@32.", product=name),
        )
    return Item(name, count, cost)


def priced(items: Iterable[Item], prices: dict[str, Decimal]) -> tuple[Item, ...]:
    """Fill the prices that were left out by those of earlier orders; raises Usage where none is known."""
    found = []
    for item in items:
        if item.price is None:
            if item.product not in prices:
                raise no_price(item.product)
            item = replace(item, price=prices[item.product])
        found.append(item)
    return tuple(found)


def no_price(product: str) -> Usage:
    """Make the error for an item whose price nobody has said."""
    return Usage(
        _("{product} was never sold before, so its price is not known.", product=product),
        hint=_("Say it: {product}=QUANTITY@PRICE", product=product),
    )


def total(items: Iterable[Item]) -> Decimal:
    """Add up items; raises Usage for zero and beyond what the ledger holds."""
    return nonzero(bounded(sum((item.amount for item in items), Decimal(0))))


def only_product(items: Sequence[Item]) -> str | None:
    """Return the one product of an order, None for several."""
    products = {item.product for item in items}
    return products.pop() if len(products) == 1 else None


def bounded(value: Decimal) -> Decimal:
    """Return the value as the ledger holds it; raises WordError where it is too large."""
    return from_scaled(to_scaled(value))


def nonzero(value: Decimal) -> Decimal:
    """Return an amount; raises Usage for zero."""
    if not value:
        raise Usage(
            _("An amount of zero is no order and no payment."),
            hint=_("Give the amount; a refund or return is negative."),
        )
    return value


def named(text: str | None, what: str) -> str | None:
    """Return a channel, product or payer without its edges, None for an empty one; raises Usage for a long one."""
    name = (text or "").strip()
    if len(name) > LONGEST:
        raise Usage(_("{what} has at most {n} characters.", what=what, n=LONGEST), hint=_("Make it shorter."))
    return name or None


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known channel that a new one may be a slip for, None where none is near.

    Case, spaces and signs don't count; one letter more, less or other in a word is near, and so is a part of it.
    """
    wanted = _plain(text)
    best, score = None, 0.0
    for name in known:
        other = _plain(name)
        if not wanted or not other or name == text:
            continue
        alike = 1.0 if wanted == other else SequenceMatcher(None, wanted, other).ratio()
        if min(len(wanted), len(other)) >= 2 and (wanted in other or other in wanted):
            alike = max(alike, 0.8)
        if alike >= 0.75 and alike > score:
            best, score = name, alike
    return best


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
