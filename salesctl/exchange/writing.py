"""The way out (导出): a sheet becomes a file, whole or not at all, in the format its ending names."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from salesctl.render.sheet import Sheet


def format_for(path: str | Path, fmt: str | None = None) -> str:
    """Return the format of an export: `fmt`, else by the file's ending. Raises Usage for an ending nobody writes."""
    from salesctl.render import format_of

    if fmt is not None:
        return "ndjson" if fmt == "jsonl" else fmt
    return format_of(str(path))


def write_export(
    path: str | Path,
    sheet: Sheet,
    fmt: str | None = None,
    force: bool = False,
    *,
    lang: str,
    zone: tzinfo,
    encoding: str | None = None,
) -> int:
    """Write a sheet to a file and return the number of rows: CSV, JSON lines, XLSX, or any format of render.

    0600, never over an existing file without `force`, never through a link. `encoding` is for CSV. Raises Usage,
    Refused, NotFound, ReadOnly and Full.
    """
    from salesctl.render.files import write_file

    return write_file(path, sheet, format_for(path, fmt), force, lang=lang, zone=zone, encoding=encoding)
