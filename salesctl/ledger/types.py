"""Column types: what Python sees, what the engine stores and how a value stands in the journal, in one place each.

`kind` names the type in a shape (stored format ◆); `canon` turns the Python value into the journalled one and refuses
what would be rounded; `uncanon` is its inverse. On SQLite the stored value *is* the canonical one, so verify compares
in SQL.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator, TypeEngine

from salesctl.ledger import canon
from salesctl.ledger.chain import Json
from salesctl.values.money import from_scaled, to_scaled


@compiles(BigInteger, "sqlite")
@compiles(Boolean, "sqlite")
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
    """True or False; 0 or 1 on SQLite."""

    impl = Boolean
    kind = "flag"

    def __init__(self) -> None:
        super().__init__(create_constraint=False)

    def canon(self, value: Any) -> Json:
        return canon.canon_flag(value)

    def uncanon(self, value: Any) -> Any:
        return bool(value)


class Day(Stored):
    """A date; ISO text on SQLite, DATE elsewhere."""

    kind = "day"

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = canon.canon_day(value)
        return text if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return date.fromisoformat(value) if isinstance(value, str) else value

    def canon(self, value: Any) -> Json:
        return canon.canon_day(value)

    def uncanon(self, value: Any) -> Any:
        return date.fromisoformat(value)


class Instant(Stored):
    """An instant: aware UTC in Python; fixed-width text on SQLite, timestamptz elsewhere. Naive values are refused."""

    kind = "instant"

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = canon.canon_instant(value)
        return text if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return canon.read_instant(value) if isinstance(value, str) else value

    def canon(self, value: Any) -> Json:
        return canon.canon_instant(value)

    def uncanon(self, value: Any) -> datetime:
        return canon.read_instant(value)
