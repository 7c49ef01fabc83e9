"""Every column of every room's table: a value changed by another program is found, and the table is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from salesctl.ledger import tables
from salesctl.ledger.engine import choose_driver, open_ledger
from salesctl.ledger.searching import search_check
from salesctl.ledger.verify import run
from salesctl.rooms import load_models, offered
from tests.stories.every_room import every_room

UNFILLED: set[str] = set()
"""Tables no command fills yet; any other new one fails until the story below fills it."""


@pytest.fixture
def busy(cli: Any) -> Path:
    return every_room(cli)


def test_every_value_of_every_room_is_guarded(busy: Path, tmp_path: Path) -> None:
    load_models()
    extra = [search_check, *offered("CHECKS")]
    module = choose_driver().module
    source = module.connect(str(busy))
    names = [
        name
        for (name,) in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if name not in tables.metadata.tables and source.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    ]
    columns = [(name, row[1], row[2]) for name in names for row in source.execute(f'PRAGMA table_info("{name}")')]
    source.close()
    filled = (
        "person team company client contact client_phone client_log task punch paper calendar_day rule_version scope "
        "sales_order sales_order_item payment report report_plan report_review "
        "outing stop check_draw check_one check_point scorecard score_line archive_item archive_link archive_text "
        "closed_period"
    )
    assert set(filled.split()) <= set(names)
    assert {name for name in SQLModel.metadata.tables if name not in names} <= UNFILLED
    missed = []
    copy = tmp_path / "copy.db"
    for table, column, kind in columns:
        shutil.copyfile(busy, copy)
        other = module.connect(str(copy), isolation_level=None)
        other.execute("PRAGMA foreign_keys=OFF")
        value = f'ifnull("{column}", 0) + 1000' if kind == "INTEGER" else f"'x' || ifnull(\"{column}\", '')"
        other.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = (SELECT min(rowid) FROM "{table}")')
        other.close()
        ledger = open_ledger(copy)
        with ledger.engine.connect() as connection:
            found = run(connection, None, extra).findings
        ledger.close()
        if not any(table in finding.where or finding.code in ("scope", "reference") for finding in found):
            missed.append(f"{table}.{column}: {found}")
    assert not missed
    assert len(columns) > 150
