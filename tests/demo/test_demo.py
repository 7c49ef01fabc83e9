"""`demo` makes the same ledger everywhere: a plausible one that verifies, is marked, and serves for nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from salesctl.ledger.engine import choose_driver
from tests.conftest import catalogue

Cli = Any
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHORT = ("--months", "1", "--until", "2026-11-05")
SHORTEST = ("--months", "1", "--until", "2026-11-03")


def run(home: Path, *words: str, lang: str = "en", **env: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process and a home of its own."""
    places = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    around = {k: v for k, v in os.environ.items() if not k.startswith(("SALESCTL_", "XDG_", "LC_", "LANG", "TZ"))}
    around |= places | {"HOME": str(home), "PYTHONPATH": str(ROOT), "SALESCTL_LANG": lang} | env
    done = subprocess.run(
        [sys.executable, "-m", "salesctl", *words], env=around, cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done


class Demo(NamedTuple):
    """A demo that was made: its home, its file, what it said, its picture."""

    home: Path
    ledger: Path
    said: subprocess.CompletedProcess[str]
    picture: Path

    def rows(self, query: str) -> list[Any]:
        """Ask the file, past the program."""
        connection = choose_driver().module.connect(self.ledger)
        try:
            return list(connection.execute(query))
        finally:
            connection.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo of the README, in Chinese; made once."""
    catalogue()
    home = tmp_path_factory.mktemp("whole")
    picture = home / "demo.svg"
    said = run(home, "demo", "--until", "2026-11-20", "--seed", "1", "--picture", str(picture), lang="zh")
    yield Demo(home, home / "data" / "salesctl" / "demo.ledger", said, picture)


def test_the_readmes_demo_ends_with_the_months_summary(whole: Demo) -> None:
    out = whole.said.stdout
    assert "演示" in out and "销售月报" in out and "王芳" in out and "要过问" in out
    assert "salesctl --ledger demo" in whole.said.stderr and "salesctl init" in whole.said.stderr


def test_it_verifies_without_a_notice(whole: Demo) -> None:
    found = json.loads(run(whole.home, "--ledger", "demo", "ledger", "verify", "--json").stdout)
    assert found["ok"] and found["rows"] == []


def test_every_entry_is_a_command_of_a_person_and_marked(whole: Demo) -> None:
    headers = [json.loads(raw) for (raw,) in whole.rows("SELECT header FROM entry ORDER BY seq")]
    assert {header["mark"] for header in headers} == {"demo"}
    assert all(header["actor"] and not header["skew"] for header in headers)
    people = dict(whole.rows("SELECT id, code FROM person WHERE roles <> 'robot'"))
    by = Counter(people[header["actor"]] for header in headers)
    assert len(by) == 12 and min(by.values()) > 50
    assert headers[0]["action"] == "init"


def test_what_each_person_typed_is_what_such_people_type(whole: Demo) -> None:
    by: dict[str, set[str]] = {}
    for action, code in whole.rows("SELECT e.action, p.code FROM entry e JOIN person p ON p.id = e.actor"):
        by.setdefault(code, set()).add(action)
    rep = {"checkin.in", "checkin.out", "client.add", "client.log", "visit.start", "visit.done", "visit.back"}
    assert all(rep | {"order.add", "report.write"} <= by[code] for code in map(str, range(1006, 1013)))
    assert all({"report.review", "visit.check", "task.add", "report.write"} <= by[code] for code in ("1002", "1003"))
    assert {"month.close", "assess.score"} <= by["1001"] and "payment.add" in by["1005"] and "archive.add" in by["1004"]


def test_the_first_two_months_are_closed_and_the_third_is_not(whole: Demo) -> None:
    closed = whole.rows("SELECT first, last FROM closed_period WHERE voided_at IS NULL ORDER BY first")
    assert closed == [("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-31")]


def test_people_come_on_the_days_of_the_official_calendar(whole: Demo) -> None:
    days = {day for (day,) in whole.rows("SELECT DISTINCT on_date FROM punch")}
    assert "2026-10-10" in days, "a Saturday that is worked"
    assert not days & {"2026-10-01", "2026-10-05", "2026-10-07", "2026-10-11"}


def test_characters_show_in_the_figures(whole: Demo) -> None:
    found = json.loads(run(whole.home, "--ledger", "demo", "report", "summary", "2026-10", "--json").stdout)
    by = {row["code"]: row for row in found["rows"]}
    assert by["1010"]["reports_missing"] > max(by[code]["reports_missing"] for code in ("1006", "1008"))
    assert by["1007"]["sales"] > by["1010"]["sales"] and by["1007"]["collections"] < by["1007"]["sales"] / 2
    assert by["1010"]["late"] > by["1008"]["late"] == 0


def test_the_pictures_of_the_readme_are_what_it_prints(whole: Demo, tmp_path: Path) -> None:
    english = tmp_path / "demo.en.svg"
    run(tmp_path, "demo", "--until", "2026-11-20", "--seed", "1", "--picture", str(english))
    for made, kept in ((whole.picture, DOCS / "demo.svg"), (english, DOCS / "demo.en.svg")):
        assert made.read_bytes() == kept.read_bytes(), "draw them anew: python docs/pictures.py"


def test_the_same_seed_makes_the_same_heads_anywhere(tmp_path: Path) -> None:
    heads = []
    for name, around in (
        ("here", {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"}),
        ("far away", {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "2", "SALESCTL_ME": "1"}),
    ):
        (tmp_path / name).mkdir()
        words = ("demo", *SHORTEST, *(("other.ledger",) if name == "far away" else ()))
        heads.append(json.loads(run(tmp_path / name, *words, "--json", lang="en", **around).stdout)["head"])
    assert heads[0] == heads[1]
    home = tmp_path / "here"
    other = json.loads(run(home, "demo", *SHORTEST, "--seed", "2", "--json").stdout)["head"]
    assert other != heads[0]
    again = run(home, "demo", *SHORTEST, "--json")
    assert json.loads(again.stdout)["head"] == heads[0] and "gone" in again.stderr


# -- a small one, played with ------------------------------------------------------------------------------------------


@pytest.fixture
def played(cli: Cli) -> Cli:
    """A small demo, at noon of its last day; `--ledger demo` from here on."""
    cli.at("2026-11-05 12:00").ok("demo", *SHORT)
    cli.monkeypatch.setenv("SALESCTL_LEDGER", "demo")
    return cli


def test_it_needs_no_config_no_ledger_and_nobody_known(cli: Cli) -> None:
    (cli.home / "config" / "salesctl").mkdir(parents=True)
    (cli.home / "config" / "salesctl" / "config.toml").write_text("this is no toml")
    made = cli.at("2026-11-05 12:00").json("demo", *SHORT)
    assert made["people"] == 12 and made["last"] == "2026-11-05" and made["company"].endswith("(demo)")
    assert not cli.ledger.exists()


def test_it_is_said_on_every_screen(played: Cli) -> None:
    assert "DEMO" in played.ok("today").out
    assert "DEMO" in played.ok("client", "list", "--all").out
    assert "made up" in played.ok("report", "summary").out
    written = played.ok("client", "add", "Anybody Ltd")
    assert "DEMO" in written.err
    played.monkeypatch.chdir(played.home)
    played.ok("report", "print", "2026-11")
    (page,) = played.home.glob("*.html")
    assert "DEMO" in page.read_text(encoding="utf-8") and "made up" in page.read_text(encoding="utf-8")


def test_a_copy_and_a_backup_keep_the_mark(played: Cli) -> None:
    for verb in ("copy", "backup"):
        target = played.home / f"{verb}.db"
        played.ok("ledger", verb, str(target))
        played.monkeypatch.setenv("SALESCTL_LEDGER", str(target))
        assert "DEMO" in played.ok("client", "list", "--all").out
        played.monkeypatch.setenv("SALESCTL_LEDGER", "demo")


def test_one_plays_as_the_head_or_as_anyone(played: Cli) -> None:
    played.at("2026-11-05 18:05").ok("checkin", "out")
    theirs = played.json("client", "list", "--person", "1010")[0]["number"]
    played.ok("--as", "1010", "client", "log", theirs, "called")
    last = played.json("ledger", "log")[0]
    assert last["action"] == "client.log" and "Ryan" in json.dumps(last)
    played.as_("1006").ok("report", "--done", "played", "--submit")
    played.as_("nobody").ok("today")


def test_real_data_stays_out(played: Cli) -> None:
    file = played.home / "clients.csv"
    file.write_text("name\nA Real Client\n")
    for words in (("client", "import", file), ("person", "edit", "1006", "--login", "someone")):
        error = played.error(*words, code=5)
        assert "init" in error["hint"]
    assert played.error("person", "add", "2001", "New", "--login", "new", code=5)
    played.error("init", "--company", "X", "--me", "1", "--name", "Y", code=5)


def test_no_other_file_is_written_over(cli: Cli) -> None:
    cli.at("2026-11-05 12:00").init()
    before = cli.ledger.read_bytes()
    cli.error("demo", str(cli.ledger), *SHORT, code=5)
    cli.error("--ledger", str(cli.ledger), "demo", *SHORT, code=5)
    assert cli.ledger.read_bytes() == before
    notes = cli.home / "notes.txt"
    notes.write_text("mine")
    cli.error("demo", str(notes), *SHORT, code=5)
    assert notes.read_text() == "mine"
    assert not list(cli.home.glob(".*"))


def test_not_where_ones_own_ledger_is_to_stand(cli: Cli) -> None:
    cli.at("2026-11-05 12:00").error("demo", str(cli.ledger), *SHORT, code=5)
    assert not cli.ledger.exists()


def test_nothing_lies_ahead_of_the_clock(cli: Cli) -> None:
    cli.at("2026-11-05 08:00").error("demo", "--until", "2026-11-05", code=2)
    made = cli.json("demo", "--months", "1")
    assert made["last"] == "2026-11-04"


def test_a_year_nobody_has_announced_is_no_guess_but_said(cli: Cli) -> None:
    result = cli.at("2031-03-04 12:00").ok("demo", "--months", "1")
    assert "Monday to Friday" in result.err
