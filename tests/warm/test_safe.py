"""Who is never served, what a server survives, and what its death costs: one cold start."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from salesctl.warm import wire
from tests.warm.conftest import PATIENCE, alive, wait_for

Desk = Any

FOUND = ("--company", "乙", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏")


def works(desk: Desk) -> None:
    """Assert that a command is done, warm or not."""
    done = desk.run("client", "list")
    assert (done.returncode, done.stderr) == (0, b""), done


def said(desk: Desk, data: bytes) -> bytes:
    """Send something to the server and return its whole answer."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(PATIENCE)
        sock.connect(str(desk.socket))
        sock.sendall(data)
        return sock.recv(100)


def test_nonsense_is_answered_and_survived(shared: Desk) -> None:
    for data in (
        b"GET / HTTP/1.0\r\n\r\n",
        wire.MAGIC + (wire.LIMIT + 1).to_bytes(4, "big"),
        wire.MAGIC + (5).to_bytes(4, "big") + b"abcde",
        wire.MAGIC + (8).to_bytes(4, "big") + b"\xff" * 8,
        wire.MAGIC + (4).to_bytes(4, "big") + bytes(4),
        wire.MAGIC + (4).to_bytes(4, "big") + bytes(9),
    ):
        assert said(shared, data) == wire.NO, data
    whole = wire.pack(
        [wire.interpreter(), wire.process(), [b"salesctl", b"client", b"list"], [], [b""] * 6, [b"18", b""]]
    )
    assert said(shared, wire.MAGIC + len(whole).to_bytes(4, "big") + whole) == wire.NO  # without descriptors
    works(shared)


def test_too_many_descriptors_are_refused_and_not_kept(shared: Desk) -> None:
    pid = shared.pids[-1]
    open_before = len(os.listdir(f"/proc/{pid}/fd"))
    for _ in range(3):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(PATIENCE)
            sock.connect(str(shared.socket))
            socket.send_fds(sock, [wire.MAGIC], [0] * 9)
            assert sock.recv(10) == wire.NO
    wait_for(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= open_before)


def test_half_open_connections_hold_nobody_up(shared: Desk) -> None:
    waiting = []
    for data in (b"", b"S", wire.MAGIC, wire.MAGIC + (100).to_bytes(4, "big") + b"half"):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(PATIENCE)
        sock.connect(str(shared.socket))
        sock.sendall(data)
        waiting.append(sock)
    before = shared.served()
    works(shared)
    assert shared.served() == before + 1
    for sock in waiting:
        assert sock.recv(1) == b""  # dropped after a while
        sock.close()


def test_who_accepts_but_never_says_go_runs_nothing(shared: Desk) -> None:
    before = shared.served()
    assert len(asking(shared, "wait", "task", "add", "不该有")) == 32
    assert shared.served() == before
    assert "不该有" not in shared.run("task", "list").stdout.decode()


def asking(desk: Desk, *words: str) -> str:
    """Ask as a client does; return the operation id the server told."""
    done = subprocess.run(
        [*desk.asker, *words], env=desk.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done
    return done.stderr.decode().strip()


def test_a_server_killed_in_the_middle_costs_its_client_nothing(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    pid = desk.launch()
    process = subprocess.Popen(
        [*desk.client, "task", "add", "-"], env=desk.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    wait_for(lambda: desk.served() == 1)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not alive(pid))
    out, _err = process.communicate("问价\n".encode(), PATIENCE)
    assert process.returncode == 0
    assert b"T-0001" in out
    works(desk)  # the socket is stale now: cold
    assert desk.run("task", "list", "--json").stdout.count("问价".encode()) == 1

    new = desk.launch()  # takes the stale socket over, and what its predecessor left
    assert alive(new)
    works(desk)
    assert desk.served() == 1
    assert desk.run("ledger", "verify").returncode == 0


def test_server_and_child_killed_is_said_and_never_done_twice(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    pid = desk.launch()
    process = subprocess.Popen(
        [*desk.client, "task", "add", "-"], env=desk.env, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_for(lambda: desk.served() == 1)
    children = [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    os.kill(pid, signal.SIGKILL)
    for child in children:
        os.kill(child, signal.SIGKILL)
    _out, err = process.communicate(b"", PATIENCE)
    assert process.returncode == 7
    (op_id,) = [word.strip(":") for word in err.decode().split() if len(word.strip(":")) == 32]
    for _ in range(2):
        assert desk.run("task", "add", "问价", "--op-id", op_id).returncode == 0
    assert desk.run("task", "list", "--json").stdout.count("问价".encode()) == 1


def test_the_operation_id_that_is_told_is_the_one_that_was_written(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    desk.launch()
    op_id = asking(desk, "go", "task", "add", "问价")
    again = desk.run("task", "add", "问价", "--op-id", op_id)
    assert (again.returncode, again.stdout.startswith(b"Already done")) == (0, True), again
    assert desk.run("task", "list", "--json").stdout.count("问价".encode()) == 1


@pytest.mark.parametrize("mode", [0o777, 0o750, 0o701])
def test_a_directory_that_is_open_to_others_is_not_used(desk: Desk, mode: int) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    folder = desk.runtime / "salesctl"
    folder.mkdir()
    folder.chmod(mode)
    with listening(desk) as fake:
        works(desk)
        assert asked(fake) is False
    pid = desk.launch(5.0)
    wait_for(lambda: not alive(pid))
    assert not list(folder.glob("*.lock"))
    assert b"chmod 700" in desk.run("doctor").stdout + desk.run("doctor").stderr


def listening(desk: Desk) -> socket.socket:
    """Return a socket of a stranger's under the name the server's has."""
    done = subprocess.run(desk.namer, env=desk.env, capture_output=True, text=True, check=True)
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(str(desk.runtime / "salesctl" / f"{done.stdout.strip()}.sock"))
    sock.listen()
    sock.settimeout(0)
    return sock


def asked(sock: socket.socket) -> bool:
    """Tell whether a client came and said something."""
    try:
        met, _name = sock.accept()
    except BlockingIOError:
        return False
    with met:
        return bool(met.recv(1))


def test_a_link_in_the_directorys_place_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    (desk.runtime / "salesctl").symlink_to(real)
    pid = desk.launch(5.0)
    assert not alive(pid)
    assert not list(real.iterdir())
    works(desk)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_a_socket_of_another_user_hears_nothing(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    folder = desk.runtime / "salesctl"
    folder.mkdir(mode=0o700)
    name = subprocess.run(desk.namer, env=desk.env, capture_output=True, text=True, check=True).stdout.strip()
    heard = desk.home / "heard"
    code = (
        "import os, socket, sys\n"
        "sock = socket.socket(socket.AF_UNIX)\n"
        "sock.bind(sys.argv[1])\n"
        "out = open(sys.argv[2], 'w')\n"
        "os.setuid(65534)\n"
        "sock.listen()\n"
        "print(flush=True)\n"
        "met = sock.accept()[0]\n"
        "out.write(repr(met.recv(10)))\n"
    )
    stranger = subprocess.Popen(
        [sys.executable, "-c", code, str(folder / f"{name}.sock"), str(heard)], stdout=subprocess.PIPE
    )
    with stranger:
        assert stranger.stdout is not None
        stranger.stdout.readline()
        works(desk)
        assert stranger.wait(PATIENCE) == 0
    assert heard.read_text() == "b''"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_another_user_is_not_served(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    desk.launch()
    desk.runtime.chmod(0o755)
    (desk.runtime / "salesctl").chmod(0o755)  # as if the directory had been opened by mistake
    assert desk.socket is not None
    desk.socket.chmod(0o777)
    code = (
        "import os, socket, sys\n"
        "os.setuid(65534)\n"
        "sock = socket.socket(socket.AF_UNIX)\n"
        "sock.connect(sys.argv[1])\n"
        "try:\n    sock.sendall(b'SCQ1')\n    print(repr(sock.recv(10)))\n"
        "except OSError as error:\n    print(error.strerror)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(desk.socket)], capture_output=True, text=True)
    assert done.stdout in ("b''\n", "Broken pipe\n", "Connection reset by peer\n"), done


def test_another_version_is_not_served_and_ends_the_server(desk: Desk) -> None:
    package = desk.home / "lib" / "salesctl"
    shutil.copytree(
        Path(wire.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copy
    )
    desk.env["PYTHONPATH"] = os.pathsep.join([str(package.parent), desk.env["PYTHONPATH"]])
    assert desk.run("init", *FOUND).returncode == 0
    pid = desk.launch()
    works(desk)
    assert desk.served() == 1
    (package / "__init__.py").write_text('"""Another."""\n\n__version__ = "9.9.9"\n')
    assert desk.run("--version").stdout == b"salesctl 9.9.9\n"
    wait_for(lambda: not alive(pid))
    assert desk.socket is None


def test_an_idle_server_ends_and_leaves_nothing(desk: Desk) -> None:
    pid = desk.launch(0.3)
    wait_for(lambda: not alive(pid))
    wait_for(lambda: [path.suffix for path in (desk.runtime / "salesctl").iterdir()] == [".lock"])


def test_there_is_one_server_and_it_leaves_when_its_socket_is_gone(desk: Desk) -> None:
    first = desk.launch()
    second = desk.launch()
    wait_for(lambda: not alive(second))
    assert alive(first)
    third = desk.socket
    assert third is not None
    third.unlink()
    os.kill(first, signal.SIGCHLD)  # wakes it; else it looks every half minute
    wait_for(lambda: not alive(first))


def test_a_server_told_to_end_waits_for_its_client(desk: Desk) -> None:
    assert desk.run("init", *FOUND).returncode == 0
    pid = desk.launch()
    process = subprocess.Popen(
        [*desk.client, "task", "add", "-"], env=desk.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: desk.served() == 1)
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: desk.socket is None)
    process.communicate("问价\n".encode(), PATIENCE)
    assert process.returncode == 0
    wait_for(lambda: not alive(pid))


def test_the_server_and_its_spare_hold_no_ledger_open(shared: Desk) -> None:
    works(shared)
    pid = shared.pids[-1]
    for process in (pid, *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        wait_for(lambda process=process: not [file for file in opened(process) if "ledger" in file])


def opened(process: int | str) -> list[str]:
    """Return the files a process has open; none where it has gone meanwhile, nor those that have."""
    found = []
    with suppress(OSError):
        for fd in os.listdir(f"/proc/{process}/fd"):
            with suppress(OSError):
                found.append(os.readlink(f"/proc/{process}/fd/{fd}"))
    return found
