"""Spot checks of reports (抽查日志): a drawn sample, and verdicts on one (B4.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.checks import queries as checks
from salesctl.domains.checks import service as checking
from salesctl.domains.checks.models import Check
from salesctl.domains.checks.rules import ShareError, parse_share
from salesctl.domains.checks.vocab import Candidate
from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.org.queries import below
from salesctl.domains.reports import wording
from salesctl.domains.reports.fields import CHECK
from salesctl.domains.reports.models import Report
from salesctl.domains.reports.queries import period_of_report, writer
from salesctl.domains.reports.service import checkable
from salesctl.errors import Usage
from salesctl.locale import _, n_, p_
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import Ctx, View
    from salesctl.render.sheet import Shown
    from salesctl.values.period import Period

NOUN = "report"


def drawable(
    view: View,
    period: Period,
    *,
    kind: str | None = None,
    person: str | None = None,
    team: str | None = None,
    again: bool = False,
) -> list[Report]:
    """Return the reports of a period that were handed in and not drawn before, as far as `check.edit` reaches.

    `again`: those that have a verdict too.
    """
    row: Any = Report
    query = select(Report).where(
        row.submitted_at.is_not(None), row.voided_at.is_(None), row.on_date.between(period.first, period.last)
    )
    if kind:
        query = query.where(row.kind == kind)
    if person:
        query = query.where(row.owner_id == person)
    if team:
        query = query.where(row.team_id.in_(below(view, team)))
    found = list(view.session.scalars(scoped(view, query, Report, "check.edit").order_by(row.on_date, row.id)))
    drawn = checks.checks_of(view, [one.id for one in found])
    waiting = {key for key, check in drawn.items() if check.verdict is None}
    return [one for one in found if (again and one.id not in waiting) or one.id not in drawn]


def candidate(view: View, row: Report) -> Candidate:
    """Return a report as it may be drawn; it has no number and goes by its writer's code and its period."""
    who = writer(view, row.owner_id).actor
    return Candidate(row.id, f"{who.code} {period_of_report(row).label}", row.owner_id, row.team_id)


def sample(
    ctx: Ctx,
    share: str,
    period: Period,
    *,
    kind: str | None = None,
    person: str | None = None,
    team: str | None = None,
    seed: str = "",
    again: bool = False,
) -> Shown:
    """Draw a sample of the reports of a period, and say which; each waits for a verdict."""
    try:
        part = parse_share(share)
    except ShareError:
        raise Usage(
            _("{text} is no share.", text=share),
            hint=_("For example: --sample 20%, --sample 0.2, or a count: --sample 3"),
        ) from None
    with ctx.write() as tx:
        population = [
            candidate(tx, row) for row in drawable(tx, period, kind=kind, person=person, team=team, again=again)
        ]
        draw, made = checking.draw(tx, NOUN, population, part, period, seed, person, team)
        said = _(
            "Drawn {drawn}/{total} (seed {seed}, kept): {numbers}.",
            drawn=draw.drawn,
            total=draw.total,
            seed=draw.seed,
            numbers=", ".join(one.number or "" for one in made),
        )
        after = _('When checked: salesctl report check PERSON PERIOD true "…"')
        return tx.show(f"{said}\n{after}", check_sheet(tx, made))


def give(ctx: Ctx, row: Report, code: str, text: str | None, *, again: bool = False) -> Shown:
    """Give a verdict on a report."""
    with ctx.write() as tx:
        held = tx.get(Report, row.id)
        checkable(tx, held)
        made = checking.verdict(tx, NOUN, candidate(tx, held), code, text=text, again=again)
        name = f"{writer(tx, held.owner_id).actor.name} {wording.named(tx, period_of_report(held))}"
        said = _("Checked {report}: {verdict}.", report=name, verdict=p_("check.verdict", code))
        return tx.show(said, check_sheet(tx, [made]))


def waiting(view: View) -> Sheet:
    """List what was drawn and has no verdict yet."""
    found = checks.pending(view, NOUN) if reach_of(view, "check.see") is not None else []
    sheet = check_sheet(view, found)
    sheet.title = n_("{n} report drawn without a verdict", "{n} reports drawn without a verdict", len(found))
    return sheet


def check_sheet(view: View, rows: Sequence[Check]) -> Sheet:
    """Return checks of reports, a row for each."""
    view.session.flush()
    found: list[tuple[Value, ...]] = []
    draws = checks.draws_of(view, [row.draw_id for row in rows if row.draw_id])
    for row in rows:
        held = view.session.get_one(Report, row.row_id)
        who = writer(view, held.owner_id).actor
        by = writer(view, row.checked_by).actor.name if row.checked_by else None
        period = period_of_report(held)
        seed = draws[row.draw_id].seed if row.draw_id in draws else None
        found.append((row.id, who.code, who.name, period.label, held.kind, row.verdict, by, row.how, row.text, seed))
    return Sheet(CHECK, found, empty=_("Nothing drawn waits for a verdict. Draw: salesctl report check --sample 20%"))
