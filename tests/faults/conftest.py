"""One process that forks for all tests here, and a place of its own for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.nursery import Parent
from tests.faults.place import Place, placed


@pytest.fixture(scope="session")
def parent() -> Iterator[Parent]:
    made = Parent()
    yield made
    made.close()


@pytest.fixture
def place(parent: Parent, tmp_path: Path) -> Place:
    return placed(tmp_path / "place", parent)
