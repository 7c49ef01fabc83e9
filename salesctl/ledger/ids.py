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
    now = source.get()
    bits = int.from_bytes(now.random(10)) & ((1 << 74) - 1)
    value = (
        (now.milliseconds() & ((1 << 48) - 1)) << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & ((1 << 62) - 1)
    )
    return f"{value:032x}"


def new_salt() -> bytes:
    """Make the 16 random bytes that keep a leaf from being guessed."""
    return source.get().random(16)
