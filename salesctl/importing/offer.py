"""What a room offers so that its rows can be imported (导入接口): plain functions, no base class."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.exchange.loading import Reader
    from salesctl.ledger.record import Record
    from salesctl.render.sheet import Field

Values = dict[str, Any]
"""A row read: texts, whole numbers, decimals, days, aware instants, flags, lists and dicts of these; no floats.

A key stands for what the row says: an empty cell has none (or None) and never wipes a stored value.
"""


class Incoming(NamedTuple):
    """A good row on its way into the ledger. `line` is its line in the file; `origin_key` is kept to know it again."""

    line: int
    values: Values
    origin_key: str


@dataclass(frozen=True, slots=True)
class Known:
    """A live record as it is. `values` are compared with those of the row, key by key; `name` is for people."""

    id: str
    values: Values
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A known record and what the file says differently."""

    id: str
    changes: Values
    row: Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """How one noun is imported.

    Phase 1, no query per row: `prepare` is given all rows' texts once, before `parse` reads each (ValueError,
    SalesError and the Reader's own faults make the row bad). Phase 2, under the lock: `add` is given the origin and new
    rows in batches, `change` those that differ (None: known rows stay as they are), `finish` is called once at the end.

    `key` is the field that always names a row, `keys` the fields, columns of `model` too, by which `--key` finds a
    record whoever added it. `natural` says what makes a row the same where nothing names it, instead of its content and
    its ordinal. `known` looks up live records by "id", "number", one of `keys` or "origin_key"; None compares the
    columns of `model`.
    """

    noun: str
    model: type[Record]
    fields: tuple[Field, ...]
    parse: Callable[[Reader], Values]
    add: Callable[[Tx, str, Sequence[Incoming]], None]
    change: Callable[[Tx, Sequence[Change]], None] | None = None
    finish: Callable[[Tx], None] | None = None
    prepare: Callable[[Iterator[dict[str, str]]], None] | None = None
    key: str = ""
    keys: tuple[str, ...] = ()
    natural: Callable[[Values], str] | None = None
    known: Callable[[View, str, Sequence[str]], dict[str, Known]] | None = None


_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?" + _TIME, re.ASCII)


@lru_cache(maxsize=5000)
def read_day(text: str) -> date:
    """Read a day as files write it: 2026-11-20, 2026/1/5, 20261120, 2026年11月20日, a time behind it or not.

    Raises ValueError, with a translated reason, for anything else: 05/06/2026 says two things.
    """
    match = _DAY.fullmatch(text.strip())
    if match and (len(match[2]) == len(match[3]) == 2 or not match[0][:8].isdigit()):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise ValueError(_("{text} is no day; write it like 2026-11-20", text=text))
