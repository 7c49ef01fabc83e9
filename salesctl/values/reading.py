"""What every reader of typed text shares: one spelling of characters (全角、繁体), and Chinese numerals (中文数字).

Patterns elsewhere in `values/` are plain strings: `re` compiles and keeps them at first use, so imports stay fast.
"""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))

NUMBER = r"(?:[0-9]{1,4}|[一二两三四五六七八九十百]{1,5})"
"""A small whole number in a pattern; `whole` reads it."""

_FOLDED = (
    {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    | dict.fromkeys((0x09, 0x0A, 0x0D, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2013, 0x2212), "-")
    | dict.fromkeys((0x2014, 0x301C), "~")
    | dict(zip(map(ord, "週後點號兩個時鐘萬億禮這裡間過現"), "周后点号两个时钟万亿礼这里间过现", strict=True))
    | {ord("〇"): "零", ord("。"): ".", ord("︰"): ":", ord("￥"): "¥"}
)


def fold(text: str) -> str:
    """Return `text` in one spelling: half-width, lower case, plain dashes, simplified signs of time and number.

    One character stays one character, so positions in the result are positions in `text`. Superscripts, circled and
    foreign digits stay as they are: reading 3² as 32 would be worse than refusing it.
    """
    return text.translate(_FOLDED)


def spell(number: int) -> str:
    """Spell a whole number from 0 below 10**12 in Chinese numerals."""
    for unit, name in _UNITS:
        if number >= unit:
            head, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return spell(head) + name + gap + (spell(rest) if rest else "")
    return _DIGITS[number]


def _weigh(text: str) -> int:
    for unit, name in _UNITS:
        head, found, rest = text.partition(name)
        if found:
            weight = _weigh(head) if head else 1
            return weight * unit + (_weigh(rest) if rest else 0)
    text = text.removeprefix("零") or "零"
    if len(text) != 1:
        raise ValueError(text)
    return _DIGITS.index(text)


def chinese_whole(text: str) -> int | None:
    """Read Chinese numerals (三万五千, 十二, 两百零五); None for others, also for 三万五, which says two things."""
    text = text.replace("两", "二").replace("〇", "零")
    if not text or len(text) > 24 or text.count("亿") > 1:
        return None
    try:
        number = _weigh(text)
    except ValueError:
        return None
    if number >= 10**12:
        return None
    same = spell(number).replace("一十", "十") == text.replace("一十", "十")
    return number if same else None


def chinese_digits(text: str) -> str | None:
    """Read numerals said one by one (二零二六 → "2026"); None for anything else."""
    digits = [str(_DIGITS.find(sign)) for sign in text.replace("〇", "零")]
    return None if not digits or "-1" in digits else "".join(digits)


def whole(text: str) -> int | None:
    """Read a whole number in digits or Chinese numerals; None for anything else."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 18 else None
    return chinese_whole(text)
