"""What people owe and how it stands (应交 准时 迟交 缺): judged anew at each look by rule and calendar; never stored.

A few queries for any number of people and days. Nobody owes a report of a day before this ledger was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from salesctl.domains.attendance.judging import Daybook, Staff, staff
from salesctl.domains.calendar import queries as calendar
from salesctl.domains.calendar.rules import Week
from salesctl.domains.org.models import Company
from salesctl.domains.reports.models import Report
from salesctl.domains.reports.rules import Due, Owing, deadline, owing, standing
from salesctl.domains.reports.vocab import Counts, Standing
from salesctl.ledger.record import q
from salesctl.once import once
from salesctl.rulebook.rule import split_scope
from salesctl.values.period import Kind, Period, period_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.org.people import Actor

ONE = timedelta(days=1)
COUNTED = (Standing.ON_TIME, Standing.LATE, Standing.MISSING)


class Filed(NamedTuple):
    """What of a report its standing asks for; `at` is when it was handed in last."""

    id: str
    state: str
    submitted_at: datetime | None
    at: datetime | None = None

    @property
    def again(self) -> datetime | None:
        """When it was written again after it had been returned; None where it was not."""
        return self.at if self.at != self.submitted_at else None


def filed_of(row: Report) -> Filed:
    """Return what of a report its standing asks for."""
    return Filed(row.id, row.state, row.submitted_at, row.at)


@dataclass(frozen=True, slots=True)
class Duty:
    """A report someone owes, or owed: its period, deadline (aware; None where not owed or unknown), and how it stands.

    `filed` is the report where there is one, a draft too.
    """

    staff: Staff
    period: Period
    due: datetime | None
    standing: Standing
    filed: Filed | None = None

    @property
    def actor(self) -> Actor:
        """Who owes it."""
        return self.staff.actor


class Duties:
    """Rules and days, looked up once each for everyone who shares them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._book = Daybook(view)
        self._rules: dict[tuple[str, date, object], Due | None] = {}
        self._persons: dict[date, frozenset[str]] = {}
        self._works: dict[tuple[object, int], dict[date, bool | None]] = {}
        self._plain: dict[int, bool] = {}
        self._zones: dict[date, tuple[ZoneInfo, time]] = {}
        self._owing: dict[tuple[date, date, object, object], Owing] = {}
        self._instants: dict[tuple[date, str], datetime] = {}

    def kept_since(self) -> date:
        """Return the first day of which reports are owed: the ledger's first, or that of an older report there is."""
        return _kept_since(self.view)

    def rule(self, kind: str, day: date, actor: Actor) -> Due | None:
        """Return the rule that holds for a person and a kind on a day, None without one."""
        key = (kind, day, self._who(day, actor))
        if key not in self._rules:
            found = self.view.rules.all(Due, day, who=actor.who)
            self._rules[key] = next((rule for rule in found if rule.kind == kind), None)
        return self._rules[key]

    def _who(self, day: date, actor: Actor) -> object:
        """Return what of a person rules tell apart: roles and teams, and the person only where one is named."""
        if day not in self._persons:
            scopes = [split_scope(one) for _version, rule in self.view.rules.in_force(Due, day) for one in rule.scope]
            self._persons[day] = frozenset(parts[1] for parts in scopes if parts and parts[0] == "person")
        return (actor.roles, actor.teams, actor.code if actor.code in self._persons[day] else "")

    def works(self, day: date, actor: Actor) -> bool | None:
        """Say whether a day is worked by a person; asked a year at a time."""
        same = self._plain.get(day.year)
        if same is None:
            span = (date(day.year, 1, 1) + ONE * n for n in range(0, 366, 28))
            same = self._plain[day.year] = all(self._book.plain(Week, one) for one in span)
        key = ("" if same else (actor.roles, actor.teams, actor.code), day.year)
        if key not in self._works:
            kinds = calendar.kinds(self.view, date(day.year, 1, 1), date(day.year, 12, 31), None if same else actor)
            self._works[key] = {each: kind.works for each, kind in kinds.items()}
        return self._works[key][day]

    def owed(self, one: Staff, period: Period) -> tuple[Owing, Due | None]:
        """Say whether a person owes the report of a period, and by which rule."""
        rule = self.rule(period.kind, period.last, one.actor)
        if period.last < self.kept_since():
            return Owing(False), rule
        if rule is None:
            return Owing(False), None
        whole = one.joined is None and one.left is None
        key = (period.first, period.last, rule.id, self._who(period.last, one.actor)) if whole else None
        if key is not None and key in self._owing:
            return self._owing[key], rule
        found = owing(period.first, period.last, rule, lambda day: self.works(day, one.actor), one.belongs)
        if key is not None:
            self._owing[key] = found
        return found, rule

    def instant(self, day: date, rule: Due) -> datetime:
        """Return the instant of a deadline."""
        key = (day, rule.id)
        if key not in self._instants:
            if day not in self._zones:
                zone = self.view.zone_on(day)
                self._zones[day] = (zone.info, zone.day_starts)
            self._instants[key] = deadline(day, rule, *self._zones[day])
        return self._instants[key]

    def duty(self, one: Staff, period: Period, filed: Filed | None) -> Duty:
        """Judge one report of one person as it stands now."""
        asked, rule = self.owed(one, period)
        due = self.instant(asked.day, rule) if asked.day and rule else None
        state, submitted = (filed.state, filed.submitted_at) if filed else (None, None)
        judged = standing(asked.owed, due, rule.grace if rule else 0, state, submitted, self.view.now)
        return Duty(one, period, due, judged, filed)


def periods(kind: Kind, first: date, last: date) -> Iterator[Period]:
    """Yield the periods of a kind whose last day lies in `first` to `last`."""
    if last < first:
        return
    one = period_of(kind, first)
    while one.last <= last:
        yield one
        one = one.next()


SINCE = """CREATE FUNCTION {s}.reports_since() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
SELECT min(r.first) FROM {s}.report r WHERE r.voided_at IS NULL AND {s}.myself() IS NOT NULL$f$"""
"""The first day anybody reported of, whoever's reports one sees (ASKS)."""


@once
def _kept_since(view: View) -> date:
    founded = view.session.scalar(select(func.min(q(Company).on_date)).where(q(Company).voided_at.is_(None)))
    if view.owns:
        oldest = view.session.scalar(select(func.min(q(Report).first)).where(q(Report).voided_at.is_(None)))
    else:
        first = view.session.connection().exec_driver_sql("SELECT reports_since()").scalar()
        oldest = date.fromisoformat(first) if first else None
    return min((day for day in (founded, oldest) if day), default=date.min)


def filed(view: View, kind: str, first: date, last: date, person: str | None = None) -> dict[tuple[str, date], Filed]:
    """Return the live reports of a kind whose last day lies between two days, by (person, first day); one query."""
    row: Any = Report
    query = select(row.owner_id, row.first, row.id, row.state, row.submitted_at, row.at).where(
        row.kind == kind, row.on_date.between(first, last), row.voided_at.is_(None)
    )
    if person:
        query = query.where(row.owner_id == person)
    return {(owner, begins): Filed(*rest) for owner, begins, *rest in view.session.execute(query)}


def duties(
    view: View,
    kind: Kind,
    first: date,
    last: date,
    *,
    person: str | None = None,
    team: str | None = None,
    right: str = "report.see",
) -> Iterator[Duty]:
    """Yield every report of a kind that people owe, or wrote without owing it, of periods ending in the days asked for.

    Whom one may see by `right`; by person, then by day. Deadlines after the longest holiday are found as well.
    """
    book = Duties(view)
    there = filed(view, kind, first, last, person)
    spans = list(periods(kind, first, last))
    for one in staff(view, person=person, team=team, right=right):
        for period in spans:
            made = there.get((one.actor.id, period.first))
            if made is None and not one.overlaps(period.first, period.last):
                continue
            duty = book.duty(one, period, made)
            if made is not None or duty.standing is not Standing.EXTRA:
                yield duty


def counts(view: View, period: Period, *, person: str | None = None, team: str | None = None) -> dict[str, Counts]:
    """Return how the daily reports of a period stand by now, by the row id of each person who owed any (A1.2).

    Counted are those whose deadline is over, and those handed in before it.
    """
    found: dict[str, list[int]] = {}
    last = min(period.last, view.today)
    for duty in duties(view, "day", period.first, last, person=person, team=team):
        if duty.standing in COUNTED:
            held = found.setdefault(duty.actor.id, [0, 0, 0])
            held[COUNTED.index(duty.standing)] += 1
    return {key: Counts(sum(three), *three) for key, three in found.items()}
