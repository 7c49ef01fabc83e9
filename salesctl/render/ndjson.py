"""JSON lines: one flat object per row, one row per line; totals are left to who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from salesctl.render.jsonout import row_lines, write_lines
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from salesctl.render import Look


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write one JSON object per row as the rows come."""
    write_lines(row_lines(sheet.fields, sheet.rows, look.zone), out, "", "\n", "\n")
