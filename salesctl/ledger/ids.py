"""Where ids and salts come from: the system, or a seeded source for made-up ledgers that must come out equal."""

from __future__ import annotations

import os
import time
from contextvars import ContextVar
from typing import Protocol


class Source(Protocol):
    """Milliseconds for ids, and random bytes for ids and salts."""

    def milliseconds(self) -> int: ...
    def random(self, n: int) -> bytes: ...


class System:
    """The machine's clock and randomness."""

    def milliseconds(self) -> int:
        return time.time_ns() // 1_000_000

    def random(self, n: int) -> bytes:
        return os.urandom(n)


_SYSTEM = System()
source: ContextVar[Source] = ContextVar("source", default=_SYSTEM)


def new_id() -> str:
    """Make a UUIDv7 as 32 hex: 48 bits of milliseconds, version and variant, 74 random bits."""
    return new_ids(1)[0]


def new_ids(many: int) -> list[str]:
    """Make several at once, in ascending order."""
    now = source.get()
    raw = now.random(10 * many)
    fixed = (now.milliseconds() & ((1 << 48) - 1)) << 80 | 7 << 76 | 2 << 62
    found = []
    for at in range(0, 10 * many, 10):
        bits = int.from_bytes(raw[at : at + 10]) & ((1 << 74) - 1)
        found.append(f"{fixed | (bits >> 62) << 64 | bits & ((1 << 62) - 1):032x}")
    return sorted(found)


def new_salt() -> bytes:
    """Make the 16 random bytes that keep a leaf from being guessed."""
    return source.get().random(16)


def new_salts(many: int) -> list[bytes]:
    """Make several at once."""
    raw = source.get().random(16 * many)
    return [raw[at : at + 16] for at in range(0, 16 * many, 16)]
