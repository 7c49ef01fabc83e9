"""What the archive puts on `today`: retention that ends soon, for who checks the archive (B2.3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from salesctl.domains.archive.models import ArchiveItem
from salesctl.domains.org.people import reach_of, scoped
from salesctl.locale import n_
from salesctl.today import Line

if TYPE_CHECKING:
    from salesctl.context import View

AHEAD = timedelta(days=30)


def lines(view: View) -> Iterator[Line]:
    """Say how many papers' retention ends within a month or is over."""
    if reach_of(view, "archive.check") is None:
        return
    item: Any = ArchiveItem
    last = view.today + AHEAD
    query = select(func.count()).where(item.voided_at.is_(None), item.keep_until <= last)
    count = view.session.scalar(scoped(view, query, ArchiveItem, "archive.check")) or 0
    if count:
        said = n_("retention of {n} paper ends", "retention of {n} papers ends", count)
        yield Line("soon", "", said, f"archive list --due {last.isoformat()}")
