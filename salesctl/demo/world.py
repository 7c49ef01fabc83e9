"""What the made-up team knows (见闻): clients, open orders, reports to read; only services ask the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from salesctl.demo.cast import Character, Words
from salesctl.demo.dice import Dice
from salesctl.demo.stage import Stage
from salesctl.domains.org.people import Actor


@dataclass(slots=True)
class Known:
    """A client as its rep knows it; `step`: something was agreed that is not done yet."""

    id: str
    name: str
    owner: str
    contact: str
    contact_id: str
    phone: str
    channel: str
    step: bool = False


@dataclass(slots=True)
class Owing:
    """Money that will come in, and when."""

    client: Known
    amount: Decimal
    on: date


@dataclass(slots=True)
class World:
    """The stage, who plays, and what they know. Clients and reports go by the code of who has them."""

    stage: Stage
    words: Words
    seed: str
    people: dict[str, Actor] = field(default_factory=dict)
    cast: dict[str, Character] = field(default_factory=dict)
    teams: list[str] = field(default_factory=list)
    clients: dict[str, list[Known]] = field(default_factory=dict)
    owing: list[Owing] = field(default_factory=list)
    originals: list[Known] = field(default_factory=list)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)
    no_out: list[tuple[Actor, date]] = field(default_factory=list)
    plans: dict[str, int] = field(default_factory=dict)
    opened: int = 0

    def dice(self, *key: object) -> Dice:
        """Return the dice of a matter; each has its own."""
        return Dice(self.seed, *key)

    def lead_of(self, who: Character) -> Actor:
        """Return whom a person's reports go to."""
        if who.team is None or who.leads:
            return self.people["1001"]
        return next(self.people[one.code] for one in self.cast.values() if one.leads and one.team == who.team)

    def reps_of(self, lead: Character) -> list[Character]:
        """Return the reps of a lead's team."""
        return [one for one in self.cast.values() if one.team == lead.team and one.is_rep]
