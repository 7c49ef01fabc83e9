"""CSV and text pasted from a spreadsheet (文本表格): the delimiter is found, quotes are strict, memory stays flat."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from salesctl.errors import Usage
from salesctl.exchange.cells import BLANK_LIMIT, CELL_LIMIT, COLUMN_LIMIT, clean, clean_row, too_long
from salesctl.exchange.texts import opened
from salesctl.locale import _
from salesctl.render.sanitize import unguard

DELIMITERS = ",;\t|"
_LINE_LIMIT = 4 << 20
_SNIFFED_ROWS = 50

Row = tuple[int, list[str]]


def sniff(file: BinaryIO, encoding: str) -> str:
    """Return the delimiter that cuts the first rows into the same number of cells most often; `,` for a single column.

    Excel's own `sep=;` line is believed.
    """
    with opened(file, encoding) as text:
        lines = [line for line, _n in zip(_lines(text), range(4 * _SNIFFED_ROWS), strict=False)]
    if lines and _is_sep(lines[0]):
        return lines[0][4]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if usual > 1:
            # How alike the rows are counts before how many cells they have: text may hold many commas.
            score = widths.count(usual) / len(widths) + min(usual, 99) / 1000
            if score > best_score:
                best, best_score = delimiter, score
    return best


def rows(file: BinaryIO, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield (line where the row starts, cells). Blank lines are left out.

    Raises Usage, with the line, for unclosed quotes, bytes not of the encoding, zero characters and oversized cells.
    """
    with opened(file, encoding) as text:
        lines = _lines(text)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        line = 1
        try:
            blank = 0
            for number, cells in enumerate(reader):
                blank = 0 if cells else blank + 1
                if blank > BLANK_LIMIT:
                    raise Usage(
                        _("Line {line}: more than {n} empty lines one after another.", line=line, n=BLANK_LIMIT),
                        hint=_("Save the list anew without them."),
                    )
                if cells and not (number == 0 and _is_sep(delimiter.join(cells))):
                    if max(map(len, cells)) > CELL_LIMIT:
                        raise too_long(line)
                    if len(cells) > COLUMN_LIMIT:
                        raise Usage(
                            _("Line {line}: more than {n} columns.", line=line, n=COLUMN_LIMIT),
                            hint=_("This is not a list, or its delimiter is another one."),
                        )
                    cells = clean_row(cells)
                    yield line, [_plain(cell) if cell[:1] == "'" else cell for cell in cells]
                line = reader.line_num + 1
        except csv.Error as error:
            if "limit" in str(error):
                raise too_long(line) from None
            raise Usage(
                _("Line {line}: the quotes don't match.", line=line),
                hint=_('A quote inside a quoted cell is written twice: "5"" pipe".'),
            ) from None


def _plain(cell: str) -> str:
    """Take off the apostrophe with which an export keeps text from becoming a formula."""
    return clean(unguard(cell))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    first = True
    while line := text.readline(_LINE_LIMIT):
        number += 1
        if first:
            line, first = line.removeprefix("\ufeff"), False
        if len(line) >= _LINE_LIMIT:
            raise too_long(number)
        if "\0" in line:
            raise Usage(
                _("Line {line}: a zero character.", line=number),
                hint=_("This is not a text file, or its encoding is another one: --encoding utf-16."),
            )
        yield line


def _widths(lines: list[str], delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
            if len(widths) == _SNIFFED_ROWS:
                break
    except csv.Error:
        return []
    return widths


def _is_sep(line: str) -> bool:
    line = line.strip("\r\n")
    return len(line) == 5 and line.lower().startswith("sep=") and line[4] in DELIMITERS
