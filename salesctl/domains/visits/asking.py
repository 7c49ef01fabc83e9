"""What the commands of visits read and ask before anything is locked: where to, whom, when, which stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from salesctl.domains.clients.models import Client, Contact
from salesctl.domains.clients.queries import contacts
from salesctl.domains.clients.service import find_contact
from salesctl.domains.visits import finding
from salesctl.domains.visits.models import Outing, Stop
from salesctl.domains.visits.service import Aim, phone_of
from salesctl.errors import Ambiguous, NotFound, Refused, Usage
from salesctl.locale import _
from salesctl.naming import Match, choose, short_number
from salesctl.params import Token

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.domains.org.people import Actor


def is_slip(text: str) -> bool:
    """Say whether a text is the number of a slip: V413, v-2026-0413."""
    from salesctl.ledger.numbering import spoken

    read = spoken(text.strip())
    return read is not None and read[0] == Outing.LETTER


def slip(ctx: Ctx, token: Token) -> Match:
    """Return the slip a token names."""
    return ctx.find(token)


def aim(
    ctx: Ctx,
    client: Token | None,
    purpose: str | None,
    *,
    place: str | None,
    see: str | None,
    reach: str | None,
) -> Aim:
    """Read where one goes and whom one sees; the phone comes from the contact, else a terminal asks (B4.8.3).

    Without a client the first words are the purpose; then `place` says where. A script that says no person is told.
    """
    said = purpose or ""
    if place and client is not None and purpose is None:
        said, client = client.text, None
    row = _client(ctx, client) if client is not None else None
    if row is None and not (place and place.strip()):
        raise Usage(_("Where to?"), hint=_('Name a client: salesctl visit start CLIENT; or any place: --place "NAME"'))
    known = contacts(ctx, row.id) if row is not None else []
    if not see and ctx.asks:  # a script says it, or is told that it is missing: nobody is taken for granted
        main = next((one.name for one in known if one.name), "") or ""
        see = ctx.ask(_("Who will you see?"), main) or None
    contact = find_contact(ctx, row.id, see) if row is not None and see else None
    reach = reach or phone_of(contact) or _own_phone(known, contact, see)
    if see and not reach:
        reach = ctx.ask(_("How to reach {name}?", name=see)) or None
    if row is not None and see and contact is None:
        ctx.talk.append(
            _(
                "{name} is no contact yet: salesctl client edit {number} --contact {name} --phone …",
                name=see,
                number=short_number(row.number, ctx.today.year),
            )
        )
    return Aim(
        where=row.name if row is not None else str(place),
        client=row.id if row is not None else None,
        contact=contact.id if contact else None,
        address=(place or row.address) if row is not None else None,
        seen=(contact.name if contact and contact.name else see) or None,
        reach=reach,
        purpose=said.strip() or None,
    )


def _client(ctx: Ctx, token: Token) -> Client:
    try:
        match = ctx.find(token)
    except NotFound as error:
        raise NotFound(error.message, hint=_('Somebody else: --place "{text}"', text=token.text)) from None
    return ctx.session.get_one(Client, match.id)


def _own_phone(known: Sequence[Contact], contact: Contact | None, see: str | None) -> str | None:
    """Return the client's own phone, kept without a name, where a person is to be met there."""
    own = next((one for one in known if not one.name), None)
    return own.phone if own is not None and see and contact is None else None


def said(purpose: str | None, see: str | None, reach: str | None, stop: Stop, ctx: Ctx) -> Aim:
    """Return what was said of a planned stop when it is begun; what was not said stays as it was planned."""
    contact = find_contact(ctx, stop.client_id, see) if stop.client_id and see else None
    name = (contact.name if contact else see) or None
    phone = reach or phone_of(contact)
    return Aim(stop.where, stop.client_id, contact.id if contact else None, None, name, phone, purpose)


def split(client: Token | None, words: str | None, place: str | None) -> tuple[Token | None, str | None]:
    """Return the client and the words: with a place alone, the first words are no client."""
    if place and client is not None and words is None:
        return None, client.text
    return client, words


def attach(tx: Tx, files: Sequence[tuple[BinaryIO, str]], slip: str) -> None:
    """Attach opened files to a slip."""
    if files:
        from salesctl.domains.papers.service import attach as keep

        for file, name in files:
            keep(tx, file, name, "visit", slip)


def planned_stop(ctx: Ctx, who: Actor, token: Token | None) -> Stop | None:
    """Return the planned stop that is begun: of the slip named, or of the client on today's slips.

    Without a name the next one there is. None where nothing is planned there.
    """
    open_ = finding.open_slip(ctx, who.id)
    if token is not None and is_slip(token.text):
        row = ctx.session.get_one(Outing, slip(ctx, Token("visit", token.text)).id)
        left = _unvisited(ctx, [row])
        if not left or row.back_at is not None:
            raise Refused(
                _("Nothing is planned on {number} any more.", number=short_number(row.number, ctx.today.year)),
                hint=_("Go on to a client: salesctl visit start CLIENT"),
            )
        return left[0]
    slips = [open_] if open_ is not None else finding.planned(ctx, who.id, ctx.today)
    stops = _unvisited(ctx, slips)
    if token is None:
        if len({stop.outing_id for stop in stops}) > 1:
            return _choose(ctx, _("planned"), stops)
        return stops[0] if stops else None
    client = _client(ctx, token).id if any(stop.client_id for stop in stops) else None
    return next((stop for stop in stops if stop.client_id and stop.client_id == client), None)


def _unvisited(ctx: Ctx, slips: Sequence[Outing]) -> list[Stop]:
    found = finding.stops_of(ctx, [one.id for one in slips])
    return [stop for one in slips for stop in found[one.id] if stop.at is None]


def due_stop(ctx: Ctx, who: Actor, name: str | None) -> Stop:
    """Return the stop whose result is written: the one I am at, else the last without one, else the one named.

    Named by the client, by its number on the slip, or by the slip's number. Raises NotFound or Ambiguous.
    """
    open_ = finding.open_slip(ctx, who.id)
    if name is not None and is_slip(name):
        row = ctx.session.get_one(Outing, slip(ctx, Token("visit", name)).id)
        on_it = [stop for stop in finding.stops_of(ctx, [row.id])[row.id] if stop.at is not None]
        owed = [stop for stop in on_it if not stop.result] or on_it
        return _choose(ctx, name, owed)
    missing = finding.without_result(ctx, who.id)
    mine = finding.stops_of(ctx, [open_.id])[open_.id] if open_ is not None else []
    if name is None:
        here = [stop for stop in mine if stop.at is not None and stop.left_at is None]
        owed = here or [stop for stop in missing if open_ is None or stop.outing_id == open_.id][:1]
        if not owed:
            raise NotFound(_("No stop lacks a result."), hint=_("See: salesctl visit list"))
        return owed[0]
    known = {stop.id: stop for stop in (*missing, *mine)}
    return _choose(ctx, name, _named(ctx, name, list(known.values()), mine))


def _named(ctx: Ctx, name: str, stops: list[Stop], mine: Sequence[Stop]) -> list[Stop]:
    if name.isascii() and name.isdigit():
        return [stop for stop in mine or stops if stop.place == int(name)]
    word = name.strip().casefold()
    found = [stop for stop in stops if word == stop.where.casefold()] or [
        stop for stop in stops if word in stop.where.casefold() or word in (stop.seen or "").casefold()
    ]
    if not found:
        clients = {stop.client_id for stop in stops if stop.client_id}
        if clients:
            try:
                match = ctx.find(Token("client", name))
            except (NotFound, Ambiguous):
                return []
            found = [stop for stop in stops if stop.client_id == match.id]
    due = [stop for stop in found if not stop.result and stop.at is not None]
    return due or found


def _choose(ctx: Ctx, text: str, stops: Sequence[Stop]) -> Stop:
    if not stops:
        raise NotFound(_("No stop of yours matches {text}.", text=text), hint=_("See: salesctl visit list"))
    if len(stops) == 1:
        return stops[0]
    slips = {one.id: one.number for one in (ctx.session.get_one(Outing, stop.outing_id) for stop in stops)}
    matches = [Match("stop", stop.id, stop.rev, f"{slips[stop.outing_id]}/{stop.place}", stop.where) for stop in stops]
    match = choose(ctx, text, matches)
    return next(stop for stop in stops if stop.id == match.id)


def moment(ctx: Ctx, text: str | None) -> datetime:
    """Read when something happened, looking back; now where nothing was said."""
    from salesctl.values.words import parse_instant

    if text is None:
        return ctx.now
    return parse_instant(text, ctx.local(ctx.now).replace(tzinfo=None), "back", ctx.zone)


def past(ctx: Ctx, on: str | None, at: str | None, question: str) -> datetime:
    """Read a time that has to be said, on a day where one is named; a terminal asks for it."""
    from salesctl.domains.clients.asking import when

    at = at or ctx.ask(question)
    if not at:
        raise Usage(question, hint=_("Say it: --at TIME --until TIME, for example --at 10:00 --until 12:00"))
    instant = when(ctx, on, at)[1]
    assert instant is not None
    return instant


def ahead(ctx: Ctx, text: str | None, day: date) -> datetime | None:
    """Read a time that is planned: a time alone is of that day."""
    from salesctl.values.words import parse_instant

    if text is None:
        return None
    near = datetime.combine(day, ctx.local(ctx.now).time())
    return parse_instant(text, near, "forward", ctx.zone)


def returned(ctx: Ctx, who: Actor, text: str | None) -> datetime:
    """Read when one was back; a slip of another day asks, and a script must say it."""
    open_ = finding.open_slip(ctx, who.id)
    if text is None and open_ is not None and open_.on_date < ctx.today:
        number, day = short_number(open_.number, ctx.today.year), f"{open_.on_date:%m-%d}"
        text = ctx.ask(_("{number} is of {day}. When were you back?", number=number, day=day)) or None
        if text is None:
            raise Refused(
                _("{number} of {day} was never closed.", number=number, day=day),
                hint=_('Say when you were back: salesctl visit back --at "{day} 17:40"', day=day),
                number=open_.number,
            )
        near = datetime.combine(open_.on_date, datetime.max.time().replace(microsecond=0))
        from salesctl.values.words import parse_instant

        return parse_instant(text, near, "back", ctx.zone)
    return moment(ctx, text)
