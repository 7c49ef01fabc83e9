"""What the rooms offer to mechanisms on their left (房间): the tables of their `room.py`, resolved when used.

A table maps a name to "module:attribute", or to plain data. Nothing is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def places(what: str) -> dict[str, str]:
    """Return the table `what` of all rooms together, in their order (REFERENCES, TODAY, CHECKS …)."""
    return dict(_every(what))


def resolve(place: str) -> Any:
    """Import what "module:attribute" names."""
    module, _colon, name = place.partition(":")
    return getattr(import_module(module), name)


def offered(what: str) -> list[Any]:
    """Return everything the rooms offer under `what`, resolved, in their order."""
    return [resolve(place) for _name, place in _every(what)]


def offered_for(what: str, name: str) -> list[Any]:
    """Return what the rooms offer under `what` for one name, such as every room's moments of a client."""
    return [resolve(place) for other, place in _every(what) if other == name]


def _every(what: str) -> Iterator[tuple[str, str]]:
    """Yield (name, place) in the rooms' order; two rooms may use the same name."""
    from salesctl.domains import ORDER
    from salesctl.rulebook.sections import offers

    for room in ORDER:
        yield from offers(room, what).items()


def load_models() -> None:
    """Import every room's models, so that tables are known by name."""
    from salesctl.domains import ORDER

    for room in ORDER:
        if find_spec(f"salesctl.domains.{room}.models"):
            import_module(f"salesctl.domains.{room}.models")
    import_module("salesctl.rulebook.models")
