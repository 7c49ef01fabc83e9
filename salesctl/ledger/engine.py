"""Opening a ledger (打开台账): driver, file modes, the writers' lock, and the guard that keeps writes in the journal.

A file is SQLite's and opened here; an address is PostgreSQL's and opened by `postgres`, imported for nobody else.

One place decides which SQLite is used: `pysqlite3`, whose wheel carries a library without the WAL-reset fault (fixed in
3.51.3, 3.50.7, 3.44.6); else the standard driver if its library has the fix; else rollback-journal mode.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event

from salesctl.errors import Busy, Damaged, OutOfReach, ReadOnly
from salesctl.ledger.address import Address, Place
from salesctl.ledger.compiled import share
from salesctl.ledger.folders import make_folder
from salesctl.ledger.refusals import LOCK_WAIT, reach_error
from salesctl.locale import _

APPLICATION = 0x53414C45
"""What `file` and this program know a ledger by: "SALE" in the file's header. Any other file is left as it was."""
NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "lustre", "gpfs", "vboxsf", "prl_fs",
    "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Driver:
    """The SQLite in use. `safe`: several processes may write one WAL file; if not, rollback-journal mode is used."""

    module: Any
    name: str
    version: str
    safe: bool

    @property
    def journal_mode(self) -> str:
        return "wal" if self.safe else "delete"


def has_fix(version: tuple[int, ...]) -> bool:
    """Say whether a library of this version is free of the WAL-reset fault."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def choose_driver() -> Driver:
    """Take the first driver whose library is safe for several writers.

    Raises OutOfReach if the library is too old for STRICT tables.
    """
    candidates: list[tuple[str, Any]] = []
    try:
        from pysqlite3 import dbapi2  # type: ignore[import-untyped,import-not-found,unused-ignore]

        candidates.append(("pysqlite3", dbapi2))
    except ImportError:
        pass
    if not candidates or not has_fix(candidates[0][1].sqlite_version_info):
        import sqlite3

        candidates.append(("sqlite3", sqlite3))
    for name, module in candidates:
        if has_fix(module.sqlite_version_info):
            return Driver(module, name, module.sqlite_version, True)
    name, module = candidates[0]
    if module.sqlite_version_info < (3, 39):
        raise OutOfReach(
            _("The SQLite library {version} is too old.", version=module.sqlite_version),
            hint=_("salesctl needs 3.39 or newer: pip install pysqlite3"),
        )
    return Driver(module, name, module.sqlite_version, False)


def driver_errors() -> tuple[type[Exception], ...]:
    """Return what the drivers in use raise of their own."""
    module = sys.modules.get("psycopg")
    return (choose_driver().module.Error, *((module.Error,) if module else ()))


_allowed: ContextVar[int] = ContextVar("allowed", default=0)
_READS = re.compile(r"\s*(SELECT|EXPLAIN|VALUES)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
_DML = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE\s+INTO)\b", re.IGNORECASE)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^]]*\]|--[^\n]*|/\*.*?(?:\*/|$)""", re.DOTALL)
_LOOKS = re.compile(
    r"\s*PRAGMA\s+(?:main\.)?(?:(?:integrity_check|quick_check|foreign_key_check|table_info|table_xinfo|table_list|index_list"
    r"|index_info|database_list|compile_options)\s*(?:\([^()]*\))?"
    r"|(?:journal_mode|synchronous|foreign_keys|page_count|page_size|freelist_count|encoding|user_version|query_only"
    r"|application_id|schema_version|data_version|trusted_schema|defer_foreign_keys))\s*;?\s*",
    re.IGNORECASE,
)
"""Pragmas that only read; the second group takes no argument, since `PRAGMA name(value)` sets it."""


class JournalBypass(RuntimeError):
    """A statement would have written past the journal: a defect of the program."""


@contextmanager
def writing() -> Iterator[None]:
    """Let statements write: entered by flush, journal, bulk and migrate, and by nothing else."""
    token = _allowed.set(_allowed.get() + 1)
    try:
        yield
    finally:
        _allowed.reset(token)


def _guard(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    if _allowed.get() or _READS.match(statement) or _LOOKS.fullmatch(statement):
        return
    # INSERT, UPDATE and DELETE are reserved words: outside quotes and comments they can't be names.
    if _WITH.match(statement) and not _DML.search(_QUOTED.sub(" ", statement)):
        return
    raise JournalBypass(f"write outside the journal: {statement.split(None, 3)[:3]}")


def _guard_commit(conn: Any) -> None:
    if not _allowed.get() and conn.get_execution_options().get("ledger_write"):
        conn.connection.rollback()  # SQLAlchemy holds the transaction for ended when a commit raises
        raise JournalBypass("a transaction of the ledger is committed with its entry, by nothing else")


@dataclass(slots=True)
class Ledger:
    """An open ledger: where it stands, its engine and the writers' lock. Close it when done."""

    path: Place
    engine: Engine
    driver: Driver
    read_only: bool = False
    schema: tuple[int, str] | None = None
    """The schema's version and the hash of its steps, once an entry has stated them."""
    shapes: dict[str, tuple[int, bytes, bool]] = field(default_factory=dict)
    """By table: the number and hash of the shape of its changes, and whether it has personal columns."""

    @property
    def file(self) -> Path:
        """The ledger's file, where it is one; who asks for it has nothing to do with a server."""
        assert isinstance(self.path, Path), self.path
        return self.path

    @property
    def on_server(self) -> bool:
        """Whether it stands in PostgreSQL."""
        return isinstance(self.path, Address)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def lock(self, wait: float | None = None) -> Iterator[None]:
        """Hold the writers' lock: a file lock beside the ledger, taken before BEGIN IMMEDIATE so that waits stay short.

        For a ledger on a server it is this user's own, so that its writers come one by one; the server has one of its
        own, taken by the transaction. Raises Busy after `wait` seconds (LOCK_WAIT when not given), ReadOnly where
        the lock can't be made.
        """
        wait = LOCK_WAIT if wait is None else wait
        try:
            name = self._lock_file()
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise reach_error(error, self.path) from error
        try:
            try:
                held = _queue(descriptor, wait)
            except OSError as error:
                raise reach_error(error, name) from error
            if not held:
                raise Busy(_("The ledger is busy ({n} s). Nothing written; run it again.", n=int(wait)), retry=True)
            yield
        finally:
            os.close(descriptor)

    def _lock_file(self) -> Path:
        if isinstance(self.path, Path):
            return self.path.with_name(self.path.name + ".lock")
        from hashlib import sha256

        from salesctl.ledger.books import state_dir

        folder = state_dir() / "locks"
        make_folder(folder)
        return folder / f"{sha256(str(self.path).encode()).hexdigest()[:16]}.lock"


def _queue(descriptor: int, wait: float) -> bool:
    """Queue for a file lock, at most `wait` seconds; returns whether it is held. Raises OSError.

    The system serves its queue in turn. Asking again and again does not: among twenty writers one is passed over for
    ten times as long as the others. The queue has no limit of its own, so a thread stands in it; where it is given up,
    the caller closes the descriptor, and with it goes what the thread may still be given.
    """
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        pass
    from threading import Event, Thread

    turn, failed = Event(), list[OSError]()

    def stand() -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            failed.append(error)
        turn.set()

    Thread(target=stand, daemon=True).start()
    served = turn.wait(wait)
    if failed:
        raise failed[0]
    return served


def network_file_system(path: Path) -> str | None:
    """Return the type of the network file system `path` lies on, "" for a local one, None where that is not known.

    Known on Linux alone.
    """
    try:
        mounts = Path("/proc/self/mounts").read_text(errors="replace").splitlines()
    except OSError:
        return None
    best, kind, real = "", "", os.path.realpath(path)
    for line in mounts:
        fields = line.split()
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
                best, kind = point, fields[2]
    return kind if kind in NETWORK else ""


def create_file(path: Path) -> None:
    """Make the empty ledger file, 0600 before SQLite opens it, in a directory made 0700.

    Raises FileExistsError, and the published errors for what else the system refuses.
    """
    try:
        make_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        raise
    except OSError as error:
        raise reach_error(error, path) from error


def open_ledger(path: Place, *, making: bool = False, synced: bool = True) -> Ledger:
    """Open the ledger at `path`; it must exist. `making`: the file is empty and is to become one.

    An address is connected to by the first question asked.

    Not `synced`, a commit is not waited for until it lies on the disk: for what can be made again from nothing.

    Raises OutOfReach for what is no regular file, lies on a network share or never was a ledger, Damaged where a
    ledger's header is gone. Nothing is changed in a file that is no ledger.
    """
    if isinstance(path, Address):
        return _on_server(path)
    try:
        status = path.stat()
    except FileNotFoundError:
        raise OutOfReach(
            _("There is no ledger at {path}.", path=path),
            hint=_("Make one: salesctl init"),
            retry=False,
        ) from None
    except OSError as error:
        raise reach_error(error, path) from error
    if not stat.S_ISREG(status.st_mode):
        raise OutOfReach(
            _("{path} is no regular file.", path=path), hint=_("Name a ledger with --ledger."), retry=False
        )
    kind = network_file_system(path)
    if kind:
        raise OutOfReach(
            _("{path} lies on a network file system ({kind}), where locks don't hold.", path=path, kind=kind),
            hint=_("Keep the ledger on a local disk."),
            retry=False,
        )
    header = b"" if making else _header(path)
    read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
    driver = choose_driver()
    return Ledger(path, _engine(path, driver, _query(path, read_only, header), making, synced), driver, read_only)


def _on_server(path: Address) -> Ledger:
    try:
        from salesctl.ledger import postgres
    except ImportError as error:
        raise OutOfReach(
            _("A ledger on PostgreSQL needs its driver: {why}.", why=error),
            hint="pip install 'salesctl[postgres]'",
            retry=False,
        ) from None
    module = sys.modules["psycopg"]
    driver = Driver(module, "psycopg", module.__version__, True)
    return Ledger(path, postgres.engine_of(path, _guard, _guard_commit), driver)


def _header(path: Path) -> bytes:
    """Return the header of a ledger file."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise reach_error(error, path) from error
    if header.startswith(b"SQLite format 3\0") and header[68:72] == APPLICATION.to_bytes(4, "big"):
        return header
    if not header.startswith(b"SQLite") and header and path.with_name(path.name + ".lock").exists():
        raise Damaged(
            _("{path} is damaged: {why}.", path=path, why=_("its header is gone")),
            hint=_("Go on with the last backup."),
        )
    raise OutOfReach(_("{path} holds no ledger.", path=path), hint=_("Make one: salesctl init"), retry=False)


def _query(path: Path, read_only: bool, header: bytes) -> str:
    """Return the query of the file's URI.

    A file in WAL mode needs its two companions even to be read. Where they are missing and can't be made, nobody else
    writes through this directory either, so SQLite is told that the file stands still.
    """
    if not read_only:
        return "mode=rw"
    if header[18:19] != b"\2" or os.access(path.parent, os.W_OK):
        return "mode=ro"
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    try:
        waiting = log.stat().st_size > 0
    except OSError:
        waiting = False
    if not waiting:
        return "mode=ro&immutable=1"
    if not os.access(log, os.R_OK) or not os.access(index, os.R_OK):
        raise ReadOnly(
            _(
                "{path} can't be read where nothing can be written: its last entries still stand in {log}.",
                path=path,
                log=log.name,
            ),
            hint=_("Run any command on it once as its owner, or copy it with all its files to a folder of your own."),
            retry=False,
        )
    return "mode=ro"


def _engine(path: Path, driver: Driver, query: str, making: bool, synced: bool) -> Engine:
    from urllib.parse import quote

    uri = f"file:{quote(str(path.absolute()))}?{query}"

    def connect() -> Any:
        connection = driver.module.connect(
            uri, uri=True, timeout=LOCK_WAIT, isolation_level=None, check_same_thread=False
        )
        cursor = connection.cursor()
        try:
            empty = making and not cursor.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if empty:  # before WAL mode, so that it stands in the file itself from the first byte on
                cursor.execute(f"PRAGMA application_id={APPLICATION}")
            if empty or (query == "mode=rw" and not making):
                cursor.execute(f"PRAGMA journal_mode={driver.journal_mode}")
            cursor.executescript(
                f"PRAGMA synchronous={'FULL' if synced else 'OFF'}; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
                "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768"
            )
        except UnicodeDecodeError as error:  # SQLite's message quotes a damaged name, and the driver can't read it
            raise driver.module.DatabaseError("the schema is malformed") from error
        finally:
            cursor.close()
        return connection

    # values are no part of an error: it may end in a file that is sent to others
    settings: dict[str, Any] = {"poolclass": QueuePool, "hide_parameters": True}
    engine = share(create_engine("sqlite://", module=driver.module, creator=connect, **settings))
    event.listen(engine, "before_cursor_execute", _guard)
    event.listen(engine, "commit", _guard_commit)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        with writing():
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("ledger_write") else "BEGIN")

    return engine
