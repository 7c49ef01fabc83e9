"""What the commands of the archive read and ask before anything is locked, and how they say what now holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from salesctl.domains.archive.models import ArchiveItem
from salesctl.domains.archive.queries import Filter
from salesctl.domains.archive.service import FOR_EVER, Paper, class_of
from salesctl.domains.papers.service import open_papers
from salesctl.errors import Usage
from salesctl.locale import _, n_, p_
from salesctl.naming import find_any, short_number
from salesctl.values.period import parse_period

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.naming import Match
    from salesctl.params import Token
    from salesctl.render.sheet import Shown

DEFAULT = "other"
PERMANENT = ("permanent", "forever", "永久", "长期")


def wanted(
    ctx: Ctx,
    period: str | None,
    class_: str | None,
    level: str | None,
    person: Token | None,
    team: Token | None,
    *,
    due: str | None = None,
    link: Token | None = None,
) -> Filter:
    """Return the filter of a list or search."""
    return Filter(
        period=parse_period(period, ctx.today) if period else None,
        klass=class_of(ctx, class_).code if class_ else None,
        level=level,
        person=ctx.find_id(person),
        team=ctx.find_id(team),
        due=ctx.day(due, looking="forward"),
        row=find_any(ctx, link).id if link else None,
    )


def years(text: str | None) -> int | None:
    """Read `--years`: a whole number, or for ever; None where it was not said."""
    if text is None:
        return None
    word = text.strip().casefold().removesuffix("年")
    if word in PERMANENT:
        return FOR_EVER
    if word.isascii() and word.isdigit() and 0 < int(word) <= 200:
        return int(word)
    raise Usage(
        _("{text} is no number of years.", text=text), hint=_("A whole number from 1 to 200, or --years permanent.")
    )


def links(ctx: Ctx, tokens: Sequence[Token]) -> list[Match]:
    """Resolve what a paper belongs to, each once."""
    found = {match.id: match for match in (find_any(ctx, token) for token in tokens)}
    return list(found.values())


@contextmanager
def papers(
    ctx: Ctx,
    files: Sequence[str],
    title: str | None,
    class_: str | None,
    level: str | None,
    kept: str | None,
    place: str | None,
    note: str | None,
    link: Sequence[Token],
    together: bool,
    on: str | None,
) -> Iterator[list[Paper]]:
    """Open the files and say what is to be filed: one paper a file, or with `together` one for all of them."""
    klass, belongs, day, held = class_of(ctx, class_ or DEFAULT), links(ctx, link), ctx.day(on), years(kept)
    if title and len(files) > 1 and not together:
        raise Usage(
            _("One title for {n} papers.", n=len(files)),
            hint=_("Leave --title out, and each is called as its file; or file them --together."),
        )
    if not files and not title:
        raise Usage(_("A paper needs a title."), hint=_('Add --title "…", or name a file.'))
    with ExitStack() as stack:
        opened = open_papers(ctx, files)
        for file, _name in opened:
            stack.enter_context(file)
        groups: list[list[tuple[BinaryIO, str]]] = [opened] if together or not opened else [[one] for one in opened]
        yield [
            Paper(
                title or PurePath(group[0][1]).stem,
                klass,
                group,
                on=day,
                level=level,
                years=held,
                place=place,
                note=note,
                owner=ctx.subject,
                links=belongs,
            )
            for group in groups
        ]


def filed(tx: Tx, rows: Sequence[ArchiveItem], by_class: bool) -> str:
    """Say what was filed: the numbers, the level and whether the class gave it, until when it is kept."""
    first, year = rows[0], tx.today.year
    numbers = short_number(first.number, year)
    if len(rows) > 1:
        numbers += f"…{short_number(rows[-1].number, year)}"
    level = p_("archive.level", first.level)
    if by_class:
        level = _("{level} (as the class says)", level=level)
    if first.keep_until is None:
        return n_(
            "{numbers}: {n} paper filed, {level}, kept for ever.",
            "{numbers}: {n} papers filed, {level}, kept for ever.",
            len(rows),
            numbers=numbers,
            level=level,
        )
    return n_(
        "{numbers}: {n} paper filed, {level}, kept {years} years until {day}.",
        "{numbers}: {n} papers filed, {level}, kept {years} years until {day}.",
        len(rows),
        numbers=numbers,
        level=level,
        years=first.years,
        day=first.keep_until.isoformat(),
    )


def checked(ctx: Ctx, period: str | None) -> Shown:
    """Check the archive with progress on a terminal; silent and 0 when all is well."""
    from salesctl.domains.archive.checking import check
    from salesctl.importing.progress import Meter

    meter = Meter(ctx.asks)
    sheet = check(ctx, parse_period(period, ctx.today) if period else None, meter.reading)
    meter.clear()
    rows = list(sheet.rows)
    sheet.rows = rows
    wrong = {str(row[0]) for row in rows if not row[3]}
    code = 8 if wrong & {"damaged", "missing"} else 6 if wrong else 0
    if not rows and ctx.options.format is None and ctx.options.output is None:
        return ctx.shown()
    return ctx.shown(sheet=sheet, exit_code=code)
