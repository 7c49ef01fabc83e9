"""Questions about attendance: my day, the board, who is missing, the sheet, and the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from salesctl.domains.attendance import wording
from salesctl.domains.attendance.fields import BOARD, DAY, MISSING, PUNCH
from salesctl.domains.attendance.judging import Judged, days, missing_out, one_day, staff
from salesctl.domains.attendance.models import Punch
from salesctl.domains.attendance.punching import Act
from salesctl.domains.attendance.rules import bounds
from salesctl.domains.attendance.vocab import STATES, State
from salesctl.domains.calendar import queries as calendar
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import Actor, require, someone
from salesctl.errors import Usage
from salesctl.locale import N_, _, n_, p_
from salesctl.naming import Reference
from salesctl.render.sheet import Sheet, Value
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.attendance.service import Punched

PUNCH_REFERENCE = Reference("punch", Punch, name="kind", right="checkin.see")

NAMED = 5
"""People named in a line; of more, the number is told."""
NOBODY = N_("Nobody to show. Add people: salesctl person add CODE NAME")


def punch_sheet(view: View, row: Punch) -> Sheet:
    """Return one punch."""
    whose = view.session.get(Person, row.owner_id)
    values: tuple[Value, ...] = (
        row.id,
        whose.code if whose else None,
        whose.name if whose else None,
        row.at,
        row.on_date,
        row.kind,
        row.claimed,
        row.place,
        row.device,
        row.note,
    )
    return Sheet(PUNCH, [values], single=True)


def day_row(view: View, actor: Actor, day: Judged, screen: bool) -> tuple[Value, ...]:
    """Return a judged day in the order of DAY; what an unknown day can't be asked is None, on a screen `?`."""
    result = day.result
    figures: tuple[Value, ...] = (result.late_minutes, result.early_minutes, result.absent_days)
    if not result.known:
        figures = ("?" if screen else None,) * len(figures)
    return (
        actor.code,
        actor.name,
        actor.team,
        day.day,
        day.kind.kind,
        day.state,
        wording.span(day.shift),
        wording.told(view, result.first_in, day.day, screen),
        wording.told(view, result.last_out, day.day, screen),
        *figures,
        result.hours,
        result.rule_id,
        tuple(result.reasons),
        wording.punched(view, day, screen),
        actor.id,
    )


def status(view: View, person: str | None = None, *, screen: bool = False) -> Sheet:
    """Return my day, or a person's whom I may see, as it stands; notes say what is owed from before."""
    require(view, "checkin.see", _("see this"), owner=view.me.id, team=view.me.team_id)
    actor = view.me
    if person and person != actor.id:
        actor = someone(view, person)
        require(
            view, "checkin.see", _("see the attendance of {name}", name=actor.name), owner=actor.id, team=actor.team_id
        )
    day = one_day(view, actor, view.today)
    sheet = Sheet(DAY, [day_row(view, actor, day, screen)], title=standing(view, day), single=True)
    missed = missing_out(view, actor, view.today)
    if missed:
        sheet.notes.append(wording.owed(view, missed))
    return sheet


def answer(view: View, done: Punched) -> str:
    """Return what is said after a punch: what holds now, tasks due, then what is owed from before."""
    gap = "" if view.lang == "zh" else " "
    line = gap.join(part for part in (wording.said(view, done), due_line(view, done)) if part)
    return "\n".join([line, *owed_lines(view, done)])


def due_line(view: View, done: Punched) -> str:
    """Say after my first `in` of today how many tasks are due; empty where none is."""
    from sqlalchemy import func, select

    from salesctl.domains.tasks.models import Task

    if done.act is not Act.IN or done.day.day != view.today or done.row.owner_id != view.me.id:
        return ""
    task: Any = Task
    query = select(func.count()).where(
        task.owner_id == view.me.id, task.done_at.is_(None), task.voided_at.is_(None), task.due <= view.today
    )
    count = view.session.scalar(query) or 0
    return n_("{n} task due: salesctl today", "{n} tasks due: salesctl today", count) if count else ""


def owed_lines(view: View, done: Punched) -> list[str]:
    """Say after an `in` of today that the out of the day before is missing; nothing otherwise."""
    if done.row.kind != "in" or done.day.day != view.today or done.row.owner_id is None:
        return []
    who = view.me if done.row.owner_id == view.me.id else someone(view, done.row.owner_id)
    missed = missing_out(view, who, view.today)
    return [wording.owed(view, missed)] if missed else []


def standing(view: View, day: Judged) -> str:
    """Say in a few words where a person stands: in since 08:52, late 14 min."""
    result = day.result
    if day.state is State.OUT and result.last_out:
        return _("out since {time}", time=wording.clock(view, result.last_out, day.day))
    if day.state in (State.IN, State.LATE) and result.first_in:
        line = _("in since {time}", time=wording.clock(view, result.first_in, day.day))
        return _("{line}, {minutes} min late", line=line, minutes=result.late_minutes) if result.late_minutes else line
    return _state(day.state)


def _state(state: State) -> str:
    return p_("attendance.state", state).replace("_", " ")


def _past(view: View, day: date) -> None:
    if day > view.today:
        raise Usage(
            _("{day} lies ahead.", day=format_day(day, view.lang)),
            hint=_("The board and who is missing are of today or a day before."),
        )


def of_day(view: View, day: date, *, person: str | None = None, team: str | None = None) -> list[tuple[Actor, Judged]]:
    """Return everyone I may see with their day as it was judged."""
    people = staff(view, person=person, team=team)
    return [(one.actor, found) for one, several in days(view, people, day, day) for found in several]


def board(view: View, day: date, *, person: str | None = None, team: str | None = None, screen: bool = False) -> Sheet:
    """Return who is in, late, out and not in on a day, those to be asked about first. Raises Usage for a day ahead."""
    from salesctl.domains.attendance.away import with_visits  # and with it the models of visits and clients

    _past(view, day)
    found = of_day(view, day, person=person, team=team)
    told = with_visits(view, found) if day == view.today else [(actor, one, "") for actor, one in found]
    told.sort(key=lambda three: STATES.index(three[1].state))
    rows: list[tuple[Value, ...]] = []
    for actor, one, slip in told:
        result = one.result
        counts: tuple[Value, ...] = (result.late_minutes, result.early_minutes, result.claimed_count)
        figures = tuple(count or None for count in counts) if screen else counts
        notes = "; ".join([*filter(None, [slip]), *(made.note for made in one.made if made.note)])
        rows.append(
            (
                actor.code,
                actor.name,
                actor.team,
                one.state,
                wording.told(view, result.first_in, day, screen),
                wording.told(view, result.last_out, day, screen),
                *figures,
                notes or None,
                day,
                actor.id,
            )
        )
    sheet = Sheet(
        BOARD,
        rows,
        title=_board_title(view, day, [(actor, one) for actor, one, _slip in told]),
        empty=_(NOBODY),
    )
    if any(one.state is State.UNKNOWN for _actor, one in found):
        sheet.notes.append(unknown_note((day.year,)))
    return sheet


def _board_title(view: View, day: date, found: list[tuple[Actor, Judged]]) -> str:
    count = Counter(one.state for _actor, one in found)
    parts = [
        f"{_state(state)} {count[state]}"
        for state in State
        if count[state] or (state is State.NOT_IN and day == view.today)
    ]
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
    found = of_day(view, day, person=person, team=team)
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
