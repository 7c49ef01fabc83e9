"""A server of the tests' own, its clients as real processes, and a ledger they work on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

pytest.importorskip("fcntl", reason="there is no warm start here")

PATIENCE = 60.0
CLIENT = "from salesctl.__main__ import run\nrun()\n"
LAUNCH = "import sys\nfrom salesctl.warm.side import launch\nprint(launch(float(sys.argv[1])))\n"
ASKS = """
import _signal, _socket, os, sys
from salesctl.warm import client, wire
go = sys.argv.pop(1) == "go"
sock = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
sock.connect(f"{wire.folder(os.environ)}/{wire.name()}.sock")
print(client._ask(sock, client._request(_signal, wire), wire).decode(), file=sys.stderr)
if go:
    sock.sendall(wire.GO)
    sock.recv(2)
"""
"""A client that says the operation id it was told, and lets the command begin or not."""

Cli = Any


class Desk:
    """A directory of scripts that are started as the console script is, and the runtime directory of a session."""

    def __init__(self, home: Path) -> None:
        self.home = home
        # Short: the path of a socket has a hundred characters.
        self.runtime = Path(mkdtemp(prefix="scw-", dir="/tmp"))
        self.pids: list[int] = []
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("SALESCTL_", "XDG_", "LC_", "_SALESCTL"))}
        for name in ("LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "COLORTERM", "COLUMNS", "TZ"):
            kept.pop(name, None)
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self.env = {
            **kept,
            **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
            "XDG_RUNTIME_DIR": str(self.runtime),
            "HOME": str(home),
            "SALESCTL_LEDGER": str(home / "ledger.db"),
            "SALESCTL_LANG": "en",
            "SALESCTL_ME": "1001",
            "PYTHONPATH": path,
            "PYTHONUTF8": "1",
            "TERM": "xterm-256color",
        }
        self.client = self.script("salesctl", CLIENT)
        self.launcher = self.script("launch", LAUNCH)
        self.namer = self.script("name", "from salesctl.warm import wire\nprint(wire.name())\n")
        self.asker = self.script("asks", ASKS)  # all of them now: the server minds what is new beside its program

    def script(self, name: str, text: str) -> list[str]:
        """Write a script and return how it is started."""
        path = self.home / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [sys.executable, str(path)]

    @property
    def socket(self) -> Path | None:
        """The socket, where a server listens."""
        return next(iter((self.runtime / "salesctl").glob("*.sock")), None)

    def launch(self, idle: float = 120.0, env: dict[str, str] | None = None) -> int:
        """Start a server as a client does; wait until it listens, or has ended."""
        done = subprocess.run(
            [*self.launcher, str(idle)], env=env or self.env, capture_output=True, text=True, check=True
        )
        pid = int(done.stdout)
        self.pids.append(pid)
        wait_for(lambda: self.served() >= 0 or not alive(pid))
        return pid

    def run(
        self, *words: str, env: dict[str, str] | None = None, input: str | None = None, **more: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command with no terminal."""
        return subprocess.run(
            [*self.client, *words],
            env={**self.env, **(env or {})},
            input=(input or "").encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd=more.pop("cwd", self.home),
            **more,
        )

    def cold(self, *words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """Run a command in a process of its own."""
        return self.run(*words, env={**more.pop("env", {}), "SALESCTL_WARM": "0"}, **more)

    def served(self) -> int:
        """Return how many commands the server has begun; -1 where there is none."""
        from salesctl.warm import wire

        if self.socket is None:
            return -1
        import socket

        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(PATIENCE)
            try:
                sock.connect(str(self.socket))
            except OSError:
                return -1
            sock.sendall(wire.ASK)
            said = sock.recv(200).split()
            return int(said[1]) if said else -1

    def close(self) -> None:
        """End every server that was started here."""
        for pid in self.pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        shutil.rmtree(self.runtime, ignore_errors=True)


def alive(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_for(what: Any) -> None:
    """Wait until `what` is true; an assertion fails where it never is."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a ledger and a running server, for the tests of a module that leave it running."""
    made = Desk(tmp_path_factory.mktemp("warm"))
    words = ("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001")
    assert made.cold(*words, "--name", "李敏").returncode == 0
    for name in ("华联超市", "华中建材"):
        assert made.cold("client", "add", name).returncode == 0
    made.launch()
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with nothing on it."""
    made = Desk(tmp_path)
    yield made
    made.close()
