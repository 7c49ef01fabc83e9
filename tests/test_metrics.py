"""The metric registry: what rooms offer, added up in SQL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, literal, select, union_all

from salesctl import metrics
from salesctl.errors import Usage
from salesctl.ledger.types import Day
from salesctl.values.period import Period, parse_period

NOVEMBER = parse_period("2026-11", date(2026, 11, 22))


def facts(view: Any) -> Select[Any]:
    """Made-up rows: (day, person, team, channel, product, value)."""
    rows = (
        (date(2026, 11, 1), "p1", "t1", "direct", "A", 2),
        (date(2026, 11, 30), "p1", "t1", "dealer", "A", 3),
        (date(2026, 11, 5), "p2", "t1", "direct", "B", 5),
        (date(2026, 10, 31), "p2", "t1", "direct", "B", 100),
    )
    names = ("on_date", "person", "team", "channel", "product", "value")
    parts = [
        select(
            *(
                literal(v, Day()).label(n) if n == "on_date" else literal(v).label(n)
                for n, v in zip(names, row, strict=True)
            )
        )
        for row in rows
    ]
    return select(union_all(*parts).subquery())


SUMMED = metrics.Metric("summed", "count", "Summed", f"{__name__}:facts")
LAST = metrics.Metric("last", "count", "Last", f"{__name__}:facts", additive=False)
MONEY = metrics.Metric("money", "money", "Money", f"{__name__}:facts")


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A view on an empty database, and a registry of made-up metrics."""
    import sys

    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or SimpleNamespace(facts=facts))
    offered = {"summed": f"{__name__}:SUMMED", "last": f"{__name__}:LAST", "money": f"{__name__}:MONEY"}
    monkeypatch.setattr(metrics, "places", lambda hook: offered)
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        yield SimpleNamespace(session=session)
    engine.dispose()


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("person", {"p1": {"summed": 5}, "p2": {"summed": 5}}),
        ("team", {"t1": {"summed": 10}}),
        ("channel", {"direct": {"summed": 7}, "dealer": {"summed": 3}}),
        ("product", {"A": {"summed": 5}, "B": {"summed": 5}}),
        ("day", {"2026-11-01": {"summed": 2}, "2026-11-30": {"summed": 3}, "2026-11-05": {"summed": 5}}),
    ],
)
def test_a_metric_is_added_up_by(view: Any, by: metrics.By, expected: dict[str, dict[str, int]]) -> None:
    assert metrics.figures(view, NOVEMBER, ["summed"], by) == expected


def test_the_ends_of_a_period_are_included_and_nothing_beyond(view: Any) -> None:
    october = parse_period("2026-10", date(2026, 11, 22))
    assert metrics.figures(view, october, ["summed"]) == {"p2": {"summed": 100}}


def test_a_last_value_is_taken_once_per_row_of_its_kind(view: Any) -> None:
    found = metrics.figures(view, NOVEMBER, ["last"], "person")
    assert found == {"p1": {"last": 5}, "p2": {"last": 5}}
    year = parse_period("2026", date(2026, 11, 22))
    assert metrics.figures(view, year, ["last"], "person")["p2"] == {"last": 5}, (
        "October's value is replaced, not added"
    )


def test_several_metrics_come_in_one_answer_and_money_as_decimal(view: Any) -> None:
    found = metrics.figures(view, NOVEMBER, ["summed", "money"], "team")
    assert found == {"t1": {"summed": 10, "money": Decimal("0.0010")}}
    assert metrics.total(found, "summed") == 10


def test_only_narrows_to_some_groups(view: Any) -> None:
    assert metrics.figures(view, NOVEMBER, ["summed"], only=["p2"]) == {"p2": {"summed": 5}}


def test_an_unknown_metric_is_a_usage_error_that_lists_them(view: Any) -> None:
    with pytest.raises(Usage, match="turnover") as caught:
        metrics.figures(view, NOVEMBER, ["turnover"])
    assert "summed" in caught.value.hint


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(801476, 1149189, "0.6974"), (203039, 182413, "1.1131"), (0, 5, "0"), (5, 0, None), (1109576, 1545014, "0.7182")],
)
def test_a_ratio_is_divided_after_summing_and_null_over_zero(part: int, whole: int, expected: str | None) -> None:
    assert metrics.ratio(part, whole) == (None if expected is None else Decimal(expected))


def test_every_offered_metric_counts_what_was_written(cli: Any) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    cli.ok("client", "log", "C1", "电话：问价")
    cli.ok("client", "log", "C1", "电话：再问")
    from pathlib import Path

    from salesctl.config import Config
    from salesctl.context import Ctx
    from salesctl.params import Options

    ctx = Ctx("test", Options(), request={}, config=Config(ledger=str(Path(cli.ledger)), me="1001"), clock=cli.clock)
    try:
        found = metrics.figures(ctx, Period(ctx.today, ctx.today, "", "day"), list(metrics.registry()))
        assert found[ctx.me.id] == {"clients_new": 1, "client_logs": 2, "clients_contacted": 1}
    finally:
        ctx.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    drawn=st.lists(
        st.tuples(
            st.dates(date(2026, 10, 28), date(2026, 12, 3)),
            st.sampled_from(["p1", "p2"]),
            st.sampled_from(["direct", "dealer", None]),
            st.integers(-5, 5),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:3],
    )
)
def test_the_rows_behind_a_figure_add_up_to_it(view: Any, monkeypatch: pytest.MonkeyPatch, drawn: list[Any]) -> None:
    def rows(_view: Any) -> Select[Any]:
        parts = [
            select(
                literal(day, Day()).label("on_date"),
                literal(person).label("person"),
                literal("t1").label("team"),
                literal(channel).label("channel"),
                literal("A").label("product"),
                literal(value).label("value"),
                literal(f"N{number}").label("source"),
            )
            for number, (day, person, channel, value) in enumerate(drawn)
        ]
        return select(union_all(*parts).subquery())

    offered = {
        "summed": metrics.Metric("summed", "count", "Summed", "x:rows"),
        "last": metrics.Metric("last", "money", "Last", "x:rows", additive=False),
        "told": metrics.Metric("told", "count", "Told", "x:rows", distinct=True),
    }
    monkeypatch.setattr(metrics, "asked", lambda keys: {key: offered[key] for key in keys})
    monkeypatch.setattr(metrics, "resolve", lambda _place: rows)
    found = metrics.figures(view, NOVEMBER, list(offered))
    for person in ("p1", "p2"):
        for key in offered:
            behind = list(metrics.sources(view, NOVEMBER, key, person))
            assert sum(one.value for one in behind) == found.get(person, {}).get(key, 0)
            assert all(one.day in NOVEMBER and one.number for one in behind)
