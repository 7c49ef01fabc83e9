"""Refusals (拒绝的说法): what the system or the engine refuses, in the published words and exit codes."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from salesctl.errors import Busy, Damaged, Full, OutOfReach, ReadOnly, Refused, SalesError
from salesctl.ledger.address import Address, Place
from salesctl.locale import _

LOCK_WAIT = 60.0
"""Seconds a writer waits for the others."""
INDEX = 64 * 1024
"""Bytes that the index of a log takes, and some."""
_OWN = re.compile(r"unique constraint failed: (?:entry|change|book|shape|leafpart|counter|search)\.")
"""The journal's own tables: a row of theirs that is there already is a defect of ours."""


def reach_error(error: OSError, path: Place) -> SalesError:
    """Turn an operating system's refusal into the published error."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Full(
            _("No space left for {path}. Nothing written.", path=path),
            hint=_("Free some space and run it again."),
            retry=True,
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnly(
            _("{path} can't be written: {why}.", path=path, why=error.strerror),
            hint=_("Ask the owner of the file, or name another ledger with --ledger."),
            retry=False,
        )
    return OutOfReach(
        _("{path} can't be opened: {why}.", path=path, why=error.strerror or error),
        hint=_("Look whether its disk is well and in reach, then run it again.")
        if error.errno == errno.EIO
        else _("Check the path."),
        retry=error.errno == errno.EIO,
    )


def disk_failed(error: Exception) -> bool:
    """Say whether an engine's error is that the system could not read or write the file.

    A log that was written and could not be synced holds the entry for whoever opens the file next, though not for those
    who have it open: after such a commit, that the entry is not found is no answer.
    """
    return "disk i/o" in str(getattr(error, "orig", None) or error).lower()


def _no_room(path: Path) -> bool:
    """Say whether the file's disk has no room for the index of its log: SQLite calls that a disk I/O error."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < INDEX


def engine_error(error: Exception, path: Place) -> SalesError | None:
    """Turn an engine's error (the driver's or SQLAlchemy's) into the published one; None for a defect of ours."""
    if isinstance(path, Address):
        from salesctl.ledger.postgres import told

        return told(error, path)
    why = getattr(error, "orig", None) or error
    text = str(why).lower()
    if "locked" in text or "busy" in text:
        return Busy(_("The ledger is busy ({n} s). Nothing written; run it again.", n=int(LOCK_WAIT)), retry=True)
    if "full" in text or (disk_failed(error) and _no_room(path)):
        return Full(
            _("No space left for {path}. Nothing written.", path=path),
            hint=_("Free some space and run it again."),
            retry=True,
        )
    if "readonly" in text or "read-only" in text:
        return ReadOnly(
            _("{path} is read-only.", path=path),
            hint=_("Ask the owner of the file, or name another ledger with --ledger."),
            retry=False,
        )
    if "unique constraint failed" in text and not _OWN.search(text):
        name = text.partition("constraint failed: ")[2].partition(",")[0].rpartition(".")[2]
        return Refused(
            _("{name} is already taken.", name=name),
            hint=_("Another entry took it meanwhile; look, then run it again."),
        )
    if any(sign in text for sign in ("malformed", "not a database", "disk image", "no such table", "decode to utf-8")):
        return Damaged(
            _("{path} is damaged: {why}.", path=path, why=why),
            hint=_("Run: salesctl ledger verify; if it can't be mended, go on with the last backup."),
        )
    if "unable to open" in text or "locking protocol" in text or disk_failed(error):
        return OutOfReach(
            _("{path} can't be opened: {why}.", path=path, why=why),
            hint=_("Look whether its disk is well and in reach, then run it again."),
            retry=True,
        )
    return None
