"""The way to help, version, completion and usage errors of the real rooms loads no ORM and draws nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from salesctl.doors import DOORS

HEAVY = (
    "sqlmodel",
    "pydantic",
    "rich",
    "sqlalchemy",
    "pypinyin",
    "phonenumbers",
    "rapidfuzz",
    "tomlkit",
    "pysqlite3",
    "jinja2",
    "xlsxwriter",
)
PROBE = """
import sys
from salesctl.app import main
code = main(sys.argv[1:])
print("LOADED", code, *sorted(set(%r) & set(sys.modules)), file=sys.stderr)
"""


def loaded(home: Path, *words: str, **env: str) -> tuple[int, set[str]]:
    """Run a command in a process of its own; return its exit code and the heavy modules it loaded."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    dirs = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", PROBE % (HEAVY,), *words],
        env={**kept, **dirs, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    mark, code, *found = done.stderr.splitlines()[-1].split()
    assert mark == "LOADED", done.stderr
    return int(code), set(found)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("--help",), 0),
        (("--version",), 0),
        (("--lang", "zh", "--help"), 0),
        (("help", "all"), 0),
        (("help", "rep"), 0),
        (("completion", "bash"), 0),
        (("config",), 0),
        (("checkn",), 2),
        (("请假",), 2),
        (("client", "lst"), 2),
        (("client", "list", "--zzz"), 2),
        (("client", "add"), 2),
        (("checkin", "sheet", "--format", "pdf"), 2),
        (("person", "add", "1", "2", "3", "--json"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_what_needs_no_ledger_loads_no_orm(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    assert loaded(tmp_path, *words) == (code, set())


@pytest.mark.parametrize("noun", [door.noun for door in DOORS])
def test_help_of_a_noun_loads_no_orm(noun: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, noun, "--help") == (0, set())


def test_help_of_every_verb_loads_no_orm(tmp_path: Path) -> None:
    from salesctl.frame.root import open_door

    script = "\n".join(
        f"main({[door.noun, verb, '--help']!r})" for door in DOORS if not door.single for verb in open_door(door).verbs
    )
    told = f"print(set({HEAVY!r}) & set(sys.modules), file=sys.stderr)"
    probe = f"import sys\nfrom salesctl.app import main\n{script}\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert done.stderr == "set()\n"


@pytest.mark.parametrize(
    "words",
    [("cl",), ("client", ""), ("client", "show", ""), ("checkin", "--for", ""), ("client", "add", "--kind", "")],
)
def test_completion_loads_no_orm(words: tuple[str, ...], tmp_path: Path) -> None:
    assert loaded(tmp_path, *words, _SALESCTL_COMPLETE="zsh") == (0, set())


def test_a_command_that_prints_to_a_file_draws_nothing(tmp_path: Path) -> None:
    ledger = {"SALESCTL_LEDGER": str(tmp_path / "l.db"), "SALESCTL_ME": "1001"}
    made = (
        "init",
        "--company",
        "华东贸易",
        "--currency",
        "CNY",
        "--tz",
        "Asia/Shanghai",
        "--me",
        "1001",
        "--name",
        "李敏",
    )
    assert loaded(tmp_path, *made, **ledger)[0] == 0
    for words in (
        ("checkin", "status"),
        ("client", "list"),
        ("task", "list"),
        ("client", "list", "--json"),
        ("today",),
    ):
        code, found = loaded(tmp_path, *words, **ledger)
        assert code == 0, words
        assert not found & {"rich", "pypinyin", "phonenumbers", "tomlkit", "jinja2", "xlsxwriter"}, words
