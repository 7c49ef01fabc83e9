"""Record: what every row of a room carries, and the rules its values keep. SQLModel stays behind this door.

`rev` counts 1, 2, … once per entry that changes the row; an update states the rev it read (`version_id_col`), so a
stale write finds no row. Every assignment is validated by the column's type (SQLModel's tables would not).
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, get_args

from sqlalchemy import Column, Index, event, text
from sqlalchemy.orm import InstrumentedAttribute, Mapper
from sqlalchemy.orm.attributes import set_attribute
from sqlalchemy.orm.base import NO_VALUE
from sqlmodel import Field, SQLModel

from salesctl.ledger.canon import clean_text
from salesctl.ledger.ids import new_id
from salesctl.ledger.types import Day, Id, Instant, Stored, Str, Whole


def col(kind: type[Stored] | Stored, *, personal: bool = False, **rest: Any) -> Any:
    """Declare a column of a stored type; `personal` puts it into the leaf that can be erased."""
    kwargs: dict[str, Any] = {"info": {"personal": personal}}
    if personal:
        rest["nullable"] = True  # what can be erased must be able to be absent; models still ask for it
    return Field(sa_type=kind, sa_column_kwargs=kwargs, **rest)


def table_args(*items: Any) -> Any:
    """Return `__table_args__` with a table's indexes and constraints; every table is STRICT on SQLite."""
    return (*items, {"sqlite_strict": True})


def live(*names: str, unique: bool = False, name: str) -> Index:
    """Declare an index over rows that are not voided; natural keys are unique among those alone."""
    # Naming another dialect here would import it at every start (29 ms for PostgreSQL's).
    where = text("voided_at IS NULL")
    return Index(name, *names, unique=unique, sqlite_where=where)


class Record(SQLModel):
    """Base of every row that is journalled. Rows are never deleted: they are voided with a reason."""

    model_config = {"defer_build": True}  # values are checked as they are set; pydantic need build nothing
    __table_args__: ClassVar[Any] = {"sqlite_strict": True}

    NOUN: ClassVar[str] = ""
    """The noun people use for it; names the row in messages and in the search table."""
    LETTER: ClassVar[str] = ""
    """The letter of its numbers (C-2026-0042), where it has numbers."""
    SEARCH: ClassVar[tuple[str, ...]] = ()
    """Text columns by which people name it; the search table follows them."""

    id: str = col(Id, default_factory=new_id, primary_key=True)
    rev: int = col(Whole, default=1)
    recorded_at: datetime = col(Instant)
    recorded_by: str | None = col(Id, default=None)
    owner_id: str | None = col(Id, default=None)
    team_id: str | None = col(Id, default=None)
    on_date: date = col(Day)
    at: datetime | None = col(Instant, default=None)
    voided_at: datetime | None = col(Instant, default=None)
    voided_by: str | None = col(Id, default=None)
    origin: str | None = col(Str, default=None)
    origin_key: str | None = col(Str, default=None)

    def __init__(self, **data: Any) -> None:
        """Make a new row; raises TypeError for what is no column."""
        # SQLModel sets each attribute twice, the second time past the check of its type.
        values = self.__dict__
        for name, field in type(self).model_fields.items():
            value = data.pop(name) if name in data else None if field.is_required() else _default(field)
            if value is None:
                values[name] = None
            else:
                set_attribute(self, name, value)
        if data:
            raise TypeError(f"{type(self).__name__} has no {', '.join(data)}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column, checked by its type; anything else as SQLModel does."""
        if name in type(self).__table__.columns:  # type: ignore[attr-defined]
            set_attribute(self, name, value)
        else:
            super().__setattr__(name, value)


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory else field.default


def _checked(target: Any, value: Any, old: Any, initiator: Any) -> Any:
    """Validate one assignment by the column's type; text is brought to NFC."""
    if value is None or value is NO_VALUE:
        return value
    kind = type(target).__table__.columns[initiator.key].type
    if isinstance(kind, Stored):
        if isinstance(kind, Str) and type(value) is str:
            return clean_text(value, what=initiator.key)
        kind.canon(value)
    return value


@event.listens_for(Mapper, "after_mapper_constructed")
def _versioned(mapper: Mapper[Any], cls: type[Any]) -> None:
    if issubclass(cls, Record):
        mapper.version_id_col = mapper.local_table.c.rev
        mapper.version_id_generator = False


@event.listens_for(Mapper, "mapper_configured")
def _active(mapper: Mapper[Any], cls: type[Any]) -> None:
    """Keep the old value of every column on assignment, expired or not: the journal's `before` is read from it."""
    if issubclass(cls, Record):
        for attribute in mapper.column_attrs:
            instrumented: InstrumentedAttribute[Any] = getattr(cls, attribute.key)
            event.listen(instrumented, "set", _checked, retval=True, active_history=True)


@cache
def required(cls: type[Record]) -> tuple[str, ...]:
    """Return the columns that must have a value although the table lets them be absent: the erasable ones."""
    fields = cls.model_fields
    return tuple(c.name for c in columns(cls)[1] if type(None) not in get_args(fields[c.name].annotation))


def q(model: type[Record]) -> Any:
    """Return a model for building queries, where its attributes are columns, not values."""
    return model


@cache
def columns(cls: type[Record]) -> tuple[list[Column[Any]], list[Column[Any]]]:
    """Return a table's journalled columns: (ordinary, personal); `id` and `rev` stand in the leaf itself.

    `origin_key` is what a file names a row by, perhaps a phone: where a table has personal columns it is one of them.
    """
    every = [column for column in cls.__table__.columns if column.name not in ("id", "rev")]  # type: ignore[attr-defined]
    personal = [column for column in every if column.info.get("personal")]
    if personal:
        personal = [column for column in every if column.info.get("personal") or column.name == "origin_key"]
    names = {column.name for column in personal}
    return [column for column in every if column.name not in names], personal
