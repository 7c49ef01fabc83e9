"""Verbs that write reports, what became of their plans, and what leads say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import may, require
from salesctl.domains.reports.drafting import Tick, plan_lines, tidy
from salesctl.domains.reports.models import Plan, Report, Review
from salesctl.domains.reports.vocab import PARTS
from salesctl.errors import Refused, Stale, Usage
from salesctl.locale import N_, _, p_

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.domains.org.people import Actor
    from salesctl.values.period import Period

LONGEST = 20_000
"""Characters of one part of a report."""


def find(view: View, owner: str, period: Period) -> Report | None:
    """Return someone's live report of a period, a draft too."""
    row: Any = Report
    query = select(Report).where(
        row.owner_id == owner, row.kind == period.kind, row.first == period.first, row.voided_at.is_(None)
    )
    return view.session.scalars(query).first()


def carried(view: View, owner: str, period: Period, report: str | None) -> list[Plan]:
    """Return the lines that the last report of the kind handed in before planned for this period, in order.

    Those another report has answered since are left out; those this `report` (a row id) answers are kept.
    """
    row: Any = Report
    before = (
        select(row.id)
        .where(
            row.owner_id == owner,
            row.kind == period.kind,
            row.first < period.first,
            row.state != "draft",
            row.voided_at.is_(None),
        )
        .order_by(row.first.desc())
        .limit(1)
    )
    last = view.session.scalar(before)
    if last is None:
        return []
    plan: Any = Plan
    query = select(Plan).where(plan.report_id == last, plan.voided_at.is_(None)).order_by(plan.place)
    return [one for one in view.session.scalars(query) if one.settled_id in (None, report)]


def superior(view: View, who: Actor) -> str | None:
    """Return the row id of whom a report goes to: the direct superior, else the lead of the team, or of one above.

    None where there is nobody: then those who may review find it (A1.2).
    """
    person = view.session.get(Person, who.id)
    if person is not None and person.superior_id:
        return person.superior_id
    team = view.session.get(Team, who.team_id) if who.team_id else None
    seen: set[str] = set()
    while team is not None and team.id not in seen:
        if team.lead_id and team.lead_id != who.id:
            return team.lead_id
        seen.add(team.id)
        team = view.session.get(Team, team.parent_id) if team.parent_id else None
    return None


def save(
    tx: Tx,
    owner: Actor,
    period: Period,
    words: Mapping[str, str],
    ticks: Sequence[Tick],
    *,
    submit: bool,
    seen: tuple[str, int] | None = None,
) -> Report:
    """Write a report, as a draft or handed in; parts not in `words` stay as they are. Needs `report.edit`.

    `seen`: the row id and rev that was looked at, None where there was none. What is handed in again counts from then,
    unless nobody but the lead who returned it asked for that; what was read needs a reason to change (A1.2).
    """
    require(tx, "report.edit", _("write this report"), owner=owner.id, team=owner.team_id)
    if period.first > tx.today:
        raise Refused(_("{period} lies ahead.", period=period.label), hint=_("A report is of days that have begun."))
    row = find(tx, owner.id, period)
    if (row.id, row.rev) != seen if row else seen is not None:
        raise Stale(
            _("The record was changed meanwhile."), hint=_("Look at it again, then repeat the command."), retry=True
        )
    if row is None:
        row = tx.add(
            Report(kind=period.kind, first=period.first, last=period.last, **tx.stamp(on=period.last, owner=owner))
        )
    elif row.state != "draft" and not submit:
        raise Refused(
            _("This report was handed in; what is changed is handed in again."), hint=_("Add --submit to do so.")
        )
    if row.state == "read" and not tx.ledger_tx.request.reason:
        raise Usage(
            _("A reason is needed to {what}.", what=_("change a report that was read")), hint=_('Add --reason "…".')
        )
    for part, text in words.items():
        setattr(row, part, _kept(text) or None)
    _settle(tx, carried(tx, owner.id, period, row.id), row, ticks, submit)
    if submit:
        hand_in(tx, row, owner)
    elif not any(getattr(row, part) for part in PARTS) and not ticks:
        raise Usage(
            _("The report is empty."), hint=_('Say what was done: --done "…", or salesctl report at a terminal.')
        )
    tx.session.flush()
    return row


def hand_in(tx: Tx, row: Report, owner: Actor) -> None:
    """Hand a report in to the superior; what it plans stands in the next one (A1.2, A1.3)."""
    if not row.done:
        raise Usage(
            _("The report does not say what was done."), hint=_('Say it: --done "…", or salesctl report at a terminal.')
        )
    row.at = tx.now
    if row.state != "returned" or row.submitted_at is None:
        row.submitted_at = tx.now
    row.state, row.superior_id = "submitted", superior(tx, owner)
    _plan(tx, row, owner)


def _kept(text: str) -> str:
    words = tidy(text)
    if len(words) > LONGEST:
        raise Usage(
            _("A part of a report has at most {n} characters.", n=LONGEST),
            hint=_("Attach the rest as a file, or say it shorter."),
        )
    return words


def _settle(tx: Tx, planned: Sequence[Plan], row: Report, ticks: Sequence[Tick], submit: bool) -> None:
    """Write down what became of last period's plan; handed in, what is not ticked is not done."""
    said = {tick.place: tick for tick in ticks}
    places = {plan.place for plan in planned}
    if strangers := sorted(said.keys() - places):
        raise Usage(
            _("No line {n} was planned.", n=strangers[0]),
            hint=_("What was planned: salesctl report show, or the draft."),
        )
    for plan in planned:
        tick = said.get(plan.place)
        if tick is not None and (tick.done or tick.note or plan.done is not None):
            plan.done, plan.note, plan.settled_id = tick.done, tick.note or None, row.id
        elif submit and plan.settled_id is None:
            plan.done, plan.settled_id = False, row.id


def _plan(tx: Tx, row: Report, owner: Actor) -> None:
    """Bring the rows of the plan in line with what the report says; what a later report answered stays."""
    plan: Any = Plan
    there = list(
        tx.session.scalars(select(Plan).where(plan.report_id == row.id, plan.voided_at.is_(None)).order_by(plan.place))
    )
    if any(one.settled_id for one in there):
        return
    wanted = plan_lines(row.next)
    for place, text in enumerate(wanted, 1):
        if place <= len(there):
            if there[place - 1].text != text:
                there[place - 1].text = text
        else:
            tx.add(Plan(report_id=row.id, place=place, text=text, **tx.stamp(on=row.on_date, owner=owner)))
    for surplus in there[len(wanted) :]:
        tx.void(surplus)


def review(tx: Tx, rows: Sequence[Report], verdict: str, text: str | None = None) -> list[Review]:
    """Say something of reports that were handed in: read, a comment, or returned to be written again (A1.2, B4.5.1).

    Needs `report.review`, or to be the superior the report went to; nobody reviews their own. Raises Refused.
    """
    words = (text or "").strip()
    if verdict != "read" and not words:
        raise Usage(
            _("{what} needs words.", what=p_("report", SAID[verdict])),
            hint=_("Say them in quotes as the last argument."),
        )
    if len(words) > LONGEST:
        raise Usage(_("That is longer than {n} characters.", n=LONGEST), hint=_("Say it shorter."))
    made = []
    for row in rows:
        reviewable(tx, row)
        if row.state == "draft" or (row.state == "returned" and verdict != "comment"):
            raise Refused(
                _("That report was returned and is not written again yet.")
                if row.state == "returned"
                else _("That report is a draft; it was not handed in."),
                hint=_("See who owes what: salesctl report missing"),
            )
        if row.state != "returned":
            row.state = "returned" if verdict == "returned" else "read"
        writer = tx.session.get(Person, row.owner_id)
        stamp = tx.stamp() | {"owner_id": row.owner_id, "team_id": writer.team_id if writer else row.team_id}
        made.append(tx.add(Review(report_id=row.id, verdict=verdict, text=words or None, **stamp)))
    tx.session.flush()
    return made


SAID = {"comment": N_("A comment"), "returned": N_("Returning a report")}


def reviewable(view: View, row: Report) -> None:
    """Raise NotAllowed or Refused unless I may review a report: by right, or because it came to me."""
    if row.owner_id == view.me.id:
        raise Refused(_("Your own report is for others to read."), hint=_("See it: salesctl report show"))
    if row.superior_id != view.me.id or not may(view, "report.see", owner=view.me.id):
        require(view, "report.review", _("review this report"), owner=row.owner_id, team=row.team_id)


def checkable(view: View, row: Report) -> date:
    """Return the day of a report that may be spot-checked (B4.5.1). Raises NotAllowed, Refused for a draft."""
    reviewable(view, row)
    if row.submitted_at is None:
        raise Refused(
            _("That report is a draft; it was not handed in."), hint=_("See who owes what: salesctl report missing")
        )
    return row.on_date
