"""JSON: the contract with scripts. English keys, raw codes, plain numbers, instants with the company's offset.

A list is an array of flat objects, a report `{"rows", "totals", …extra}`, a single record one object (with `extra`);
NDJSON is one object per row and has no totals. Everything is UTF-8 and written as the rows come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, TextIO

from salesctl.render.human import local_times, plain_number
from salesctl.render.sheet import Field, Kind, Sheet, Value

if TYPE_CHECKING:
    from salesctl.render import Look

Row = tuple[Value, ...]
_CHUNK = 500
# Legal in JSON as they are, but they act on a terminal or can't be encoded; escaped they still read back exactly.
_ACTIVE = re.compile("[\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufeff]")


def json_value(value: Any, kind: Kind | None, zone: tzinfo) -> Any:
    """Return `value` as JSON has it: str, int, bool, None, Decimal, list or dict; days and instants as ISO text.

    Floats and unknown types raise TypeError: no figure of ours is a float.
    """
    if value is None or isinstance(value, (bool, Decimal)):
        return value
    if isinstance(value, int):
        return bool(value) if kind == "flag" else int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): json_value(item, None, zone) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return [json_value(item, None, zone) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _encode(value: Any, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        deeper = indent + "  " if indent else ""
        members = [f"{encode_basestring(key)}: {_encode(item, deeper)}" for key, item in value.items()]
        return _join("{}", members, indent)
    objects = any(isinstance(item, dict) for item in value)
    return _join("[]", [_encode(item, "") for item in value], indent if objects else "")


def _join(ends: str, parts: list[str], indent: str) -> str:
    if not parts or not indent:
        return ends[0] + ", ".join(parts) + ends[1]
    return ends[0] + ",".join(f"{indent}  {part}" for part in parts) + indent + ends[1]


def harmless(text: str) -> str:
    """Escape in finished JSON what would act on a terminal; it reads back exactly the same."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _ACTIVE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def dumps(value: Any, zone: tzinfo, *, indent: bool = False) -> str:
    """Write any value of ours as JSON: decimals as plain numbers, days and instants ISO, keys in the order given.

    `indent` puts the members of objects on lines of their own. Floats raise TypeError.
    """
    return harmless(_encode(json_value(value, None, zone), "\n" if indent else ""))


def _encoder(kind: Kind, zone: tzinfo) -> Callable[[Value], str]:
    def other(value: Value) -> str:
        return "null" if value is None else _encode(json_value(value, kind, zone), "")

    local = local_times(zone)

    def moment(value: Value) -> str:
        if value.__class__ is not datetime:
            return other(value)
        time, offset, _twice = local(value)
        return f'"{time.isoformat()}{offset}"'

    def day(value: Value) -> str:
        return f'"{value.isoformat()}"' if value.__class__ is date else other(value)

    def text(value: Value) -> str:
        return encode_basestring(value) if value.__class__ is str else other(value)

    def number(value: Value) -> str:
        if value.__class__ is Decimal:
            return plain_number(value)
        return str(value) if value.__class__ is int else other(value)

    if kind in ("int", "minutes", "money", "quantity", "days", "hours", "rate"):
        return number
    if kind in ("date", "instant"):
        return day if kind == "date" else moment
    return other if kind in ("flag", "list") else text


def row_lines(fields: Sequence[Field], rows: Iterable[Row], zone: tzinfo) -> Iterator[str]:
    """Yield each row as one JSON object on one line; `write_lines` makes them harmless, by the chunk."""
    encoders = [_encoder(field.kind, zone) for field in fields]
    members = ", ".join(encode_basestring(field.key).replace("%", "%%") + ": %s" for field in fields)
    template = "{" + members + "}"
    for row in rows:
        yield template % tuple([encode(value) for encode, value in zip(encoders, row, strict=True)])


def write_lines(lines: Iterator[str], out: TextIO, before: str, between: str, after: str) -> None:
    """Write `lines` by the chunk with `between` between them; `before` and `after` only where there are any."""
    start = before
    while chunk := list(islice(lines, _CHUNK)):
        out.write(start + harmless(between.join(chunk)))
        start = between
    if start is not before:
        out.write(after)


def _record(sheet: Sheet, row: Row, zone: tzinfo) -> dict[str, Any]:
    record = {field.key: json_value(value, field.kind, zone) for field, value in zip(sheet.fields, row, strict=True)}
    return record | {key: json_value(value, None, zone) for key, value in sheet.extra.items() if key not in record}


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write the sheet as JSON; totals are read after the rows, so a query may fill them while it yields."""
    rows: Iterable[Row] = sheet.rows
    if sheet.single:
        several = list(rows)
        if len(several) == 1:
            out.write(harmless(_encode(_record(sheet, several[0], look.zone), "\n")) + "\n")
            return
        rows = several
    lines = row_lines(sheet.fields, rows, look.zone)
    out.write("[" if not sheet.report else '{"rows": [')
    write_lines(lines, out, "\n", ",\n", "\n")
    if not sheet.report:
        out.write("]\n")
        return
    kinds = {field.key: field.kind for field in sheet.fields}
    totals = {key: json_value(value, kinds.get(key), look.zone) for key, value in (sheet.totals or {}).items()}
    out.write(f'],\n"totals": {harmless(_encode(totals, ""))}')
    for key, value in sheet.extra.items():
        if key not in ("rows", "totals"):
            out.write(f",\n{encode_basestring(key)}: {dumps(value, look.zone)}")
    out.write("}\n")
