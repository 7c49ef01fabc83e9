"""Excel workbooks (工作簿): .xlsx and .xls through calamine, looked over for bombs before it opens them."""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, BinaryIO

from salesctl.errors import Usage
from salesctl.exchange.cells import CELL_LIMIT, cell_text, too_long
from salesctl.exchange.mapping import shown
from salesctl.exchange.oldbook import sound
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

UNPACKED_LIMIT = 2 << 30
PART_LIMIT = 1 << 30
RATIO_LIMIT = 200
AREA_LIMIT = 30_000_000
"""Cells of the rectangle from the first to the last used cell: calamine holds all of it, 24 bytes each."""
TEXT_LIMIT = 1 << 30
"""Bytes of all text cells together: a shared text is stored once but read once per cell."""
_XLS_LIMIT = 128 << 20
_CHUNK = 1 << 20
_TEXT_BYTES = 4 * CELL_LIMIT + 1_000
"""Bytes of a cell's text, or of a tag with all it says, in a sheet."""
_CELL_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
_WIDE = re.compile(rb"""["']([A-Za-z]{2,7})\d{1,10}["']""")
_FAR = re.compile(rb"""["'][A-Za-z]{1,7}\d{6}["']""")
_ABSURD = re.compile(rb"""["'][A-Za-z]{1,7}\d{7,10}["']""")
_BEYOND = 10**10
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_AT = re.compile(rb"""<(?:\w+:)?row\b[^<>]{0,2000}?\sr\s*=\s*["'](\d{1,20})["']""")
_PLACED = re.compile(rb"""\sr\s*=\s*["']""")
_SHARED_INDEX = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<v>(\d{1,9})</v>""")
_SHARED_END = re.compile(rb"</(?:\w+:)?si\s*>")

Row = tuple[int, list[str]]


class Workbook:
    """One sheet of a workbook. `sheet` is its name; `notes` say what was chosen or could not be read."""

    def __init__(self, file: BinaryIO, size: int, kind: str, sheet: str | None) -> None:
        self.notes: list[str] = []
        self._errors = 0
        if kind == "xlsx":
            self._look_over(file)
        elif size > _XLS_LIMIT:
            raise Usage(
                _("The .xls file has more than {limit} MiB.", limit=_XLS_LIMIT >> 20),
                hint=_("Save it as .xlsx or CSV."),
            )
        else:
            file.seek(0)
            if not sound(file.read()):
                raise _unreadable()
        self._book = _open(file)
        self.sheet, self._sheet = self._choose(sheet)
        if self._errors:
            self.notes.append(
                n_(
                    "{n} cell holds an Excel error (#N/A …) and is read as empty.",
                    "{n} cells hold an Excel error (#N/A …) and are read as empty.",
                    self._errors,
                ),
            )

    def rows(self) -> Iterator[Row]:
        """Yield (row number as Excel shows it, cells). Rows without any value are left out."""
        wide = False
        for number, values in enumerate(_guarded(self._sheet), 1):
            cells: list[str] = []
            for value in values:
                if isinstance(value, str) and len(value) > CELL_LIMIT:
                    raise too_long(number)
                if isinstance(value, float) and not isfinite(value):
                    raise _unreadable(number)
                if isinstance(value, float) and abs(value) >= 1e15 and not wide:
                    wide = True
                    self.notes.append(
                        _("Row {row}: a number of more than 15 digits; Excel has dropped the last ones.", row=number)
                        + " "
                        + _("Format such columns as text.")
                    )
                cells.append(cell_text(value))
            if any(cells):
                yield number, cells

    def height(self) -> int:
        """Return the number of rows, blank ones too."""
        return self._sheet.end[0] + 1 if self._sheet.end else 0

    def close(self) -> None:
        """Let go of the workbook's memory."""
        self._book.close()

    def _choose(self, wanted: str | None) -> tuple[str, CalamineSheet]:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        names = [meta.name for meta in self._book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        visible = {meta.name for meta in self._book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible}
        listing = ", ".join(map(shown, names))
        if wanted is not None:
            named = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
            if not named:
                raise Usage(
                    _("The workbook has no sheet “{sheet}”.", sheet=shown(wanted)),
                    hint=_("Its sheets: {sheets}.", sheets=listing),
                    sheets=names,
                )
            return named[0], self._load(named[0])
        filled: list[tuple[str, CalamineSheet]] = []
        others: list[str] = []
        for name in names:
            if name not in visible:
                continue
            if filled:
                # Sheets after the chosen one are named, not loaded: a workbook may be large.
                others.append(name)
                continue
            sheet = self._load(name)
            if sheet.end is not None:
                filled.append((name, sheet))
        if not filled:
            raise Usage(
                _("The workbook has no cells."),
                hint=_("Its sheets: {sheets}.", sheets=listing),
            )
        if others:
            self.notes.append(
                _(
                    "Sheet “{sheet}” is read; for {others} use --sheet.",
                    sheet=shown(filled[0][0]),
                    others=", ".join(map(shown, others)),
                )
            )
        return filled[0]

    def _load(self, name: str) -> CalamineSheet:
        with _Calamine():
            return self._book.get_sheet_by_name(name)

    def _look_over(self, file: BinaryIO) -> None:
        """Refuse what would unpack to more than it should before calamine, which holds everything, opens it."""
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                parts = archive.infolist()
                if not any(part.filename.endswith("xl/workbook.xml") for part in parts):
                    raise Usage(
                        _("This is a zip file, but not an .xlsx workbook."),
                        hint=_("Open it in Excel or WPS and save it as .xlsx or CSV."),
                    )
                unpacked = sum(part.file_size for part in parts)
                for part in parts:
                    lean = part.file_size > 16 << 20 and part.file_size > RATIO_LIMIT * max(part.compress_size, 1)
                    if part.file_size > PART_LIMIT or unpacked > UNPACKED_LIMIT or lean or len(parts) > 10_000:
                        raise _bomb()
                lengths = array("L")
                texts = [part for part in parts if part.filename.lower().endswith("sharedstrings.xml")]
                for part in texts:
                    lengths.extend(_text_lengths(archive, part))
                for part in parts:
                    name = part.filename.lower()
                    if "worksheets/" in name and name.endswith(".xml"):
                        self._measure(archive, part, lengths)
                    elif part not in texts and _holds_cells(archive, part):
                        self._measure(archive, part, lengths)  # a sheet may lie under any name
        except Usage:
            raise
        except Exception:  # noqa: BLE001 - said below
            # zipfile lets through whatever a damaged field leads to: struct, codec, zlib and value errors.
            raise _unreadable() from None
        file.seek(0)

    def _measure(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo, lengths: array[int]) -> None:
        """Bound a sheet's rectangle and its text: two far cells make calamine hold everything between them."""
        right, bottom, shared, unnamed = 26, 99_999, 0, False
        for window in _windows(archive, part):
            if max(map(len, window.split(b"<"))) > _TEXT_BYTES:
                raise _bomb()  # calamine takes memory for a text at once, and where there is none ends the process
            named = len(_CELL_AT.findall(window))
            rows = [int(number) for number in _ROW_AT.findall(window)]
            if len(_PLACED.findall(window)) != named + len(rows):
                raise _unreadable()  # a place written so that only calamine could read it
            unnamed = unnamed or named != len(_CELL.findall(window))
            bottom = max(bottom, *rows, 0)
            right = max(right, *map(_column, set(_WIDE.findall(window))), 0)
            if bottom < 1_048_576 and _FAR.search(window):
                bottom = 1_048_576
            if bottom < _BEYOND and _ABSURD.search(window):
                bottom = _BEYOND
            shared += window.count(b't="s"') + window.count(b"t='s'")
            self._errors += window.count(b't="e"') + window.count(b"t='e'")
        if unnamed:
            width, height = _unnamed(_windows(archive, part))
            right, bottom = right + width, bottom + height
        if right * bottom > AREA_LIMIT and not unnamed and bottom < _BEYOND:
            # Only now is it worth the time to look at every cell.
            right = bottom = 0
            for window in _windows(archive, part):
                bottom = max(bottom, *map(int, _ROW_AT.findall(window)), 0)
                for column, row in set(_CELL_AT.findall(window)):
                    right, bottom = max(right, _column(column)), max(bottom, int(row))
        if right * bottom > AREA_LIMIT or right > 16_384 + 26 or bottom > 1_048_576 + 99_999:
            raise _bomb()
        longest = max(lengths, default=0)
        if longest > CELL_LIMIT:
            raise _bomb()
        if shared * longest > TEXT_LIMIT:
            # The quick bound fails a list with one long remark, so count what each cell really refers to.
            total = 0
            for window in _windows(archive, part):
                found = [int(index) for index in _SHARED_INDEX.findall(window)]
                total += sum(lengths[index] for index in found if index < len(lengths))
                total += longest * max(window.count(b't="s"') + window.count(b"t='s'") - len(found), 0)
                if total > TEXT_LIMIT:
                    raise _bomb()


def _unnamed(windows: Iterator[bytes]) -> tuple[int, int]:
    """Count the most cells of a row, and the rows: a cell that does not say where it is stands after the one before."""
    width = widest = height = 0
    for window in windows:
        for at, row in enumerate(_ROW.split(window)):
            width = (0 if at else width) + len(_CELL.findall(row))
            widest = max(widest, width)
            height += bool(at)
    return widest, height


def _windows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part piece by piece, cut where a cell begins so that nothing stands across two pieces."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            cut = window.rfind(b"<c ") if b"<c " in window else window.rfind(b"<")
            window, tail = (window[:cut], window[cut:]) if cut > 0 and len(window) < 8 * _CHUNK else (window, b"")
            yield window
        yield tail


def _holds_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part is a sheet. It is read to its end, which proves that it is as long as it says."""
    found, tail = False, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            found = found or b"sheetData" in tail + chunk
            tail = chunk[-8:]
    return found


def _text_lengths(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> array[int]:
    """Return the length in bytes, tags included, of each shared text."""
    lengths = array("L")
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            *whole, tail = _SHARED_END.split(tail + chunk)
            lengths.extend(map(len, whole))
            if len(tail) > 8 * _CHUNK:
                raise _bomb()
    lengths.append(len(tail))
    return lengths


class _Calamine:
    """Turn whatever calamine raises, its panics too, into one refusal."""

    def __init__(self, row: int = 0) -> None:
        self._row = row

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None or error is None:
            return
        if kind.__name__ == "PasswordError" or "password" in str(error).lower():
            raise Usage(
                _("The workbook is locked with a password."), hint=_("Save it without a password, then import it.")
            ) from None
        # A panic of the Rust library is no Exception; it must not pass as a bug of ours.
        if isinstance(error, Exception) or kind.__name__ == "PanicException":
            raise _unreadable(self._row) from error


def _open(file: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    file.seek(0)
    with _Calamine():
        return CalamineWorkbook.from_filelike(file)


def _guarded(sheet: CalamineSheet) -> Iterator[list[object]]:
    with _Calamine():
        rows = iter(sheet.iter_rows())
    number = 0
    while True:
        number += 1
        with _Calamine(number):
            row = next(rows, None)
        if row is None:
            return
        yield list(row)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _bomb() -> Usage:
    return Usage(
        _("The workbook unpacks to far more than a list needs."),
        hint=_("Copy the rows into a new workbook, or save the sheet as CSV."),
    )


def _unreadable(row: int = 0) -> Usage:
    if row:
        return Usage(
            _("Row {row}: a cell holds a day or number that can't be.", row=row),
            hint=_("Look for ##### or an absurd date there; empty it, or format it as text."),
            row=row,
        )
    return Usage(
        _("The workbook can't be read: it is damaged or of another format."),
        hint=_("Open it in Excel or WPS and save it as .xlsx or CSV."),
    )
