"""The `cli` fixture: stories in commands, in this process, on a ledger of their own, with a clock that stands still.

    def test_a_day(cli):
        cli.init()
        cli.at("2026-11-20 09:05")
        assert cli.ok("checkin").out == "…"

Every story ends with the ledger verifying, unless it is marked `tampered`.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.places import ENGINE, Database, File, Where
from tests.server import ROLE, Server, server

LOGIN = ROLE


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--warm`: stories run each command as a warm server's child does."""
    parser.addoption("--warm", action="store_true", help="run stories' commands in forked children, as when warm")


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest our own marks."""
    config.addinivalue_line("markers", "tampered: the story leaves a ledger that must not verify")
    Cli.warm = config.getoption("--warm")
    config.addinivalue_line("markers", "file: the story is about a ledger's file; a server has none")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine only what asks a ledger runs again, and what needs a server."""
    if ENGINE == "sqlite":
        chosen = [one for one in items if "postgres" not in getattr(one, "fixturenames", ())]
        config.hook.pytest_deselected(items=[one for one in items if one not in set(chosen)])
        items[:] = chosen
        return
    chosen = [one for one in items if LEDGERS & set(getattr(one, "fixturenames", ()))]
    chosen = [one for one in chosen if one.get_closest_marker("file") is None]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(chosen)])
    items[:] = chosen


LEDGERS = {"cli", "world", "postgres"}
"""Fixtures that give a test its ledger."""


class Result(NamedTuple):
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


class FixedClock:
    """A clock that stands still until it is set."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.instant


class Stream(io.TextIOWrapper):
    """A stdout, stderr or stdin in memory; `terminal` says it is one."""

    def __init__(self, data: bytes = b"", *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", newline="", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        """Tell whether it plays a terminal."""
        return self._terminal

    def text(self) -> str:
        """Return what was written."""
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode("utf-8-sig", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "surrogateescape")


class Cli:
    """Run commands as people do: `cli("team", "add", "一组")`."""

    warm = False

    def __init__(
        self,
        home: Path,
        where: Where,
        monkeypatch: pytest.MonkeyPatch,
        shelf: Path,
        beginnings: dict[object, tuple[Path, Result]],
    ) -> None:
        self.home = home
        self.where = where
        self.shelf = shelf
        self.beginnings = beginnings
        self.clock = FixedClock(datetime(2026, 11, 20, 1, 5, tzinfo=UTC))
        self.zone = ZoneInfo("Asia/Shanghai")
        self.tampered = False
        self.monkeypatch = monkeypatch

    @property
    def ledger(self) -> Path:
        """The ledger's file; a story that needs one is not for a server."""
        if not isinstance(self.where, File):
            pytest.skip("a ledger on a server has no file")
        return self.where.path

    def __call__(self, *words: object, input: str | bytes | None = None, typed: str | None = None) -> Result:
        """Run one command. `input` is what stdin holds; `typed` plays a terminal at which that is typed."""
        from salesctl.app import main

        self.where.ready()
        given = typed if typed is not None else input or ""
        if self.warm and self._ids_are_random():
            from tests.warming import serve

            data = given.encode() if isinstance(given, str) else given
            if found := serve([str(word) for word in words], self.clock, data, typed is not None):
                return Result(found.code, _text(found.out), _text(found.err))
        out, err = Stream(terminal=typed is not None), Stream(terminal=typed is not None)
        stdin = Stream(given.encode() if isinstance(given, str) else given, terminal=typed is not None)
        before, sys.stdin = sys.stdin, stdin
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = main([str(word) for word in words], clock=self.clock)
        finally:
            sys.stdin = before
        return Result(code, out.text(), err.text())

    @staticmethod
    def _ids_are_random() -> bool:
        # A source of a test's own counts in this process; a child's count would be lost.
        from salesctl.ledger.ids import System, source

        return isinstance(source.get(), System)

    def ok(self, *words: object, input: str | bytes | None = None, typed: str | None = None) -> Result:
        """Run a command that must succeed."""
        result = self(*words, input=input, typed=typed)
        assert result.code == 0, f"{' '.join(map(str, words))}\nexit {result.code}\n{result.out}{result.err}"
        return result

    def json(self, *words: object, input: str | bytes | None = None) -> Any:
        """Run a command with --json that must succeed and return what it printed."""
        return json.loads(self.ok(*words, "--json", input=input).out)

    def error(self, *words: object, code: int | None = None) -> dict[str, Any]:
        """Run a command with --json that must fail and return its error object."""
        result = self(*words, "--json")
        assert result.code != 0, f"{' '.join(map(str, words))}\nwas done:\n{result.out}"
        if code is not None:
            assert result.code == code, f"exit {result.code}\n{result.out}{result.err}"
        lines = result.err.strip().splitlines()
        found: dict[str, Any] = json.loads(next(line for line in reversed(lines) if line.startswith("{")))["error"]
        return found

    def at(self, text: str) -> Cli:
        """Set the clock to a local time in the company's zone: "2026-11-20 09:05"."""
        self.clock.instant = datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)
        return self

    def as_(self, code: str | None) -> Cli:
        """Be another person from now on, by code; None: the person whose login this is."""
        if code is None:
            self.monkeypatch.delenv("SALESCTL_ME", raising=False)
        else:
            self.monkeypatch.setenv("SALESCTL_ME", code)
        return self

    def lang(self, code: str) -> Cli:
        """Speak "en" or "zh" from now on."""
        if code == "zh":
            catalogue()
        self.monkeypatch.setenv("SALESCTL_LANG", code)
        return self

    def init(
        self, *, company: str = "华东贸易", me: str = "1001", name: str = "李敏", zone: str = "Asia/Shanghai"
    ) -> Result:
        """Make the ledger; who makes it has every right."""
        self.zone = ZoneInfo(zone)
        words = ("init", "--company", company, "--currency", "CNY", "--tz", zone, "--me", me, "--name", name)
        return self._once(words, lambda: self.ok(*words))

    def people(self) -> Cli:
        """Add 一组: lead 周敏 (1005), reps 王芳 (1007) and 赵磊 (1008), and 李敏 (1001); 何静 (1002) is head."""
        self._once(("people",), self._people)
        return self

    def _people(self) -> Result:
        self.ok("team", "add", "一组", "--code", "E1")
        self.ok("person", "add", "1002", "何静", "--roles", "head")
        self.ok("person", "edit", "1001", "--team", "一组")
        self.ok("person", "add", "1005", "周敏", "--roles", "lead", "--team", "一组")
        self.ok("person", "add", "1007", "王芳", "--roles", "rep", "--team", "一组", "--superior", "1005")
        self.ok("person", "add", "1008", "赵磊", "--roles", "rep", "--team", "一组", "--superior", "1005")
        return self.ok("team", "edit", "一组", "--lead", "1005")

    def _once(self, step: tuple[str, ...], run: Callable[[], Result]) -> Result:
        """Begin as another story began: the same first steps at the same time are taken once, then copied."""
        spoken = (os.environ["SALESCTL_LANG"], os.environ.get("SALESCTL_ME", ""))
        key = (*spoken, self.clock.instant, self._heads(), *step)
        if key not in self.beginnings:
            result = run()
            folder = Path(mkdtemp(dir=self.shelf))
            self.where.keep(folder)
            copytree(self.home / "state", folder / "state")
            self.beginnings[key] = (folder, result)
            return result
        folder, result = self.beginnings[key]
        self.where.back(folder)
        rmtree(self.home / "state", ignore_errors=True)
        copytree(folder / "state", self.home / "state")
        self._at_home()
        return result

    def _at_home(self) -> None:
        """Let this device remember the copied ledger under its new path, as if it had always stood there."""
        from salesctl.ledger.books import Seen

        (kept,) = (self.home / "state").glob("salesctl/ledgers/*/*.json")
        body = json.loads(kept.read_text())
        heads = {book: (int(seq), str(digest)) for book, (seq, digest) in body["heads"].items()}
        kept.unlink()
        Seen(kept.parent.name, self.where.remembered, body["book"], heads).save()

    def _heads(self) -> str:
        """Return the heads as this device remembers them; "" where there is no ledger yet."""
        known = list((self.home / "state").glob("salesctl/ledgers/*/*.json"))
        return str([json.loads(file.read_text())["heads"] for file in known])

    def verify(self) -> None:
        """Prove the ledger, with every room's checks and the head this device has seen."""
        from importlib import import_module

        from salesctl.domains import ORDER
        from salesctl.ledger.address import place_of
        from salesctl.ledger.books import recall
        from salesctl.ledger.engine import open_ledger
        from salesctl.ledger.opening import info
        from salesctl.ledger.verify import run
        from salesctl.rulebook.sections import offers

        extra = []
        for room in ORDER:
            for place in offers(room, "CHECKS").values():
                module, _colon, name = place.partition(":")
                extra.append(getattr(import_module(module), name))
        ledger = open_ledger(place_of(self.where.name))
        try:
            with ledger.engine.connect() as connection:
                seen, _how = recall(info(connection)["ledger"], ledger.path)
                report = run(connection, seen, extra)
        finally:
            ledger.close()
        assert not report.findings, report.findings


_built = False


def catalogue() -> None:
    """Compile the Chinese texts, once a session; an installed package has them."""
    global _built
    if not _built:
        from salesctl.locale.build import build

        build()
        _built = True


@pytest.fixture(scope="session", autouse=True)
def commands_once() -> Iterator[None]:
    """Build each of the framework's commands once a session: they hold no state."""
    from salesctl.frame.nouns import Verb

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Verb, "command", cache(Verb.command))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this worker's own."""
    with server() as made:
        yield made


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[object, tuple[Path, Result]]]:
    """Ledgers as stories begin with, by the steps that made them; founding one takes longer than copying it."""
    return tmp_path_factory.mktemp("beginnings"), {}


def move_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program find an empty home, one login and one language, and nothing of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("SALESCTL_", "XDG_", "LC_", "_SALESCTL")) or name in ("LANG", "LANGUAGE", "NO_COLOR"):
            monkeypatch.delenv(name)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))  # no server of whoever runs the tests is there
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setattr("salesctl.login.os_user", lambda: LOGIN)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SALESCTL_LANG", "en")
    monkeypatch.setenv("SALESCTL_LEDGER", str(home / "ledger.db"))


@pytest.fixture
def cli(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    beginnings: tuple[Path, dict[object, tuple[Path, Result]]],
) -> Iterator[Cli]:
    """An empty home and the program in it; see the module's docstring."""
    move_in(tmp_path, monkeypatch)
    where: Where = File(tmp_path / "ledger.db")
    if ENGINE != "sqlite":
        where = Database(request.getfixturevalue("postgres"))
    monkeypatch.setenv("SALESCTL_LEDGER", where.name)
    made = Cli(tmp_path, where, monkeypatch, *beginnings)
    yield made
    from salesctl.locale import set_language

    set_language("en")
    tampered = made.tampered or request.node.get_closest_marker("tampered") is not None
    if not tampered and where.there():
        made.verify()
