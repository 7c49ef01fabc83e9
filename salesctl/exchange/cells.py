"""What a cell says as text (单元格): one rule for every format, so that the same list gives the same rows.

Whole numbers stand without a fraction (5.0 → 5, 13912345678 and not 1.39e10), decimals in plain notation with the 15
digits that Excel keeps, dates as 2026-11-20, instants as 2026-11-20 18:30 (with seconds where there are any), times as
09:05, spans as 25:30, flags as true and false, nothing as the empty text. Text is trimmed (full-width blanks too) and
composed (NFC).
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from salesctl.errors import Usage
from salesctl.locale import _

CELL_LIMIT = 100_000
"""Characters. Three times what Excel holds in a cell; a longer one is an unclosed quote or worse."""
COLUMN_LIMIT = 16_384
BLANK_LIMIT = 1_048_576
"""Columns of a row, and empty lines one after another: as many as Excel has columns and rows."""


def clean(text: str) -> str:
    """Trim and compose one text."""
    text = text.strip()
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def clean_row(cells: list[str]) -> list[str]:
    """Trim and compose the texts of a row: `clean` for each, asked once where all are composed."""
    whole = "\n".join(cells)  # no mark composes with a line end, and each part of a composed text is composed
    if whole.isascii() or unicodedata.is_normalized("NFC", whole):
        return [cell.strip() for cell in cells]
    return [clean(cell) for cell in cells]


def cell_text(value: object) -> str:
    """Say what a cell of a workbook or of JSON holds, as text. Raises ValueError for what is no single value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return number_text(value)
    if isinstance(value, datetime | date | time | timedelta):
        return _moment_text(value)
    raise ValueError(type(value).__name__)


def number_text(value: float | Decimal) -> str:
    """Write a number plainly: no exponent, no trailing zeros. Floats are cut to the 15 digits Excel shows."""
    exact = Decimal(format(value, ".15g")) if isinstance(value, float) else value
    if not exact.is_finite():
        raise ValueError(str(value))
    if abs(exact.adjusted()) > 400:
        raise ValueError(_("a number out of all proportion"))
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _moment_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        # Excel counts days in floating point: 18:30 may be kept as 18:29:59.9999.
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        if value.time() == time():
            return value.date().isoformat()
        return f"{value.date().isoformat()} {_clock_text(value.time())}"
    if isinstance(value, time):
        return _moment_text(datetime.combine(date(2000, 1, 1), value)).partition(" ")[2] or "00:00"
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return value.isoformat()


def _clock_text(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")


def too_long(line: int) -> Usage:
    """Make the error for a cell past the limit."""
    return Usage(
        _("Line {line}: a cell has more than {limit} characters.", line=line, limit=CELL_LIMIT),
        hint=_('Most often a quote (") is opened there and never closed.'),
    )
