"""What closing a month asks of the archive (CLOSES): the month's printed summary and sheet are filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from salesctl.closing import Step
from salesctl.domains.archive.models import ArchiveItem
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period


def steps(view: View, period: Period) -> list[Step]:
    """Return the step "archive": whether papers of the month's close lie in the archive."""
    item: Any = ArchiveItem
    query = select(func.count()).where(
        item.origin.startswith(f"month:{period.label}", autoescape=True), item.voided_at.is_(None)
    )
    if count := view.session.scalar(query):
        return [Step("archive", _("Month's papers filed ({n})", n=count), True, f"archive list {period.label}")]
    return [Step("archive", _("Month's papers not filed"), False, f"month file {period.label}")]
