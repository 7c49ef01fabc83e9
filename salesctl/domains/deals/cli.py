"""`order` and `payment` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.locale import N_, _
from salesctl.params import (
    MOST_ROWS,
    AllOpt,
    ClientOpt,
    ClientRef,
    DueOpt,
    FileArg,
    FileEncoding,
    KeyOpt,
    MapOpt,
    MaybeClient,
    NoteOpt,
    OnDate,
    PaperOpt,
    PeriodArg,
    PersonOpt,
    SheetOpt,
    SkipBadOpt,
    TeamOpt,
    Token,
    ref_argument,
    word_argument,
    word_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

order = Noun("order")
payment = Noun("payment")

OrderRef = Annotated[Token, ref_argument("order", "ORDER", N_("An order: its number."))]
PaymentRef = Annotated[Token, ref_argument("payment", "PAYMENT", N_("A payment: its number."))]
MaybePayment = Annotated[Token | None, ref_argument("payment", "PAYMENT", N_("A payment: its number."))]
Items = Annotated[
    list[str] | None,
    word_argument("words", "ITEM|AMOUNT", N_("Items CODE=QUANTITY@PRICE, negative for a return; or one amount.")),
]
Amount = Annotated[str | None, word_argument("words", "AMOUNT", N_("The amount: 35000, 3.5万, 35,000元."))]
Channel = Annotated[
    str | None,
    word_option("words", "--channel", metavar="CHANNEL", help=N_("Its channel; else the client's last one.")),
]
ChannelOnly = Annotated[str | None, word_option("words", "--channel", metavar="CHANNEL", help=N_("Only this channel."))]
Product = Annotated[str | None, word_option("words", "--product", metavar="PRODUCT", help=N_("The product it is for."))]
ProductOnly = Annotated[str | None, word_option("words", "--product", metavar="PRODUCT", help=N_("Only this product."))]
Currency = Annotated[
    str | None, word_option("words", "--currency", metavar="CODE", help=N_("The currency; only the ledger's for now."))
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=0, max=MOST_ROWS, help=N_("At most so many; 0 is all. A screen has 200.")),
]


@order.read("order.list", default=True)
def order_list(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    person: PersonOpt = None,
    team: TeamOpt = None,
    client: ClientOpt = None,
    channel: ChannelOnly = None,
    product: ProductOnly = None,
    all_: AllOpt = False,
    limit: Limit = None,
) -> Shown:
    """List my orders with their sum, the newest first."""
    from salesctl.domains.clients.asking import most
    from salesctl.domains.deals import asking, queries

    wanted = asking.wanted(ctx, period, person, team, client, channel, product, all_)
    return ctx.shown(sheet=queries.orders(ctx, wanted, most=most(ctx, limit)))


@order.read("order.show")
def order_show(ctx: Ctx, order: OrderRef) -> Shown:
    """Show an order with its items."""
    from salesctl.domains.clients.asking import for_people
    from salesctl.domains.deals import queries

    row = queries.order_row(ctx, ctx.find(order).id)
    return ctx.shown(sheet=queries.order_file(ctx, row, lines=for_people(ctx)))


@order.write("order.add")
def order_add(
    ctx: Ctx,
    client: ClientRef,
    items: Items = None,
    *,
    due: DueOpt = None,
    on: OnDate = None,
    channel: Channel = None,
    product: Product = None,
    currency: Currency = None,
    note: NoteOpt = None,
    paper: PaperOpt = None,
) -> Shown:
    """Add an order: items, or an amount."""
    from salesctl.domains.clients.asking import papers
    from salesctl.domains.clients.models import Client
    from salesctl.domains.deals import asking, queries, service

    asking.currency(ctx, currency)
    ordered, match = asking.ordered(ctx, items), ctx.find(client)
    day, way, whose = ctx.day(on), asking.channel(ctx, channel), ctx.subject
    plan = asking.due(ctx, due, day)
    with papers(ctx, paper) as files, ctx.write() as tx:
        who = tx.get(Client, match)
        sold = service.add_order(
            tx, who, ordered, owner=whose, on=day, due=plan, channel=way, product=product, note=note
        )
        asking.attach(tx, files, sold.order)
        return tx.show(asking.ordered_said(tx, who, sold, whose), queries.order_sheet(tx, sold.order))


@order.write("order.void")
def order_void(ctx: Ctx, order: OrderRef) -> Shown:
    """Void an order; its number is not used again."""
    from salesctl.domains.deals import queries, service
    from salesctl.domains.deals.models import Order
    from salesctl.naming import short_number

    match = ctx.find(order)
    why = ctx.reason(_("void an order"))
    with ctx.write(reason=why) as tx:
        row = service.void_order(tx, tx.get(Order, match))
        number = short_number(row.number, tx.today.year)
        return tx.show(_("{numbers} void.", numbers=number), queries.order_sheet(tx, row))


@order.write("order.import", warm=False)
def order_import(
    ctx: Ctx,
    file: FileArg,
    *,
    maps: MapOpt = None,
    key: KeyOpt = None,
    skip_bad: SkipBadOpt = False,
    new_clients: Annotated[
        bool, typer.Option("--new-clients", help=N_("Open a file for each client that has none."))
    ] = False,
    encoding: FileEncoding = None,
    sheet: SheetOpt = None,
) -> Shown:
    """Import orders from a file; the same file again changes nothing."""
    from salesctl.domains.deals import imports

    return imports.orders(ctx, file, maps or [], key, skip_bad, encoding, sheet, new_clients=new_clients)


@payment.read("payment.list", default=True)
def payment_list(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    person: PersonOpt = None,
    team: TeamOpt = None,
    client: ClientOpt = None,
    channel: ChannelOnly = None,
    product: ProductOnly = None,
    open_: Annotated[
        bool, typer.Option("--open", help=N_("Those of which nobody knows yet whose money they are."))
    ] = False,
    all_: AllOpt = False,
    limit: Limit = None,
) -> Shown:
    """List my payments with their sum, the newest first."""
    from salesctl.domains.clients.asking import most
    from salesctl.domains.deals import asking, queries

    wanted = asking.wanted(ctx, period, person, team, client, channel, product, all_, open_)
    return ctx.shown(sheet=queries.payments(ctx, wanted, most=most(ctx, limit)))


@payment.read("payment.show")
def payment_show(ctx: Ctx, payment: PaymentRef) -> Shown:
    """Show a payment."""
    from salesctl.domains.deals import queries

    return ctx.shown(sheet=queries.payment_sheet(ctx, queries.payment_row(ctx, ctx.find(payment).id)))


@payment.write("payment.add")
def payment_add(
    ctx: Ctx,
    client: MaybeClient = None,
    amount: Amount = None,
    *,
    payer: Annotated[
        str | None, word_option("words", "--payer", metavar="NAME", help=N_("Who paid, as the bank writes it."))
    ] = None,
    on: OnDate = None,
    channel: Channel = None,
    product: Product = None,
    currency: Currency = None,
    note: NoteOpt = None,
    paper: PaperOpt = None,
) -> Shown:
    """Add money received; the client may be unknown."""
    from salesctl.domains.clients.asking import papers
    from salesctl.domains.deals import asking, queries, service

    asking.currency(ctx, currency)
    match, money = asking.paid(ctx, client, amount, payer)
    day, way, whose = ctx.day(on), asking.channel(ctx, channel), ctx.subject if ctx.options.for_ else None
    with papers(ctx, paper) as files, ctx.write() as tx:
        got = service.add_payment(
            tx,
            asking.client_of(tx, match),
            money,
            payer=payer,
            owner=whose,
            on=day,
            channel=way,
            product=product,
            note=note,
        )
        asking.attach(tx, files, got.payment)
        return tx.show(asking.paid_said(tx, got), queries.payment_sheet(tx, got.payment))


@payment.write("payment.match")
def payment_match(
    ctx: Ctx,
    payment: MaybePayment = None,
    client: MaybeClient = None,
    *,
    same: Annotated[bool, typer.Option("--same", help=N_("And its payer's other payments that wait."))] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help=N_("The match was wrong; nobody knows whose it is."))] = False,
) -> Shown:
    """Say whose money a payment is; without a payment, list those that wait."""
    from salesctl.domains.clients.asking import most
    from salesctl.domains.clients.models import Client
    from salesctl.domains.deals import asking, queries, service
    from salesctl.domains.deals.models import Payment

    if payment is None:
        return ctx.shown(sheet=queries.payments(ctx, queries.Filter(open_=True), most=most(ctx, None)))
    match, who = ctx.find(payment), asking.matched_with(ctx, client, wrong)
    why = asking.match_reason(ctx, match, who)
    whose = ctx.subject if ctx.options.for_ else None
    with ctx.write(reason=why) as tx:
        row = tx.get(Payment, match)
        if who is None:
            service.unmatch_payment(tx, row)
            return tx.show(asking.unmatched_said(tx, row), queries.payment_sheet(tx, row))
        whom = tx.get(Client, who)
        collector = service.match_payment(tx, row, whom, whose)
        others = service.match_same(tx, row, whom, whose) if same else 0
        return tx.show(asking.matched_said(tx, row, whom, collector, others), queries.payment_sheet(tx, row))


@payment.write("payment.void")
def payment_void(ctx: Ctx, payment: PaymentRef) -> Shown:
    """Void a payment; its number is not used again."""
    from salesctl.domains.deals import queries, service
    from salesctl.domains.deals.models import Payment
    from salesctl.naming import short_number

    match = ctx.find(payment)
    why = ctx.reason(_("void a payment"))
    with ctx.write(reason=why) as tx:
        row = service.void_payment(tx, tx.get(Payment, match))
        number = short_number(row.number, tx.today.year)
        return tx.show(_("{numbers} void.", numbers=number), queries.payment_sheet(tx, row))


@payment.write("payment.import", warm=False)
def payment_import(
    ctx: Ctx,
    file: FileArg,
    *,
    maps: MapOpt = None,
    key: KeyOpt = None,
    skip_bad: SkipBadOpt = False,
    encoding: FileEncoding = None,
    sheet: SheetOpt = None,
) -> Shown:
    """Import payments from a file; the same file again changes nothing."""
    from salesctl.domains.deals import imports

    return imports.payments(ctx, file, maps or [], key, skip_bad, encoding, sheet)
