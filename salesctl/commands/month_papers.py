"""The papers of a month for the archive (月报 考勤表): its summary and its attendance sheet, each one HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.domains.archive.models import ArchiveItem
    from salesctl.render.page import Page
    from salesctl.values.period import Period


class MonthPaper(NamedTuple):
    """One paper: the file's name, its bytes, its title, the archive's class, and by what it is known when filed again.

    `origin` is the same each time, the bytes are not: they say when and by whom the page was made.
    """

    name: str
    data: bytes
    title: str
    klass: str
    origin: str


def papers(ctx: Ctx, month: Period) -> Iterator[MonthPaper]:
    """Yield the summary and the attendance sheet of everyone.

    Needs `report.see`, `checkin.see` and `archive.edit` for all: what is filed under the month's name stands for the
    department, not for what one person may see of it. Raises Refused for a month that has not ended.
    """
    from salesctl.domains.attendance import totals
    from salesctl.domains.org.people import require
    from salesctl.domains.periods.vocab import spoken
    from salesctl.domains.reports.summary import queries
    from salesctl.domains.reports.summary.figures import Asked, Gathering
    from salesctl.errors import Refused
    from salesctl.printing import paper
    from salesctl.values.period import period_of

    for right in ("report.see", "checkin.see", "archive.edit"):
        require(ctx, right, _("file the month's papers of everyone"))
    if month.last >= ctx.today:
        last = period_of("month", ctx.today).previous()
        raise Refused(
            _("{period} has not ended.", period=spoken(month.first, month.last, ctx.today)),
            hint=_("The last one that has: salesctl month file {month}", month=last.label),
        )
    gathering = Gathering(ctx, Asked(month, "person", None, None))
    summary = queries.page(ctx, gathering, queries.told(ctx, gathering), paper=True)
    yield _drawn(ctx, summary, month, "report", _("summary-{month}.html", month=month.label))
    sheet = paper(ctx, totals.sheet(ctx, month, screen=True))
    yield _drawn(ctx, sheet, month, "attendance", _("attendance-{month}.html", month=month.label))


def _drawn(ctx: Ctx, page: Page, month: Period, klass: str, name: str) -> MonthPaper:
    from salesctl.render import Look
    from salesctl.render.html import write_page

    out = StringIO()
    write_page(page, out, Look(ctx.lang, ctx.zone))
    return MonthPaper(name, out.getvalue().encode(), page.title, klass, f"month:{month.label}:{klass}")


def filed(tx: Tx, made: Sequence[MonthPaper], *, again: bool = False) -> list[tuple[ArchiveItem, bool]]:
    """File a month's papers, each once; `again` puts new ones in their place. Returns (item, whether it is new)."""
    from salesctl.domains.archive.service import file_page

    return [
        file_page(tx, one.name, one.data, title=one.title, klass=one.klass, origin=one.origin, again=again)
        for one in made
    ]


def told(tx: View, found: Sequence[tuple[ArchiveItem, bool]], month: Period) -> str:
    """Say what was filed, or that it lay there already."""
    from salesctl.naming import short_number

    numbers = ", ".join(short_number(item.number, tx.today.year) for item, new in found if new)
    if numbers:
        return _("{month}: filed {numbers}.", month=month.label, numbers=numbers)
    there = ", ".join(short_number(item.number, tx.today.year) for item, _new in found)
    return _("{month} is filed already: {numbers}. Anew: --again", month=month.label, numbers=there)
