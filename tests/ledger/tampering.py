"""A ledger of every kind of entry for others to tamper with, and what its schema says."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from salesctl.ledger import blobs, chain, verify
from salesctl.ledger.backup import backup
from salesctl.ledger.engine import Ledger, choose_driver, open_ledger
from salesctl.ledger.migrations import m0001_ledger
from salesctl.ledger.searching import search_check
from salesctl.ledger.verify import Report
from tests.ledger.made_up import DAY, MADE_UP, make

_kept: dict[str, bytes] = {}


def lively(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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


def rewrite(
    connection: sqlite3.Connection, table: str, row_id: str, column: str, value: object, *, onward: bool
) -> None:
    """Write another value into a row and the change that inserted it, and hash its leaf anew.

    `onward` mends every hash from there on, as a forger would who knows all of this.
    """
    book, entry, leaf, no, rev, salt, after = connection.execute(
        "SELECT book, seq, leaf, shape, rev, salt, after FROM change WHERE row_id = ? AND rev = 1", (row_id,)
    ).fetchone()
    shape, body = connection.execute("SELECT hash, body FROM shape WHERE no = ?", (no,)).fetchone()
    names = [name.partition(":")[0] for name in json.loads(body)["o"]]
    values = json.loads(after)
    assert values[names.index(column)] != value
    values[names.index(column)] = value
    new = chain.canonical(values)
    connection.execute("UPDATE change SET after = ? WHERE row_id = ? AND rev = 1", (new, row_id))
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row_id))
    place = (book, entry)
    (hashes,) = connection.execute("SELECT hashes FROM leafpart WHERE book = ? AND seq = ?", place).fetchone()
    fresh = chain.leaf_hash(b"o", salt, shape, row_id, rev, new, None)
    hashes = hashes[: leaf * 32] + fresh + hashes[leaf * 32 + 32 :]
    connection.execute("UPDATE leafpart SET hashes = ? WHERE book = ? AND seq = ?", (hashes, *place))
    if not onward:
        return
    heads: dict[str, tuple[int, bytes]] = {}
    renewed: dict[tuple[str, int], str] = {}
    for in_book, seq, header in connection.execute("SELECT book, seq, header FROM entry ORDER BY rowid").fetchall():
        said = json.loads(header)
        if seq == 1:
            base = chain.heads_hash((b, s, h) for b, (s, h) in heads.items()) if heads else chain.ZERO
            connection.execute("UPDATE book SET base = ? WHERE id = ?", (base, in_book))
        said["prev"] = base if seq == 1 else heads[in_book][1].hex()
        if said["tip"]:
            said["tip"][2] = renewed[said["tip"][0], said["tip"][1]]
        if (in_book, seq) == place:
            said["leaves"] = chain.leaves_hash([hashes]).hex()
        header = chain.canonical(said).encode()
        digest = chain.entry_hash(header)
        query = "UPDATE entry SET header = ?, hash = ? WHERE book = ? AND seq = ?"
        connection.execute(query, (header, digest, in_book, seq))
        heads[in_book] = (seq, digest)
        renewed[in_book, seq] = digest.hex()
    for in_book, (seq, digest) in heads.items():
        connection.execute("UPDATE book SET head_hash = ?, head_seq = ? WHERE id = ?", (digest, seq, in_book))
