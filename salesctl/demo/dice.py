"""Chance that comes out the same everywhere (种子): ids, salts and choices from one seed.

Only SHA-256 and whole numbers, so that no version of Python and no machine can tell them otherwise. Each person and day
has dice of its own: a scene more for one changes nothing for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """An endless run of bytes from a key."""

    def __init__(self, key: str) -> None:
        self._key = sha256(key.encode()).digest()
        self._block = 0
        self._rest = b""

    def take(self, n: int) -> bytes:
        """Return the next `n` bytes."""
        while len(self._rest) < n:
            self._rest += sha256(self._key + self._block.to_bytes(8)).digest()
            self._block += 1
        taken, self._rest = self._rest[:n], self._rest[n:]
        return taken


class Dice:
    """Choices from a key."""

    def __init__(self, *key: object) -> None:
        self._stream = Stream("\0".join(map(str, key)))

    def below(self, n: int) -> int:
        """Return a whole number from 0 to `n` - 1."""
        return int.from_bytes(self._stream.take(7)) * n >> 56

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included; small steps are as likely as large ones."""
        return low + self.below(high - low + 1)

    def around(self, middle: int, spread: int) -> int:
        """Return a whole number near `middle`, mostly well within `spread`."""
        return middle + (self.between(-spread, spread) + self.between(-spread, spread)) // 2

    def chance(self, percent: int) -> bool:
        """Say yes so many times in a hundred."""
        return self.below(100) < percent

    def pick(self, items: Sequence[T]) -> T:
        """Return one of several."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[T], n: int) -> list[T]:
        """Return `n` different ones of several, in no order."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(n, len(rest)))]


class Seeded:
    """Ids and salts of a made-up ledger: milliseconds of the simulated clock, bytes of the seed."""

    def __init__(self, key: str) -> None:
        self._stream = Stream(key)
        self.now = 0

    def milliseconds(self) -> int:
        """Return the simulated time."""
        return self.now

    def random(self, n: int) -> bytes:
        """Return bytes for an id or a salt."""
        return self._stream.take(n)
