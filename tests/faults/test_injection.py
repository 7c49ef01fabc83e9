"""An error or a kill at the system calls of one write; `benchmarks/soak.py inject` tries every one of them."""

from __future__ import annotations

import pytest

from tests.faults import tracing
from tests.faults.injecting import Case, Outcome, cases, inject, spread
from tests.faults.place import Place
from tests.faults.tracing import NEEDED, traced

TRIED = 18
KNOWN = (
    Case("fsync", 2, "EIO"),  # the log that could not be synced when the entry was committed
    Case("write", 2, "ENOSPC"),  # the answer that could not be written to stdout
    Case("flock", 1, "EIO"),
    Case("fcntl", 26, "EIO"),  # a lock of the log's index while the entry was committed
    Case("unlink", 2, "KILL"),
)
"""Cases in which something was off once, or nearly; the others change with the number of calls."""


def test_at_each_call_of_a_write_nothing_acknowledged_is_lost_and_a_retry_is_right(place: Place) -> None:
    place.nursery.ok(*place.add("first", "first"))
    every = cases(place)
    assert {case.call for case in every} >= {"openat", "write", "pwrite64", "fsync", "ftruncate", "unlink", "rename"}
    assert {case.fault for case in every} == {"KILL", "EIO", "ENOSPC"} and set(KNOWN) <= set(every)
    failed: list[str] = []
    found: list[Outcome] = []
    for case in dict.fromkeys([*KNOWN, *spread(every, TRIED)]):
        try:
            found.append(inject(place, case))
        except AssertionError as error:
            failed.append(f"{case}: {error}")
    assert not failed, "\n".join(failed)
    assert sum(outcome.hit for outcome in found) > 0.9 * len(found), "the faults were not met"
    assert {outcome.code for outcome in found} >= {0, 7, -9}
    assert {(outcome.acknowledged, outcome.written) for outcome in found} >= {(True, True), (False, False)}


def test_without_strace_the_fault_tests_fail_and_say_what_to_do(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    child = place.nursery.fork(("--version",), held=True)
    with pytest.raises(AssertionError, match="Install it"), traced(child, place.streams / "log"):
        pass
    assert tracing.NEEDED == NEEDED and child.wait() == 0
