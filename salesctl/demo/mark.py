"""The mark of a demo ledger (演示标记): whether a ledger is one, what it says of itself, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.errors import Refused
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.view import View

DEMO = "demo"
"""The `mark` of a ledger's info and of its entries' headers."""


def is_demo(view: View) -> bool:
    """Tell whether the ledger is a made-up one."""
    from salesctl.ledger.opening import info

    return info(view.session.connection())["mark"] == DEMO


def said() -> str:
    """Return what every screen and paper of a demo ledger says."""
    return _("DEMO: people, clients and figures are made up.")


def short() -> str:
    """Return the word that stands in titles."""
    return _("DEMO")


def refuse_real(view: View, what: str) -> None:
    """Raise Refused (5) where the ledger is a demo: real data has no place there."""
    if is_demo(view):
        raise Refused(
            _("This is a demo ledger, and {what} is for real ones.", what=what),
            hint=_("Start your own: salesctl init --ledger PATH"),
        )
