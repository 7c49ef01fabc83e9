"""The ledger's own SQL on PostgreSQL (方言): one text serves both engines; what they spell differently is turned here.

Statements carry `?` for values and are written in what both engines know. SQLite's `CAST(x AS BLOB)` (text that may
be damaged, as bytes) is `convert_to` there. The driver's cursors turn them, so ORM, Core and plain text go one way.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.types.numeric import NumericLoader

_PARTS = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|(\?)|(%)|CAST\(((?:[^()]|\([^()]*\))+) AS BLOB\)""")


@lru_cache(maxsize=2000)
def spelled(query: str) -> str:
    """Return a statement as PostgreSQL's driver reads it."""

    def turn(match: re.Match[str]) -> str:
        quoted, mark, percent, blob = match.groups()
        if quoted:
            return quoted.replace("%", "%%")
        if mark:
            return "%s"
        return "%%" if percent else f"convert_to({blob}, 'UTF8')"

    return _PARTS.sub(turn, query)


class Cursor(psycopg.Cursor[Any]):
    """A cursor that reads the statements of this program."""

    def execute(self, query: Any, params: Any = None, **rest: Any) -> Any:
        """Run one statement; values always travel apart from it."""
        return super().execute(spelled(query), params or (), **rest)

    def executemany(self, query: Any, params_seq: Any, **rest: Any) -> Any:
        """Run one statement for many rows of values."""
        return super().executemany(spelled(query), params_seq, **rest)


class ServerCursor(psycopg.ServerCursor[Any]):
    """The same for answers that are fetched piece by piece."""

    def execute(self, query: Any, params: Any = None, **rest: Any) -> Any:
        """Run one query; its rows stay with the server until they are asked for."""
        return super().execute(spelled(query), params or (), **rest)

    def __del__(self, *_warn: Any) -> None:
        """Say nothing where an answer was not read to its end: it goes with its transaction."""


class Truth(Dumper):
    """True and False are 1 and 0, as the ledger's flags are."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: Any) -> bytes:
        """Return the digit."""
        return b"1" if obj else b"0"


class Number(NumericLoader):
    """SUM over whole numbers is `numeric` here: a whole one is an int as on SQLite, anything else a float as there."""

    def load(self, data: Any) -> Any:
        """Return what SQLite would return."""
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)
