"""Forgery and damage: what only a head kept elsewhere finds, what an erasure may do, and no traceback for any bytes."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pytest

from salesctl.errors import OutOfReach
from salesctl.ledger import chain, migrate, verify
from salesctl.ledger.books import recall
from salesctl.ledger.create import bring_up
from salesctl.ledger.engine import open_ledger
from tests.ledger.made_up import World, raw, tamper
from tests.ledger.tampering import COLUMNS, check, look, rewrite, schema


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
    """Rename the thing of an entry in row, search, change and leaf; `onward` mends every hash from there on."""
    (row_id,) = connection.execute(
        "SELECT row_id FROM change WHERE rev = 1 AND seq = 3 ORDER BY leaf LIMIT 1"
    ).fetchone()
    connection.execute("DELETE FROM search WHERE row_id = ?", (row_id,))
    connection.execute("INSERT INTO search VALUES ('thing', ?, ?)", (name, row_id))
    rewrite(connection, "thing", row_id, "name", name, onward=onward)


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


def test_the_last_entry_of_another_book_can_not_be_cut_off(place: Path) -> None:
    """Each entry names the latest of the other books, so what was written before it stands or is missed."""
    with raw(place) as connection:
        tips = [json.loads(header)["tip"] for (header,) in connection.execute("SELECT header FROM entry")]
    named = [(book, seq) for book, seq, _digest in filter(None, tips)]
    assert named

    def cut(connection: sqlite3.Connection) -> None:
        book, seq = named[0]
        for table in ("entry", "change", "leafpart"):
            connection.execute(f"DELETE FROM {table} WHERE book = ? AND seq >= ?", (book, seq))

    tamper(place, cut)
    assert "tip" in {finding.code for finding in check(place).findings}


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
    assert "redacted" in {notice.code for notice in report.notices}


@pytest.mark.parametrize(
    "part", ["salt = NULL, after = NULL, before = NULL", "p_salt = NULL, p_after = NULL, p_before = NULL"]
)
def test_erasing_the_last_change_of_a_row_proves_nothing_and_is_found(place: Path, part: str) -> None:
    with raw(place) as connection:
        connection.execute(f"UPDATE change SET {part} WHERE (row_id, rev) IN (SELECT id, rev FROM thing)")
        connection.execute("UPDATE thing SET name = 'evil', phone = 'evil'")
    assert "row" in {finding.code for finding in check(place).findings}


def test_a_column_added_later_holds_its_default_in_older_rows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = ModuleType("salesctl.ledger.migrations.m0003_later")
    step.SQLITE = (  # type: ignore[attr-defined]
        "ALTER TABLE thing ADD COLUMN later TEXT",
        "ALTER TABLE thing ADD COLUMN more INTEGER NOT NULL DEFAULT 3",
    )
    monkeypatch.setitem(sys.modules, step.__name__, step)
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "m0003_later"))
    ledger = open_ledger(place)
    bring_up(ledger)
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
    if size < 72:
        with pytest.raises(OutOfReach):
            open_ledger(place)
        return
    world = World(place, open_ledger(place))
    assert world.verify().findings
    world.ledger.close()
