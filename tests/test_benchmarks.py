"""What the benchmarks share counts right; the figures themselves are measured by hand (docs/performance.md)."""

from __future__ import annotations

import sys

from benchmarks.ledgers import OLD, YOUNG, orders
from benchmarks.measuring import Line, Took, alternate, table, took
from salesctl.domains.deals.fields import ORDER_IMPORT
from salesctl.exchange.mapping import match_headers


def test_a_line_is_missed_on_the_wrong_side_of_its_limit() -> None:
    assert Line("slow", "2", "1", 2.0, 1.5).missed
    assert not Line("fast", "1", "1", 1.0, 1.5).missed
    assert Line("few", "1", "5", 0.2, 0.3, least=True).missed
    assert not Line("many", "2", "5", 0.4, 0.3, least=True).missed
    assert not Line("no limit", "9", "1", 9.0).missed
    assert table([Line("few", "1", "5", 0.2, 0.3, least=True)])[-1].split() == [
        "few",
        "1",
        "5",
        "0.20",
        "≥",
        "0.30",
        "missed",
    ]


def test_jobs_take_turns_and_warm_rounds_do_not_count() -> None:
    order: list[str] = []

    def job(name: str) -> Took:
        order.append(name)
        return Took(len(order), 1.0, 2.0)

    found = alternate({"a": lambda: job("a"), "b": lambda: job("b")}, rounds=3, warm=1)
    assert order == ["a", "b"] * 4
    assert found == {"a": Took(5, 1.0, 2.0), "b": Took(6, 1.0, 2.0)}


def test_a_process_is_measured_as_a_whole() -> None:
    one = took([sys.executable, "-c", "kept = bytearray(60_000_000); sum(range(10**6)); raise SystemExit(3)"], {}, (3,))
    assert one.wall > 0 and one.cpu > 0 and one.peak > 57


def test_the_measured_files_are_orders_and_always_the_same() -> None:
    for days in (YOUNG, OLD):
        headings, *rows = orders(50, days)
        mapping = match_headers(headings.split(","), ORDER_IMPORT)
        assert not mapping.unknown
        assert len({row.count(",") for row in (headings, *rows)}) == 1
        assert list(orders(50, days)) == [headings, *rows]
