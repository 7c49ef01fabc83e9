"""Many processes on one ledger: writers that are killed at any moment, writers that crowd, people who all check in.

"Acknowledged" is what stood on a process's stdout, a whole line of it, before it was killed.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from tests.faults.nursery import Child
from tests.faults.place import Place, told_well

Progress = Callable[[str], None]
WRITES = 40
"""What a writer is given to write; it is killed long before the end."""


class Kills(NamedTuple):
    """What the kills left: acknowledged entries, those of them gone, writes cut off, of these done all the same."""

    kills: int
    acknowledged: int
    lost: int
    cut: int
    cut_but_written: int


def kill_writers(place: Place, kills: int, seed: int, tell: Progress = lambda _line: None) -> Kills:
    """Let three writers write and kill one of them at a random moment, `kills` times; then look, and write again.

    Raises AssertionError where something does not hold.
    """
    dice = random.Random(seed)
    names = dict[str, str]()

    def writer(number: int) -> tuple[Child, list[str]]:
        ops = [f"w{number}-{n}" for n in range(WRITES)]
        names.update({op: f"客户 {op}" for op in ops})
        return place.nursery.fork(*(place.add(names[op], op) for op in ops)), ops

    running = [writer(n) for n in range(3)]
    ended: list[tuple[Child, list[str]]] = []
    heard = 0
    for kill in range(kills):
        # However busy the machine: one entry more is waited for, then any moment of the next writes is as good.
        heard = _until_more(place, heard)
        time.sleep(dice.uniform(0, 0.15))
        victim, ops = running.pop(dice.randrange(3))
        victim.kill()
        ended.append((victim, ops))
        running.append(writer(3 + kill))
        if kill % 20 == 19:
            tell(f"{kill + 1} killed")
    for child, _ops in running:
        child.kill()
    ended += running
    for child, _ops in ended:
        assert child.wait() in (-9, 0), f"exit {child.code}\n{child.said}"
        told_well(child)
    acknowledged = {row["name"] for child, _ops in ended for row in child.rows()}
    cut = [ops[len(child.rows())] for child, ops in ended if len(child.rows()) < len(ops)]
    there = Counter(row["name"] for row in place.clients())
    lost = acknowledged - there.keys()
    assert not lost, f"acknowledged and lost: {sorted(lost)}"
    place.verify()
    written = [op for op in cut if names[op] in there]
    again = place.nursery.fork(*(place.add(names[op], op) for op in cut))
    assert again.wait() == 0 and len(again.rows()) == len(cut), f"not to be repeated\n{again.said}"
    finally_there = Counter(row["name"] for row in place.clients())
    assert finally_there.keys() == acknowledged | {names[op] for op in cut}
    assert set(finally_there.values()) == {1}, "written twice"
    place.verify()
    return Kills(len(ended), len(acknowledged), len(lost), len(cut), len(written))


def _until_more(place: Place, heard: int) -> int:
    """Wait until more stands on the writers' streams than before; returns how much."""
    deadline = time.monotonic() + 60
    while (now := sum(path.stat().st_size for path in place.streams.glob("*.out"))) <= heard:
        assert time.monotonic() < deadline, "nobody writes any more"
        time.sleep(0.002)
    return now


class Crowd(NamedTuple):
    """How a crowd fared: processes, writes, errors; seconds of the median write, the slowest, and all together."""

    processes: int
    writes: int
    errors: int
    median: float
    slowest: float
    took: float


def _crowd(processes: int, codes: list[int], seconds: list[float], took: float) -> Crowd:
    sorted_ = sorted(seconds)
    many = len(sorted_)
    errors = sum(code != 0 for code in codes)
    return Crowd(processes, many, errors, sorted_[many // 2], sorted_[-1], took)


def crowd(place: Place, processes: int, writes: int) -> Crowd:
    """Let processes write all at once, each its share; raises AssertionError where an entry is missing after."""
    times = [place.streams / f"times{n}" for n in range(processes)]
    place.nursery.ok(*place.add("华联超市", "the-client"))
    plans = [[place.log(f"微信：报价 {n}-{m}", f"c{n}-{m}") for m in range(writes)] for n in range(processes)]
    children = [place.nursery.fork(*plan, held=True, times=file) for plan, file in zip(plans, times, strict=True)]
    begun = time.perf_counter()
    for child in children:
        child.go()
    for child in children:
        child.wait()
        told_well(child)
    took = time.perf_counter() - begun
    lines = [line.split() for file in times for line in file.read_text().splitlines()]
    rows = [row for child in children for row in child.rows()]
    assert len({row["id"] for row in rows}) == len(rows) == processes * writes, children[0].said
    there = Counter(place.operations())
    assert all(there[f"c{n}-{m}"] == 1 for n in range(processes) for m in range(writes))
    place.verify()
    return _crowd(processes, [int(code) for code, _s in lines], [float(s) for _code, s in lines], took)


def check_in(place: Place, many: int) -> Crowd:
    """Let as many people check in at once, each in a cold process of their own; raises AssertionError as above."""
    people = [f"2{n:03d}" for n in range(many)]
    team = place.nursery.fork(*(("person", "add", code, f"人{code}", "--roles", "rep") for code in people))
    assert team.wait() == 0, team.said
    begun = time.perf_counter()
    running = [(time.perf_counter(), place.cold("checkin", "--json", who=code)) for code in people]
    codes, seconds, who = [], [], []
    for start, process in running:
        out, err = process.communicate(timeout=300)
        seconds.append(time.perf_counter() - start)
        codes.append(process.returncode)
        assert process.returncode == 0, err
        who.append(json.loads(out)["person"])
    assert sorted(who) == people
    place.verify()
    return _crowd(many, codes, seconds, time.perf_counter() - begun)
