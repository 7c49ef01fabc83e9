"""What commands that draw, look and judge have in common before anything is locked."""

from __future__ import annotations

from collections.abc import Mapping

from salesctl.errors import Usage
from salesctl.locale import _


def refuse_idle(path: str, options: Mapping[str, object]) -> None:
    """Raise Usage for the first option that was given although it has no part in this form of the command."""
    for option, value in options.items():
        if value:
            raise Usage(
                _("{option} has no part in this.", option=option),
                hint=_("Leave it out. Help: {path} --help", path=path),
            )
