"""Drawing (输出): one module per format; a command never asks which one.

A new format is its module with `write(sheet, out, look)` and one line in `FORMATS`; one that draws papers has
`write_page(page, out, look)` too. Modules are imported when used, so
`--json` never loads what only a terminal needs.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from salesctl.errors import Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from salesctl.render.page import Page
    from salesctl.render.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is found: its module, the endings of its files, and what it is.

    `data` has no notes and no bars and is UTF-8; `binary` is written as bytes; `pages` draws papers for people;
    `document` is a file of its own, UTF-8 whatever is asked, with its notes in it.
    """

    module: str
    endings: tuple[str, ...] = ()
    data: bool = False
    binary: bool = False
    pages: bool = False
    document: bool = False


FORMATS: dict[str, Format] = {
    "table": Format("table", pages=True),
    "plain": Format("plain", (".txt",), pages=True),
    "json": Format("jsonout", (".json",), data=True),
    "ndjson": Format("ndjson", (".ndjson", ".jsonl"), data=True),
    "csv": Format("csvout", (".csv",), data=True),
    "md": Format("md", (".md",)),
    "html": Format("html", (".html", ".htm"), pages=True, document=True),
    "xlsx": Format("xlsxout", (".xlsx",), data=True, binary=True),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet is to be drawn. `zone` is the company's; `encoding` None is the format's own (CSV: UTF-8 with BOM).

    `limit` is the width lines are cut to, None where nothing is cut; `notes` says whether notes stand under the table.
    """

    lang: str
    zone: tzinfo
    color: bool = False
    width: int | None = None
    terminal: bool = False
    limit: int | None = None
    notes: bool = False
    encoding: str | None = None


def _format(name: str) -> Format:
    if name not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(name, FORMATS, 1)
        names = ", ".join(FORMATS)
        hint = _("Did you mean {name}?", name=near[0]) if near else _("Formats: {names}.", names=names)
        raise Usage(_("There is no format {name}.", name=name), hint=hint)
    return FORMATS[name]


def format_of(path: str) -> str:
    """Return the format a file's ending chooses; raises Usage for an ending that chooses none."""
    from pathlib import PurePath

    ending = PurePath(path).suffix.lower()
    for name, one in FORMATS.items():
        if ending in one.endings:
            return name
    endings = " ".join(ending for one in FORMATS.values() for ending in one.endings)
    raise Usage(
        _("The ending of {file} does not say which format to write.", file=PurePath(path).name),
        hint=_("Endings known: {endings}; or name one with --format.", endings=endings),
    )


def draws_notes(fmt: str, terminal: bool) -> bool:
    """Return whether `render` writes the sheet's notes itself (a table on a terminal, a document); else on stderr."""
    return _format(fmt).document or (terminal and not _format(fmt).data)


@contextmanager
def _encoded(out: TextIO, fmt: str, encoding: str | None) -> Iterator[TextIO]:
    """Give a stream over the bytes of `out` that writes `encoding` (data: UTF-8) and leaves line ends alone."""
    buffer = getattr(out, "buffer", None)
    form = _format(fmt)
    if buffer is None or form.binary or (encoding is None and not form.data and not form.document):
        yield out
        return
    from io import TextIOWrapper

    out.flush()
    stream = TextIOWrapper(buffer, encoding=encoding or "utf-8", newline="")
    try:
        yield stream
    finally:
        stream.detach()


def check_screen(fmt: str, terminal: bool) -> None:
    """Refuse bytes that would go to a terminal (Usage)."""
    if terminal and _format(fmt).binary:
        raise Usage(_("A workbook is not for the screen."), hint=_("Write it to a file: -o NAME.{ending}", ending=fmt))


def check_encoding(fmt: str, encoding: str | None) -> None:
    """Refuse an encoding that does not exist, or any but UTF-8 for JSON (Usage)."""
    if encoding is None:
        return
    from salesctl.values.codec import text_codec

    try:
        name = text_codec(encoding)
    except LookupError:
        raise Usage(
            _("There is no encoding {name}.", name=encoding), hint=_("Usual ones: utf-8, gb18030, utf-16.")
        ) from None
    if fmt in ("json", "ndjson") and name != "utf-8":
        raise Usage(_("JSON is always UTF-8."), hint=_("Leave --encoding out, or choose --format csv."))
    if fmt == "html" and name != "utf-8":
        raise Usage(_("HTML is always UTF-8."), hint=_("Leave --encoding out, or choose --format csv."))
    if fmt == "xlsx":
        raise Usage(_("An .xlsx file has no encoding."), hint=_("--encoding is for CSV; leave it out."))


def draw(what: Sheet | Page, fmt: str, out: TextIO, look: Look) -> None:
    """Write a sheet or a page to `out`; a sign the encoding does not have raises Usage.

    A format of bytes needs an `out` with a `buffer`. Bars are drawn for people; data has none.
    """
    from importlib import import_module

    from salesctl.render.sheet import Sheet, without_bars

    form = _format(fmt)
    module = import_module(
        f"salesctl.render.{'plain' if fmt == 'table' and not (look.terminal and look.color) else form.module}"
    )
    try:
        if not isinstance(what, Sheet):
            module.write_page(what, out, look)
            return
        if form.data:
            without_bars(what)
        if form.binary:
            out.flush()
        module.write(what, out.buffer if form.binary else out, look)
    except UnicodeEncodeError as error:
        sign = error.object[error.start : error.start + 1]
        raise Usage(
            _(
                "{encoding} has no sign for {sign}.",
                encoding=error.encoding,
                sign=ascii(sign)[1:-1] if not sign.isprintable() else sign,
            ),
            hint=_("Use --encoding utf-8 or gb18030, which have every sign."),
        ) from None


def render(
    sheet: Sheet | Page,
    fmt: str,
    out: TextIO,
    *,
    lang: str,
    zone: tzinfo,
    color: bool = False,
    width: int | None = None,
    terminal: bool = False,
    clip: bool = False,
    encoding: str | None = None,
) -> None:
    """Write a sheet or a page to `out` in the format `fmt`; rows are read once, and streamed where the format allows.

    `zone` is the company's zone. `width` is the terminal's in columns, used only with `terminal` and `clip`; off a
    terminal nothing is cut. `color` needs `terminal`. `encoding` None is UTF-8 for data (CSV with BOM) and the stream's
    own for text; it is honoured where `out` has a `buffer`. Raises Usage for an unknown format or encoding, and for
    bytes that would go to a terminal.
    """
    check_screen(fmt, terminal)
    check_encoding(fmt, encoding)
    look = Look(
        lang,
        zone,
        color=color,
        width=width,
        terminal=terminal,
        limit=width if terminal and clip else None,
        notes=draws_notes(fmt, terminal),
        encoding=encoding,
    )
    with _encoded(out, fmt, encoding) as stream:
        draw(sheet, fmt, stream, look)
