"""News (新消息): what happened since my last look, by a mark this device keeps; it is no record and writes no entry."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesctl.context import View


def since(view: View) -> datetime:
    """Return the instant from which what happened is news to me: my last look at `today`, at the longest a day ago."""
    return view.now - timedelta(days=1)
