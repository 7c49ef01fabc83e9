"""Role × verb × table, in raw SQL: what a login reads and writes is what the rule book gives, worked out apart.

The tables are those of the metadata, the rights those of the book in force; the policies are not asked. Rows belong to
each person in turn, so that everybody meets their own, a team mate's and another team's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel

from salesctl.domains.org.rules import Grant, Reach, reach
from salesctl.ledger import chain, tables
from salesctl.rooms import load_models, places
from tests.rights.conftest import NOBODY, PEOPLE, Branch

OPEN = {"company": "", "team": "", "person": "person", "rule_version": "", "rule_section": "",
        "calendar_year": "calendar", "calendar_day": "calendar", "closed_period": "period"}  # fmt: skip
"""Tables that everybody of the ledger reads, and the thing whose rights let one write them; "": the owner's alone."""
THINGS = {
    "client": "client", "contact": "client", "client_phone": "client", "client_log": "client", "task": "task",
    "paper": "paper", "punch": "checkin", "check_draw": "check", "check_one": "check", "check_point": "check",
    "outing": "visit", "stop": "visit", "sales_order": "order", "sales_order_item": "order", "payment": "payment",
    "report": "report", "report_plan": "report", "report_review": "report", "scorecard": "assess",
    "score_line": "assess", "archive_item": "archive", "archive_link": "archive",
}  # fmt: skip
PARENTS = {
    "contact": ("client_id", "client"), "client_phone": ("client_id", "client"), "stop": ("outing_id", "outing"),
    "check_point": ("check_id", "check_one"), "sales_order_item": ("order_id", "sales_order"),
    "report_plan": ("report_id", "report"), "report_review": ("report_id", "report"),
    "score_line": ("scorecard_id", "scorecard"), "archive_link": ("item_id", "archive_item"),
}  # fmt: skip
LETTERS = {"client": "C", "task": "T", "outing": "V", "sales_order": "O", "payment": "P", "archive_item": "A"}
"""Parts of another record, written by whoever may write that."""
WITH = {"client_log": ("client",), "paper": ("client",), "check_one": ("outing",), "check_point": ("outing",)}
"""Rows that whoever sees such a record sees too; as they are made here they belong to its owner's."""
SKIP = {"company", "team", "person", "rule_version", "rule_section"}
IDENTITY = {"ledger_info", "schema_step"}
"""Which ledger it is: told to whoever is let into the schema, so that a login of nobody is told that."""
JOURNAL = {"book", "entry", "leafpart", "shape", "counter", "scope"}
TEAMS = {code: team for code, _name, _roles, team, _login in PEOPLE}
ROLES = {code: roles.split(",") for code, _name, roles, _team, _login in PEOPLE}
LOGINS = {code: login for code, *_rest, login in PEOPLE}
LED = {"1005": "一组", "1017": "二组", "1018": "三组"}


class World:
    """A copy of the branch with a row of every table for everybody, and a change for each row."""

    def __init__(self, branch: Branch, database: str) -> None:
        self.connection: Any = psycopg.connect(
            host=str(branch.server.folder), user="limin", dbname=database, autocommit=True
        )
        run = self.connection.execute
        run("SET search_path = east")
        run("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
        self.ids = {code: row_id for row_id, code in run("SELECT id, code FROM person").fetchall()}
        self.teams = dict(run("SELECT name, id FROM team").fetchall())
        self.numbers = count(1)
        self.rows: dict[str, dict[str, str]] = {}
        self.shapes: dict[str, int] = {}
        ((body,),) = run("SELECT body FROM rule_section WHERE section = 'access.grant'").fetchall()
        from salesctl.rulebook.rules import Rules

        rules = Rules.from_json({"access.grant": body}, {"access.grant": Grant})
        self.grants = rules.all(Grant, date(2026, 11, 20))
        for letter in sorted({*LETTERS.values(), "Z"}):
            run("DELETE FROM counter WHERE letter = %s", (letter,))
            self.insert("counter", {"letter": letter, "year": 2026, "site": "", "value": 10**6})
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in SKIP:
                self.rows[table.name] = {code: self.make(table, code) for code in ROLES}

    def make(self, table: Table, code: str, *, by: str = "1001") -> str:
        values = self.values(table, code, by)
        self.insert(table.name, values)
        self.change(table.name, values["id"])
        return str(values["id"])

    def values(self, table: Table, code: str, by: str) -> dict[str, Any]:
        n = next(self.numbers)
        found: dict[str, Any] = {
            "id": f"{n:032x}", "rev": 1, "owner_id": self.ids[code], "recorded_by": self.ids[by],
            "team_id": self.teams.get(TEAMS.get(code, "")), "level": "public", "noun": "client",
            "row_id": self.rows.get("client", {}).get(code, "0" * 32),
        }  # fmt: skip
        if table.name == "check_one":
            found |= {"noun": "visit", "row_id": self.rows["outing"].get(code, "0" * 32)}
        if table.name in PARENTS:
            name, parent = PARENTS[table.name]
            found[name] = self.rows[parent][code]
        if table.name in ("client_log", "client_phone"):
            found["client_id"] = self.rows["client"][code]
        if table.name == "client_phone":
            found["contact_id"] = self.rows["contact"][code]
        if letter := LETTERS.get(table.name):
            found["number"] = f"{letter}-2026-{1000 + n}"
        row = {}
        for column in table.columns:
            kind = getattr(column.type, "kind", "text")
            made = {
                "int": n,
                "scaled": n,
                "flag": 0,
                "day": str(date(2000, 1, 1) + timedelta(n)),
                "instant": "2026-11-20T01:00:00.000000Z",
            }
            if column.name in found:
                row[column.name] = found[column.name]
            elif not column.nullable:
                row[column.name] = made.get(kind, f"x{n}")
        return row

    def insert(self, table: str, values: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(["%s"] * len(values))
        self.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))

    def change(self, table: str, row: str) -> None:
        if table not in self.shapes:
            body = chain.shape_bytes(table, [("rev", "int")], [])
            number = 1000 + len(self.shapes)
            self.insert("shape", {"no": number, "hash": chain.shape_hash(body), "body": body})
            self.shapes[table] = number
        n = next(self.numbers)
        at = {"book": "m", "seq": n}
        told = {"hash": b"", "header": b"", "recorded_at": "2026-11-20T01:00:00.000000Z", "action": "x"}
        self.insert("entry", {**at, **told, "id": f"{n:032x}", "op_id": f"m{n}", "rowid": 10**6 + n})
        self.insert("change", {**at, "leaf": 0, "shape": self.shapes[table], "row_id": row, "rev": 1})

    # -- what the book gives -------------------------------------------------------------------------------------------

    def owners(self, code: str, rights: Sequence[str]) -> set[str]:
        """Return whose records the widest of some rights reaches."""
        wide = [reach(self.grants, ROLES[code], right) for right in rights]
        if Reach.ALL in wide:
            return set(ROLES)
        found = {code} if any(wide) else set()
        if Reach.TEAM in wide:
            led = {LED.get(code), TEAMS[code] if "lead" in ROLES[code] else None} - {None, ""}
            found |= {other for other, team in TEAMS.items() if team in led}
        return found

    def rights(self, thing: str, *, without: Sequence[str]) -> list[str]:
        """Return the rights of a thing but some verbs."""
        return [
            name
            for name in places("RIGHTS")
            if name.partition(".")[0] == thing and name.partition(".")[2] not in without
        ]

    def sees(self, code: str, table: str) -> set[str]:
        if table in OPEN:
            return set(ROLES)
        found = self.owners(code, self.rights(THINGS[table], without=("give", "transfer", "for")))
        for other in (*WITH.get(table, ()), *([PARENTS[table][1]] if table in PARENTS else [])):
            found = found | self.sees(code, other)
        return found

    def judged(self, code: str) -> set[str]:
        """Return whose reports somebody has a say on: nobody on their own."""
        return self.owners(code, ["report.review"]) - {code}

    def edits(self, code: str, table: str) -> set[str]:
        if table == "report_review":
            return self.judged(code)
        thing = OPEN.get(table) or THINGS.get(table, "")
        looks = ("see", "export", "secret", "give", "transfer", "for")
        found = self.owners(code, self.rights(thing, without=looks)) if thing else set()
        if table in PARENTS:
            found = found | self.edits(code, PARENTS[table][1])
        if table in OPEN:  # nobody's own: they are the team's or the company's
            wide = (
                [reach(self.grants, ROLES[code], right) for right in self.rights(thing, without=looks)] if thing else []
            )
            found = found if Reach.TEAM in wide or Reach.ALL in wide else set()
        return found & self.sees(code, table)

    def adds(self, code: str, table: str) -> set[str]:
        thing = OPEN.get(table) or THINGS.get(table, "")
        if table == "report_review":
            return self.judged(code)
        if table in PARENTS:
            return self.edits(code, PARENTS[table][1])
        rights = self.rights(thing, without=("see", "export", "secret")) if thing else []
        if any(right.endswith(".transfer") and reach(self.grants, ROLES[code], right) for right in rights):
            return self.sees(code, "client") if table == "client_log" else set(ROLES)
        found = self.owners(code, rights)
        if table in OPEN:
            wide = [reach(self.grants, ROLES[code], right) for right in rights]
            found = found if Reach.TEAM in wide or Reach.ALL in wide else set()
        return found | (self.sees(code, "client") if table == "paper" else set())

    # -- what the server gives -----------------------------------------------------------------------------------------

    def become(self, login: str) -> None:
        self.connection.execute("RESET SESSION AUTHORIZATION")
        if login:
            self.connection.execute(f'SET SESSION AUTHORIZATION "{login}"')

    def tried(self, query: str, values: Sequence[Any] = ()) -> int:
        """Return how many rows a statement touched, -1 where it was refused; nothing stays."""
        with self.connection.transaction(force_rollback=True):
            try:
                with self.connection.transaction():
                    return int(self.connection.execute(query, values).rowcount)
            except psycopg.errors.InsufficientPrivilege:
                return -1


@pytest.fixture(scope="session")
def world(branch_once: Branch) -> Iterator[World]:
    load_models()
    admin = branch_once.server.admin()
    admin.execute("DROP DATABASE IF EXISTS matrix")
    admin.execute("CREATE DATABASE matrix TEMPLATE branch STRATEGY FILE_COPY")
    made = World(branch_once, "matrix")
    yield made
    made.connection.close()


def targets(code: str) -> list[str]:
    """Return whose rows are tried: one's own, a team mate's, another team's."""
    mate = next(
        other
        for other in ("1008", "1007", "1009", "1017", "1014", "1018")
        if other != code and TEAMS[other] == (TEAMS[code] or "一组")
    )
    far = "1008" if TEAMS[code] == "二组" else "1009"
    return [code, mate if mate != far else "1007", far]


def test_every_table_has_its_expectation_and_its_policies(world: World) -> None:
    records = {table.name for table in SQLModel.metadata.sorted_tables}
    assert records == set(OPEN) | set(THINGS)
    world.become("")
    every = {name for (name,) in world.connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'east'")}
    assert every == records | set(tables.metadata.tables) | {"scope", "archive_text", "sight", "passing"}
    query = "SELECT tablename FROM pg_policies WHERE schemaname = 'east' AND policyname <> 'owner'"
    assert every == {name for (name,) in world.connection.execute(query)}
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'east'::regnamespace AND relkind = 'r'"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert world.connection.execute(query).fetchall() == []


@pytest.mark.parametrize("code", sorted(ROLES))
def test_a_login_reads_what_the_rule_book_gives(world: World, code: str) -> None:
    world.become(LOGINS[code])
    wrong = []
    for table, rows in world.rows.items():
        whose = {row: owner for owner, row in rows.items()}
        seen = {whose[row] for (row,) in world.connection.execute(f'SELECT id FROM "{table}"') if row in whose}
        shape = world.shapes[table]
        known = {
            whose[row] for (row,) in world.connection.execute("SELECT row_id FROM change WHERE shape = %s", (shape,))
        }
        if not seen == known == world.sees(code, table):
            wrong.append((table, sorted(seen), sorted(known), sorted(world.sees(code, table))))
    assert not wrong


@pytest.mark.parametrize("code", sorted(ROLES))
def test_a_login_writes_what_the_rule_book_gives(world: World, code: str) -> None:
    world.become(LOGINS[code])
    acts = "act_for" if reach(world.grants, ROLES[code], "act_for") else ""
    wrong: list[object] = []
    for table in world.rows:
        model = SQLModel.metadata.tables[table]
        for whose in targets(code):
            row = world.rows[table][whose]
            changed = world.tried(
                f'UPDATE "{table}" SET rev = rev + 1, voided_by = %s WHERE id = %s', (world.ids[code], row)
            )
            if (changed == 1) != (whose in world.edits(code, table)):
                wrong.append(("UPDATE", table, whose, changed))
            for by in (code, "1001"):
                values = world.values(model, whose, by)
                names, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
                added = world.tried(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))
                if (added == 1) != (whose in world.adds(code, table) and (by == code or bool(acts))):
                    wrong.append(("INSERT", table, whose, by, added))
            if world.tried(f'DELETE FROM "{table}" WHERE id = %s', (row,)) != -1:
                wrong.append(("DELETE", table, whose))
    assert not wrong


@pytest.mark.parametrize("login", [*LOGINS.values(), NOBODY])
def test_the_journal_is_read_by_all_and_rewritten_by_nobody(world: World, login: str) -> None:
    world.become(login)
    for table in sorted(JOURNAL):
        (seen,) = world.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        assert bool(seen) == (login != NOBODY), table
    kept = ("entry", "change", "leafpart", "shape", "blob", "blob_part", "ledger_info", "schema_step", "scope", "sight")
    for table in kept:
        (name,) = world.connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", (f"east.{table}",)
        ).fetchone()
        assert world.tried(f'UPDATE "{table}" SET "{name}" = "{name}"') == -1, table
        assert world.tried(f'DELETE FROM "{table}"') == -1, table
        assert world.tried(f'TRUNCATE "{table}"') == -1, table


def test_a_login_of_nobody_sees_nothing(world: World) -> None:
    world.become("")
    every = [name for (name,) in world.connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'east'")]
    world.become(NOBODY)
    for table in set(every) - IDENTITY:
        assert world.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table
