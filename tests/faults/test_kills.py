"""SIGKILL at any moment, three writers at work: what was acknowledged stands, the ledger proves itself."""

from __future__ import annotations

from tests.faults.crowds import kill_writers
from tests.faults.place import Place


def test_what_was_acknowledged_before_a_kill_is_never_lost(place: Place) -> None:
    done = kill_writers(place, kills=20, seed=4)
    assert done.acknowledged >= 15 and done.lost == 0
