"""How scorecards say where their points come from."""

from __future__ import annotations

from decimal import Decimal

from salesctl.domains.assessment.models import Scorecard, ScoreLine
from salesctl.locale import _
from salesctl.metrics import Metric
from salesctl.render.human import plain_number
from salesctl.values.period import Kind, Period, period_of, range_of

WHOLE: tuple[Kind, ...] = ("day", "week", "month", "quarter", "half", "year")


def days(card: Scorecard) -> str:
    """Return a card's days as a period is typed: 2026-10, 2026-Q4, 2026-10-05..2026-10-20."""
    return span(card).label


def span(card: Scorecard) -> Period:
    """Return a card's days as a period."""
    for kind in WHOLE:
        period = period_of(kind, card.first)
        if (period.first, period.last) == (card.first, card.last):
            return period
    return range_of(card.first, card.last)


def what(line: ScoreLine, known: dict[str, Metric]) -> str:
    """Return what a line measures as people read it: 回款额/销售额."""
    return "/".join(_(known[key].label) if key in known else key for key in line.metric.split("/"))


def shown(value: Decimal, line: ScoreLine, known: dict[str, Metric]) -> str:
    """Write a value of a line: a rate in percent, money with thousands commas, else a plain number."""
    if "/" in line.metric:
        return f"{plain_number((value * 100).quantize(Decimal('0.1')))}%"
    if line.metric in known and known[line.metric].unit == "money":
        return f"{value:,.2f}"
    return plain_number(value)


def how(line: ScoreLine, known: dict[str, Metric]) -> str:
    """Say how the points of a line come about: 186,420.00 of 180,000.00 is 103.6%, × 25 = 25.9."""
    if line.value is None or line.score is None:
        return _("nothing to measure; the line does not count")
    value, points = shown(line.value, line, known), plain_number(line.score)
    if line.target is None:
        taken = plain_number(line.weight - line.score)
        return _("{value}: {taken} of {weight} taken off", value=value, taken=taken, weight=plain_number(line.weight))
    reached = line.value / line.target
    percent = f"{plain_number((reached * 100).quantize(Decimal('0.1')))}%"
    values = {
        "value": value,
        "target": shown(line.target, line, known),
        "percent": percent,
        "weight": plain_number(line.weight),
        "points": points,
    }
    if line.cap is not None and reached > line.cap:
        cap = f"{plain_number(line.cap * 100)}%"
        return _("{value} of {target} is {percent}, at most {cap}, × {weight} = {points}", cap=cap, **values)
    return _("{value} of {target} is {percent}, × {weight} = {points}", **values)


def rows_command(line: ScoreLine, known: dict[str, Metric], card: Scorecard, code: str) -> str:
    """Return the command that lists the rows behind a line."""
    return f"report summary {days(card)} --person {code} --explain"
