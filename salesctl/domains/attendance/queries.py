"""Questions about attendance: my day, the board, who is missing, the sheet, and the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from salesctl.domains.attendance import wording
from salesctl.domains.attendance.fields import BOARD, DAY, MISSING, PUNCH, SHEET
from salesctl.domains.attendance.judging import Judged, Staff, days, missing_out, one_day, staff
from salesctl.domains.attendance.models import Punch
from salesctl.domains.attendance.punching import Act
from salesctl.domains.attendance.rules import Reason, bounds
from salesctl.domains.attendance.vocab import STATES, State
from salesctl.domains.calendar import queries as calendar
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import Actor, Reach, reach_of, require, someone
from salesctl.errors import Usage
from salesctl.locale import _, n_, p_
from salesctl.naming import Reference
from salesctl.render.sheet import Sheet, Value
from salesctl.today import Line
from salesctl.values.period import Period
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.attendance.service import Punched

PUNCH_REFERENCE = Reference("punch", Punch, name="kind", right="checkin.see")

NAMED = 5
"""People named in a line; of more, the number is told."""


def punch_sheet(view: View, row: Punch) -> Sheet:
    """Return one punch."""
    whose = view.session.get(Person, row.owner_id)
    values: tuple[Value, ...] = (
        row.id, whose.code if whose else None, whose.name if whose else None, row.at, row.on_date, row.kind, row.claimed,
        row.place, row.device, row.note,
    )  # fmt: skip
    return Sheet(PUNCH, [values], single=True)


# -- a person's day -------------------------------------------------------------------------------------------------------


def day_row(view: View, actor: Actor, day: Judged) -> tuple[Value, ...]:
    """Return a judged day in the order of DAY; what an unknown day can't be asked is None."""
    result = day.result
    known = result.known
    return (
        actor.code, actor.name, actor.team, day.day, day.kind.kind, day.state, wording.span(day.shift), result.first_in, result.last_out,
        result.late_minutes if known else None, result.early_minutes if known else None, result.absent_days if known else None,
        result.hours, result.rule_id, tuple(result.reasons), wording.punched(view, day), actor.id,
    )  # fmt: skip


def status(view: View, person: str | None = None) -> Sheet:
    """Return my day, or a person's whom I may see, as it stands; notes say what is owed from before."""
    require(view, "checkin.see", _("see this"), owner=view.me.id, team=view.me.team_id)
    actor = view.me
    if person and person != actor.id:
        actor = someone(view, person)
        require(view, "checkin.see", _("see the attendance of {name}", name=actor.name), owner=actor.id, team=actor.team_id)
    day = one_day(view, actor, view.today)
    sheet = Sheet(DAY, [day_row(view, actor, day)], title=_standing(view, day), single=True)
    missed = missing_out(view, actor, view.today)
    if missed:
        sheet.notes.append(wording.owed(view, missed))
    return sheet


def answer(view: View, done: Punched) -> str:
    """Return what is said after a punch: what holds now, tasks due, then what is owed from before."""
    line = " ".join(part for part in (wording.said(view, done), due_line(view, done)) if part)
    return "\n".join([line, *owed_lines(view, done)])


def due_line(view: View, done: Punched) -> str:
    """Say after my first `in` of today how many tasks are due; empty where none is."""
    from sqlalchemy import func, select

    from salesctl.domains.tasks.models import Task

    if done.act is not Act.IN or done.day.day != view.today or done.row.owner_id != view.me.id:
        return ""
    query = select(func.count()).where(
        Task.owner_id == view.me.id, Task.done_at.is_(None), Task.voided_at.is_(None), Task.due <= view.today  # type: ignore[arg-type, union-attr, operator]
    )  # fmt: skip
    count = view.session.scalar(query) or 0
    return n_("{n} task due: salesctl today", "{n} tasks due: salesctl today", count) if count else ""


def owed_lines(view: View, done: Punched) -> list[str]:
    """Say after an `in` of today that the out of the day before is missing; nothing otherwise."""
    if done.row.kind != "in" or done.day.day != view.today or done.row.owner_id is None:
        return []
    who = view.me if done.row.owner_id == view.me.id else someone(view, done.row.owner_id)
    missed = missing_out(view, who, view.today)
    return [wording.owed(view, missed)] if missed else []


def _standing(view: View, day: Judged) -> str:
    """Say in a few words where a person stands: in since 08:52, late 14 min."""
    result = day.result
    if day.state is State.OUT and result.last_out:
        return _("out since {time}", time=wording.clock(view, result.last_out, day.day))
    if day.state in (State.IN, State.LATE) and result.first_in:
        line = _("in since {time}", time=wording.clock(view, result.first_in, day.day))
        return _("{line}, {minutes} min late", line=line, minutes=result.late_minutes) if result.late_minutes else line
    return p_("attendance.state", day.state)


# -- everyone's day -------------------------------------------------------------------------------------------------------


def _past(view: View, day: date) -> None:
    if day > view.today:
        raise Usage(
            _("{day} lies ahead.", day=format_day(day, view.lang)), hint=_("The board and who is missing are of today or a day before.")
        )


def _of_day(
    view: View, day: date, *, person: str | None = None, team: str | None = None
) -> list[tuple[Actor, Judged]]:
    people = staff(view, day, day, person=person, team=team)
    return [(one.actor, found) for one, several in days(view, people, day, day) for found in several]


def board(view: View, day: date, *, person: str | None = None, team: str | None = None) -> Sheet:
    """Return who is in, late, out and not in on a day, those to be asked about first. Raises Usage for a day ahead."""
    _past(view, day)
    found = _of_day(view, day, person=person, team=team)
    found.sort(key=lambda pair: STATES.index(pair[1].state))
    rows: list[tuple[Value, ...]] = []
    for actor, one in found:
        result = one.result
        notes = "; ".join(made.note for made in one.made if made.note)
        rows.append((
            actor.code, actor.name, actor.team, one.state, result.first_in, result.last_out, result.late_minutes or None,
            result.early_minutes or None, result.claimed_count or None, notes or None, day, actor.id,
        ))  # fmt: skip
    sheet = Sheet(BOARD, rows, title=_board_title(view, day, found), empty=_("Nobody to show. Add people: salesctl person add CODE NAME"))
    if any(one.state is State.UNKNOWN for _actor, one in found):
        sheet.notes.append(unknown_note((day.year,)))
    return sheet


def _board_title(view: View, day: date, found: list[tuple[Actor, Judged]]) -> str:
    count = Counter(one.state for _actor, one in found)
    parts = [f"{p_('attendance.state', state)} {count[state]}" for state in State if count[state] or state is State.NOT_IN and day == view.today]
    kind = p_("calendar.kind", str(calendar.day_kind(view, day).kind))
    people = n_("{n} person", "{n} people", len(found))
    return "  ".join([format_day(day, view.lang), kind, people, *parts])


def unknown_note(years: Iterable[int]) -> str:
    """Say that the working days of years are not known (B4.8)."""
    return _(
        "?: nobody has said yet which days of {years} are worked, so nothing is counted late or absent there.",
        years=", ".join(str(year) for year in years),
    )


def missing(view: View, day: date, *, person: str | None = None, team: str | None = None) -> Sheet:
    """Return who should be in on a day and has no punch; empty on a rest day. Raises Usage for a day ahead."""
    _past(view, day)
    found = _of_day(view, day, person=person, team=team)
    rows: list[tuple[Value, ...]] = []
    for actor, one in found:
        if one.state in (State.NOT_IN, State.ABSENT):
            begins = bounds(day, one.shift, view.zone)[0]
            minutes = int((view.now - begins).total_seconds() // 60) if day == view.today else None
            rows.append((actor.code, actor.name, actor.team, wording.span(one.shift), minutes, day, actor.id))
    title = n_("{n} person is not in", "{n} people are not in", len(rows))
    sheet = Sheet(MISSING, rows, title=f"{format_day(day, view.lang)}  {title}")
    if any(one.state is State.UNKNOWN for _actor, one in found):
        sheet.notes.append(unknown_note((day.year,)))
    return sheet


# -- the sheet ------------------------------------------------------------------------------------------------------------

_LATE = {Reason.LATE, Reason.LATE_SERIOUS, Reason.LATE_ABSENT}


class Sums:
    """A person's figures of a period. Where a day is unknown, what depends on workdays is None, never a guess."""

    def __init__(self) -> None:
        self.workdays = self.present = self.absent = self.leave = Decimal(0)
        self.late = self.late_minutes = self.early = self.early_minutes = self.claimed = self.worked = 0
        self.known = True

    def add(self, day: Judged) -> None:
        """Count one judged day."""
        result = day.result
        self.known = self.known and result.known
        self.workdays += result.workdays
        self.present += result.present_days
        self.absent += result.absent_days
        self.late += bool(result.late_minutes)
        self.late_minutes += result.late_minutes
        self.early += bool(result.early_minutes)
        self.early_minutes += result.early_minutes
        self.claimed += result.claimed_count
        self.worked += result.worked_minutes

    def take(self, other: Sums) -> None:
        """Add another's figures."""
        self.known = self.known and other.known
        for name in ("workdays", "present", "absent", "leave", "late", "late_minutes", "early", "early_minutes", "claimed", "worked"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def values(self, unknown: Value = None) -> tuple[Value, ...]:
        """Return the figures in the order of SHEET, workdays to hours."""
        hours = (Decimal(self.worked) / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        judged: tuple[Value, ...] = (
            self.workdays, self.present, self.late, self.late_minutes, self.early, self.early_minutes, self.absent,
        )  # fmt: skip
        return (*(judged if self.known else (unknown,) * len(judged)), self.leave, self.claimed, hours)


_FIGURES = slice(3, 13)


def sheet(view: View, period: Period, *, person: str | None = None, team: str | None = None, unknown: Value = None) -> Sheet:
    """Return each person's totals of a period until today; days after today don't count, nor those before or after their work here.

    `unknown` stands where days are unknown. A few queries, however many people (B4.8).
    """
    people, first, last = _span(view, period, person, team)
    total = Sums()
    made = Sheet(SHEET, (), report=True, title=_title(view, period, last), empty=_("Nobody to show. Add people: salesctl person add CODE NAME"))
    years: set[int] = set()
    missed: list[str] = []
    rows: list[tuple[Value, ...]] = []
    for one, found in _days(view, people, first, last):
        sums = Sums()
        for day in found:
            sums.add(day)
            if not day.result.known:
                years.add(day.day.year)
            if day.state is State.NO_OUT or day.result.missing_in and not day.result.open:
                missed.append(f"{one.actor.name} {day.day.isoformat()[5:]}")
        total.take(sums)
        actor = one.actor
        rows.append((actor.code, actor.name, actor.team, *sums.values(unknown), actor.id))
    made.rows = rows
    made.totals = dict(zip((field.key for field in SHEET[_FIGURES]), total.values(unknown), strict=True))
    made.extra = {"first": period.first, "last": period.last, "until": last if first <= last else None}
    if years:
        made.notes.append(unknown_note(sorted(years)))
    if missed:
        made.notes.append(_missed(missed))
    made.notes.extend(_undated(view, people, period))
    return made


def _missed(missed: list[str]) -> str:
    names = ", ".join(missed[:NAMED]) + (" …" if len(missed) > NAMED else "")
    return n_("{n} punch is missing: {names}", "{n} punches are missing: {names}", len(missed), names=names)


def _undated(view: View, people: list[Staff], period: Period) -> list[str]:
    """Say whose days count from the period's begin because nobody said when they joined."""
    found = [one.actor for one in people if one.joined is None]
    if not found:
        return []
    names = ", ".join(actor.code for actor in found[:NAMED]) + (" …" if len(found) > NAMED else "")
    return [
        n_(
            "{n} person has no first day of work, so every day counts: salesctl person edit {code} --joined DAY ({names})",
            "{n} people have no first day of work, so every day counts: salesctl person edit {code} --joined DAY ({names})",
            len(found), code=found[0].code, names=names,
        )
    ]  # fmt: skip


def _title(view: View, period: Period, last: date) -> str:
    days_due = calendar.workdays(view, period.first, last) if period.first <= last else 0
    due = "?" if days_due is None else str(days_due)
    return _("Attendance {period}, {due} workdays until {last}", period=period.label, due=due, last=format_day(last, view.lang))


def _span(view: View, period: Period, person: str | None, team: str | None) -> tuple[list[Staff], date, date]:
    last = min(period.last, view.today)
    return staff(view, period.first, max(last, period.first), person=person, team=team), period.first, last


def _days(view: View, people: list[Staff], first: date, last: date) -> Iterator[tuple[Staff, list[Judged]]]:
    return days(view, people, first, last) if first <= last else iter([(one, []) for one in people])


def explained(view: View, period: Period, *, person: str | None = None, team: str | None = None) -> Sheet:
    """Return the judged days behind the sheet: each person and day with its punches, rule and reasons."""
    people, first, last = _span(view, period, person, team)
    found = Sheet(DAY, (), title=_title(view, period, last), empty=_("No day to show."))
    years = set()
    rows = []
    for one, several in _days(view, people, first, last):
        for day in several:
            rows.append(day_row(view, one.actor, day))
            if not day.result.known:
                years.add(day.day.year)
    found.rows = rows
    if years:
        found.notes.append(unknown_note(sorted(years)))
    return found


# -- today ----------------------------------------------------------------------------------------------------------------


def today_lines(view: View) -> list[Line]:
    """Return what `today` says of attendance: my state, my missing out, and, for a lead, who is in."""
    me = view.me
    day = one_day(view, me, view.today)
    found = [] if day.state in (State.REST, State.UNKNOWN) else [Line("state", "", _standing(view, day))]
    if day.state in (State.NOT_IN, State.ABSENT):
        found.append(Line("today", "", _("Not checked in yet, {shift}", shift=wording.span(day.shift)), "checkin"))
    missed = missing_out(view, me, view.today)
    if missed:
        found.append(Line("overdue", "", wording.owed(view, missed, command=False), wording.claim(view, missed).partition(" ")[2]))
    if reach_of(view, "checkin.see") in (Reach.TEAM, Reach.ALL):
        found.extend(_lead_lines(view))
    return found


def _lead_lines(view: View) -> list[Line]:
    """Return the lead's line: how many are in, who is late or not in."""
    others = [(actor, one) for actor, one in _of_day(view, view.today) if actor.id != view.me.id]
    if not others or all(one.state in (State.REST, State.UNKNOWN) for _actor, one in others):
        return []
    parts = []
    for state in (State.IN, State.LATE, State.OUT, State.NOT_IN, State.ABSENT):
        names = [actor.name for actor, one in others if one.state is state]
        if names or state is State.NOT_IN:
            told = names if state in (State.LATE, State.NOT_IN, State.ABSENT) and len(names) <= NAMED else []
            parts.append(" ".join([p_("attendance.state", state), str(len(names)), *told]))
    return [Line("in", "", "  ".join(parts), "checkin board")]
