"""What `report summary` and `report print` read before they ask, and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesctl.domains.reports.summary import queries, wording
from salesctl.domains.reports.summary.figures import Asked, By, Gathering
from salesctl.locale import _
from salesctl.printing import print_page
from salesctl.values.period import parse_period

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.params import Token
    from salesctl.render.sheet import Shown


def _gathering(ctx: Ctx, period: str | None, by: str | None, team: Token | None, person: Token | None) -> Gathering:
    how: By | Any = by or "person"
    asked = parse_period(period or "month", ctx.today)
    return Gathering(ctx, Asked(asked, how, ctx.find_id(person), ctx.find_id(team)))


def summary(
    ctx: Ctx, period: str | None, by: str | None, team: Token | None, person: Token | None, *, explain: bool
) -> Shown:
    """Show a summary: a page to people, rows and totals as data; with `explain` where its figures come from."""
    gathering = _gathering(ctx, period, by, team, person)
    if explain:
        from salesctl.domains.reports.summary import explain as explaining

        return ctx.shown(sheet=explaining.explained(ctx, gathering))
    told = queries.told(ctx, gathering)
    narrow = ctx.terminal and ctx.width < queries.NARROW[ctx.lang]
    page = queries.page(ctx, gathering, told, paper=_paper(ctx), narrow=narrow)
    return ctx.shown(sheet=queries.sheet(ctx, told), page=page)


def _paper(ctx: Ctx) -> bool:
    """Say whether it becomes paper: HTML, which is one page."""
    return ctx.options.format == "html" or str(ctx.options.output or "").lower().endswith((".html", ".htm"))


def printed(ctx: Ctx, period: str | None, team: Token | None, person: Token | None, *, open_: bool) -> Shown:
    """Write the page of a period beside us: of a week the one-pager, else the summary with its trend."""
    from salesctl.domains.reports.summary import onepage

    gathering = _gathering(ctx, period, None, team, person)
    told = queries.told(ctx, gathering)
    page = onepage.page(ctx, gathering, told)
    stem = _stem(gathering, onepage.short(ctx, gathering.asked))
    return print_page(ctx, page, stem, open_=open_, sheet=queries.sheet(ctx, told))


def _stem(gathering: Gathering, whose: str) -> str:
    """Return the default name of the file: 月报-2026-10-华东一组, monthly-report-2026-10-E1."""
    period = gathering.asked.period
    return "-".join(part for part in (_(wording.FILES[period.kind]), period.label, whose) if part)
