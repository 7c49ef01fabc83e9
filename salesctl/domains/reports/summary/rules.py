"""What of a summary a lead should ask about, and what went well (要过问 做得好). Pure. Section `reports.exception`.

A threshold is for a month; for other periods it is scaled by workdays. Ratios are not scaled. The heaviest rule comes
first, among equals who is farthest from the threshold (A2.3.1, B4.8.4, B4.8.5, B3.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, NamedTuple

from salesctl.locale import _
from salesctl.metrics import ratio
from salesctl.rulebook.rule import Problem, Rule
from salesctl.values.money import round_half_up

Figure = int | Decimal

RATIOS: Mapping[str, tuple[str, str]] = {
    "collection_rate": ("collections", "sales"),
    "attendance_rate": ("present", "workdays"),
    "on_time_rate": ("reports_on_time", "reports_due"),
    "visits_pass_rate": ("visits_passed", "visits_checked"),
}
"""Figures that are two metrics divided after summing."""

FULL = "full_attendance"
"""1 for who came on every workday, never late and never early (全勤), else 0."""
KNOWN = (
    *("workdays", "present", "late", "late_minutes", "early", "early_minutes", "absent", "leave", "claimed"),
    *("reports_due", "reports_on_time", "reports_late", "reports_missing"),
    *("visits", "stops", "visits_checked", "visits_passed", "visits_failed", "clients_new", "clients_contacted"),
    *("orders", "sales", "collections"),
    FULL,
    *RATIOS,
)
"""Figures a rule may name; visits_failed is checked less passed."""

MOST = 5
"""Lines of what to ask about."""
MOST_GOOD = 3
"""People praised."""
_PLACES = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable(Rule):
    """What of a summary is told (`reports.exception`, 要过问): one figure `above`, `below` or `at_least` a number.

    `good`: it is praise. `best`: only so many with the most of it. `command` is what to look with; {period} and {code}
    are filled in.
    """

    figure: str
    above: Decimal | None = None
    below: Decimal | None = None
    at_least: Decimal | None = None
    good: bool = False
    best: int = field(default=0, metadata={"min": 0, "max": 5})
    weight: int = field(default=1, metadata={"min": 1, "max": 9})
    command: str = ""

    SECTION: ClassVar[str] = "reports.exception"
    KEY: ClassVar[tuple[str, ...]] = ("figure", "good")

    def problems(self) -> Iterator[Problem]:
        """Find a figure nobody has, no threshold or several, and a command with other names to fill in."""
        if self.figure not in KNOWN:
            yield Problem("figure", _("is no figure of a summary."), _("Known here: {words}", words=", ".join(KNOWN)))
        given = [one for one in (self.above, self.below, self.at_least) if one is not None]
        if len(given) != 1:
            yield Problem("above", _("Give one of above, below and at_least."))
        if self.best and not self.good:
            yield Problem("best", _("is for praise: add good = true."))
        if strangers := set(_PLACES.findall(self.command)) - {"period", "code"}:
            yield Problem(
                "command", _("{{{name}}} is not filled in; {{period}} and {{code}} are.", name=min(strangers))
            )

    @property
    def limit(self) -> Decimal:
        """Return the threshold, for a month."""
        return next((one for one in (self.above, self.below, self.at_least) if one is not None), Decimal(0))

    def filled(self, period: str, code: str) -> str:
        """Return the command for a period and a person's code, as a shell takes it."""
        from shlex import quote

        values = {"period": quote(period), "code": quote(code)}
        return _PLACES.sub(lambda match: values.get(match[1], match[0]), self.command)


class Case(NamedTuple):
    """A person whose figures are looked at, and the rules that hold for them. None is unknown and never told."""

    id: str
    code: str
    name: str
    values: Mapping[str, Figure | None]
    rules: Sequence[Notable]


class Found(NamedTuple):
    """A figure past its threshold: `limit` is the threshold of the period, `over` how far past it, as a part of it."""

    case: Case
    rule: Notable
    value: Figure
    limit: Decimal
    over: Decimal


class Notice(NamedTuple):
    """What is told of one person in one line: figures that one command explains."""

    case: Case
    found: tuple[Found, ...]
    command: str = ""


def figure(values: Mapping[str, Figure | None], name: str) -> Figure | None:
    """Return a figure of a row of sums; a ratio over nothing, and what is unknown, is None."""
    if name in RATIOS:
        part, whole = (values.get(key) for key in RATIOS[name])
        return None if part is None or whole is None else ratio(part, whole)
    if name == "visits_failed":
        checked, passed = values.get("visits_checked"), values.get("visits_passed")
        return None if checked is None or passed is None else checked - passed
    if name == FULL:
        due, came, late, early = (values.get(key) for key in ("workdays", "present", "late", "early"))
        return None if None in (due, came, late, early) else int(bool(due) and came == due and not (late or early))
    return values.get(name)


def judged(case: Case, rule: Notable, factor: Decimal) -> Found | None:
    """Judge one figure; `factor` is how many months the period has, by workdays. None where nothing is to be told."""
    value = figure(case.values, rule.figure)
    if value is None:
        return None
    limit = rule.limit if rule.figure in (*RATIOS, FULL) else round_half_up(rule.limit * factor, 4)
    past = (
        value > limit
        if rule.above is not None
        else value < limit
        if rule.below is not None
        else value >= limit and (value > 0 or limit > 0)
    )
    if not past:
        return None
    return Found(case, rule, value, limit, abs(Decimal(value) - limit) / (limit or Decimal(1)))


def notable(cases: Iterable[Case], factor: Decimal) -> list[Found]:
    """Return what is past a threshold, good and bad, the heaviest first, then the farthest, then by code.

    Nobody is the best among one: whose figures stand alone is praised for no such thing.
    """
    cases = list(cases)
    found = [one for case in cases for rule in case.rules if (one := judged(case, rule, factor))]
    kept: list[Found] = []
    for one in found:
        better = sum(other.value > one.value for other in found if other.rule.id == one.rule.id and other is not one)
        if not one.rule.best or (better < one.rule.best and len(cases) > 1):
            kept.append(one)
    return sorted(kept, key=lambda one: (-one.rule.weight, -one.over, one.case.code, one.rule.id))


def asked(found: Sequence[Found], period: str) -> list[Notice]:
    """Return the lines of what to ask about, at most MOST: what one command explains of one person is one line."""
    lines: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if not one.rule.good:
            lines.setdefault((one.case.id, one.rule.filled(period, one.case.code)), []).append(one)
    return [Notice(several[0].case, tuple(several), command) for (_id, command), several in lines.items()][:MOST]


def praised(found: Sequence[Found]) -> list[Notice]:
    """Return who did well and in what, at most MOST_GOOD people."""
    lines: dict[str, list[Found]] = {}
    for one in found:
        if one.rule.good:
            lines.setdefault(one.case.id, []).append(one)
    several = sorted(lines.values(), key=lambda one: -sum(each.rule.weight for each in one))
    return [Notice(one[0].case, tuple(one)) for one in several][:MOST_GOOD]


def months(days: Iterable[tuple[int, bool | None]], whole: Mapping[int, int]) -> Decimal:
    """Return how many months some days are, by workdays: each counts its part of its month.

    `days` are (month as a number, worked or not); `whole` has the days counted of each whole month. A month of which
    no day counts adds nothing.
    """
    counted: dict[int, int] = {}
    for month, worked in days:
        counted[month] = counted.get(month, 0) + bool(worked)
    parts = [Decimal(n) / whole[month] for month, n in counted.items() if whole.get(month)]
    return round_half_up(sum(parts, Decimal(0)), 4)
