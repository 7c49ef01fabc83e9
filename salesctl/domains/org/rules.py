"""Rights (权限): who may do what, and whose records it reaches. Pure decisions over the section `access.grant`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule


class Role(StrEnum):
    """What a person may be (角色); several at once, the main one first."""

    REP = "rep"
    LEAD = "lead"
    HEAD = "head"
    FINANCE = "finance"
    LEGAL = "legal"
    ARCHIVIST = "archivist"
    KEEPER = "keeper"
    GUIDE = "guide"
    ROBOT = "robot"
    ADMIN = "admin"


class Reach(StrEnum):
    """Whose records a right reaches: one's own, those of one's teams with the teams below, all."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


WIDTH = (Reach.OWN, Reach.TEAM, Reach.ALL)
EVERY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Rule):
    """What one role may do within one reach (`access.grant`, 授权).

    Posts have stated duties: C2.1; the lead runs the team: B4.7. A right is `thing.verb`; `client.*` is every right
    of clients, `*` every right there is.
    """

    role: Role
    reach: Reach
    rights: tuple[str, ...]

    SECTION: ClassVar[str] = "access.grant"
    KEY: ClassVar[tuple[str, ...]] = ("role", "reach")

    def problems(self) -> Iterator[Problem]:
        """Find rights that can't be one: spaces, a star in the middle."""
        for right in self.rights:
            thing = right.removesuffix(".*") if right != EVERY else ""
            if "*" in thing or any(sign.isspace() for sign in right):
                yield Problem(
                    "rights", _("{right} is not a right.", right=right), _("Rights look like client.edit or client.*")
                )


def covers(held: str, right: str) -> bool:
    """Tell whether holding `held` (maybe with a star) gives `right`."""
    return held in (EVERY, right) or (held.endswith(".*") and right.startswith(held[:-1]))


def reach(grants: Iterable[Grant], roles: Sequence[str], right: str) -> Reach | None:
    """Return the widest reach that `roles` have for `right`, None without the right."""
    reaches = [
        grant.reach for grant in grants if grant.role in roles and any(covers(held, right) for held in grant.rights)
    ]
    return max(reaches, key=WIDTH.index, default=None)


def roles_with(grants: Iterable[Grant], right: str, beyond: Reach | None = None) -> list[Role]:
    """Return the roles that have `right`, reaching wider than `beyond`, in the order of Role: whom a refusal names."""
    wide = WIDTH[WIDTH.index(beyond) + 1 :] if beyond else WIDTH
    holders = {one.role for one in grants if one.reach in wide and any(covers(held, right) for held in one.rights)}
    return [role for role in Role if role in holders]


def unknown_rights(grants: Iterable[Grant], known: Iterable[str]) -> list[tuple[Grant, str]]:
    """Return the granted rights that no room knows, with their grants: a typing error would silently grant nothing."""
    names = list(known)
    return [(one, held) for one in grants for held in one.rights if not any(covers(held, name) for name in names)]
