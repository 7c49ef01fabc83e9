"""What the archive has to do with closing a month (月结)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.closing import Step
from salesctl.domains.archive.models import ArchiveItem
from salesctl.domains.archive.vocab import MONTH
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return whether the month's printed summary and sheet are filed (CLOSES)."""
    return [Step("archive", _("the month's papers are filed"), filed(view, period.label), f"month file {period.label}")]


def filed(view: View, label: str) -> bool:
    """Say whether the papers of a month (2026-10) stand in the archive; that they do is no secret."""
    item: Any = ArchiveItem
    query = select(item.id).where(item.origin == f"{MONTH}{label}", item.voided_at.is_(None)).limit(1)
    return view.session.scalar(query) is not None
