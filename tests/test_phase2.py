"""Two phases: whoever is asked something holds no lock, and whoever holds the lock stops no reader."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")

PATIENCE = 30.0


class Done(NamedTuple):
    """What a process left."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a ledger of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALESCTL_", "XDG_", "_S"))}
    dirs = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    ours = {"SALESCTL_LEDGER": str(tmp_path / "ledger.db"), "SALESCTL_ME": "1001", "SALESCTL_LANG": "en"}
    ours["SALESCTL_WARM"] = "0"  # no test leaves a process behind
    path = os.pathsep.join(filter(None, sys.path))
    return {**kept, **dirs, **ours, "PYTHONPATH": path, "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100"}


@pytest.fixture
def run(env: dict[str, str]) -> Run:
    """Run commands in processes of their own, on a ledger with one client."""

    def run(*words: str, timeout: float = PATIENCE) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "salesctl", *words],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    founder = ("--me", "1001", "--name", "李敏")
    assert run("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", *founder).code == 0
    assert run("client", "add", "华联超市").code == 0
    return run


class Terminal:
    """A process at a terminal: what it says, and what is typed."""

    def __init__(self, words: tuple[str, ...], env: dict[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "salesctl", *words], env=env, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self.said = ""

    def wait_for(self, text: str) -> None:
        """Read until `text` was said."""
        end = time.monotonic() + PATIENCE
        while text not in self.said:
            ready, _w, _x = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"never said {text!r}: {self.said!r}"
            try:
                self.said += os.read(self.ours, 4096).decode("utf-8", "replace")
            except OSError:  # the other end was closed
                pytest.fail(f"ended without saying {text!r}: {self.said!r}")

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.ours, f"{text}\n".encode())

    def close(self) -> None:
        """End the process if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)


@pytest.fixture
def asking(run: Run, env: dict[str, str]) -> Iterator[Terminal]:
    """A command that has asked for a reason and waits for it."""
    terminal = Terminal(("client", "void", "C1"), env)
    try:
        terminal.wait_for("Reason")
        yield terminal
    finally:
        terminal.close()


def test_a_prompt_held_open_stops_nobody_from_writing(asking: Terminal, run: Run) -> None:
    written = run("task", "add", "call back", timeout=15)
    assert written.code == 0, written.err
    assert run("checkin", timeout=15).code == 0
    assert asking.process.poll() is None, "it still waits for its answer"
    asking.type("closed down")
    assert asking.process.wait(PATIENCE) == 0
    assert run("ledger", "verify").code == 0
    assert "call back" in run("task", "list").out


def test_who_answers_too_late_is_told_that_the_record_changed(asking: Terminal, run: Run) -> None:
    assert run("client", "edit", "C1", "--name", "华联生活超市", timeout=15).code == 0
    asking.type("closed down")
    assert asking.process.wait(PATIENCE) == 5
    assert "华联生活超市" in run("client", "list").out
    assert run("ledger", "verify").code == 0


def test_a_prompt_that_is_interrupted_leaves_no_trace(asking: Terminal, run: Run) -> None:
    before = run("ledger", "head", "--json").out
    os.write(asking.ours, b"\x03")  # Ctrl-C, by way of the terminal
    try:
        code = asking.process.wait(5)
    except subprocess.TimeoutExpired:  # it is not this terminal's foreground process
        import signal

        asking.process.send_signal(signal.SIGINT)
        code = asking.process.wait(PATIENCE)
    assert code == 130
    assert run("ledger", "head", "--json").out == before


@pytest.fixture
def locked(run: Run, env: dict[str, str]) -> Iterator[Callable[[], None]]:
    """Hold the writers' lock and a writing transaction, as a command in phase 2 does; calling it lets go."""
    from salesctl.ledger.engine import open_ledger

    ledger = open_ledger(Path(env["SALESCTL_LEDGER"]))
    with ExitStack() as stack:
        stack.callback(ledger.close)
        stack.enter_context(ledger.lock())
        driver = stack.enter_context(ledger.engine.connect()).connection.driver_connection
        assert driver is not None
        driver.execute("BEGIN IMMEDIATE")
        stack.callback(driver.execute, "ROLLBACK")
        yield stack.close


@pytest.mark.parametrize(
    "words",
    [("client", "list"), ("client", "show", "C1"), ("checkin", "status"), ("task", "list"), ("ledger", "verify")],
)
def test_while_one_writes_the_others_read(words: tuple[str, ...], locked: object, run: Run) -> None:
    assert run(*words, timeout=15).code == 0


def test_while_one_writes_the_next_writer_waits_its_turn(
    locked: Callable[[], None], run: Run, env: dict[str, str]
) -> None:
    words = [sys.executable, "-m", "salesctl", "task", "add", "later", "--quiet"]
    writer = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(2)
    locked()
    assert writer.wait(PATIENCE) == 0
    assert "later" in run("task", "list").out
