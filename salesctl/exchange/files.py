"""The file as a thing on disk (文件): what may be opened, how large it may be, and stdin kept to be read twice."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO

from salesctl.errors import Usage
from salesctl.locale import _

FILE_LIMIT = 512 * 1024 * 1024
"""Bytes. More than any list of a sales department; less than what fills a disk."""


def open_input(path: str, stdin: BinaryIO | None = None) -> tuple[BinaryIO, int]:
    """Open a regular file, or keep what stands on stdin for `-`; return it with its size in bytes.

    A link to a regular file is followed. Raises Usage for directories, pipes, devices, empty and oversized files.
    """
    if path == "-":
        return _keep(stdin)
    hint = _("Name a CSV, XLSX, XLS or JSON lines file, or - for text pasted on stdin.")
    try:
        # Non-blocking, so that a pipe without a writer is refused instead of waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise Usage(_("There is no file {path}.", path=path), hint=hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Usage(_("{path} can't be opened: {reason}.", path=path, reason=reason), hint=hint) from None
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise Usage(_("{path} is a directory.", path=path), hint=hint)
        if not stat.S_ISREG(status.st_mode):
            raise Usage(_("{path} is not a regular file.", path=path), hint=hint)
        _check_size(Path(path).name, status.st_size)
        return os.fdopen(handle, "rb"), status.st_size
    except BaseException:
        os.close(handle)
        raise


def _keep(stdin: BinaryIO | None) -> tuple[BinaryIO, int]:
    """Copy stdin into a nameless 0600 file: an encoding is judged by the whole, and a workbook is read from its end."""
    import sys

    source = stdin if stdin is not None else sys.stdin.buffer
    kept: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the TableSource
    size = 0
    try:
        while chunk := source.read(1 << 20):
            size += len(chunk)
            if size > FILE_LIMIT:
                break
            kept.write(chunk)
        _check_size(_("the pasted text"), size)
        kept.seek(0)
    except BaseException:
        kept.close()
        raise
    return kept, size


def _check_size(name: str, size: int) -> None:
    if size > FILE_LIMIT:
        raise Usage(
            _("{name} has more than {limit} MiB.", name=name, limit=FILE_LIMIT >> 20),
            hint=_("Split it into several files."),
        )
    if not size:
        raise Usage(_("{name} is empty.", name=name), hint=_("A file starts with a line of headings."))
