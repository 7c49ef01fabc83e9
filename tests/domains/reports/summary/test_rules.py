"""What of a summary is told: thresholds, their order, how they scale."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesctl.domains.reports.summary.rules import (
    MOST,
    MOST_GOOD,
    Case,
    Notable,
    asked,
    figure,
    judged,
    months,
    notable,
    praised,
)

MONTH = Decimal(1)


def rule(name: str = "late", *, id_: str = "", **more: Any) -> Notable:
    """Return a rule with the threshold above 2, unless another is given."""
    if not {"above", "below", "at_least"} & more.keys():
        more["above"] = Decimal(2)
    return Notable(id=id_ or f"R-{name}", clause=("own",), owner="lead", figure=name, **more)


def case(code: str, values: Mapping[str, Any], *rules: Notable) -> Case:
    """Return a person with some figures."""
    return Case(f"id-{code}", code, f"P{code}", values, rules)


@pytest.mark.parametrize(
    ("one", "values", "factor", "told"),
    [
        (rule("late"), {"late": 3}, "1", True),
        (rule("late"), {"late": 2}, "1", False),
        (rule("late"), {"late": 0}, "1", False),
        (rule("late"), {"late": None}, "1", False),
        (rule("late"), {}, "1", False),
        (rule("late"), {"late": 1}, "0.2381", True),  # a week: 0.4762
        (rule("late"), {"late": 6}, "3", False),  # a quarter: 6
        (rule("late"), {"late": 7}, "3", True),
        (rule("absent", above=Decimal(0)), {"absent": Decimal("0.5")}, "1", True),
        (rule("absent", above=Decimal(0)), {"absent": Decimal(0)}, "12", False),
        (rule("collection_rate", below=Decimal("0.6")), {"sales": Decimal(100), "collections": Decimal(59)}, "1", True),
        (
            rule("collection_rate", below=Decimal("0.6")),
            {"sales": Decimal(100), "collections": Decimal(60)},
            "1",
            False,
        ),
        (rule("collection_rate", below=Decimal("0.6")), {"sales": Decimal(0), "collections": Decimal(0)}, "1", False),
        (
            rule("collection_rate", below=Decimal("0.6")),
            {"sales": Decimal(100), "collections": Decimal(59)},
            "12",
            True,
        ),
        (rule("collection_rate", below=Decimal("0.6")), {"sales": None, "collections": Decimal(59)}, "1", False),
        (rule("visits_failed", above=Decimal(0)), {"visits_checked": 3, "visits_passed": 2}, "1", True),
        (rule("visits_failed", above=Decimal(0)), {"visits_checked": 3, "visits_passed": 3}, "1", False),
        (rule("on_time_rate", at_least=MONTH, good=True), {"reports_on_time": 18, "reports_due": 18}, "1", True),
        (rule("on_time_rate", at_least=MONTH, good=True), {"reports_on_time": 17, "reports_due": 18}, "1", False),
        (rule("on_time_rate", at_least=MONTH, good=True), {"reports_on_time": 0, "reports_due": 0}, "1", False),
        (rule("visits", at_least=Decimal(0), good=True), {"visits": 0}, "1", False),  # nothing is no praise
    ],
)
def test_a_figure_is_past_its_threshold(one: Notable, values: dict[str, Any], factor: str, told: bool) -> None:
    assert (judged(case("1", values), one, Decimal(factor)) is not None) is told


def test_the_heaviest_comes_first_then_the_farthest_then_the_code() -> None:
    late, rate = rule("late", weight=3), rule("collection_rate", below=Decimal("0.6"), weight=5)
    cases = [
        case("3", {"late": 9, "sales": Decimal(10), "collections": Decimal(10)}, late, rate),
        case("2", {"late": 4, "sales": Decimal(10), "collections": Decimal(5)}, late, rate),
        case("1", {"late": 4, "sales": Decimal(10), "collections": Decimal(1)}, late, rate),
    ]
    found = notable(cases, MONTH)
    assert [(one.case.code, one.rule.figure) for one in found] == [
        ("1", "collection_rate"),
        ("2", "collection_rate"),
        ("3", "late"),
        ("1", "late"),
        ("2", "late"),
    ]
    assert found[0].over == Decimal("0.5") / Decimal("0.6") and found[0].limit == Decimal("0.6")


def test_what_one_command_explains_of_one_person_is_one_line_and_five_lines_are_all() -> None:
    late = rule("late", command="checkin sheet {period} --person {code}")
    absent = rule("absent", above=Decimal(0), command="checkin sheet {period} --person {code}")
    cases = [case(str(n), {"late": 3 + n, "absent": 1}, late, absent) for n in range(7)]
    lines = asked(notable(cases, MONTH), "2026-10")
    assert len(lines) == MOST
    assert all({one.rule.figure for one in line.found} == {"late", "absent"} for line in lines)
    assert lines[0].command == "checkin sheet 2026-10 --person 6"


def test_praise_is_told_per_person_and_only_the_best_where_it_says_so() -> None:
    most = rule("sales", above=Decimal(0), good=True, best=1, weight=4)
    on_time = rule("on_time_rate", at_least=MONTH, good=True, weight=2)
    cases = [
        case(str(n), {"sales": Decimal(n), "reports_on_time": 1, "reports_due": 1}, most, on_time) for n in range(1, 6)
    ]
    found = praised(notable(cases, MONTH))
    assert len(found) == MOST_GOOD
    assert [one.rule.figure for one in found[0].found] == ["sales", "on_time_rate"] and found[0].case.code == "5"
    assert all(one.rule.figure != "sales" for line in found[1:] for one in line.found)
    assert asked(notable(cases, MONTH), "2026-10") == []


def test_a_command_is_filled_in_as_a_shell_takes_it() -> None:
    one = rule("late", command="checkin sheet {period} --person {code} {other}")
    assert one.filled("2026-10", "10; rm -rf x") == "checkin sheet 2026-10 --person '10; rm -rf x' {other}"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"figure": "height", "above": MONTH}, "figure"),
        ({"figure": "late"}, "above"),
        ({"figure": "late", "above": MONTH, "below": MONTH}, "above"),
        ({"figure": "late", "above": MONTH, "best": 1}, "best"),
        ({"figure": "late", "above": MONTH, "command": "checkin sheet {period} {name}"}, "command"),
    ],
)
def test_a_wrong_rule_is_found(more: dict[str, Any], field: str) -> None:
    assert [problem.field for problem in Notable(id="R", **more).problems()] == [field]


def test_the_shipped_rules_are_right() -> None:
    from salesctl.rulebook.check import check
    from salesctl.rulebook.default import default_book
    from salesctl.rulebook.sections import registry

    book, problems = check(default_book(), registry())
    assert book is not None and not [one for one in problems if not one.notice]
    kinds: dict[bool, int] = {}
    for one in book.sections["reports.exception"]:
        assert isinstance(one, Notable) and not list(one.problems())
        assert one.good or one.command.split()[0] in ("checkin", "report", "visit", "payment", "order")
        kinds[one.good] = kinds.get(one.good, 0) + 1
    assert kinds[True] >= 4 and kinds[False] >= 6


@pytest.mark.parametrize(
    ("days", "whole", "expected"),
    [
        ([(1, True)] * 21, {1: 21}, "1"),
        ([(1, True)] * 5 + [(1, False)] * 2, {1: 20}, "0.25"),
        ([(1, True)] * 21 + [(2, True)] * 15, {1: 21, 2: 15}, "2"),
        ([(1, False)] * 2, {1: 21}, "0"),
        ([], {}, "0"),
        ([(1, True)], {1: 0}, "0"),
    ],
)
def test_a_period_is_so_many_months_by_its_workdays(days: Any, whole: Any, expected: str) -> None:
    assert months(days, whole) == Decimal(expected)


def test_a_ratio_is_told_of_sums_and_never_over_nothing() -> None:
    assert figure({"sales": Decimal(3), "collections": Decimal(1)}, "collection_rate") == Decimal("0.3333")
    assert figure({"sales": Decimal(0), "collections": Decimal(1)}, "collection_rate") is None
    assert figure({"visits_checked": 3, "visits_passed": None}, "visits_failed") is None


@given(
    figures=st.lists(st.one_of(st.none(), st.integers(0, 40)), max_size=12),
    factor=st.decimals("0", "12", places=4),
    weights=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_whatever_the_figures_the_lines_are_few_ordered_and_past_the_threshold(
    figures: list[int | None], factor: Decimal, weights: tuple[int, int]
) -> None:
    late, missing = rule("late", weight=weights[0]), rule("reports_missing", weight=weights[1], command="x {code}")
    cases = [case(str(n), {"late": one, "reports_missing": one}, late, missing) for n, one in enumerate(figures)]
    found = notable(cases, factor)
    assert all(one.value > one.limit for one in found)
    assert [one.rule.weight for one in found] == sorted((one.rule.weight for one in found), reverse=True)
    assert len(asked(found, "2026")) <= MOST
    assert {one.case.id for one in found} == {
        one.id for one in cases if one.values["late"] is not None and one.values["late"] > found_limit(factor)
    }


def found_limit(factor: Decimal) -> Decimal:
    """Return the threshold of two a month, for so many months."""
    return (2 * factor).quantize(Decimal("0.0001"))
