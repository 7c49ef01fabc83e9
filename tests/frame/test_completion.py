"""Completion: nouns, verbs, options, codes, and live names from the cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salesctl.completion import SHELLS, completion_cache_path, read_cache, script, write_cache
from tests.frame.conftest import Cli

LEDGER = "/srv/east.ledger"
NAMES = [
    ("client", "C-2026-0001", "华联超市"),
    ("client", "华联超市", "C-2026-0001"),
    ("person", "王芳", "华东一组"),
    ("task", "T-2026-0003", "追报价"),
]


@pytest.fixture
def names(home: Path) -> None:
    write_cache(completion_cache_path(LEDGER), NAMES)


def complete(cli: Cli, *words: str, shell: str = "bash", lang: str = "en") -> list[str]:
    outcome = cli(*words, env={"_SALESCTL_COMPLETE": shell, "SALESCTL_LEDGER": LEDGER, "SALESCTL_LANG": lang})
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out.splitlines()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("ch",), ["checkin"]),
        (("--led",), ["--ledger"]),
        (("--lang", ""), ["en", "zh"]),
        (("--lang", "zh", "cl"), ["client"]),
        (("client", ""), ["list", "add", "log", "void"]),
        (("client", "l"), ["list", "log"]),
        (("client", "--sta"), ["--stale"]),
        (("client", "add", "x", "--kind", ""), ["shop", "dealer"]),
        (("client", "add", "x", "--kind=d"), ["--kind=dealer"]),
        (("client", "add", "x", "--level", ""), ["a", "b"]),
        (("client", "add", "x", "--format", "c"), ["csv"]),
        (("client", "add", "x", "--output", ""), [":files"]),
        (("client", "log", ""), ["C-2026-0001", "华联超市"]),
        (("client", "log", "华"), ["华联超市"]),
        (("client", "log", '"华'), ["华联超市"]),
        (("client", "log", "华联超市", ""), []),
        (("client", "list", "--person", ""), ["王芳"]),
        (("client", "list", "last-"), ["last-week", "last-month"]),
        (("person", "show", "王芳", ""), ["王芳"]),
        (("undo", ""), ["王芳"]),
        (("help", "re"), ["rep", "report"]),
        (("completion", ""), list(SHELLS)),
        (("nothing", ""), []),
        ((), None),
    ],
    ids=lambda case: " ".join(case or ()) if isinstance(case, tuple) else "",
)
def test_the_last_word_is_completed(cli: Cli, names: None, words: tuple[str, ...], found: list[str] | None) -> None:
    lines = complete(cli, *words)
    assert lines == found if found is not None else "client" in lines


def test_an_option_given_is_not_offered_again(cli: Cli, names: None) -> None:
    assert "--kind" not in complete(cli, "client", "add", "x", "--kind", "shop", "--")
    assert "--phone" in complete(cli, "client", "add", "x", "--phone", "1", "--")


def test_help_stands_after_a_tab_in_the_users_language(cli: Cli, names: None) -> None:
    assert complete(cli, "clie", shell="zsh", lang="zh") == ["client\t客户档案与往来。"]
    assert complete(cli, "client", "log", "C", shell="fish") == ["C-2026-0001\t华联超市"]


def test_another_ledger_has_other_names(cli: Cli, names: None) -> None:
    assert complete(cli, "client", "log", "--ledger", "/srv/west.ledger", "") == []
    assert complete(cli, "--ledger", LEDGER, "client", "log", "华") == ["华联超市"]


def test_the_cache_is_private_and_a_name_cant_forge_a_line(home: Path) -> None:
    path = completion_cache_path(LEDGER)
    write_cache(path, [("client", "a\tb\nperson\tx", "\x1b[31m")])
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(read_cache(path)) == [("client", "a b person x", " [31m")]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_cache_that_is_not_there_or_torn_is_empty(home: Path, tmp_path: Path) -> None:
    assert list(read_cache(tmp_path / "none")) == []
    (tmp_path / "torn").write_bytes(b"client\tx\n\xff\xfe\x00")
    assert list(read_cache(tmp_path / "torn")) == []


def test_a_cache_that_cant_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    write_cache(tmp_path / "file" / "names.tsv", NAMES)


def test_completion_prints_the_script(cli: Cli) -> None:
    for shell in SHELLS:
        assert cli("completion", shell).out.strip() == script(shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_good_shell(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(script(shell), encoding="utf-8")
    subprocess.run([program, "-n", tmp_path / "script"], check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_a_word_through_the_script(tmp_path: Path) -> None:
    program = tmp_path / "salesctl"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m salesctl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    line = 'COMP_WORDS=(salesctl comp); COMP_CWORD=1; _salesctl; echo "${COMPREPLY[@]}"'
    env = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["bash", "-c", f"{script('bash')}\n{line}"], env=env, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "completion\n"
