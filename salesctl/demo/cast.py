"""Who plays (角色): the twelve, what each is like, and the tables of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from salesctl.demo.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What one of the twelve is like; all but `money` and `team` in a hundred.

    `late` to work, `away` for a day, `forgets` the report, `slow` with it, `goes` out, `honest` about it, `sells` on a
    day, `money` the size of an order in yuan, `paid` of it comes in, `finds` a new client on a day, `calls` a day.
    """

    code: str
    roles: str = "rep"
    team: int | None = None
    leads: bool = False
    late: int = 3
    away: int = 1
    forgets: int = 1
    slow: int = 3
    goes: int = 45
    honest: int = 97
    sells: int = 55
    money: int = 9000
    paid: int = 92
    finds: int = 9
    calls: int = 2

    @property
    def is_rep(self) -> bool:
        """Tell whether they sell and owe a daily report."""
        return self.roles == "rep"


CAST = (
    Character(code="1001", roles="admin,head", late=2),
    Character(code="1002", roles="lead", team=0, leads=True, late=1),
    Character(code="1003", roles="lead", team=1, leads=True, late=2),
    Character(code="1004", roles="keeper,archivist", late=2),
    Character(code="1005", roles="finance", late=1),
    Character(code="1006", team=0, late=1, forgets=0, slow=1, goes=70, honest=100, sells=70, money=9500, paid=97),
    Character(code="1007", team=0, late=4, goes=60, honest=66, sells=75, money=12500, paid=45, finds=10),
    Character(code="1008", team=0, late=0, away=0, forgets=0, slow=0, goes=50, honest=100, sells=60, paid=96, calls=3),
    Character(code="1009", team=1, away=9, goes=35, sells=40, money=8500, paid=90),
    Character(
        code="1010", team=1, late=20, forgets=16, slow=12, goes=40, honest=58, sells=32, money=6500, paid=90, finds=8
    ),
    Character(code="1011", team=1, late=3, goes=50, sells=58, money=10500, paid=88, finds=12),
    Character(code="1012", team=1, late=5, slow=6, goes=40, sells=38, money=6000, paid=94, finds=26, calls=3),
)
"""The head, two leads, the assistant, the accountant, seven reps; 1006 is the diligent one, 1007 sells and does not
collect, 1008 is never away, 1009 often is, 1010 comes late and forgets, 1012 is new and finds clients."""

ROBOT = "9001"
CLIENTS_AT_FIRST = 10
"""Clients that each rep types in on the first day."""


class Words:
    """The tables of words of a language."""

    def __init__(self, lang: str) -> None:
        import tomllib

        self.lang = lang
        self.all: dict[str, Any] = tomllib.loads(
            files("salesctl.demo").joinpath(f"{lang}.toml").read_text(encoding="utf-8")
        )

    def __getitem__(self, name: str) -> Any:
        """Return a table or list by its dotted name."""
        found: Any = self.all
        for part in name.split("."):
            found = found[part]
        return found

    def say(self, dice: Dice, name: str, **values: object) -> str:
        """Pick one of a list of texts and fill it in."""
        text: str = dice.pick(self[name])
        return text.format_map({"product": "", **values})

    def person(self, code: str) -> tuple[str, str]:
        """Return the name and the post of one of the people."""
        name, post = self["people"][code]
        return name, post

    @cached_property
    def products(self) -> Sequence[tuple[str, int]]:
        """Return (name, price in yuan) of what is sold."""
        return [(name, price) for name, price in self["products"]]

    def client(self, place: int) -> tuple[str, str, str]:
        """Return (name, trade, region) of the n-th client; no two are the same."""
        towns, marks, trades = self["towns"], self["marks"], self["trades"]
        turn, at = divmod(place, len(marks))
        mark, (trade, tail) = marks[at], trades[(at + 5 * turn) % len(trades)]
        town = towns[(at + 3 * turn + turn // len(trades)) % len(towns)]
        gap = "" if self.lang == "zh" else " "
        return f"{town}{gap}{mark}{gap}{tail}", trade, town

    def contact(self, dice: Dice) -> str:
        """Return a person's name."""
        surname, given = dice.pick(self["surnames"]), dice.pick(self["given"])
        return f"{surname}{given}" if self.lang == "zh" else f"{given} {surname}"
