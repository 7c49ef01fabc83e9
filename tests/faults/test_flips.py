"""Values and bits changed by another program; `benchmarks/soak.py flips` tries five hundred.

Each column with each kind of value is tried in `tests/ledger/test_tamper.py` and `tests/stories/test_tamper_rooms.py`;
here commands answer, the summary among them.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.faults.flips import SUMMARY, VERIFY, Flipper
from tests.ledger.made_up import tamper
from tests.stories.every_room import every_room

Cli = Any


@pytest.mark.tampered
def test_each_flipped_value_is_found_and_no_total_is_silently_another(cli: Cli) -> None:
    every_room(cli)
    flips = list(Flipper(cli, seed=1).run(values=30, bits=10))
    outcomes = Counter(flip.outcome for flip in flips[:30])
    assert outcomes == {"found": 30}, [flip for flip in flips[:30] if flip.outcome != "found"]
    assert sum(flip.outcome == "found" for flip in flips[30:]) >= 6


@pytest.mark.tampered
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET at = 'x'",  # who asks can't be read
        "UPDATE person SET roles = 'rep'",  # who asks may not ask
        "UPDATE rule_version SET voided_at = 'x'",  # no rules
        "UPDATE company SET recorded_at = '2026'",
    ],
)
def test_verify_finds_what_keeps_other_commands_from_working(cli: Cli, statement: str) -> None:
    every_room(cli)
    assert cli(*VERIFY).code == 0
    tamper(cli.ledger, lambda connection: connection.execute(statement))
    found = cli(*VERIFY)
    assert found.code == 8 and "damaged or rewritten" in found.err and '"code": ' in found.out
    answer = cli(*SUMMARY)
    assert answer.code not in (1, 70) and "Traceback" not in answer.err
    assert not list(cli.home.rglob("crash-*"))
