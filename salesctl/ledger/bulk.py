"""Many rows in one entry (批量): an import's rows go past the ORM but through the same types, leaves and search rows.

Rows come from a spool as dictionaries by column and are worked off in chunks, column by column: what is the same in all
rows (who recorded it, when, by which import) is checked and encoded once. Memory stays flat, the entry is written last
like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any

from sqlalchemy import Column

from salesctl.ledger import chain, statements
from salesctl.ledger.canon import canon_hex
from salesctl.ledger.capture import DECIDING
from salesctl.ledger.chain import Json
from salesctl.ledger.engine import writing
from salesctl.ledger.ids import new_ids, new_salts
from salesctl.ledger.record import Record, columns, required
from salesctl.ledger.searching import texts_forms
from salesctl.ledger.session import Transaction
from salesctl.ledger.types import Stored

CHUNK = 1000

Row = Mapping[str, Any]


def add_many(tx: Transaction, model: type[Record], rows: Iterable[Row]) -> int:
    """Insert new rows of one table; returns how many. A row lacks nothing but `id` and `rev`; an `id` may be given.

    The values pass the columns' types exactly as single writes do, and guards (closed periods) decide on every row.
    """
    tx.session.flush()
    table: str = model.__table__.name  # type: ignore[attr-defined]
    ordinary, personal = columns(model)
    into = statements.insert_into(table, ("id", "rev", *(column.name for column in (*ordinary, *personal))))
    source, count = iter(rows), 0
    while chunk := list(islice(source, CHUNK)):
        count += len(chunk)
        ids = _ids(chunk)
        values, afters = _stored(ordinary, chunk)
        p_values, p_afters = _stored(personal, chunk)
        for name in required(model):
            if any(row.get(name) is None for row in chunk):
                raise TypeError(f"{model.__name__} needs {name}")
        if tx.guards:
            _guard(tx, model, ids, chunk)
        # The shape is asked for no sooner: one that no change uses is a finding of verify.
        changes = _changes(tx, tx.shape_of_model(model), ids, afters, p_afters)
        found = list(_search(model, ids, chunk))
        with writing():
            tx.connection.exec_driver_sql(into, list(zip(ids, repeat(1), *values, *p_values, strict=False)))
            tx.connection.exec_driver_sql(statements.CHANGE, changes)
            if found:
                tx.connection.exec_driver_sql(statements.SEARCH, found)
    return count


def _ids(rows: Sequence[Row]) -> list[str]:
    absent = sum(not row.get("id") for row in rows)
    fresh = iter(new_ids(absent) if absent else ())
    return [canon_hex(row.get("id") or next(fresh), 32) for row in rows]


def _stored(kinds: Sequence[Column[Any]], rows: Sequence[Row]) -> tuple[list[Sequence[Json]], list[str]]:
    """Return the stored values of some columns, column by column, and of each row their canonical array."""
    values: list[Sequence[Json]] = []
    texts: list[Sequence[str]] = []
    for column in kinds:
        kind, given = column.type, [row.get(column.name) for row in rows]
        assert isinstance(kind, Stored), column
        first = given[0]
        if all(value is first for value in given):
            one = None if first is None else kind.canon(first)
            values.append([one] * len(rows))
            texts.append([chain.scalar(one)] * len(rows))
        else:
            canon = kind.canon
            stored = [None if value is None else canon(value) for value in given]
            values.append(stored)
            texts.append(list(map(chain.scalar, stored)))
    return values, [f"[{','.join(parts)}]" for parts in zip(*texts, strict=True)] or ["[]"] * len(rows)


def _changes(
    tx: Transaction, shape: tuple[int, bytes, bool], ids: Sequence[str], afters: Sequence[str], p_afters: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Salt and hash the changes of new rows; returns them for the `change` table."""
    number, digest, has_personal = shape
    step = 2 if has_personal else 1
    salts = new_salts(step * len(ids))
    rows = [row_id.encode() for row_id in ids]
    leaves = chain.leaf_digests(chain.ORDINARY, digest, _leaves(salts[::step], rows, afters))
    if has_personal:
        p_leaves = chain.leaf_digests(chain.PERSONAL, digest, _leaves(salts[1::2], rows, p_afters))
        at = tx.leaves([leaf for pair in zip(leaves, p_leaves, strict=True) for leaf in pair])
        erasable: Iterable[tuple[Any, ...]] = zip(salts[1::2], p_afters, repeat(None), strict=False)
    else:
        at = tx.leaves(leaves)
        erasable = repeat((None, None, None))
    places = range(at, at + step * len(ids), step)
    return [
        (tx.book, tx.seq, place, number, row_id, 1, salt, after, None, *rest)
        for place, row_id, salt, after, rest in zip(places, ids, salts[::step], afters, erasable, strict=False)
    ]


def _leaves(salts: Sequence[bytes], rows: Sequence[bytes], afters: Sequence[str]) -> Iterator[chain.Leaf]:
    return zip(salts, rows, repeat(1), map(str.encode, afters), repeat(None), strict=False)


def _guard(tx: Transaction, model: type[Record], ids: Sequence[str], rows: Sequence[Row]) -> None:
    """Let the guards look at the rows; of those alike in what guards decide by, at the first (`DECIDING`)."""
    passed = tx.session.passed
    names = [column.name for part in columns(model) for column in part]
    for place, row in enumerate(rows):
        alike = (model, *map(row.get, DECIDING))
        if alike in passed:
            continue
        record = model.model_construct(**{name: row.get(name) for name in names}, id=ids[place], rev=1)
        for guard in tx.guards:
            guard(tx, record)
        passed.add(alike)


def _search(model: type[Record], ids: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Yield the search rows of new rows."""
    if not model.SEARCH:
        return
    for row_id, row in zip(ids, rows, strict=True):
        if row.get("voided_at") is None:
            for form in sorted(texts_forms(map(row.get, model.SEARCH), person=model.NOUN == "person")):
                yield model.NOUN, form, row_id
