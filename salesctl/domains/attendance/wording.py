"""What is said after a punch (打卡回话): what holds now, then what to do, if something is owed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.domains.attendance.judging import Judged
from salesctl.domains.attendance.punching import Act
from salesctl.domains.attendance.rules import NO_SHIFT, Reason, Shift, bounds
from salesctl.locale import _, p_
from salesctl.render.human import length, plain_number
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.attendance.service import Punched


def clock(view: View, at: datetime, day: date | None = None) -> str:
    """Write an instant as the company's wall clock shows it: 08:52; with its date where that is not `day`."""
    there = view.local(at)
    text = there.strftime("%H:%M")
    if day is None or there.date() == day:
        return text
    return f"{format_day(there.date(), view.lang)}{'' if view.lang == 'zh' else ' '}{text}"


def told(view: View, at: datetime | None, day: date, screen: bool) -> datetime | str | None:
    """Return an instant for a sheet; on a screen, of which the day is known, the time alone."""
    return clock(view, at, day) if screen and at is not None else at


def hour(at: time) -> str:
    """Write a time of a shift: 9:00."""
    return f"{at.hour}:{at.minute:02d}"


def span(shift: Shift) -> str:
    """Write the hours of a shift: 9:00–18:00; `?` where the rule book has none."""
    return "?" if shift is NO_SHIFT else f"{hour(shift.starts)}–{hour(shift.ends)}"


def _named(shift: Shift) -> str:
    if shift.starts < time(5) or shift.starts >= time(18):
        return _("night shift {span}", span=span(shift))
    return (
        _("day shift {span}", span=span(shift)) if shift.starts < time(12) else _("late shift {span}", span=span(shift))
    )


def said(view: View, done: Punched) -> str:
    """Return the line about a punch; whoever is not me is named, a claim is stated (A1.1, A2.3.1)."""
    day, at = done.day, done.row.at
    assert at
    if done.act in (Act.ALREADY_IN, Act.ALREADY_OUT):
        line = _already(view, done, at)
    elif done.act in (Act.OUT_MOVED, Act.IN_MOVED, Act.OUT_KEPT):
        line = _moved(view, done, at)
    else:
        line = _in(view, done, at) if done.row.kind == "in" else _out(view, day, at)
    if done.act.writes and done.row.claimed:
        late = length(int((done.row.recorded_at - at).total_seconds() // 60))
        line = _("{line} Entered {late} later: marked claimed.", line=line, late=late)
    if todo := _todo(view, done):
        line = _("{line} {todo}", line=line, todo=todo)
    if done.row.owner_id != view.me.id:
        line = _("{name}: {line}", name=_name(view, done.row.owner_id), line=line)
    return line


def _todo(view: View, done: Punched) -> str:
    """Say what to do next, where something is."""
    if done.act is Act.BACK:
        return _("To leave: salesctl checkin out")
    if done.row.kind == "out" and done.act.writes and done.day.result.first_in is None:
        when = _when(view, done.day, done.day.shift.starts)
        return _("Claim it: {command}", command=f'salesctl checkin in --at "{when}"')
    return ""


def _name(view: View, person: str | None) -> str:
    from salesctl.domains.org.models import Person

    row = view.session.get(Person, person)
    return row.name if row else ""


def _already(view: View, done: Punched, at: datetime) -> str:
    since = clock(view, done.met or at, view.today)
    if done.act is Act.ALREADY_OUT:
        return _("Already out at {time}. Nothing written.", time=since)
    if done.day.day == view.today:
        return _("Already in since {time}. To leave: salesctl checkin out", time=since)
    leave = f'salesctl checkin out --at "{_when(view, done.day, done.day.shift.ends)}"'
    return _("Already in since {time} that day. To leave: {command}", time=since, command=leave)


def _moved(view: View, done: Punched, at: datetime) -> str:
    assert done.met
    new, old = clock(view, at, view.today), clock(view, done.met, view.today)
    if done.act is Act.IN_MOVED:
        return _("In moved {old} → {new}; both punches kept, the first counts.", old=old, new=new)
    if done.act is Act.OUT_KEPT:
        return _("Out {time} kept too; {last} still counts, being the last.", time=new, last=old)
    return _("Out moved {old} → {new}; both punches kept, the last counts.", old=old, new=new)


def _in(view: View, done: Punched, at: datetime) -> str:
    day, result = done.day, done.day.result
    when = clock(view, at, view.today)
    if done.act is Act.BACK:
        first = clock(view, result.first_in or at, view.today)
        return _("Back in {time}; first in {first}.", time=when, first=first)
    if day.kind.works is None:
        return _(
            "Checked in {time}. Whether this is a workday is not known: the calendar has nothing of {year}.",
            time=when,
            year=day.day.year,
        )
    if not day.kind.works:
        return _("Checked in {time}; a day off, so only the hours count.", time=when)
    minutes = _after_start(view, day, at)
    if Reason.LATE_ABSENT in result.reasons:
        return _(
            "Checked in {time}, {minutes} min after the start: absent {days} d; no permission applied for beforehand.",
            time=when,
            minutes=minutes,
            days=plain_number(day.shift.absent_part),
        )
    if day.late:
        return _(
            "Checked in {time}, {minutes} min late; no permission applied for beforehand.",
            time=when,
            minutes=result.late_minutes,
        )
    return _("Checked in {time}, {shift}, on time.", time=when, shift=_named(day.shift))


def _after_start(view: View, day: Judged, at: datetime) -> int:
    return int((at - bounds(day.day, day.shift, view.zone)[0]).total_seconds() // 60)


def _out(view: View, day: Judged, at: datetime) -> str:
    result = day.result
    when = clock(view, at, view.today)
    if result.first_in is None:
        return _("Checked out {time}; no check-in that day.", time=when)
    today = day.day == view.today
    worked = length(result.worked_minutes)
    if Reason.EARLY_ABSENT in result.reasons:
        minutes = int((bounds(day.day, day.shift, view.zone)[1] - at).total_seconds() // 60)
        return _(
            "Checked out {time}, {minutes} min before the end: absent {days} d; no permission applied for beforehand.",
            time=when,
            minutes=minutes,
            days=plain_number(Decimal(day.shift.absent_part)),
        )
    if result.early_minutes:
        return _(
            "Checked out {time}, {minutes} min early; no permission applied for beforehand.",
            time=when,
            minutes=result.early_minutes,
        )
    if today:
        return _("Checked out {time}, {length} today.", time=when, length=worked)
    return _("Checked out {time}, {length} that day.", time=when, length=worked)


def _when(view: View, day: Judged, at: time) -> str:
    """Write a time of a day as `--at` reads it: 18:00, yesterday 18:00, 2026-11-19 18:00."""
    there = day.day
    if at <= day.shift.starts and at == day.shift.ends:
        from datetime import timedelta

        there += timedelta(days=1)
    gap = (view.local(view.now).date() - there).days
    if not gap:
        return hour(at)
    if gap == 1:
        return _("yesterday {time}", time=hour(at))
    return f"{there.isoformat()} {at.strftime('%H:%M')}"


def owed(view: View, missed: Judged, *, command: bool = True) -> str:
    """Say that the check-out of an earlier day is missing, and how it is claimed."""
    if (view.today - missed.day).days == 1:
        line = _("No check-out yesterday.")
    else:
        line = _("No check-out on {day}.", day=format_day(missed.day, view.lang))
    return _("{line} Claim it: {command}", line=line, command=claim(view, missed)) if command else line


def claim(view: View, missed: Judged) -> str:
    """Return the command that claims a missing out at the end of its shift."""
    return f'salesctl checkin out --at "{_when(view, missed, missed.shift.ends)}"'


def punched(view: View, day: Judged, screen: bool) -> tuple[str, ...]:
    """Write every punch of a day: `08:52 in`, `18:10 out claimed`; for programs the whole instant and raw codes."""
    found = []
    for one in day.made:
        codes = [one.punch.kind or "?", *(["claimed"] if one.punch.claimed else [])]
        if screen:
            when = clock(view, one.punch.at, day.day)
            codes = [p_("attendance.punch", code) for code in codes]
        else:
            when = view.local(one.punch.at).isoformat(timespec="seconds")
        found.append(" ".join([when, *codes]))
    return tuple(found)
