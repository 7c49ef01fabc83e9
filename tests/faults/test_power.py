"""Power loss at points of a recorded run; `benchmarks/soak.py power` tries a hundred."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.nursery import Parent
from tests.faults.place import INIT, Place, placed
from tests.faults.power import Deed, crash, played, record


def writes(place: Place, many: int) -> list[tuple[str, ...]]:
    return [place.add(f"客户 {n}", f"p{n}") for n in range(many)]


def test_what_was_acknowledged_before_the_power_failed_is_there_after(place: Place) -> None:
    found = list(played(place, record(place, writes(place, 4)), points=15, seed=11))
    assert len(found) == 15 and {one.mode for one in found} == {"nothing", "part", "all"}
    assert {one.acknowledged for one in found} >= {0, 1, 2, 3}


def test_a_ledger_that_was_being_made_is_there_or_can_be_made(parent: Parent, tmp_path: Path) -> None:
    place = placed(tmp_path / "new", parent, founded=False)
    found = list(played(place, record(place, [INIT, *writes(place, 1)]), points=8, seed=3))
    assert len(found) == 8


def test_a_disk_that_only_says_it_synced_loses_entries_and_that_is_seen(place: Place) -> None:
    """Else the tests above would prove nothing."""
    disk, deeds = record(place, writes(place, 1))
    lying: Sequence[Deed] = [deed for deed in deeds if deed.kind != "sync"]
    for deed in lying:
        if deed.kind != "said":
            disk.do(deed)
    with pytest.raises(AssertionError, match="acknowledged and lost"):
        crash(place, disk, list(lying), len(lying), "nothing", random.Random(1))
