"""`archive` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.domains.archive.vocab import LEVELS
from salesctl.locale import N_, _
from salesctl.params import (
    MOST_ROWS,
    OnDate,
    PeriodArg,
    PersonOpt,
    TeamOpt,
    Token,
    code_option,
    ref_argument,
    ref_option,
    word_argument,
    word_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("archive")

ItemRef = Annotated[Token, ref_argument("archive", "ITEM", N_("A paper of the archive: its number."))]
Files = Annotated[
    list[str] | None, word_argument("file", "FILE", N_("Files to be kept; none where only an original is filed."))
]
Class = Annotated[
    str | None, word_option("words", "--class", metavar="CLASS", help=N_("Class by the rule book: contract, 合同 …"))
]
Level = Annotated[
    str | None,
    code_option(
        "--level",
        codes=LEVELS,
        context="archive.level",
        metavar="LEVEL",
        help=N_("public, internal, confidential or secret; else as the class says."),
    ),
]
Years = Annotated[
    str | None,
    word_option("words", "--years", metavar="N|permanent", help=N_("Years of retention; else as the class says.")),
]
Title = Annotated[str | None, word_option("words", "--title", metavar="TEXT", help=N_("What it is called."))]
Place = Annotated[
    str | None, word_option("words", "--place", metavar="TEXT", help=N_("Where the original lies: cabinet 3, shelf 2."))
]
Note = Annotated[str | None, word_option("words", "--note", metavar="TEXT", help=N_("A remark; it is found, too."))]
Links = Annotated[
    list[Token] | None,
    ref_option("any", "--link", metavar="NUMBER", help=N_("What it belongs to, by number or name; may be repeated.")),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=0, max=MOST_ROWS, help=N_("At most so many; 0 is all. A screen has 200.")),
]


@app.read("archive.list", default=True)
def list_(
    ctx: Ctx,
    period: PeriodArg = None,
    *,
    class_: Class = None,
    level: Level = None,
    person: PersonOpt = None,
    team: TeamOpt = None,
    due: Annotated[
        str | None, word_option("day", "--due", metavar="DAY", help=N_("Whose retention ends by that day."))
    ] = None,
    link: Annotated[Token | None, ref_option("any", "--link", metavar="NUMBER", help=N_("What belongs to it."))] = None,
    limit: Limit = None,
) -> Shown:
    """List papers of the archive, the newest first."""
    from salesctl.domains.archive import asking, queries
    from salesctl.domains.clients.asking import most

    wanted = asking.wanted(ctx, period, class_, level, person, team, due=due, link=link)
    return ctx.shown(sheet=queries.items(ctx, wanted, most=most(ctx, limit)))


@app.read("archive.find")
def find(
    ctx: Ctx,
    words: Annotated[str, word_argument("words", "WORDS", N_('Every word must occur; "two words" in quotes are one.'))],
    period: PeriodArg = None,
    *,
    class_: Class = None,
    level: Level = None,
    person: PersonOpt = None,
    team: TeamOpt = None,
) -> Shown:
    """Find papers by title, note, file name and the text of text files."""
    from salesctl.domains.archive import asking, queries

    return ctx.shown(sheet=queries.find(ctx, words, asking.wanted(ctx, period, class_, level, person, team)))


@app.read("archive.show")
def show(ctx: Ctx, item: ItemRef) -> Shown:
    """Show a paper: serial, level, retention, what it belongs to, its files."""
    from salesctl.domains.archive import queries

    return ctx.shown(sheet=queries.archive_sheet(ctx, queries.item_row(ctx, ctx.find(item).id)))


@app.write("archive.add", warm=False)
def add(
    ctx: Ctx,
    files: Files = None,
    *,
    title: Title = None,
    class_: Class = None,
    level: Level = None,
    years: Years = None,
    place: Place = None,
    note: Note = None,
    link: Links = None,
    together: Annotated[bool, typer.Option("--together", help=N_("All files are one paper."))] = False,
    on: OnDate = None,
) -> Shown:
    """File papers: one for each file, or an original that lies elsewhere."""
    from salesctl.domains.archive import asking, queries, service

    with (
        asking.papers(ctx, files or [], title, class_, level, years, place, note, link or [], together, on) as papers,
        ctx.write() as tx,
    ):
        rows = [service.add(tx, paper) for paper in papers]
        return tx.show(asking.filed(tx, rows, level is None), queries.archive_sheets(tx, rows))


@app.write("archive.edit")
def edit(
    ctx: Ctx,
    item: ItemRef,
    *,
    title: Title = None,
    level: Level = None,
    years: Years = None,
    place: Place = None,
    note: Note = None,
    link: Links = None,
) -> Shown:
    """Change a paper's title, note, place, level or retention, or what it belongs to."""
    from salesctl.domains.archive import asking, queries, service
    from salesctl.domains.archive.models import ArchiveItem
    from salesctl.naming import short_number

    match = ctx.find(item)
    given = {"title": title, "level": level, "years": asking.years(years), "place": place, "note": note}
    links = asking.links(ctx, link or [])
    changes = ctx.given({**given, "link": links or None})
    changes.pop("link", None)
    with ctx.write() as tx:
        row = service.edit(tx, tx.get(ArchiveItem, match), changes, links)
        number = short_number(row.number, tx.today.year)
        return tx.show(_("{number} {title} changed.", number=number, title=row.title), queries.archive_sheet(tx, row))


@app.write("archive.void")
def void(ctx: Ctx, item: ItemRef) -> Shown:
    """Void a paper; its serial is not used again, its bytes stay as proof."""
    from salesctl.domains.archive import queries, service
    from salesctl.domains.archive.models import ArchiveItem
    from salesctl.naming import short_number

    match = ctx.find(item)
    why = ctx.reason(_("void a paper of the archive"))
    with ctx.write(reason=why) as tx:
        row = service.void(tx, tx.get(ArchiveItem, match))
        number = short_number(row.number, tx.today.year)
        return tx.show(_("{number} {title} is void.", number=number, title=row.title), queries.archive_sheet(tx, row))


@app.read("archive.get")
def get(ctx: Ctx, item: ItemRef) -> Shown:
    """Get a paper's files beside you, or to --output; reading a confidential one is noted in the journal."""
    from salesctl.domains.archive import getting

    return getting.get(ctx, ctx.find(item))


@app.read("archive.check", warm=False)
def check(ctx: Ctx, period: PeriodArg = None) -> Shown:
    """Read every byte again and say what does not add up; exit 6 for a finding, 8 for altered bytes."""
    from salesctl.domains.archive import asking

    return asking.checked(ctx, period)
