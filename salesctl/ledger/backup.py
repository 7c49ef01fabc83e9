"""Backup (备份): an online copy by SQLite's own means, checked before it gets its name.

Of a ledger on a server the backup is a file too: its journal replayed, and verified. It is a ledger like any other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection

from salesctl.errors import Damaged, Refused
from salesctl.ledger.engine import Ledger, create_file
from salesctl.ledger.refusals import engine_error, reach_error
from salesctl.locale import _


def backup(
    ledger: Ledger,
    target: Path,
    *,
    force: bool = False,
    before: Callable[[], None] | None = None,
    derive: Sequence[Callable[[Connection], None]] = (),
) -> int:
    """Copy the ledger to `target` while others write; returns its size in bytes.

    `before` is called once nothing speaks against the copy any more; `derive` fills what no journal says (`rebuild`).

    The copy is made under a scratch name (0600), its pages and entries are compared, it is synced, then renamed.
    Raises Refused where `target` exists (unless `force`), is no regular file or belongs to a ledger in use, Damaged
    where the copy does not check out.
    """
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise Refused(_("{path} is no regular file.", path=target))
    if _in_use(ledger, target):
        raise Refused(_("{path} belongs to a ledger in use.", path=target), hint=_("Name another."))
    if target.exists() and not force:
        raise Refused(_("There is already a file at {path}.", path=target), hint=_("Name another, or add --force."))
    if before is not None:
        before()
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if ledger.on_server:
            copy_entries(ledger, scratch, derive)
        else:
            create_file(scratch)
            copy_pages(ledger, scratch)
        os.replace(scratch, target)
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise reach_error(error, target) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            scratch.with_name(scratch.name + suffix).unlink(missing_ok=True)
    return target.stat().st_size


def _in_use(ledger: Ledger, target: Path) -> bool:
    """Say whether a file is this ledger's, under whatever name, or another ledger that is written to."""
    if not target.exists():
        return False
    if ledger.on_server:
        return target.with_name(target.name + ".lock").exists()
    own = (ledger.file.with_name(ledger.file.name + suffix) for suffix in ("", "-wal", "-shm", "-journal", ".lock"))
    if any(path.exists() and path.samefile(target) for path in own):
        return True
    return target.with_name(target.name + ".lock").exists()


_COUNTS = (
    "SELECT count(*) FROM sqlite_schema",
    "SELECT count(*), group_concat(hex(hash)) FROM (SELECT hash FROM entry ORDER BY book, seq DESC LIMIT 100)",
    "SELECT count(*), max(rowid) FROM change",
)


def copy_pages(ledger: Ledger, target: Path) -> None:
    """Copy all pages into the empty file `target` and check them there."""
    raw = ledger.engine.raw_connection()
    copy = ledger.driver.module.connect(str(target), isolation_level=None)
    try:
        source = raw.driver_connection
        assert source is not None
        # An open read transaction holds one state of the source: writers can't make the copy start again and again.
        source.execute("BEGIN")
        counts = [source.execute(query).fetchone() for query in _COUNTS]
        source.backup(copy, pages=1024)
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=delete")
        bad = [line for (line,) in copy.execute("PRAGMA integrity_check(1)") if line != "ok"]
        if not bad and counts != [copy.execute(query).fetchone() for query in _COUNTS]:
            bad = ["entries"]
        if bad:
            raise Damaged(_("The copy does not check out: {why}.", why=bad[0]), hint=_("Run: salesctl ledger verify"))
    except ledger.driver.module.Error as error:
        translated = engine_error(error, target)
        if translated is None:
            raise
        raise translated from error
    finally:
        copy.close()
        raw.close()


def copy_entries(ledger: Ledger, target: Path, derive: Sequence[Callable[[Connection], None]]) -> None:
    """Replay the journal of a ledger on a server into the new file `target` and verify it there."""
    from salesctl.ledger import verify
    from salesctl.ledger.engine import open_ledger
    from salesctl.ledger.rebuild import rebuild

    rebuild(ledger, target, derive=derive)
    made = open_ledger(target)
    try:
        with made.engine.connect() as connection:
            report = verify.run(connection, None)
    finally:
        made.close()
    if report.findings:
        raise Damaged(
            _("The copy does not check out: {why}.", why=report.findings[0].message),
            hint=_("Run: salesctl ledger verify"),
        )
