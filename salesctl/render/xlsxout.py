"""XLSX for Excel (Excel 表格): dates are dates, money has its format, text is never a formula or a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.render.human import code_label
from salesctl.render.sanitize import cell_text, join_list
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.render.width import display_width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salesctl.render import Look

ROW_LIMIT = 1_048_575
"""Rows below the headings."""
_TEXT_LIMIT = 32_767
_FIRST_DAY = date(1900, 3, 1)  # Excel believes in 29 February 1900, so earlier days are off by one
_NUMBERS = {
    "money": "#,##0.00",
    "quantity": "#,##0.####",
    "days": "0.####",
    "hours": "0.##",
    "minutes": "0",
    "int": "0",
    "rate": "0.##%",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
}
_WIDTHS = {
    "id": 34, "name": 18, "text": 24, "phone": 16, "email": 26, "date": 12, "instant": 20, "money": 14, "list": 24
}  # fmt: skip


def write(sheet: Sheet, out: BinaryIO, look: Look) -> None:
    """Write the sheet as a workbook; nothing goes out before it is whole."""
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as whole:
        write_xlsx(sheet, whole, look.lang, look.zone)
        whole.seek(0)
        copyfileobj(whole, out)


def write_xlsx(sheet: Sheet, path_or_file: str | Path | BinaryIO, lang: str, zone: tzinfo) -> int:
    """Write a sheet as one worksheet, row by row in flat memory, and return the number of rows.

    Headings and labels are in the language spoken (`lang` names the worksheet where the sheet has no title); instants
    are the local time of `zone`. The first row stays in sight; totals stand under the last. Raises Refused for more
    rows, or a longer text, than Excel holds. Give a path only for a file of one's own.
    """
    from xlsxwriter import Workbook

    target = str(path_or_file) if isinstance(path_or_file, Path) else path_or_file
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(target, options)
    try:
        page = book.add_worksheet(_page_name(sheet.title, lang))
        formats = [
            book.add_format({"num_format": _NUMBERS[field.kind]}) if field.kind in _NUMBERS else None
            for field in sheet.fields
        ]
        bold = book.add_format({"bold": True, "bottom": 1})
        labels = _headings(sheet.fields)
        for column, (field, heading) in enumerate(zip(sheet.fields, labels, strict=True)):
            page.set_column(column, column, max(_WIDTHS.get(field.kind, 10), min(display_width(heading), 40) + 2))
            page.write_string(0, column, heading, bold)
        page.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(sheet.rows, 1):
            if count > ROW_LIMIT:
                raise Refused(
                    _("Excel holds {limit} rows and no more.", limit=ROW_LIMIT),
                    hint=_("Write CSV, or a shorter period."),
                )
            for column, (value, field, form) in enumerate(zip(row, sheet.fields, formats, strict=True)):
                _write(page, count, column, value, field, form, zone)
        strong = [
            book.add_format({"bold": True, "top": 1, "num_format": _NUMBERS.get(field.kind, "General")})
            for field in sheet.fields
        ]
        said_in = next((at for at, field in enumerate(sheet.fields) if field.kind != "id"), 0)
        for under, (said, values) in enumerate(_feet(sheet), 1):
            forms = strong if under == 1 and sheet.totals else formats
            for column, (field, form) in enumerate(zip(sheet.fields, forms, strict=True)):
                value = values.get(field.key)
                if column == said_in and value in (None, ""):
                    page.write_string(count + under, column, _text(said), form)
                else:
                    _write(page, count + under, column, value, field, form, zone)
    finally:
        book.close()
    return count


def _feet(sheet: Sheet) -> list[tuple[str, Mapping[str, Value]]]:
    """Return the rows under the last one, each with what stands in the first column people see, if that is empty."""
    totals = [(sheet.totals_label or _("Total"), sheet.totals)] if sheet.totals else []
    return [*totals, *sheet.compare]


def _write(
    page: Worksheet, row: int, column: int, value: Value, field: Field, form: Format | None, zone: tzinfo
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, column, _("yes") if value else _("no"))
    elif isinstance(value, int | Decimal):
        # Amounts have at most 15 digits, which a double keeps.
        if len(str(abs(value)).replace(".", "").strip("0")) > 15:
            page.write_string(row, column, format(value, "f") if isinstance(value, Decimal) else str(value))
        else:
            page.write_number(row, column, float(value), form)
    elif isinstance(value, datetime):
        local = value.astimezone(zone)
        naive = local.replace(tzinfo=None)
        if naive.date() < _FIRST_DAY or local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
            page.write_string(row, column, local.isoformat(" "))
        else:
            page.write_datetime(row, column, naive, form)
    elif isinstance(value, date):
        if value < _FIRST_DAY:
            page.write_string(row, column, value.isoformat())
        else:
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), form)
    elif isinstance(value, tuple):
        items = tuple(code_label(field.context, item) for item in value) if field.context else value
        page.write_string(row, column, _text(join_list(items)))
    else:
        page.write_string(row, column, _text(code_label(field.context, value) if field.kind == "code" else value))


def _text(text: str) -> str:
    # Only CSV needs the guard against formulas; behind a letter cell_text leaves it out and escapes controls alone.
    text = cell_text("x" + text)[1:]
    if len(text.encode("utf-16-le")) // 2 > _TEXT_LIMIT:
        raise Refused(
            _("A text of {n} characters does not fit a cell of Excel.", n=len(text)), hint=_("Write CSV or JSON lines.")
        )
    return text


def _headings(fields: tuple[Field, ...]) -> list[str]:
    from salesctl.render.csvout import headings

    return [heading.removeprefix("'") for heading in headings(fields)]


def _page_name(title: str, lang: str) -> str:
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")
    while len(name.encode("utf-16-le")) // 2 > 31:
        name = name[:-1].strip(" '")
    return name if name and name.casefold() != "history" else ("表1" if lang == "zh" else "Sheet1")
