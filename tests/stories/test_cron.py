"""The crontab's lines as cron runs them: each through `sh -c`, with the environment cron gives and nothing else.

`benchmarks/cron_once.sh` lets Debian's own cron run them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import catalogue

Cli = Any
PACKAGE = Path(__file__).parents[2]
SETTING = re.compile(r"(?m)^([A-Z_]+)=(.*)$")
LINE = re.compile(r"(?m)^(?:[\d*]+[ ]+){5}(\S.*)$")


@pytest.fixture
def lines(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `job crontab` prints in Chinese for a ledger with a robot, made now."""
    catalogue()
    cli.clock.instant = datetime.now(UTC)
    cli.init()
    cli.people()
    cli.ok("person", "add", "robot", "小机", "--roles", "robot")
    monkeypatch.setattr("salesctl.commands.crontab.program", lambda: f"{sys.executable} -m salesctl")
    state = cli.home / "home" / ".local" / "state"  # where cron's bare environment finds what this device remembers
    state.parent.mkdir(parents=True)
    state.symlink_to(cli.home / "state")
    text: str = cli.lang("zh").ok("job", "crontab").out
    return text


def as_cron(lines: str, command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a line's command as cron does: sh, its short PATH, LANG=C, the settings of the crontab."""
    bare = {"HOME": str(home), "LOGNAME": "limin", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LANG": "C"}
    given = {name: value.strip("\"'") for name, value in SETTING.findall(lines)}
    installed = {"PYTHONPATH": str(PACKAGE)}  # this tree, as an installed package would be found
    run = ["/bin/sh", "-c", command.replace("\\%", "%")]
    env = {**bare, **given, **installed}
    return subprocess.run(run, env=env, cwd=home, capture_output=True, text=True, check=False)


def test_every_line_runs_in_crons_bare_environment_and_twice_changes_nothing(cli: Cli, lines: str) -> None:
    home = cli.home / "home"
    commands = LINE.findall(lines)
    assert len(commands) == 4
    for _time in range(2):
        for command in commands:
            done = as_cron(lines, command, home)
            assert done.returncode in (0, 6), done
            assert done.stderr == ""
            assert (done.returncode == 6) == bool(done.stdout), "mail only where somebody has to act"
            for line in done.stdout.splitlines():
                assert re.search(r"  salesctl \w+", line), line
                assert re.search("[一-鿿]", line), "the settings' language beats the locale"
    (backup,) = cli.home.rglob("backups/*")
    assert os.access(backup, os.R_OK)
    entries = [row["action"] for row in cli.json("ledger", "log") if row["action"].startswith("job.")]
    assert entries.count("job.night") == 1
    assert {row["actor"] for row in cli.json("ledger", "log") if row["action"] == "job.night"} == {"小机"}
