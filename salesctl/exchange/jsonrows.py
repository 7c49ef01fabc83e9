"""JSON lines and JSON arrays of flat objects (JSON 行): keys are headings; read item by item, so memory stays flat."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from salesctl.errors import Usage
from salesctl.exchange.cells import CELL_LIMIT, cell_text, number_text, too_long
from salesctl.exchange.texts import opened
from salesctl.locale import _
from salesctl.render.sanitize import join_list

_CHUNK = 1 << 16
_ITEM_LIMIT = 4 << 20
_DEPTH_LIMIT = 8
_KEY_LIMIT = 2_000
_BLANK = " \t\r\n\ufeff"

Row = tuple[int, list[str]]


def headings(file: BinaryIO, encoding: str) -> list[str]:
    """Return every key of every object in order of first appearance: a key may stand in the last object only."""
    keys: dict[str, None] = {}
    for line, item in items(file, encoding):
        if not item.keys() <= keys.keys():
            keys.update(dict.fromkeys(item))
            if len(keys) > _KEY_LIMIT:
                raise Usage(
                    _("Line {line}: the objects have more than {limit} different keys.", line=line, limit=_KEY_LIMIT),
                    hint=_("Each object is one row; its keys are the columns."),
                )
    return list(keys)


def rows(file: BinaryIO, encoding: str, keys: list[str]) -> Iterator[Row]:
    """Yield (line where the object starts, cells in the order of `keys`)."""
    for line, item in items(file, encoding):
        yield line, [_cell(item.get(key), line) for key in keys]


def items(file: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, object) from one array, or from objects one after another; numbers come as plain text.

    Raises Usage, with the line, for broken JSON, doubled keys, deep nesting and anything that is not an object.
    """
    with opened(file, encoding) as text:
        yield from _Items(text).read()


class _Items:
    """A window on the text that moves from item to item."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._window = ""
        self._at = 0
        self._line = 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=_constant
        )

    def read(self) -> Iterator[tuple[int, dict[str, Any]]]:
        array = self._next() == "["
        if array:
            self._move(self._at + 1)
        first = True
        while (sign := self._next()) not in ("", "]") or (sign == "]" and not array):
            if array and not first:
                if sign != ",":
                    raise self._broken()
                self._move(self._at + 1)
                self._next()
            first = False
            line = self._line
            item = self._item()
            if not isinstance(item, dict):
                raise Usage(
                    _("Line {line}: not an object.", line=line),
                    hint=_("Each row is an object: {example}", example='{"name": "华联超市", "level": "A"}'),
                )
            yield line, item
        if array:
            if sign != "]":
                raise self._broken()
            self._move(self._at + 1)
            if self._next():
                raise self._broken()

    def _more(self, size: int = _CHUNK) -> bool:
        chunk = self._text.read(size)
        self._window, self._at = self._window[self._at :] + chunk, 0
        return bool(chunk)

    def _move(self, to: int) -> None:
        self._line += self._window.count("\n", self._at, to)
        self._at = to

    def _next(self) -> str:
        """Skip blanks; return the next sign without taking it, or nothing at the end."""
        while True:
            at, end = self._at, len(self._window)
            while at < end and self._window[at] in _BLANK:
                at += 1
            self._move(at)
            if at < end:
                return self._window[at]
            if not self._more():
                return ""

    def _item(self) -> object:
        while True:
            try:
                item, end = self._decoder.raw_decode(self._window, self._at)
            except json.JSONDecodeError:
                if len(self._window) - self._at > _ITEM_LIMIT:
                    raise too_long(self._line) from None
                # The object goes on past the window: read at least as much again, so that long ones cost little.
                if not self._more(max(_CHUNK, len(self._window) - self._at)):
                    raise self._broken() from None
            except RecursionError:
                raise _too_deep(self._line) from None
            except ValueError as error:
                raise Usage(
                    _("Line {line}: {reason}.", line=self._line, reason=error),
                    hint=_("Each row is one flat object with each key once."),
                ) from None
            else:
                self._move(end)
                return item

    def _broken(self) -> Usage:
        return Usage(
            _("Line {line}: this is not JSON.", line=self._line),
            hint=_("One object a line, or one array of objects."),
        )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a key stands twice in one object"))
    return found


class _Number(str):
    """A number's plain text, so that lists and nested objects still know it from words."""

    __slots__ = ()


def _whole(text: str) -> str:
    if len(text) > 400:
        raise ValueError(_("a number out of all proportion"))
    return _Number(text)


def _decimal(text: str) -> str:
    try:
        return _Number(number_text(Decimal(text)))
    except (InvalidOperation, ValueError):
        raise ValueError(_("a number out of all proportion")) from None


def _constant(text: str) -> str:
    raise ValueError(_("{text} is not a number", text=text))


def _cell(value: object, line: int) -> str:
    if isinstance(value, str):
        if len(value) > CELL_LIMIT:
            raise too_long(line)
        return cell_text(value)
    if isinstance(value, list | dict):
        if _depth(value) > _DEPTH_LIMIT:
            raise _too_deep(line)
        if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
            text = join_list(tuple(filter(None, (_cell(each, line) for each in value))))
        else:
            # A room that knows nested rows (contacts of a client) reads this text itself.
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if len(text) > CELL_LIMIT:
            raise too_long(line)
        return text
    return cell_text(value)


def _depth(value: object) -> int:
    """Count the levels of a nested value without recursion, stopping past the limit."""
    level, depth = [value], 0
    while level and depth <= _DEPTH_LIMIT:
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        if not inner and not any(isinstance(each, list | dict) for each in level):
            break
        level, depth = inner, depth + 1
    return depth


def _too_deep(line: int) -> Usage:
    return Usage(
        _("Line {line}: lists within lists, more than {limit} deep.", line=line, limit=_DEPTH_LIMIT),
        hint=_("Each row is one flat object with each key once."),
    )
