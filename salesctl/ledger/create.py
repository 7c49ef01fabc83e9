"""Making a ledger (建账): the file, its schema, its identity and its first entry, in one transaction.

A machine switched off in the middle leaves a file without tables, which the next attempt takes over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert

from salesctl.errors import Refused
from salesctl.ledger import migrate, tables
from salesctl.ledger.engine import APPLICATION, Ledger, create_file, open_ledger, writing
from salesctl.ledger.ids import new_id
from salesctl.ledger.session import Request, Transaction, transaction
from salesctl.locale import _
from salesctl.values.clock import Clock


@contextmanager
def founding(path: Path, request: Request, clock: Clock, *, mark: str = "") -> Iterator[Transaction]:
    """Make a new ledger at `path` and open the transaction of its first entry; nothing remains where that fails.

    Raises Refused where something stands there already. The file is 0600 before SQLite opens it, its directory 0700.
    """
    taken = Refused(
        _("There is already a file at {path}.", path=path),
        hint=_("Name another with --ledger, or use the ledger that is there."),
    )
    fresh = True
    try:
        create_file(path)
    except FileExistsError:
        if not _unfinished(path):
            raise taken from None
        fresh = False
    ledger = open_ledger(path, making=True)

    def prepare(connection: Connection) -> None:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar():
            raise taken
        make_tables(connection, mark)

    try:
        with transaction(ledger, request, clock, prepare=prepare) as tx:
            yield tx
    except BaseException as error:
        ledger.close()
        if fresh and error is not taken:
            for suffix in ("", "-wal", "-shm", ".lock"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    ledger.close()


def make_tables(connection: Connection, mark: str = "") -> None:
    """Make the tables and the identity of a new ledger inside the running transaction."""
    migrate.apply(connection)
    with writing():
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.execute(insert(tables.info), [{"key": "ledger", "value": new_id()}, {"key": "mark", "value": mark}])


def _unfinished(path: Path) -> bool:
    """Say whether a file is what a founding that was cut short leaves: empty, or a database without tables."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        if path.stat().st_size == 0:
            return True
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0" and path.stat().st_size <= 65536
    except OSError:
        return False


def bring_up(ledger: Ledger) -> int:
    """Apply missing migrations to an existing ledger after a backup beside it; returns how many were applied."""
    from salesctl.ledger.backup import backup

    with ledger.lock():
        with ledger.engine.connect() as connection:
            at = migrate.version(connection)  # read under the lock: another process may just have done it
        if at >= len(migrate.STEPS):
            return 0
        kept = ledger.path.with_name(f"{ledger.path.name}.before-{at + 1}")
        if not kept.exists():
            backup(ledger, kept)
        with writing(), ledger.engine.execution_options(ledger_write=True).begin() as connection:
            return migrate.apply(connection)
