"""`client` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from salesctl.app import Noun
from salesctl.domains.clients.vocab import CHANNELS, KINDS, SORTS
from salesctl.locale import N_, _
from salesctl.params import (
    MOST_ROWS,
    AllOpt,
    AtTime,
    ClientRef,
    FileArg,
    FileEncoding,
    KeyOpt,
    MapOpt,
    MaybeWords,
    NextOpt,
    OnDate,
    PaperOpt,
    PeriodArg,
    SheetOpt,
    SkipBadOpt,
    TeamOpt,
    Token,
    code_option,
    ref_option,
    word_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("client")

Kind = Annotated[
    str | None,
    code_option(
        "--kind", codes=KINDS, context="client.kind", metavar="KIND", help=N_("company, dealer, agency or person.")
    ),
]
Trade = Annotated[str | None, word_option("words", "--trade", metavar="TEXT", help=N_("Line of business."))]
Region = Annotated[str | None, word_option("words", "--region", metavar="TEXT", help=N_("Region."))]
Source = Annotated[
    str | None, word_option("words", "--source", metavar="TEXT", help=N_("How it was found: web, fair, referral."))
]
Level = Annotated[
    str | None, word_option("words", "--level", metavar="LEVEL", help=N_("Level by the rule book: A, B, C."))
]
Owner = Annotated[Token | None, ref_option("person", "--owner", metavar="PERSON", help=N_("Who looks after it."))]
OwnerOnly = Annotated[
    Token | None, ref_option("person", "--owner", "--person", "-p", metavar="PERSON", help=N_("Only this person's."))
]
TaxId = Annotated[str | None, word_option("words", "--tax-id", metavar="NUMBER", help=N_("Tax number."))]
Need = Annotated[str | None, word_option("words", "--need", metavar="TEXT", help=N_("What it needs."))]
Address = Annotated[str | None, word_option("words", "--address", metavar="TEXT", help=N_("Address."))]
Note = Annotated[str | None, word_option("words", "--note", metavar="TEXT", help=N_("A remark."))]
ShortName = Annotated[str | None, word_option("words", "--short-name", metavar="NAME", help=N_("What people call it."))]
ContactName = Annotated[str | None, word_option("words", "--contact", metavar="NAME", help=N_("Who to talk to there."))]
Phone = Annotated[str | None, word_option("words", "--phone", metavar="PHONE", help=N_("The contact's phone."))]
Phones = Annotated[
    list[str] | None,
    word_option("words", "--phone", metavar="PHONE", help=N_("The contact's phone; may be repeated.")),
]
Title = Annotated[str | None, word_option("words", "--title", metavar="TEXT", help=N_("The contact's position."))]
Email = Annotated[
    str | None, word_option("words", "--email", metavar="ADDRESS", help=N_("The contact's e-mail address."))
]
WeChat = Annotated[str | None, word_option("words", "--wechat", metavar="ID", help=N_("The contact's WeChat."))]


@app.read("client.list", default=True)
def list_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    owner: OwnerOnly = None,
    team: TeamOpt = None,
    level: Level = None,
    kind: Kind = None,
    trade: Trade = None,
    region: Region = None,
    source: Source = None,
    phone: Annotated[
        str | None, word_option("words", "--phone", metavar="PHONE", help=N_("Only those with this phone."))
    ] = None,
    all_: AllOpt = False,
    sort: Annotated[
        str | None,
        code_option("--sort", codes=SORTS, metavar="COLUMN", help=N_("added, number, name, level, last or owner.")),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="N", min=0, max=MOST_ROWS, help=N_("At most so many; 0 is all. A screen has 200.")
        ),
    ] = None,
) -> Shown:
    """List my clients; a period shows those added in it."""
    from salesctl.domains.clients import asking, queries

    wanted = asking.wanted(
        ctx,
        owner,
        team,
        all_ or phone is not None,
        level=level,
        kind=kind,
        trade=trade,
        region=region,
        source=source,
        phone=phone,
        added=asking.period(ctx, period),
    )
    return ctx.shown(sheet=queries.clients(ctx, wanted, sort=sort or "added", most=asking.most(ctx, limit)))


@app.read("client.show")
def show(
    ctx: Ctx, client: ClientRef, *, all_: Annotated[bool, typer.Option("--all", help=N_("The whole timeline."))] = False
) -> Shown:
    """Show a client's file as one timeline."""
    from salesctl.domains.clients import asking, queries
    from salesctl.domains.clients.timeline import MOST, client_file

    row = queries.client_row(ctx, ctx.find(client).id)
    return ctx.shown(sheet=client_file(ctx, row, lines=asking.for_people(ctx), most=None if all_ else MOST))


@app.write("client.add")
def add(
    ctx: Ctx,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its full name."))],
    *,
    phone: Phones = None,
    contact: ContactName = None,
    title: Title = None,
    email: Email = None,
    wechat: WeChat = None,
    kind: Kind = None,
    trade: Trade = None,
    region: Region = None,
    source: Source = None,
    level: Level = None,
    owner: Owner = None,
    tax_id: TaxId = None,
    need: Need = None,
    address: Address = None,
    note: Note = None,
    short_name: ShortName = None,
    paper: PaperOpt = None,
) -> Shown:
    """Add a client; files that look alike are shown first."""
    from salesctl.domains.clients import asking, queries, service

    whose = asking.owner(ctx, owner) or ctx.subject
    known, told = asking.accept(ctx, name, phone or [], tax_id or "")
    values: dict[str, Any] = {
        "kind": kind,
        "trade": trade,
        "region": region,
        "source": source,
        "level": level,
        "tax_id": tax_id,
        "needs": need,
        "address": address,
        "note": note,
        "short_name": short_name,
    }
    people = {"name": contact, "title": title, "email": email, "wechat": wechat}
    with asking.papers(ctx, paper) as files, ctx.write() as tx:
        row = service.add_client(
            tx,
            name,
            owner=whose,
            contact=people,
            phones=phone or [],
            known=known,
            **values,
        )
        asking.attach(tx, files, row.id)
        return tx.show(asking.added(tx, row, whose, told), queries.client_sheet(tx, row))


@app.write("client.edit")
def edit(
    ctx: Ctx,
    client: ClientRef,
    *,
    name: Annotated[str | None, word_option("words", "--name", metavar="NAME", help=N_("A new name."))] = None,
    contact: ContactName = None,
    phone: Phone = None,
    title: Title = None,
    email: Email = None,
    wechat: WeChat = None,
    drop_contact: Annotated[
        str | None, word_option("words", "--drop-contact", metavar="NAME", help=N_("This contact is there no more."))
    ] = None,
    kind: Kind = None,
    trade: Trade = None,
    region: Region = None,
    source: Source = None,
    level: Level = None,
    owner: Owner = None,
    tax_id: TaxId = None,
    need: Need = None,
    address: Address = None,
    note: Note = None,
    short_name: ShortName = None,
    paper: PaperOpt = None,
) -> Shown:
    """Change a client or one of its contacts; an empty text clears."""
    from salesctl.domains.clients import asking, queries, service
    from salesctl.domains.clients.models import Client

    match = ctx.find(client)
    whose = asking.owner(ctx, owner)
    people = {"name": contact, "phone": phone, "title": title, "email": email, "wechat": wechat}
    columns = {
        "name": name,
        "kind": kind,
        "trade": trade,
        "region": region,
        "source": source,
        "level": level,
        "tax_id": tax_id,
        "needs": need,
        "address": address,
        "note": note,
        "short_name": short_name,
    }
    changes = {key: value for key, value in columns.items() if value is not None}
    person = {key: value for key, value in people.items() if value is not None}
    ctx.given({**changes, "person": person or None, "owner": whose, "drop": drop_contact, "paper": paper or None})
    with asking.papers(ctx, paper) as files, ctx.write() as tx:
        row = service.edit_client(
            tx, tx.get(Client, match), changes, owner=whose, contact=person or None, drop=drop_contact
        )
        asking.attach(tx, files, row.id)
        return tx.show(asking.changed(tx, row, whose), queries.client_sheet(tx, row))


@app.write("client.void")
def void(ctx: Ctx, client: ClientRef) -> Shown:
    """Void a client; its number is not used again."""
    from salesctl.domains.clients import queries, service
    from salesctl.domains.clients.models import Client
    from salesctl.naming import short_number

    match = ctx.find(client)
    why = ctx.reason(_("void a client"))
    with ctx.write(reason=why) as tx:
        row = service.void_client(tx, tx.get(Client, match))
        number = short_number(row.number, tx.today.year)
        return tx.show(_("{number} {name} is void.", number=number, name=row.name), queries.client_sheet(tx, row))


@app.write("client.log")
def log(
    ctx: Ctx,
    client: ClientRef,
    text: MaybeWords = None,
    *,
    next_: NextOpt = None,
    done: Annotated[bool, typer.Option("--done", help=N_("The next step is done; there is no new one."))] = False,
    at: AtTime = None,
    on: OnDate = None,
    see: Annotated[
        str | None, word_option("words", "--see", metavar="NAME", help=N_("Who was met or spoken to."))
    ] = None,
    channel: Annotated[
        str | None,
        code_option(
            "--channel",
            codes=CHANNELS,
            context="client.channel",
            metavar="CHANNEL",
            help=N_("wechat, phone, email, meeting, visit, message; else read from the text."),
        ),
    ] = None,
    paper: PaperOpt = None,
) -> Shown:
    """Log a dealing with a client, and what comes next."""
    from salesctl.domains.clients import asking, service
    from salesctl.domains.clients.logs import log_sheet
    from salesctl.domains.clients.models import Client

    match = ctx.find(client)
    how, words = asking.channel(ctx, channel, text)
    day, instant = asking.when(ctx, on, at)
    due, step = asking.next_step(ctx, next_, done)
    by = ctx.subject
    with asking.papers(ctx, paper) as files, ctx.write() as tx:
        row = tx.get(Client, match)
        logged = service.log_client(
            tx, row, words, channel=how, by=by, on=day, at=instant, seen=see, step=step, due=due, done=done
        )
        asking.attach(tx, files, row.id)
        return tx.show(asking.logged(tx, row, logged, see), log_sheet(tx, row, logged.log, logged.step))


@app.read("client.stale")
def stale(
    ctx: Ctx, *, owner: OwnerOnly = None, team: TeamOpt = None, level: Level = None, all_: AllOpt = False
) -> Shown:
    """List clients not contacted within their level's days; exit 6 if there are any."""
    from salesctl.domains.clients import asking
    from salesctl.domains.clients import stale as overdue

    sheet = overdue.stale(ctx, asking.wanted(ctx, owner, team, all_, level=level))
    return ctx.shown(sheet=sheet, exit_code=6 if sheet.rows else 0)


@app.write("client.import", warm=False)
def import_(
    ctx: Ctx,
    file: FileArg,
    *,
    maps: MapOpt = None,
    key: KeyOpt = None,
    skip_bad: SkipBadOpt = False,
    encoding: FileEncoding = None,
    sheet: SheetOpt = None,
) -> Shown:
    """Import clients from a file; the same file again changes nothing."""
    from salesctl.domains.clients import imports

    return imports.clients(ctx, file, maps or [], key, skip_bad, encoding, sheet)


@app.read("client.export")
def export(
    ctx: Ctx, file: FileArg, *, owner: OwnerOnly = None, team: TeamOpt = None, level: Level = None, kind: Kind = None
) -> Shown:
    """Export the clients I may see to a file; its ending chooses the format."""
    from salesctl.domains.clients import asking, queries
    from salesctl.importing import export as write_file

    return write_file(ctx, queries.clients(ctx, asking.wanted(ctx, owner, team, True, level=level, kind=kind)), file)
