"""What a figure is worth, what a target comes to, what a score amounts to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.assessment.rules import Grade, SchemeLine, grade_of, of_hundred, score_of, target_over


def line(**values: Any) -> SchemeLine:
    base: dict[str, Any] = {
        "id": "ASM-1",
        "clause": ("B4.16",),
        "line": "sales",
        "part": "results",
        "metric": "sales",
        "weight": Decimal(25),
        "target": Decimal(100),
    }
    return SchemeLine(**base | values)


@pytest.mark.parametrize(
    ("value", "target", "rule", "points"),
    [
        ("50", "100", {}, "12.5"),
        ("100", "100", {}, "25"),
        ("110", "100", {}, "27.5"),
        ("120", "100", {}, "30"),
        ("500", "100", {}, "30"),  # the cap
        ("0", "100", {}, "0"),
        ("-20", "100", {}, "0"),  # more returned than sold
        ("1", "3", {}, "8.3333"),
        ("2", "3", {}, "16.6667"),
        ("0.4300", "0.8", {"over": "orders"}, "13.4375"),
        (None, "0.8", {"over": "orders"}, None),  # nothing sold: no rate
        ("150", "100", {"cap": Decimal(1)}, "25"),
        ("3", None, {"target": None, "each": Decimal(2)}, "19"),
        ("0", None, {"target": None, "each": Decimal(2)}, "25"),
        ("99", None, {"target": None, "each": Decimal(2)}, "0"),
        ("5", None, {}, None),  # no month of the period has a target
    ],
)
def test_a_figure_is_worth(value: str | None, target: str | None, rule: dict[str, Any], points: str | None) -> None:
    made = score_of(line(**rule), Decimal(value) if value else None, Decimal(target) if target else None)
    assert made == (Decimal(points) if points else None)


@pytest.mark.parametrize(
    ("per", "parts", "target"),
    [
        ("month", ["1"], "300000"),
        ("month", ["1", "1", "1"], "900000"),
        ("month", ["1/2"], "150000"),
        ("quarter", ["1"], "100000"),
        ("quarter", ["1", "1", "1"], "300000"),  # thirds come to the whole again
        ("year", ["1"], "25000"),
        ("month", ["1/7"], "42857.1429"),
    ],
)
def test_a_target_grows_with_the_period(per: Any, parts: list[str], target: str) -> None:
    rule = line(per=per, target=Decimal(300000))
    assert target_over([(rule, Fraction(part)) for part in parts]) == Decimal(target)


def test_a_target_that_changes_in_the_period_counts_month_by_month() -> None:
    assert target_over([(line(target=Decimal(70)), Fraction(1)), (line(target=Decimal(90)), Fraction(1))]) == 160
    assert target_over([(line(target=None, each=Decimal(1)), Fraction(1))]) is None
    assert target_over([]) is None


@given(st.decimals("0", "1000000", places=2), st.decimals("0.01", "1000000", places=2))
def test_points_lie_between_nothing_and_the_cap(value: Decimal, target: Decimal) -> None:
    rule = line()
    points = score_of(rule, value, target)
    assert points is not None
    assert 0 <= points <= rule.weight * rule.cap
    more = score_of(rule, value + 1, target)
    assert more is not None
    assert more >= points, "more sold is never worth less"


def test_a_line_has_a_target_or_takes_points_off() -> None:
    assert list(line().problems()) == []
    assert [p.field for p in line(each=Decimal(1)).problems()] == ["target"]
    assert [p.field for p in line(target=None).problems()] == ["target"]
    assert [p.field for p in line(target=Decimal(0)).problems()] == ["target"]


GRADES = [Grade(id=g, grade=g, at_least=Decimal(n)) for g, n in (("B", 75), ("A", 90), ("C", 60))]


@pytest.mark.parametrize(
    ("score", "full", "grade"),
    [("90", "100", "A"), ("89.9999", "100", "B"), ("54", "60", "A"), ("59", "100", None), ("0", "0", None)],
)
def test_a_score_amounts_to(score: str, full: str, grade: str | None) -> None:
    assert grade_of(of_hundred(Decimal(score), Decimal(full)), GRADES) == grade


def test_the_quarters_of_the_bicycle_maker_follow_each_other() -> None:
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    path = Path(__file__).parents[3] / "examples" / "adventureworks" / "prepare.py"
    spec = spec_from_file_location("prepare", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.quarter(date(2011, 5, 31)) == (date(2011, 6, 1), date(2011, 8, 31))
    assert module.quarter(date(2012, 2, 29)) == (date(2012, 3, 1), date(2012, 5, 31))
    assert module.quarter(date(2011, 12, 1)) == (date(2011, 12, 1), date(2012, 2, 29))
    assert module.quarter(date(2014, 3, 1)) == (date(2014, 3, 1), date(2014, 5, 31))
