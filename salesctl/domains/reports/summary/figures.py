"""A summary's figures: asked of the metric registry, put together per person, team, channel or product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import select

from salesctl.domains.attendance.judging import Staff, everyone, staff
from salesctl.domains.calendar.queries import kinds, unknown_years
from salesctl.domains.org.models import Team
from salesctl.domains.org.people import require, someone
from salesctl.domains.org.queries import below
from salesctl.domains.reports.duty import Duties
from salesctl.domains.reports.summary.columns import ATTENDANCE, COMPUTED, DEALS, DECIMALS, DISTINCT, REPORTS, WORK
from salesctl.domains.reports.summary.rules import Figure, months
from salesctl.errors import NotAllowed
from salesctl.locale import _
from salesctl.metrics import Within, figures, ratio
from salesctl.values import WordError

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

RIGHT = "report.see"
ONE = timedelta(days=1)
By = Literal["person", "team", "channel", "product"]
Sums = dict[str, Figure | None]
"""Figures by key; None is unknown, or not for the asker to see."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a period, told apart by what, of one person, of one team with those below it."""

    period: Period
    by: By = "person"
    person: str | None = None
    team: str | None = None


class Line(NamedTuple):
    """One row: whose it is, and the figures. `id` is None for what belongs to nobody.

    `elsewhere`: what is judged per person is not told here: the person is in another team now.
    """

    id: str | None
    name: str | None
    code: str | None
    team: str | None
    values: Sums
    elsewhere: bool = False


@dataclass(slots=True)
class Summary:
    """A period's rows and totals, and the totals of the period before it.

    `hidden` are the keys the asker may not see; `unknown` the years whose working days nobody has said,
    where figures are unknown for that.
    """

    asked: Asked
    keys: tuple[str, ...]
    lines: list[Line]
    totals: Sums
    before: Period | None
    previous: Sums
    hidden: frozenset[str] = frozenset()
    unknown: tuple[int, ...] = ()

    @property
    def kept(self) -> bool:
        """Tell whether attendance is kept: someone's is known."""
        return any(line.values.get("workdays") is not None for line in self.lines)


class Gathering:
    """Asks for the figures of one summary; what two tables share is asked once."""

    def __init__(self, view: View, asked: Asked) -> None:
        person = someone(view, asked.person) if asked.person else view.me
        require(view, RIGHT, _("see this"), owner=person.id, team=person.team_id)
        self.view = view
        self.asked = asked
        self.teams = tuple(below(view, asked.team)) if asked.team else None
        self.within = Within(RIGHT, asked.person, self.teams)
        self._judged: dict[tuple[date, date], dict[str | None, dict[str, Figure]]] = {}
        self._years: dict[tuple[date, date], tuple[int, ...]] = {}
        self.hidden: set[str] = set()
        self._duties = Duties(view)

    @cached_property
    def staff(self) -> dict[str, Staff]:
        """Whom I may see of those asked for, by row id; people who left too."""
        found = staff(self.view, person=self.asked.person, team=self.asked.team, right=RIGHT)
        return {one.actor.id: one for one in found}

    @cached_property
    def everyone(self) -> dict[str, Any]:
        """All people by row id, for the names beside figures."""
        return everyone(self.view)

    @cached_property
    def team_names(self) -> dict[str, tuple[str, str]]:
        """(name, code) of every team by row id."""
        row: Any = Team
        return {key: (name, code) for key, name, code in self.view.session.execute(select(row.id, row.name, row.code))}

    def summary(self, by: By | None = None, *, previous: bool = True) -> Summary:
        """Return the summary told apart by `by`, or as asked; `previous` False leaves the period before out."""
        asked, by = self.asked, by or self.asked.by
        before = _before(asked.period)
        keys = (*COMPUTED, *WORK, *DEALS) if by in ("person", "team") else DEALS
        found = self._grouped(asked.period, keys, by)
        rows = {key: self._row(asked.period, keys, by, key, found.get(key, {})) for key in self._keys(by, found)}
        lines = sorted((self._line(by, key, values) for key, values in rows.items()), key=self._order(by))
        totals = self.totals(asked.period, keys, lines)
        return Summary(
            asked,
            keys,
            lines,
            totals,
            before,
            self.alone(before, keys) if previous and before else {},
            frozenset(self.hidden),
            self._unknown(asked.period) if any(map(_judged_in_part, lines)) else (),
        )

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _grouped(self, period: Period, keys: Iterable[str], by: By) -> dict[str | None, dict[str, Figure]]:
        """Return {row: {key: figure}}: what is stored by one question, what is judged beside it."""
        wanted = list(keys)
        found = {key: dict(one) for key, one in self._stored(period, wanted, by).items()}
        if by in ("person", "team"):
            for person, values in self._computed(period).items():
                row = person if by == "person" else self._team_of(person)
                held = found.setdefault(row, {})
                for key, value in values.items():
                    held[key] = held.get(key, 0) + value
        return found

    def _team_of(self, person: str | None) -> str | None:
        actor = self.everyone.get(person or "")
        return actor.team_id if actor else None

    def _stored(self, period: Period, keys: Iterable[str], by: Any) -> dict[str | None, dict[str, Figure]]:
        return self._seen(period, [key for key in keys if key not in COMPUTED], by)

    def _computed(self, period: Period) -> dict[str | None, dict[str, Figure]]:
        """Return what is judged per person, once for each period."""
        span = (period.first, period.last)
        if span not in self._judged:
            self._judged[span] = self._seen(period, list(COMPUTED), "person")
        return self._judged[span]

    def _seen(self, period: Period, keys: list[str], by: Any) -> dict[str | None, dict[str, Figure]]:
        """Ask for figures; those of rooms the asker may not look into are hidden."""
        wanted = [key for key in keys if key not in self.hidden]
        try:
            return figures(self.view, period, wanted, by, within=self.within)
        except NotAllowed:
            found: dict[str | None, dict[str, Figure]] = {}
            for key in wanted:
                try:
                    for row, values in figures(self.view, period, [key], by, within=self.within).items():
                        found.setdefault(row, {}).update(values)
                except NotAllowed:
                    self.hidden.add(key)
            return found

    def _keys(self, by: By, found: Mapping[str | None, Mapping[str, Figure]]) -> list[str | None]:
        """Return which rows there are: with figures, and people and teams of the period without any."""
        first, last = self.asked.period.first, self.asked.period.last
        here = [one for one in self.staff.values() if one.overlaps(first, last)]
        some = [key for key, values in found.items() if any(values.values()) or (by == "person" and key in self.staff)]
        rows = dict.fromkeys(some)
        if by == "person":
            rows.update(dict.fromkeys(one.actor.id for one in here))
        if by == "team":
            rows.update(dict.fromkeys(one.actor.team_id for one in here if one.actor.team_id))
        return list(rows)

    def _row(self, period: Period, keys: Iterable[str], by: By, key: str | None, found: Mapping[str, Figure]) -> Sums:
        """Fill in zeros, and None for what nobody can know or the asker may not see."""
        members = (
            [self.staff[key]] if by == "person" and key in self.staff
            else [one for one in self.staff.values() if one.actor.team_id == key] if by == "team"
            else []
        )  # fmt: skip
        blank = frozenset(COMPUTED) if by == "person" and not members else self._blank(period, members)
        return with_rate(
            {each: None if each in blank or each in self.hidden else found.get(each, zero(each)) for each in keys}
        )

    def _blank(self, period: Period, members: Iterable[Staff]) -> frozenset[str]:
        """Return the keys that are unknown for some of these people.

        Because nobody said which days of a year are worked, or attendance is not kept.
        """
        unknown: set[str] = set()
        last = min(period.last, self.view.today)
        members = list(members)
        judged = self._computed(period) if members else {}
        for one in members:
            if last < period.first or not one.overlaps(period.first, last):
                continue
            found = judged.get(one.actor.id, {})
            unknown.update(key for key in ATTENDANCE if key not in found)
            if "workdays" not in found and self._unknown(period):
                since = max(period.first, self._duties.kept_since())
                if last >= since and self._duties.rule("day", last, one.actor):
                    unknown.update(REPORTS)
        return frozenset(unknown)

    def _unknown(self, period: Period) -> tuple[int, ...]:
        span = (period.first, min(period.last, self.view.today))
        if span not in self._years:
            self._years[span] = unknown_years(self.view, *span)
        return self._years[span]

    def _line(self, by: By, key: str | None, values: Sums) -> Line:
        if by == "person":
            actor = self.everyone.get(key or "")
            return (
                Line(key, actor.name, actor.code, actor.team or None, values, key not in self.staff)
                if actor
                else Line(key, None, None, None, values, elsewhere=True)
            )
        if by == "team":
            name, code = self.team_names.get(key or "", (None, None))
            return Line(key, name, code, name, values)
        return Line(key, key, None, None, values)

    @staticmethod
    def _order(by: By) -> Any:
        """Order people by team and code, teams by name, what is sold by its sum, and what is nobody's last."""

        def place(line: Line) -> tuple[Any, ...]:
            sales = line.values.get("sales") or 0
            if by in ("channel", "product"):
                return (line.name is None, -sales, line.name or "")
            return (line.name is None, line.team or "￿", line.code or "")

        return place

    # -- totals --------------------------------------------------------------------------------------------------------

    def totals(self, period: Period, keys: Iterable[str], lines: Sequence[Line]) -> Sums:
        """Add rows up; what counts different values is counted anew over all."""
        found: Sums = {}
        for key in keys:
            values = [line.values[key] for line in lines if not (line.elsewhere and key in COMPUTED)]
            known = [value for value in values if value is not None]
            found[key] = None if key in self.hidden or len(known) < len(values) else sum(known, zero(key))
        distinct = [key for key in DISTINCT if key in found and found[key] is not None]
        if distinct:
            found.update(self._stored(period, distinct, "all").get(None, {}))
        return with_rate(found)

    def alone(self, period: Period, keys: Iterable[str]) -> Sums:
        """Return the totals of a period without its rows."""
        wanted = list(keys)
        found: Sums = {key: zero(key) for key in wanted}
        found.update({**self._stored(period, wanted, "all").get(None, {})})
        if any(key in COMPUTED for key in wanted):
            for values in self._computed(period).values():
                for key in found.keys() & values.keys():
                    found[key] = (found[key] or 0) + values[key]
            last = min(period.last, self.view.today)
            here = [one for one in self.staff.values() if one.overlaps(period.first, last)]
            found.update(dict.fromkeys(found.keys() & self._blank(period, here)))
        found.update(dict.fromkeys(key for key in self.hidden if key in found))
        return with_rate(found)

    # -- how long a period is ------------------------------------------------------------------------------------------

    def months(self, period: Period) -> Decimal:
        """Return how many months of work a period is until today: each workday counts its part of its month.

        Where the working days are unknown, all days count.
        """
        last = min(period.last, self.view.today)
        if last < period.first:
            last = period.last
        begin = period.first.replace(day=1)
        end = (last.replace(day=28) + 4 * ONE).replace(day=1) - ONE
        what = kinds(self.view, begin, end)
        known = all(kind.known for kind in what.values())
        span_days = (begin + n * ONE for n in range((end - begin).days + 1))
        worked = {day: bool(what[day].works) if known else True for day in span_days}
        whole: dict[int, int] = {}
        for day, works in worked.items():
            number = day.year * 12 + day.month
            whole[number] = whole.get(number, 0) + works
        span = ((day.year * 12 + day.month, works) for day, works in worked.items() if period.first <= day <= last)
        return months(span, whole)


def _before(period: Period) -> Period | None:
    """Return the period before this one; None where it would begin before the first year there is."""
    try:
        return period.previous()
    except WordError:
        return None


def _judged_in_part(line: Line) -> bool:
    """Tell whether a row has figures that are unknown for the calendar's sake, not because nobody keeps them."""
    values = line.values
    if line.elsewhere:
        return False
    kept = values.get("claimed") is not None and values.get("workdays") is None
    return kept or ("reports_due" in values and values["reports_due"] is None)


def zero(key: str) -> Figure:
    """Return nothing of a figure in its unit."""
    return Decimal(0) if key in DECIMALS else 0


def with_rate(values: Sums) -> Sums:
    """Add the collection rate to figures: null over no sales, and where a part is not to be seen (B3.0)."""
    sales, collections = values.get("sales"), values.get("collections")
    rate = None if sales is None or collections is None else ratio(collections, sales)
    return values | {"collection_rate": rate}
