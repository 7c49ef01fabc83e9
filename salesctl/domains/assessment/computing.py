"""Computing scorecards (评分): everyone's figures in one question, each line by the rule in force (B4.16).

Nothing here is stored; `service.score` keeps what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from salesctl.domains.assessment.rules import Grade, SchemeLine, grade_of, of_hundred, score_of, target_over
from salesctl.domains.assessment.vocab import PARTS
from salesctl.domains.attendance.judging import Staff, staff
from salesctl.domains.calendar import queries as calendar
from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.metrics import figures, ratio, registry
from salesctl.values.period import Period, period_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor

Figures = dict[str, int | Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it came out: the rule, what was reached, what was expected, the points (None: not measured)."""

    rule: SchemeLine
    value: Decimal | None
    target: Decimal | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Card:
    """A person's scorecard as it comes out now, with the days of the period on which they belong here."""

    actor: Actor
    lines: tuple[Line, ...]
    grade: str | None

    @property
    def score(self) -> Decimal:
        """Points reached."""
        return sum((line.score for line in self.lines if line.score is not None), Decimal(0))

    @property
    def full(self) -> Decimal:
        """Points that could be reached: the weights of the lines that could be measured."""
        return sum((line.rule.weight for line in self.lines if line.score is not None), Decimal(0))


def cards(view: View, period: Period, *, person: str | None = None, team: str | None = None) -> list[Card]:
    """Return the scorecards of a period of whom I may see and for whom the scheme has lines, by code.

    The lines that hold on the period's last day, or today where it is not over; their targets month by month. Raises
    Refused where a line names a metric that nobody offers.
    """
    day = min(period.last, view.today)
    people = [one for one in staff(view, person=person, team=team) if one.overlaps(period.first, period.last)]
    schemes = {one.actor.id: scheme(view, day, one.actor) for one in people}
    keys = _keys(line for lines in schemes.values() for line in lines)
    everyone = figures(view, period, keys, "person")
    months = _Months(view, period)
    found = []
    for one in people:
        lines = schemes[one.actor.id]
        if not lines:
            continue
        values = everyone.get(one.actor.id, {})
        made = tuple(_line(rule, values, _target(view, months, one, rule)) for rule in lines)
        card = Card(one.actor, made, None)
        grades = view.rules.all(Grade, day, who=one.actor.who)
        found.append(Card(one.actor, made, grade_of(of_hundred(card.score, card.full), grades)))
    return found


def scheme(view: View, day: date, actor: Actor) -> list[SchemeLine]:
    """Return the lines that score a person on a day, part by part."""
    held = [line for line in view.rules.all(SchemeLine, day, who=actor.who) if set(line.roles) & set(actor.roles)]
    return sorted(held, key=lambda line: PARTS.index(line.part))


def _keys(lines: Iterable[SchemeLine]) -> list[str]:
    known = registry()
    keys: dict[str, None] = {}
    for line in lines:
        for key in (line.metric, line.over):
            if key and key not in known:
                raise Refused(
                    _("Rule {id} names the metric {key}, which nobody offers.", id=line.id, key=key),
                    hint=_("Metrics: {names}", names=", ".join(known)),
                )
            if key:
                keys[key] = None
    return list(keys)


def _line(rule: SchemeLine, values: Figures, target: Decimal | None) -> Line:
    if rule.over:
        value = ratio(values.get(rule.metric, 0), values.get(rule.over, 0))
    else:
        value = Decimal(values.get(rule.metric, 0))
    return Line(rule, value, target, score_of(rule, value, target))


def _target(view: View, months: _Months, one: Staff, rule: SchemeLine) -> Decimal | None:
    if rule.over or rule.target is None:
        return rule.target
    found: list[tuple[SchemeLine, Fraction]] = []
    for last, part in months.parts(one.joined, one.left):
        held = [line for line in view.rules.all(SchemeLine, last, who=one.actor.who) if line.line == rule.line]
        if held:
            found.append((held[0], part))
    return target_over(found)


class _Months:
    """The months of a period with the part of each that counts: by workdays, where nobody knows them by days."""

    def __init__(self, view: View, period: Period) -> None:
        self._view, self._period = view, period
        self._known: dict[tuple[date, date], Fraction] = {}

    def parts(self, joined: date | None, left: date | None) -> list[tuple[date, Fraction]]:
        """Return (last day that counts, part of the month) from the first to the last month."""
        first = max(self._period.first, joined or self._period.first)
        last = min(self._period.last, left or self._period.last)
        found = []
        while first <= last:
            month = period_of("month", first)
            end = min(month.last, last)
            found.append((end, self._part(month, first, end)))
            first = month.next().first
        return found

    def _part(self, month: Period, first: date, last: date) -> Fraction:
        if (first, last) == (month.first, month.last):
            return Fraction(1)
        if (first, last) not in self._known:
            whole = calendar.workdays(self._view, month.first, month.last)
            some = calendar.workdays(self._view, first, last)
            known = Fraction(some, whole) if whole and some is not None else None
            self._known[first, last] = Fraction((last - first).days + 1, len(month)) if known is None else known
        return self._known[first, last]
