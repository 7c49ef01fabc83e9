"""Stored values and bytes changed behind the program's back: each is found, none makes a total silently another one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.place import LOST
from tests.ledger.made_up import raw, tamper
from tests.ledger.tampering import others

Cli = Any
SUMMARY = ("report", "summary", "2026-11", "--json")
VERIFY = ("ledger", "verify", "--json")
TOLD = frozenset({2, 3, 4, 5, 7, 8})
"""Exit codes with which a command on a ledger that was tampered with may refuse: it says why. Never 1 or 70."""


class Flip(NamedTuple):
    """What was changed, and the exit codes of the summary and of verify after it."""

    what: str
    summary: int
    verify: int

    @property
    def outcome(self) -> str:
        """Found by verify, refused before it, or without effect: no stored value is another one."""
        return {0: "without effect", 8: "found"}.get(self.verify, "refused")


class Flipper:
    """A ledger as it was, and one change at a time to it."""

    def __init__(self, cli: Cli, seed: int) -> None:
        self.cli, self.dice = cli, random.Random(seed)
        self.path = Path(cli.ledger)
        self.cli.ok("ledger", "verify")
        self.clean = self.cli.ok(*SUMMARY).out
        with raw(self.path) as connection:
            connection.execute("SELECT 1 FROM entry")
        self.body = self.path.read_bytes()
        self.written = [at for at, byte in enumerate(self.body) if byte]
        self.columns = self._columns()
        self.stored = self._stored()

    def _columns(self) -> dict[str, list[tuple[str, str, bool]]]:
        with raw(self.path) as connection:
            names = [
                n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            ]
            kept = [n for n in names if connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0]]
            return {
                name: [(row[1], row[2], not row[3]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
                for name in kept
                if not name.startswith("sqlite_")
            }

    def _stored(self) -> str:
        """Return a digest of every stored value, "" where they can't be read."""
        digest = sha256()
        try:
            with raw(self.path) as connection:
                for table in self.columns:
                    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
                        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        except Exception:
            return ""
        return digest.hexdigest()

    def anew(self) -> None:
        """Put the ledger back as it was."""
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.path.write_bytes(self.body)

    def value(self) -> str:
        """Change one stored value of any table, journal or room; returns which. Each table has an equal share."""
        while True:
            table = self.dice.choice(list(self.columns))
            column, kind, null = self.dice.choice(self.columns[table])
            with raw(self.path) as connection:
                rowids = [rowid for (rowid,) in connection.execute(f'SELECT rowid FROM "{table}"')]
                rowid = self.dice.choice(rowids)
                (old,) = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
            new = self.dice.choice([value for value in others(old, kind, null) if value != old])
            query = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?'
            try:
                tamper(self.path, lambda connection: connection.execute(query, (new, rowid)))  # noqa: B023
            except Exception as error:
                if "constraint" not in str(error).lower() and "datatype" not in str(error).lower():
                    raise
                self.anew()
                continue
            return f"{table}.{column} of row {rowid}: {str(old)[:40]!r} to {str(new)[:40]!r}"

    def bit(self) -> str:
        """Turn one bit of the file, of any page; most of a page is room, so a byte that is not zero is taken."""
        at, bit = self.dice.choice(self.written), self.dice.randrange(8)
        changed = bytearray(self.body)
        changed[at] ^= 1 << bit
        self.path.write_bytes(changed)
        return f"bit {bit} of byte {at} (page {at // 4096 + 1})"

    def judge(self, what: str) -> Flip:
        """Ask the program; raises AssertionError where it fails in a way that is none of the published."""
        summary, verify = self.cli(*SUMMARY), self.cli(*VERIFY)
        for answer in (summary, verify):
            assert answer.code in TOLD | {0}, f"{what}: exit {answer.code}\n{answer.err}"
            assert not any(word in answer.out + answer.err for word in LOST), f"{what}\n{answer.err}"
        other = summary.code == 0 and json.loads(summary.out) != json.loads(self.clean)
        if verify.code == 0:  # what nobody finds must have changed nothing
            assert self._stored() == self.stored, f"{what}: not found"
            assert not other, f"{what}: another total, not found"
        return Flip(what, summary.code, verify.code)

    def run(self, values: int, bits: int) -> Iterator[Flip]:
        """Try so many changed values and so many turned bits, each on the ledger as it was."""
        for change in [self.value] * values + [self.bit] * bits:
            self.anew()
            yield self.judge(change())
        self.anew()
