"""What a login might try with raw SQL to see or write more than it may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from salesctl.ledger import chain
from tests.rights.conftest import OWNER, Branch

REFUSED = psycopg.errors.InsufficientPrivilege


@contextmanager
def undone(connection: Any) -> Iterator[Any]:
    """Run what is tried and let nothing of it stay."""
    with connection.transaction(force_rollback=True):
        yield connection


def person(connection: Any, code: str) -> str:
    return str(connection.execute("SELECT id FROM person WHERE code = %s", (code,)).fetchone()[0])


def append(connection: Any, actor: str | None, step: int = 1, **columns: Any) -> None:
    """Append an entry after the last of a book; `columns` say other than its header says."""
    book, head = connection.execute("SELECT id, head_seq FROM book ORDER BY ordinal DESC LIMIT 1").fetchone()
    (last,) = connection.execute("SELECT max(rowid) FROM entry").fetchone()
    said = {
        "book": book, "seq": head + step, "id": "e" * 32, "op_id": "e", "recorded_at": "2026-11-20T01:00:00.000000Z",
        "actor": actor, "action": "x",
    }  # fmt: skip
    header = json.dumps({**said, **columns.pop("header", {})}).encode()
    row = {**said, "hash": chain.entry_hash(header), "header": header, "rowid": last + 1, **columns}
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    connection.execute(f"INSERT INTO entry ({names}) VALUES ({marks})", list(row.values()))


@pytest.mark.parametrize("login", ["wangfang", "zhoumin", "hejing", "guanli"])
@pytest.mark.parametrize(
    "query",
    [
        "UPDATE person SET roles = 'admin' WHERE login = session_user::text",
        "UPDATE person SET login = session_user::text WHERE code = '1001'",
        "UPDATE team SET lead_id = (SELECT id FROM person WHERE login = session_user::text)",
        "INSERT INTO scope SELECT p.id, t.id FROM person p, team t WHERE p.login = session_user::text",
        "UPDATE sight SET reach = 'all'",
        "DELETE FROM scope",
        "INSERT INTO rule_section SELECT * FROM rule_section",
        "UPDATE rule_section SET body = '[]'",
        "UPDATE company SET name = 'x'",
        "UPDATE client SET recorded_by = (SELECT id FROM person WHERE login = session_user::text)",
        "UPDATE task SET id = id",
        "ALTER TABLE client DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (id text)",
        "DROP POLICY see ON client",
        "SET ROLE eastowner",
        "SET SESSION AUTHORIZATION eastowner",
    ],
)
def test_nobody_but_the_owner_changes_who_sees_what(branch: Branch, login: str, query: str) -> None:
    with branch.connect(login) as raw, pytest.raises(REFUSED), undone(raw):
        raw.execute(query)


@pytest.mark.parametrize(("column", "value"), [("roles", "admin"), ("login", "somebody")])
def test_a_lead_adds_nobody_with_more_than_a_reps_rights(branch: Branch, column: str, value: str) -> None:
    query = (
        "INSERT INTO person (id, rev, recorded_at, recorded_by, on_date, team_id, code, name, roles, login)"
        " SELECT %s, 1, recorded_at, id, on_date, team_id, %s, 'X', %s, %s FROM person WHERE login = session_user::text"
    )
    with branch.connect("zhoumin") as raw:
        with undone(raw):
            raw.execute(query, ("0" * 32, "n1", "rep", None))
        given = {"roles": "rep", "login": None, column: value}
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(query, ("0" * 32, "n1", given["roles"], given["login"]))


def test_a_lead_changes_people_of_the_own_team_alone(branch: Branch) -> None:
    with branch.connect("zhoumin") as raw, undone(raw):
        assert raw.execute("UPDATE person SET post = 'x' WHERE code = '1007'").rowcount == 1
        assert raw.execute("UPDATE person SET post = 'x' WHERE code = '1009'").rowcount == 0
        with pytest.raises(REFUSED):
            raw.execute("UPDATE person SET team_id = (SELECT id FROM team WHERE code = 'E2') WHERE code = '1007'")


def test_an_entry_names_who_writes_it_and_follows_the_last(branch: Branch) -> None:
    with branch.connect("wangfang") as raw:
        me, other = person(raw, "1007"), person(raw, "1008")
        for step, actor in ((1, other), (1, None), (2, me), (0, me)):
            with pytest.raises((REFUSED, psycopg.errors.UniqueViolation)), undone(raw):
                append(raw, actor, step)
        with undone(raw):
            append(raw, me)


def test_a_head_is_the_last_entry_of_its_book(branch: Branch) -> None:
    with branch.connect("wangfang") as raw:
        for query in ("head_seq = head_seq - 1", "head_hash = '\\x00'", "head_seq = 0, head_hash = ''"):
            with pytest.raises(REFUSED), undone(raw):
                raw.execute(f"UPDATE book SET {query}")
        with pytest.raises(REFUSED), undone(raw):
            raw.execute("UPDATE book SET device = 'x'")


def test_nothing_is_added_to_an_entry_that_stands(branch: Branch) -> None:
    with branch.connect("wangfang") as raw:
        with pytest.raises(REFUSED), undone(raw):
            raw.execute("INSERT INTO leafpart SELECT book, seq, 99, '\\x00' FROM entry LIMIT 1")
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(
                "INSERT INTO change (book, seq, leaf, shape, row_id, rev) SELECT e.book, e.seq, 99, s.no, %s, 9"
                " FROM entry e, shape s LIMIT 1",
                ("f" * 32,),
            )


def test_operators_of_ones_own_open_nothing(branch: Branch) -> None:
    """A login that may make a schema of its own can put an operator before PostgreSQL's."""
    with branch.connect("limin") as superuser:
        superuser.execute("CREATE SCHEMA IF NOT EXISTS evil")
        superuser.execute("GRANT ALL ON SCHEMA evil TO sunyi")
    with branch.connect("sunyi") as raw, undone(raw):
        before = raw.execute("SELECT count(*) FROM client").fetchone()
        raw.execute("CREATE FUNCTION evil.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'")
        raw.execute("CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.yes)")
        raw.execute("SET LOCAL search_path = evil, pg_catalog, east")
        assert raw.execute("SELECT count(*) FROM client").fetchone() == before
        assert raw.execute("SELECT east.all_of('client', 'see')").fetchone() == (False,)


def test_a_leaking_function_is_asked_of_visible_rows_alone(branch: Branch) -> None:
    with branch.connect("limin") as superuser:
        superuser.execute("CREATE SCHEMA IF NOT EXISTS evil")
        superuser.execute("GRANT ALL ON SCHEMA evil TO sunyi")
    with branch.connect("sunyi") as raw, undone(raw):
        told: list[str] = []
        raw.add_notice_handler(lambda notice: told.append(notice.message_primary))
        raw.execute(
            "CREATE FUNCTION evil.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
            " 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'"
        )
        seen = {name for (name,) in raw.execute("SELECT name FROM client WHERE evil.tell(name)")}
        assert set(told) == seen


def test_a_row_is_passed_on_by_whoever_may_change_it(branch: Branch) -> None:
    query = (
        "INSERT INTO passing SELECT 'client', id, session_user::text, pg_current_xact_id()::text FROM client LIMIT 1"
    )
    with branch.connect("qianhui") as finance:  # sees every client and changes none
        assert finance.execute("SELECT count(*) FROM client").fetchone() != (0,)
        with pytest.raises(REFUSED), undone(finance):
            finance.execute(query)
    with branch.connect("wangfang") as raw:
        with pytest.raises(REFUSED), undone(raw):
            raw.execute(query.replace("pg_current_xact_id()::text", "'99999'"))
        with undone(raw):
            assert raw.execute(query).rowcount == 1


def test_secrets_of_the_archive_stay_with_those_who_may_know(branch: Branch) -> None:
    with branch.connect("limin") as superuser, undone(superuser):
        superuser.execute(
            "INSERT INTO archive_item (id, rev, recorded_at, recorded_by, owner_id, on_date, number, klass, year, site,"
            " serial, title, level) SELECT %s, 1, recorded_at, %s, %s, on_date, 'A-X', 'x', 2026, '', 999, 't',"
            " 'secret' FROM company",
            ("a" * 32, person(superuser, "1001"), person(superuser, "1001")),
        )
        seen = {}
        for login in ("dangan", "fawu", "qianhui", "cron", "kaoqin", "wangfang", "zhoumin", "hejing"):
            superuser.execute(f'SET LOCAL SESSION AUTHORIZATION "{login}"')
            seen[login] = superuser.execute("SELECT count(*) FROM archive_item WHERE id = %s", ("a" * 32,)).fetchone()[
                0
            ]
            superuser.execute("SET LOCAL SESSION AUTHORIZATION limin")
    assert seen == {
        "dangan": 1, "fawu": 1, "qianhui": 1, "cron": 1, "hejing": 1, "kaoqin": 0, "wangfang": 0, "zhoumin": 0,
    }  # fmt: skip


def test_the_owner_sees_all_although_row_security_is_forced(branch: Branch) -> None:
    with branch.connect(OWNER) as owner, branch.connect("limin") as superuser:
        for table in ("client", "change", "sight", "punch"):
            query = f"SELECT count(*) FROM {table}"
            assert owner.execute(query).fetchone() == superuser.execute(query).fetchone()
            assert owner.execute(query).fetchone() != (0,)
