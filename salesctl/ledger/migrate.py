"""Migrations (升级): numbered, forward only, frozen SQL, each applied with its record in one transaction.

Additive columns only: verify compares the keys a shape has, so older changes stay provable. A newer schema is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DatabaseError

from salesctl.errors import OutOfReach
from salesctl.ledger import tables
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import on_sqlite
from salesctl.locale import _

STEPS = (
    "m0001_ledger",
    "m0002_rulebook",
    "m0003_org",
    "m0004_calendar",
    "m0005_periods",
    "m0006_tasks",
    "m0007_papers",
    "m0008_clients",
    "m0009_attendance",
    "m0010_checks",
    "m0011_visits",
    "m0012_deals",
    "m0013_reports",
    "m0014_assessment",
    "m0015_archive",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One migration: its number, name and the statements for the engine."""

    version: int
    name: str
    statements: Sequence[str]

    @property
    def sha256(self) -> str:
        return sha256("\n".join(self.statements).encode()).hexdigest()


def steps(since: int = 0) -> list[Step]:
    """Return the migrations after version `since`, in order.

    Their text is SQLite's on both engines (`pgschema` spells it for the other), so that a step has one hash.
    """
    return [
        Step(number, name, import_module(f"salesctl.ledger.migrations.{name}").SQLITE)
        for number, name in enumerate(STEPS, 1)
        if number > since
    ]


def version(connection: Connection) -> int:
    """Return the schema's version, 0 for an empty file; raises OutOfReach for one newer than the program."""
    known = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_step'"
    if not on_sqlite(connection):
        known = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_step'"
    if not connection.exec_driver_sql(known).scalar():
        return 0
    table = tables.schema_step
    try:
        at = int(connection.execute(select(table.c.version).order_by(table.c.version.desc()).limit(1)).scalar() or 0)
    except (DatabaseError, TypeError, ValueError):
        raise OutOfReach(
            _("The file holds no ledger."),
            hint=_("Name another with --ledger, or make one: salesctl init"),
            retry=False,
        ) from None
    if at > len(STEPS):
        raise OutOfReach(
            _(
                "The ledger was written by a newer salesctl (schema {at}, this one knows {known}).",
                at=at,
                known=len(STEPS),
            ),
            hint=_("Update: pip install --upgrade salesctl"),
            retry=False,
        )
    return at


def apply(connection: Connection) -> int:
    """Apply what is missing inside the running transaction; returns how many steps."""
    todo = steps(since=version(connection))
    with writing():
        for step in todo:
            run(connection, step.statements)
            connection.execute(
                insert(tables.schema_step).values(version=step.version, name=step.name, sha256=step.sha256)
            )
    return len(todo)


def run(connection: Connection, statements: Sequence[str]) -> None:
    """Run the statements of a step on the engine that is there."""
    if not on_sqlite(connection):
        from salesctl.ledger.pgschema import spelled

        statements = [each for statement in statements for each in spelled(statement)]
    for statement in statements:
        connection.exec_driver_sql(statement)
