"""Questions about reports: the list, who owes what, one report, what leads have to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from salesctl.domains.attendance.judging import Staff
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import Actor, as_actor, reach_of, scoped, someone
from salesctl.domains.org.queries import below
from salesctl.domains.reports import wording
from salesctl.domains.reports.duty import Duties, Duty, duties, filed_of
from salesctl.domains.reports.facts import Facts, gather, line
from salesctl.domains.reports.fields import LIST, MISSING, REPORT, REVIEW
from salesctl.domains.reports.models import Plan, Report, Review
from salesctl.domains.reports.service import carried
from salesctl.domains.reports.vocab import KINDS, Standing
from salesctl.errors import Ambiguous, NotFound, Usage
from salesctl.ledger.together import written_with
from salesctl.locale import _, n_, p_
from salesctl.naming import Reference
from salesctl.render.human import plain_number
from salesctl.render.sheet import Sheet, Value
from salesctl.values.period import Kind, Period, period_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesctl.context import View
    from salesctl.ledger.record import Record

REPORT_REFERENCE = Reference("report", Report, name="kind", right="report.see")
REVIEW_REFERENCE = Reference("review", Review, name="verdict", right="report.see")
PLAN_REFERENCE = Reference("plan", Plan, name="text", right="report.see")

report: Any = Report
plan: Any = Plan
said: Any = Review
MOST_CANDIDATES = 50
FELL_DUE = timedelta(days=7)
"""Without a period, what fell due in this time before now is asked for."""
LOOK: dict[Kind, int] = {"day": 30, "week": 45, "month": 75, "quarter": 75, "half": 75, "year": 75}
"""Days before now in which periods may end whose deadlines lie near now."""


def seen(view: View, query: Any) -> Any:
    """Narrow a query to the reports I may see: by right, and those that went to me (A1.2)."""
    mine = scoped(view, select(report.id), Report, "report.see")
    return query.where(or_(report.superior_id == view.me.id, report.id.in_(mine)))


def _readable(view: View) -> Any:
    """Keep drafts to who writes them: they are no reports yet."""
    return or_(report.state != "draft", report.owner_id == view.me.id, report.recorded_by == view.me.id)


def writer(view: View, person: str | None) -> Staff:
    """Return whose report it is, me where nobody was named, with their days in the company."""
    row = view.session.get_one(Person, person or view.me.id)
    return Staff(as_actor(view.session, row), row.joined, row.left)


def duty_of(view: View, one: Staff, period: Period, row: Report | None) -> Duty:
    """Judge one report as it stands now."""
    return Duties(view).duty(one, period, filed_of(row) if row else None)


def period_of_report(row: Report) -> Period:
    """Return the period of a report."""
    kind: Any = row.kind
    return period_of(kind, row.first)


def reports(
    view: View,
    period: Period,
    *,
    kind: str | None = None,
    person: str | None = None,
    team: str | None = None,
) -> Sheet:
    """List the reports whose last day lies in a period, the newest first; those I may see."""
    query = seen(
        view, select(report).where(report.voided_at.is_(None), report.on_date.between(period.first, period.last))
    ).where(_readable(view))
    if kind:
        query = query.where(report.kind == kind)
    if person:
        query = query.where(report.owner_id == person)
    if team:
        query = query.where(report.team_id.in_(below(view, team)))
    query = query.order_by(report.on_date.desc(), report.owner_id, report.kind)

    return Sheet(
        LIST,
        _rows(view, view.session.scalars(query.execution_options(yield_per=500))),
        title=_("Reports {period}", period=period.label),
        empty=_("No report in {period}. Write today's: salesctl report", period=period.label),
    )


def _rows(view: View, found: Iterable[Report]) -> Iterator[tuple[Value, ...]]:
    """Yield reports in the order of LIST."""
    book, people = Duties(view), _people(view)
    for row in found:
        who, when = people[row.owner_id or ""], period_of_report(row)
        duty = book.duty(who, when, filed_of(row))
        yield (
            row.id,
            when.label,
            row.kind,
            who.actor.code,
            who.actor.name,
            who.actor.team,
            duty.standing,
            row.state,
            row.submitted_at,
            duty.due,
            (row.done or "").partition("\n")[0] or None,
        )


def _people(view: View) -> dict[str, Staff]:
    """Return everyone by row id, those who left too; not narrowed: for the names beside rows that are."""
    from salesctl.domains.attendance.judging import everyone

    actors = everyone(view)
    days = view.session.execute(select(Person.id, Person.joined, Person.left))  # type: ignore[call-overload]
    return {key: Staff(actors[key], joined, left) for key, joined, left in days if key in actors}


def owed(
    view: View, period: Period | None, *, kind: str | None = None, person: str | None = None, team: str | None = None
) -> list[Duty]:
    """Return what is missing: of a period, or where none is asked for of what fell due in the last 7 days (A1.2)."""
    found = []
    for one in KINDS:
        if kind and one != kind:
            continue
        each: Any = one
        first = period.first if period else view.today - timedelta(days=LOOK[each])
        last = min(period.last, view.today) if period else view.today
        for duty in duties(view, each, first, last, person=person, team=team):
            if duty.standing is Standing.MISSING and (period or (duty.due and view.now - duty.due <= FELL_DUE)):
                found.append(duty)
    return sorted(found, key=lambda duty: (duty.period.last, KINDS.index(duty.period.kind), duty.actor.code))


def missing(
    view: View, period: Period | None, *, kind: str | None = None, person: str | None = None, team: str | None = None
) -> tuple[Sheet, int]:
    """Return who owes which report and has not handed it in, with how many are missing."""
    found = owed(view, period, kind=kind, person=person, team=team)
    rows: list[tuple[Value, ...]] = [
        (
            duty.actor.code,
            duty.actor.name,
            duty.actor.team,
            duty.period.kind,
            duty.period.label,
            duty.due,
            duty.filed.state if duty.filed else None,
            duty.actor.id,
        )
        for duty in found
    ]
    title = n_("{n} report is missing", "{n} reports are missing", len(rows))
    return Sheet(MISSING, rows, title=title), len(rows)


# -- one report --------------------------------------------------------------------------------------------------------


def one(view: View, person: str | None, period: Period) -> tuple[Staff, Report]:
    """Return who wrote a report and the report. Raises NotFound where there is none, or none I may see."""
    who = writer(view, person)
    query = select(Report).where(
        report.owner_id == who.actor.id,
        report.kind == period.kind,
        report.first == period.first,
        report.voided_at.is_(None),
        _readable(view),
    )
    row = view.session.scalars(seen(view, query)).first()
    if row is None:
        name = wording.named(view, period)
        raise NotFound(
            _("{name} has no {report}.", name=who.actor.name, report=name),
            hint=_("See: salesctl report list {period}; who owes what: salesctl report missing", period=period.label),
        )
    return who, row


def last_period(view: View, person: str | None) -> Period:
    """Return the period of someone's newest report that I may see; today where there is none."""
    who = person or view.me.id
    query = select(Report).where(report.owner_id == who, report.voided_at.is_(None), _readable(view))
    row = view.session.scalars(seen(view, query).order_by(report.on_date.desc(), report.first.desc())).first()
    return period_of_report(row) if row else period_of("day", view.today)


def plans_of(view: View, row: Report) -> list[Plan]:
    """Return what was planned for a report's period, and what became of it."""
    if row.state == "draft":
        return carried(view, row.owner_id or "", period_of_report(row), row.id)
    query = select(Plan).where(plan.settled_id == row.id, plan.voided_at.is_(None)).order_by(plan.place)
    return list(view.session.scalars(query))


def reviews_of(view: View, row: Report) -> list[tuple[Review, str]]:
    """Return what was said of a report, with who said it, in order."""
    by: Any = aliased(Person)
    query = (
        select(said, by.name)
        .outerjoin(by, by.id == said.recorded_by)
        .where(said.report_id == row.id, said.voided_at.is_(None))
        .order_by(said.recorded_at, said.id)
    )
    return [(one, name or "") for one, name in view.session.execute(query)]


def report_sheet(view: View, row: Report) -> Sheet:
    """Return one report with what the ledger says of its period."""
    view.session.flush()
    who = writer(view, row.owner_id)
    return sheet_of(view, who, row, gather(view, who.actor, period_of_report(row)))


def sheet_of(view: View, who: Staff, row: Report, facts: Facts) -> Sheet:
    """Return one report as a record; `facts` are the computed part."""
    period = period_of_report(row)
    duty = duty_of(view, who, period, row)
    boss = view.session.get(Person, row.superior_id) if row.superior_id else None
    dated = period.kind != "day"
    cells: tuple[Value, ...] = (
        row.id,
        period.label,
        row.kind,
        row.first,
        row.last,
        who.actor.code,
        who.actor.name,
        who.actor.team,
        row.state,
        duty.standing,
        row.submitted_at,
        duty.due,
        boss.name if boss else None,
        tuple(wording.planned(one) for one in plans_of(view, row)),
        row.done,
        row.progress,
        row.difficulty,
        row.solution,
        row.next,
        tuple(wording.reviewed(view, one, name) for one, name in reviews_of(view, row)),
        facts.attendance or None,
        tuple(f"{view.local(one.begins):%H:%M}-{view.local(one.ends):%H:%M}" for one in facts.gaps or ()),
        tuple(f"{key}={_number(value)}" for key, value in facts.figures.items()),
        tuple(line(view, one, dated=dated) for one in facts.evidence),
    )
    return Sheet(REPORT, [cells], title=f"{wording.named(view, period)} {who.actor.name}", single=True)


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else plain_number(value)


def review_sheet(view: View, row: Review) -> Sheet:
    """Return what was said of one report."""
    return reviews_sheet(view, [row])


def plan_sheet(view: View, row: Plan) -> Sheet:
    """Return the report a planned line stands in."""
    return report_sheet(view, view.session.get_one(Report, row.report_id))


def reviews_sheet(view: View, rows: Sequence[Review]) -> Sheet:
    """Return what was said of reports, a row for each."""
    view.session.flush()
    found: list[tuple[Value, ...]] = []
    for row in rows:
        what = view.session.get_one(Report, row.report_id)
        who = writer(view, what.owner_id).actor
        by = view.session.get(Person, row.recorded_by) if row.recorded_by else None
        found.append(
            (
                what.id,
                period_of_report(what).label,
                what.kind,
                who.code,
                who.name,
                what.state,
                row.verdict,
                row.text,
                by.name if by else None,
            )
        )
    return Sheet(REVIEW, found)


# -- reading as a lead -------------------------------------------------------------------------------------------------


def unread(
    view: View,
    *,
    kind: str | None = None,
    person: str | None = None,
    team: str | None = None,
    period: Period | None = None,
) -> list[Report]:
    """Return the reports that wait for me to read them, the oldest first: those that came to me, or of teams I lead.

    With a person or a team: those of them that I may review. My own are others' to read.
    """
    query = select(Report).where(report.state == "submitted", report.voided_at.is_(None), report.owner_id != view.me.id)
    led: Any = select(Team.id).where(Team.lead_id == view.me.id)  # type: ignore[call-overload]
    if person or team:
        if reach_of(view, "report.review") is not None:
            may = scoped(view, select(report.id), Report, "report.review")
            query = query.where(or_(report.superior_id == view.me.id, report.id.in_(may)))
        else:
            query = query.where(report.superior_id == view.me.id)
    elif reach_of(view, "report.review") is not None:
        query = query.where(or_(report.superior_id == view.me.id, report.team_id.in_(led)))
    else:
        query = query.where(report.superior_id == view.me.id)
    if person:
        query = query.where(report.owner_id == person)
    if team:
        query = query.where(report.team_id.in_(below(view, team)))
    if kind:
        query = query.where(report.kind == kind)
    if period:
        query = query.where(report.on_date.between(period.first, period.last))
    return list(view.session.scalars(query.order_by(report.on_date, report.submitted_at, report.id)))


def unread_sheet(view: View, rows: Sequence[Report]) -> Sheet:
    """List reports that wait to be read."""
    return Sheet(LIST, list(_rows(view, rows)), title=_("Reports to read"), empty=_("Nothing to read."))


def named_reports(view: View, people: Sequence[str], period: Period | None) -> list[Report]:
    """Return people's reports of a period; without one, the only report of each that waits to be read.

    Raises NotFound, or Ambiguous with what waits where there are several.
    """
    found = []
    for person in people:
        if period is not None:
            found.append(one(view, person, period)[1])
            continue
        waiting = unread(view, person=person)
        who = someone(view, person)
        if not waiting:
            raise NotFound(
                _("No report of {name} waits to be read.", name=who.name),
                hint=_("Name the period too: salesctl report review {code} 2026-11-20 read", code=who.code),
            )
        if len(waiting) > 1:
            labels = [period_of_report(row).label for row in waiting]
            raise Ambiguous(
                n_(
                    "{n} report of {name} waits: {names}",
                    "{n} reports of {name} wait: {names}",
                    len(waiting),
                    name=who.name,
                    names=", ".join(labels[:9]),
                ),
                hint=_("Name the period too."),
                candidates=[{"id": row.id, "period": label} for row, label in zip(waiting, labels, strict=True)][
                    :MOST_CANDIDATES
                ],
            )
        found.append(waiting[0])
    return found


def news(view: View, since: datetime) -> list[tuple[Review, Report]]:
    """Return what leads said of my reports since an instant, and what was returned and is not written again."""
    query = (
        select(said, report)
        .join(report, report.id == said.report_id)
        .where(
            said.owner_id == view.me.id,
            said.voided_at.is_(None),
            report.voided_at.is_(None),
            said.verdict != "read",
            or_(said.recorded_at >= since, report.state == "returned"),
        )
        .order_by(said.recorded_at)
    )
    return [(one, row) for one, row in view.session.execute(query)]


def depends(session: Session, record: Record) -> Iterator[str]:
    """Name what hangs on a report or a planned line, written after it: reviews, the report that answered (DEPENDS)."""
    if isinstance(record, Report):
        query = select(said.verdict).where(
            said.report_id == record.id, said.voided_at.is_(None), ~written_with(said.id, record.id)
        )
        for verdict in session.scalars(query.limit(3)):
            yield p_("report.verdict", verdict)
    if isinstance(record, Plan) and record.settled_id:
        row = session.get(Report, record.settled_id)
        if row is not None and row.voided_at is None:
            yield period_of_report(row).label


def actor_of(view: View, row: Report) -> Actor:
    """Return who wrote a report."""
    if row.owner_id is None:
        raise Usage(_("That report is nobody's."), hint=_("See: salesctl report list"))
    return someone(view, row.owner_id)
