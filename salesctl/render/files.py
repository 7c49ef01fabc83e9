"""Files written whole or not at all (写文件): mode 0600, never through a link, never over a file without leave."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from salesctl.errors import Full, NotFound, ReadOnly, Refused, SalesError
from salesctl.locale import _
from salesctl.render import FORMATS, Look, check_encoding, draw, format_of
from salesctl.render.sanitize import visible
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from datetime import tzinfo

    from salesctl.render.page import Page

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EINVAL}


def _translated(error: OSError, path: Path) -> SalesError:
    name = visible(str(path))
    if error.errno in _FULL:
        return Full(
            _("The disk is full: {file} was not written.", file=name),
            hint=_("Make room, or write to another disk."),
            retry=True,
        )
    if error.errno in _READ_ONLY:
        return ReadOnly(
            _("The folder {folder} can't be written.", folder=visible(str(path.parent))),
            hint=_("Choose a folder of your own with --output."),
            retry=False,
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return NotFound(
            _("There is no folder {folder}.", folder=visible(str(path.parent))),
            hint=_("Make the folder first, or choose another with --output."),
        )
    if error.errno == errno.ENAMETOOLONG:
        return Refused(_("The name of the file is too long."), hint=_("Choose a shorter name with --output."))
    return Refused(
        _("{file} was not written: {reason}.", file=name, reason=error.strerror or type(error).__name__),
        hint=_("Choose another file with --output."),
    )


_LEDGER = (b"SQLite format 3\0", b"SALE")
"""How a ledger begins, and what stands at byte 68 of it (see ledger/engine.py, which this layer does not know)."""
_LOGS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
"""How SQLite's logs begin: entries that are not in the ledger's own file yet may stand there alone."""
_BESIDE = ("-wal", "-shm", "-journal", ".lock")


def refuse_ledger(path: Path, *, beside_only: bool = False) -> None:
    """Refuse to write over a ledger or what belongs to one, whatever was forced (Refused).

    A name beside a ledger is refused even where nothing stands there: SQLite would take what is written for its own.
    """
    path = Path(os.path.expanduser(path))  # a user nobody knows stays as it is written
    start = _start(path)
    mine = [path.name.removesuffix(suffix) for suffix in _BESIDE if path.name.endswith(suffix)]
    if (
        any(_is_ledger(_start(path.with_name(name))) for name in mine)
        or start.startswith(_LOGS)
        or (_is_ledger(start) and not beside_only)
    ):
        raise Refused(
            _("{file} belongs to a ledger; nothing else is written there.", file=visible(str(path))),
            hint=_("Choose another name."),
        )


def _start(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(100)
    except (OSError, ValueError):
        return b""


def _is_ledger(start: bytes) -> bool:
    return start.startswith(_LEDGER[0]) and start[68:72] == _LEDGER[1]


def check_target(path: Path, force: bool) -> None:
    """Refuse a target that is a link, a folder, a pipe or a device, and an existing file without `force` (Refused)."""
    refuse_ledger(path)
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise _translated(FileNotFoundError(errno.ENOENT, ""), path) from None
        return
    except OSError as error:
        raise _translated(error, path) from error
    name = visible(str(path))
    if stat.S_ISLNK(mode):
        raise Refused(
            _("{file} is a link; nothing is written through links.", file=name),
            hint=_("Name the file it points at, or another file."),
        )
    if stat.S_ISDIR(mode):
        raise Refused(_("{file} is a folder.", file=name), hint=_("Name a file in it."))
    if not stat.S_ISREG(mode):
        raise Refused(
            _("{file} is a pipe or a device, not a file.", file=name),
            hint=_("Leave --output out and use > or | instead."),
        )
    if not force:
        raise Refused(
            _("{file} exists already.", file=name), hint=_("Choose another name, or replace it with --force.")
        )


def _publish(temporary: Path, path: Path, force: bool) -> None:
    if force:
        check_target(path, force)
        os.replace(temporary, path)
        return
    try:
        # A hard link fails where the name was taken meanwhile; a rename would replace it without a word.
        os.link(temporary, path)
        os.unlink(temporary)
    except FileExistsError:
        check_target(path, force)
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        check_target(path, force)
        os.replace(temporary, path)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some systems can't open or sync a folder; the file itself is synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def whole_file(path: Path, force: bool = False) -> Iterator[BinaryIO]:
    """Give a binary file that becomes `path` when the block ends well, and leaves no trace when it does not.

    Mode 0600, written beside the target, synced, then put in place in one step. Raises Refused, NotFound, ReadOnly and
    Full.
    """
    path = Path(os.path.expanduser(path))  # a user nobody knows stays as it is written
    check_target(path, force)
    temporary = path.parent / f".salesctl-{secrets.token_hex(8)}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(temporary, flags, 0o600)
    except OSError as error:
        raise _translated(error, path) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _publish(temporary, path, force)
    except OSError as error:
        raise _translated(error, path) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)
    _sync_folder(path.parent)


def write_file(
    path: Path | str,
    sheet: Sheet | Page,
    fmt: str | None = None,
    force: bool = False,
    *,
    lang: str,
    zone: tzinfo,
    encoding: str | None = None,
    before: Callable[[int, str], None] | None = None,
) -> int:
    """Write a sheet or a page to a file, whole or not at all, and return the number of rows written.

    `before` is called with that number and the format before the file gets its name; what it raises leaves no file.
    `fmt` None: the ending chooses. Mode 0600. Notes stand in text formats, not in data. Raises Usage (format or
    encoding), Refused (link, folder, pipe, existing file without `force`), NotFound (no such folder), ReadOnly, Full.
    """
    path = Path(path)
    fmt = fmt or format_of(path.name)
    check_encoding(fmt, encoding)
    data = fmt in FORMATS and FORMATS[fmt].data
    written = 0

    def counted(rows: Iterable[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
        nonlocal written
        for row in rows:
            written += 1
            yield row

    for one in [sheet] if isinstance(sheet, Sheet) else sheet.blocks:
        if isinstance(one, Sheet):
            one.rows = counted(one.rows)
    look = Look(lang, zone, notes=not data, encoding=encoding)
    with whole_file(path, force) as file:
        text = TextIOWrapper(file, encoding=encoding or "utf-8", newline="")
        draw(sheet, fmt, text, look)
        text.flush()
        text.detach()
        if before is not None:
            before(written, fmt)
    return written
