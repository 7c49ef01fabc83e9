"""Tampering: whatever another program changes, adds or takes away is found and named.

The columns are read from the schema, so that none is forgotten when a table gets another one.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from salesctl.ledger.engine import open_ledger
from salesctl.ledger.migrations import m0001_ledger
from tests.ledger.made_up import raw, tamper
from tests.ledger.tampering import COLUMNS, check, look, others, schema

ROWIDS = {("shape", "no"), ("schema_step", "version")}
"""Columns that are SQLite's own row number."""


def tokens(table: str, row: dict[str, Any]) -> list[str]:
    """Return what a finding about a row may be named by."""
    match table:
        case "entry" | "leafpart":
            return [f"{row['book']}:{row['seq']}"]
        case "change":
            return [f"{row['book']}:{row['seq']}", str(row["row_id"])]
        case "thing":
            return [str(row["id"]), str(row["number"])]
        case "shape":
            return [f"shape {row['no']}", "thing", "reason"]
        case "book":
            return [str(row["id"])]
        case "blob" | "blob_part":
            return [str(row["hash"])[:12]]
        case "ledger_info":
            return ["ledger_info", ":"]
        case "search":
            return [f"search {row['noun']}"]
        case "schema_step":
            return ["schema"]
    return [f"{table} {row['letter']}-{row['year']}"]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: str(part))
def test_every_changed_value_is_found_and_named(place: Path, table: str, column: str) -> None:
    kind, null, _key = schema()[table][column]
    names = list(schema()[table])
    ledger = open_ledger(place)
    with raw(place) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        rows = connection.execute(f'SELECT rowid, * FROM "{table}"').fetchall()

    def change(rowid: int, value: Any) -> bool:
        """Change one value and nothing else; False where the engine itself refuses it."""
        try:
            with raw(place) as connection:
                for name, _sql in triggers:
                    connection.execute(f"DROP TRIGGER {name}")
                connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, rowid))
                for _name, sql in triggers:
                    connection.execute(sql)
        except Exception as error:
            if "constraint" not in str(error).lower():
                raise
            return False
        return True

    tried = 0
    for rowid, *values in rows:
        row = dict(zip(names, values, strict=True))
        for other in others(row[column], kind, null):
            if other == row[column] or not change(rowid, other):
                continue
            found = look(ledger).findings
            assert found, (row, other)
            wanted = tokens(table, row) + tokens(table, {**row, column: other})
            assert any(token in finding.where for finding in found for token in wanted), (row, other, found)
            change(other if (table, column) in ROWIDS else rowid, row[column])
            tried += 1
            if tried > 5:
                break  # every row is tried with one value, the first ones with all
    assert tried
    assert not look(ledger).findings
    ledger.close()


@pytest.mark.parametrize("table", list(schema()))
def test_every_deleted_row_is_found(place: Path, table: str) -> None:
    original = place.read_bytes()
    with raw(place) as connection:
        rowids = [rowid for (rowid,) in connection.execute(f'SELECT rowid FROM "{table}"')]
    assert rowids
    for rowid in rowids:
        place.write_bytes(original)
        tamper(place, lambda connection: connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,)))  # noqa: B023
        assert check(place).findings, rowid


@pytest.mark.parametrize("table", list(schema()))
def test_every_added_row_is_found(place: Path, table: str) -> None:
    new = {"TEXT": "'" + "a" * 32 + "'", "INTEGER": "77", "BLOB": "x'00'"}
    unique = {
        "entry": ("seq", "id", "op_id"),
        "change": ("leaf", "row_id"),
        "book": ("id", "ordinal"),
        "shape": ("no", "hash"),
    }
    original = place.read_bytes()
    for column, (_kind, _null, key) in schema()[table].items():
        if not key:
            continue
        place.write_bytes(original)
        changed = {column, *unique.get(table, ())}
        values = ", ".join(new[schema()[table][c][0]] if c in changed else f'"{c}"' for c in schema()[table])
        statement = f'INSERT INTO "{table}" SELECT {values} FROM "{table}" LIMIT 1'
        try:
            tamper(place, lambda connection: connection.execute(statement))  # noqa: B023
        except Exception as error:
            assert "constraint" in str(error).lower()
            continue
        assert check(place).findings, column


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO counter VALUES ('Q', 2026, '', 0)",
        "INSERT INTO leafpart SELECT book, seq, 1, x'' FROM leafpart LIMIT 1",
        "INSERT INTO leafpart SELECT book, seq, 1, x'' FROM entry WHERE action = 'client.export'",
        "INSERT INTO blob_part SELECT hash, 3, x'' FROM blob",
        "INSERT INTO blob_part SELECT hash, 9, x'00' FROM blob",
        "UPDATE blob_part SET part = part + 1 WHERE part = 2",
        "UPDATE change SET before = '' WHERE before IS NULL",
        "UPDATE change SET p_after = '[]' WHERE p_after IS NULL",
        "UPDATE thing SET id = substr(id, 1, 31), rev = CAST(substr(id, 32) || rev AS INTEGER) WHERE id GLOB '*[1-9]'; "
        "UPDATE change SET row_id = substr(row_id, 1, 31), rev = CAST(substr(row_id, 32) || rev AS INTEGER)"
        " WHERE row_id GLOB '*[1-9]'; UPDATE search SET row_id = substr(row_id, 1, 31) WHERE row_id GLOB '*[1-9]'",
        "UPDATE book SET ordinal = 3 - ordinal + 10; UPDATE book SET ordinal = ordinal - 10",
        "UPDATE thing SET name = 'Evil'; UPDATE search SET form = 'evil' WHERE form = 'last'",
        "UPDATE thing SET rev = rev + 1",
        "UPDATE thing SET id = upper(id)",
        "CREATE TABLE more (a); INSERT INTO more VALUES (1)",
        "CREATE VIEW more AS SELECT 1 AS a",
        "CREATE TRIGGER thing AFTER INSERT ON entry BEGIN DELETE FROM search; END",
        "DROP INDEX ix_entry_actor",
        "ALTER TABLE thing ADD COLUMN more TEXT",
        "DROP TABLE search",
        "DROP TABLE thing",
        "DROP TABLE ledger_info",
        "DELETE FROM entry; DELETE FROM change; DELETE FROM leafpart",
        "PRAGMA writable_schema=1; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'thing'",
    ],
)
def test_a_sly_change_is_found(place: Path, statement: str) -> None:
    def change(connection: sqlite3.Connection) -> None:
        for part in statement.split("; ") if "TRIGGER" not in statement else [statement]:
            connection.execute(part)

    tamper(place, change)
    assert check(place).findings


def test_dropped_triggers_are_found(place: Path) -> None:
    tamper(place, lambda connection: None, triggers=False)
    found = check(place).findings
    assert len([f for f in found if "trigger keep_" in f.where]) == len(
        [s for s in m0001_ledger.SQLITE if "TRIGGER" in s]
    )


def test_the_triggers_refuse_what_is_no_erasure(place: Path) -> None:
    for statement in (
        "UPDATE entry SET actor = 'x'",
        "DELETE FROM change",
        "UPDATE change SET after = '[]'",
        "DELETE FROM blob",
    ):
        with raw(place) as connection, pytest.raises(Exception, match=r"journal|change"):
            connection.execute(statement)
