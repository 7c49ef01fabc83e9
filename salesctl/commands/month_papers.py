"""The papers of a month for the archive (月报 考勤表): its summary and its attendance sheet, each one HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx
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
    """Yield the summary and the attendance sheet of everyone the actor may see (`report.see`, `checkin.see`)."""
    from salesctl.domains.attendance import totals
    from salesctl.domains.reports.summary import queries
    from salesctl.domains.reports.summary.figures import Asked, Gathering
    from salesctl.printing import paper

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
