"""`ledger sql` can only SELECT, whatever it is asked, and no query runs away with time or memory."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from salesctl.errors import Usage
from salesctl.ledger import sqlshell
from salesctl.ledger.engine import Ledger, open_ledger

Cli = Any
ENDLESS = "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a)"

WRITES = (
    "INSERT INTO counter VALUES ('x', 1, 'x', 1)",
    "INSERT INTO entry SELECT * FROM entry RETURNING id",
    "REPLACE INTO counter VALUES ('x', 1, 'x', 1)",
    "UPDATE entry SET reason = 'x'",
    "DELETE FROM entry",
    "WITH a AS (SELECT 1) INSERT INTO entry SELECT * FROM a",
    "WITH a AS (SELECT 1) DELETE FROM entry RETURNING 1",
    "CREATE TABLE x(a)",
    "CREATE TEMP TABLE x(a)",
    "CREATE TEMP VIEW x AS SELECT 1",
    "CREATE TEMP TRIGGER x AFTER INSERT ON entry BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE x USING fts5(a)",
    "CREATE VIRTUAL TABLE temp.x USING fts5(a)",
    "CREATE INDEX x ON entry(reason)",
    "ALTER TABLE entry RENAME TO x",
    "DROP TABLE entry",
    "DROP TRIGGER entry_stays",
    "ATTACH 'other.db' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode",
    "PRAGMA user_version",
    "VACUUM",
    "VACUUM INTO 'other.db'",
    "REINDEX",
    "ANALYZE",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "SAVEPOINT x",
    "EXPLAIN DELETE FROM entry",
    "SELECT * FROM pragma_journal_mode",
    "SELECT * FROM pragma_table_info('entry')",
    "SELECT * FROM pragma_wal_checkpoint",
)  # fmt: skip
FUNCTIONS = (
    "SELECT load_extension('/lib/x.so')",
    "SELECT Load_Extension('/lib/x.so', 'y')",
    "SELECT writefile('other.db', 'x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT fts3_tokenizer('simple', x'0000000000000000')",
    "SELECT sqlite_log(1, 'x')",
    "SELECT * FROM fsdir('/etc')",
    "SELECT (SELECT load_extension(name) FROM person LIMIT 1)",
)
SEVERAL = (
    "SELECT 1; DELETE FROM entry",
    "SELECT 1; SELECT 2",
    "SELECT 1 /* ; */ ; /**/ DROP TABLE entry",
    "SELECT 1\0; DROP TABLE entry",
    "SELECT 1 -- \n; DELETE FROM entry",
    "-- SELECT 1",
    "/* SELECT 1 */",
    ";",
    "SELECT '\ud800'",
    "EXPLAIN EXPLAIN SELECT 1",
    "SELECT ?",
    "SELECT :a",
    "SELECT " + "+".join(["1"] * 3000),
)
FAILS = (
    "SELECT abs(x) FROM (SELECT 1 AS x UNION ALL SELECT -9223372036854775808)",
    "SELECT json(x) FROM (SELECT '1' AS x UNION ALL SELECT '{malformed')",
    "SELECT json_extract('[', '$.a')",
    "SELECT CAST(x AS TEXT) FROM (SELECT x'61' AS x UNION ALL SELECT x'ff80')",
    "SELECT CAST(x'ff80' AS TEXT)",
    "SELECT * FROM full",
    "SELECT 'database is locked' FROM readonly",
    "SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)",
)
"""What fails, some only at the second row: an error of the query, not of the ledger and not of the program."""


@pytest.fixture
def ledger(cli: Cli) -> Iterator[Ledger]:
    """An opened ledger with a company in it."""
    cli.init()
    cli.tampered = True  # read only here; what the queries left is compared byte by byte
    opened = open_ledger(cli.ledger)
    before = cli.ledger.read_bytes()
    yield opened
    opened.close()
    assert cli.ledger.read_bytes() == before


def _asked(ledger: Ledger, query: str) -> list[tuple[Any, ...]]:
    answer = sqlshell.select(ledger, query)
    try:
        return list(answer.rows)
    finally:
        answer.close()


@pytest.mark.parametrize("query", WRITES + FUNCTIONS + SEVERAL)
def test_anything_but_one_select_is_refused_before_it_is_noted(ledger: Ledger, query: str) -> None:
    with pytest.raises(Usage):
        sqlshell.check(ledger, query)


@pytest.mark.parametrize("query", WRITES + FUNCTIONS + SEVERAL[:6])
def test_it_is_refused_too_where_nothing_checked_it_before(
    ledger: Ledger, query: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Usage):
        _asked(ledger, query)
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("query", FAILS)
def test_a_query_that_fails_says_so_and_accuses_no_ledger(ledger: Ledger, query: str) -> None:
    with pytest.raises(Usage, match="can't be run"):
        _asked(ledger, query)


@pytest.mark.parametrize(
    "query",
    [
        f"{ENDLESS} SELECT count(*) FROM a",
        f"{ENDLESS} SELECT x FROM a WHERE x < 0",
        "SELECT count(*) FROM sqlite_schema a, sqlite_schema b, sqlite_schema c, sqlite_schema d, sqlite_schema e",
    ],
)
def test_a_query_without_end_is_stopped(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(sqlshell, "SECONDS", 0.05)
    with pytest.raises(Usage, match="stopped after"):
        _asked(ledger, query)


def test_rows_without_end_are_stopped_by_their_number(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlshell, "ROWS", 1000)
    with pytest.raises(Usage, match="more than 1000 rows"):
        _asked(ledger, f"{ENDLESS} SELECT x FROM a")
    assert len(_asked(ledger, f"{ENDLESS} SELECT x FROM a LIMIT 1000")) == 1000


def test_rows_without_end_are_stopped_by_their_size(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlshell, "BYTES", 100_000)
    with pytest.raises(Usage, match="rows or"):
        _asked(ledger, f"{ENDLESS} SELECT zeroblob(10000) FROM a")


def test_a_value_too_large_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Usage, match=r"MiB of memory"):
        _asked(ledger, "SELECT zeroblob(900000000) || x'00'")


def test_the_readers_time_does_not_count(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(sqlshell, "monotonic", lambda: now[0])
    answer = sqlshell.select(ledger, f"{ENDLESS} SELECT x FROM a LIMIT 3")
    for _row in answer.rows:
        now[0] += sqlshell.SECONDS
    answer.close()


def test_ctrl_c_ends_a_query(ledger: Ledger) -> None:
    def interrupt(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises((KeyboardInterrupt, Usage)):
            _asked(ledger, f"{ENDLESS} SELECT count(*) FROM a")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def test_what_is_refused_leaves_no_note_and_what_runs_leaves_one(cli: Cli) -> None:
    cli.init()
    for query in ("REINDEX", "DELETE FROM entry", "SELECT 1; SELECT 2", ""):
        cli.error("ledger", "sql", query, code=2)
    assert not [one for one in cli.json("ledger", "log") if one["action"] == "ledger.sql"]
    assert json.loads(cli.ok("ledger", "sql", "SELECT 1 AS n", "--json").out) == [{"n": 1}]
    assert [one["reason"] for one in cli.json("ledger", "log") if one["action"] == "ledger.sql"] == ["SELECT 1 AS n"]
    assert cli("ledger", "sql", "SELECT json(x) FROM (SELECT '1' AS x UNION ALL SELECT '{')").code == 2
