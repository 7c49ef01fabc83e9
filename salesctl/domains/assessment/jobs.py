"""What cron does for assessment (JOBS): last month is scored on the first days of the next (C7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.assessment import computing, service
from salesctl.jobs import Told
from salesctl.locale import _
from salesctl.values.period import period_of

if TYPE_CHECKING:
    from salesctl.context import Ctx


def month(ctx: Ctx) -> list[Told]:
    """Score the month before today's; again, it writes only what changed."""
    period = period_of("month", ctx.today).previous()
    cards = computing.cards(ctx, period)
    if not cards:
        return []
    with ctx.write() as tx:
        done = service.score(tx, period, cards)
    if not (done.new or done.changed):
        return []
    said = _(
        "{period}: {new} scored, {changed} changed, {same} as before.",
        period=period.label,
        new=done.new,
        changed=done.changed,
        same=done.same,
    )
    return [Told(said, f"assess list {period.label}", finding=False)]
