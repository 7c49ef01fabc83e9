"""Tampering: whatever another program changes, adds or takes away is found and named, and never ends in a traceback.

The columns are read from the schema, so that none is forgotten when a table gets another one.
"""

from __future__ import annotations

import io
import json
import random
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from salesctl.ledger import blobs, chain, migrate, verify
from salesctl.ledger.backup import backup
from salesctl.ledger.books import recall
from salesctl.ledger.engine import Ledger, choose_driver, open_ledger
from salesctl.ledger.migrations import m0001_ledger
from salesctl.ledger.searching import search_check
from salesctl.ledger.verify import Report
from tests.ledger.made_up import DAY, MADE_UP, World, make, raw, tamper

_kept: dict[str, bytes] = {}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of every kind of entry, closed, whose device is not this one: nothing but the file itself is known."""
    path = tmp_path / "ledger.db"
    if "ledger" not in _kept:
        world = make(tmp_path / "first" / "ledger.db")
        row = world.add("华联超市", phone="138", ok=True, price=Decimal("12.5"), numbered=True, reason="开业")
        world.edit(row, name="华联", ok=False, phone="139", day=DAY, seen_at=world.clock.at, count=5)
        world.bulk(["Łódź", "plain"], parent_id=row, origin="x", origin_key="y", at=world.clock.at)
        monkeypatch.setattr(blobs, "PART", 1000)  # several parts, and little to read
        with world.write("paper.add", on_behalf_of="0" * 32, actor="1" * 32) as tx:
            kept, _size = blobs.put(tx, io.BytesIO(b"x" * 2500), most=1 << 22)
            tx.session.add(world.thing("paper", paper=kept, owner_id="2" * 32, team_id="3" * 32, recorded_by="1" * 32))
        with world.write("client.export", note=True):
            pass
        gone = world.add("gone", numbered=True)
        world.edit(gone, voided_at=world.clock.at, voided_by="1" * 32, reason="twice")
        world.undo()
        (tmp_path / "other").mkdir()
        backup(world.ledger, tmp_path / "other" / "ledger.db")
        copy = world.reopened(tmp_path / "other" / "ledger.db")
        copy.edit(row, name="华联二店")
        copy.add("last")
        assert not copy.verify().findings
        copy.ledger.close()
        world.ledger.close()
        _kept["ledger"] = (tmp_path / "other" / "ledger.db").read_bytes()
    path.write_bytes(_kept["ledger"])
    return path


def look(ledger: Ledger) -> Report:
    """Verify by the file alone, as on a device that never saw it."""
    with ledger.engine.connect() as connection:
        return verify.run(connection, None, extra=(search_check,))


def check(path: Path) -> Report:
    ledger = open_ledger(path)
    try:
        return look(ledger)
    finally:
        ledger.close()


@cache
def schema() -> dict[str, dict[str, tuple[str, bool, bool]]]:
    """Return table -> column -> (type, may be null, part of the key)."""
    connection = choose_driver().module.connect(":memory:")
    for statement in (*m0001_ledger.SQLITE, *MADE_UP):
        connection.execute(statement)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        name: {row[1]: (row[2], not row[3], bool(row[5])) for row in connection.execute(f"PRAGMA table_info({name})")}
        for name in names
        if not name.startswith("sqlite_")
    }


COLUMNS = [(table, column) for table, columns in schema().items() for column in columns]


ROWIDS = {("shape", "no"), ("schema_step", "version")}
"""Columns that are SQLite's own row number."""


def others(value: Any, kind: str, null: bool) -> Iterator[Any]:
    """Yield what another program might put in a value's place."""
    if value is None:
        yield {"TEXT": "x", "INTEGER": 1, "BLOB": b"x"}[kind]
        yield {"TEXT": "", "INTEGER": 0, "BLOB": b""}[kind]
        return
    if kind == "INTEGER":
        yield from (value + 1, value - 1, 1 - value, 2**62)
    elif kind == "TEXT":
        yield from (value + "x", value[:-1] + chr(ord(value[-1]) + 1) if value else "y", value + "\0", value[:-1])
    else:
        yield from (value + b"\0", bytes([value[0] ^ 1]) + value[1:] if value else b"x", b"")
    if null:
        yield None


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
        "INSERT INTO leafpart SELECT book, seq, 0, x'' FROM entry WHERE action = 'client.export'",
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


def test_an_entry_cut_off_is_found_by_the_head_this_device_saw(world: World) -> None:
    row = world.add("one")
    world.edit(row, name="two")
    head = world.verify().head
    noted, digest = "01:2", head
    world.ledger.close()

    def cut(connection: sqlite3.Connection) -> None:
        for table in ("entry", "change", "leafpart"):
            connection.execute(f"DELETE FROM {table} WHERE seq = 2")
        connection.execute("UPDATE book SET head_seq = 1, head_hash = (SELECT hash FROM entry)")
        connection.execute("UPDATE thing SET name = 'one', rev = 1")
        connection.execute("UPDATE search SET form = 'one'")

    tamper(world.path, cut)
    again = world.reopened(world.path)
    assert not check(world.path).findings, "the file alone looks whole"
    assert [finding.code for finding in again.verify().findings] == ["known_head"]
    with again.ledger.engine.connect() as connection:
        assert verify.noted_head(connection, f"{noted}@{digest}")
        assert verify.noted_head(connection, digest)
    again.ledger.close()


def test_a_noted_head_holds_while_the_ledger_grows(world: World) -> None:
    world.add("one")
    head = world.verify().head
    world.add("two")
    with world.ledger.engine.connect() as connection:
        for good in (
            f"01:1@{head}",
            f"1:1@{chain.short(head)}",
            f"01:1@{head[:4]}...{head[-4:]}",
            f"01:1@{head[:12].upper()}",
        ):
            assert verify.noted_head(connection, good) == "", good
        for bad in (f"01:1@{'0' * 64}", f"01:2@{head}", f"02:1@{head}", f"01:9@{head}", head, "0000…0000"):
            assert verify.noted_head(connection, bad), bad
        for odd in (
            "",
            "@",
            "x",
            "01:1@",
            "01:x@" + head,
            "1@" + head,
            "01:1@zz…zz",
            ":@" + head,
            "01:" + "9" * 40 + "@" + head,
            "…",
        ):
            assert verify.noted_head(connection, odd), odd
        world.add("three")
    with world.ledger.engine.connect() as connection:
        assert verify.noted_head(connection, world.verify().head) == ""


def test_swapped_payloads_are_found(place: Path) -> None:
    def swap(connection: sqlite3.Connection) -> None:
        (a, *one), (b, *two) = connection.execute(
            "SELECT rowid, salt, after, p_salt, p_after FROM change WHERE before IS NULL AND p_salt NOT NULL LIMIT 2"
        ).fetchall()
        query = "UPDATE change SET salt = ?, after = ?, p_salt = ?, p_after = ? WHERE rowid = ?"
        connection.execute(query, (*two, a))
        connection.execute(query, (*one, b))

    tamper(place, swap)
    assert len([finding for finding in check(place).findings if finding.code == "leaf"]) == 2


def rehash(connection: sqlite3.Connection, name: str, *, onward: bool) -> None:
    """Rename the thing of entry 1 in row, change and leaf; `onward` mends every hash from there on."""
    book, leaf, no, row_id, rev, salt, after = connection.execute(
        "SELECT book, leaf, shape, row_id, rev, salt, after FROM change WHERE rev = 1 AND seq = 3 ORDER BY leaf LIMIT 1"
    ).fetchone()
    (shape,) = connection.execute("SELECT hash FROM shape WHERE no = ?", (no,)).fetchone()
    (body,) = connection.execute("SELECT body FROM shape WHERE no = ?", (no,)).fetchone()
    at = json.loads(body)["o"].index("name:text")
    values = json.loads(after)
    (old, values[at]) = (values[at], name)
    new = chain.canonical(values)
    connection.execute("UPDATE change SET after = ? WHERE row_id = ? AND rev = 1", (new, row_id))
    connection.execute("UPDATE thing SET name = ? WHERE id = ?", (name, row_id))
    connection.execute("DELETE FROM search WHERE row_id = ?", (row_id,))
    connection.execute("INSERT INTO search VALUES ('thing', ?, ?)", (name, row_id))
    (hashes,) = connection.execute("SELECT hashes FROM leafpart WHERE book = ? AND seq = 3", (book,)).fetchone()
    fresh = chain.leaf_hash(b"o", salt, shape, row_id, rev, new, None)
    hashes = hashes[: leaf * 32] + fresh + hashes[leaf * 32 + 32 :]
    connection.execute("UPDATE leafpart SET hashes = ? WHERE book = ? AND seq = 3", (hashes, book))
    assert old != name
    if not onward:
        return
    prev = ""
    heads: dict[str, tuple[int, bytes]] = {}
    for no_book, base in connection.execute("SELECT id, base FROM book ORDER BY ordinal").fetchall():
        if heads:
            base = chain.heads_hash((b, s, h) for b, (s, h) in heads.items())
            connection.execute("UPDATE book SET base = ? WHERE id = ?", (base, no_book))
        prev = base
        for seq, header in connection.execute(
            "SELECT seq, header FROM entry WHERE book = ? ORDER BY seq", (no_book,)
        ).fetchall():
            said = json.loads(header)
            said["prev"] = prev
            if (no_book, seq) == (book, 3):
                said["leaves"] = chain.leaves_hash([hashes]).hex()
            header = chain.canonical(said).encode()
            digest = chain.entry_hash(header)
            query = "UPDATE entry SET header = ?, hash = ? WHERE book = ? AND seq = ?"
            connection.execute(query, (header, digest, no_book, seq))
            prev = digest.hex()
            heads[no_book] = (seq, digest)
        connection.execute(
            "UPDATE book SET head_hash = ?, head_seq = ? WHERE id = ?", (heads[no_book][1], heads[no_book][0], no_book)
        )


def test_a_leaf_hashed_again_without_its_entry_is_found(place: Path) -> None:
    tamper(place, lambda connection: rehash(connection, "evil", onward=False))
    assert {finding.code for finding in check(place).findings} == {"leaves"}


def test_a_whole_chain_rewritten_is_found_only_by_a_known_head(place: Path) -> None:
    """What a chain in a file can't prove against the file's owner: this is why heads are noted elsewhere."""
    world = World(place, open_ledger(place))
    head = world.verify().head
    world.add("seen by this device")
    noted = world.query("SELECT ordinal, head_seq FROM book ORDER BY ordinal")
    later = world.verify().head
    world.ledger.close()
    tamper(place, lambda connection: rehash(connection, "evil", onward=True))
    assert not check(place).findings
    again = World(place, open_ledger(place))
    assert again.codes() == {"known_head"}
    counts = ",".join(f"{ordinal:02d}:{seq}" for ordinal, seq in noted)
    with again.ledger.engine.connect() as connection:
        assert verify.noted_head(connection, f"{counts}@{later}")
        assert verify.noted_head(connection, head)
        ledger = connection.exec_driver_sql("SELECT value FROM ledger_info WHERE key = 'ledger'").scalar_one()
        assert verify.run(connection, recall(ledger, place)[0]).findings
    again.ledger.close()


def test_an_erased_leaf_is_a_notice_while_a_later_change_stands(place: Path) -> None:
    def erase(connection: sqlite3.Connection) -> None:
        connection.execute(
            "UPDATE change SET p_salt = NULL, p_after = NULL, p_before = NULL WHERE p_after IS NOT NULL AND EXISTS"
            " (SELECT 1 FROM change d WHERE d.row_id = change.row_id AND d.rev > change.rev)"
        )

    with raw(place) as connection:
        erase(connection)  # the triggers let an erasure through
    report = check(place)
    assert not report.findings
    assert {notice.code for notice in report.notices} == {"redacted"}


@pytest.mark.parametrize(
    "part", ["salt = NULL, after = NULL, before = NULL", "p_salt = NULL, p_after = NULL, p_before = NULL"]
)
def test_erasing_the_last_change_of_a_row_proves_nothing_and_is_found(place: Path, part: str) -> None:
    with raw(place) as connection:
        connection.execute(f"UPDATE change SET {part} WHERE (row_id, rev) IN (SELECT id, rev FROM thing)")
        connection.execute("UPDATE thing SET name = 'evil', phone = 'evil'")
    assert "row" in {finding.code for finding in check(place).findings}


def test_a_column_added_later_holds_its_default_in_older_rows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import ModuleType

    from salesctl.ledger.create import bring_up
    from tests.ledger.made_up import Hand

    step = ModuleType("salesctl.ledger.migrations.m0003_later")
    step.SQLITE = (  # type: ignore[attr-defined]
        "ALTER TABLE thing ADD COLUMN later TEXT",
        "ALTER TABLE thing ADD COLUMN more INTEGER NOT NULL DEFAULT 3",
    )
    monkeypatch.setitem(sys.modules, step.__name__, step)
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "m0003_later"))
    ledger = open_ledger(place)
    bring_up(ledger, Hand())
    ledger.close()
    assert not check(place).findings
    for value in ("later = 'x'", "more = 4"):
        with raw(place) as connection:
            connection.execute(f"UPDATE thing SET {value} WHERE number = 'C-2026-0001'")
        assert [finding.where for finding in check(place).findings] == ["thing C-2026-0001"]
        with raw(place) as connection:
            connection.execute("UPDATE thing SET later = NULL, more = 3")


GARBAGE = [
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"{}",
    b'{"a":',
    b"[" * 100_000,
    b'{"n":"x","seq":[],"leaves":5}',
    b"1e999",
    b"\0" * 9,
]


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, c in COLUMNS if schema()[t][c][0] != "INTEGER" and t != "blob_part"]
)
def test_garbage_is_a_finding_and_no_traceback(place: Path, table: str, column: str) -> None:
    new = "CAST(? AS TEXT)" if schema()[table][column][0] == "TEXT" else "?"
    query = f'SELECT rowid, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL AND "{column}" IS NOT ? LIMIT 1'
    ledger = open_ledger(place)
    tried = 0
    for garbage in GARBAGE:
        with raw(place) as connection:
            found = connection.execute(query, (garbage,)).fetchall()
        for rowid, old in found:
            for value in (garbage, old.encode() if isinstance(old, str) else old):
                statement = f'UPDATE "{table}" SET "{column}" = {new} WHERE rowid = {rowid}'
                tamper(place, lambda connection: connection.execute(statement, (value,)))  # noqa: B023
                if value is garbage:
                    changed = not (isinstance(old, str) and old.encode() == garbage)
                    assert bool(look(ledger).findings) is changed
                    tried += 1
    assert tried or table == "thing" or column == "p_before"
    ledger.close()


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_is_a_finding_or_nothing_and_never_a_crash(place: Path, seed: int) -> None:
    data = bytearray(place.read_bytes())
    chance = random.Random(seed)
    for _time in range(50):
        data[chance.randrange(100 if seed % 4 else 0, len(data))] ^= 1 << chance.randrange(8)
    place.write_bytes(data)
    world = World(place, open_ledger(place))
    assert world.verify().findings
    world.ledger.close()


@pytest.mark.parametrize("size", [0, 1, 50, 100, 512, 4096, 5000, 20_000])
def test_a_file_cut_short_is_a_finding(place: Path, size: int) -> None:
    place.write_bytes(place.read_bytes()[:size])
    world = World(place, open_ledger(place))
    assert world.verify().findings
    world.ledger.close()
