"""Warm and cold say the same bytes on both streams and end alike; what can't be the same is run cold."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.warm.conftest import PATIENCE, wait_for

Desk = Any

READS = [
    (),
    ("--help",),
    ("checkin", "status"),
    ("checkin", "status", "--json"),
    ("client", "list"),
    ("client", "list", "--lang", "zh"),
    ("client", "list", "--format", "csv"),
    ("client", "show", "华联超市"),
    ("client", "show", "华"),
    ("client", "show", "nobody", "--json"),
    ("client", "lst"),
    ("client", "list", "--zzz"),
    ("client", "void", "C-1"),
    ("client", "add", "华联超市一店", "--dry-run"),
    ("today",),
    ("task", "add", "-"),
    ("person", "list", "--format", "md"),
    ("report", "summary", "2026-11", "--json"),
    ("help", "rep"),
    ("--ledger", "/nowhere/at.all", "client", "list"),
]


def bare(data: bytes) -> bytes:
    """Return what was said without what the clock says."""
    return re.sub(rb"\d\d:\d\d(:\d\d)?(\.\d+)?", b"TIME", data)


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_the_same_bytes_and_the_same_end(shared: Desk, words: tuple[str, ...]) -> None:
    before = shared.served()
    warm, cold = shared.run(*words), shared.cold(*words)
    assert (warm.returncode, bare(warm.stdout), bare(warm.stderr)) == (
        cold.returncode,
        bare(cold.stdout),
        bare(cold.stderr),
    )
    assert shared.served() == before + (words[:1] != ("help",))


def test_each_command_has_its_own_language_zone_directory_and_ledger(shared: Desk, tmp_path: Path) -> None:
    other = {"SALESCTL_LEDGER": str(tmp_path / "other.db"), "XDG_STATE_HOME": str(tmp_path)}
    found = ("--company", "乙", "--currency", "CNY", "--tz", "Europe/London", "--me", "1001", "--name", "Ann")
    assert shared.cold("init", *found, env=other).returncode == 0
    mixed: list[tuple[dict[str, str], tuple[str, ...]]] = [
        ({}, ("client", "list")),
        ({"SALESCTL_LANG": "zh"}, ("client", "list")),
        (other, ("checkin", "status")),
        ({"TZ": "America/New_York", **other}, ("checkin", "status")),
        ({"LC_ALL": "zh_CN.UTF-8", "SALESCTL_LANG": ""}, ("task", "list")),
        ({"COLUMNS": "40"}, ("client", "--help")),
        ({"NO_COLOR": "1", "SALESCTL_AMBIGUOUS": "2"}, ("today",)),
        ({"_SALESCTL_COMPLETE": "zsh"}, ("client", "show", "华")),
        ({"SALESCTL_LANG": "xx"}, ("client", "list")),
        ({"SALESCTL_ME": "9"}, ("client", "list")),
    ]
    before = shared.served()
    for env, words in mixed + mixed[::-1]:
        warm, cold = shared.run(*words, env=env), shared.cold(*words, env=env)
        assert (warm.returncode, bare(warm.stdout), bare(warm.stderr)) == (
            cold.returncode,
            bare(cold.stdout),
            bare(cold.stderr),
        ), (env, words)
    assert shared.served() == before + 2 * len(mixed)


def test_files_lie_where_the_client_stands_with_its_umask(shared: Desk, tmp_path: Path) -> None:
    before = shared.served()
    done = shared.run("client", "list", "--output", "here.csv", cwd=tmp_path, umask=0o027)
    assert done.returncode == 0, done
    assert (tmp_path / "here.csv").exists()
    assert shared.served() == before + 1


def test_stdin_is_the_clients(shared: Desk) -> None:
    assert shared.run("task", "add", "-", input="问\n价").returncode == 0
    assert "问" in shared.run("task", "list").stdout.decode()


def test_a_reader_that_has_had_enough_is_no_error(shared: Desk) -> None:
    line = f"{sys.executable} {shared.client[1]} client list --format ndjson | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=shared.env, capture_output=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == (b"0\n", b"")


def test_a_disk_that_is_full_ends_alike(shared: Desk) -> None:
    def full(cold: str) -> tuple[int, bytes]:
        with open("/dev/full", "wb") as out:
            done = subprocess.run(
                [*shared.client, "client", "list"],
                env={**shared.env, "SALESCTL_WARM": cold},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=PATIENCE,
            )
        return done.returncode, done.stderr

    assert full("1") == full("0")


@pytest.mark.parametrize(
    ("signals", "code"), [((signal.SIGINT,), 130), ((signal.SIGTERM,), -signal.SIGTERM), ((signal.SIGKILL,), -9)]
)
def test_signals_end_it_as_they_end_a_cold_one(shared: Desk, signals: tuple[int, ...], code: int) -> None:
    before = shared.served()
    # It waits for its words, so that it is in the middle for as long as we like.
    process = subprocess.Popen(
        [*shared.client, "task", "add", "-"], env=shared.env, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_for(lambda: shared.served() == before + 1)
    children = serving(shared)
    for number in signals:
        process.send_signal(number)
    with process:
        assert process.wait(PATIENCE) == code
        wait_for(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in children))
        assert process.stderr is not None
        assert (b"Interrupted" in process.stderr.read()) == (code == 130)


def serving(desk: Desk) -> list[int]:
    """Return the children of the server that have been given a command: those that have a pipe for stdin."""
    found = []
    for pid in Path(f"/proc/{desk.pids[-1]}/task/{desk.pids[-1]}/children").read_text().split():
        try:
            if os.readlink(f"/proc/{pid}/fd/0").startswith("pipe:"):
                found.append(int(pid))
        except OSError:
            pass  # it has just ended
    return found


def test_a_signal_that_is_ignored_stays_ignored(shared: Desk) -> None:
    before = shared.served()
    process = subprocess.Popen(
        [*shared.client, "task", "add", "-"],
        env=shared.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    wait_for(lambda: shared.served() == before + 1)
    process.send_signal(signal.SIGINT)
    said, _none = process.communicate("路过\n".encode(), PATIENCE)
    assert process.returncode == 0
    assert "路过" in said.decode() or said


@pytest.mark.skipif(sys.platform != "linux", reason="limits are read of /proc")
def test_another_limit_is_another_process(shared: Desk) -> None:
    before = shared.served()
    done = shared.run("client", "list", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
    assert done.returncode == 0
    same = resource.getrlimit(resource.RLIMIT_CORE)[1] == 0
    assert shared.served() == before + same


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("client", "list"), {"SALESCTL_WARM": "0"}),
        (("client", "list"), {"PYTHONHASHSEED": "1"}),
        (("client", "list"), {"LD_BIND_NOW": "1"}),
        (("client", "list", "--output", "/dev/stdout"), {}),
        (("ledger", "head"), {}),
        (("client", "list"), {"BIG": "x" * 100_000, **{f"BIG{n}": "x" * 100_000 for n in range(11)}}),
    ],
    ids=["off", "python", "loader", "device", "not marked", "too large"],
)
def test_what_is_not_exactly_right_is_run_cold(shared: Desk, words: tuple[str, ...], env: dict[str, str]) -> None:
    before = shared.served()
    warm, cold = shared.run(*words, env=env), shared.cold(*words, env=env)
    assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    assert shared.served() == before


def test_a_closed_stream_is_run_cold(shared: Desk) -> None:
    before = shared.served()
    line = f"{sys.executable} {shared.client[1]} client list <&- | head -1"
    done = subprocess.run(["bash", "-c", line], env=shared.env, capture_output=True, timeout=PATIENCE)
    assert done.stdout == b"Clients\n"
    assert shared.served() == before


def test_a_verb_that_is_marked_cold_leaves(shared: Desk) -> None:
    file = shared.home / "more.csv"
    file.write_text("客户名称\n长江装饰\n", encoding="utf-8")
    done = shared.run("client", "import", str(file), "--yes")
    assert done.returncode == 0, done
    entries = shared.run("ledger", "log", "--json").stdout.decode()
    assert entries.count('"client.import"') == 1


def test_children_draw_random_numbers_of_their_own(shared: Desk) -> None:
    first, second = (shared.run("task", "add", "路过", "--json").stdout for _ in range(2))
    assert first != second
    done = shared.run("ledger", "verify")
    assert done.returncode == 0, done
