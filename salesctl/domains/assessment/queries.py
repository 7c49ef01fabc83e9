"""Questions about scorecards that were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from salesctl.domains.assessment.fields import CARD, EXPLAINED, LINE
from salesctl.domains.assessment.models import Scorecard, ScoreLine
from salesctl.domains.assessment.rules import of_hundred
from salesctl.domains.assessment.vocab import PARTS
from salesctl.domains.assessment.wording import how, rows_command, what
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import scoped
from salesctl.domains.org.queries import below
from salesctl.errors import NotFound
from salesctl.locale import _
from salesctl.metrics import Metric, registry
from salesctl.naming import Reference
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

SCORECARD_REFERENCE = Reference("assess", Scorecard, name="grade", right="assess.see")

_card: Any = Scorecard
_line: Any = ScoreLine
_scorer: Any = aliased(Person)
Row = tuple[Scorecard, str, str, str | None, str | None]
"""A card with its person's code and name, the team's name, and who had it computed."""


def _query() -> Select[Any]:
    person: Any = Person
    team: Any = Team
    return (
        select(Scorecard, person.code, person.name, team.name, _scorer.name)
        .join(person, person.id == _card.owner_id)
        .outerjoin(team, team.id == _card.team_id)
        .outerjoin(_scorer, _scorer.id == _card.recorded_by)
        .where(_card.voided_at.is_(None))
    )


def found(
    view: View, period: Period | None = None, *, person: str | None = None, team: str | None = None, exact: bool = False
) -> list[Row]:
    """Return the scorecards I may see: those of days within a period, or with `exact` of that very period."""
    query = scoped(view, _query(), Scorecard, "assess.see")
    if period is not None and exact:
        query = query.where(_card.first == period.first, _card.last == period.last)
    elif period is not None:
        query = query.where(_card.first >= period.first, _card.last <= period.last)
    if person:
        query = query.where(_card.owner_id == person)
    if team:
        query = query.where(_card.team_id.in_(below(view, team)))
    return [tuple(row) for row in view.session.execute(query.order_by(_card.last.desc(), Person.code))]


def lines_of(view: View, cards: Iterable[str]) -> dict[str, list[ScoreLine]]:
    """Return the lines of scorecards by the card's row id, in order; one query."""
    query = select(ScoreLine).where(_line.scorecard_id.in_(list(cards)), _line.voided_at.is_(None))
    made: dict[str, list[ScoreLine]] = {}
    for line in view.session.scalars(query.order_by(_line.scorecard_id, _line.place)):
        made.setdefault(line.scorecard_id, []).append(line)
    return made


def _values(row: Row, lines: Sequence[ScoreLine]) -> tuple[Value, ...]:
    card, code, name, team, by = row
    parts = {part: Decimal(0) for part in PARTS}
    for line in lines:
        parts[line.part] = parts.get(line.part, Decimal(0)) + (line.score or 0)
    return (
        card.id, code, name, team, card.first, card.last,
        *(parts[part] for part in PARTS),
        card.score, card.full, of_hundred(card.score, card.full), card.grade, card.rules, card.on_date, by,
    )  # fmt: skip


def scorecards(
    view: View, period: Period | None = None, *, person: str | None = None, team: str | None = None
) -> Sheet:
    """List scorecards, the newest period first."""
    return cards_sheet(view, found(view, period, person=person, team=team))


def cards_sheet(view: View, rows: Sequence[Row]) -> Sheet:
    """Return scorecards as a table."""
    lines = lines_of(view, [row[0].id for row in rows])
    return Sheet(
        CARD,
        [_values(row, lines.get(row[0].id, ())) for row in rows],
        title=_("Scorecards"),
        empty=_("No scorecard here. Compute them: salesctl assess score PERIOD"),
    )


def kept(view: View, ids: Sequence[str]) -> Sheet:
    """Return the scorecards that were just computed."""
    view.session.flush()
    rows = [tuple(row) for row in view.session.execute(_query().where(_card.id.in_(list(ids))).order_by(Person.code))]
    return cards_sheet(view, rows)


def assess_sheet(view: View, row: Scorecard) -> Sheet:
    """Return one scorecard's totals (for answers to a repeated operation and for history)."""
    view.session.flush()
    (one,) = [tuple(each) for each in view.session.execute(_query().where(_card.id == row.id))]
    sheet = cards_sheet(view, [one])
    sheet.single = True
    return sheet


def one(view: View, period: Period | None, person: str) -> Row:
    """Return a person's scorecard of a period, or their newest. Raises NotFound where there is none."""
    rows = found(view, period, person=person, exact=period is not None)
    if not rows:
        raise NotFound(
            _("There is no scorecard of it."),
            hint=_("Compute it: salesctl assess score {period}", period=period.label if period else "PERIOD"),
        )
    return rows[0]


def line_rows(row: Row, lines: Sequence[ScoreLine], known: dict[str, Metric]) -> Iterator[tuple[Value, ...]]:
    """Yield the lines of a card in the order of LINE."""
    card, code = row[0], row[1]
    for line in lines:
        yield (
            line.part,
            what(line, known),
            line.value,
            line.target,
            line.weight,
            line.score,
            how(line, known),
            line.rule,
            rows_command(line, known, card, code),
        )


def explained(view: View, rows: Sequence[Row]) -> Sheet:
    """List every line of scorecards with how its points come about and the command that lists the rows behind it."""
    lines = lines_of(view, [row[0].id for row in rows])
    known = registry()

    def every() -> Iterator[tuple[Value, ...]]:
        for row in rows:
            card, code, name, team, _by = row
            whose = (card.id, code, name, team, card.first, card.last)
            for values in line_rows(row, lines.get(card.id, ()), known):
                yield (*whose, *values)

    return Sheet(EXPLAINED, list(every()), title=_("Scorecards"))


def form(view: View, row: Row) -> Sheet:
    """Return the lines of one scorecard as a table with its sum."""
    lines = lines_of(view, [row[0].id]).get(row[0].id, [])
    card, code, name, _team, _by = row
    sheet = Sheet(LINE, list(line_rows(row, lines, registry())), title=_title(view, row), report=True)
    sheet.totals = {"weight": card.full, "score": card.score}
    sheet.extra = {
        "id": card.id,
        "person": name,
        "code": code,
        "first": card.first,
        "last": card.last,
        "score": card.score,
        "full": card.full,
        "hundred": of_hundred(card.score, card.full),
        "grade": card.grade,
        "rules": card.rules,
    }
    return sheet


def _title(view: View, row: Row) -> str:
    from salesctl.domains.assessment.wording import days

    return _("Scorecard {name} {period}", name=row[2], period=days(row[0]))
