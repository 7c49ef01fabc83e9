"""At a terminal: what is asked, taken, echoed, coloured and aligned, in real processes under a pseudo-terminal."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from salesctl.render.width import display_width
from salesctl.values.clock import SystemClock

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")

PATIENCE = 30.0
NOW = SystemClock().now()
"""The processes have the machine's clock, so their ledger is founded by it."""

Cli = Any


class Screen:
    """A process at a terminal of 80 columns: what it says, and what is typed."""

    def __init__(self, words: tuple[str, ...], env: dict[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "salesctl", *words],
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.said = ""

    def wait_for(self, text: str) -> Screen:
        """Read until `text` was said."""
        end = time.monotonic() + PATIENCE
        while text not in self.said:
            if not self._read(end):
                raise AssertionError(f"never said {text!r}: {self.said!r}")
        return self

    def type(self, text: str) -> Screen:
        """Type a line; what was said before is forgotten."""
        self.said = ""
        os.write(self.ours, f"{text}\n".encode())
        return self

    def end(self) -> int:
        """Read to the end and return the exit code."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        code = self.process.wait(PATIENCE)
        os.close(self.ours)
        return code

    def _read(self, end: float) -> bool:
        ready, _w, _x = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
        try:
            more = os.read(self.ours, 65536) if ready else b""
        except OSError:  # the other side is closed
            more = b""
        self.said += more.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(more)


class Desk:
    """李敏's environment: a ledger and commands, at a terminal or not."""

    def __init__(self, home: Path, ledger: str = "") -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALESCTL_", "XDG_", "LC_"))}
        dirs = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        path = os.pathsep.join(filter(None, sys.path))
        ours = {"SALESCTL_LEDGER": ledger or str(home / "ledger.db"), "SALESCTL_LANG": "en", "SALESCTL_ME": "1001"}
        ours["SALESCTL_WARM"] = "0"  # no test leaves a process behind
        looks = {"COLUMNS": "80", "TERM": "xterm-256color", "PYTHONPATH": path, "PYTHONUTF8": "1"}
        self.env = {**kept, **dirs, **ours, **looks}
        for name in ("NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "COLORTERM"):
            self.env.pop(name, None)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command with no terminal."""
        return subprocess.run(
            [sys.executable, "-m", "salesctl", *words],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def ok(self, *words: str) -> str:
        """Run a command that must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, done
        return done.stdout

    def at(self, *words: str, **env: str) -> Screen:
        """Run a command at a terminal."""
        return Screen(words, {**self.env, **env})

    def entries(self) -> int:
        """Return how many entries the ledger has."""
        return len(json.loads(self.ok("ledger", "log", "--limit", "500", "--json")))


@pytest.fixture
def desk(cli: Cli) -> Desk:
    """A ledger with 李敏's and 王芳's clients, founded just now; in the end it verifies."""
    cli.clock.instant = NOW
    cli.init()
    cli._once(("desk",), lambda: _filled(cli))
    return Desk(cli.home, cli.where.name)


def _filled(cli: Cli) -> Any:
    cli.ok("person", "add", "1007", "王芳")
    cli.ok("client", "add", "华联超市")
    cli.ok("client", "add", "华联中山店")
    cli.ok("client", "add", "华联五一店", "--owner", "1007")
    return cli.ok("client", "add", "东方建材", "--owner", "1007")


def test_several_clients_of_a_name_are_a_numbered_choice_with_mine_first(desk: Desk) -> None:
    screen = desk.at("client", "log", "华联", "called").wait_for("Which? [1-3, Enter = none]")
    order = re.findall(r"^  (\d)  (C-\S+) (\S+)$", screen.said, re.MULTILINE)
    assert [(number, name) for number, _code, name in order] == [
        ("1", "华联超市"),
        ("2", "华联中山店"),
        ("3", "华联五一店"),
    ]
    assert screen.type("2").end() == 0
    assert "Logged C-0002 华联中山店" in screen.said
    before = desk.entries()
    nothing = desk.at("client", "log", "华联", "called").wait_for("Which?").type("")
    assert nothing.end() == 3
    assert "Nothing written." in nothing.said and desk.entries() == before


def test_one_of_mine_among_several_is_taken_and_echoed(desk: Desk) -> None:
    desk.ok("client", "edit", "华联中山店", "--owner", "1007")
    screen = desk.at("client", "log", "hualian", "called")
    assert screen.end() == 0
    assert "hualian: C-2026-0001 华联超市" in screen.said or re.search(r"hualian: C-\d{4}-0001 华联超市", screen.said)
    found = json.loads(desk.run("client", "log", "华联", "called", "--json").stderr.splitlines()[-1])["error"]
    assert found["code"] == "ambiguous" and len(found["candidates"]) == 3


def test_init_asks_for_what_is_missing(tmp_path: Path) -> None:
    empty = Desk(tmp_path / "fresh")
    screen = empty.at("init", "--company", "华东贸易")
    screen.wait_for("Currency [CNY]:").type("").wait_for("Time zone [Asia/Shanghai]:").type("Europe/Berlin")
    screen.wait_for("Your code [1001]:").type("7").wait_for("Your name:").type("李敏")
    assert screen.end() == 0
    assert "you are 李敏 (7)" in screen.said
    empty.env["SALESCTL_ME"] = "7"
    assert "Europe/Berlin" in empty.ok("doctor")
    refused = Desk(tmp_path / "other").run("init", "--company", "华东贸易")
    assert refused.returncode == 2 and "--name" in refused.stderr and not (tmp_path / "other" / "ledger.db").exists()


@pytest.mark.parametrize(("answer", "code", "clients"), [("", 5, 4), ("n", 5, 4), ("y", 0, 5)])
def test_a_look_alike_is_asked_about(desk: Desk, answer: str, code: int, clients: int) -> None:
    screen = desk.at("client", "add", "东方建材有限公司").wait_for("/").wait_for("] ").type(answer)
    assert screen.end() == code
    assert len(json.loads(desk.ok("client", "list", "--all", "--json"))) == clients


def test_yes_is_not_asked(desk: Desk) -> None:
    screen = desk.at("client", "add", "东方建材有限公司", "--yes")
    assert screen.end() == 0
    assert "[" not in screen.said.replace("\x1b[", "")


def test_a_plan_on_a_rest_day_asks_with_yes_as_the_default(desk: Desk) -> None:
    screen = desk.at("client", "log", "东方建材", "要样品", "--next", "sunday samples").wait_for("[Y/n] ").type("")
    assert screen.end() == 0
    assert "(Mon)" in screen.said


def test_ctrl_c_ends_with_130_and_writes_nothing(desk: Desk) -> None:
    before = desk.entries()
    screen = desk.at("client", "log", "华联", "called").wait_for("Which?")
    screen.process.send_signal(signal.SIGINT)
    assert screen.end() == 130
    assert "Interrupted." in screen.said and "Traceback" not in screen.said
    assert desk.entries() == before


def test_a_table_on_a_terminal_has_colour_unless_told_not_to(desk: Desk) -> None:
    coloured = desk.at("client", "list", "--all")
    assert coloured.end() == 0 and "\x1b[" in coloured.said
    for screen in (
        desk.at("client", "list", "--all", NO_COLOR="1"),
        desk.at("client", "list", "--all", "--no-color"),
    ):
        assert screen.end() == 0 and "\x1b" not in screen.said and "华联超市" in screen.said
    assert "\x1b" not in desk.ok("client", "list", "--all")


def test_wide_characters_are_aligned_within_80_columns(desk: Desk) -> None:
    desk.ok("client", "add", "长江装饰工程（武汉）有限责任公司", "--contact", "Łucja Ünlü", "--region", "湖北省武汉市")
    screen = desk.at("client", "list", "--all", NO_COLOR="1")
    assert screen.end() == 0
    lines = screen.said.splitlines()
    head = next(line for line in lines if line.startswith("Number"))
    rows = [line for line in lines if line.startswith("C-")]
    assert len(rows) == 5 and all(display_width(line) <= 80 for line in lines)
    at = display_width(head[: head.index("Owner")])
    for row in rows:
        owner = re.search("李敏|王芳", row)
        assert owner and display_width(row[: owner.start()]) == at, row
