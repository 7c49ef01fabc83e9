"""Many rows in one entry (批量): an import's rows go past the ORM but through the same types, leaves and search rows.

Rows come from a spool as dictionaries by column; memory stays flat, the entry is written last like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Column

from salesctl.ledger import chain, statements
from salesctl.ledger.canon import canon_hex
from salesctl.ledger.chain import Json
from salesctl.ledger.engine import writing
from salesctl.ledger.ids import new_id
from salesctl.ledger.record import Record, columns, required
from salesctl.ledger.searching import texts_forms
from salesctl.ledger.session import Transaction
from salesctl.ledger.types import Stored

CHUNK = 1000


def add_many(tx: Transaction, model: type[Record], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert new rows of one table; returns how many. A row lacks nothing but `id` and `rev`; an `id` may be given.

    The values pass the columns' types exactly as single writes do; guards (closed periods) see every row.
    """
    tx.session.flush()
    ordinary, personal = columns(model)
    kinds = [(c.name, _canon_of(c)) for c in ordinary]
    p_kinds = [(c.name, _canon_of(c)) for c in personal]
    needed = required(model)
    table: str = model.__table__.name  # type: ignore[attr-defined]
    into = statements.insert_into(table, ("id", "rev", *(name for name, _canon in (*kinds, *p_kinds))))
    count = 0
    values: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    found: list[tuple[str, str, str]] = []
    shape: tuple[int, bytes, bool] | None = None

    def send() -> None:
        with writing():
            tx.connection.exec_driver_sql(into, values)
            tx.connection.exec_driver_sql(statements.CHANGE, changed)
            if found:
                tx.connection.exec_driver_sql(statements.SEARCH, found)
        values.clear()
        changed.clear()
        found.clear()

    for row in rows:
        if shape is None:
            shape = tx.shape_of_model(model)  # no sooner: a shape that no change uses is a finding of verify
        row_id = canon_hex(row.get("id") or new_id(), 32)
        after = [None if (value := row.get(name)) is None else to(value) for name, to in kinds]
        p_after = [None if (value := row.get(name)) is None else to(value) for name, to in p_kinds]
        if absent := [name for name in needed if row.get(name) is None]:
            raise TypeError(f"{model.__name__} needs {', '.join(absent)}")
        if tx.guards:
            record = model.model_construct(
                **{name: row.get(name) for name, _canon in (*kinds, *p_kinds)}, id=row_id, rev=1
            )
            for guard in tx.guards:
                guard(tx, record)
        change = tx.change_row(shape, row_id, 1, chain.canonical(after), None, chain.canonical(p_after), None)
        changed.append(tuple(change.values()))
        if row.get("voided_at") is None:
            names = (row.get(name) for name in model.SEARCH)
            for form in sorted(texts_forms(names, person=model.NOUN == "person")):
                found.append((model.NOUN, form, row_id))
        values.append((row_id, 1, *after, *p_after))
        count += 1
        if len(values) >= CHUNK:
            send()
    if values:
        send()
    return count


def _canon_of(column: Column[Any]) -> Callable[[Any], Json]:
    kind = column.type
    assert isinstance(kind, Stored), column
    return kind.canon
