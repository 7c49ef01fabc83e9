"""Keeping scorecards as they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.assessment.computing import Card, Line
from salesctl.domains.assessment.models import Scorecard, ScoreLine
from salesctl.domains.org.people import require
from salesctl.errors import Refused
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx
    from salesctl.values.period import Period


@dataclass(slots=True)
class Scored:
    """What came of scoring: the cards in the order they were given, and how many are new, changed, as before."""

    rows: list[Scorecard] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0


def score(tx: Tx, period: Period, cards: Sequence[Card]) -> Scored:
    """Keep the scorecards of a period (B4.16); one that comes out as it was is not written again.

    Needs `assess.score` for each person; nobody scores themselves. Raises Refused for a period that has not begun.
    """
    for card in cards:
        who = card.actor
        require(tx, "assess.score", _("score {name}", name=who.name), owner=None, team=who.team_id)
    if period.first > tx.today:
        raise Refused(_("{period} has not begun.", period=period.label), hint=_("Score a month that is over."))
    done = Scored()
    known = _known(tx, period, [card.actor.id for card in cards])
    lines = _lines(tx, [row.id for row in known.values()])
    for card in cards:
        who = card.actor
        row = known.get(who.id)
        before = lines.get(row.id, {}) if row else {}
        if row is None:
            stamp = tx.stamp(owner=who)
            row = tx.add(Scorecard(first=period.first, last=period.last, **_figures(tx, card), **stamp))
            tx.session.flush()
            done.new += 1
        elif _differs(row, before, card):
            for name, value in _figures(tx, card).items():
                setattr(row, name, value)
            done.changed += 1
        else:
            done.same += 1
            done.rows.append(row)
            continue
        _write_lines(tx, row, before, card)
        done.rows.append(row)
    return done


def _known(tx: Tx, period: Period, people: list[str]) -> dict[str | None, Scorecard]:
    row: Any = Scorecard
    query = select(Scorecard).where(
        row.first == period.first, row.last == period.last, row.owner_id.in_(people), row.voided_at.is_(None)
    )
    return {found.owner_id: found for found in tx.session.scalars(query)}


def _lines(tx: Tx, cards: list[str]) -> dict[str, dict[int, ScoreLine]]:
    row: Any = ScoreLine
    found: dict[str, dict[int, ScoreLine]] = {}
    for line in tx.session.scalars(select(ScoreLine).where(row.scorecard_id.in_(cards), row.voided_at.is_(None))):
        found.setdefault(line.scorecard_id, {})[line.place] = line
    return found


def _figures(tx: Tx, card: Card) -> dict[str, Any]:
    return {"score": card.score, "full": card.full, "grade": card.grade, "rules": tx.rules.version}


def _columns(line: Line) -> dict[str, Any]:
    rule = line.rule
    return {
        "part": rule.part,
        "metric": f"{rule.metric}/{rule.over}" if rule.over else rule.metric,
        "rule": rule.id,
        "weight": rule.weight,
        "target": line.target,
        "cap": rule.cap if rule.each is None else None,
        "value": line.value,
        "score": line.score,
    }


def _differs(row: Scorecard, before: dict[int, ScoreLine], card: Card) -> bool:
    """Tell whether a card came out otherwise; a new version of the book that changes no line is no difference."""
    if (row.score, row.full, row.grade) != (card.score, card.full, card.grade) or len(before) != len(card.lines):
        return True
    return any(
        getattr(before[place], name) != value
        for place, line in enumerate(card.lines, 1)
        for name, value in _columns(line).items()
    )


def _write_lines(tx: Tx, row: Scorecard, before: dict[int, ScoreLine], card: Card) -> None:
    """Bring the lines of a card to what came out; lines the scheme no longer has are void."""
    stamp = {**tx.stamp(), "owner_id": row.owner_id, "team_id": row.team_id}
    for place, line in enumerate(card.lines, 1):
        there = before.pop(place, None)
        if there is None:
            tx.add(ScoreLine(scorecard_id=row.id, place=place, **_columns(line), **stamp))
            continue
        for name, value in _columns(line).items():
            setattr(there, name, value)
    for gone in before.values():
        gone.voided_at, gone.voided_by = tx.now, tx.me.id
