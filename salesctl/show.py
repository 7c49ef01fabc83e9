"""Showing (显示): what a command returned goes to stdout, a file and stderr, the same way for every command."""

from __future__ import annotations

import os
import sys
from datetime import UTC
from typing import TYPE_CHECKING, Protocol

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.render import FORMATS, draws_notes, format_of, render
from salesctl.render.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from salesctl.config import Config
    from salesctl.params import Options
    from salesctl.render.page import Page
    from salesctl.render.sheet import Shown


class Screen(Protocol):
    """What showing needs of a Ctx or a Run."""

    @property
    def options(self) -> Options:
        """The shared options."""

    @property
    def config(self) -> Config:
        """The settings."""

    @property
    def talk(self) -> Sequence[str]:
        """What was said on the way, for stderr."""

    @property
    def lang(self) -> str:
        """The language spoken: "en" or "zh"."""

    @property
    def zone(self) -> tzinfo | None:
        """The company's time zone; asked for only when the sheet has instants."""

    def paper(self, sheet: Sheet) -> Page | None:
        """Return the paper a sheet is printed on; None where there is no ledger to say whose it is."""

    @property
    def demo(self) -> bool:
        """Whether it shows a demo ledger."""

    @property
    def terminal(self) -> bool:
        """Whether stdout is a terminal."""

    @property
    def width(self) -> int | None:
        """Columns of the terminal."""


def show(
    screen: Screen, shown: Shown, *, writes: bool = False, before: Callable[[int, str], None] | None = None
) -> int:
    """Show and return the exit code. Writes say one line, or the record with `--json`, `--format`, `--output`.

    `before` is called with the rows and the format of a file before it gets its name.
    """
    options = screen.options
    wanted = options.format is not None or options.output is not None
    data = options.output is not None or options.format not in (None, "table")
    if not options.quiet:
        drawn = _drawn(shown, options)
        told = [*screen.talk, *shown.talk]
        if screen.demo:
            told += _demo(drawn)
        if shown.message and drawn is None and options.format in ("json", "ndjson"):
            _message_as_json(shown.message)
        elif shown.message and not (data and drawn):
            print(_clean(shown.message))
        if drawn is not None and (wanted or not writes or not shown.message):
            if isinstance(drawn, Sheet) and FORMATS[_format(options)].document:
                drawn = screen.paper(drawn) or drawn
            _draw(screen, drawn, before)
    if not options.quiet:
        sys.stdout.flush()
        for line in told:
            print(_clean(line), file=sys.stderr)
    return shown.exit_code


def _demo(drawn: Sheet | Page | None) -> list[str]:
    """Mark what is drawn of a demo ledger; returns what is said where nothing is."""
    from salesctl.demo import mark

    if drawn is None:
        return [mark.said()]
    mark.marked(drawn)
    return [mark.said()] if isinstance(drawn, Sheet) else []


def _drawn(shown: Shown, options: Options) -> Sheet | Page | None:
    """Return the page where people look at it, the sheet where data is wanted; a paper without data is refused."""
    if shown.page is None:
        return shown.sheet
    if FORMATS[_format(options)].pages:
        return shown.page
    if shown.sheet is None and not shown.message:
        raise Usage(_("This paper has no form as data."), hint=_("Choose --format table or html."))
    return shown.sheet


def _format(options: Options) -> str:
    """Return the format asked for, by its name or by the ending of the file."""
    to_file = options.output is not None and options.output != "-"
    return options.format or (format_of(str(options.output)) if to_file else "table")


def _draw(screen: Screen, sheet: Sheet | Page, before: Callable[[int, str], None] | None) -> None:
    from salesctl.render.width import set_ambiguous

    options = screen.options
    set_ambiguous(screen.config.ambiguous)
    if not screen.config.hints and isinstance(sheet, Sheet):
        sheet.empty = ""
    if options.output and options.output != "-":
        _to_file(screen, sheet, options.output, before)
        return
    fmt = options.format or "table"
    terminal = screen.terminal
    render(
        sheet,
        fmt,
        sys.stdout,
        lang=screen.lang,
        zone=_zone(screen, sheet),
        color=terminal and screen.config.color,
        width=screen.width,
        terminal=terminal,
        clip=True,
        encoding=options.encoding,
    )
    if not draws_notes(fmt, terminal):
        sys.stdout.flush()
        _notes(sheet)


def _notes(sheet: Sheet | Page) -> None:
    for note in sheet.notes if isinstance(sheet, Sheet) else ():
        print(_clean(note), file=sys.stderr)


def check_output(options: Options, terminal: bool) -> None:
    """Refuse what could not be shown or written. Raises Usage, and what `files.check_target` does."""
    from pathlib import Path

    from salesctl.render import check_encoding, check_screen
    from salesctl.render.files import check_target

    if options.output is not None and options.output != "-":
        check_encoding(_file_format(options), options.encoding)
        check_target(Path(os.path.expanduser(options.output)), options.force)
    else:
        fmt = options.format or "table"
        check_screen(fmt, terminal)
        check_encoding(fmt, options.encoding)


def _file_format(options: Options) -> str:
    fmt = _format(options)
    if fmt == "table":
        raise Usage(
            _("A table is for the screen."),
            hint=_("Choose a file ending: .html, .xlsx, .csv, .json, .ndjson, .md, .txt."),
        )
    return fmt


def _to_file(screen: Screen, sheet: Sheet | Page, path: str, before: Callable[[int, str], None] | None) -> None:
    from salesctl.render.files import write_file

    options = screen.options
    fmt = _file_format(options)
    zone = _zone(screen, sheet)
    write_file(path, sheet, fmt, options.force, lang=screen.lang, zone=zone, encoding=options.encoding, before=before)
    print(_("Written: {path}", path=_clean(path)), file=sys.stderr)
    _notes(sheet)


def _zone(screen: Screen, sheet: Sheet | Page) -> tzinfo:
    # Asking for the zone may open the ledger, so only a sheet with instants does.
    sheets = [sheet] if isinstance(sheet, Sheet) else [block for block in sheet.blocks if isinstance(block, Sheet)]
    return (screen.zone or UTC) if any(field.kind == "instant" for one in sheets for field in one.fields) else UTC


def _message_as_json(message: str) -> None:
    import json

    from salesctl.render.jsonout import harmless

    print(harmless(json.dumps({"message": message}, ensure_ascii=False)))


def _clean(text: str) -> str:
    from salesctl.render.sanitize import visible

    return visible(text, lines=True)
