"""Printing (打印): a paper becomes an HTML file beside you, and at its foot stands what proves it.

The foot names the ledger's head in the form `ledger verify --head` reads, so a paper found years later still says
whether the ledger it came from was rewritten.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesctl.demo.mark import marked
from salesctl.errors import Refused
from salesctl.locale import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesctl.context import Ctx
    from salesctl.render.page import Page
    from salesctl.render.sheet import Sheet, Shown
    from salesctl.view import View

_HARMLESS = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names Windows keeps for devices
_LONGEST = 80


def head_facts(view: View) -> dict[str, Any]:
    """Return the ledger's head as JSON has it everywhere: book, seq, hash, ledger, books, and `noted`.

    `book` is the ordinal of the book this device writes, `seq` its last entry, `hash` the head over all books; `noted`
    is what to note on paper.
    """
    from sqlalchemy import select

    from salesctl.ledger import chain, tables
    from salesctl.ledger.books import recall
    from salesctl.ledger.opening import heads, info

    connection = view.session.connection()
    known = heads(connection)
    ordinals = {row.id: row.ordinal for row in connection.execute(select(tables.book.c.id, tables.book.c.ordinal))}
    seen, _how = recall(info(connection)["ledger"], view.ledger.path)
    book = seen.book if seen.book in known else min(known, key=lambda b: ordinals[b], default="")
    digest = chain.heads_hash((b, seq, bytes.fromhex(h)) for b, (seq, h) in known.items()) if known else chain.ZERO
    counts = ",".join(
        f"{ordinals[b]:02d}:{seq}" for b, (seq, _h) in sorted(known.items(), key=lambda item: ordinals[item[0]])
    )
    return {
        "book": f"{ordinals.get(book, 0):02d}",
        "seq": known[book][0] if book else 0,
        "hash": digest,
        "ledger": view.ledger.path.stem,
        "books": len(known),
        "noted": f"{counts}@{digest}",
    }


def foot(view: View, command: str = "") -> list[str]:
    """Return the last lines of a paper: the ledger's head, the rule book's version, the command that explains."""
    from salesctl.ledger.chain import short

    facts = head_facts(view)
    counts, _at, digest = facts["noted"].rpartition("@")
    parts = [_("Ledger {head}", head=f"{counts}@{short(digest)}" if counts else short(digest))]
    if view.rules.version:
        applied = view.rules.applied_on
        parts.append(_("Rules: version {n}, applied {day}", n=view.rules.version, day=applied.isoformat()))
    lines = [" · ".join(parts)]
    if command:
        lines.append(_("Where each figure comes from: {command}", command=command))
    return lines


def printed(view: View) -> str:
    """Say when and by whom a paper is printed: the last part of the line under its title."""
    at = view.local(view.now).isoformat(" ", "minutes")[:16]
    return _("Printed {at} {name}", at=at, name=view.me.name)


def paper(view: View, sheet: Sheet) -> Page:
    """Return the paper a list or record is printed on: whose it is, printed when and by whom, the ledger's head."""
    from dataclasses import replace

    from salesctl.render.page import Page

    head = (view.company.name, printed(view))
    return Page(sheet.title or _("List"), head, blocks=[replace(sheet, title="")], foot=foot(view))


def print_page(ctx: Ctx, page: Page, stem: str, *, open_: bool = False, sheet: Sheet | None = None) -> Shown:
    """Write the page as `STEM.html` beside you, `STEM-2.html` where that name is taken, and say where it is.

    `--output` names another file, `--format table` shows the page as text, a data format `sheet`. `open_` opens the
    page in the browser, on a terminal only. Mode 0600, whole or not at all. Raises Refused, NotFound, ReadOnly, Full.
    """
    from salesctl.render import format_of

    options = ctx.options
    if ctx.demo:
        marked(page)
    fmt = options.format or (format_of(options.output) if options.output and options.output != "-" else "html")
    if fmt != "html" or options.output == "-" or (options.format and not options.output):
        return ctx.shown(sheet=sheet, page=page)
    if open_:
        sys.audit("salesctl.converse", "browser")  # a browser may want the terminal: before anything is written
    path = _written(ctx, page, Path(options.output) if options.output else None, stem)
    if open_:
        _open(ctx, path)
    return ctx.shown(_("Written: {path}", path=str(path)))


def _written(ctx: Ctx, page: Page, named: Path | None, stem: str) -> Path:
    """Write the page under the name given, else under the first of its default names that is free."""
    from salesctl.render.files import write_file

    def write(path: Path) -> Path:
        force = ctx.options.force and named is not None
        write_file(path, page, "html", force, lang=ctx.lang, zone=ctx.zone, before=noting(ctx))
        return path

    if named is not None:
        return write(Path(os.path.expanduser(named)))
    stem = file_stem(stem)
    number = 1
    while True:
        path = Path(f"{stem}.html" if number == 1 else f"{stem}-{number}.html")
        if not os.path.lexists(path):
            try:
                return write(path)
            except Refused:
                if not os.path.lexists(path):  # else someone took the name meanwhile
                    raise
        number += 1


def file_stem(text: str) -> str:
    """Make a name of a file of any text: letters, digits, `-`, `_` and `.` stay; no folders, nothing hidden."""
    stem = _HARMLESS.sub("-", text)[:_LONGEST].strip("-. _")
    if not stem or _RESERVED.match(stem):
        stem = f"page-{stem}".rstrip("-")
    return stem


def _open(ctx: Ctx, path: Path) -> None:
    import webbrowser

    if not ctx.terminal:
        ctx.talk.append(_("--open needs a terminal; the page was written all the same."))
    elif not webbrowser.open(path.resolve().as_uri()):
        ctx.talk.append(_("No browser was found to open the page."))


def noting(ctx: Ctx) -> Callable[[int, str], None] | None:
    """Return what notes in the journal that rows of a confidential noun leave for a file; None for other nouns."""
    from salesctl.doors import CONFIDENTIAL

    noun = ctx.action.partition(".")[0]
    if noun not in CONFIDENTIAL:
        return None

    def note(rows: int, fmt: str) -> None:
        with ctx.write(note=True, reason=f"{noun}: {rows} rows, {fmt}"):
            pass

    return note
