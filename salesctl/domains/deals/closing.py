"""What closing a month asks of payments: whose money everything is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesctl.closing import Step
from salesctl.domains.deals.queries import money, unmatched
from salesctl.domains.org.people import reach_of
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> Iterator[Step]:
    """Say how many payments of the period nobody has matched."""
    if reach_of(view, "payment.see") is None:
        return
    count, amount = unmatched(view, period)
    text = (
        n_("{n} payment unmatched, {amount}", "{n} payments unmatched, {amount}", count, amount=money(amount))
        if count
        else _("Payments matched")
    )
    yield Step("payments_matched", text, not count, f"payment list {period.label} --open" if count else "")
