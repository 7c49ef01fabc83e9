"""What every rule has, for whom it holds, and what a check finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, NamedTuple

from salesctl.locale import N_

COMPANY = "company"
SCOPES = ("person", "role", "outlet", "team", COMPANY)
"""Kinds of scope, the most specific first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The part common to all rules; a room's section derives from it and adds its own fields.

    A section states `SECTION` and, where several rules stand side by side (one per level, per role), the fields that
    tell them apart as `KEY`. A field added to a section later needs a default, because stored versions of the book
    don't have it. A field's `metadata` may give `min` and `max`.
    """

    id: str = ""
    clause: tuple[str, ...] = ()
    scope: tuple[str, ...] = (COMPANY,)
    owner: str = ""
    since: date = date(2000, 1, 1)
    until: date | None = None

    SECTION: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ()

    def problems(self) -> Iterable[Problem]:
        """Say what is wrong between the fields of this rule; each field alone is right already."""
        return ()

    def holds_on(self, day: date) -> bool:
        """Tell whether `day` lies between `since` and `until`, ends included."""
        return self.since <= day and (self.until is None or day <= self.until)

    def key(self) -> tuple[object, ...]:
        """Return the values that tell this rule from its neighbours in the section."""
        return tuple(getattr(self, name) for name in self.KEY)


COMMON = ("id", "clause", "scope", "owner", "since", "until")
REQUIRED = ("id", "clause", "scope", "owner", "since")


class Problem(NamedTuple):
    """Something wrong inside one rule: the field, a message and a way out, both already translated."""

    field: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `notice` is worth knowing and stops nothing; `line` is 1-based, 0 where unknown."""

    code: str
    rule_id: str
    message: str
    hint: str = ""
    section: str = ""
    line: int = 0
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """For whom a rule is asked: codes as the ledger has them. Roles: the main one first. Teams: the nearest first."""

    person: str = ""
    roles: tuple[str, ...] = ()
    outlet: str = ""
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A validated book: the rules of each section in the order of the file."""

    sections: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Yield (section, rule) in the order of the file."""
        for section, rules in self.sections.items():
            for rule in rules:
                yield section, rule


def split_scope(scope: str) -> tuple[str, str] | None:
    """Split `team:E1` into its kind and code, `company` into itself and nothing; None if it is neither."""
    kind, colon, code = scope.partition(":")
    if kind == COMPANY:
        return None if colon else (COMPANY, "")
    if kind in SCOPES and code and code == code.strip():
        return kind, code
    return None


def specificity(scopes: Iterable[str], who: Who | None) -> tuple[int, int] | None:
    """Rank the scope that fits `who` best, lower is more specific; None if none fits. Without `who`: the company."""
    ranks: list[tuple[int, int]] = []
    for scope in scopes:
        parts = split_scope(scope)
        if parts is None:
            continue
        kind, code = parts
        rank = SCOPES.index(kind)
        if kind == COMPANY:
            ranks.append((rank, 0))
        elif who is None:
            continue
        elif kind in ("role", "team"):
            held = who.roles if kind == "role" else who.teams
            if code in held:
                ranks.append((rank, held.index(code)))
        elif code == (who.person if kind == "person" else who.outlet):
            ranks.append((rank, 0))
    return min(ranks, default=None)


SCOPE_EXAMPLES = N_("Scopes are company, team:CODE, outlet:CODE, role:CODE, person:CODE, or a list of them.")
