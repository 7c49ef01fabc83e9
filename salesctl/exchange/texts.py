"""A file as text (文本): strictly of its encoding, line ends as they are, the file itself left open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from salesctl.errors import Usage
from salesctl.locale import _


@contextmanager
def opened(file: BinaryIO, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Read a file from its start as text; it stays open. Raises Usage, with the line, for bytes not of the encoding."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    try:
        try:
            yield text
        finally:
            if not file.closed:
                text.detach()
    except UnicodeError:
        raise _not_of(file, encoding) from None


def _not_of(file: BinaryIO, encoding: str) -> Usage:
    """Find the line: text is decoded in blocks, so the error itself only says about where."""
    name = encoding.upper().removesuffix("-SIG")
    hint = _("Say the file's encoding with --encoding, or save it as UTF-8.")
    if encoding.startswith(("utf-16", "utf-32")):
        return Usage(_("The file is not {encoding}.", encoding=name), hint=hint)
    file.seek(0)
    line = 0
    for line, data in enumerate(file, 1):  # noqa: B007 - counts
        try:
            data.decode(encoding)
        except UnicodeError:
            break
    return Usage(_("Line {line}: bytes that are not {encoding}.", line=line, encoding=name), hint=hint, line=line)
