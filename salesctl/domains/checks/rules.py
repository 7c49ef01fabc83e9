"""Which records a draw takes, how many are asked for, and the points of a checklist. Pure decisions.

Sections `checks.sample` and `checks.list`. The draw is reproducible by anyone who knows the seed: records are ranked by
SHA-256 over the seed and their row id, and the first ones are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from hashlib import sha256
from typing import ClassVar, Literal

from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule

Share = Decimal | int
"""How much is drawn: a Decimal is a part of all, up to 1; a whole number is a count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Rule):
    """The least part of a noun's records to be checked in every period (`checks.sample`, 抽查比例; B4.8.3, B4.5.1)."""

    noun: str
    share: Decimal = field(metadata={"min": 0, "max": 1})
    every: Literal["week", "month"] = "week"

    SECTION: ClassVar[str] = "checks.sample"
    KEY: ClassVar[tuple[str, ...]] = ("noun",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Rule):
    """What is looked at in a check of a noun (`checks.list`, 检查表; B4.8.3, B1.7): its points in order."""

    noun: str
    points: tuple[str, ...]

    SECTION: ClassVar[str] = "checks.list"
    KEY: ClassVar[tuple[str, ...]] = ("noun",)

    def problems(self) -> Iterator[Problem]:
        """Say which points can't be told apart."""
        names = [point.strip().casefold() for point in self.points]
        if not names or not all(names) or len(set(names)) < len(names):
            yield Problem("points", _("takes one or more points, each named once."))


class ShareError(ValueError):
    """A text is no share of anything."""


def parse_share(text: str) -> Share:
    """Read `20%`, `0.2` or a count `3`; raises ShareError for nothing, more than all, or what is no number."""
    word = text.strip().replace("％", "%")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?\s?%?", word):
        raise ShareError(text)
    try:
        number = Decimal(word.rstrip("% "))
    except InvalidOperation:
        raise ShareError(text) from None
    if not word.endswith("%") and "." not in word:
        if number < 1:
            raise ShareError(text)
        return int(number)
    part = number / 100 if word.endswith("%") else number
    if not 0 < part <= 1 or part != round(part, 4):
        raise ShareError(text)
    return part


def wanted(share: Share, total: int) -> int:
    """Return how many of `total` records a share asks for: a part is rounded up, and there are never more than all."""
    if isinstance(share, int):
        return min(share, total)
    return min(int((share * total).to_integral_value(ROUND_CEILING)), total)


def rank(seed: str, row_id: str) -> str:
    """Return where a record stands in a draw: SHA-256, in hex, over the seed and the row id in lower-case hex."""
    return sha256(f"{seed}{row_id}".encode()).hexdigest()


def pick(seed: str, ids: Iterable[str], share: Share) -> list[str]:
    """Return the row ids a draw takes, in the order they are drawn: the lowest ranks first.

    The same seed and ids always give the same; a larger share only adds to a smaller one.
    """
    ordered = sorted(set(ids), key=lambda one: (rank(seed, one), one))
    return ordered[: wanted(share, len(ordered))]


def among(ids: Iterable[str]) -> str:
    """Return the SHA-256 of the row ids drawn from, sorted and a line each: what a draw was made of."""
    return sha256("".join(f"{one}\n" for one in sorted(set(ids))).encode()).hexdigest()


def failed(bad: Sequence[str], points: Sequence[str]) -> dict[str, bool]:
    """Return {point: passed} of a checklist: all pass but those named. Raises KeyError for one it does not have."""
    for name in bad:
        if name not in points:
            raise KeyError(name)
    return {point: point not in bad for point in points}


def owed(total: int, checked: int, share: Decimal) -> int:
    """Return how many more of `total` records must be checked for a share."""
    return max(0, wanted(share, total) - checked)
