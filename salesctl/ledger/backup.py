"""Backup (备份): an online copy by SQLite's own means, checked before it gets its name."""

from __future__ import annotations

import os
from pathlib import Path

from salesctl.errors import Damaged, Refused
from salesctl.ledger.engine import Ledger, create_file, reach_error
from salesctl.locale import _


def backup(ledger: Ledger, target: Path, *, force: bool = False) -> int:
    """Copy the ledger to `target` while others write; returns its size in bytes.

    The copy is made under a scratch name (0600), its pages and entries are compared, it is synced, then renamed. Raises Refused
    where `target` exists (unless `force`) or is no regular file, Damaged where the copy does not check out.
    """
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise Refused(_("{path} is no regular file.", path=target))
    if target.exists() and (not force or target.resolve() == ledger.path.resolve()):
        raise Refused(_("There is already a file at {path}.", path=target), hint=_("Name another, or add --force."))
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
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


def copy_pages(ledger: Ledger, target: Path) -> None:
    """Copy all pages into the empty file `target` and check them there."""
    raw = ledger.engine.raw_connection()
    copy = ledger.driver.module.connect(str(target), isolation_level=None)
    try:
        source = raw.driver_connection
        assert source is not None
        source.backup(copy, pages=1024)
        copy.execute("PRAGMA journal_mode=delete")
        bad = [line for (line,) in copy.execute("PRAGMA integrity_check(1)") if line != "ok"]
        same = all(
            copy.execute(q).fetchone()[0] >= source.execute(q).fetchone()[0]
            for q in ("SELECT count(*) FROM sqlite_schema",)
        )
        if bad or not same:
            raise Damaged(
                _("The copy does not check out: {why}.", why=bad[0] if bad else "schema"),
                hint=_("Run: salesctl ledger verify"),
            )
    finally:
        copy.close()
        raw.close()
