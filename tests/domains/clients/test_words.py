"""Channels in the first word, styles of people, and what follows from a likeness."""

from __future__ import annotations

import pytest

from salesctl.domains.clients.rules import Level, Verdict, alike, face, level_rule, same_person, verdict
from salesctl.domains.clients.vocab import CHANNELS, SPOKEN, split_channel
from salesctl.naming import short_number


@pytest.mark.parametrize(
    ("said", "name", "same"),
    [
        ("陈总", "陈建国", True),
        ("陈建国", "陈建国", True),
        ("刘工", "刘伟", True),
        ("王总", "陈建国", False),
        ("老陈", "陈建国", True),
        ("欧阳主任", "欧阳雪梅", True),
        ("陈", "陈建国", False),
        ("Maria", "Maria Anders", True),
        ("Mar", "Maria Anders", False),
    ],
)
def test_a_style_stands_for_a_surname(said: str, name: str, same: bool) -> None:
    assert same_person(said, name) is same


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (face("张建国", "13912345678"), face("张建国", "13912345678"), Verdict.SAME),
        (face("张建国", "13912345678"), face("张建国", "13912345679"), Verdict.TOLD),
        (face("张建国"), face("张建国", "13912345679"), Verdict.MAYBE),
        (face("甲", "13912345678"), face("乙", "13912345678"), Verdict.MAYBE),
        (face("甲", tax_id="91x"), face("乙", tax_id="91 X"), Verdict.SAME),
        (face("甲", tax_id="91x"), face("甲", tax_id="92x"), Verdict.TOLD),
        (face("华联超市"), face("深圳市华联超市"), Verdict.MAYBE),
    ],
)
def test_a_likeness_is_weighed(new: object, old: object, said: Verdict) -> None:
    reasons = alike(new, old)  # type: ignore[arg-type]
    assert reasons
    assert verdict(new, old, reasons) is said  # type: ignore[arg-type]


def test_a_client_without_a_level_counts_with_the_longest_time() -> None:
    rules = [Level(level="A", contact_days=7), Level(level="C", contact_days=30)]
    for level, days in (("A", 7), ("C", 30), (None, 30), ("Z", 30)):
        rule = level_rule(level, rules)
        assert rule is not None and rule.contact_days == days
    assert level_rule("A", []) is None


def test_every_spoken_channel_is_one() -> None:
    assert set(SPOKEN.values()) <= set(CHANNELS)
    for word, channel in SPOKEN.items():
        assert split_channel(f"{word}：谈了") == (channel, "谈了")


@pytest.mark.parametrize(
    ("number", "short"), [("C-2026-0102", "C-0102"), ("C-2025-0102", "C-2025-0102"), ("C-2026-B0042", "C-B0042")]
)
def test_a_number_drops_this_year(number: str, short: str) -> None:
    assert short_number(number, 2026) == short
