"""Reading a file (读入): whatever it is, it comes out as headings and rows of text with their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Literal

from salesctl.errors import Usage
from salesctl.exchange import encodings
from salesctl.exchange.encodings import Detected
from salesctl.exchange.files import open_input
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.exchange.workbook import Workbook

Row = tuple[int, list[str]]
"""The line (Excel: row) where it starts, counted from 1, and its cells."""
FileKind = Literal["csv", "tsv", "json", "xlsx", "xls"]
Progress = Callable[[int, int], None]
"""Called now and then with (bytes done, bytes in all)."""
Choose = Callable[[Detected], str]
"""Asks a person which encoding; given only where there is a terminal."""

_HEAD_ROWS = 20
_STEP = 2_000


class TableSource:
    """An open file of rows; a context manager. `rows()` may be called again and reads from the start.

    `head` holds the first rows, `headers` those of the heading line (`header_line`, the first with any text unless
    `use_header` says another), `notes` what the caller echoes: encoding, sheet, what Excel lost.
    """

    def __init__(self, name: str, kind: FileKind, encoding: str, size: int, file: BinaryIO) -> None:
        self.name = name
        self.kind: FileKind = kind
        self.encoding = encoding
        self.total_bytes = size
        self.notes: list[str] = []
        self._file = file
        self._keys: list[str] = []
        self._delimiter = ","
        self._book: Workbook | None = None
        self.head: tuple[Row, ...] = ()
        self.headers: list[str] = []
        self.header_line = 0

    def use_header(self, line: int) -> None:
        """Take the row at `line`, one of `head`, as the headings; real exports put titles above them."""
        for at, cells in self.head:
            if at == line:
                width = next((n for n in range(len(cells), 0, -1) if cells[n - 1]), 0)
                self.header_line, self.headers = at, cells[:width]
                return
        raise ValueError(line)

    def rows(self, progress: Progress | None = None) -> Iterator[Row]:
        """Yield the rows below the headings; blank ones are left out. Cells may be fewer or more than the headings."""
        count = 0
        for count, (line, cells) in enumerate(self._all(), 1):
            if progress is not None and count % _STEP == 0:
                progress(self._done(count), self.total_bytes)
            if line > self.header_line and any(cells):
                yield line, cells
        if progress is not None and count:
            progress(self.total_bytes, self.total_bytes)

    def close(self) -> None:
        """Close the file."""
        if self._book is not None:
            self._book.close()
        self._file.close()

    def __enter__(self) -> TableSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _load(self, sheet: str | None) -> None:
        from salesctl.exchange import delimited, jsonrows

        if self.kind in ("xlsx", "xls"):
            from salesctl.exchange.workbook import Workbook

            self._book = Workbook(self._file, self.total_bytes, self.kind, sheet)
            self.notes = self._book.notes
        elif sheet is not None:
            raise Usage(
                _("{name} has no sheets.", name=self.name), hint=_("--sheet is for Excel workbooks; leave it out.")
            )
        elif self.kind == "json":
            self._keys = jsonrows.headings(self._file, self.encoding)
        else:
            self._delimiter = delimited.sniff(self._file, self.encoding)
            self.kind = "tsv" if self._delimiter == "\t" else "csv"
        self.head = tuple(islice((row for row in self._all() if any(row[1])), _HEAD_ROWS))
        if not self.head:
            raise Usage(_("{name} has no rows.", name=self.name), hint=_("A file starts with a line of headings."))
        self.use_header(self.head[0][0])

    def _all(self) -> Iterator[Row]:
        from salesctl.exchange import delimited, jsonrows

        if self._book is not None:
            return self._book.rows()
        if self.kind == "json":
            return self._json_rows(jsonrows.rows(self._file, self.encoding, self._keys))
        return delimited.rows(self._file, self.encoding, self._delimiter)

    def _json_rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        if self._keys:
            yield 0, list(self._keys)
        yield from rows

    def _done(self, count: int) -> int:
        if self._book is not None:
            return min(self.total_bytes, self.total_bytes * count // max(self._book.height(), 1))
        return min(self._file.tell(), self.total_bytes)


def open_table(
    path: str,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    stdin: BinaryIO | None = None,
    choose: Choose | None = None,
) -> TableSource:
    """Open a file of rows, or `-` for text pasted on stdin: CSV, TSV, XLSX, XLS, JSON lines or a JSON array.

    What it is, is read from its bytes, not from its ending. `encoding` None lets it be detected; in doubt `choose`
    asks, without it EncodingDoubt is raised. Raises Usage for what can't be opened or read.
    """
    name = _("the pasted text") if path == "-" else Path(path).name
    file, size = open_input(path, stdin)
    try:
        kind, text_encoding, detected = _kind(name, file, encoding, choose)
        source = TableSource(name, kind, text_encoding, size, file)
        source._load(sheet)
        if detected and text_encoding not in ("utf-8", "utf-8-sig"):
            source.notes.append(_("{name} is read as {encoding}.", name=name, encoding=text_encoding.upper()))
        return source
    except BaseException:
        file.close()
        raise


def _kind(name: str, file: BinaryIO, encoding: str | None, choose: Choose | None) -> tuple[FileKind, str, bool]:
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx", "", False
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls", "", False
    if head.startswith((b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"PK\x05\x06")):
        raise Usage(_("{name} is not a table.", name=name), hint=_("Import CSV, XLSX, XLS or JSON lines."))
    detected = encoding is None
    if encoding is not None:
        text_encoding = encodings.codec(encoding)
    else:
        found = encodings.detect(file)
        if found.certain:
            text_encoding = found.encoding
        elif choose is not None:
            text_encoding = encodings.codec(choose(found))
        else:
            raise encodings.doubt(name, found)
    start = head.decode(text_encoding, "replace").lstrip("\ufeff \t\r\n")
    if start[:1] == "<" and start[:9].lower().startswith(("<html", "<table", "<!doctype", "<?xml", "<meta", "<style")):
        # Web systems like to call a web page .xls.
        raise Usage(
            _("{name} is a web page or XML, not a table.", name=name),
            hint=_("Open it in Excel or WPS and save it as .xlsx or CSV."),
        )
    return ("json" if _looks_json(start) else "csv"), text_encoding, detected


def _looks_json(start: str) -> bool:
    if start[:1] == "[":
        start = start[1:].lstrip()
        return start[:1] in ("{", "]", "")
    return start[:1] == "{" and start[1:].lstrip()[:1] in ('"', "}", "")
