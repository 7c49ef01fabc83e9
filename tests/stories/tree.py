"""The live tree of commands: what stands in it is tested, without a list that could be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from salesctl.doors import DOORS
from salesctl.frame.nouns import Verb
from salesctl.frame.root import open_door
from salesctl.params import Coded, Named, Word

TEXT = "text"


class Parameter(NamedTuple):
    """One parameter of a command: its name, its option ("" for a positional) and what it takes."""

    name: str
    option: str
    takes: str
    several: bool


class Command(NamedTuple):
    """One command of the tree: its words, and what it does with them."""

    words: tuple[str, ...]
    verb: Verb

    @property
    def name(self) -> str:
        return " ".join(self.words)

    def parameters(self) -> list[Parameter]:
        """Return its parameters in the order of the signature; switches left out."""
        return [one for one in map(_parameter, self.verb.command().params) if one is not None]


def commands(*kinds: str) -> Iterator[Command]:
    """Yield the commands of the given kinds (read, write, plain); all without any."""
    for door in DOORS:
        noun = open_door(door)
        for verb in noun.verbs.values():
            if not kinds or verb.kind in kinds:
                yield Command((door.noun,) if noun.single else (door.noun, verb.name), verb)


def _parameter(param: Any) -> Parameter | None:
    option = max(param.opts, key=len) if param.param_type_name == "option" else ""
    if getattr(param, "is_flag", False):
        return None
    reader = getattr(param.type, "func", None)
    if isinstance(reader, Coded):
        takes = "code"
    elif isinstance(reader, Named):
        takes = "name"
    elif isinstance(reader, Word):
        takes = TEXT if reader.kind in ("words", "topic") else reader.kind
    else:
        kind = str(param.type.name)
        takes = "number" if kind.startswith(("int", "float")) else TEXT
    return Parameter(str(param.name), option, takes, bool(param.multiple or param.nargs != 1))
