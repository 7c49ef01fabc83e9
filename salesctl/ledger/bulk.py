"""Many rows in one entry (批量): an import's rows go past the ORM but through the same types, leaves and search rows.

Rows come from a spool as dictionaries by column; memory stays flat, the entry is written last like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert

from salesctl.ledger import chain, tables
from salesctl.ledger.capture import canon
from salesctl.ledger.engine import writing
from salesctl.ledger.ids import new_id
from salesctl.ledger.record import Record, columns
from salesctl.ledger.searching import texts_forms
from salesctl.ledger.session import Transaction

CHUNK = 1000


def add_many(tx: Transaction, model: type[Record], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert new rows of one table; returns how many. A row lacks nothing but `id` and `rev`, which may be given.

    The values pass the columns' types exactly as single writes do; guards (closed periods) see every row.
    """
    tx.session.flush()
    ordinary, personal = columns(model)
    every = (*ordinary, *personal)
    shape = tx.shape_of_model(model)
    table = model.__table__  # type: ignore[attr-defined]
    person = model.NOUN == "person"
    count = 0
    values: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []

    def send() -> None:
        with writing():
            tx.connection.execute(insert(table), values)
            tx.connection.execute(insert(tables.change), changes)
            if found:
                tx.connection.execute(insert(tables.search), found)
        values.clear(), changes.clear(), found.clear()

    for row in rows:
        value = {column.name: row.get(column.name) for column in every}
        value["id"], value["rev"] = row.get("id") or new_id(), 1
        after = [canon(c, value[c.name]) for c in ordinary]
        p_after = [canon(c, value[c.name]) for c in personal]
        for guard in tx.guards:
            guard(tx, model.model_construct(**value))
        changes.append(tx.change_row(shape, value["id"], 1, chain.canonical(after), None, chain.canonical(p_after), None))
        for form in sorted(texts_forms((value[name] for name in model.SEARCH), person=person)):
            found.append({"noun": model.NOUN, "form": form, "row_id": value["id"]})
        values.append(value)
        count += 1
        if len(values) >= CHUNK:
            send()
    if values:
        send()
    return count
