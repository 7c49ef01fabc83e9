"""Column types: what Python sees, what the engine stores and how a value stands in the journal, in one place each.

`kind` names the type in a shape (stored format ◆); `canon` turns the Python value into the journalled one and refuses
what would be rounded; `uncanon` is its inverse. The stored value *is* the canonical one on both engines, so that verify
compares in SQL, and text sorts as time does.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

from salesctl.ledger import canon
from salesctl.ledger.chain import Json
from salesctl.values.money import from_scaled, to_scaled


@compiles(BigInteger, "sqlite")
def _integer(element: Any, compiler: Any, **kw: Any) -> str:
    """STRICT tables of SQLite know INTEGER alone."""
    return "INTEGER"


class Stored(TypeDecorator[Any]):
    """Base of the ledger's types: binding runs `canon`, reading runs `uncanon`."""

    impl: Any = Text
    kind: ClassVar[str]

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        cls.cache_ok = True  # SQLAlchemy looks for it on each class itself

    def canon(self, value: Any) -> Json:
        """Return the journalled value; raises TypeError where the value would not be stored exactly."""
        raise NotImplementedError

    def uncanon(self, value: Any) -> Any:
        """Return the Python value of a journalled one."""
        return value

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.canon(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.uncanon(value)


class Str(Stored):
    """Text, NFC, without control characters but newline and tab."""

    kind = "text"

    def canon(self, value: Any) -> Json:
        return canon.canon_text(value)


class Id(Stored):
    """A row's key: UUIDv7 as 32 hex."""

    kind = "id"

    def canon(self, value: Any) -> Json:
        return canon.canon_hex(value, 32)


class BlobHash(Stored):
    """The SHA-256 of a file kept in the ledger, 64 hex; verify checks that the file is there."""

    kind = "blob"

    def canon(self, value: Any) -> Json:
        return canon.canon_hex(value, 64)


class Whole(Stored):
    """A whole number of 64 bits."""

    impl = BigInteger
    kind = "int"

    def canon(self, value: Any) -> Json:
        return canon.canon_int(value)


class Scaled(Stored):
    """Money, quantity or days: Decimal in Python, BIGINT in 1e-4 units in the ledger; more decimals are refused."""

    impl = BigInteger
    kind = "scaled"

    def canon(self, value: Any) -> Json:
        if type(value) is not Decimal:
            raise TypeError(f"Decimal expected, got {value!r}")
        return to_scaled(value)

    def uncanon(self, value: Any) -> Any:
        return from_scaled(value)


class Flag(Stored):
    """True or False; 0 or 1 in the engine: PostgreSQL's own kind would be another value than SQLite's."""

    impl = BigInteger
    kind = "flag"

    def canon(self, value: Any) -> Json:
        return canon.canon_flag(value)

    def uncanon(self, value: Any) -> Any:
        return bool(value)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else int(canon.canon_flag(value))


class Day(Stored):
    """A date as ISO text."""

    kind = "day"

    def canon(self, value: Any) -> Json:
        return canon.canon_day(value)

    def uncanon(self, value: Any) -> Any:
        return date.fromisoformat(value)


class Instant(Stored):
    """An instant: aware UTC in Python, fixed-width text in the engine. Naive values are refused."""

    kind = "instant"

    def canon(self, value: Any) -> Json:
        return canon.canon_instant(value)

    def uncanon(self, value: Any) -> datetime:
        return canon.read_instant(value)
