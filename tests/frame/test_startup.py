"""The way to help, version, completion and usage errors loads no ORM and no drawing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlmodel", "pydantic", "rich", "sqlalchemy", "pypinyin", "phonenumbers", "babel", "platformdirs")
PROBE = """
import sys
sys.path.insert(0, {fakes!r})
import fakes
fakes.install()
from salesctl.app import main
main({words!r})
loaded = [name for name in {heavy!r} if name in sys.modules]
print("LOADED", *loaded, file=sys.stderr)
"""


def loaded(*words: str, **env: str) -> list[str]:
    """Run the program in a process of its own and return the heavy modules it loaded."""
    code = PROBE.format(fakes=str(Path(__file__).parent), words=list(words), heavy=HEAVY)
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path, "HOME": "/nonexistent", **env},
        capture_output=True,
        text=True,
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("LOADED"), done.stderr
    return last.split()[1:]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--help",),
        ("--lang", "zh", "--help"),
        ("--version",),
        ("client", "--help"),
        ("client", "add", "--help"),
        ("help", "all"),
        ("help", "rep"),
        ("help", "client", "add"),
        ("completion", "zsh"),
        ("config", "--json"),
        ("foo",),
        ("打卡",),
        ("client", "lst"),
        ("client", "add"),
        ("client", "add", "x", "--kind", "foo"),
        ("client", "add", "x", "--zzz", "--json"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded(words: tuple[str, ...]) -> None:
    assert loaded(*words) == []


@pytest.mark.skipif(os.name != "posix", reason="no such shell")
@pytest.mark.parametrize(("tail", "code"), [(">&-", 0), ("2>&-", 0), (">/dev/full", 7), ("| true", 0)])
def test_a_stream_that_is_closed_full_or_left_is_no_crash(tail: str, code: int) -> None:
    env = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": "/nonexistent"}
    if ">/dev/full" in tail and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m salesctl help all {tail}'], env=env, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("cl",), ("client", ""), ("client", "add", "--"), ("client", "add", "--kind", "")])
def test_completion_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words, _SALESCTL_COMPLETE="zsh") == []


def test_live_names_cost_only_the_way_to_their_directory() -> None:
    assert loaded("client", "log", "", _SALESCTL_COMPLETE="zsh") == ["platformdirs"]
