"""Questions about checks: what was found about records, what waits for a verdict, how a sample was drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.checks.models import Check, CheckPoint, Draw
from salesctl.domains.checks.rules import Checklist, Sample
from salesctl.domains.org.people import scoped
from salesctl.ledger.record import q
from salesctl.ledger.together import written_with
from salesctl.locale import _, p_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record

check: Any = q(Check)
point: Any = q(CheckPoint)
sample: Any = q(Draw)
CHUNK = 500


def checks_of(view: View, row_ids: Sequence[str]) -> dict[str, Check]:
    """Return the check of each of these rows that has one: the last with a verdict, else the one that waits for it.

    Whoever may see the record may see what was found about it; the caller asks for rows it may see.
    """
    found: dict[str, Check] = {}
    for some in _chunks(row_ids):
        query = select(Check).where(check.row_id.in_(some), check.voided_at.is_(None)).order_by(check.id)
        for row in view.session.scalars(query):
            held = found.get(row.row_id)
            if held is None or row.verdict is not None or held.verdict is None:
                found[row.row_id] = row
    return found


def draws_of(view: View, draw_ids: Sequence[str]) -> dict[str, Draw]:
    """Return draws by row id."""
    found: dict[str, Draw] = {}
    for some in _chunks(list(dict.fromkeys(draw_ids))):
        found.update((row.id, row) for row in view.session.scalars(select(Draw).where(sample.id.in_(some))))
    return found


def drawn_with(view: View, draw_id: str) -> list[Check]:
    """Return the checks of a draw in the order of their numbers."""
    query = select(Check).where(check.draw_id == draw_id, check.voided_at.is_(None)).order_by(check.number)
    return list(view.session.scalars(query))


def draws_with_seed(view: View, noun: str, seed: str) -> list[Draw]:
    """Return the draws of a noun with this seed that the right `check.see` reaches, the newest first."""
    query = select(Draw).where(sample.noun == noun, sample.seed == seed, sample.voided_at.is_(None))
    return list(view.session.scalars(scoped(view, query, Draw, "check.see").order_by(sample.id.desc())))


def pending_of(view: View, row_id: str) -> Check | None:
    """Return the check of a row that was drawn and has no verdict yet."""
    query = select(Check).where(check.row_id == row_id, check.verdict.is_(None), check.voided_at.is_(None))
    return view.session.scalars(query.order_by(check.id)).first()


def pending(view: View, noun: str) -> list[Check]:
    """Return what was drawn of a noun and has no verdict yet, as far as `check.see` reaches; the oldest first."""
    query = select(Check).where(check.noun == noun, check.verdict.is_(None), check.voided_at.is_(None))
    return list(view.session.scalars(scoped(view, query, Check, "check.see").order_by(check.on_date, check.number)))


def points_of(view: View, check_ids: Sequence[str]) -> dict[str, list[CheckPoint]]:
    """Return the points of each of these checks that has any, in order."""
    found: dict[str, list[CheckPoint]] = {}
    for some in _chunks(check_ids):
        query = select(CheckPoint).where(point.check_id.in_(some), point.voided_at.is_(None))
        for row in view.session.scalars(query.order_by(point.check_id, point.place)):
            found.setdefault(row.check_id, []).append(row)
    return found


def checklist(view: View, noun: str) -> tuple[str, ...]:
    """Return the points of a noun's checklist as it holds today; empty where the rule book has none."""
    return next((rule.points for rule in view.rules.all(Checklist, view.today) if rule.noun == noun), ())


def sample_rule(view: View, noun: str) -> Sample | None:
    """Return how much of a noun must be checked, as it holds for me today; None where nothing is asked."""
    rules = view.rules.all(Sample, view.today, who=view.me.who)
    return next((rule for rule in rules if rule.noun == noun and rule.share > 0), None)


def point_named(word: str, points: Sequence[str]) -> str | None:
    """Return the point that a word names, by code or by label in either language; None for none."""
    from salesctl.frame.labels import code_of

    folded = word.strip().casefold()
    same = next((one for one in points if one.casefold() == folded), None)
    return same or code_of("check.point", points, folded)


def said_points(points: Sequence[CheckPoint]) -> str:
    """Say which points of a check failed; empty where none did."""
    return _(", ").join(p_("check.point", one.point) for one in points if not one.passed)


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name the checks of a record that is about to be taken back (DEPENDS)."""
    query = select(Check).where(
        check.row_id == record.id, check.voided_at.is_(None), ~written_with(check.id, record.id)
    )
    for row in session.scalars(query.limit(3)):
        yield _("the spot check of {number}", number=row.number or row.noun)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
