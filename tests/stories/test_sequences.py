"""Whatever people do, in whatever order, leaves a ledger that verifies and rebuilds to equal tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesctl.rulebook.default import default_book, personalise

Cli = Any
Step = tuple[str, ...]

CODES = st.sampled_from(["P1", "P2"])
LEVELS = st.sampled_from(["A", "Z"])
PHONES = st.sampled_from(["13871232207", "x"])
NAMES = st.sampled_from(["华联超市", "东方建材", "张建国", "Łódź", "=1+1", "a[/x]b", "\u202eabc", " ", "", "👩‍👩‍👧"])
CLIENTS = st.sampled_from(["c1", "c2", "c3", "c9", "华联超市", "."])
TASKS = st.sampled_from(["t1", "t2", "t3", "t9", "."])
PEOPLE = st.sampled_from(["1001", "1002", "1007", "1008", "王芳", "nobody"])
TEAMS = st.sampled_from(["一组", "E1", "二组", "nothing"])
DAYS = st.sampled_from(["今天", "周三", "2026-12-01", "2026-11-28", "no day"])
TIMES = st.sampled_from(["8:52", "昨天18:30", "18:10", "2026-11-17 09:00", "23:59"])


def words(*parts: Any) -> st.SearchStrategy[Step]:
    """Return commands of fixed and drawn words; a drawn tuple is put in as it is."""
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts)).map(
        lambda drawn: tuple(word for part in drawn for word in ((part,) if isinstance(part, str) else part))
    )


def maybe(option: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    """Return an option with a drawn value, or nothing."""
    return st.just(()) | values.map(lambda value: (f"{option}={value}",))


VERBS = st.one_of(
    words("team", "add", maybe("--lead", PEOPLE), maybe("--code", st.sampled_from(["E1", "E2"])), "--", NAMES),
    words("team", "edit", TEAMS, maybe("--name", NAMES), maybe("--parent", TEAMS), maybe("--lead", PEOPLE)),
    words("person", "add", maybe("--team", TEAMS), maybe("--superior", PEOPLE), "--", CODES, NAMES),
    words("person", "edit", PEOPLE, maybe("--name", NAMES), maybe("--team", TEAMS), maybe("--left", DAYS)),
    words("client", "add", maybe("--phone", PHONES), maybe("--contact", NAMES), "--", NAMES),
    words("client", "add", "--yes", maybe("--owner", PEOPLE), maybe("--level", LEVELS), "--", NAMES),
    words("client", "edit", CLIENTS, maybe("--name", NAMES), maybe("--owner", PEOPLE), maybe("--contact", NAMES)),
    words("client", "edit", CLIENTS, maybe("--phone", st.sampled_from(["13811112222", ""])), maybe("--note", NAMES)),
    words("client", "void", CLIENTS, maybe("--reason", st.just("重复"))),
    words("client", "log", CLIENTS, maybe("--next", st.sampled_from(["周三 追报价", "追报价"])), "--", NAMES),
    words("client", "log", CLIENTS, "--done", maybe("--at", TIMES), "--", st.just("电话：已付")),
    words("task", "add", maybe("--due", DAYS), maybe("--owner", PEOPLE), maybe("--client", CLIENTS), "--", NAMES),
    words("task", "done", TASKS),
    words("task", "hand", TASKS, "--to", PEOPLE),
    words("task", "edit", TASKS, maybe("--due", DAYS), "--", NAMES),
    words("task", "void", TASKS, maybe("--reason", st.just("不用"))),
    words("checkin", "in", maybe("--at", TIMES), maybe("--for", PEOPLE), maybe("--note", NAMES)),
    words("checkin", "out", maybe("--at", TIMES), maybe("--for", PEOPLE)),
    words("rules", "apply", st.sampled_from(["book5.toml", "book9.toml", "wrong.toml", "none.toml"]), "--yes"),
    words("client", "import", "clients.csv"),
    words("undo"),
    words("undo", st.sampled_from(["01:2", "01:5", "01:9", "01:99"])),
)
HOW = st.sampled_from([(), (), (), (), ("--dry-run",), ("--op-id", "op1"), ("--op-id", "op2"), ("--as", "1007")])
STEPS = st.lists(st.tuples(VERBS, HOW, st.sampled_from(["1001", "1002", "1007"]), st.integers(0, 900)), max_size=14)


def rows(path: Path) -> dict[str, list[Any]]:
    """Return every row of every table of a ledger but what a copy makes its own."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}


def entries(path: Path) -> int:
    """Return how many entries a ledger has."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def _files(cli: Cli) -> None:
    book = personalise(default_book(), "Asia/Shanghai")
    for days in (5, 9):
        (cli.home / f"book{days}.toml").write_bytes(book.replace(b"soon_days = 3", b"soon_days = %d" % days))
    (cli.home / "wrong.toml").write_bytes(book + b"\n[[attendance.shfit]]\n")
    (cli.home / "clients.csv").write_text(
        "客户名称,电话,备注\n永辉五一店,027 6666 8888,=1\n华联超市,,\n", encoding="utf-8"
    )


def _begin(cli: Cli) -> None:
    """Start every example from the same ledger: two people, a team, a client, a task."""
    cli.where.clear()
    (cli.home / "again.db").unlink(missing_ok=True)
    cli.as_(None).at("2026-11-20 09:00").init()
    cli.people()
    cli._once(("begin",), lambda: (cli.ok("client", "add", "华联超市"), cli.ok("task", "add", "发报价"))[-1])


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_of_verbs_verifies_and_rebuilds_to_equal_tables(cli: Cli, monkeypatch: Any, steps: Any) -> None:
    monkeypatch.chdir(cli.home)
    _begin(cli)
    _files(cli)
    for command, how, who, minutes in steps:
        cli.as_(who)
        cli.clock.instant += timedelta(minutes=minutes)
        before = entries(cli.ledger)
        # Options stand before --, where what follows are only positionals.
        at = command.index("--") if "--" in command else len(command)
        result = cli(*command[:at], *how, *command[at:])
        assert result.code in (0, 2, 3, 4, 5), (command, how, result)
        if result.code or "--dry-run" in how:
            assert entries(cli.ledger) == before, (command, "left a trace")
    cli.as_(None)
    cli.ok("ledger", "verify")
    cli.ok("ledger", "copy", "again.db")
    mine, again = rows(cli.ledger), rows(cli.home / "again.db")
    assert mine.keys() == again.keys()
    for table in mine:
        assert again[table] == mine[table], table


def test_a_day_taken_back_whole_is_as_if_nothing_was_done(cli: Cli) -> None:
    _begin(cli)
    before = cli.json("client", "show", "c1"), cli.json("task", "list"), cli.json("person", "list")
    did = (
        ("client", "log", "c1", "电话：要报价", "--next", "周三 追报价"),
        ("client", "edit", "c1", "--name", "别名", "--contact", "陈建国", "--phone", "13871232207"),
        ("task", "done", "t1"),
        ("person", "edit", "1007", "--name", "王方", "--team", "一组"),
        ("checkin",),
    )
    for words in did:
        cli.ok(*words)
    for _word in did:
        cli.ok("undo")
    after = cli.json("client", "show", "c1"), cli.json("task", "list"), cli.json("person", "list")
    assert ({**after[0], "timeline": []}, *after[1:]) == ({**before[0], "timeline": []}, *before[1:])
