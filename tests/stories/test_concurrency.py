"""Several people at once on one ledger: everyone is served, nothing is lost, and who must wait hears so."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from salesctl.ledger import engine
from salesctl.values.clock import SystemClock

Cli = Any

AT_ONCE = 8


def started(cli: Cli, who: str, *words: str) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    path = os.pathsep.join(filter(None, sys.path))
    env = {**os.environ, "PYTHONPATH": path, "SALESCTL_ME": who}
    command = [sys.executable, "-m", "salesctl", *words]
    return subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_eight_at_once_all_check_in_and_add_clients(cli: Cli) -> None:
    cli.clock.instant = SystemClock().now()
    cli.init()
    people = [f"2{n:03d}" for n in range(AT_ONCE)]
    for code in people:
        cli.ok("person", "add", code, f"人{code}", "--roles", "rep")
    running = [started(cli, code, "checkin", "--json") for code in people]
    running += [started(cli, code, "client", "add", f"客户{code}", "--json") for code in people]
    rows = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        rows.append(json.loads(out))
    numbers = [row["number"] for row in rows if "number" in row]
    assert len(set(numbers)) == AT_ONCE and len({row["id"] for row in rows}) == 2 * AT_ONCE
    assert sorted(number[-4:] for number in numbers) == [f"{n + 1:04d}" for n in range(AT_ONCE)]
    assert {row["person"] for row in rows if "person" in row} == set(people)
    assert len(cli.json("ledger", "log", "--limit", "500")) == 1 + 3 * AT_ONCE
    cli.ok("ledger", "verify")


def test_one_operation_id_sent_eight_times_at_once_writes_once(cli: Cli) -> None:
    cli.clock.instant = SystemClock().now()
    cli.init()
    words = ("client", "add", "华联超市", "--op-id", "retry-1", "--json")
    running = [started(cli, "1001", *words) for _n in range(AT_ONCE)]
    said = [process.communicate(timeout=120) for process in running]
    codes = [process.returncode for process in running]
    assert codes.count(0) == AT_ONCE, said
    assert len({json.loads(out)["id"] for out, _err in said}) == 1
    assert len(cli.json("client", "list", "--all")) == 1


def test_a_held_lock_is_busy_and_worth_another_try(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市")
    before = cli.json("ledger", "head")
    monkeypatch.setattr(engine, "LOCK_WAIT", 0.05)
    lock = os.open(f"{cli.ledger}.lock", os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        error = cli.error("client", "add", "东方建材", code=7)
        assert (error["code"], error["retry"]) == ("busy", True)
        assert "Nothing written" in error["message"]
        assert len(cli.json("client", "list", "--all")) == 1, "readers don't wait"
        said = cli.lang("zh")("checkin")
        assert said.code == 7 and said.err.startswith("台账正忙") and "没有写入" in said.err
    finally:
        os.close(lock)
    assert cli.lang("en").json("ledger", "head") == before
    cli.ok("client", "add", "东方建材")
