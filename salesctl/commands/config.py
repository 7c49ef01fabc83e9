"""`salesctl config`: the settings, what they are and where each comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salesctl.app import Single
from salesctl.locale import N_, _
from salesctl.render.sheet import Field, Sheet, Shown, Value

if TYPE_CHECKING:
    from salesctl.config import Config
    from salesctl.frame.run import Run

app = Single("config")

SOURCES = ("option", "environment", "file", "locale", "default")
FIELDS = (
    Field("key", "text", N_("Setting"), doc="Key in config.toml."),
    Field("value", "text", N_("Value"), doc="What holds for this run; true and false for switches."),
    Field("source", "code", N_("From"), context="config.source", codes=SOURCES, doc="Where the value comes from."),
    Field("variable", "text", N_("Variable"), doc="Environment variable that goes over the file."),
    Field("doc", "text", N_("Meaning"), doc="What the setting is for, in the language spoken."),
)


@app.plain("config", formats=True)
def config(run: Run) -> Shown:
    """Show settings and where each comes from."""
    return Shown(sheet=sheet(run.config))


def sheet(settings: Config) -> Sheet:
    """Return one row per setting and alias; notes name the file and what is wrong with it."""
    from salesctl.config import SETTINGS

    rows: list[tuple[Value, ...]] = [
        (s.key, _text(getattr(settings, s.key)), settings.sources.get(s.key, "default"), s.variable, _(s.doc))
        for s in SETTINGS
    ]
    rows += [(f"alias.{name}", words, "file", None, _("A word of your own.")) for name, words in settings.alias.items()]
    return Sheet(
        FIELDS,
        rows,
        notes=[_("The file: {path}", path=settings.path), *settings.problems, *map(_unknown, settings.unknown)],
    )


def _unknown(key: str) -> str:
    from salesctl.config import ALIAS, SETTINGS
    from salesctl.frame.usage import nearest

    near = nearest(key, [ALIAS, *(s.key for s in SETTINGS)])
    if near:
        return _("The file has a key nobody reads: {key}. Did you mean {near}?", key=key, near=near)
    return _("The file has a key nobody reads: {key}.", key=key)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    # A password has no place in an address; where somebody put one, it is not shown on top of that.
    return re.sub(r"(://[^:/@]*):[^/@]*@", r"\1:…@", str(value))
