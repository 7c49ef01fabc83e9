"""Rebuild (重建): replay the journal into a new file, up to an entry; that replay equals the tables is what it proves.

Rows are written from the `after` of their highest change, without models: a shape names the columns.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, text

from salesctl.errors import NotFound, Refused
from salesctl.ledger import migrate, tables
from salesctl.ledger.engine import Ledger, create_file, open_ledger, writing
from salesctl.locale import _


def rebuild(ledger: Ledger, target: Path, *, book: str = "", until: int | None = None) -> int:
    """Write the ledger as it stood after entry `until` of `book` to a new file; returns how many entries it holds.

    Entries of other books count as far as they were recorded before that one. Raises Refused where `target` exists, NotFound
    where there is no such entry.
    """
    with ledger.engine.connect() as source:
        limit = None
        if until is not None:
            e = tables.entry
            limit = source.execute(select(e.c.recorded_at).where(e.c.book == book, e.c.seq == until)).scalar()
            if limit is None:
                raise NotFound(_("There is no entry {n}.", n=until), hint=_("See: salesctl ledger log"))
        try:
            create_file(target)
        except FileExistsError:
            raise Refused(_("There is already a file at {path}.", path=target), hint=_("Name another.")) from None
        made = open_ledger(target)
        try:
            with made.engine.execution_options(ledger_write=True).begin() as sink, writing():
                sink.execute(text("PRAGMA defer_foreign_keys=ON"))
                count = _replay(source, sink, book, until, limit)
        except BaseException:
            made.close()
            for suffix in ("", "-wal", "-shm"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            raise
        made.close()
    return count


def _replay(source: Connection, sink: Connection, book: str, until: int | None, limit: Any) -> int:
    at = migrate.version(source)
    for step in migrate.steps()[:at]:
        for statement in step.statements:
            sink.exec_driver_sql(statement)
    kept: dict[str, int] = {}
    for row in source.execute(select(tables.entry).order_by(tables.entry.c.book, tables.entry.c.seq)):
        own = until is not None and row.book == book
        if until is None or (row.seq <= until if own else row.recorded_at <= limit):
            sink.execute(insert(tables.entry).values(**row._mapping))
            kept[row.book] = row.seq
    _copy(source, sink, tables.info, tables.schema_step)
    for row in source.execute(select(tables.book)):
        if row.id in kept:
            last = sink.execute(
                select(tables.entry.c.hash).where(tables.entry.c.book == row.id, tables.entry.c.seq == kept[row.id])
            ).scalar_one()
            sink.execute(insert(tables.book).values(**{**row._mapping, "head_seq": kept[row.id], "head_hash": last}))
    shapes = {row.no: json.loads(row.body) for row in source.execute(select(tables.shape))}
    used: set[int] = set()
    for name, seq in kept.items():
        for table in (tables.change, tables.leafpart):
            query = select(table).where(table.c.book == name, table.c.seq <= seq).execution_options(yield_per=1000)
            for rows in source.execute(query).partitions(1000):
                sink.execute(insert(table), [dict(row._mapping) for row in rows])
                if table is tables.change:
                    used.update(row.shape for row in rows)
    for row in source.execute(select(tables.shape)):
        if row.no in used:
            sink.execute(insert(tables.shape).values(**row._mapping))
    for number in sorted(used):
        _rows(sink, number, shapes[number])
    _derived(source, sink)
    return sum(kept.values())


def _copy(source: Connection, sink: Connection, *chosen: Any) -> None:
    for table in chosen:
        rows = [dict(row._mapping) for row in source.execute(select(table))]
        if rows:
            sink.execute(insert(table), rows)


def _rows(sink: Connection, number: int, shape: dict[str, Any]) -> None:
    """Write the rows whose highest change has this shape, in SQL, from the arrays themselves."""
    if shape["t"] == "reason":
        return
    columns, values = ["id", "rev"], ["c.row_id", "c.rev"]
    for part, array in (("o", "c.after"), ("p", "c.p_after")):
        for position, name in enumerate(shape[part]):
            columns.append(f'"{name.rsplit(":", 1)[0]}"')
            values.append(f"json_extract({array}, '$[{position}]')")
    sink.exec_driver_sql(
        f'INSERT INTO "{shape["t"]}" ({", ".join(columns)}) SELECT {", ".join(values)} FROM change c WHERE c.shape = {number}'
        " AND NOT EXISTS (SELECT 1 FROM change d WHERE d.row_id = c.row_id AND d.rev > c.rev)"
    )


def _derived(source: Connection, sink: Connection) -> None:
    """Fill counters, files and search rows: recomputed from the rows, or copied where only what is cited belongs."""
    from salesctl.ledger.verify import number_tops

    for (letter, year, site), value in number_tops(sink).items():
        sink.execute(insert(tables.counter).values(letter=letter, year=year, site=site, value=value))
    for shape in [json.loads(row.body) for row in sink.execute(select(tables.shape)).all()]:
        for column in (c.rsplit(":", 1)[0] for part in ("o", "p") for c in shape[part] if c.endswith(":blob")):
            cited = f'SELECT DISTINCT "{column}" FROM "{shape["t"]}" WHERE "{column}" IS NOT NULL'
            for (name,) in sink.exec_driver_sql(cited).all():
                if sink.execute(select(tables.blob.c.hash).where(tables.blob.c.hash == name)).first() is None:
                    for table in (tables.blob, tables.blob_part):
                        for row in source.execute(select(table).where(table.c.hash == name)):
                            sink.execute(insert(table).values(**row._mapping))
    names = {name for (name,) in sink.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for row in source.execute(select(tables.search).execution_options(yield_per=1000)):
        if _alive(sink, names, row.noun, row.row_id):
            sink.execute(insert(tables.search).values(**row._mapping))
    if "scope" in names:
        for pair in source.exec_driver_sql("SELECT person, team FROM scope").all():
            sink.exec_driver_sql("INSERT INTO scope (person, team) VALUES (?, ?)", tuple(pair))


def _alive(sink: Connection, names: set[str], table: str, row_id: str) -> bool:
    if table not in names:
        return False
    found = sink.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE id = ? AND voided_at IS NULL', (row_id,)).first()
    return found is not None
