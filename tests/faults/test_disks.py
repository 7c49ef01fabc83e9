"""A full disk and one that can only be read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.disks import apart, full_backup, full_disk, on_a_small_disk, read_only, writable
from tests.faults.nursery import Parent
from tests.faults.place import Place, told_well

READS = (("client", "list"), ("report", "summary"), ("ledger", "verify"), ("today",), ("doctor",))


@pytest.fixture(scope="module")
def namespace() -> Iterator[Parent]:
    with apart() as made:
        yield made


@pytest.mark.parametrize("memory", [False, True], ids=["ledger", "ledger and state"])
def test_a_full_disk_is_said_nothing_is_written_and_freed_it_works_again(
    namespace: Parent, tmp_path: Path, memory: bool
) -> None:
    place = on_a_small_disk(tmp_path / "place", namespace, memory=memory)
    found = full_disk(place, (0, 12288, 65536, 262144) if not memory else (0, 65536))
    assert {one.code for one in found if one.left < 100_000} == {7}
    if not memory:
        assert found[0].written, "with room enough it is written"
        backup = full_backup(place)
        assert backup.code == 7 and '"full"' in backup.said


def test_a_disk_that_can_only_be_read_is_read_and_writes_say_why(namespace: Parent, tmp_path: Path) -> None:
    place = on_a_small_disk(tmp_path / "place", namespace)
    place.nursery.ok(*place.add("华联超市", "first"))
    closed_well(place)
    cut_off(place)
    writable(place)
    place.nursery.ok(*place.add("永辉", "last"))
    place.verify()


def closed_well(place: Place) -> None:
    """Look where the last writer closed the ledger."""
    read_only(place)
    for words in READS:
        place.nursery.ok(*words)
    refused(place)
    writable(place)


def cut_off(place: Place) -> None:
    """Look where the last writer was killed, and its entries still stand in the log."""
    writer = place.nursery.fork(*(place.add(f"客户 {n}", f"cut-{n}") for n in range(30)))
    while len(writer.rows()) < 2:
        time.sleep(0.005)
    writer.kill()
    writer.wait()
    read_only(place)
    listed = {row["name"] for row in place.clients()}
    assert listed >= {row["name"] for row in writer.rows()}
    place.verify()
    refused(place)


def refused(place: Place) -> None:
    child = place.nursery.run("checkin", "--json")
    told_well(child)
    assert child.code == 7 and '"read_only"' in child.said and "Read-only file system" in child.said
