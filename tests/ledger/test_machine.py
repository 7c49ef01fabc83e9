"""Any sequence of work, undo among it, leaves a ledger that verifies and rebuilds to equal tables."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from salesctl.errors import NotFound, Refused
from salesctl.ledger.rebuild import rebuild
from salesctl.ledger.tables import metadata
from tests.ledger.made_up import Thing, World, make

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(
        ["华联超市", "单田芳", 'a"\\\n\tb', "", "Ünïcode", "👩‍👩‍👧", "'; DROP TABLE thing; --", "\u202e\u2028"]
    ),
)
VALUES = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "phone": st.none() | NAMES,
        "ok": st.none() | st.booleans(),
        "price": st.none() | st.decimals(-(10**6), 10**6, places=4, allow_nan=False),
        "count": st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
        "day": st.none() | st.dates(),
        "seen_at": st.none()
        | st.datetimes(timezones=st.timezones(no_cache=False)).filter(lambda at: 1 < at.year < 9999),
    },
)


class Machine(RuleBasedStateMachine):
    """One ledger, and whatever people do to it."""

    @initialize()
    def start(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.world: World = make(self.place / "ledger.db")
        self.rows: list[str] = []

    def row(self, number: int) -> str:
        return self.rows[number % len(self.rows)]

    @rule(values=VALUES, numbered=st.booleans(), reason=st.sampled_from(["", "因为"]))
    def add(self, values: dict[str, Any], numbered: bool, reason: str) -> None:
        self.rows.append(self.world.add(**values, numbered=numbered, reason=reason))

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 99), values=VALUES)
    def edit(self, number: int, values: dict[str, Any]) -> None:
        self.world.edit(self.row(number), **values)

    @precondition(lambda self: self.rows)
    @rule(number=st.integers(0, 99))
    def void(self, number: int) -> None:
        self.world.edit(self.row(number), voided_at=self.world.clock.at, reason="wrong")

    @precondition(lambda self: self.rows)
    @rule(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=4), values=VALUES, back=st.booleans())
    def several(self, numbers: list[int], values: dict[str, Any], back: bool) -> None:
        with self.world.write("thing.edit") as tx:
            for number in numbers:
                thing = tx.session.get_one(Thing, self.row(number))
                before = {name: getattr(thing, name) for name in values}
                for name, value in values.items():
                    setattr(thing, name, value)
                tx.session.flush()
                for name, value in before.items() if back else ():
                    setattr(thing, name, value)
            new = self.world.thing("new")
            tx.session.add(new)
        self.rows.append(new.id)

    @rule(names=st.lists(NAMES, max_size=5), price=st.none() | st.just(Decimal("0.0001")))
    def bulk(self, names: list[str], price: Decimal | None) -> None:
        self.rows += self.world.bulk(names, price=price)

    @rule()
    def undo(self) -> None:
        try:
            self.world.undo()
        except (NotFound, Refused):
            pass

    @rule(values=VALUES, dry=st.booleans())
    def refused(self, values: dict[str, Any], dry: bool) -> None:
        before = self.world.table("entry")
        try:
            with self.world.write(dry_run=dry) as tx:
                tx.session.add(self.world.thing(**values))
                tx.session.flush()
                if not dry:
                    raise Refused("no")
        except Refused:
            pass
        assert self.world.table("entry") == before

    @rule(seconds=st.integers(1, 200_000))
    def clock_steps_back(self, seconds: int) -> None:
        self.world.clock.at -= timedelta(seconds=seconds)

    @rule(head=st.booleans())
    def look(self, head: bool) -> None:
        assert not self.world.verify().findings

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        report = self.world.verify()
        assert not report.findings
        rebuild(self.world.ledger, self.place / "again.db")
        again = self.world.reopened(self.place / "again.db")
        for table in (*metadata.tables, "thing"):
            assert again.table(table) == self.world.table(table), table
        assert again.verify().head == report.head
        again.ledger.close()
        self.world.ledger.close()
        shutil.rmtree(self.place)


def test_any_sequence_of_work_leaves_a_ledger_that_verifies_and_rebuilds(made_up_room: Path) -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


@pytest.mark.parametrize("edits", [1, 7])
def test_a_row_edited_many_times_comes_all_the_way_back(world: World, edits: int) -> None:
    row = world.add("0")
    for number in range(edits):
        world.edit(row, name=str(number + 1), count=number)
    for _number in range(edits):
        world.undo()
    assert world.query("SELECT name, count, voided_at FROM thing") == [("0", None, None)]
    assert not world.verify().findings
