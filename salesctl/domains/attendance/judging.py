"""Judged days (判定): punches of many people and days, read in a few queries and judged by the rule of each day.

Nothing here is stored, so a rule with an earlier `since` and a punch imported late count at the next look (B4.8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from salesctl.domains.attendance.models import Punch as PunchRow
from salesctl.domains.attendance.punching import is_in, night_until
from salesctl.domains.attendance.rules import NO_SHIFT, DayResult, Punch, Reason, Shift, bounds, judge
from salesctl.domains.attendance.vocab import State
from salesctl.domains.calendar import queries as calendar
from salesctl.domains.calendar.rules import DayKind, Week, Zone
from salesctl.domains.calendar.rules import Kind as DayKinds
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import Actor, scoped
from salesctl.domains.org.queries import below
from salesctl.once import once
from salesctl.rulebook.rule import COMPANY, Rule

if TYPE_CHECKING:
    from salesctl.context import View

ONE = timedelta(days=1)
MANY = 500
"""People named one by one in a query; of more, every punch of the days is read."""


class Staff(NamedTuple):
    """A person whose attendance is kept, with the days between which they belong to the company."""

    actor: Actor
    joined: date | None = None
    left: date | None = None

    def overlaps(self, first: date, last: date) -> bool:
        """Tell whether they belong to the company on some day of `first` to `last`."""
        return (self.joined is None or self.joined <= last) and (self.left is None or first <= self.left)

    def belongs(self, day: date) -> bool:
        """Tell whether `day` lies between the first and the last day of work, both included."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day <= self.left)


class Made(NamedTuple):
    """A punch as it is in the ledger, with what judging does not need."""

    punch: Punch
    note: str
    place: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A day of one person: what the calendar says, the shift that held, the punches, and what was judged."""

    day: date
    kind: DayKind
    shift: Shift
    made: tuple[Made, ...]
    result: DayResult
    state: State

    @property
    def late(self) -> bool:
        """Tell whether the person came late, however late."""
        return bool(_LATE & set(self.result.reasons))


_LATE = {Reason.LATE, Reason.LATE_SERIOUS, Reason.LATE_ABSENT}


class Daybook:
    """Rules of days, looked up once each: zone, shift, and which company's day a punch belongs to."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._zones: dict[date, tuple[Zone, ZoneInfo]] = {}
        self._plain: dict[tuple[type[Rule], date], bool] = {}
        self._shifts: dict[tuple[date, str], Shift] = {}
        self._nights: dict[tuple[date, str], datetime | None] = {}
        self._ends: dict[tuple[date, str], datetime] = {}

    def zone(self, day: date) -> ZoneInfo:
        """Return the company's zone on a day."""
        return self._zone(day)[1]

    def _zone(self, day: date) -> tuple[Zone, ZoneInfo]:
        found = self._zones.get(day)
        if found is None:
            rule = self.view.zone_on(day)
            found = self._zones[day] = (rule, rule.info)
        return found

    def plain(self, section: type[Rule], day: date) -> bool:
        """Tell whether a section says the same for everyone on a day."""
        found = self._plain.get((section, day))
        if found is None:
            rules = self.view.rules.in_force(section, day)
            found = self._plain[section, day] = all(rule.scope == (COMPANY,) for _version, rule in rules)
        return found

    def shift(self, day: date, actor: Actor) -> Shift:
        """Return the shift that holds for a person on a day; NO_SHIFT where the rule book has none."""
        key = (day, "" if self.plain(Shift, day) else actor.id)
        found = self._shifts.get(key)
        if found is None:
            found = next(iter(self.view.rules.all(Shift, day, who=actor.who)), NO_SHIFT)
            self._shifts[key] = found
        return found

    def day_of(self, at: datetime, actor: Actor) -> date:
        """Return a punch's day: the company's day, or the day before while that day's night shift lasts."""
        there = at.astimezone(self.view.zone)
        rule, info = self._zone(there.date())
        there = at.astimezone(info)
        day = there.date() - ONE if there.time() < rule.day_starts else there.date()
        key = (day, "" if self.plain(Shift, day) and self.plain(Shift, day - ONE) else actor.id)
        if key not in self._nights:
            self._nights[key] = night_until(day, self.shift(day - ONE, actor), self.shift(day, actor), info)
        until = self._nights[key]
        return day - ONE if until is not None and at < until else day

    def ends(self, day: date, actor: Actor) -> datetime:
        """Return when a person's day is over for good: the next one begins, or the night shift is long over."""
        key = (day, "" if self.plain(Shift, day) and self.plain(Shift, day + ONE) else actor.id)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self._over(day, actor)
        return found

    def _over(self, day: date, actor: Actor) -> datetime:
        rule, info = self._zone(day + ONE)
        over = datetime.combine(day + ONE, rule.day_starts, info).astimezone(UTC)
        until = night_until(day + ONE, self.shift(day, actor), self.shift(day + ONE, actor), info)
        return max(over, until) if until else over


def staff(view: View, *, person: str | None = None, team: str | None = None, right: str = "checkin.see") -> list[Staff]:
    """Return whom I may see, by `right`, of all whose attendance is or was kept, by code; two queries.

    A team includes the teams below it. Robots don't attend.
    """
    return list(_staff(view, view.me.id, person, team, right))


@once
def _staff(view: View, _me: str, person: str | None, team: str | None, right: str) -> list[Staff]:
    query = scoped(view, select(Person).where(Person.voided_at.is_(None)), Person, right)  # type: ignore[union-attr]
    if person:
        query = query.where(Person.id == person)
    if team:
        query = query.where(Person.team_id.in_(below(view, team)))  # type: ignore[union-attr]
    teams = _teams(view)
    found = []
    for row in view.session.scalars(query.order_by(Person.code)):
        if row.roles != "robot":
            found.append(Staff(_actor(row, teams), row.joined, row.left))
    return found


def everyone(view: View) -> dict[str, Actor]:
    """Return all people by row id, those who left too; two queries, not narrowed: for reading files."""
    teams = _teams(view)
    rows = view.session.scalars(select(Person).where(Person.voided_at.is_(None)))  # type: ignore[union-attr]
    return {row.id: _actor(row, teams) for row in rows}


@once
def _teams(view: View) -> dict[str, tuple[str, str, str | None]]:
    teams = view.session.scalars(select(Team))
    return {team.id: (team.code, team.name, team.parent_id) for team in teams}


def _actor(row: Person, teams: Mapping[str, tuple[str, str, str | None]]) -> Actor:
    codes: list[str] = []
    at = row.team_id
    while at is not None and at in teams and teams[at][0] not in codes:
        codes.append(teams[at][0])
        at = teams[at][2]
    name = teams[row.team_id][1] if row.team_id and row.team_id in teams else ""
    return Actor(row.id, row.code, row.name, tuple(row.roles.split(",")), row.team_id, name, tuple(codes))


def punches(view: View, people: Collection[str], first: date, last: date) -> dict[tuple[str, date], list[Made]]:
    """Return the live punches of people by (person, day), in order; one query."""
    row: Any = PunchRow
    query: Any = select(row.owner_id, row.on_date, row.at, row.kind, row.claimed, row.note, row.place).where(
        row.on_date.between(first, last),
        row.voided_at.is_(None),
    )
    if len(people) <= MANY:
        query = query.where(row.owner_id.in_(list(people)))
    found: dict[tuple[str, date], list[Made]] = {}
    for owner, day, at, kind, claimed, note, place in view.session.execute(query):
        if owner in people:
            found.setdefault((owner, day), []).append(Made(Punch(at, kind, claimed), note or "", place or ""))
    for made in found.values():
        made.sort(key=lambda one: (one.punch.at, one.punch.kind or ""))
    return found


def days(
    view: View, people: Sequence[Staff], first: date, last: date, outside: Counter[str] | None = None
) -> Iterator[tuple[Staff, list[Judged]]]:
    """Yield who belongs to the company on some day of `first` to `last`, with their judged days.

    `outside` counts, by code, the punches of other days.
    """
    book = Daybook(view)
    made = punches(view, {one.actor.id for one in people}, first, last)
    kinds = _Kinds(view, book, first, last)
    span = [first + ONE * n for n in range((last - first).days + 1)]
    if outside is not None:
        by_id = {one.actor.id: one for one in people}
        for (owner, day), found in made.items():
            if not by_id[owner].belongs(day):
                outside[by_id[owner].actor.code] += len(found)
    for one in people:
        if not one.overlaps(first, last):
            continue
        who, known = one.actor, kinds.of(one.actor)
        yield (
            one,
            [judged(view, book, who, day, known[day], made.get((who.id, day), ())) for day in span if one.belongs(day)],
        )


class _Kinds:
    """What the days are, asked once where everyone has the same week, else once for each set of roles and teams."""

    def __init__(self, view: View, book: Daybook, first: date, last: date) -> None:
        self._view, self._first, self._last = view, first, last
        self._same = all(book.plain(Week, first + ONE * n) for n in range((last - first).days + 1))
        self._found: dict[object, dict[date, DayKind]] = {}

    def of(self, actor: Actor) -> dict[date, DayKind]:
        key = "" if self._same else (actor.code, actor.roles, actor.teams)
        if key not in self._found:
            self._found[key] = calendar.kinds(self._view, self._first, self._last, None if self._same else actor)
        return self._found[key]


def judged(view: View, book: Daybook, actor: Actor, day: date, kind: DayKind, made: Sequence[Made]) -> Judged:
    """Judge one day of a person as it stands now."""
    shift, zone = book.shift(day, actor), book.zone(day)
    if shift is NO_SHIFT:
        kind = DayKind(DayKinds.UNKNOWN, None, kind.name, "none")
    found = [one.punch for one in made]
    result = judge(day, kind, found, shift, view.now, zone, book.ends(day, actor) if found else None)
    return Judged(day, kind, shift, tuple(made), result, _state(view.now, kind, found, shift, result, zone))


def one_day(view: View, actor: Actor, day: date, book: Daybook | None = None) -> Judged:
    """Judge one day of one person."""
    book = book or Daybook(view)
    kind = calendar.day_kind(view, day, actor)
    return judged(view, book, actor, day, kind, punches(view, {actor.id}, day, day).get((actor.id, day), ()))


def _state(
    now: datetime, kind: DayKind, found: Sequence[Punch], shift: Shift, result: DayResult, zone: ZoneInfo
) -> State:
    if not found:
        if kind.works is None:
            return State.UNKNOWN
        if not kind.works:
            return State.REST
        if not result.open:
            return State.ABSENT
        begins = bounds(result.day, shift, zone)[0] + timedelta(minutes=shift.late_grace)
        return State.NOT_IN if now > begins else State.EXPECTED
    if result.missing_out:
        return State.NO_OUT
    if result.last_out is not None and not (result.open and is_in(found)):
        return State.OUT
    return State.LATE if _LATE & set(result.reasons) else State.IN


def missing_out(view: View, actor: Actor, before: date, within: int = 10) -> Judged | None:
    """Return the last day of the `within` before `before` on which the person punched, if its out is missing."""
    row: Any = PunchRow
    query = select(row.on_date).where(
        row.owner_id == actor.id,
        row.on_date.between(before - ONE * within, before - ONE),
        row.voided_at.is_(None),
    )
    day = view.session.scalar(query.order_by(row.on_date.desc()).limit(1))
    if day is None:
        return None
    found = one_day(view, actor, day)
    return found if found.result.missing_out else None
