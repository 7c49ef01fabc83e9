"""An export (导出): the file is there only with its entry in the ledger, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.errors import Usage
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Sheet, Shown, Value


def export(ctx: Ctx, sheet: Sheet, file: str) -> Shown:
    """Write a sheet to a file by its ending (csv, xlsx, json, ndjson, md, html, txt), and a note of it into the ledger.

    The note names the noun and the number of rows. Needs the right `<noun>.export` where the room has one. Raises
    Usage, Refused, NotFound, NotAllowed, ReadOnly and Full.
    """
    from salesctl.exchange.writing import format_for
    from salesctl.render import FORMATS, Look, check_encoding, draw
    from salesctl.render.files import whole_file

    options = ctx.options
    _require(ctx)
    if file == "-":
        raise Usage(
            _("An export is a file."), hint=_("Name one: people.csv, people.xlsx. On the screen: list --format csv.")
        )
    fmt = format_for(file, options.format)
    check_encoding(fmt, options.encoding)
    counted = _Counted(sheet.rows)
    sheet.rows = counted
    path = Path(file)
    with whole_file(path, options.force) as target:
        text = TextIOWrapper(target, encoding=options.encoding or "utf-8", newline="")
        drawn = ctx.paper(sheet) if FORMATS[fmt].document else sheet
        draw(drawn, fmt, text, Look(ctx.lang, ctx.zone, notes=not FORMATS[fmt].data, encoding=options.encoding))
        text.flush()
        text.detach()
        # The note is committed before the file gets its name: no list leaves without a trace.
        with ctx.write(note=True, reason=f"{ctx.action.partition('.')[0]}: {counted.count} rows, {fmt}"):
            pass
    return ctx.shown(n_("{n} row written to {file}.", "{n} rows written to {file}.", counted.count, file=str(path)))


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: object) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        for row in self._rows:  # type: ignore[attr-defined]
            self.count += 1
            yield row


def _require(ctx: Ctx) -> None:
    from salesctl.rulebook.sections import rights

    noun = ctx.action.partition(".")[0]
    right = f"{noun}.export"
    if right in rights():
        from salesctl.domains.org.people import require

        require(ctx, right, _("export"), owner=ctx.me.id, team=ctx.me.team_id)
