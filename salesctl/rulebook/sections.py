"""Find the sections of the rule book in the rooms: what each `room.py` says under RULES and RIGHTS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec

from salesctl.rulebook.rule import Rule


class Sections(Mapping[str, type[Rule]]):
    """Section name to dataclass. Asking for one imports the one module it lives in; names need `room.py` alone."""

    def __init__(self, rooms: Sequence[str], package: str = "salesctl.domains") -> None:
        self._rooms = tuple(rooms)
        self._package = package

    @cached_property
    def _places(self) -> dict[str, str]:
        # Who asks by dataclass never needs the names, so the rooms are looked through at the first name only.
        return {name: place for room in self._rooms for name, place in offers(room, "RULES", self._package).items()}

    def __getitem__(self, section: str) -> type[Rule]:
        module, _colon, name = self._places[section].partition(":")
        found: type[Rule] = getattr(import_module(module), name)
        return found

    def __contains__(self, section: object) -> bool:
        return section in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def registry(order: Sequence[str] | None = None, package: str = "salesctl.domains") -> Sections:
    """Return the sections of the rooms in `order`, by default all rooms there are."""
    return Sections(_rooms(order), package)


def rights(order: Sequence[str] | None = None, package: str = "salesctl.domains") -> dict[str, str]:
    """Return every right the rooms know with its English label (a gettext key)."""
    return {name: label for room in _rooms(order) for name, label in offers(room, "RIGHTS", package).items()}


def offers(room: str, what: str, package: str = "salesctl.domains") -> Mapping[str, str]:
    """Return the table `what` of a room's `room.py`, empty if the room has none."""
    name = f"{package}.{room}.room"
    if find_spec(f"{package}.{room}") is None or find_spec(name) is None:
        return {}
    found: Mapping[str, str] = getattr(import_module(name), what, {})
    return found


def _rooms(order: Sequence[str] | None) -> Sequence[str]:
    if order is not None:
        return order
    from salesctl.domains import ORDER

    return ORDER
