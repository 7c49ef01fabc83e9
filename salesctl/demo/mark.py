"""The mark of a demo ledger (演示标记): whether a ledger is one, what it says of itself, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from salesctl.render.page import Page
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


def marked(what: Sheet | Page) -> None:
    """Put the word before the title of what people look at; done once, however often it is asked for."""
    word = short()
    if not what.title.startswith(word):
        what.title = f"{word}  {what.title}".rstrip()
        if not isinstance(what, Sheet):
            what.foot.insert(0, said())


def refuse_real(view: View, what: str) -> None:
    """Raise Refused (5) where the ledger is a demo: real data has no place there."""
    if is_demo(view):
        raise Refused(
            _("This is a demo ledger, and {what} is for real ones.", what=what),
            hint=_("Start your own: salesctl init --ledger PATH"),
        )
