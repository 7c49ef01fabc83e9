"""The SQL of a metadata, for writing a migration and for the test that holds migrations and models together.

python -m salesctl.ledger.ddl salesctl.domains.clients.models
"""

from __future__ import annotations

import re
import sys
from importlib import import_module

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable


def statements(metadata: MetaData, only: str = "") -> list[str]:
    """Return CREATE TABLE and CREATE INDEX of a metadata for SQLite; `only` keeps the tables of one models module."""
    dialect = sqlite.dialect()
    keep = {t.name for t in metadata.sorted_tables}
    if only:
        module = import_module(only)
        keep = {v.__table__.name for v in vars(module).values() if hasattr(v, "__table__") and v.__module__ == only}
    found = []
    for table in metadata.sorted_tables:
        if table.name in keep:
            found.append(flat(str(CreateTable(table).compile(dialect=dialect))))
            for index in sorted(table.indexes, key=lambda i: str(i.name)):
                found.append(flat(str(CreateIndex(index).compile(dialect=dialect))))
    return found


def flat(sql: str) -> str:
    """Normalise white space so that two spellings of the same statement compare equal."""
    return re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")").replace(" ,", ",").strip()


if __name__ == "__main__":
    from sqlmodel import SQLModel

    target = sys.argv[1]
    module = import_module(target)
    chosen = getattr(module, "metadata", None)
    made = statements(chosen) if isinstance(chosen, MetaData) else statements(SQLModel.metadata, target)
    sys.stdout.write("SQLITE = (\n" + "".join(f"    {statement!r},\n" for statement in made) + ")\n")
