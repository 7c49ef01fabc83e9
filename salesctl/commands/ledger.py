"""`ledger`: history, proof, backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.locale import N_, _, n_
from salesctl.params import MOST_ROWS, AnyRef, PeriodArg, PersonOpt, word_argument

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Noun("ledger")

Target = Annotated[str, word_argument("file", "FILE", N_("The file to make."))]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=MOST_ROWS, help=N_("At most this many."))]


@app.read("ledger.log", default=True)
def log(ctx: Ctx, period: PeriodArg = None, *, person: PersonOpt = None, limit: Limit = 50) -> Shown:
    """List the journal's entries, newest first."""
    from salesctl.commands import ledgering
    from salesctl.values.period import parse_period

    span = parse_period(period, ctx.today) if period else None
    return ctx.shown(sheet=ledgering.log(ctx, span, ctx.find_id(person), limit))


@app.read("ledger.history")
def history(ctx: Ctx, record: AnyRef) -> Shown:
    """Show every change of one record."""
    from salesctl.commands import ledgering
    from salesctl.naming import find_any

    return ctx.shown(sheet=ledgering.history(ctx, find_any(ctx, record)))


@app.read("ledger.verify")
def verify(
    ctx: Ctx,
    *,
    head: Annotated[
        str | None, typer.Option("--head", metavar="COUNTS@HASH", help=N_("A head noted on paper, to check against."))
    ] = None,
) -> Shown:
    """Prove that nothing was rewritten."""
    from salesctl.commands import ledgering
    from salesctl.ledger.verify import Finding, noted_head
    from salesctl.render.sheet import Field, Sheet

    if head:
        _check_head(head)
    report = ledgering.verified(ctx)
    if head and (wrong := noted_head(ctx.session.connection(), head)):
        report.findings.append(Finding("noted_head", head, wrong))
    fields = (
        Field("code", "text", "Finding", doc="Code of the finding: header, link, leaf, row, missing_row, counter, …"),
        Field("where", "text", "Where", doc="Entry, table and row."),
        Field("message", "text", "What", doc="What does not add up."),
        Field("notice", "flag", "Notice", doc="True for what is worth knowing and proves nothing wrong.", table=False),
    )
    found = (*report.findings, *report.notices)
    rows = [(f.code, ledgering.spoken(ctx, f.where), f.message, f.notice) for f in found]
    extra = {
        "head": ledgering.head_of(ctx, report),
        "entries": report.entries,
        "changes": report.changes,
        "checked_rows": report.rows,
        "proven": "own" if report.partial else "all",
        "ok": not report.findings,
    }
    sheet = Sheet(fields, rows, report=True, extra=extra)
    if report.findings:
        ctx.talk.append(
            n_(
                "{n} finding. The ledger was damaged or rewritten.",
                "{n} findings. The ledger was damaged or rewritten.",
                len(report.findings),
            )
        )
        return ctx.shown(sheet=sheet, exit_code=8)
    said = ledgering.verify_said(report)
    if ctx.options.format in (None, "table") and ctx.options.output is None and not report.notices:
        return ctx.shown(said)
    ctx.talk.append(said)
    return ctx.shown(sheet=sheet)


def _check_head(text: str) -> None:
    """Raise Usage for what can't be a head: 01:18204,02:7@9f3c…e1a7, or 64 hex."""
    import re

    from salesctl.errors import Usage

    digits = r"[0-9a-f]{8,64}|[0-9a-f]{1,63}(?:…|\.\.\.)[0-9a-f]{1,63}"
    if not re.fullmatch(
        rf"(?:\d{{1,4}}:\d{{1,18}}(?:,\s*\d{{1,4}}:\d{{1,18}})*@)?\s*(?:{digits})", text.strip().lower(), re.ASCII
    ):
        raise Usage(
            _("{text} is no head.", text=text),
            hint=_("A head reads like 01:18204@9f3c…e1a7; salesctl ledger head prints it."),
        )


def _note(ctx: Ctx) -> None:
    """Note in the journal that a copy leaves; of a ledger that can only be read, nobody can."""
    if not ctx.ledger.read_only:
        with ctx.write(note=True):
            pass


@app.read("ledger.head")
def head(ctx: Ctx) -> Shown:
    """Print the head, to be noted outside the ledger."""
    from salesctl.commands import ledgering
    from salesctl.render.sheet import Field, Sheet

    facts = ledgering.head_facts(ctx)
    fields = (
        Field("ledger", "text", "Ledger", doc="Name of the ledger."),
        Field("book", "text", "Book", doc="Ordinal of the book this device writes."),
        Field("seq", "int", "Entries", doc="Number of the last entry of that book."),
        Field("books", "int", "Books", doc="Number of books."),
        Field("hash", "text", "Head", doc="SHA-256 over the last entries of all books."),
        Field("noted", "text", "To note", doc="What to note on paper and give to ledger verify --head."),
    )
    return ctx.shown(sheet=Sheet(fields, [tuple(facts[f.key] for f in fields)], single=True))


@app.read("ledger.backup")
def backup(ctx: Ctx, file: Target) -> Shown:
    """Copy the ledger to a file while others write."""
    from pathlib import Path

    from salesctl.domains.org import sights
    from salesctl.domains.org.people import require
    from salesctl.ledger import backup as copies
    from salesctl.render.files import refuse_ledger
    from salesctl.rooms import load_models, offered

    require(ctx, "ledger.backup", _("back up the ledger"))
    sights.owners(ctx, _("back up the ledger"))
    load_models()
    refuse_ledger(Path(file), beside_only=True)
    size = copies.backup(
        ctx.ledger, Path(file), force=ctx.options.force, before=lambda: _note(ctx), derive=offered("DERIVED")
    )
    return ctx.shown(_("Backed up to {path}, {n} KiB, checked.", path=file, n=size // 1024))


@app.read("ledger.copy")
def copy(
    ctx: Ctx,
    place: Annotated[
        str, word_argument("file", "LEDGER", N_("Where to: a path or a postgresql:// address; given two, where from."))
    ],
    to: Annotated[str | None, word_argument("file", "TO", N_("Where to."))] = None,
    *,
    until: Annotated[
        str | None, typer.Option("--until", metavar="ENTRY", help=N_("The last entry to keep, as ledger log shows it."))
    ] = None,
) -> Shown:
    """Rebuild the ledger from its journal elsewhere, file or server, and verify it there."""
    from salesctl.commands import moving

    if to is not None:
        ctx.config = ctx.config.over(ledger=place)
    return moving.copied(ctx, to or place, until)


@app.write("ledger.sql")
def sql(ctx: Ctx, query: Annotated[str, word_argument("words", "SELECT", N_("One SELECT."))]) -> Shown:
    """Query the ledger by one SELECT; the query is noted in the journal."""
    from salesctl.domains.org.people import require
    from salesctl.ledger import sqlshell
    from salesctl.render.sheet import Field, Sheet

    require(ctx, "ledger.sql", _("query by SQL"))
    text = ctx.words(query)
    sqlshell.check(ctx.ledger, text)
    with ctx.write(note=True, reason=text):
        pass
    answer = sqlshell.select(ctx.ledger, text)
    seen: dict[str, int] = {}
    fields = []
    for name in answer.columns:
        seen[name] = seen.get(name, 0) + 1
        fields.append(Field(name if seen[name] == 1 else f"{name}_{seen[name]}", "text", name))
    rows = (
        tuple(
            value.hex() if isinstance(value, bytes) else str(value) if isinstance(value, float) else value
            for value in row
        )
        for row in answer.rows
    )
    return ctx.shown(sheet=Sheet(tuple(fields), rows, empty=_("No rows.")))
