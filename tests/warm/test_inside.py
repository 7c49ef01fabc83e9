"""What lets a process stand in for another: marks, nothing kept in modules, nothing read at import unnoticed."""

from __future__ import annotations

import ast
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from salesctl.doors import DOORS
from salesctl.frame.perform import served
from salesctl.frame.root import open_door
from salesctl.warm import peer, preload, wire
from tests.warm.conftest import PATIENCE

Cli = Any
Desk = Any

ROOT = Path(__file__).parents[2]


def test_the_marks_say_which_commands_are_served() -> None:
    verbs = [verb for door in DOORS for verb in open_door(door).verbs.values()]
    warm = {verb.action for verb in verbs if served(verb)}
    assert {"checkin.in", "checkin.out", "checkin.status", "client.show", "today", "report.write"} <= warm
    assert not {a for a in warm if a.endswith(".import")}
    assert not warm & {"report.review", "init", "demo", "doctor", "job.run", "ledger.verify", "undo", "rules.apply"}


def test_the_client_imports_nothing_but_what_an_empty_interpreter_has() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from salesctl.warm.client import attempt; attempt()\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": "/nowhere"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    known = {
        "__future__",
        "_signal",
        "_socket",
        "salesctl",
        "salesctl.warm",
        "salesctl.warm.client",
        "salesctl.warm.wire",
    }
    assert set(done.stdout.split()) <= known


def test_what_is_read_of_the_environment_at_import_must_be_equal() -> None:
    code = (
        "import json, os\n"
        "seen = set()\n"
        "class Watched(dict):\n"
        "    def __getitem__(self, key):\n        seen.add(os.fsdecode(key)); return super().__getitem__(key)\n"
        "os.environ._data = Watched(os.environ._data)\n"
        "from salesctl.warm import preload; preload.load()\n"
        "print(json.dumps(sorted(seen)))"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    # What only says where things lie, and is asked for again by whoever uses it; readline's and the terminal's.
    harmless = {"PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE"}
    read = {name for name in json.loads(done.stdout) if not name.startswith(peer.AT_IMPORT)}
    assert read <= harmless, read - harmless


def test_preloading_opens_nothing() -> None:
    code = (
        "import os, sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(args[0]) if event == 'sqlite3.connect' else None)\n"
        "from sqlalchemy import Engine, event\n"
        "event.listen(Engine, 'engine_connect', lambda c: opened.append(c))\n"
        "from salesctl.warm import preload; preload.load()\n"
        "import threading\n"
        "print(opened, threading.active_count(), 'salesctl.domains.visits.service' in sys.modules)"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout == "[] 1 True\n"


def test_a_package_of_bytes_comes_back_or_is_refused() -> None:
    sections = [[b"", b"a" * 300], [], [b"\0\xff"]]
    packed = wire.pack(sections)
    assert wire.unpack(packed) == sections
    for at in range(len(packed)):
        with pytest.raises(ValueError, match="cut off"):
            wire.unpack(packed[:at])
    with pytest.raises(ValueError, match="more"):
        wire.unpack(packed + b"x")


def test_a_spare_that_begins_at_once_has_been_given_its_command() -> None:
    from salesctl.warm.spare import Spare

    ours, theirs = socket.socketpair()

    class Quick:
        """Our end of a spare that takes its command and closes before we can say another thing."""

        def sendmsg(self, *what: Any) -> int:
            sent = ours.sendmsg(*what)
            theirs.close()
            return sent

        def __getattr__(self, name: str) -> Any:
            return getattr(ours, name)

    with ours:
        quick: Any = Quick()
        assert Spare(0, quick).give([[b"x"]], b"id", [0]) is True
        assert Spare(0, quick).give([[b"x"]], b"id", [0]) is False


def test_there_is_no_warm_start_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    from salesctl.warm import client
    from salesctl.warm.state import look

    monkeypatch.setattr(sys, "platform", "win32")
    client.attempt()
    assert look(os.environ).kind == "absent"


KEPT = {
    "salesctl/importing/offer.py": 1,  # by the text of a day
    "salesctl/ledger/record.py": 2,  # by class
    "salesctl/ledger/spelling.py": 1,  # by the statement
    "salesctl/rulebook/fields.py": 1,  # by class
    "salesctl/render/html.py": 1,  # the templates of the package
    "salesctl/render/width.py": 1,  # let go when the setting changes
    "salesctl/tx.py": 1,  # what rooms offer
    "salesctl/domains/attendance/rules.py": 1,  # by everything it depends on
}
"""Caches for the life of a process, and why each holds whatever the environment or the ledger."""


def test_every_cache_of_a_process_is_known() -> None:
    found: dict[str, int] = {}
    for path in sorted((ROOT / "salesctl").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    name = mark.func if isinstance(mark, ast.Call) else mark
                    if (name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")) in ("cache", "lru_cache"):
                        key = path.relative_to(ROOT).as_posix()
                        found[key] = found.get(key, 0) + 1
    assert found == KEPT


PLACES = [
    {"SALESCTL_LANG": "en", "SALESCTL_ME": "1001", "COLUMNS": "90", "SALESCTL_AMBIGUOUS": "1"},
    {"SALESCTL_LANG": "zh", "SALESCTL_ME": "1007", "COLUMNS": "60", "SALESCTL_AMBIGUOUS": "2"},
]
PROBE = """
import contextlib, io, json, os, sys, tempfile
from datetime import UTC, datetime
from salesctl.app import main
from salesctl.frame.root import open_door
from salesctl.doors import DOORS
from salesctl.frame.perform import served

class Clock:
    def now(self):
        return datetime(2026, 11, 20, 1, 5, tzinfo=UTC)

def run(words, env):
    os.environ.update(env)
    os.chdir(tempfile.mkdtemp(dir=os.environ["HOME"]))  # where pages are printed
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words, clock=Clock())
    return code, out.getvalue(), err.getvalue()

places = json.loads(sys.argv[1])
verbs = [(d, v) for d in DOORS for v in open_door(d).verbs.values() if served(v)]
found = []
for noun, verb in verbs:
    words = [noun.noun, *([] if noun.single else [verb.name])]
    tries = ["--dry-run", "--yes"] if verb.kind == "write" else []
    for more in (tries, ["华联", *tries]):
        found.append([[words + more, *run(words + more, env)] for env in places])
print(json.dumps(found))
"""


@pytest.mark.file  # it is about modules, not engines
def test_no_command_keeps_state_in_its_modules(cli: Cli) -> None:
    cli.init()
    cli.people()
    cli.ok("client", "add", "华联超市")
    cli.lang("zh")
    path = os.pathsep.join(entry for entry in sys.path if entry)

    def probe(places: list[dict[str, str]]) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", PROBE, json.dumps(places)],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=10 * PATIENCE,
        )
        return json.loads(done.stdout)

    # Every command in one place after another, and each place by a process that knows no other.
    both = probe([*PLACES, PLACES[0]])
    alone = [probe([place]) for place in PLACES]
    for told, first, second in zip(both, *alone, strict=True):
        assert told[0] == told[2] == first[0]
        assert told[1] == second[0]
    assert len(both) > 100
    assert "salesctl.warm" in preload.LEFT_OUT
    assert {row[0][1] for row in both} <= {0, 2, 3, 4, 5, 6}
