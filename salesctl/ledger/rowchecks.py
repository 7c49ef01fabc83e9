"""Rows against the journal (核对数据): each live row is its last change; counters and files follow from the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from salesctl.ledger import tables
from salesctl.ledger.findings import Finding, Report, columns_there, on_sqlite, read, shown, tables_there
from salesctl.locale import _

_DERIVED = frozenset({"scope", "archive_text", "sight", "passing"})
"""Tables that no change describes; a check given to verify by their room recomputes them."""


def shapes_by_table(connection: Connection) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Return (number, body) of every shape, by the table it describes."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, body in read(connection, "SELECT no, body FROM shape ORDER BY no"):
        said = json.loads(body)
        found.setdefault(said["t"], []).append((number, said))
    found.pop("reason", None)
    return found


def rows_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Compare every live row with its highest change, in SQL."""
    by_table = shapes_by_table(connection)
    existing = tables_there(connection)
    for table in sorted(existing - tables.metadata.tables.keys() - _DERIVED - by_table.keys()):
        count = next(read(connection, f'SELECT count(*) FROM "{table}"'))[0]
        if count:
            yield Finding("unrecorded", table, _("{n} rows without any recorded change", n=count))
    numbers = {table: ",".join(str(number) for number, _body in shapes) for table, shapes in sorted(by_table.items())}
    for table in numbers:
        if table not in existing:
            yield Finding("schema", table, _("is missing from the schema"))
            continue
        report.rows += int(next(read(connection, f'SELECT count(*) FROM "{table}"'))[0])
        yield from _rows(connection, table, by_table[table])
    # Each row has its change: where there are no more rows recorded than there are, none is gone.
    recorded = f"SELECT DISTINCT row_id FROM change WHERE shape IN ({','.join(numbers.values()) or 'NULL'})"
    if next(read(connection, f"SELECT count(*) FROM ({recorded}) AS rows"))[0] != report.rows:
        for table in sorted(numbers.keys() & existing):
            yield from _gone(connection, table, numbers[table])


_SAYS = ("unrecorded", "stale_row", "row")


def _rows(connection: Connection, table: str, shapes: list[tuple[int, Mapping[str, Any]]]) -> Iterator[Finding]:
    messages = (
        _("has no recorded change of that rev"),
        _("a later change is recorded than the row shows"),
        _("differs from its last recorded change"),
    )
    info = columns_there(connection, table)
    number = "CAST(t.number AS BLOB)" if "number" in info else "NULL"
    numbers = ",".join(str(number) for number, _body in shapes)
    array = json_text if on_sqlite(connection) else json_text_pg
    differs = " ".join(f"WHEN {number} THEN {_differs(body, info, array)}" for number, body in shapes)
    query = (
        f"SELECT * FROM (SELECT CAST(t.id AS BLOB), {number}, CASE"
        " WHEN c.shape IS NULL THEN 0 WHEN c.rev > t.rev THEN 1"
        f" WHEN c.shape NOT IN ({numbers}) THEN 0"
        f" WHEN CASE c.shape {differs} END THEN 2 END AS wrong"
        f' FROM "{table}" t LEFT JOIN change c ON c.row_id = t.id AND c.rev >= t.rev) AS found'
        " WHERE wrong IS NOT NULL LIMIT 50"
    )
    for row_id, name, wrong in read(connection, query):
        yield Finding(_SAYS[wrong], f"{table} {shown(name or row_id)}", messages[wrong])


def _gone(connection: Connection, table: str, numbers: str) -> Iterator[Finding]:
    gone = (
        f"SELECT DISTINCT CAST(c.row_id AS BLOB) FROM change c WHERE c.shape IN ({numbers})"
        f' AND NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = c.row_id) LIMIT 50'
    )
    for (row_id,) in read(connection, gone):
        yield Finding("missing_row", f"{table} {shown(row_id)}", _("was recorded and is gone"))


def _differs(body: Mapping[str, Any], info: Mapping[str, Any], array: Callable[[list[list[str]]], str]) -> str:
    """Return SQL that is true where row `t` is not what change `c` says; an erased last change proves no row."""
    names = {part: [name.rsplit(":", 1) for name in body[part]] for part in ("o", "p")}
    terms = [f"c.after IS DISTINCT FROM {array(names['o'])}"]
    terms.append(f"c.p_after IS DISTINCT FROM {array(names['p'])}" if names["p"] else "c.p_after IS NOT NULL")
    # A column that a later migration added holds its default until a change of the newer shape says otherwise.
    later = info.keys() - {"id", "rev"} - {name for part in names.values() for name, _kind in part}
    terms += [f't."{name}" IS DISTINCT FROM {"NULL" if info[name] is None else info[name]}' for name in sorted(later)]
    return f"({' OR '.join(terms)})"


def json_text(names: list[list[str]]) -> str:
    """Return SQL of SQLite for the canonical JSON of columns of `t`, each (name, kind)."""
    parts = []
    for name, kind in names:
        column = f't."{name}"'
        truth = f"CASE {column} WHEN 0 THEN json('false') WHEN 1 THEN json('true') ELSE {column} END"
        parts.append(truth if kind == "flag" else column)
    return f"json_array({','.join(parts)})"


def json_text_pg(names: list[list[str]]) -> str:
    """Return the same for PostgreSQL, whose own arrays of JSON have spaces in them."""
    parts = []
    for name, kind in names:
        column = f't."{name}"'
        if kind == "flag":
            text = f"CASE {column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE {column}::text END"
        else:
            text = f"{column}::text" if kind in ("int", "scaled") else f"to_json({column})::text"
        parts.append(f"coalesce({text}, 'null')")
    return "'[' || " + " || ',' || ".join(parts) + " || ']'"


def json_item(connection: Connection, array: str, position: int, kind: str) -> str:
    """Return SQL for one value of a journalled array, as a column of its kind stores it."""
    if on_sqlite(connection):
        return f"json_extract({array}, '$[{position}]')"
    text = f"({array}::json ->> {position})"
    if kind == "flag":
        return f"CASE {text} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
    return f"{text}::bigint" if kind in ("int", "scaled") else text


def number_tops(connection: Connection) -> dict[tuple[str, int, str], int]:
    """Return the highest number given, by (letter, year, site)."""
    from salesctl.ledger.numbering import NUMBER

    found: dict[tuple[str, int, str], int] = {}
    for table in sorted(tables_there(connection)):
        if "number" in columns_there(connection, table):
            # The greatest text of one series and length is its greatest number. Grouped by the engine, all numbers
            # would be sorted in memory.
            greatest: dict[tuple[bytes, int, bytes], bytes] = {}
            for (number,) in read(connection, f'SELECT CAST(number AS BLOB) FROM "{table}" WHERE number IS NOT NULL'):
                series = (number[:7], len(number), number[7:8] if number[7:8] > b"9" else b"")
                if number > greatest.get(series, b""):
                    greatest[series] = number
            for number in greatest.values():
                match = NUMBER.fullmatch(shown(number))
                if match:
                    key = (match["letter"], int(match["year"]), match["site"])
                    found[key] = max(found.get(key, 0), int(match["count"]))
    return found


def counter_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Recompute every counter from the highest number that was given; who sees some rows can't."""
    if report.partial:
        return
    found = number_tops(connection)
    query = "SELECT CAST(letter AS BLOB), year, CAST(site AS BLOB), value FROM counter"
    kept = {(shown(letter), year, shown(site)): value for letter, year, site, value in read(connection, query)}
    for key in sorted(found.keys() | kept.keys()):
        if found.get(key) != kept.get(key):
            where = f"counter {key[0]}-{key[1]}" + (f"-{key[2]}" if key[2] else "")
            message = _("counts {n}, the numbers given say {m}", n=kept.get(key, 0), m=found.get(key, 0))
            yield Finding("counter", where, message)


def cited_blobs(connection: Connection) -> set[str]:
    """Return the hashes of all files that a recorded change cites, now or once."""
    found: set[str] = set()
    for _table, shapes in shapes_by_table(connection).items():
        for number, body in shapes:
            for part, array in (("o", "after"), ("p", "p_after")):
                for position, name in enumerate(body[part]):
                    if name.endswith(":blob"):
                        value = json_item(connection, array, position, "blob")
                        query = f"SELECT DISTINCT {value} FROM change WHERE shape = {number} AND {value} IS NOT NULL"
                        found.update(hash_ for (hash_,) in read(connection, query))
    return found


def blob_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Re-read every byte of every file, and look for files that are cited but absent, or kept but never cited."""
    cited = cited_blobs(connection)
    rows = read(connection, "SELECT CAST(hash AS BLOB), size, erased FROM blob")
    kept = {shown(name): (size, erased) for name, size, erased in rows}
    for name in sorted(cited - kept.keys()) if not report.partial else ():
        yield Finding("blob", f"blob {name[:12]}", _("the file is cited and not there"))
    for name in sorted(kept.keys() - cited) if not report.partial else ():
        yield Finding("blob", f"blob {name[:12]}", _("a file that nothing cites"))
    for name, (size, erased) in sorted(kept.items()):
        digest, length, good = sha256(), 0, True
        parts = read(connection, "SELECT part, data FROM blob_part WHERE hash = ? ORDER BY part", name)
        for number, (part, data) in enumerate(parts):
            good = good and part == number and len(data) > 0
            digest.update(data)
            length += len(data)
        if erased == 1 and length == 0:
            yield Finding("redacted", f"blob {name[:12]}", _("was erased; its hash stands"), notice=True)
        elif erased or not good or (digest.hexdigest(), length) != (name, size):
            yield Finding("blob", f"blob {name[:12]}", _("the file's bytes were altered"))
    orphan = "SELECT DISTINCT CAST(hash AS BLOB) FROM blob_part WHERE hash NOT IN (SELECT hash FROM blob)"
    for (name,) in read(connection, orphan) if not report.partial else ():
        yield Finding("blob", f"blob {shown(name)[:12]}", _("a file that nothing cites"))
