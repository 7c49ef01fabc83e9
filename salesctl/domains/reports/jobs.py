"""What cron asks of reports in the evening (缺日报): who owes what fell due since the evening before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesctl.domains.reports import wording
from salesctl.domains.reports.queries import owed
from salesctl.jobs import Told
from salesctl.locale import n_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.reports.duty import Duty

SINCE = timedelta(hours=24)


def evening(ctx: Ctx) -> list[Told]:
    """Return a line for each period whose reports fell due in the last 24 hours and are missing; none on a rest day."""
    late: dict[str, list[Duty]] = {}
    for duty in owed(ctx, None):
        if duty.due and ctx.now - duty.due <= SINCE:
            late.setdefault(wording.named(ctx, duty.period), []).append(duty)
    comma = "、" if ctx.lang == "zh" else ", "
    return [
        Told(
            n_(
                "{report}: {n} missing: {names}",
                "{report}: {n} missing: {names}",
                len(several),
                report=name,
                names=comma.join(duty.actor.name for duty in several),
            ),
            f"report missing {several[0].period.label} --kind {several[0].period.kind}",
        )
        for name, several in late.items()
    ]
