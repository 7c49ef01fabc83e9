"""What scripts rely on, for every command of the live tree: JSON keys, formats, files, exit codes, a way out."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from salesctl import errors
from salesctl.errors import SalesError
from salesctl.params import FORMATS
from tests.stories.tree import TEXT, Command, commands

Cli = Any

DOCS = Path(__file__).parents[2] / "docs"
CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 130}
NEEDS: dict[str, Sequence[str]] = {
    "client show": ["c1"],
    "task show": ["t1"],
    "demo": ["--until", "2026-11-03", "--months", "1"],
    "visit show": ["v1"],
    "visit print": ["v1"],
    "team show": ["E1"],
    "person show": ["1007"],
    "calendar explain": ["2026-11-20"],
    "ledger history": ["c1"],
    "job show": ["night"],
    "assess show": ["1007"],
    "archive find": ["合同"],
    "archive show": ["a1"],
    "archive get": ["a1"],
    "month show": ["2026-10"],
    "order show": ["o1"],
    "payment show": ["p1"],
    "rules check": ["book.toml"],
    "rules diff": ["book.toml"],
}
"""What reading commands need at least; a new one that needs something fails until it stands here."""
WRITES_A_FILE = ("client export", "person export", "ledger backup", "ledger copy", "archive get")
UNSHEETED = ("help", "completion", "job crontab")
READS = [one for one in commands("read", "plain") if one.name not in (*WRITES_A_FILE, *UNSHEETED)]
SINGLE = {
    "calendar explain",
    "client show",
    "report show",
    "demo",
    "visit show",
    "visit print",
    "task show",
    "person show",
    "checkin status",
    "ledger head",
    "job show",
    "order show",
    "payment show",
    "archive show",
}
REPORTS = {"checkin sheet", "ledger verify", "report summary", "report print", "assess show"}


@pytest.fixture
def office(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A ledger with something of everything, at home."""
    cli.init()
    cli.people()
    monkeypatch.chdir(cli.home)
    cli._once(("office",), lambda: _filled(cli))
    (cli.home / "book.toml").write_text(cli.ok("rules", "show", "--toml").out.replace("soon_days = 3", "soon_days = 5"))
    return cli


def _filled(cli: Cli) -> Any:
    cli.ok("client", "add", "华联超市", "--phone", "027 8888 6666", "--contact", "张经理", "--level", "A")
    cli.ok("client", "log", "c1", "报价已发", "--next", "2026-11-25 追报价")
    cli.ok("task", "add", "整理样品间", "--due", "2026-11-19", "--client", "c1")
    cli.ok("order", "add", "c1", "A01=12@3.5", "A03=-2@4", "--channel", "直销")
    cli.ok("payment", "add", "c1", "30")
    cli.ok("payment", "add", "5", "--payer", "某某")
    cli.ok("report", "--done", "对账", "--next", "补货", "--submit")
    cli.ok("visit", "start", "c1", "谈付款", "--see", "张经理", "--back", "23:00")
    cli.ok("assess", "score", "2026-10")
    (cli.home / "k.txt").write_text("供货合同", encoding="utf-8")
    cli.ok("archive", "add", str(cli.home / "k.txt"), "--class", "contract", "--link", "c1", "--title", "合同")
    return cli.ok("checkin", "--note", "早")


def line(command: Command, *more: str) -> list[str]:
    """Return the least a reading command is called with."""
    return [*command.words, *NEEDS.get(command.name, ()), *more]


def documented() -> dict[str, set[str]]:
    """Return the keys docs/json.md has, by command."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"(?m)^## ", (DOCS / "json.md").read_text(encoding="utf-8"))[1:]:
        keys = set(re.findall(r"(?m)^\| `(\w+)` \|", part))
        for name in re.findall(r"`salesctl ([^`]+)`", part.split("\n\n")[1]):
            found.setdefault(name, set()).update(keys)
    return found


@pytest.mark.parametrize("command", READS, ids=lambda command: command.name)
def test_json_is_flat_named_and_documented(office: Cli, command: Command) -> None:
    result = office(*line(command, "--json"))
    assert result.code in (0, 6), result
    data = json.loads(result.out)
    rows = data["rows"] if command.name in REPORTS else [data] if command.name in SINGLE else data
    assert isinstance(rows, list), data
    for row in rows:
        if command.name in SINGLE:
            continue  # its further keys are lists: contacts, next steps, the timeline
        flat = [value for value in row.values() if isinstance(value, dict)]
        assert not flat, (command.name, flat)
    told = documented().get(command.name)
    assert told is not None, f"docs/json.md has no {command.name}: python docs/generate.py"
    keys = {key for row in rows for key in row}
    assert keys <= told, keys - told
    if command.name in REPORTS:
        assert set(data) - {"rows", "totals"} <= told, set(data) - told
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)
    lang = office.lang("zh")(*line(command, "--json"))
    zh = json.loads(lang.out)
    again = zh["rows"] if command.name in REPORTS else [zh] if command.name in SINGLE else zh
    assert [row.keys() for row in again] == [row.keys() for row in rows], "keys never change with the language"


LISTS = (
    "client list",
    "task list",
    "person list",
    "team list",
    "checkin board",
    "task missing",
    "order list",
    "payment list",
    "report list",
    "visit list",
    "assess list",
    "archive list",
    "archive find",
)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_each_record_by_its_id(office: Cli, name: str) -> None:
    rows = json.loads(office(*name.split(), *NEEDS.get(name, ()), "--json").out)
    assert rows and all(re.fullmatch("[0-9a-f]{32}", row["id"]) for row in rows)
    if name.startswith(("client", "task", "order", "payment", "visit", "archive")):
        assert all(re.fullmatch(r"[CTOPVA]-2026-\d{4,}", row["number"]) for row in rows)


CHEAP = [one for one in READS if one.name != "demo"]  # it plays a month of work each time; its one page is tested there


@pytest.mark.parametrize("command", CHEAP, ids=lambda command: command.name)
def test_every_format_works_on_the_screen_and_in_a_file(office: Cli, command: Command) -> None:
    for form in FORMATS:
        shown = office(*line(command, "--format", form))
        assert shown.code in (0, 6), (form, shown)
        if form == "csv" and shown.out:
            assert len({len(row) for row in csv.reader(io.StringIO(shown.out))}) == 1
        if form == "ndjson":
            assert all(isinstance(json.loads(one), dict) for one in shown.out.splitlines())
    for ending in ("csv", "json", "md", "html", "xlsx"):
        path = office.home / f"out.{ending}"
        made = office(*line(command, "--output", str(path)))
        said = "Written: " if command.name.endswith(" print") and ending == "html" else ""  # its answer is the file
        assert made.code in (0, 6) and made.out.startswith(said) and bool(made.out) is bool(said), made
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert office.error(*line(command, "--output", str(path)))["hint"], "never overwritten unasked"
        before = path.read_bytes()
        office(*line(command, "-o", str(path), "--force"))
        assert len(path.read_bytes()) >= len(before) // 2
    assert (office.home / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "for Excel"
    refused = office(*line(command, "--output", "out.pdf"))
    assert refused.code == 2 and ".csv" in refused.err and not (office.home / "out.pdf").exists()
    coded = office(*line(command, "-o", "coded.csv", "--encoding", "gb18030"))
    assert coded.code in (0, 6)
    (office.home / "coded.csv").read_bytes().decode("gb18030")


def test_an_output_is_no_link_and_no_directory(office: Cli) -> None:
    (office.home / "there.csv").symlink_to(office.home / "elsewhere.csv")
    (office.home / "dir.csv").mkdir()
    for name in ("there.csv", "dir.csv", "no/such/place.csv"):
        for force in ((), ("--force",)):
            assert office.error("client", "list", "--output", name, *force)["hint"], name
    assert not (office.home / "elsewhere.csv").exists()


@pytest.mark.parametrize("name", WRITES_A_FILE)
def test_what_makes_a_file_makes_it_private_once_and_says_so(office: Cli, name: str) -> None:
    path = office.home / ("made.csv" if name.endswith("export") else "made.db")
    words = [*name.split(), *NEEDS.get(name, ()), *(["--output"] if name == "archive get" else []), str(path)]
    said = json.loads(office.ok(*words, "--json").out)
    assert said.keys() == {"message"} and "made" in said["message"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert office.error(*words, code=5 if name in ("ledger copy", "archive get") else None)["hint"]


# -- errors ------------------------------------------------------------------------------------------------------------


def classes() -> list[type[SalesError]]:
    """Return the error tree."""
    found = [SalesError]
    for one in found:
        found += one.__subclasses__()
    return [one for one in found if one.__module__ == errors.__name__]


def test_exit_codes_are_the_published_ones() -> None:
    assert {one.exit_code for one in classes()} | {0} == CODES
    assert len({one.code for one in classes()}) == len(classes())
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert all(f"`{one.code}`" in page for one in classes())


WRONG: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("nothing",)),
    (2, ("请假",)),
    (2, ("客户",)),
    (2, ("client", "lits")),
    (2, ("client", "list", "--lvel", "A")),
    (2, ("client", "list", "--level", "Z")),
    (2, ("client", "list", "--sort", "colour")),
    (2, ("client", "list", "someday")),
    (2, ("client", "list", "--limit", "many")),
    (2, ("client", "list", "--format", "pdf")),
    (2, ("client", "add")),
    (2, ("client", "add", "")),
    (2, ("client", "log", "c1")),
    (2, ("client", "log", "c1", "x", "--at", "never")),
    (2, ("client", "log", "c1", "x", "--next", "周三")),
    (2, ("client", "void", "c1")),
    (2, ("client", "edit", "c1")),
    (2, ("client", "import", "none.csv")),
    (2, ("task", "add", "x", "--due", "someday")),
    (2, ("person", "add", "1", "x", "--roles", "king")),
    (2, ("order", "add", "c1")),
    (2, ("order", "add", "c1", "0")),
    (2, ("order", "add", "c1", "Z99=1")),
    (2, ("order", "void", "o1")),
    (2, ("order", "import", "none.csv")),
    (2, ("payment", "add", "500")),
    (2, ("payment", "match", "p1")),
    (2, ("payment", "match", "p1", "--wrong")),
    (2, ("checkin", "board", "2027-01-01")),
    (2, ("report", "write", "someday")),
    (2, ("report", "write", "2026-11-01..2026-11-15", "--done", "x")),
    (2, ("report", "--done", "x", "--plan-done", "7")),
    (2, ("report", "--submit", "--stdin")),
    (2, ("report", "review", "1007", "11-20")),
    (2, ("report", "check", "--sample", "none")),
    (2, ("report", "check", "--seed", "7f21")),
    (2, ("report", "check", "1007", "11-20", "true", "x", "--seed", "7f21")),
    (2, ("visit", "check", "v1", "true", "x", "--sample", "1")),
    (2, ("visit", "check", "--sample", "1", "--asked", "x")),
    (2, ("visit", "check", "--seed", "7f21")),
    (2, ("undo", "--quiet=yes")),
    (2, ("job", "run")),
    (2, ("job", "run", "noon")),
    (2, ("job", "run", "morning", "--on", "tomorrow")),
    (2, ("month", "close", "2026-W40")),
    (2, ("rules", "show", "--version-no", "x")),
    (3, ("client", "show", "nobody")),
    (3, ("client", "show", "c99")),
    (3, ("client", "show", ".")),
    (3, ("task", "done", "t99")),
    (3, ("order", "show", "o99")),
    (3, ("payment", "match", "p99", "c1")),
    (3, ("report", "show", "1007", "2026-11-20")),
    (3, ("report", "review", "1007", "2026-11-20", "read")),
    (3, ("person", "show", "nobody")),
    (3, ("ledger", "history", "X-1")),
    (3, ("rules", "show", "none.section")),
    (3, ("undo", "01:999")),
    (3, ("month", "reopen", "2026-10", "--reason", "x")),
    (5, ("checkin", "--at", "23:59")),
    (5, ("client", "log", "c1", "x", "--on", "tomorrow")),
    (5, ("order", "add", "c1", "5", "--on", "tomorrow")),
    (5, ("payment", "add", "c1", "5", "--currency", "USD")),
    (5, ("payment", "match", "p1", "c1")),
    (5, ("team", "add", "二组", "--code", "E1")),
    (5, ("team", "edit", "一组", "--parent", "一组")),
    (5, ("person", "add", "1007", "x")),
    (5, ("client", "add", "华联超市", "--phone", "027 8888 6666")),
    (5, ("report", "--done", "x")),
    (5, ("report", "write", "tomorrow", "--done", "x", "--submit")),
    (5, ("report", "review", "1001", "2026-11-20", "read")),
    (5, ("undo", "01:1")),
    (5, ("month", "close", "2026-11")),
    (7, ("today", "--ledger", "none.db")),
    (7, ("today", "--ledger", "~nobody-here/ledger.db")),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("code", "words"), WRONG, ids=lambda part: " ".join(part) if isinstance(part, tuple) else "")
def test_every_refusal_says_what_is_wrong_and_what_to_do(
    office: Cli, code: int, words: tuple[str, ...], lang: str
) -> None:
    before = office.json("ledger", "head")
    office.lang(lang)
    if words[-1] == ".":
        office.as_("1008")
    error = office.error(*words)
    result = office(*words)
    assert result.code == code, (result, error)
    assert (error["code"], bool(error["message"])) == (error["code"], True)
    assert error["hint"], (words, error)
    assert result.out == "" and result.err.splitlines()[0] == error["message"].splitlines()[0]
    assert "Traceback" not in result.err
    if lang == "zh":
        assert re.search("[一-鿿]", error["message"] + error["hint"]), error
    assert office.as_(None).json("ledger", "head") == before, "a refused command leaves no trace"


BEYOND = (
    ("client", "add", "x"),
    ("rules", "apply", "book.toml", "--yes"),
    ("team", "add", "x"),
    ("ledger", "backup", "b"),
)


@pytest.mark.parametrize("words", BEYOND, ids=" ".join)
def test_what_is_not_allowed_names_what_it_takes(office: Cli, words: tuple[str, ...]) -> None:
    office.ok("person", "add", "1099", "导购", "--roles", "robot" if words[0] == "client" else "guide")
    error = office.as_("1099").error(*words, code=4)
    assert error["code"] == "not_allowed"
    assert re.search("takes the role", error["message"] + error["hint"]), error


def test_a_ledger_that_is_none_is_told_apart(office: Cli) -> None:
    (office.home / "text.db").write_text("hello" * 1000)
    (office.home / "empty.db").touch()
    for name, codes in (("text.db", (7, 8)), ("empty.db", (7,)), (".", (7,)), ("none/none.db", (7,))):
        result = office("client", "list", "--ledger", name, "--json")
        assert result.code in codes, (name, result)
        assert json.loads(result.err)["error"]["hint"], (name, result)


def test_text_parameters_of_reading_commands_have_no_side_effects(office: Cli) -> None:
    before = office.json("ledger", "head")
    for command in READS:
        for one in command.parameters():
            if one.takes == TEXT and one.option not in ("--encoding",):
                assert office(*line(command), f"{one.option}=x" if one.option else "x").code in range(9)
    assert office.json("ledger", "head") == before
