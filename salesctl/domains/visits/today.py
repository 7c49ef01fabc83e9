"""What visits put on `today`: out, planned, results missing; for a lead what to check and what is odd."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesctl import news
from salesctl.domains.checks.queries import pending, sample_rule
from salesctl.domains.clients.queries import People
from salesctl.domains.org.people import may, reach_of, scoped
from salesctl.domains.org.rules import Reach
from salesctl.domains.visits import finding
from salesctl.domains.visits.checking import NOUN, check, odd
from salesctl.domains.visits.models import Outing
from salesctl.domains.visits.rules import Odd
from salesctl.domains.visits.sampling import shares
from salesctl.domains.visits.saying import clock
from salesctl.locale import _, n_, p_
from salesctl.naming import short_number
from salesctl.values.period import period_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.today import Line

WEEK = 7


def lines(view: View) -> Iterator[Line]:
    """Yield my open slip, what is planned, stops without a result, and verdicts on my slips (B4.8.3)."""
    from salesctl.today import Line

    if not may(view, "visit.see", owner=view.me.id):
        return
    slip = finding.open_slip(view, view.me.id)
    if slip is not None:
        yield _out(view, slip)
    for plan in finding.planned(view, view.me.id):
        if plan.on_date <= view.today:
            yield _plan(view, plan)
    for stop in finding.without_result(view, view.me.id):
        row = view.session.get_one(Outing, stop.outing_id)
        if row.back_at is not None or stop.left_at is not None:
            number = short_number(row.number, view.today.year)
            text = _("{where}: no result yet", where=stop.where)
            yield Line("today" if row.on_date == view.today else "overdue", number, text, f'visit done {number} "…"')
    yield from _verdicts(view)


def _out(view: View, slip: Outing) -> Line:
    from salesctl.today import Line

    assert slip.at is not None
    number = short_number(slip.number, view.today.year)
    since = clock(view, slip.at)
    late = slip.on_date < view.today or (slip.back_due is not None and slip.back_due < view.now)
    if not late:
        return Line("state", "", _("visiting since {time} ({number})", time=since, number=number))
    due = _("expected {time}", time=clock(view, slip.back_due)) if slip.back_due else ""
    text = "  ".join(part for part in (_("visiting since {time}", time=since), due) if part)
    return Line("overdue", number, text, "visit back")


def _plan(view: View, plan: Outing) -> Line:
    from salesctl.today import Line

    number = short_number(plan.number, view.today.year)
    stops = finding.stops_of(view, [plan.id])[plan.id]
    places = " → ".join(stop.where for stop in stops)
    what = stops[0].purpose if len(stops) == 1 else ""
    parts = [clock(view, plan.leave_due, plan) if plan.leave_due else "", places, what or ""]
    section = "today" if plan.on_date == view.today else "overdue"
    if section == "overdue":
        parts.insert(0, f"{plan.on_date:%m-%d}")
    return Line(section, number, " ".join(part for part in parts if part), f"visit start {number}")


def _verdicts(view: View) -> Iterator[Line]:
    """Yield the verdicts on my slips that are news to me."""
    from salesctl.domains.checks.models import Check
    from salesctl.today import Line

    query = select(Check).where(
        check.noun == NOUN,
        check.owner_id == view.me.id,
        check.verdict.is_not(None),
        check.at >= news.since(view),
        check.voided_at.is_(None),
    )
    people = People(view)
    for row in view.session.scalars(query.order_by(check.at).limit(20)):
        number = short_number(row.number or "", view.today.year)
        label = p_("check.verdict", row.verdict or "")
        text = _("spot check: {verdict} ({name})", verdict=label, name=people.name(row.checked_by) or "")
        yield Line("new", number, text, f"visit show {number}")


def team_lines(view: View) -> Iterator[Line]:
    """Yield what a lead has to check, and what is odd about the team's slips (B4.8.3)."""
    from salesctl.today import Line

    if reach_of(view, "visit.check") not in (Reach.TEAM, Reach.ALL):
        return
    yield from _to_check(view)
    people = People(view)
    for one in odd(view, period_of("week", view.today)):
        if one.odd not in (Odd.CONTRADICTED, Odd.NOT_BACK) or one.slip.owner_id == view.me.id:
            continue
        number = short_number(one.slip.number, view.today.year)
        parts = (people.name(one.slip.owner_id) or "", p_("visit.odd", one.odd.value).replace("_", " "), one.text)
        yield Line("odd", number, " ".join(part for part in parts if part), f"visit show {number}")
    yield from _bad(view, people)


def _to_check(view: View) -> Iterator[Line]:
    from salesctl.today import Line

    rule = sample_rule(view, NOUN)
    if rule is not None:
        total, checked = shares(view, period_of(rule.every, view.today))
        waiting = [row for row in pending(view, NOUN) if row.owner_id != view.me.id]
        share = f"{rule.share * 100:.0f}%"
        if total and checked < total * rule.share:
            text = _slips(rule.every, total, checked, share)
            command = "visit check" if waiting else f"visit check --sample {share}"
            if not waiting and rule.every == "month":
                command += f" --period {period_of('month', view.today)}"
            yield Line("check", "", text, command)
    people = People(view)
    for row in [row for row in pending(view, NOUN) if row.owner_id != view.me.id][:5]:
        number = short_number(row.number or "", view.today.year)
        text = _("{name}: drawn, not checked yet", name=people.name(row.owner_id) or "")
        yield Line("check", number, text, f'visit check {number} {p_("check.verdict", "true")} "…"')


def _slips(every: str, total: int, checked: int, share: str) -> str:
    if every == "month":
        return n_(
            "{n} outing slip this month, {checked} checked (asked: {share})",
            "{n} outing slips this month, {checked} checked (asked: {share})",
            total,
            checked=checked,
            share=share,
        )
    return n_(
        "{n} outing slip this week, {checked} checked (asked: {share})",
        "{n} outing slips this week, {checked} checked (asked: {share})",
        total,
        checked=checked,
        share=share,
    )


def _bad(view: View, people: People) -> Iterator[Line]:
    """Yield slips that a check of the last week found untrue, or could not verify."""
    from salesctl.domains.checks.models import Check
    from salesctl.today import Line

    if reach_of(view, "check.see") is None:
        return
    query = select(Check).where(
        check.noun == NOUN,
        check.verdict.in_(("false", "unreachable")),
        check.at >= view.now - timedelta(days=WEEK),
        check.owner_id != view.me.id,
        check.voided_at.is_(None),
    )
    for row in view.session.scalars(scoped(view, query, Check, "check.see").order_by(check.at.desc()).limit(20)):
        number = short_number(row.number or "", view.today.year)
        label = p_("check.verdict", row.verdict or "")
        parts = (people.name(row.owner_id) or "", _("spot check: {verdict}", verdict=label), row.text or "")
        yield Line("odd", number, " ".join(part for part in parts if part), f"visit show {number}")
