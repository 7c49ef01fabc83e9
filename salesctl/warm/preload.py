"""What the server imports before it serves: the rooms, what they load on the way, and the texts of both languages.

No ledger is opened and no connection made here: children inherit none, on any engine.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import walk_packages

import salesctl

LEFT_OUT = ("salesctl.demo", "salesctl.warm", "salesctl.locale.build", "salesctl.ledger.ddl")
"""What no served command loads."""
OUTSIDE = (
    "pwd",
    "platformdirs",
    "pypinyin",
    "typer._click.decorators",
    "rapidfuzz.fuzz",
    "phonenumbers",
    "encodings.gb18030",
    "encodings.idna",
    "locale",
    "tempfile",
    "calendar",
    "csv",
)
"""What rooms import inside their functions."""
AT_TERMINAL = ("rich.console", "rich.table", "rich.text", "rich.style", "rich.segment", "rich.cells")


def load() -> None:
    """Import it all. What an extra brings that is not installed is left out, as it is cold."""
    for found in walk_packages(salesctl.__path__, "salesctl."):
        if not found.name.startswith(LEFT_OUT):
            _import(found.name)
    for name in (*OUTSIDE, *AT_TERMINAL):
        _import(name)
    _import("salesctl.demo.mark")
    from sqlalchemy.orm import configure_mappers

    from salesctl.ledger.engine import choose_driver
    from salesctl.locale import LANGUAGES, set_language
    from salesctl.rooms import load_models

    load_models()
    configure_mappers()
    choose_driver()  # imports it; nothing is opened
    for language in reversed(LANGUAGES):
        set_language(language)


def _import(name: str) -> None:
    try:
        import_module(name)
    except ImportError:
        sys.modules.pop(name, None)
