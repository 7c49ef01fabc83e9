"""A ledger of its own for every test, with a made-up room and a state directory that is nobody's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from salesctl.ledger import ids, migrate
from salesctl.ledger.address import Place, read_address
from tests.ledger.made_up import MADE_UP, Seeded, World, make
from tests.ledger.tampering import lively
from tests.places import ENGINE, Database


@pytest.fixture(autouse=True)
def made_up_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the made-up table behind a migration, and the state directory beside the ledger."""
    step = ModuleType("salesctl.ledger.migrations.m0002_made_up")
    step.SQLITE = MADE_UP  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, step.__name__, step)
    monkeypatch.setattr(migrate, "STEPS", ("m0001_ledger", "m0002_made_up"))
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    return state


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    place: Place = tmp_path / "place" / "ledger.db"
    if ENGINE != "sqlite":
        where = Database(request.getfixturevalue("postgres"))
        where.ready()
        place = read_address(where.name)
        where.server.dirty = True
    made = make(place)
    yield made
    made.ledger.close()


@pytest.fixture
def seeded() -> Iterator[None]:
    token = ids.source.set(Seeded())
    yield
    ids.source.reset(token)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with every kind of entry, on a device that never saw it: nothing but the file itself is known."""
    return lively(tmp_path, monkeypatch)
