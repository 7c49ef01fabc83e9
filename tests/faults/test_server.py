"""A server that goes away: killed while people write, or cut off just when a commit was sent."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from salesctl.ledger import address
from tests.places import Database
from tests.server import Server, server

Cli = Any
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"


class Wire:
    """A way to the server that can be cut: `before` or `after` the next commits went through, so many `times`."""

    def __init__(self, real: Path, folder: Path) -> None:
        self.real, self.folder = real / ".s.PGSQL.5432", folder
        self.cut, self.times = "", 0
        self.swallow = False
        self.down = False
        """Whether nobody gets through any more once it was cut."""
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / ".s.PGSQL.5432"))
        self._door.listen(20)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client = self._door.accept()[0]
            except OSError:
                return
            inner = socket.socket(socket.AF_UNIX)
            inner.connect(str(self.real))
            answered = threading.Event()
            threading.Thread(target=self._forth, args=(client, inner, answered), daemon=True).start()
            threading.Thread(target=self._back, args=(client, inner, answered), daemon=True).start()

    def _forth(self, client: socket.socket, inner: socket.socket, answered: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.times and data.endswith(COMMIT):
                    self.times -= 1
                    if self.down:
                        self._door.shutdown(socket.SHUT_RDWR)  # who waits in accept() does not see a close
                    if self.cut == "after":
                        self.swallow = True
                        inner.sendall(data)
                        answered.wait(10)  # then it is durable, and nobody hears so
                        self.swallow = False
                    break
                inner.sendall(data)
        self._end(client, inner)

    def _back(self, client: socket.socket, inner: socket.socket, answered: threading.Event) -> None:
        with suppress(OSError):
            while data := inner.recv(65536):
                if self.swallow:
                    answered.set()
                    return
                client.sendall(data)
        self._end(client, inner)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Let nobody in any more."""
        self._door.close()


@pytest.fixture
def wire(cli: Cli, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """The story's ledger behind a wire."""
    cli.init()
    cli.people()
    folder = Path(f"/tmp/wire{os.getpid()}")
    folder.mkdir(mode=0o700)
    made = Wire(postgres.folder, folder)
    cli.monkeypatch.setenv("SALESCTL_LEDGER", cli.where.name.replace(str(postgres.folder), str(folder)))
    yield made
    made.close()
    (folder / ".s.PGSQL.5432").unlink()
    folder.rmdir()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_cut_at_its_commit_is_no_second_client(cli: Cli, wire: Wire, when: str) -> None:
    wire.cut, wire.times = when, 1
    row = cli.json("client", "add", "华联超市")
    assert wire.times == 0, "the commit was cut"
    assert row["name"] == "华联超市"
    assert len(cli.json("client", "list", "--all")) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_line_that_stays_down_says_how_to_go_on(cli: Cli, wire: Wire, when: str) -> None:
    cli.monkeypatch.setattr(address, "PAUSES", ())
    wire.cut, wire.times, wire.down = when, 1, True
    error = cli.error("client", "add", "华联超市", code=7)
    assert error["code"] == "lost" and error["retry"] is True
    cli.monkeypatch.setenv("SALESCTL_LEDGER", cli.where.name)
    cli.ok("client", "add", "华联超市", "--op-id", error["op_id"])
    assert len(cli.json("client", "list", "--all")) == 1


WRITER = """
import os, subprocess, sys
for n in range(1000):
    op = f"{sys.argv[1]}-{n}"
    run = [sys.executable, "-m", "salesctl", "client", "add", f"客户{op}", "--op-id", op, "--json", "--yes"]
    done = subprocess.run(run, capture_output=True, text=True)
    print(op if done.returncode == 0 else f"! {done.returncode} {done.stderr[-200:]}", flush=True)
"""


def test_a_server_killed_while_three_write_loses_nothing_acknowledged(cli: Cli, postgres: Server) -> None:
    with server({}) as durable:
        cli.where = Database(durable)
        cli.where.ready()
        cli.monkeypatch.setenv("SALESCTL_LEDGER", cli.where.name)
        cli.init(company="断电贸易")
        path = os.pathsep.join(filter(None, sys.path))
        env = {**os.environ, "PYTHONPATH": path}
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, f"w{n}"],
                env=env,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            for n in range(3)
        ]
        said: list[str] = []

        def listen(writer: subprocess.Popen[str]) -> None:
            assert writer.stdout is not None
            said.extend(line.strip() for line in writer.stdout)

        ears = [threading.Thread(target=listen, args=(writer,)) for writer in writers]
        for ear in ears:
            ear.start()
        try:
            for kill in range(1, 4):
                while len(said) < 4 * kill:
                    threading.Event().wait(0.01)
                durable.stop(signal.SIGKILL)
                durable.start()
            while len(said) < 16:
                threading.Event().wait(0.01)
        finally:
            for writer, ear in zip(writers, ears, strict=True):
                os.killpg(writer.pid, signal.SIGKILL)
                writer.wait()
                ear.join()
                assert writer.stdout is not None
                writer.stdout.close()
        failed = [line for line in said if line.startswith("!")]
        assert not failed, failed
        kept = {row["name"] for row in cli.json("client", "list", "--all")}
        assert {f"客户{op}" for op in said} <= kept
        cli.ok("ledger", "verify")
        cli.tampered = True  # what follows the story would look for a server that is gone


@contextmanager
def settings(made: Server, **values: str) -> Iterator[None]:
    """Set parameters of the story's database for new connections."""
    for name, value in values.items():
        made.admin().execute(f"ALTER DATABASE story SET {name} = '{value}'")
    yield


def test_doctor_refuses_a_server_that_does_not_wait_for_its_disk(cli: Cli, postgres: Server) -> None:
    cli.init()
    with settings(postgres, synchronous_commit="off"):
        rows = cli("doctor", "--json")
        assert rows.code == 6
        found = {row["found"]: row["state"] for row in json.loads(rows.out) if row["what"] == "server"}
        assert found["synchronous_commit=off"] == "wrong"
    with settings(postgres, synchronous_commit="on"):
        found = {row["found"]: row["state"] for row in json.loads(cli("doctor", "--json").out)}
        assert found["synchronous_commit=on"] == "fine"
