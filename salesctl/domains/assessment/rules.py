"""How people are scored (考核方案): lines of a scheme, what a figure is worth, what a score amounts to. Pure decisions.

Sections `assessment.line` and `assessment.grade`. Kept: A2.4.1, B4.16 (duties and results), C7.1 (indicators).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from salesctl.domains.org.rules import Role
from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule
from salesctl.values.money import round_half_up

PLACES = 4
MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""How many months a target is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLine(Rule):
    """One line of the scheme (`assessment.line`, 考核指标): what is measured, what it weighs, what is expected.

    Scored on results and duties: B4.16, A2.4.1, C7.1. A line has a `target`, reached in part or beyond it up to `cap`,
    or takes off `each` points for every unit (late, absent). `over`: the metric is divided by this one, a rate whose
    target holds for any period; else the target is `per` month, quarter or year and grows with the period. A line of
    the same name with a narrower scope stands in its place: a person's own target. It scores people of `roles`.
    """

    line: str
    roles: tuple[Role, ...] = (Role.REP,)
    part: Literal["results", "duties", "attendance"]
    metric: str
    over: str = ""
    weight: Decimal = field(metadata={"min": Decimal(0), "max": Decimal(1000)})
    target: Decimal | None = field(default=None, metadata={"min": Decimal(0)})
    per: Literal["month", "quarter", "year"] = "month"
    cap: Decimal = field(default=Decimal("1.2"), metadata={"min": Decimal(0), "max": Decimal(100)})
    each: Decimal | None = field(default=None, metadata={"min": Decimal(0)})

    SECTION: ClassVar[str] = "assessment.line"
    KEY: ClassVar[tuple[str, ...]] = ("line",)

    def problems(self) -> Iterator[Problem]:
        """Find a line with both a target and points to take off, or with neither."""
        if (self.target is None) == (self.each is None):
            yield Problem("target", _("a line has either a target or each, the points taken off"))
        if self.target is not None and not self.target:
            yield Problem("target", _("is zero, which nobody can reach in part"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Rule):
    """What a score amounts to (`assessment.grade`, 等级): the first grade whose `at_least` of a hundred is reached."""

    grade: str
    at_least: Decimal = field(metadata={"min": Decimal(0), "max": Decimal(1000)})

    SECTION: ClassVar[str] = "assessment.grade"
    KEY: ClassVar[tuple[str, ...]] = ("grade",)


def target_over(months: Iterable[tuple[SchemeLine, Fraction]]) -> Decimal | None:
    """Add up the target of months or parts of them, each by the line in force there; None where no line has one.

    `months`: (the line that holds, the part of the month that counts, 0 to 1). Rounded once, half up, to 4 decimals.
    """
    total, known = Fraction(0), False
    for line, part in months:
        if line.target is not None:
            known = True
            total += Fraction(line.target) / MONTHS[line.per] * part
    return _rounded(total) if known else None


def score_of(line: SchemeLine, value: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Return the points of a line, 4 decimals half up, never below zero; None where nothing was or could be measured.

    With `each`: the weight less what is taken off. Else the weight times value over target, at most `cap`.
    """
    if value is None:
        return None
    if line.each is not None:
        return max(Decimal(0), line.weight - value * line.each)
    if not target:
        return None
    reached = min(Fraction(value) / Fraction(target), Fraction(line.cap))
    return _rounded(max(Fraction(0), reached) * Fraction(line.weight))


def _rounded(value: Fraction) -> Decimal:
    scaled = value * 10**PLACES
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)  # half up; values are not negative
    return Decimal(whole).scaleb(-PLACES)


def of_hundred(score: Decimal, full: Decimal) -> Decimal | None:
    """Return a score out of a hundred, 4 decimals; None where nothing could be measured."""
    return round_half_up(score * 100 / full, PLACES) if full else None


def grade_of(hundred: Decimal | None, grades: Sequence[Grade]) -> str | None:
    """Return the highest grade that a score out of a hundred reaches, None without one."""
    if hundred is None:
        return None
    reached = [grade for grade in grades if hundred >= grade.at_least]
    return max(reached, key=lambda grade: grade.at_least).grade if reached else None
