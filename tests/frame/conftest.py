"""Fakes for the rooms: the real doors open on them, so that the frame is tested without a ledger."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from salesctl.locale import set_language
from salesctl.locale.build import build

FAKES = Path(__file__).with_name("fakes.py")


class Outcome(NamedTuple):
    """What a run left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture(scope="session", autouse=True)
def catalogue() -> None:
    """Compile the Chinese texts once; an installed package has them."""
    build()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English before and after each test."""
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Put the fake rooms behind the doors, and a fake Ctx before them."""
    module = ModuleType("fakes")
    module.__file__ = str(FAKES)
    exec(compile(FAKES.read_text(encoding="utf-8"), str(FAKES), "exec"), module.__dict__)
    module.__dict__["install"](lambda name, value: monkeypatch.setitem(sys.modules, name, value))
    return module


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home: no config, no caches, no state."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def cli(fakes: ModuleType, home: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the program on the fakes: `cli("client", "add", "华联")`; settings of the environment by `env=`."""

    def run(*words: str, env: dict[str, str] | None = None) -> Outcome:
        from salesctl.app import main

        capsys.readouterr()
        code = main(list(words), env={"COLUMNS": "80", **(env or {})})
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def cli_real(home: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the program with the real rooms behind the doors, without a ledger."""

    def run(*words: str) -> Outcome:
        from salesctl.app import main

        capsys.readouterr()
        code = main(list(words), env={"COLUMNS": "80"})
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def calls(fakes: ModuleType) -> list[Any]:
    """Every call a fake command got: (action, values, options, request)."""
    calls: list[Any] = fakes.__dict__["CALLS"]
    return calls
