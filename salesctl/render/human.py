"""Values as people read them (给人看的写法): thousands commas, percent, the company's local time, labels for codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from salesctl.locale import _, n_, p_
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Field, Kind, Value

FIGURES: frozenset[Kind] = frozenset({"int", "money", "quantity", "days", "hours", "minutes", "rate"})
"""Kinds that stand right; every other kind stands left."""

_COUNTS = FIGURES - {"rate"}
_CENT = Decimal("0.01")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def length(minutes: int) -> str:
    """Write a length of time: 8 h 18 min, 8 小时 18 分; from a day on in days."""
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return n_("{n} day", "{n} days", hours // 24)
    if not hours:
        return _("{minutes} min", minutes=rest)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)


def plain_number(value: Decimal) -> str:
    """Write a decimal without exponent or trailing zeros: 1234.5, 1000, 0. Raises ValueError for NaN and infinities."""
    if not value.is_finite():
        raise ValueError(f"not a number for output: {value}")
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def label(field: Field) -> str:
    """Return the translated heading of a field."""
    return _(field.label) if field.label else field.key


def code_label(context: str, code: str) -> str:
    """Return the translated label of a stored code; a code without context or label is shown as it is."""
    return p_(context, code) if context and code else code


def _money(value: Decimal) -> str:
    return f"{value.quantize(_CENT, ROUND_HALF_UP) + 0:,f}"  # + 0: minus zero is zero


def _whole(value: Decimal) -> str:
    return f"{value.quantize(Decimal(1), ROUND_HALF_UP) + 0:,f}"


def _grouped(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _trimmed(value: Decimal) -> str:
    return plain_number(value.quantize(_CENT, ROUND_HALF_UP))


def _percent(value: Decimal) -> str:
    # Commission rates live under ten percent, where a whole percent would hide 0.8% against 1.2%.
    percent = value * 100
    unit = Decimal("0.1") if percent and abs(percent) < 10 else Decimal(1)
    return f"{percent.quantize(unit, ROUND_HALF_UP) + 0:f}%"


def local_times(zone: tzinfo) -> Callable[[datetime], tuple[datetime, str, bool]]:
    """Return a function from an aware instant to (local time, its offset `+08:00`, whether that time comes twice).

    Zones are asked once a day, not once a value: that is three quarters of the cost of a column of instants.
    """
    steady: dict[date, tuple[datetime, str]] = {}  # days far from any change of clocks: the epoch there, the offset

    def local(value: datetime) -> tuple[datetime, str, bool]:
        known = steady.get(value.date())
        if known:
            return known[0] + (value - _EPOCH), known[1], False
        there = value.astimezone(zone)
        naive = there.replace(tzinfo=None)
        offset = there.isoformat()[len(naive.isoformat()) :]
        if 1 < value.year < 9999:
            around = {(value + timedelta(days=by)).astimezone(zone).utcoffset() for by in (-3, 0, 3)}
            if len(around) == 1:
                steady[value.date()] = (naive - (value - _EPOCH), offset)
        return naive, offset, there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()

    return local


def _day(value: date, lang: str) -> str:
    name = p_("weekday", _WEEKDAYS[value.weekday()])
    return f"{value.isoformat()}（{name}）" if lang == "zh" else f"{value.isoformat()} ({name})"


def painter(field: Field, lang: str, zone: tzinfo, *, form: bool = False, zero: bool = True) -> Callable[[Value], str]:
    """Return the function that writes this field's values for people, harmless on a terminal.

    `form`: for a single record (weekday after a date, newlines kept). `zero` False leaves zero counts blank, as papers
    do. None is blank; a text in a column of figures (`?`, `-`) stands as it is.
    """
    kind, context = field.kind, field.context
    numbers: dict[str, Callable[[Decimal], str]] = {
        "money": _whole if field.whole else _money,
        "quantity": _grouped,
        "days": _trimmed,
        "hours": _trimmed,
        "rate": _percent,
    }
    number = numbers.get(kind, plain_number)
    blank_zero = not zero and kind in _COUNTS
    labels: dict[str, str] = {}
    local = local_times(zone)
    comma = "、" if lang == "zh" else ", "

    def text(value: str) -> str:
        if kind != "code" and not (kind == "list" and context):
            return visible(value, lines=form)
        if value not in labels:
            said = code_label(context, value)
            # Without a translation the code is English but for its underscores; a code nobody labels stays itself.
            labels[value] = visible(said.replace("_", " ") if context and said == value else said)
        return labels[value]

    def paint(value: Value) -> str:
        if value.__class__ is str:
            return text(value)
        if value is None or (blank_zero and value == 0):
            return ""
        if isinstance(value, str):
            return text(str(value))
        if isinstance(value, bool) or kind == "flag":
            return _("yes") if value else _("no")
        if isinstance(value, Decimal):
            return number(value)
        if isinstance(value, int):
            return number(Decimal(value)) if kind in numbers else str(value)
        if isinstance(value, datetime):
            return local(value)[0].isoformat(" ", "minutes")
        if isinstance(value, date):
            return _day(value, lang) if form else value.isoformat()
        return comma.join(text(item) for item in value)

    return paint


def human(value: Value, field: Field, lang: str, zone: tzinfo) -> str:
    """Write one value for people, as a list table shows it."""
    return painter(field, lang, zone)(value)
