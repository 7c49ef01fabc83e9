"""An import from file to entry (导入), the same way for every noun."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesctl.demo.mark import refuse_real
from salesctl.errors import Usage
from salesctl.exchange.loading import Bad, Good, Reader, all_or_nothing, read_rows
from salesctl.exchange.mapping import Mapping, match_source, shown
from salesctl.exchange.reading import TableSource, open_table
from salesctl.exchange.rejects import Rejects
from salesctl.exchange.spool import Spool
from salesctl.importing.known import BATCH, Identity, Look, Spooled, find_known, look_with
from salesctl.importing.offer import Change, Importer, Incoming, Known, Values
from salesctl.importing.progress import Meter
from salesctl.ledger.canon import clean_text
from salesctl.locale import N_, _
from salesctl.render.sheet import Field, Sheet

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.exchange.encodings import Detected
    from salesctl.render.sheet import Shown

ASKED_ABOVE = 200_000
"""Rows. More than this holds the lock for so long that a person should say yes."""
TOLD = 20
"""How many changed or rejected rows are told one by one."""

RESULT = (
    Field("file", "text", N_("File"), doc="The file as it was named."),
    Field("encoding", "text", N_("Encoding"), doc="Encoding it was read in; empty for workbooks."),
    Field("rows", "int", N_("Rows"), doc="Rows in the file, without headings and blank lines."),
    Field("new", "int", N_("New rows"), doc="Rows added to the ledger."),
    Field("changed", "int", N_("Changed"), doc="Records that were updated."),
    Field("unchanged", "int", N_("Unchanged"), doc="Rows the ledger had already."),
    Field("rejected", "int", N_("Rejected"), doc="Rows left out by --skip-bad."),
    Field("rejected_file", "text", N_("Rejected rows in"), doc="Where the rejected rows stand with their reasons."),
)


@dataclass(slots=True)
class Count:
    """What became of the rows. `told` has a line for each of the first changes."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def good(self) -> int:
        """Rows that could be read."""
        return self.new + self.changed + self.unchanged


def run(
    ctx: Ctx,
    importer: Importer,
    file: str,
    *,
    maps: Sequence[str] = (),
    key: str | None = None,
    skip_bad: bool = False,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Shown:
    """Import a file (`-`: stdin) and return counts; exit 6 where `skip_bad` left rows out.

    Raises Usage (2) for a file, heading, encoding or, without `skip_bad`, rows that can't be read: nothing is written
    then. The room has checked the right to import.
    """
    refuse_real(ctx, _("an import"))
    meter = Meter(ctx.asks)
    choose = (lambda found: _choose(ctx, file, found)) if ctx.asks else None
    with ExitStack() as stack:
        source = stack.enter_context(open_table(file, encoding=encoding, sheet=sheet, choose=choose))
        mapping = match_source(source, importer.fields, maps)
        ctx.talk += source.notes + mapping.echo()
        identity = Identity(importer, mapping, key)
        look = look_with(importer)
        _prepare(ctx, importer, identity, look, source, mapping)
        rows = read_rows(source, mapping, _parser(importer, identity), key=identity.column, progress=meter.reading)
        count = Count()
        rejects: Rejects | None = None
        if not skip_bad:
            good: Iterable[Good[Values]] = all_or_nothing(rows, file)
        elif ctx.options.dry_run:
            good = _told(rows, count)
        else:
            rejects = stack.enter_context(Rejects(file, mapping))
            good = rejects.keep(rows)
        spool = stack.enter_context(Spool())
        for each in good:
            spool.add(_to_spool(identity.of(each)))
        meter.clear()
        if rejects is not None:
            count.rejected = rejects.count
        if len(spool) > ASKED_ABOVE:
            _confirm(ctx, len(spool))
        ctx.request = {**ctx.request, "content": spool.digest}
        if rejects is not None:
            rejects.publish()
        if len(spool):
            with ctx.write() as tx:
                _write(tx, importer, look, spool, count, meter)
            meter.clear()
    if rejects is not None and rejects.count:
        ctx.talk.append(rejects.note())
    ctx.talk += count.told
    return _shown(ctx, file, source.encoding, count, rejects.path if rejects else None)


def _prepare(
    ctx: Ctx, importer: Importer, identity: Identity, look: Look, source: TableSource, mapping: Mapping
) -> None:
    if identity.numbered:
        identity.meet(ctx, (mapping.values(cells) for _line, cells in source.rows()), look)
    if importer.prepare is not None:
        importer.prepare(mapping.values(cells) for _line, cells in source.rows())


def _parser(importer: Importer, identity: Identity) -> Any:
    masked = [each.key for each in importer.fields if each.kind in ("phone", "email")]

    def parse(texts: dict[str, str]) -> Values:
        # An export without the right to see personal data has 138****2207: that says nothing about the phone.
        hidden = [name for name in masked if "***" in texts.get(name, "")] if masked else ()
        reader = Reader({**texts, **dict.fromkeys(hidden, "")} if hidden else texts)
        values = importer.parse(reader)
        reader.done()
        identity.check(texts)
        kept = {name: value for name, value in values.items() if value is not None}
        for name, value in kept.items():
            if type(value) in _TEXTLIKE:
                _check_text(value, name)
        return kept

    return parse


_TEXTLIKE = frozenset({str, dict, list, tuple})


def _check_text(value: Any, name: str = "") -> None:
    """Refuse here, with its line, what no column would take."""
    if isinstance(value, str):
        if not value.isprintable():
            clean_text(value, what=name)
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_text(each, str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            _check_text(each, name)


def _told(rows: Iterable[Good[Values] | Bad], count: Count) -> Iterator[Good[Values]]:
    """Say what would be rejected: a dry run writes no file either."""
    for row in rows:
        if isinstance(row, Bad):
            count.rejected += 1
            if count.rejected <= TOLD:
                count.told += row.lines()
        else:
            yield row


def _to_spool(spooled: Spooled) -> list[Any]:
    row = spooled.row
    return [row.line, row.values, row.origin_key, [list(name) for name in spooled.names], spooled.compared]


def _from_spool(kept: Iterable[Any]) -> Iterator[list[Spooled]]:
    batch: list[Spooled] = []
    for line, values, origin_key, names, compared in kept:
        batch.append(Spooled(Incoming(line, values, origin_key), tuple((by, key) for by, key in names), compared))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(tx: Tx, importer: Importer, look: Look, spool: Spool, count: Count, meter: Meter) -> None:
    origin = f"import:{spool.digest[:16]}"
    total = len(spool)
    for batch in _from_spool(spool):
        new: list[Incoming] = []
        fresh: set[str] = set()
        changes: list[Change] = []
        for spooled, known in zip(batch, find_known(tx, look, batch), strict=True):
            if known is None and spooled.row.origin_key not in fresh:
                fresh.add(spooled.row.origin_key)
                new.append(spooled.row)
            elif known and spooled.compared and importer.change and (differing := _differing(spooled.row, known)):
                changes.append(Change(known.id, differing, spooled.row))
                _tell(importer, count, known, spooled.row, differing)
            else:
                count.unchanged += 1
        if new:
            importer.add(tx, origin, new)
        if changes and importer.change is not None:
            importer.change(tx, changes)
            count.changed += len(changes)
        count.new += len(new)
        gc.collect(1)  # a query leaves circles behind that hold all its keys; left alone they would add up to megabytes
        meter.writing(count.good, total)
    if importer.finish is not None:
        importer.finish(tx)


def _differing(row: Incoming, known: Known) -> Values:
    return {
        name: value
        for name, value in row.values.items()
        if value is not None and name in known.values and known.values[name] != value
    }


def _tell(importer: Importer, count: Count, known: Known, row: Incoming, differing: Values) -> None:
    if len(count.told) > TOLD:
        return
    if len(count.told) == TOLD:
        count.told.append(_("… and more."))
        return
    fields = {each.key: each for each in importer.fields}
    shows = []
    for name, value in differing.items():
        each = fields.get(name.removesuffix("_id"))
        label = _(each.label) if each else name
        # Row ids say nothing to people, and what was personal before is not for everyone who may import.
        hidden = name.endswith("_id") or (each is not None and each.personal)
        shows.append(label if hidden else f"{label} {_say(known.values[name])} → {_say(value)}")
    changes = _(", ").join(shows)
    count.told.append(_("line {line}, {name}: {changes}", line=row.line, name=shown(known.name), changes=changes))


def _say(value: Any) -> str:
    return "-" if value is None or value == "" else shown(str(value))


def _choose(ctx: Ctx, file: str, found: Detected) -> str:
    """Show how the first doubtful line reads in each encoding, and ask which is right."""
    sys.stderr.write(_("The encoding of {file} is not certain:", file=shown(Path(file).name)) + "\n")
    for position, (name, line) in enumerate(found.readings, 1):
        sys.stderr.write(f"  {position}  {name:<8}  {shown(line)}\n")
    names = [name for name, _line in found.readings]
    answer = ctx.ask(_("Which one reads right? A number, or the encoding's name"), found.encoding)
    return names[int(answer) - 1] if answer.isdigit() and 0 < int(answer) <= len(names) else answer


def _confirm(ctx: Ctx, rows: int) -> None:
    if not ctx.confirm(_("Import {n} rows in one entry?", n=rows)):
        raise Usage(_("Nothing imported."), hint=_("Repeat the command when you want to."))


def _shown(ctx: Ctx, file: str, encoding: str, count: Count, rejected: Path | None) -> Shown:
    name = _("the pasted text") if file == "-" else shown(Path(file).name)
    parts = [
        text
        for number, text in (
            (count.new, _("{n} new", n=count.new)),
            (count.changed, _("{n} changed", n=count.changed)),
            (count.unchanged, _("{n} unchanged", n=count.unchanged)),
            (count.rejected, _("{n} rejected", n=count.rejected)),
        )
        if number
    ]
    message = _("{file}: {counts}.", file=name, counts=_(", ").join(parts) or _("no rows"))
    if not (count.new or count.changed or count.rejected) and count.unchanged:
        message = _("{file}: the ledger has all {n} rows already.", file=name, n=count.unchanged)
    row = (
        file, encoding or None, count.good + count.rejected, count.new, count.changed, count.unchanged, count.rejected,
        str(rejected) if rejected else None,
    )  # fmt: skip
    sheet = Sheet(RESULT, [row], title=_("Import"), single=True)
    return ctx.shown(message, sheet, exit_code=6 if count.rejected else 0)
