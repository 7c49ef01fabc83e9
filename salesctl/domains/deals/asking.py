"""What the commands of orders and payments read and ask before anything is locked, and how they say what now holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from salesctl.domains.clients.asking import period as read_period
from salesctl.domains.clients.models import Client
from salesctl.domains.deals import knowing
from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.deals.queries import Filter, money
from salesctl.domains.deals.rules import Ordered, named, nearest, nonzero, read_order
from salesctl.domains.deals.service import Received, Sold
from salesctl.errors import Refused, Usage
from salesctl.locale import _, n_
from salesctl.naming import short_number
from salesctl.values.money import parse_amount
from salesctl.values.words import format_day, parse_day

if TYPE_CHECKING:
    from datetime import date

    from salesctl.context import Ctx, Tx, View
    from salesctl.domains.org.people import Actor
    from salesctl.naming import Match
    from salesctl.params import Token


def wanted(
    ctx: Ctx,
    period: str | None,
    person: Token | None,
    team: Token | None,
    client: Token | None,
    channel: str | None,
    product: str | None,
    all_: bool,
    open_: bool = False,
) -> Filter:
    """Return the filter of a list: mine, unless a person, a team, a client, what waits or everyone's is asked for."""
    whose, group, whom = ctx.find_id(person), ctx.find_id(team), ctx.find_id(client)
    if not (whose or group or whom or all_ or open_):
        whose = ctx.me.id
    return Filter(
        whose,
        group,
        whom,
        named(channel, _("The channel")),
        named(product, _("The product")),
        read_period(ctx, period),
        open_,
    )


def ordered(ctx: Ctx, words: Sequence[str] | None) -> Ordered:
    """Read what was ordered, in the company's currency."""
    return read_order(words or (), ctx.company.currency)


def paid(ctx: Ctx, client: Token | None, amount: str | None, payer: str | None) -> tuple[Match | None, Decimal]:
    """Return who paid and how much; of one word alone, with `--payer`, it is the amount."""
    if amount is None and client is not None and payer is not None:
        return None, _amount(ctx, client.text)
    if amount is None or client is None:
        raise Usage(
            _("Who paid, and how much?"),
            hint=_('salesctl payment add CLIENT AMOUNT; or by the name on the statement: AMOUNT --payer "…"'),
        )
    return ctx.find(client), _amount(ctx, amount)


def _amount(ctx: Ctx, text: str) -> Decimal:
    return nonzero(parse_amount(text, ctx.company.currency))


def currency(ctx: Ctx, text: str | None) -> None:
    """Refuse a currency that is not the ledger's: there are no rates yet."""
    mine = ctx.company.currency
    if text is None:
        return
    code = text.strip().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise Usage(_("{text} is no currency.", text=text), hint=_("Three letters, for example CNY."))
    if code != mine:
        raise Refused(
            _("This ledger keeps its amounts in {currency} only.", currency=mine),
            hint=_("Enter the amount in {currency}, and the other one with --note.", currency=mine),
        )


def due(ctx: Ctx, text: str | None, on: date | None) -> date | None:
    """Read the day an order is due: plans look forward, from the day the order was taken."""
    if text is None:
        return None
    if on is None:
        return ctx.day(text, looking="forward")
    return parse_day(text, on, "forward").day


def channel(ctx: Ctx, text: str | None) -> str | None:
    """Return a channel as it was typed; one that is new and looks like a known one is said, on a terminal asked."""
    name = named(text, _("The channel"))
    if name is None or knowing.is_channel(ctx, name):
        return name
    known = nearest(name, knowing.channels(ctx))
    if known is None:
        return name
    said = _("The channel {name} is new; did you mean {known}?", name=name, known=known)
    if ctx.asks and not ctx.options.yes:
        taken = known if ctx.confirm(said, default=False) else name
        if taken != name:  # what was answered is part of what was asked
            ctx.request = {**ctx.request, "channel": taken}
        return taken
    ctx.talk.append(said + " " * (ctx.lang != "zh") + _("If so, take it back and enter it anew: salesctl undo"))
    return name


def attach(tx: Tx, files: Sequence[tuple[BinaryIO, str]], row: Order | Payment) -> None:
    """Attach opened files to an order or a payment."""
    if files:
        from salesctl.domains.papers.service import attach as keep

        for file, name in files:
            keep(tx, file, name, row.NOUN, row.id)


def amount_said(view: View, amount: Decimal) -> str:
    """Say an amount with its currency: 4,580.00 元."""
    code = view.company.currency
    return _("{amount} CNY", amount=money(amount)) if code == "CNY" else f"{money(amount)} {code}"


def ordered_said(tx: Tx, client: Client, sold: Sold, whose: Actor) -> str:
    """Say what was ordered: `O-0207 东方建材 4,580.00 元，12-05 交。`; prices that were found are told."""
    row = sold.order
    what = f"{short_number(row.number, tx.today.year)} {client.name}"
    amount = amount_said(tx, row.amount)
    if row.due is None:
        message = _("{order} {amount}.", order=what, amount=amount)
    else:
        message = _("{order} {amount}, due {day}.", order=what, amount=amount, day=_day(tx, row.due))
    gap = " " * (tx.lang != "zh")
    if row.channel:
        message += gap + _("Channel {channel}.", channel=row.channel)
    if whose.id != tx.me.id:
        message += gap + _("It is {name}'s.", name=whose.name)
    for product, found in sold.prices.items():
        if found.number:
            said = _(
                "{product}: {price} as in {order}.",
                product=product,
                price=money(found.price),
                order=short_number(found.number, tx.today.year),
            )
        else:
            said = _("{product}: {price} as it was last sold.", product=product, price=money(found.price))
        tx.ctx.talk.append(said)
    return message


def _day(view: View, day: date) -> str:
    return format_day(day, view.lang, view.today).partition("（")[0].partition(" (")[0]


def paid_said(tx: Tx, got: Received) -> str:
    """Say what came in, whose it is, and what to do where nobody knows."""
    row, client = got.payment, got.client
    number = short_number(row.number, tx.today.year)
    amount = amount_said(tx, row.amount)
    if client is None:
        return _(
            "{number} {payer} {amount}, unmatched. Whose it is: salesctl payment match {number} CLIENT",
            number=number,
            payer=row.payer or "",
            amount=amount,
        )
    message = _(
        "{number} {client} {amount}, {name}'s.", number=number, client=client.name, amount=amount, name=got.owner.name
    )
    gap = " " * (tx.lang != "zh")
    if row.channel:
        message += gap + _("Channel {channel}.", channel=row.channel)
    if got.learned is not None:
        message += gap + (
            _("Known by the payer {payer}.", payer=row.payer or "")
            if got.learned.learned
            else _("Matched by the payer's name.")
        )
    elif row.payer_key:
        message += gap + _("The payer {payer} is remembered.", payer=row.payer or "")
    return message


def matched_said(tx: Tx, row: Payment, client: Client, whose: Actor, others: int) -> str:
    """Say whose money a payment is now, how many `others` of the payer with it, and what else waits from the payer."""
    year = tx.today.year
    message = _(
        "{number} {amount} is {client}'s, collected by {name}.",
        number=short_number(row.number, year),
        amount=amount_said(tx, row.amount),
        client=f"{short_number(client.number, year)} {client.name}",
        name=whose.name,
    )
    gap = " " * (tx.lang != "zh")
    if row.payer_key:
        message += gap + _("The payer {payer} is remembered.", payer=row.payer or "")
    if others:
        message += gap + n_("{n} more of this payer matched too.", "{n} more of this payer matched too.", others)
    elif waiting := knowing.waiting_of(tx, row):
        names = ", ".join(short_number(one.number, year) for one in waiting[:5]) + ("…" if waiting[5:] else "")
        tx.ctx.talk.append(
            n_(
                "{n} more of this payer waits: {numbers}. With --same all of them are matched.",
                "{n} more of this payer wait: {numbers}. With --same all of them are matched.",
                len(waiting),
                numbers=names,
            )
        )
    return message


def unmatched_said(tx: Tx, row: Payment) -> str:
    """Say that nobody knows any more whose money a payment is."""
    return _(
        "{number} {amount} is unmatched again: salesctl payment match {number} CLIENT",
        number=short_number(row.number, tx.today.year),
        amount=amount_said(tx, row.amount),
    )


def client_of(tx: Tx, match: Match | None) -> Client | None:
    """Read a client again under the lock, where one was named."""
    return tx.get(Client, match) if match is not None else None


def matched_with(ctx: Ctx, client: Token | None, wrong: bool) -> Match | None:
    """Return the client a payment is matched with, None where `--wrong` takes the match back."""
    if wrong and client is not None:
        raise Usage(
            _("--wrong and a client contradict each other."), hint=_("Another client needs no --wrong, only a reason.")
        )
    if not wrong and client is None:
        raise Usage(
            _("Whose money it is is not said."),
            hint=_("salesctl payment match PAYMENT CLIENT; --wrong takes a match back."),
        )
    return ctx.find(client) if client is not None else None


def match_reason(ctx: Ctx, payment: Match, client: Match | None) -> str | None:
    """Return the reason that taking a match back or changing it needs; None where there is nothing to change."""
    if client is None:
        return ctx.reason(_("take a match back"))
    row: Any = ctx.session.get_one(Payment, payment.id)
    if row.client_id is not None and row.client_id != client.id:
        return ctx.reason(_("match it with another client"))
    return None
