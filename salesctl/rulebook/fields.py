"""Read a rule's fields from TOML or JSON into its frozen dataclass, and back to plain values for JSON."""

from __future__ import annotations

import types
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from salesctl.locale import _
from salesctl.rulebook.rule import REQUIRED, Problem, Rule

R = TypeVar("R", bound=Rule)


class FieldError(ValueError):
    """A value is not what the field takes; the message, translated, says what it takes."""


def read_rule(cls: type[R], raw: Mapping[str, Any], *, stored: bool = False) -> tuple[R | None, list[Problem]]:
    """Build a rule from raw values; without a rule, the problems say why.

    `stored`: the values come from the ledger and were checked when applied, so unknown keys (of a newer or older
    program) are passed over and fields that were missing then take their default.
    """
    problems: list[Problem] = []
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable; mypy doubts it of a type variable
    known = {item.name: item for item in fields(cls)}
    if not stored:
        problems += [_unknown(key, list(known)) for key in raw if key not in known]
    values: dict[str, Any] = {}
    for name, item in known.items():
        if name in raw:
            try:
                values[name] = read_value(hints[name], raw[name], item)
                if not stored and hints[name] is str and not values[name].strip():
                    raise FieldError(_("is empty."))
            except FieldError as error:
                problems.append(Problem(name, str(error)))
        elif not stored and _required(name, item):
            problems.append(Problem(name, _("is missing."), _hint_missing(name)))
    if problems:
        return None, problems
    rule = cls(**values)
    return rule, ([] if stored else list(rule.problems()))


@cache
def _hints(cls: type[Rule]) -> Mapping[str, Any]:
    # Evaluating the annotations anew for each rule took a tenth of a command's time.
    return typing.get_type_hints(cls)


def read_value(hint: Any, raw: Any, item: Field[Any] | None = None) -> Any:
    """Turn one raw value into the type `hint`; raises FieldError naming what is taken."""
    origin = typing.get_origin(hint)
    if origin is types.UnionType or origin is typing.Union:
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return None if raw is None else read_value(inner[0], raw, item)
    if origin is tuple:
        parts = raw if isinstance(raw, list) else [raw]
        return tuple(read_value(typing.get_args(hint)[0], part, item) for part in parts)
    if origin is typing.Literal:
        return _choice(typing.get_args(hint), raw)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(_choice(tuple(one.value for one in hint), raw))
    if hint is bool:
        if isinstance(raw, bool):
            return raw
        raise FieldError(_("takes true or false."))
    value = _PLAIN[hint](raw)
    if item is not None and isinstance(value, int | Decimal):
        _within(value, item)
    return value


def plain(value: Any) -> Any:
    """Turn a field's value into what JSON holds: days, times and decimals as texts, so that nothing becomes a float."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def plain_rule(rule: Rule) -> dict[str, Any]:
    """Return every field of a rule as plain values, in the order they are declared."""
    return {item.name: plain(getattr(rule, item.name)) for item in fields(rule)}


def nearest(word: str, words: list[str]) -> str:
    """Return the one of `words` that `word` was probably meant to be, or nothing."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, words, 1, 0.6)), "")


def did_you_mean(word: str, words: list[str]) -> str:
    """Return a translated hint: the nearest of `words`, else all of them."""
    near = nearest(word, words)
    if near:
        return _("Did you mean {word}?", word=near)
    return _("Known here: {words}", words=", ".join(sorted(words)))


def _unknown(key: str, known: list[str]) -> Problem:
    return Problem(key, _("is not a field of this section."), did_you_mean(key, known))


def _required(name: str, item: Field[Any]) -> bool:
    return name in REQUIRED or (item.default is MISSING and item.default_factory is MISSING)


def _hint_missing(name: str) -> str:
    examples = {
        "id": 'id = "ATT-1"',
        "clause": 'clause = ["A1.1"]',
        "scope": 'scope = "company"',
        "owner": 'owner = "head"',
        "since": "since = 2026-01-01",
    }
    return _("Add a line such as: {line}", line=examples.get(name, f"{name} = …"))


def _within(value: int | Decimal, item: Field[Any]) -> None:
    low, high = item.metadata.get("min"), item.metadata.get("max")
    if low is not None and value < low:
        raise FieldError(_("must be {low} or more.", low=low))
    if high is not None and value > high:
        raise FieldError(_("must be {high} or less.", high=high))


def _choice(choices: tuple[Any, ...], raw: Any) -> Any:
    if raw in choices and not isinstance(raw, bool):
        return raw
    near = nearest(raw, [str(one) for one in choices]) if isinstance(raw, str) else ""
    message = _("takes one of: {choices}.", choices=", ".join(str(one) for one in choices))
    raise FieldError(message + (" " + _("Did you mean {word}?", word=near) if near else ""))


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise FieldError(_("takes text in quotes."))
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in raw):
        raise FieldError(_("has a control character in it."))
    return unicodedata.normalize("NFC", raw)


def _whole(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise FieldError(_("takes a whole number."))
    return raw


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise FieldError(_("takes a number."))
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise FieldError(_("takes a number.")) from None
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -4 or abs(value) >= 10**11:
        raise FieldError(_("takes a number with at most 4 decimals."))
    return value


def _date(raw: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise FieldError(_("takes a day such as 2026-07-01."))


def _time(raw: Any) -> time:
    if isinstance(raw, str) and raw[:1].isdigit():
        try:
            raw = time.fromisoformat(raw if raw[1:2] != ":" else "0" + raw)
        except ValueError:
            raw = None
    if isinstance(raw, time) and raw.tzinfo is None and not raw.microsecond:
        return raw
    raise FieldError(_('takes a time such as "09:00".'))


_PLAIN: Mapping[Any, Any] = {str: _text, int: _whole, Decimal: _decimal, date: _date, time: _time}
