"""Rebuild (重建): replay the journal into a new place, up to an entry; that replay equals the tables is what it proves.

Rows are written from the `after` of their highest change, without models: a shape names the columns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from salesctl.errors import NotFound
from salesctl.ledger import migrate, statements, tables
from salesctl.ledger.address import Place
from salesctl.ledger.canon import canon_instant
from salesctl.ledger.create import defer_references, empty, new_place
from salesctl.ledger.engine import Ledger, writing
from salesctl.ledger.findings import read, tables_there
from salesctl.ledger.rowchecks import json_item
from salesctl.locale import _

CHUNK = 2000


Derive = Callable[[Connection], None]
"""Fills a room's table that is no Record (scope) from the rebuilt rows."""


def rebuild(
    ledger: Ledger, target: Place, *, book: str = "", until: int | None = None, derive: Sequence[Derive] = ()
) -> int:
    """Write the ledger as it stood after entry `until` of `book` to a new place; returns how many entries it holds.

    The place may be a file or a schema of PostgreSQL, whichever the ledger itself is; heads stay what they were.
    Entries of other books count as far as they were recorded before that one. Raises Refused where `target` exists,
    NotFound where there is no such entry.
    """
    with ledger.engine.connect() as source:
        limit = ""
        if until is not None:
            e = tables.entry
            found = source.execute(select(e.c.recorded_at).where(e.c.book == book, e.c.seq == until)).scalar()
            if found is None:
                raise NotFound(_("There is no entry {n}.", n=until), hint=_("See: salesctl ledger log"))
            limit = canon_instant(found)
        with (
            new_place(target) as made,
            writing(),
            made.engine.execution_options(ledger_write=True).begin() as sink,
        ):
            empty(sink, target)
            defer_references(sink)
            count = _replay(source, sink, book, until, limit)
            for fill in derive:
                fill(sink)
    return count


def _replay(source: Connection, sink: Connection, book: str, until: int | None, limit: str) -> int:
    at = migrate.version(source)
    for step in migrate.steps()[:at]:
        migrate.run(sink, step.statements)
    kept: dict[str, int] = {}
    chosen = []
    names = (*tables.entry.columns.keys(), "rowid")
    for row in read(source, f"SELECT {_list(names)} FROM entry ORDER BY rowid"):
        name, seq, recorded_at = row[0], row[1], row[_RECORDED_AT]
        if until is None or (seq <= until if name == book else recorded_at <= limit and kept.get(name, 0) == seq - 1):
            chosen.append(row)
            kept[name] = seq
            if len(chosen) == CHUNK:
                _put(sink, "entry", names, chosen)
                chosen.clear()
    _put(sink, "entry", names, chosen)
    for table in ("ledger_info", "schema_step"):
        _copy(source, sink, table)
    for name, seq in kept.items():
        _copy(source, sink, "book", "id = ?", name)
        sink.exec_driver_sql(
            "UPDATE book SET head_seq = ?, head_hash = (SELECT hash FROM entry WHERE book = ? AND seq = ?)"
            " WHERE id = ?",
            (seq, name, seq, name),
        )
        for table in ("change", "leafpart"):
            _copy(source, sink, table, "book = ? AND seq <= ?", name, seq)
    used = {number for (number,) in read(sink, "SELECT DISTINCT shape FROM change")}
    for row in list(read(source, "SELECT no, hash, body FROM shape ORDER BY no")):
        if row[0] in used:
            _put(sink, "shape", ("no", "hash", "body"), [row])
            _rows(sink, row[0], json.loads(row[2]))
    _derived(source, sink)
    if until is not None:
        _search_as_of(source, sink, kept)
    return sum(kept.values())


_RECORDED_AT = tables.entry.columns.keys().index("recorded_at")


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' if name != "rowid" else name for name in names)


def _copy(source: Connection, sink: Connection, table: str, where: str = "", *values: Any) -> None:
    """Copy rows of the ledger's own tables as they are stored, a chunk at a time."""
    names = tables.metadata.tables[table].columns.keys()
    rows = read(source, f'SELECT {_list(names)} FROM "{table}"{where and f" WHERE {where}"}', *values)
    while chunk := list(islice(rows, CHUNK)):
        _put(sink, table, names, chunk)


def _put(sink: Connection, table: str, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        sink.exec_driver_sql(statements.insert_into(table, names), rows)


def _rows(sink: Connection, number: int, shape: dict[str, Any]) -> None:
    """Write the rows whose highest change has this shape, in SQL, from the arrays themselves."""
    if shape["t"] == "reason":
        return
    columns, values = ["id", "rev"], ["c.row_id", "c.rev"]
    for part, array in (("o", "c.after"), ("p", "c.p_after")):
        for position, text in enumerate(shape[part]):
            name, kind = text.rsplit(":", 1)
            columns.append(name)
            values.append(json_item(sink, array, position, kind))
    sink.exec_driver_sql(
        f'INSERT INTO "{shape["t"]}" ({_list(columns)}) SELECT {", ".join(values)}'
        f" FROM change c WHERE c.shape = {number}"
        " AND NOT EXISTS (SELECT 1 FROM change d WHERE d.row_id = c.row_id AND d.rev > c.rev)"
    )


def _derived(source: Connection, sink: Connection) -> None:
    """Fill counters, files and search rows: recomputed from the rows, or copied where only what is cited belongs."""
    from salesctl.ledger.rowchecks import cited_blobs, number_tops
    from salesctl.ledger.undo import models

    tops = [(*key, value) for key, value in sorted(number_tops(sink).items())]
    _put(sink, "counter", ("letter", "year", "site", "value"), tops)
    for name in sorted(cited_blobs(sink)):
        _copy(source, sink, "blob", "hash = ?", name)
        _copy(source, sink, "blob_part", "hash = ?", name)
    _copy(source, sink, "search")
    names = tables_there(sink)
    tables_of = {model.NOUN: name for name, model in models().items() if model.SEARCH}
    for (noun,) in list(read(sink, "SELECT DISTINCT noun FROM search")):
        table = tables_of.get(noun, noun)
        alive = f' AND row_id NOT IN (SELECT id FROM "{table}" WHERE voided_at IS NULL)' if table in names else ""
        sink.exec_driver_sql(f"DELETE FROM search WHERE noun = ?{alive}", (noun,))


def _search_as_of(source: Connection, sink: Connection, kept: dict[str, int]) -> None:
    """Put the search rows of what changed after the chosen entry back to the names of that time (loaded rooms only)."""
    from salesctl.ledger.searching import search_rows
    from salesctl.ledger.undo import models

    later = {
        row_id
        for (name,) in list(read(source, "SELECT id FROM book"))
        for (row_id,) in read(source, "SELECT row_id FROM change WHERE book = ? AND seq > ?", name, kept.get(name, 0))
    }
    for row_id in sorted(later):
        sink.exec_driver_sql("DELETE FROM search WHERE row_id = ?", (row_id,))
    there = tables_there(sink)
    for model in (model for name, model in models().items() if name in there):
        found = [row for row in search_rows(sink, model) if row[2] in later]
        _put(sink, "search", ("noun", "form", "row_id"), found)
