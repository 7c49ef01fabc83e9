"""Where a story's ledger stands: in a file, or (`SALESCTL_TEST_ENGINE=postgres`) in a throw-away server's database."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copy2
from typing import Any, Protocol

from tests.server import ROLE, Server

ENGINE = os.environ.get("SALESCTL_TEST_ENGINE", "sqlite")


class Where(Protocol):
    """What a story needs of the place of its ledger."""

    name: str
    """How the ledger is named to the program."""
    remembered: str
    """How a device remembers it."""
    shown: str
    """How it is named where a name is shown: short, and from the story's folder."""

    def there(self) -> bool:
        """Say whether a ledger was made."""

    def keep(self, folder: Path) -> None:
        """Keep the ledger as it stands, to begin again from it."""

    def back(self, folder: Path) -> None:
        """Put a kept ledger in this one's place."""

    def clear(self) -> None:
        """Take the ledger away, to begin with nothing."""

    def ready(self) -> None:
        """Have a place where a ledger can be made."""


class File:
    """A ledger in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self.shown = path.name
        self.remembered = os.path.realpath(path)

    def clear(self) -> None:
        """Take the file and its companions away."""
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()

    def ready(self) -> None:
        """Nothing is needed: a file is made where it is to stand."""

    def there(self) -> bool:
        """Say whether the file is there."""
        return self.path.exists()

    def keep(self, folder: Path) -> None:
        """Copy the file with its companions."""
        for file in self.path.parent.glob(f"{self.path.name}*"):
            copy2(file, folder)

    def back(self, folder: Path) -> None:
        """Put the copies in place."""
        self.clear()
        for file in folder.glob(f"{self.path.name}*"):
            copy2(file, self.path.parent)


class Database:
    """A ledger in a database of its own: copied from a template in a hundredth of a second."""

    def __init__(self, server: Server, database: str = "story") -> None:
        from salesctl.ledger.address import read_address

        self.server = server
        self.database = database
        self.name = server.url("east", database=database)
        self.shown = self.name
        self.remembered = read_address(self.name).place
        server.dirty = True

    def clear(self) -> None:
        """Let the next command find an empty database."""
        self.server.dirty = True

    def ready(self) -> None:
        """Have an empty database, unless the story has one already."""
        if self.server.dirty:
            self._new("template0")

    def _new(self, template: str) -> None:
        self.server.dirty = False
        admin = self.server.admin()
        admin.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {self.database} TEMPLATE {template} STRATEGY FILE_COPY")

    def there(self) -> bool:
        """Say whether the database holds a ledger."""
        import psycopg

        if self.server.dirty:
            return False
        with psycopg.connect(host=str(self.server.folder), user=ROLE, dbname=self.database) as connection:
            found: Any = connection.execute("SELECT to_regclass('east.entry')").fetchone()
            return found[0] is not None

    def keep(self, folder: Path) -> None:
        """Make a template of the database as it stands."""
        name = f"kept_{len(list(folder.parent.iterdir()))}"
        (folder / "template").write_text(name)
        self.server.admin().execute(f"CREATE DATABASE {name} TEMPLATE {self.database} STRATEGY FILE_COPY")

    def back(self, folder: Path) -> None:
        """Make the database anew from the template."""
        self._new((folder / "template").read_text())
