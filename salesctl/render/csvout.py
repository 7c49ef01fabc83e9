"""CSV for Excel (CSV 表格): translated headings, labels for codes, plain numbers; what it writes can be imported again.

UTF-8 with BOM wherever it goes, so that Excel opens it right; an encoding given by name (`utf-8` too) is written as
that codec writes it, without BOM. Days are ISO, instants the company's local time without offset (with it only where a
change of clocks makes it come twice), flags yes/no, lists joined by `sanitize.join_list`. Texts pass the formula guard
of `sanitize.cell_text`; `unguard` is its inverse. Totals and notes have no place in a file that is read again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, TextIO

from salesctl.locale import _
from salesctl.render.human import code_label, label, local_times, plain_number
from salesctl.render.sanitize import cell_text, join_list
from salesctl.render.sheet import Field, Sheet, Value

if TYPE_CHECKING:
    from salesctl.render import Look

_CHUNK = 500


def _cell(field: Field, zone: tzinfo) -> Callable[[Value], str]:
    kind, context = field.kind, field.context
    labels: dict[str, str] = {}
    local = local_times(zone)

    def instant(value: datetime) -> str:
        time, offset, twice = local(value)
        return time.isoformat(" ") + (offset if twice else "")

    def code(value: str) -> str:
        if value not in labels:
            labels[value] = code_label(context, value)
        return labels[value]

    def cell(value: Value) -> str:
        """Write any value; the kinds below only take the commonest type out of this chain, for speed."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return plain_number(value)
        if isinstance(value, bool) or kind == "flag":
            return _("yes") if value else _("no")
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return cell_text(code(str(value)) if kind == "code" else str(value))
        if isinstance(value, datetime):
            return instant(value)
        if isinstance(value, date):
            return value.isoformat()
        return cell_text(join_list(tuple(code(item) for item in value) if context else value))

    def text(value: Value) -> str:
        return cell_text(value) if value.__class__ is str else cell(value)

    def moment(value: Value) -> str:
        return instant(value) if value.__class__ is datetime else cell(value)

    def day(value: Value) -> str:
        return value.isoformat() if value.__class__ is date else cell(value)

    if kind in ("id", "number", "name", "text", "phone", "email"):
        return text
    return moment if kind == "instant" else day if kind == "date" else cell


def headings(fields: tuple[Field, ...]) -> list[str]:
    """Return the translated headings; a label used twice is told apart by its key, which the importer knows too."""
    labels = [label(field) for field in fields]
    return [
        cell_text(text if labels.count(text) == 1 else field.key) for text, field in zip(labels, fields, strict=True)
    ]


def _lines(rows: Iterable[list[str]]) -> Iterator[str]:
    parts: list[str] = []
    # csv's writer calls `write` once a row, so the row is the last part.
    writer = csv.writer(SimpleNamespace(write=parts.append), lineterminator="\r\n")
    for cells in rows:
        line = ",".join(cells)
        # Most rows need no quotes; the writer looks at every sign and is three times slower.
        if len(cells) - 1 == line.count(",") > 0 and '"' not in line and "\n" not in line and "\r" not in line:
            yield line + "\r\n"
        else:
            writer.writerow(cells)
            yield parts.pop()


def write(sheet: Sheet, out: TextIO, look: Look) -> None:
    """Write the sheet as CSV with CRLF line ends, as the rows come."""
    if look.encoding is None:
        out.write("\ufeff")
    heads = headings(sheet.fields)
    # Excel takes a file whose first bytes are ID for another format (SYLK); quotes keep it from that.
    if look.encoding and heads[0].startswith("ID"):
        csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(heads)
    else:
        csv.writer(out, lineterminator="\r\n").writerow(heads)
    cells = [_cell(field, look.zone) for field in sheet.fields]
    lines = _lines([cell(value) for cell, value in zip(cells, row, strict=True)] for row in sheet.rows)
    while chunk := list(islice(lines, _CHUNK)):
        out.write("".join(chunk))
