"""Slips compared with the truth (核查, B4.8.3): who is drawn, the verdict, and what does not add up by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from salesctl.domains.checks import service as checks
from salesctl.domains.checks.models import Check, Draw
from salesctl.domains.checks.queries import checks_of, drawn_with, draws_with_seed, pending
from salesctl.domains.checks.rules import Share, among, pick
from salesctl.domains.checks.vocab import Candidate
from salesctl.domains.clients.queries import People
from salesctl.domains.clients.rules import same_person
from salesctl.domains.org.people import Actor, reach_of, require, scoped
from salesctl.domains.org.queries import below
from salesctl.domains.visits import finding
from salesctl.domains.visits.fields import DRAWN, ODD
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.queries import Filter, in_order, outing, slip_query
from salesctl.domains.visits.rules import Odd, Slip, Span, contradicts, overdue
from salesctl.errors import Refused
from salesctl.ledger.record import q
from salesctl.locale import _, p_
from salesctl.naming import short_number
from salesctl.presence import sightings
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.values.period import Period

NOUN = "visit"
check: Any = q(Check)
WEEKS = 31
"""Days back that the bare `visit check` looks at."""


def candidate(slip: Outing) -> Candidate:
    """Return a slip as what is drawn and checked."""
    return Candidate(slip.id, slip.number, slip.owner_id, slip.team_id)


def _left(view: View, period: Period, person: str | None, team: str | None) -> Any:
    query = select(Outing).where(outing.at.is_not(None), outing.on_date.between(period.first, period.last))
    query = scoped(view, query, Outing, "visit.check")
    if person:
        query = query.where(outing.owner_id == person)
    return query.where(outing.team_id.in_(below(view, team))) if team else query


def sample(
    tx: Tx,
    share: Share,
    period: Period,
    *,
    seed: str = "",
    person: str | None = None,
    team: str | None = None,
    again: bool = False,
) -> tuple[Draw, list[Check]]:
    """Draw slips that left in a period: not mine, none that waits for a verdict, and without `again` none that has one.

    Needs `visit.check`. Raises Refused where there is nothing to draw from.
    """
    require(tx, "visit.check", _("draw a sample"), owner=tx.me.id, team=tx.me.team_id)
    slips = list(tx.session.scalars(_left(tx, period, person, team).where(outing.voided_at.is_(None))))
    held = checks_of(tx, [slip.id for slip in slips])
    waiting = {row.row_id for row in pending(tx, NOUN)}
    free = [one for one in slips if one.id not in waiting and (again or one.id not in held)]
    return checks.draw(tx, NOUN, [candidate(one) for one in free], share, period, seed, person, team)


def drawn_before(view: View, period: Period, seed: str, person: str | None, team: str | None) -> Draw | None:
    """Return the draw that was made with this seed over these slips, None where there was none."""
    found = draws_with_seed(view, NOUN, seed.strip())
    wanted = (period.first, period.last, person, team)
    return next((one for one in found if (one.first, one.last, one.person_id, one.group_id) == wanted), None)


def proven(view: View, draw: Draw, period: Period) -> bool:
    """Draw a recorded sample again from the slips as they were then; say whether it comes out the same."""
    query = _left(view, period, draw.person_id, draw.group_id).where(
        outing.recorded_at <= draw.recorded_at,
        outing.at <= draw.recorded_at,
        outing.owner_id != draw.recorded_by,
        or_(outing.voided_at.is_(None), outing.voided_at > draw.recorded_at),
    )
    ids = [slip.id for slip in view.session.scalars(query)]
    held = select(check.row_id).where(
        check.noun == NOUN, check.recorded_at < draw.recorded_at, check.voided_at.is_(None)
    )
    before = set(view.session.scalars(held))
    taken = {row.row_id for row in drawn_with(view, draw.id)}
    for some in ([one for one in ids if one not in before], ids):
        if among(some) == draw.among:
            return set(pick(draw.seed, some, draw.drawn)) == taken
    return False


def drawn_sheet(view: View, draw: Draw) -> Sheet:
    """List what a draw took."""
    view.session.flush()
    people = People(view)
    rows: list[tuple[Value, ...]] = []
    found = drawn_with(view, draw.id)
    slips = {
        one.id: one for one in view.session.scalars(select(Outing).where(outing.id.in_([c.row_id for c in found])))
    }
    stops = finding.stops_of(view, list(slips))
    for row in found:
        slip = slips[row.row_id]
        rows.append(
            (
                slip.id,
                slip.number,
                slip.on_date,
                people.name(slip.owner_id),
                tuple(one.where or "" for one in in_order(stops[slip.id])),
                row.verdict,
                draw.seed,
                draw.drawn,
                draw.total,
                draw.first,
                draw.last,
            )
        )
    return Sheet(DRAWN, rows, title=_("Drawn for a spot check"))


def verdict(
    tx: Tx,
    slip: Outing,
    code: str,
    text: str | None,
    *,
    how: str | None = None,
    asked: str | None = None,
    bad: Sequence[str] = (),
    again: bool = False,
) -> Check:
    """Give a verdict on a slip (B4.8.3): true, false or unreachable. Needs `visit.check`; never on one's own.

    Who was asked is read from the words where they name somebody on the slip.
    """
    number = short_number(slip.number, tx.today.year)
    if slip.at is None:
        raise Refused(_("{number} is planned; there is nothing to check yet.", number=number))
    if slip.owner_id != tx.me.id:
        require(tx, "visit.check", _("check outing slips"), owner=slip.owner_id, team=slip.team_id)
    _refuse_closed(tx, slip)
    asked = asked or _asked(finding.stops_of(tx, [slip.id])[slip.id], text or "")
    return checks.verdict(tx, NOUN, candidate(slip), code, how=how, asked=asked, text=text, bad=bad, again=again)


def _refuse_closed(tx: Tx, slip: Outing) -> None:
    from salesctl.domains.periods.queries import closed_on

    closed = closed_on(tx, "visits", slip.on_date, slip.team_id)
    if closed is not None:
        raise Refused(
            _("{day} lies in a closed period; its checks are settled.", day=slip.on_date.isoformat()),
            hint=_("Reopen it, or check a slip of this month."),
        )


def _asked(stops: Sequence[Stop], text: str) -> str | None:
    """Return the name on the slip that the words of a verdict mention: 陈总 is 陈建国."""
    words = text.strip()
    for one in stops:
        if not one.seen:
            continue
        if one.seen in words:
            return one.seen
        for start in range(len(words)):
            if any(
                same_person(words[start : start + size], one.seen) for size in (2, 3, 4) if len(words) >= start + size
            ):
                return one.seen
    return None


# -- what does not add up ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not add up about a slip."""

    slip: Outing
    odd: Odd
    text: str
    command: str


def odd(view: View, period: Period | None = None, owner: str | None = None, team: str | None = None) -> list[Found]:
    """Return what does not add up, the heaviest first (B4.8.3).

    Slips not returned, stops without a result or a person, punches that contradict, drawn slips without a verdict; of a
    period, else of the last weeks. An open slip, and one that was drawn, counts whenever it began.
    """
    query = slip_query(view, Filter(owner=owner, team=team))
    first = period.first if period else view.today - timedelta(days=WEEKS)
    last = period.last if period else view.today
    still = (outing.back_at.is_(None)) & (outing.on_date <= last)
    slips = list(view.session.scalars(query.where(outing.at.is_not(None), still | outing.on_date.between(first, last))))
    stops = finding.stops_of(view, [slip.id for slip in slips])
    rules = _rules(view, slips)
    people = {slip.owner_id for slip in slips if slip.owner_id}
    seen = sightings(view, people, min((s.on_date for s in slips), default=first), last) if slips else {}
    found: list[Found] = []
    for slip in slips:
        rule = rules[slip.owner_id]
        number = short_number(slip.number, view.today.year)
        assert slip.at is not None
        due = slip.back_due + timedelta(minutes=rule.back_grace) if slip.back_due else None
        over = slip.on_date < view.today
        show = f"salesctl visit show {number}"
        mine = slip.owner_id == view.me.id
        if overdue(slip.at, slip.back_at, due, view.now, over):
            text = _("expected {time}", time=f"{view.local(slip.back_due):%m-%d %H:%M}") if slip.back_due else ""
            found.append(Found(slip, Odd.NOT_BACK, text, "salesctl visit back" if mine else show))
        span = Span(slip.at, slip.back_at)
        for one in seen.get(slip.owner_id or "", ()):
            if contradicts(one.at, span, rule):
                assert slip.back_at is not None
                times = f"{view.local(slip.at):%H:%M}-{view.local(slip.back_at):%H:%M}"
                found.append(
                    Found(slip, Odd.CONTRADICTED, _("out {times}, but {seen}", times=times, seen=one.text), show)
                )
        if slip.back_at is None and not over:
            continue
        found += _stops_odd(slip, stops[slip.id], number, mine, show)
    found += _unchecked(view, owner, team, period)
    order = list(Odd)
    return sorted(found, key=lambda one: (order.index(one.odd), one.slip.on_date, one.slip.number))


def _stops_odd(slip: Outing, stops: Sequence[Stop], number: str, mine: bool, show: str) -> Iterator[Found]:
    for one in stops:
        if one.at is None:
            continue
        where = one.where or ""
        if not one.result:
            yield Found(slip, Odd.NO_RESULT, where, f'salesctl visit done {number} "…"' if mine else show)
        if not (one.seen and one.reach):
            command = f"salesctl visit edit {number} --stop {one.place} --see … --reach …" if mine else show
            yield Found(slip, Odd.NO_PERSON, where, command)


def _unchecked(view: View, owner: str | None, team: str | None, period: Period | None) -> Iterator[Found]:
    """Yield what was drawn and waits for a verdict; without a period, however old it is."""
    if reach_of(view, "check.see") is None or reach_of(view, "visit.check") is None:
        return
    waiting = {row.row_id: row for row in pending(view, NOUN) if row.owner_id != view.me.id}
    if not waiting:
        return
    query = slip_query(view, Filter(period, owner, team)).where(outing.id.in_(waiting))
    for slip in view.session.scalars(query):
        number = short_number(slip.number, view.today.year)
        label = p_("check.verdict", "true")
        yield Found(slip, Odd.UNCHECKED, "", f'salesctl visit check {number} {label} "…"')


def _rules(view: View, slips: Sequence[Outing]) -> dict[str | None, Slip]:
    """Return the rule of each slip's owner, asked once each."""
    from salesctl.domains.org.people import someone

    found: dict[str | None, Slip] = {}
    for slip in slips:
        if slip.owner_id not in found:
            who: Actor = someone(view, slip.owner_id) if slip.owner_id else view.me
            found[slip.owner_id] = view.rules.one(Slip, view.today, who=who.who)
    return found


def odd_sheet(view: View, found: Sequence[Found]) -> Sheet:
    """List what does not add up."""
    people = People(view)
    rows: list[tuple[Value, ...]] = [
        (
            one.slip.id,
            one.slip.number,
            one.slip.on_date,
            people.name(one.slip.owner_id),
            one.odd.value,
            one.text,
            one.command,
        )
        for one in found
    ]
    return Sheet(ODD, rows, title=_("What does not add up"))
