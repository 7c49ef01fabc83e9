"""Links, pipes, sockets, devices and folders where a file is meant: refused at once, nothing hangs or is touched."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Cli = Any

ODD = ("link", "dangling", "loop", "folder link", "folder", "pipe", "socket", "/dev/null", "/dev/full", "/dev/zero")
WRITES: dict[str, tuple[str, ...]] = {
    "a list": ("client", "list", "--format", "csv", "--output", "{}"),
    "a list by force": ("client", "list", "--format", "csv", "--force", "--output", "{}"),
    "what a write says": ("client", "edit", "c1", "--note", "x", "--format", "json", "--force", "--output", "{}"),
    "an export": ("client", "export", "{}", "--format", "csv"),
    "an export by force": ("client", "export", "{}", "--format", "csv", "--force"),
    "a page": ("report", "print", "--format", "html", "--output", "{}", "--force"),
    "a paper": ("archive", "get", "a1", "--output", "{}", "--force"),
    "a backup": ("ledger", "backup", "{}"),
    "a backup by force": ("ledger", "backup", "{}", "--force"),
    "a copy": ("ledger", "copy", "{}"),
    "a demo": ("demo", "{}", "--months", "1"),
    "a new ledger": (
        *("init", "--ledger", "{}", "--company", "公司", "--currency", "CNY"),
        *("--tz", "UTC", "--me", "1", "--name", "我"),
    ),
}
READS: dict[str, tuple[str, ...]] = {
    "a list": ("client", "import", "{}"),
    "punches": ("checkin", "import", "{}"),
    "a paper of the archive": ("archive", "add", "{}", "--title", "x"),
    "evidence": ("client", "log", "c1", "说", "--paper", "{}"),
    "a rule book": ("rules", "check", "{}"),
    "rules to apply": ("rules", "apply", "{}", "--yes"),
    "a ledger": ("client", "list", "--ledger", "{}"),
    "a ledger to write": ("client", "add", "新", "--ledger", "{}"),
}
FOLLOWED = ("a list", "punches", "a rule book", "rules to apply")
"""What reads through a link to a file: the reader's own rights decide, and nothing of it is kept as evidence."""


class Hangs(BaseException):
    """A command did not end."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def late(_number: int, _frame: Any) -> None:
        raise Hangs

    former = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


@pytest.fixture
def place(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A ledger, and one of each thing that is no file of one's own."""
    cli.init()
    cli.ok("client", "add", "东方建材")
    home = cli.home
    (home / "note.txt").write_text("x")
    cli.ok("archive", "add", str(home / "note.txt"), "--title", "合同", "--class", "contract")
    (home / "target.csv").write_text("name\n甲\n")
    (home / "link").symlink_to("target.csv")
    (home / "dangling").symlink_to("gone")
    (home / "loop").symlink_to("loop")
    (home / "folder").mkdir()
    (home / "folder link").symlink_to("folder")
    os.mkfifo(home / "pipe")
    monkeypatch.chdir(home)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
    return cli


def _state(home: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return what stands there: kind, mode and content, the ledger and the state directory aside."""
    found = {}
    for path in sorted(home.rglob("*")):
        if not path.relative_to(home).parts[0].startswith(("ledger.db", "state", "cache")):
            status = path.lstat()
            content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
            found[str(path)] = (stat.S_IFMT(status.st_mode), status.st_ino, content)
    return found


@pytest.mark.parametrize("what", WRITES)
def test_nothing_is_written_to_what_is_no_file(place: Cli, what: str) -> None:
    before, entries = _state(place.home), len(place.json("ledger", "log"))
    devices = {name: os.lstat(name).st_rdev for name in ODD if name.startswith("/dev")}
    for name in ODD:
        if what == "a paper" and "folder" in name:
            continue  # it goes into the folder under its own name
        words = [word.format(name) for word in WRITES[what]]
        with _at_most(20):
            result = place(*words, "--json") if "--format" not in words else place(*words)
        assert result.code in (2, 3, 5, 7), (words, result)
        said = (
            json.loads(result.err)["error"] if "--json" in words or "{" in result.err[:1] else {"message": result.err}
        )
        assert said["message"], words
        assert _state(place.home) == before, words
    assert {name: os.lstat(name).st_rdev for name in devices} == devices
    assert len(place.json("ledger", "log")) == entries


@pytest.mark.parametrize("what", READS)
def test_nothing_is_read_from_what_is_no_file(place: Cli, what: str) -> None:
    before, entries = _state(place.home), len(place.json("ledger", "log"))
    for name in ODD:
        if name == "link" and what in FOLLOWED:
            continue
        words = [word.format(name) for word in READS[what]]
        with _at_most(20):
            error = place.error(*words)
        assert error["message"] and error["code"] in ("usage", "not_found", "refused", "out_of_reach"), (words, error)
        assert error["hint"], (words, error)
        assert _state(place.home) == before, words
    assert len(place.json("ledger", "log")) == entries


def test_a_settings_file_that_is_a_pipe_or_endless_is_said_and_not_waited_for(
    place: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pipe", "folder", "/dev/zero", "socket"):
        monkeypatch.setenv("SALESCTL_CONFIG", name)
        with _at_most(20):
            error = place.error("client", "list", code=2)
        assert name in error["message"] and error["hint"]


@pytest.mark.parametrize("words", [("task", "add", "-"), ("client", "log", "c1", "-"), ("report", "write", "-")])
def test_words_on_stdin_that_are_not_utf8_say_how_to_turn_them(place: Cli, words: tuple[str, ...]) -> None:
    entries = len(place.json("ledger", "log"))
    result = place(*words, "--json", input="工号".encode("gb18030"))
    error = json.loads(result.err)["error"]
    assert result.code == 2 and "UTF-8" in error["message"] and "iconv" in error["hint"]
    assert len(place.json("ledger", "log")) == entries
    assert place(*words, "--json", input="\ufeff完成：\r\n做了\r\n".encode()).code == 0


def test_a_workbook_for_the_screen_is_refused_before_anything_is_written(place: Cli) -> None:
    entries = len(place.json("ledger", "log"))
    assert place("task", "add", "发报价", "--format", "xlsx", typed="").code == 2
    assert len(place.json("ledger", "log")) == entries


def test_a_home_of_nobody_is_a_name_like_any_other(place: Cli) -> None:
    assert place("task", "list", "--output", "~~x~~", "--json").code == 0 and (place.home / "~~x~~").exists()
    assert place("task", "add", "发报价", "--output", "~nobody there.csv").code == 0
    assert (place.home / "~nobody there.csv").exists()
