"""Making a ledger (建账): the file, its schema, its identity and its first entry, in one transaction.

A machine switched off in the middle leaves a file without tables, which the next attempt takes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert

from salesctl.errors import Refused
from salesctl.ledger import migrate, tables
from salesctl.ledger.address import Place
from salesctl.ledger.engine import APPLICATION, Ledger, create_file, open_ledger, writing
from salesctl.ledger.findings import on_sqlite, tables_there
from salesctl.ledger.ids import new_id
from salesctl.ledger.session import Request, Transaction, transaction
from salesctl.locale import _
from salesctl.values.clock import Clock


@contextmanager
def founding(path: Place, request: Request, clock: Clock, *, mark: str = "") -> Iterator[Transaction]:
    """Make a new ledger at `path` and open the transaction of its first entry; nothing remains where that fails.

    Raises Refused where something stands there already. A file is 0600 before SQLite opens it, its directory 0700.
    """

    def prepare(connection: Connection) -> None:
        empty(connection, path)
        make_tables(connection, mark)

    with new_place(path, again=True) as ledger, transaction(ledger, request, clock, prepare=prepare) as tx:
        yield tx


@contextmanager
def new_place(path: Place, *, again: bool = False) -> Iterator[Ledger]:
    """Open a place where a ledger is to be made: a new file, or a schema of a database; closed when done.

    A file that was made is taken away again where making the ledger fails. Raises Refused for a file that is there,
    unless it is (`again`) what a founding that was cut short left.
    """
    fresh = True
    if isinstance(path, Path):
        try:
            create_file(path)
        except FileExistsError:
            if not (again and _unfinished(path)):
                raise _taken(path) from None
            fresh = False
    ledger = open_ledger(path, making=True)
    try:
        yield ledger
    except BaseException as error:
        ledger.close()
        if isinstance(path, Path) and fresh and not isinstance(error, _Taken):
            for suffix in ("", "-wal", "-shm", ".lock"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    ledger.close()


class _Taken(Refused):
    """Something stands at the place already."""


def _taken(path: Place) -> Refused:
    if isinstance(path, Path):
        return _Taken(
            _("There is already a file at {path}.", path=path),
            hint=_("Name another with --ledger, or use the ledger that is there."),
        )
    return _Taken(
        _("There is already something in the schema {name}.", name=path.schema),
        hint=_("Name another with --ledger, or use the ledger that is there."),
    )


def empty(connection: Connection, path: Place) -> None:
    """Raise Refused where anything stands in the place already; a schema that is not there is made."""
    if tables_there(connection):
        raise _taken(path)
    with writing():
        if isinstance(path, Path):
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        elif connection.exec_driver_sql("SELECT current_schema()").scalar() is None:
            connection.exec_driver_sql(f'CREATE SCHEMA "{path.schema}"')


def defer_references(connection: Connection) -> None:
    """Let rows come in any order until the commit."""
    with writing():
        connection.exec_driver_sql(
            "PRAGMA defer_foreign_keys=ON" if on_sqlite(connection) else "SET CONSTRAINTS ALL DEFERRED"
        )


def make_tables(connection: Connection, mark: str = "") -> None:
    """Make the tables and the identity of a new ledger inside the running transaction."""
    migrate.apply(connection)
    with writing():
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


def bring_up(ledger: Ledger, then: Callable[[Connection], None] | None = None) -> int:
    """Apply missing migrations to an existing ledger after a backup beside it; returns how many were applied.

    `then` makes the rights anew where it stands on a server.
    """
    from salesctl.ledger.backup import backup

    with ledger.lock():
        with ledger.engine.connect() as connection:
            at = migrate.version(connection)  # read under the lock: another process may just have done it
        if at >= len(migrate.STEPS):
            return 0
        if not ledger.on_server:  # a server's own backups are its owner's affair
            kept = ledger.file.with_name(f"{ledger.file.name}.before-{at + 1}")
            if not kept.exists():
                backup(ledger, kept)
        with writing(), ledger.engine.execution_options(ledger_write=True).begin() as connection:
            done = migrate.apply(connection)
            if then is not None and ledger.on_server:
                then(connection)
            return done
