"""At a terminal: who starts the server, what leaves to be asked cold, the window, Ctrl-C and Ctrl-Z."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import Any

import pytest

from tests.warm.conftest import PATIENCE, alive, wait_for

Desk = Any


class Screen:
    """A client that leads a session at a terminal of its own."""

    def __init__(self, desk: Desk, *words: str, columns: int = 80, **env: str) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = subprocess.Popen(
            [*desk.client, *words],
            env={**desk.env, **env},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=desk.home,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
        )
        os.close(theirs)
        self.said = ""

    def wait_for(self, text: str) -> None:
        """Read until `text` was said."""
        end = time.monotonic() + PATIENCE
        while text not in self.said:
            assert self._read(end), f"never said {text!r}: {self.said!r}"

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

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
        except OSError:
            more = b""
        self.said += more.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(more)


@pytest.mark.parametrize(
    "words", [("client", "list"), ("checkin", "status"), ("today",), ("client", "--help")], ids=" ".join
)
def test_a_terminal_shows_the_same(shared: Desk, words: tuple[str, ...]) -> None:
    shown = []
    before = shared.served()
    for warm in ("1", "0"):
        screen = Screen(shared, *words, columns=64, SALESCTL_WARM=warm)
        assert screen.end() == 0
        shown.append(screen.said)
    assert shown[0] == shown[1]
    assert shared.served() == before + 1


def test_the_window_is_as_wide_as_the_clients(shared: Desk) -> None:
    before, said = shared.served(), []
    for columns, warm in ((120, "1"), (50, "1"), (120, "0"), (50, "0")):
        screen = Screen(shared, "client", "--help", columns=columns, SALESCTL_WARM=warm)
        assert screen.end() == 0
        said.append(screen.said)
    assert said[:2] == said[2:]
    assert said[0] != said[1]
    assert shared.served() == before + 2


def test_a_question_is_asked_cold_and_once(shared: Desk) -> None:
    before, entries = shared.served(), shared.run("ledger", "log", "--json").stdout.count(b'"client.add"')
    screen = Screen(shared, "client", "add", "华联超市有限公司")
    screen.wait_for("[y/N] ")
    assert screen.said.count("[y/N]") == 1
    screen.type("y\n")
    assert screen.end() == 0
    assert shared.served() == before + 1
    assert shared.run("ledger", "log", "--json").stdout.count(b'"client.add"') == entries + 1


def test_a_name_that_was_echoed_before_the_question_is_echoed_once(shared: Desk) -> None:
    screen = Screen(shared, "client", "void", "华中")
    screen.wait_for("Reason")
    assert screen.said.count("华中:") == 1
    screen.type("\x03")
    assert screen.end() == 130


def test_a_choice_among_names_is_asked_cold(shared: Desk) -> None:
    screen = Screen(shared, "client", "show", "华")
    screen.wait_for("Which?")
    screen.type("2\n")
    assert screen.end() == 0


def test_the_editor_stands_at_the_terminal_and_no_draft_is_left(shared: Desk, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ntest "$(ps -o tpgid= -p $$)" -gt 0 && echo "去华联" > "$1"\n')
    editor.chmod(0o755)
    before = shared.served()
    screen = Screen(shared, "client", "log", "华联超市", EDITOR=str(editor), TMPDIR=str(tmp_path))
    assert screen.end() == 0, screen.said
    assert "去华联" in shared.run("client", "show", "华联超市").stdout.decode()
    assert not list(tmp_path.glob("salesctl-draft-*"))
    assert shared.served() == before + 2


def test_words_typed_at_the_terminal_are_read_cold(shared: Desk) -> None:
    screen = Screen(shared, "task", "add", "-")
    screen.type("送样品\n\x04")
    assert screen.end() == 0
    assert shared.run("task", "list").stdout.decode().count("送样品") == 1


def test_a_terminal_starts_the_server_and_a_pipe_never(desk: Desk) -> None:
    words = ("--company", "乙", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏")
    assert desk.run("init", *words).returncode == 0
    assert desk.run("checkin", "status").returncode == 0
    config = desk.home / "config" / "salesctl" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("warm = false\n")
    off = Screen(desk, "checkin", "status"), Screen(desk, "checkin", "status", SALESCTL_WARM="0")
    config_off = off[0].end(), off[1].end()
    assert config_off == (0, 0)
    assert Screen(desk, "doctor").end() == 0
    config.unlink()
    assert desk.run("checkin", "status").returncode == 0  # a pipe again
    assert not (desk.runtime / "salesctl").exists()
    screen = Screen(desk, "checkin", "status")
    assert screen.end() == 0
    wait_for(lambda: desk.socket is not None)
    pid = server_of(desk)
    desk.pids.append(pid)
    assert desk.run("checkin", "status").returncode == 0
    assert desk.served() == 1
    assert os.getsid(pid) == pid  # no Ctrl-C of that terminal reaches it
    assert b"is ready; 1 commands served" in desk.run("doctor").stdout

    config.write_text("warm = false\n")  # it is switched off while it is there: nothing is served, and it ends
    assert desk.run("checkin", "status").returncode == 0
    wait_for(lambda: not alive(pid))
    assert desk.socket is None
    assert b"switched off" in desk.run("doctor").stdout


def server_of(desk: Desk) -> int:
    """Return the process id of the server, as it says it."""
    import socket

    from salesctl.warm import wire

    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(str(desk.socket))
        sock.sendall(wire.ASK)
        return int(sock.recv(200).split()[0])


def test_ctrl_z_stops_the_command_and_fg_goes_on(shared: Desk) -> None:
    before = shared.served()
    process = subprocess.Popen(
        [*shared.client, "task", "add", "-"], env=shared.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: shared.served() == before + 1)
    process.send_signal(signal.SIGTSTP)
    wait_for(lambda: state(process.pid) == "T")
    assert process.stdin is not None
    process.stdin.write("停了又走\n".encode())
    process.stdin.close()
    process.send_signal(signal.SIGCONT)
    assert process.wait(PATIENCE) == 0
    assert "停了又走" in shared.run("task", "list").stdout.decode()


def state(pid: int) -> str:
    """Return the state of a process, as the system has it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
