"""What is said after a visit's command (回话): what holds now, then what is owed."""

from __future__ import annotations

from datetime import datetime
from shlex import quote
from typing import TYPE_CHECKING

from salesctl.domains.org.models import Person
from salesctl.domains.org.queries import masked
from salesctl.domains.visits import finding
from salesctl.domains.visits.rules import late_minutes, minutes_between
from salesctl.locale import _, n_
from salesctl.naming import short_number
from salesctl.render.human import length
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.domains.tasks.models import Task
    from salesctl.domains.visits.models import Outing, Stop
    from salesctl.domains.visits.service import Done

SHORT = 12
"""Characters of an address in a message."""


def clock(view: View, at: datetime, slip: Outing | None = None) -> str:
    """Write an instant as the wall clock shows it; with its date where that is not the slip's day."""
    there = view.local(at)
    day = slip.on_date if slip is not None else view.today
    return f"{there:%H:%M}" if there.date() == day else f"{there:%m-%d %H:%M}"


def started(tx: Tx, done: Done) -> str:
    """Say where one is and who sees it; at a further stop, what the one before still owes."""
    number = short_number(done.slip.number, tx.today.year)
    _note_person(tx, done)
    if done.before is None:
        said = _("Slip {number}: {stop}, {span}.", number=number, stop=_stop(tx, done.stop), span=_span(tx, done))
        return _joined(tx, said, _told(tx, done.slip), _claimed(done.slip))
    said = _("{number} stop {n} {where}.", number=number, n=_ordinal(tx, done), where=done.stop.where)
    return _joined(tx, said, _before(tx, done.before))


def planned(tx: Tx, done: Done) -> str:
    """Say what was planned, and how to begin it."""
    number = short_number(done.slip.number, tx.today.year)
    day = format_day(done.slip.on_date, tx.lang, tx.today)
    when = " ".join(part for part in (day, _span(tx, done)) if part)
    said = _("Planned {number}: {stop}, {span}.", number=number, stop=_stop(tx, done.stop), span=when)
    _note_person(tx, done)
    return _joined(tx, said, _told(tx, done.slip), _("To begin: salesctl visit start {number}", number=number))


def written(tx: Tx, done: Done) -> str:
    """Say what was written about a stop, and the next step with those it closed."""
    number = short_number(done.slip.number, tx.today.year)
    said = _("Logged {what}.", what=f"{number} {done.stop.where} {done.stop.result}")
    parts = [said]
    if done.step is not None:
        parts.append(_("Next step: {step}.", step=step_of(tx, done.step)))
    parts += [_('(The former next step "{text}" is done.)', text=task.text) for task in done.closed]
    return _joined(tx, *parts, _claimed(done.slip))


def step_of(tx: Tx, task: Task) -> str:
    """Say a next step with its day and number."""
    day = format_day(task.due, tx.lang, tx.today) if task.due else ""
    gap = " " if day and tx.lang != "zh" else ""
    return f"{day}{gap}{task.text} {short_number(task.number, tx.today.year)}"


def home(tx: Tx, slip: Outing) -> str:
    """Say when one was back, how many stops there were, and which lack a result."""
    assert slip.back_at is not None
    been = [stop for stop in finding.stops_of(tx, [slip.id])[slip.id] if stop.at is not None]
    owed = [stop for stop in been if not stop.result]
    number = short_number(slip.number, tx.today.year)
    late = said_late(late_minutes(slip.back_due, slip.back_at))
    gap = "" if tx.lang == "zh" else " "
    when = clock(tx, slip.back_at) + (gap + _("({late})", late=late) if late else "")
    stops = n_("{n} stop", "{n} stops", len(been))
    if not owed:
        return _("{number} back {when}, {stops}.", number=number, when=when, stops=stops)
    missing = n_("{n} without a result", "{n} without a result", len(owed))
    said = _("{number} back {when}, {stops}, {missing}.", number=number, when=when, stops=stops, missing=missing)
    return _joined(tx, said, _("To write: {command}", command=result_command(owed[0])))


def said_late(minutes: int | None) -> str:
    """Say by how much one was late or early; nothing where one was neither."""
    if not minutes:
        return ""
    if minutes > 0:
        return _("{length} late", length=length(minutes))
    return _("{length} early", length=length(-minutes))


def result_command(stop: Stop) -> str:
    """Return the command that writes a stop's result."""
    return f'salesctl visit done {quote(stop.where) if " " in stop.where else stop.where} "…"'


def _before(tx: Tx, stop: Stop) -> str:
    assert stop.at is not None and stop.left_at is not None
    spent = length(minutes_between(stop.at, stop.left_at))
    if stop.result:
        return _("The stop before, {where}: {length}.", where=stop.where, length=spent)
    return _(
        "The stop before, {where}: {length}, no result yet: {command}",
        where=stop.where,
        length=spent,
        command=result_command(stop),
    )


def _ordinal(tx: Tx, done: Done) -> int:
    """Return the how-manyeth stop this is, in the order they were visited."""
    return sum(stop.at is not None for stop in finding.stops_of(tx, [done.slip.id])[done.slip.id])


def _stop(tx: Tx, stop: Stop) -> str:
    """Say a stop with its address, the person and how to reach them; the phone's middle is hidden."""
    where = stop.where
    if stop.address:
        short = stop.address if len(stop.address) <= SHORT else f"{stop.address[:SHORT]}…"
        where = _("{where} ({address})", where=where, address=short)
    whom = " ".join(part for part in (stop.seen, masked(stop.reach)) if part)
    gap = "" if tx.lang == "zh" and where.endswith("）") else " "
    return gap.join(part for part in (where, whom) if part)


def _span(tx: Tx, done: Done) -> str:
    slip = done.slip
    left = slip.at or slip.leave_due
    parts = [clock(tx, left, slip) if left else "", clock(tx, slip.back_due, slip) if slip.back_due else ""]
    return f"{parts[0]}–{parts[1]}" if parts[1] else parts[0]


def _told(tx: Tx, slip: Outing) -> str:
    boss = tx.session.get(Person, slip.told_id) if slip.told_id else None
    return _("{name} sees it.", name=boss.name) if boss else ""


def _claimed(slip: Outing) -> str:
    return _("Entered afterwards: marked claimed.") if slip.claimed else ""


def _note_person(tx: Tx, done: Done) -> None:
    """Tell what the slip still lacks of whom one visits and how to reach them (B4.8.3)."""
    stop = done.stop
    if stop.seen and stop.reach:
        return
    values = {"number": short_number(done.slip.number, tx.today.year), "place": stop.place}
    tx.ctx.talk.append(
        _(
            "How to reach {name} is missing: salesctl visit edit {number} --stop {place} --reach PHONE",
            name=stop.seen,
            **values,
        )
        if stop.seen
        else _(
            "Whom you visit is missing: salesctl visit edit {number} --stop {place} --see NAME --reach PHONE", **values
        )
    )


def _joined(tx: Tx, *parts: str) -> str:
    return ("" if tx.lang == "zh" else " ").join(part for part in parts if part)
