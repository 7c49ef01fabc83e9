"""A storm of ten thousand command lines: published exit codes, never a traceback, no trace of what was refused.

`SALESCTL_HOSTILE=50000 pytest tests/stories/test_storm.py` throws more; the seed then is another each time.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copy2, copytree, rmtree
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from salesctl.frame.failure import wants_json
from salesctl.rulebook.default import default_book, personalise
from tests.conftest import Result
from tests.stories.hostile import ACTS_IN_A_FILE
from tests.stories.storm import Call, Target, calls, targets

Cli = Any

WANTED = int(os.environ.get("SALESCTL_HOSTILE", "10000"))
LONG = "SALESCTL_HOSTILE" in os.environ
SIZE = 20
"""Calls of one example: what one leaves is there for the next."""
PARTS = 8
PUBLISHED = {0, 2, 3, 4, 5, 6, 7, 8}
LONGEST = 30
"""Seconds after which a call hangs."""


class Hangs(BaseException):
    """A call did not end."""


@pytest.fixture
def shore(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A ledger in which every name thrown may mean something, in a folder with every kind of file."""
    for name, answer in (("EDITOR", "true"), ("TMPDIR", str(cli.home))):
        monkeypatch.setenv(name, answer)
    monkeypatch.setattr(tempfile, "tempdir", str(cli.home))
    monkeypatch.setattr("webbrowser.open", lambda _url: False)
    cli.init()
    cli.people()
    cli._once(("shore",), lambda: _furnish(cli))
    _lay_out(cli.home)
    monkeypatch.chdir(cli.home)
    cli.tampered = True  # each example verifies its own
    return cli


def _furnish(cli: Cli) -> Result:
    cli.ok("client", "add", "东方建材", "--phone", "138 0000 0001", "--contact", "陈总")
    cli.ok("client", "add", "华联超市", "--owner", "1007", "--level", "A", "--yes")
    cli.ok("client", "log", "c1", "谈", "--next", "2026-11-27 追报价")
    cli.ok("task", "add", "发报价", "--client", "c1")
    cli.ok("task", "add", "送样", "--owner", "1007", "--due", "2026-11-25")
    cli.ok("order", "add", "c1", "茶叶=2@3", "糖=1@5")
    cli.ok("order", "add", "c2", "500", "--on", "2026-10-10")
    cli.ok("payment", "add", "c1", "5")
    cli.ok("payment", "add", "5", "--payer", "不知道")
    cli.ok("visit", "log", "c1", "谈妥", "--at", "2026-11-19 9:00", "--until", "2026-11-19 10:00", "--see", "陈总")
    cli.ok("visit", "add", "c2", "送样", "--on", "2026-12-01", "--see", "王总")
    cli.ok("report", "write", "2026-11-02", "--done", "做了", "--submit", "--for", "1007")
    cli.ok("report", "write", "2026-11-03", "--done", "做了")
    cli.ok("archive", "add", "--title", "合同", "--place", "柜 1", "--class", "contract")
    done: Result = cli.ok("checkin", "--at", "2026-11-20 08:55")
    return done


def _lay_out(home: Path) -> None:
    texts = {
        "clients.csv": "客户名称,电话\n甲方,13800000002\n乙方,x\n", "people.csv": "工号,姓名\nZ1,某\n", "empty.csv": "",
        "orders.csv": "date,amount\n2026-11-02,5\n", "payments.csv": "client,date,amount\n东方建材,2026-11-02,5\n",
        "punches.csv": "person,at\n1007,2026-05-04 09:00\n", "clients.ndjson": '{"name": "丙方"}\n', "note.txt": "note",
        "odd.toml": "[[attendance.shift]]\nid = 1\n", "torn.db": "SQLite format 3\0" + "x" * 300,
    }  # fmt: skip
    for name, text in texts.items():
        (home / name).write_text(text, encoding="utf-8")
    (home / "book.toml").write_bytes(personalise(default_book(), "Asia/Shanghai"))
    (home / "noise.bin").write_bytes(random.Random(1).randbytes(3000))
    (home / "zip.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    (home / "torn.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (home / "folder").mkdir()
    os.mkfifo(home / "pipe")
    (home / "link.csv").symlink_to("clients.csv")
    (home / "link.db").symlink_to("ledger.db")
    (home / "nowhere.csv").symlink_to("gone/x.csv")
    with socket.socket(socket.AF_UNIX) as one:
        before = Path.cwd()
        os.chdir(home)  # the name of a socket is short
        one.bind("socket")
        os.chdir(before)


class Harbour:
    """Puts the shore back as it was before each example."""

    def __init__(self, cli: Cli) -> None:
        self.cli = cli
        self.kept = cli.home.with_name(cli.home.name + "-kept")
        self.others = {path.name for path in cli.home.iterdir()}
        self.kept.mkdir()
        for name in os.listdir(cli.home):
            if name.startswith("ledger.db"):
                copy2(cli.home / name, self.kept)
        copytree(cli.home / "state", self.kept / "state")

    def put_back(self) -> None:
        """Remove what was left, and put back what was there."""
        for path in self.cli.home.iterdir():
            if path.name.startswith("ledger.db") or path.name not in self.others or path.name == "folder":
                _remove(path)
        (self.cli.home / "folder").mkdir()
        _remove(self.cli.home / "state")
        copytree(self.kept / "state", self.cli.home / "state")
        for path in self.kept.glob("ledger.db*"):
            copy2(path, self.cli.home)

    def left(self) -> list[str]:
        """Return what was left that others may read, and what was left half."""
        found = []
        for root, _folders, files in os.walk(self.cli.home):
            for name in files:
                path = Path(root, name)
                if path.is_symlink() or (path.parent == self.cli.home and name in self.others):
                    continue
                if path.lstat().st_mode & 0o077:
                    found.append(f"{name} is {path.lstat().st_mode & 0o777:o}")
                if name.startswith((".salesctl-", "crash-")) or name.endswith(".part"):
                    found.append(f"{name} was left")
        return found


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Reader:
    """Counts entries on a connection of its own; while it is open, no command has to tidy up the log when it ends."""

    def __init__(self, cli: Cli) -> None:
        from salesctl.ledger.engine import choose_driver

        self.connection = choose_driver().module.connect(cli.ledger, isolation_level=None)
        self.before = self.count()

    def count(self) -> int:
        """Return how many entries there are, notes of queries aside."""
        rows = self.connection.execute("SELECT count(*) FROM entry WHERE action <> 'ledger.sql'")
        return int(rows.fetchone()[0])

    def written(self) -> int:
        """Return how many entries were written since it was last asked."""
        before, self.before = self.before, self.count()
        return self.before - before


def throw(cli: Cli, call: Call, reader: Reader) -> tuple[Result, list[str]]:
    """Run one call; return its result, and what is wrong with it."""

    def late(_number: int, _frame: Any) -> None:
        raise Hangs

    former = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        result = cli(*call.words, input=call.stdin, typed=call.typed)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
    return result, list(_wrong(call, result, reader.written()))


def _wrong(call: Call, result: Result, written: int) -> Iterator[str]:
    code, out, err = result
    if code not in PUBLISHED:
        yield f"exit {code}"
    elsewhere = {"ledger", "ledgers"} & set(call.given) or call.words[:2] == ("ledger", "copy")
    if code == 7 and not elsewhere and "/proc/self/mem" not in " ".join(call.words):  # reading that is an I/O error
        yield "exit 7 though the ledger is there"
    if code == 8 and call.words[:2] != ("ledger", "verify") and not elsewhere:
        yield "exit 8 though the ledger is sound"
    if "Traceback" in out + err:
        yield "a traceback"
    if call.typed is None and (bad := ACTS_IN_A_FILE.search(err)):
        yield f"stderr holds {bad[0]!a}"
    plain = not out.startswith("PK") and "encoding" not in call.given  # a workbook, or not UTF-8, is read elsewhere
    if plain and call.typed is None and (bad := ACTS_IN_A_FILE.search(out.replace("\r\n", "\n"))):
        yield f"stdout holds {bad[0]!a}"
    parted = call.words[:2] == ("job", "run") and "--dry-run" not in call.words  # one part is refused, another done
    if written and not parted and (code in (2, 3, 4, 5, 7, 8) or "--dry-run" in call.words):
        yield f"{written} entries written though it was refused or tried"
    if wants_json(call.words) and code in (2, 3, 4, 5, 7) and call.words[:2] != ("job", "run"):  # it says it on stdout
        try:
            error = json.loads(err[err.rindex('{"error"') :])["error"]
        except (ValueError, IndexError, KeyError):
            yield "no error in JSON"
        else:
            if not error["message"] or (not error["hint"] and code != 4):
                yield "no message or hint"
    if code == 0 and "--json" in call.words and out and not {"output", "format"} & set(call.given):
        try:
            json.loads(out)
        except ValueError:
            if call.words[0] not in ("help", "completion"):
                yield "no JSON on stdout"


TARGETS = targets()
TIMES = -(-WANTED // len(TARGETS))
"""How often each parameter is thrown at."""
random.Random(4).shuffle(TARGETS)  # neighbours in a group come from different rooms
GROUPS = [TARGETS[at : at + SIZE] for at in range(0, len(TARGETS), SIZE)]


@pytest.mark.file  # it is about words, not engines
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_thrown_is_done_or_refused_as_published(shore: Cli, part: int) -> None:
    harbour = Harbour(shore)
    codes: Counter[int] = Counter()
    found: list[object] = []
    for number, group in enumerate(GROUPS):
        if number % PARTS == part:
            _throw_at(shore, harbour, group, number, codes, found)
    assert not found, "\n".join(map(repr, found))
    total = sum(codes.values())
    assert total >= TIMES * sum(len(group) for group in GROUPS[part::PARTS])
    # A storm that breaks on the first wall proves nothing about the rooms behind it.
    assert codes[0] > total // 4, codes
    assert {0, 2, 3, 5} <= codes.keys(), codes


def _throw_at(
    cli: Cli, harbour: Harbour, group: Sequence[Target], number: int, codes: Counter[int], found: list[object]
) -> None:
    @seed(random.getrandbits(32) if LONG else number)
    @settings(
        max_examples=TIMES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(calls(group), st.sampled_from(("en", "zh")), st.sampled_from((None, None, None, "1005", "1007", "1002")))
    def storm(some: list[Call], lang: str, me: str | None) -> None:
        harbour.put_back()
        cli.lang(lang).as_(me)
        reader = Reader(cli)
        for call in some:
            result, wrong = throw(cli, call, reader)
            if wrong:
                found.append((wrong, lang, me, call, result))
            codes[result.code] += 1
        reader.connection.close()
        cli.as_(None)
        cli.verify()
        found.extend(harbour.left())

    storm()
