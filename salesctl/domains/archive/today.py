"""What the archive puts on `today`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.archive.queries import due
from salesctl.domains.archive.rules import Notice, ends_soon
from salesctl.domains.org.people import reach_of
from salesctl.locale import n_
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.today import Line


def lines(view: View) -> list[Line]:
    """Return for who checks the archive how many papers' retention ends soon or has ended (B2.3.3)."""
    from salesctl.today import Line

    if reach_of(view, "archive.check") is None or reach_of(view, "archive.see") is None:
        return []
    last = ends_soon(view.today, view.rules.one(Notice, view.today))
    count, first = due(view, last)
    if not count or first is None:
        return []
    day = format_day(first, view.lang, view.today)
    text = n_(
        "{n} paper's retention ends, on {day}",
        "{n} papers' retention ends, the first on {day}",
        count,
        day=day,
    )
    return [Line("soon", "", text, f"archive list --due {last.isoformat()}")]
