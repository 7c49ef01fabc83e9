"""Files in the ledger: kept once, in parts, whole or not at all."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import BinaryIO

import pytest

from salesctl.errors import NotFound, Refused
from salesctl.ledger import blobs
from tests.ledger.made_up import Thing, World

MIB = 1 << 20


def attach(world: World, data: bytes | BinaryIO, *, most: int = 25 * MIB, name: str = "one") -> str:
    with world.write() as tx:
        kept, size = blobs.put(tx, data if not isinstance(data, bytes) else io.BytesIO(data), most=most)
        tx.session.add(world.thing(name, paper=kept))
    assert not isinstance(data, bytes) or (kept, size) == (sha256(data).hexdigest(), len(data))
    return kept


def content(world: World, name: str) -> bytes:
    with world.ledger.engine.connect() as connection:
        return b"".join(blobs.get(connection, name))


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 5])
def test_a_file_comes_back_as_it_was(world: World, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    name = attach(world, data)
    assert content(world, name) == data
    parts = [length for (length,) in world.query("SELECT length(data) FROM blob_part ORDER BY part")]
    assert sum(parts) == size and all(length == MIB for length in parts[:-1])
    assert not world.verify().findings


def test_the_same_file_is_kept_once(world: World) -> None:
    assert attach(world, b"same", name="one") == attach(world, b"same", name="two")
    assert world.query("SELECT count(*) FROM blob") == [(1,)]
    assert not world.verify().findings


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(world: World) -> None:
    attach(world, b"x" * MIB, most=MIB)
    with pytest.raises(Refused):
        attach(world, b"x" * (MIB + 1), most=MIB)
    assert world.query("SELECT count(*) FROM blob") == [(1,)]


def test_a_file_that_gives_less_than_it_is_asked_for_is_kept_in_full_parts(world: World) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 300_000))

    name = attach(world, Slow(b"y" * (2 * MIB)))
    assert world.query("SELECT length(data) FROM blob_part") == [(MIB,), (MIB,)]
    assert content(world, name) == b"y" * (2 * MIB)


def test_a_file_that_changes_under_the_reader_is_refused(world: World) -> None:
    class Changing(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            self.getbuffer()[0] ^= 1
            return super().seek(offset, whence)

    with pytest.raises(Refused, match="changed"):
        attach(world, Changing(b"data"))
    assert world.table("blob") == world.table("blob_part") == []


def test_a_file_the_ledger_does_not_hold_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        content(world, "0" * 64)


def test_a_file_once_cited_stays_and_is_no_finding(world: World) -> None:
    first = attach(world, b"first")
    with world.write("thing.edit") as tx:
        thing = tx.session.query(Thing).one()
        thing.paper, _size = blobs.put(tx, io.BytesIO(b"second"), most=MIB)
    assert not world.verify().findings
    assert content(world, first) == b"first"
    world.undo()
    assert not world.verify().findings
