"""Fake rooms, behind the real doors. Also run by the start-up test in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import ModuleType
from typing import Annotated, Any, Literal

import typer

from salesctl.app import Noun, Single
from salesctl.errors import Refused
from salesctl.params import (
    AtTime,
    ClientRef,
    MaybePerson,
    PeriodArg,
    PersonOpt,
    PersonRefs,
    Words,
    code_option,
    word_option,
)
from salesctl.render.sheet import Field, Sheet, Shown
from salesctl.values import WordError

CALLS: list[Any] = []
FIELDS = (Field("number", "number", "Number"), Field("name", "name", "Name"))


class Level(StrEnum):
    """An enumerated argument by the framework's own means."""

    A = "a"
    B = "b"


def amount(text: str) -> int:
    """Read an amount; what can't be read is a WordError."""
    if text.isdigit():
        return int(text)
    raise WordError(
        text, 'Can\'t read "{text}" as an amount.', "Round it to at most 4 decimals; nothing is rounded for you."
    )


class Ctx:
    """A context without a ledger."""

    def __init__(
        self, action: str, options: Any, *, request: Any, config: Any, clock: Any, op_id: str = ""
    ) -> None:
        self.action, self.options, self.request, self.config, self.clock = action, options, request, config, clock
        self.lang, self.terminal, self.width = config.lang, False, 80
        self.talk: list[str] = []
        self.demo = False

    @property
    def zone(self) -> Any:
        raise AssertionError("no sheet here has instants")

    def repeated(self) -> None:
        """Know no operation."""

    @contextmanager
    def write(self, *, note: bool, reason: str) -> Iterator[None]:
        """Remember a note."""
        CALLS.append(("note", reason))
        yield

    def close(self) -> None:
        """Note that the frame closed it."""
        CALLS.append("closed")


def note(ctx: Ctx, **values: Any) -> None:
    """Remember a call."""
    CALLS.append((ctx.action, values, ctx.options, ctx.request))


client = Noun("client")
person = Noun("person")
team = Noun("team")
undo = Single("undo")
today = Single("today")


@client.read("client.list", default=True)
def list_(ctx: Ctx, period: PeriodArg = None, *, person: PersonOpt = None, stale: bool = False) -> Shown:
    """List my clients."""
    note(ctx, period=period, person=person, stale=stale)
    return Shown(
        sheet=Sheet(FIELDS, [("C-2026-0001", "华联超市"), ("C-2026-0002", "=cmd")], notes=["Two of 17."]),
        talk=["Seen."],
    )


@client.write("client.add")
def add(
    ctx: Ctx,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of it.")],
    *,
    kind: Annotated[
        str, code_option("--kind", codes=("shop", "dealer"), context="test.kind", help="What it is.")
    ] = "shop",
    level: Annotated[Level | None, typer.Option("--level", help="How good.")] = None,
    worth: Annotated[int | None, typer.Option("--worth", parser=amount, metavar="MONEY", help="What it buys.")] = None,
    visits: Annotated[int, typer.Option("--visits", help="How often a month.")] = 4,
    rank: Annotated[int | None, typer.Option("--rank", min=1, max=9)] = None,
    way: Annotated[Literal["mail", "phone"], typer.Option("--way")] = "mail",
    phone: Annotated[
        list[str] | None, word_option("words", "--phone", metavar="PHONE", help="May be repeated.")
    ] = None,
    at: AtTime = None,
) -> Shown:
    """Add a client."""
    note(ctx, name=name, kind=kind, level=level, worth=worth, visits=visits, rank=rank, way=way, phone=phone, at=at)
    if name == "twice":
        raise Refused(
            "There is one by that name: C-2026-0001.", hint="Look: salesctl client show 1", number="C-2026-0001"
        )
    if name == "bug":
        raise KeyError(f"secret {phone}")
    if name == "stop":
        raise KeyboardInterrupt
    if name == "pipe":
        raise BrokenPipeError
    return Shown(
        message=f"Client C-2026-0003 {name} kept.",
        sheet=Sheet(FIELDS, [("C-2026-0003", name)], single=True),
        talk=["Next: log."],
    )


@client.write("client.log")
def log(ctx: Ctx, client: ClientRef, text: Words) -> Shown:
    """Log a contact."""
    note(ctx, client=client, text=text)
    return Shown(message="Logged.")


@client.write("client.void")
def void(
    ctx: Ctx,
    client: ClientRef,
    *,
    reason: Annotated[str, word_option("words", "--reason", metavar="TEXT", help="Why.")],
) -> Shown:
    """Void a client."""
    note(ctx, client=client, reason=reason)
    return Shown(message="Void.", exit_code=6)


@person.read("person.show")
def show(ctx: Ctx, people: PersonRefs, explain: bool = False) -> Shown:
    """Show people."""
    note(ctx, people=people, explain=explain)
    return Shown(message="Shown.")


@undo.write("undo")
def undo_(ctx: Ctx, who: MaybePerson = None) -> Shown:
    """Take back my last entry."""
    note(ctx, who=who)
    return Shown(message="Taken back.")


@today.read("today")
def today_(ctx: Ctx) -> Shown:
    """See what is due, late and new."""
    note(ctx)
    return Shown(message="Nothing due.")


def install(put: Any = sys.modules.__setitem__) -> None:
    """Put the fakes where the doors lead."""
    for name, noun, attribute in (
        ("salesctl.domains.clients.cli", client, "app"),
        ("salesctl.domains.org.cli", person, "person"),
        ("salesctl.commands.undo", undo, "app"),
        ("salesctl.commands.today", today, "app"),
    ):
        module = ModuleType(name)
        setattr(module, attribute, noun)
        if noun is person:
            module.team = team  # type: ignore[attr-defined]
        put(name, module)
    context = ModuleType("salesctl.context")
    context.Ctx = Ctx  # type: ignore[attr-defined]
    put("salesctl.context", context)
