"""A department of its own for the fault tests: a home, a ledger with one person in it, and a nursery of processes.

The ledger is named by an address, so that another engine's can be put in: everything here goes through commands.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.faults.nursery import Child, Nursery, Parent, clean

INIT = ("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏")
LOST = ("Traceback", "fault of salesctl")
"""Words that no failure may be told in."""


class Place:
    """A home directory with a ledger; `nursery` runs commands in it. Use `placed`."""

    def __init__(self, home: Path, ledger: str, parent: Parent) -> None:
        self.home, self.address = home, ledger
        self.streams = home / "streams"
        self.streams.mkdir(parents=True)
        self.nursery = Nursery(parent, self.streams, self.env)

    @property
    def env(self) -> dict[str, str]:
        """What a command in this place finds in its environment, beside what every process has."""
        folders = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        who = {"SALESCTL_LEDGER": self.address, "SALESCTL_LANG": "en", "SALESCTL_ME": "1001", "HOME": str(self.home)}
        return {**folders, **who, "COLUMNS": "80", "SALESCTL_CONFIG": str(self.home / "none.toml")}

    def cold(self, *words: str, who: str = "1001") -> subprocess.Popen[str]:
        """Start a command as people do: a new interpreter."""
        return subprocess.Popen(
            [sys.executable, "-m", "salesctl", *words],
            env={**clean(), **self.env, "SALESCTL_ME": who},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def add(self, name: str, op: str) -> tuple[str, ...]:
        """Return the words of the write that the faults are tried on: one client, under an operation id."""
        return ("client", "add", name, "--op-id", op, "--force", "--format", "ndjson")

    def log(self, text: str, op: str) -> tuple[str, ...]:
        """Return the words of the commonest write of a day: a dealing with the first client."""
        return ("client", "log", "C1", text, "--op-id", op, "--format", "ndjson")

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """Return what a command lists."""
        return self.nursery.ok(*words, "--format", "ndjson").rows()

    def clients(self) -> list[dict[str, Any]]:
        """Return every client."""
        return self.rows("client", "list", "--all")

    def operations(self) -> list[str]:
        """Return the operation ids of all entries."""
        found = self.nursery.ok("ledger", "sql", "SELECT op_id FROM entry", "--format", "json")
        body = json.loads(found.out.read_text(encoding="utf-8"))
        return [row["op_id"] for row in body]

    def verify(self) -> None:
        """Prove the ledger as people do."""
        self.nursery.ok("ledger", "verify")

    def keep(self, name: str = "kept") -> None:
        """Keep the home as it is now, to begin with it again."""
        kept = self.home.with_name(self.home.name + "." + name)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.home, kept, ignore=shutil.ignore_patterns("streams"))

    def again(self, name: str = "kept") -> None:
        """Put everything back as it was kept, under the same paths."""
        for path in self.home.iterdir():
            if path != self.streams:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.home.with_name(self.home.name + "." + name), self.home, dirs_exist_ok=True)


def told_well(child: Child) -> None:
    """Fail where a failure was told as a defect of the program."""
    said = child.said
    assert not any(word in said for word in LOST), f"exit {child.code}\n{said}"


def placed(home: Path, parent: Parent, *, ledger: str = "", founded: bool = True) -> Place:
    """Return a place in a new directory, with a ledger in it where `founded`."""
    place = Place(home, ledger or str(home / "ledger.db"), parent)
    if founded:
        place.nursery.ok(*INIT)
    return place
