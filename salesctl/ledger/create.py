"""Making a ledger (建账): the file, its schema and its identity; the first entry follows in its own transaction."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from sqlalchemy import insert

from salesctl.errors import Refused
from salesctl.ledger import migrate, tables
from salesctl.ledger.engine import Ledger, create_file, open_ledger, writing
from salesctl.ledger.ids import new_id
from salesctl.locale import _
from salesctl.values.clock import Clock


def create_ledger(path: Path, clock: Clock, *, name: str, site: str = "", mark: str = "") -> Ledger:
    """Make a new ledger at `path` with an empty journal and return it open.

    Raises Refused where something stands there already. The file is 0600 before SQLite opens it, its directory 0700.
    """
    try:
        create_file(path)
    except FileExistsError:
        raise Refused(
            _("There is already a file at {path}.", path=path),
            hint=_("Name another with --ledger, or use the ledger that is there."),
        ) from None
    ledger = open_ledger(path)
    try:
        writer = ledger.engine.execution_options(ledger_write=True)
        with ledger.lock(), writing(), writer.begin() as connection:
            migrate.apply(connection, clock.now().astimezone(UTC))
            facts = {"ledger": new_id(), "name": name, "site": site, "mark": mark}
            connection.execute(insert(tables.info), [{"key": key, "value": value} for key, value in facts.items()])
    except BaseException:
        ledger.close()
        for suffix in ("", "-wal", "-shm", ".lock"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    return ledger


def bring_up(ledger: Ledger, clock: Clock) -> int:
    """Apply missing migrations to an existing ledger after a backup beside it; returns how many were applied."""
    with ledger.engine.connect() as connection:
        at = migrate.version(connection)
    if at >= len(migrate.STEPS):
        return 0
    from salesctl.ledger.backup import backup

    with ledger.lock():
        backup(ledger, ledger.path.with_name(f"{ledger.path.name}.before-{len(migrate.STEPS)}"), force=True)
        with writing(), ledger.engine.execution_options(ledger_write=True).begin() as connection:
            return migrate.apply(connection, clock.now().astimezone(UTC))
