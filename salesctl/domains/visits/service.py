"""Verbs that write outing slips (出访单): start, done, back, log, add, edit, void (B4.8.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from salesctl.domains.clients.models import Client, ClientLog, Contact
from salesctl.domains.clients.service import find_contact
from salesctl.domains.org.people import Actor, may, require
from salesctl.domains.visits import finding
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.refusing import refuse, still_open, unchecked
from salesctl.domains.visits.rules import Fault, Slip, Span, fault, is_claimed, last_of, overlapping
from salesctl.errors import NotAllowed, Refused, Usage
from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import Tx
    from salesctl.domains.tasks.models import Task

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Aim:
    """Where one goes and whom one sees, as phase 1 read it. `where` is the client's name or another place."""

    where: str
    client: str | None = None
    contact: str | None = None
    address: str | None = None
    seen: str | None = None
    reach: str | None = None
    purpose: str | None = None


@dataclass(slots=True)
class Done:
    """What a verb wrote: the slip, its stop, the stop before it, the next step with those it closed."""

    slip: Outing
    stop: Stop
    before: Stop | None = None
    step: Task | None = None
    closed: list[Task] = field(default_factory=list)


def start(
    tx: Tx, who: Actor, aim: Aim | None, at: datetime, *, back: datetime | None = None, planned: str | None = None
) -> Done:
    """Go out to a stop, or on to the next stop of the open slip; `planned` is the row id of a planned stop.

    Raises Refused for a time ahead or before what the slip has, where a slip of another day was never closed, or where
    the rule asks for a person and none is said. Needs `visit.edit`.
    """
    _may_edit(tx, who)
    slip = finding.open_slip(tx, who.id)
    stop = tx.session.get(Stop, planned) if planned else None
    if slip is not None:
        _same_day(tx, slip, at)
        if stop is not None and stop.outing_id != slip.id:
            raise still_open(tx, slip)
        before = _leave(tx, slip, at)
        slip.back_due = back or slip.back_due
    else:
        before = None
        slip = _leaving(tx, who, at, tx.session.get(Outing, stop.outing_id) if stop else None, back)
    if back is not None and back <= at:
        raise Usage(_("The expected return lies before one leaves."), hint=_("Give a later time with --back."))
    if stop is None:
        assert aim is not None
        stop = _stop(tx, slip, aim, who, tx.day_of(at))
    elif aim is not None:
        _aimed(stop, aim)
    if stop.at is not None:
        raise Refused(_("You have been at {where} already.", where=stop.where), hint=_("Name another stop."))
    _ask_person(tx, stop, who)
    stop.at, stop.on_date = at, tx.day_of(at)
    _deal(tx, stop, who)
    tx.session.flush()
    return Done(slip, stop, before)


def done(tx: Tx, stop: Stop, result: str, *, at: datetime | None, step: str = "", due: date | None = None) -> Done:
    """Write what came of a stop, and the next step; the open stop is left at `at`, or now.

    Raises Refused for a stop not visited yet or one that has its result. Needs `visit.edit`.
    """
    slip = tx.get(Outing, stop.outing_id)
    who = _owner(tx, slip)
    _may_edit(tx, who)
    number = short_number(slip.number, tx.today.year)
    if stop.at is None:
        raise Refused(
            _("{where} is planned; nobody has been there yet.", where=stop.where),
            hint=_("Begin: salesctl visit start {number}", number=number),
        )
    if stop.result:
        raise Refused(
            _("The result of {where} is written already: {text}", where=stop.where, text=stop.result),
            hint=_(
                'To change it: salesctl visit edit {number} --stop {place} --result "…"',
                number=number,
                place=stop.place,
            ),
        )
    if stop.left_at is None and slip.back_at is None:
        _in_order(tx, slip, at or tx.now)
        stop.left_at = at or tx.now
    elif at is not None:
        raise Usage(
            _("{where} was left already.", where=stop.where), hint=_("Leave --at out: it says when you left it.")
        )
    stop.result = _words(result)
    made, closed = _next(tx, slip, stop, who, step, due)
    _deal(tx, stop, who)
    tx.session.flush()
    return Done(slip, stop, None, made, closed)


def back(tx: Tx, who: Actor, at: datetime) -> Outing:
    """Come back: the open slip of `who` is closed. Raises Refused where none is open. Needs `visit.edit`."""
    _may_edit(tx, who)
    slip = finding.open_slip(tx, who.id)
    if slip is None:
        raise Refused(_("No slip is open."), hint=_('Go out: salesctl visit start CLIENT "purpose"'))
    _leave(tx, slip, at)
    slip.back_at = at
    tx.session.flush()
    return slip


def log(
    tx: Tx, who: Actor, aim: Aim, result: str, *, at: datetime, until: datetime, step: str = "", due: date | None = None
) -> Done:
    """Write a visit down afterwards: one slip with one stop, marked claimed.

    Raises Refused where the time lies ahead, ends before it begins, or another slip covers it. Needs `visit.edit`.
    """
    _may_edit(tx, who)
    refuse(tx, fault(until, tx.now, at), until)
    if until == at:
        refuse(tx, Fault.NO_LENGTH, until)
    slip = _new(tx, who, tx.day_of(at), at=at, claimed=True)
    slip.back_at = until
    _free(tx, who, slip)
    stop = _stop(tx, slip, aim, who, slip.on_date)
    _ask_person(tx, stop, who)
    stop.at, stop.left_at, stop.result = at, until, _words(result)
    made, closed = _next(tx, slip, stop, who, step, due)
    _deal(tx, stop, who)
    tx.session.flush()
    return Done(slip, stop, None, made, closed)


def plan(tx: Tx, who: Actor, aim: Aim, on: date, *, leave: datetime | None, back: datetime | None) -> Done:
    """Plan a visit: a slip for the day, or a further stop on the one planned for it. Needs `visit.edit`.

    Two outings of one day stay two where the second begins after the first is expected back.
    """
    _may_edit(tx, who)
    if on < tx.today or (leave is not None and leave < tx.now):
        raise Refused(
            _("A plan lies ahead; this is past."), hint=_('Write it down: salesctl visit log CLIENT "result" --at TIME')
        )
    if back is not None and leave is not None and back <= leave:
        raise Usage(_("The expected return lies before one leaves."), hint=_("Give a later time with --back."))
    slip = next((one for one in finding.planned(tx, who.id, on) if not _apart(one, leave)), None)
    if slip is None:
        slip = _new(tx, who, on, at=None)
        slip.leave_due, slip.back_due = leave, back
    else:
        slip.leave_due = min((time for time in (slip.leave_due, leave) if time), default=None)
        slip.back_due = last_of((slip.back_due, back))
    stop = _stop(tx, slip, aim, who, on)
    _ask_person(tx, stop, who)
    tx.session.flush()
    return Done(slip, stop)


def edit(tx: Tx, slip: Outing, place: int | None, changes: dict[str, Any], *, back: datetime | None = None) -> Stop:
    """Change a stop of a slip (`place`, by default its only one), or the expected return. Needs `visit.edit`.

    Raises Refused for a slip that was checked.
    """
    who = _owner(tx, slip)
    require(tx, "visit.edit", _("edit an outing slip"), owner=slip.owner_id, team=slip.team_id)
    unchecked(tx, slip)
    stops = finding.stops_of(tx, [slip.id])[slip.id]
    stop = next((one for one in stops if one.place == place), None) if place is not None else stops[0]
    number = short_number(slip.number, tx.today.year)
    if stop is None or (place is None and changes and len(stops) > 1):
        raise Usage(
            _("{number} has the stops {places}.", number=number, places=finding.numbered(stops)),
            hint=_("Say which: --stop N"),
        )
    if back is not None:
        if slip.back_at is not None:
            raise Refused(_("{number} is back already.", number=number), hint=_("--back is the expected return."))
        if slip.at is not None and back <= slip.at:
            raise Usage(_("The expected return lies before one leaves."), hint=_("Give a later time with --back."))
        slip.back_due = back
    if changes.get("result") and stop.at is None:
        raise Refused(
            _("{where} is planned; nobody has been there yet.", where=stop.where),
            hint=_("Begin: salesctl visit start {number}", number=number),
        )
    for key, value in changes.items():
        setattr(stop, key, _words(value) if value and value.strip() else None)
    if "seen" in changes:
        _somebody_else(tx, stop, changes)
    if changes and stop.at is not None:
        _deal(tx, stop, who)
    tx.session.flush()
    return stop


def void(tx: Tx, slip: Outing) -> Outing:
    """Void a slip with its stops and the dealings they are; needs a reason and `visit.edit`.

    A slip that was drawn or checked is voided only by who may check it.
    """
    require(tx, "visit.edit", _("void an outing slip"), owner=slip.owner_id, team=slip.team_id)
    from salesctl.domains.checks.queries import checks_of

    held = checks_of(tx, [slip.id]).get(slip.id)
    if held is not None:
        number = short_number(slip.number, tx.today.year)
        if slip.owner_id == tx.me.id or not may(tx, "visit.check", owner=slip.owner_id, team=slip.team_id):
            raise NotAllowed(
                _("{number} was drawn for a spot check; it can't be voided by its owner.", number=number),
                hint=_("Ask who checks it."),
            )
        if held.verdict is None:
            tx.void(held)
    for stop in finding.stops_of(tx, [slip.id])[slip.id]:
        if stop.log_id and (deal := tx.session.get(ClientLog, stop.log_id)) and deal.voided_at is None:
            tx.void(deal)
        tx.void(stop)
    tx.void(slip)
    return slip


def phone_of(contact: Contact | None) -> str | None:
    """Return how a contact is reached."""
    return contact.phone or contact.wechat or contact.email if contact else None


# -- parts -------------------------------------------------------------------------------------------------------------


def slip_rule(tx: Any, who: Actor) -> Slip:
    """Return how slips of a person are kept today."""
    rule: Slip = tx.rules.one(Slip, tx.today, who=who.who)
    return rule


def _may_edit(tx: Tx, who: Actor) -> None:
    what = _("write an outing slip") if who.id == tx.me.id else _("write an outing slip for {name}", name=who.name)
    require(tx, "visit.edit", what, owner=who.id, team=who.team_id)


def _owner(tx: Tx, slip: Outing) -> Actor:
    from salesctl.domains.org.people import someone

    return tx.me if slip.owner_id in (tx.me.id, None) else someone(tx, str(slip.owner_id))


def _new(tx: Tx, who: Actor, on: date, *, at: datetime | None, claimed: bool = False) -> Outing:
    return tx.add(
        Outing(
            number=tx.number(Outing.LETTER, on.year)[0],
            told_id=finding.superior(tx, who),
            claimed=claimed,
            **tx.stamp(on=on, at=at, owner=who),
        )
    )


def _leaving(tx: Tx, who: Actor, at: datetime, slip: Outing | None, back: datetime | None) -> Outing:
    """Open a slip at `at`: a new one, or the planned one."""
    refuse(tx, fault(at, tx.now, None), at)
    claimed = is_claimed(at, tx.now, slip_rule(tx, who))
    if slip is None:
        slip = _new(tx, who, tx.day_of(at), at=at, claimed=claimed)
    else:
        if slip.owner_id != who.id:
            raise Refused(_("{number} is someone else's.", number=slip.number), hint=_("Add --for PERSON."))
        slip.at, slip.on_date, slip.claimed = at, tx.day_of(at), claimed
    slip.back_due = back or slip.back_due
    if slip.back_due is not None and slip.back_due <= at:
        slip.back_due = None  # a plan of another hour says nothing about this one
    _free(tx, who, slip)
    return slip


def _free(tx: Tx, who: Actor, slip: Outing) -> None:
    """Refuse a slip whose time another slip of the same person covers."""
    assert slip.at is not None
    others = {
        Span(one.at, one.back_at): one for one in finding.around(tx, who.id, slip.at) if one.at and one is not slip
    }
    met = overlapping(Span(slip.at, slip.back_at), others)
    if met is not None:
        other = others[met]
        raise Refused(
            _(
                "{number} covers that time already ({from_}–{to}).",
                number=short_number(other.number, tx.today.year),
                from_=f"{tx.local(met.left):%m-%d %H:%M}",
                to=f"{tx.local(met.back):%H:%M}" if met.back else "",
            ),
            hint=_("Give another time, or void that slip: salesctl visit void {number}", number=other.number),
        )


def _stop(tx: Tx, slip: Outing, aim: Aim, who: Actor, on: date) -> Stop:
    tx.session.flush()
    place = finding.next_place(tx, slip.id)
    stop = Stop(outing_id=slip.id, place=place, where=_words(aim.where), **tx.stamp(on=on, owner=who))
    stop.client_id, stop.contact_id = aim.client, aim.contact
    stop.address = _words(aim.address) if aim.address else None
    _aimed(stop, aim)
    return tx.add(stop)


def _aimed(stop: Stop, aim: Aim) -> None:
    """Put what was said about whom and why on a stop; what was not said stays."""
    if aim.seen:
        stop.seen, stop.contact_id, stop.reach = _words(aim.seen), aim.contact, None
    if aim.reach:
        stop.reach = _words(aim.reach)
    if aim.purpose:
        stop.purpose = _words(aim.purpose)


def _somebody_else(tx: Tx, stop: Stop, changes: dict[str, Any]) -> None:
    """Let the contact go with the name it had: of whom is named now, it is the one the client has, or none."""
    known = find_contact(tx, stop.client_id, stop.seen) if stop.client_id and stop.seen else None
    stop.contact_id = known.id if known else None
    stop.seen = known.name if known and known.name else stop.seen
    if "reach" not in changes:
        stop.reach = phone_of(known)


def _ask_person(tx: Tx, stop: Stop, who: Actor) -> None:
    if slip_rule(tx, who).ask_person and not (stop.seen and stop.reach):
        raise Refused(
            _("A slip says whom one visits and how to reach them."), hint=_('Add --see NAME and --reach "phone".')
        )


def _leave(tx: Tx, slip: Outing, at: datetime) -> Stop | None:
    """Leave the stop one is at; returns the last stop visited."""
    _in_order(tx, slip, at)
    been = [stop for stop in finding.stops_of(tx, [slip.id]).get(slip.id, []) if stop.at is not None]
    last = max(been, key=lambda stop: (stop.at, stop.place), default=None)
    if last is not None and last.left_at is None:
        last.left_at = at
    return last


def _in_order(tx: Tx, slip: Outing, at: datetime) -> None:
    times = [slip.at]
    for stop in finding.stops_of(tx, [slip.id]).get(slip.id, []):
        times += [stop.at, stop.left_at]
    refuse(tx, fault(at, tx.now, last_of(times)), at, last_of(times))


def _same_day(tx: Tx, slip: Outing, at: datetime) -> None:
    if slip.on_date != tx.day_of(at):
        raise still_open(tx, slip)


def _apart(slip: Outing, leave: datetime | None) -> bool:
    return slip.back_due is not None and leave is not None and leave >= slip.back_due


def _deal(tx: Tx, stop: Stop, who: Actor) -> None:
    """Keep the dealing with the client that a visited stop is; until there is a result it says what for (A1.4).

    It is the one log that the client's file, its last contact and the count of clients contacted read.
    """
    if stop.client_id is None or stop.at is None:
        return
    text = stop.result or stop.purpose or stop.where
    deal = tx.session.get(ClientLog, stop.log_id) if stop.log_id else None
    if deal is None:
        client = tx.session.get_one(Client, stop.client_id)
        require(tx, "client.edit", _("log to a client"), owner=client.owner_id, team=client.team_id)
        deal = tx.add(
            ClientLog(client_id=stop.client_id, channel="visit", text=text, **tx.stamp(at=stop.at, owner=who))
        )
        tx.session.flush()
        stop.log_id = deal.id
    deal.text, deal.seen, deal.contact_id, deal.task_id = text, stop.seen, stop.contact_id, stop.task_id


def _next(tx: Tx, slip: Outing, stop: Stop, who: Actor, step: str, due: date | None) -> tuple[Task | None, list[Task]]:
    from salesctl.domains.tasks import service as tasks

    if not step:
        return None, []
    tx.session.flush()
    made, closed = tasks.next_step(
        tx, text=step, due=due, owner=who, client=stop.client_id, about=slip.number, source_id=stop.id
    )
    stop.task_id = made.id
    return made, closed


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Usage(_("{what} is empty.", what=_("The text")), hint=_("Give at least one character."))
    if len(words) > LONGEST:
        raise Usage(
            _("A slip holds at most {n} characters a field.", n=LONGEST), hint=_("Keep the rest in a file: --paper")
        )
    return words
