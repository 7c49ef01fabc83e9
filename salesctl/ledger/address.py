"""Where a ledger stands (台账地址): a file's path, or the address of a schema of a PostgreSQL database.

`postgresql://host/db?schema=east`: one ledger is one schema. What else stands in the query goes to libpq as it is
(`host`, `port`, `sslmode`, `connect_timeout` …). A password has no place here: others can read arguments and settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salesctl.errors import Usage
from salesctl.locale import _

SCHEMES = ("postgresql://", "postgres://")
DEFAULT_SCHEMA = "salesctl"
PAUSES = (0.1, 0.4, 1.5, 3.0, 5.0, 8.0, 12.0)
"""Seconds before what a server's going away broke off is tried again: one that crashed first syncs all its files."""
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Address:
    """A ledger in PostgreSQL: what libpq is told, and the schema that holds it."""

    text: str
    schema: str
    libpq: Mapping[str, str]

    def __str__(self) -> str:
        return self.text

    @property
    def stem(self) -> str:
        """The ledger's short name, as a file's without its ending."""
        return self.schema

    name = stem

    @property
    def place(self) -> str:
        """The address without the login: the same ledger to whoever opens it."""
        return re.sub(r"([?&])user=[^&]*&?", r"\1", re.sub(r"//[^/@]*@", "//", self.text)).rstrip("?&")


Place = Path | Address


def is_address(text: str) -> bool:
    """Say whether a ledger's name is an address and no path."""
    return text.startswith(SCHEMES)


def place_of(text: str) -> Place:
    """Return where a ledger's name points; raises Usage for an address that can't be one."""
    return read_address(text) if is_address(text) else Path(text)


def read_address(text: str) -> Address:
    """Read a PostgreSQL address; raises Usage for a password in it, and for what is no schema's name."""
    from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

    hint = _("For example: postgresql://host/db?schema=east")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Usage(_("{text} is no address: {why}", text=hidden(text), why=error), hint=hint) from None
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password is not None or "password" in given:
        raise Usage(
            _("A password does not belong in an address: others can read it."),
            hint=_("Keep it in ~/.pgpass (PGPASSFILE), or wait to be asked."),
        )
    schema = given.pop("schema", DEFAULT_SCHEMA)
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise Usage(
            _("{name} can't name a schema.", name=schema),
            hint=_("Small letters, digits and _, beginning with a letter; at most 63."),
        )
    if "\0" in unquote(text):
        raise Usage(_("{text} is no address: {why}", text=hidden(text), why="NUL"), hint=hint)
    libpq = dict(given)
    for key, value in (("host", parts.hostname), ("port", port), ("user", parts.username)):
        if value:
            libpq[key] = unquote(str(value))
    if database := unquote(parts.path.lstrip("/")):
        libpq["dbname"] = database
    shown = {**given, "schema": schema}
    where = parts.netloc
    return Address(f"postgresql://{where}{parts.path}?{urlencode(sorted(shown.items()), safe='/')}", schema, libpq)


def hidden(text: str) -> str:
    """Return an address without what stands for a password in it, for a message."""
    return re.sub(r"(password=)[^&\s]*", r"\1…", re.sub(r"(//[^/@:]*):[^/@]*@", r"\1:…@", text))
