"""Money, quantities and rates (金额、数量、折扣): exact decimals, at most four places, kept as whole 1e-4 units.

At most 15 digits in those units, so |value| < 100,000,000,000; what would be rounded is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from salesctl.locale import N_
from salesctl.values import WordError
from salesctl.values.reading import chinese_digits, chinese_whole, fold

PLACES = 4
SCALE = 10**PLACES
LARGEST_SCALED = 10**15 - 1

_NOT_AN_AMOUNT = N_('Can\'t read "{text}" as an amount.')
_AMOUNT_HINT = N_(
    "Amounts are read like 1234.5, 35,000元, ¥35,000, 3.5万, 1.2亿, 三万五千; refunds with a minus, like -120."
)
_NOT_A_QUANTITY = N_('Can\'t read "{text}" as a quantity.')
_QUANTITY_HINT = N_("Quantities are plain numbers like 12, 1.5 or 1,200; returns with a minus, like -4.")
_NOT_A_RATE = N_('Can\'t read "{text}" as a rate.')
_RATE_HINT = N_("Rates are read like 9折, 85折, 85%, 0.85, 三成; a plain number stands between 0 and 1.")
_TOO_FINE = N_('"{text}" has more than 4 decimals.')
_TOO_FINE_HINT = N_("Round it to at most 4 decimals; nothing is rounded for you.")
_TOO_LARGE = N_('"{text}" is too large.')
_TOO_LARGE_HINT = N_("At most 11 digits stand before the decimal point.")

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]*\.[0-9]+|[0-9]+)"
_PLAIN = r"-?[0-9]{1,20}(?:\.[0-9]{1,19})?"
"""Most amounts of a file: the same reading, without looking for signs and words."""
_CHINESE = r"[零一二两三四五六七八九十百千万亿]+"
_SIGNS = {
    "CNY": r"¥|rmb|cny|人民币",
    "JPY": r"¥|jpy",
    "USD": r"us\$|\$|usd",
    "HKD": r"hk\$|hkd",
    "TWD": r"nt\$|twd",
    "EUR": r"€|eur",
    "GBP": r"£|gbp",
}
_NAMES = {
    "CNY": r"元|块钱?|圆|rmb|cny|人民币",
    "JPY": r"日元|円|jpy",
    "USD": r"美元|usd|dollars?",
    "HKD": r"港元|港币|hkd",
    "TWD": r"新?台币|twd",
    "EUR": r"欧元|€|eur|euros?",
    "GBP": r"英镑|gbp|pounds?",
}
_WEIGHTS = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "k": 1000, "": 1}


# A context of our own: the caller's may be narrower, and sums of a million rows are wider than 28 digits allow.
_WIDE = Context(prec=120)
_UNITS = Decimal(SCALE)


def _checked(value: Decimal, text: str) -> Decimal:
    try:
        return from_scaled(to_scaled(value))
    except WordError as error:
        raise WordError(text, error.reason, error.hint) from None


def to_scaled(value: Decimal) -> int:
    """Return `value` in 1e-4 units. Raises WordError for more than 4 decimals, over 15 digits, NaN and infinity."""
    if not value.is_finite():
        raise WordError(str(value), _NOT_AN_AMOUNT, _AMOUNT_HINT)
    if not value:
        return 0
    # The size comes first: Decimal("1e999999") would fill the memory as an integer.
    if value.adjusted() >= 15 - PLACES:
        raise WordError(str(value), _TOO_LARGE, _TOO_LARGE_HINT)
    if value.adjusted() < -PLACES:
        raise WordError(str(value), _TOO_FINE, _TOO_FINE_HINT)
    above, below = value.as_integer_ratio()
    if above * SCALE % below:
        raise WordError(str(value), _TOO_FINE, _TOO_FINE_HINT)
    return int(above * SCALE // below)


def from_scaled(scaled: int) -> Decimal:
    """Return the decimal of `scaled` 1e-4 units, without trailing zeros; sums beyond 15 digits stay exact."""
    return _WIDE.divide(Decimal(scaled), _UNITS)


def _grouped(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _weighed(text: str) -> Decimal | None:
    """Read digits with Chinese weights, largest first (1亿2000万, 3万5千, 35k); only the last part has decimals."""
    if len(text) > 40:
        return None
    if re.fullmatch(_CHINESE, text):
        number = chinese_whole(text)
        return None if number is None else Decimal(number)
    if not re.fullmatch(rf"(?:{_NUMBER} ?[亿万千百k])*(?:{_NUMBER})?", text):
        return None
    parts = re.findall(rf"({_NUMBER}) ?([亿万千百k]?)", text)
    exact, total, above = _WIDE, Decimal(0), 10**9
    for at, (number, weight) in enumerate(parts):
        value, unit = _grouped(number), _WEIGHTS[weight]
        # 3万5 may say 30,005 or 35,000, and 3万20000 nothing at all
        if at and (unit == 1 or exact.multiply(value, unit) >= above or "." in parts[at - 1][0]):
            return None
        total = exact.fma(value, unit, total)
        above = unit
    return total if parts else None


def parse_amount(text: str, currency: str = "CNY") -> Decimal:
    """Read an amount of money: 1234.5, 35,000元, ¥35,000, 3.5万, 1.2亿, 3万5千, -120, full-width signs.

    `currency` is the ledger's; signs and names of another are refused. Raises WordError.
    """
    if re.fullmatch(_PLAIN, text):
        return _checked(Decimal(text), text)
    signs, names = (
        _SIGNS.get(currency, re.escape(currency.lower())),
        _NAMES.get(currency, re.escape(currency.lower())),
    )
    folded = fold(text).strip()
    found = re.fullmatch(rf"([-+]?) ?(?:{signs})? ?([-+]?)(.*?) ?(?:{names})?整?", folded)
    value = _weighed(found[3]) if found and not (found[1] and found[2]) else None
    if found is None or value is None:
        raise WordError(text, _NOT_AN_AMOUNT, _AMOUNT_HINT)
    return _checked(value.copy_negate() if "-" in found[1] + found[2] else value, text)


def parse_quantity(text: str) -> Decimal:
    """Read a quantity: 12, 1.5, 1,200, 十二, 2万, -4 (a return); 件, 个 and pcs are idle words. Raises WordError."""
    found = re.fullmatch(r"([-+]?)(.*?) ?(?:件|个|pcs?)?", fold(text).strip())
    value = _weighed(found[2]) if found else None
    if found is None or value is None:
        raise WordError(text, _NOT_A_QUANTITY, _QUANTITY_HINT)
    return _checked(value.copy_negate() if found[1] == "-" else value, text)


def _tenths(text: str) -> Decimal | None:
    """Read the number before 折: 9 and 九 are tenths, 85, 8.5 and 八五 are 0.85, 10 is the full price."""
    digits = text if text[:1].isdigit() else ("10" if text == "十" else chinese_digits(text))
    if digits is None or not re.fullmatch(r"[0-9]{1,2}|[0-9]\.[0-9]{1,2}", digits):
        return None
    value = Decimal(digits)
    return value.scaleb(-1 if value <= 10 else -2, _WIDE)


def parse_rate(text: str) -> Decimal:
    """Read a rate, 0 or more: 9折 → 0.9, 85折 and 8.5折 → 0.85, 85% → 0.85, 三成 → 0.3, 百分之五, 对折, 0.85.

    A plain number over 1 is refused, since 85 may mean 85% or 8500%. Raises WordError.
    """
    folded = fold(text).strip()
    value: Decimal | None = None
    if folded in ("对折", "五折", "半价", "5折"):
        value = Decimal("0.5")
    elif found := re.fullmatch(r"(?:打 ?)?(.+?) ?折", folded):
        value = _tenths(found[1])
        value = value or None
    elif found := re.fullmatch(r"([0-9]|[一二两三四五六七八九十])成([0-9一二三四五六七八九]?)", folded):
        whole = int(found[1]) if found[1].isascii() else chinese_whole(found[1]) or 0
        rest = (int(found[2]) if found[2].isascii() else chinese_whole(found[2]) or 0) if found[2] else 0
        value = Decimal(whole * 10 + rest).scaleb(-2, _WIDE)
    elif found := re.fullmatch(r"百分之(.{1,12})", folded):
        percent = _weighed(found[1])
        value = None if percent is None else percent.scaleb(-2, _WIDE)
    elif found := re.fullmatch(rf"({_NUMBER}) ?%", folded):
        value = _grouped(found[1]).scaleb(-2, _WIDE) if len(found[1]) < 20 else None
    elif re.fullmatch(r"[0-9]*\.[0-9]{1,20}|[01]", folded):
        value = Decimal(folded) if Decimal(folded) <= 1 else None
    if value is None:
        raise WordError(text, _NOT_A_RATE, _RATE_HINT)
    return _checked(value, text)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round to `places` decimals, halves away from zero: where a rule divides, this is how (四舍五入)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def allocate(total: Decimal, weights: Sequence[Decimal | int], places: int = 2) -> list[Decimal]:
    """Split `total` by `weights` so that the parts add up to it exactly (largest remainder; ties to the first).

    Parts have `places` decimals, or as many as `total` where it has more. Weights are 0 or more and not all 0, else
    ValueError. A negative total is split as its amount.
    """
    from fractions import Fraction

    shares = [Fraction(weight) for weight in weights]
    whole = sum(shares)
    if any(share < 0 for share in shares) or not whole:
        raise ValueError("weights are 0 or more, and not all 0")
    amount = abs(Fraction(total))
    while (amount * 10**places).denominator != 1:
        places += 1
    units = int(amount * 10**places)
    exact = [units * share / whole for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
    for at in by_remainder[: units - sum(parts)]:
        parts[at] += 1
    sign = -1 if total < 0 else 1
    return [Decimal(sign * part).scaleb(-places, context=_WIDE) for part in parts]
