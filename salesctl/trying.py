"""A dry run (试运行): what a transaction would change, in the words people know its columns by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from salesctl.locale import _, p_
from salesctl.render.sheet import Field, Sheet

if TYPE_CHECKING:
    from salesctl.ledger.record import Record
    from salesctl.tx import Tx

FIELDS = (
    Field("what", "text", "Record", doc="The record that would change."),
    Field("field", "text", "Field", doc="Its column."),
    Field("before", "text", "Before", doc="Value before; null for a new record."),
    Field("after", "text", "After", doc="Value after."),
)
INNER = {"recorded_at", "recorded_by", "on_date", "origin", "origin_key", "normal_name", "tax_key", "voided_by"}
"""Columns that follow from the others, or say who wrote and when: the entry says that."""


def changes_sheet(tx: Tx) -> Sheet:
    """Return what a transaction would change: record, field, before, after; ids and what follows from it left out."""

    def rows() -> Iterator[tuple[str | None, ...]]:
        for record, after, before in tx.session.folded():
            known = _fields(type(record))
            what = f"{_(record.NOUN)} {getattr(record, 'number', '') or getattr(record, 'code', '') or ''}".strip()
            seen = set()
            for name, value in after.items():
                if name in INNER or name == "id" or (before is None and name in ("owner_id", "team_id")):
                    continue
                if (before is None and value is None) or (before is not None and name not in before):
                    continue
                field = known.get(name) or known.get(name.removesuffix("_id"))
                label = _(field.label) if field else name.removesuffix("_id")
                old = None if before is None else before.get(name)
                row = (what, label, _said(tx, record, field, name, old), _said(tx, record, field, name, value))
                if row not in seen and row[2:] != (None, None):
                    seen.add(row)
                    yield row

    return Sheet(FIELDS, list(rows()), title=_("What would change"), empty=_("Nothing would change."))


def _fields(model: type[Record]) -> Mapping[str, Field]:
    """Return the room's fields by key: those of the noun's own sheet before the others'."""
    package = model.__module__.rpartition(".")[0]
    try:
        module = import_module(f"{package}.fields")
    except ModuleNotFoundError:
        return {}
    own = getattr(module, model.__name__.upper(), ())
    sheets = [own, *(value for value in vars(module).values() if isinstance(value, tuple))]
    found: dict[str, Field] = {}
    for sheet in sheets:
        for field in sheet:
            if isinstance(field, Field):
                found.setdefault(field.key, field)
    return found


def _said(tx: Tx, record: Record, field: Field | None, name: str, value: Any) -> str | None:
    """Say a journalled value as people read it."""
    from salesctl.ledger.canon import read_instant
    from salesctl.ledger.types import Id, Instant, Scaled
    from salesctl.render.human import plain_number
    from salesctl.values.money import from_scaled

    if value is None:
        return None
    kind = type(record).__table__.c[name].type  # type: ignore[attr-defined]
    if isinstance(kind, Id):
        return _named(tx, type(record), name, value)
    if isinstance(kind, Scaled):
        return plain_number(from_scaled(value))
    if isinstance(kind, Instant):
        return tx.local(read_instant(value)).strftime("%Y-%m-%d %H:%M")
    if field is not None and field.kind == "code" and field.context:
        return p_(field.context, str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _named(tx: Tx, model: type[Record], name: str, row: str) -> str | None:
    """Name the row an id points at; None where it is nothing people name."""
    from salesctl.naming import references

    keys = model.__table__.c[name].foreign_keys  # type: ignore[attr-defined]
    table = next((key.column.table.name for key in keys), "team" if name == "team_id" else "person")
    for ref in references():
        if ref.model.__table__.name == table:  # type: ignore[attr-defined]
            other = tx.session.get(ref.model, row)
            return str(getattr(other, "number", None) or getattr(other, ref.name)) if other else None
    return None
