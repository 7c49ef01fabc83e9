"""`ledger copy` (复制台账): the journal replayed elsewhere, file or server, and verified there by every check."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.errors import Damaged, Refused
from salesctl.ledger import chain, verify
from salesctl.ledger.address import Place, place_of
from salesctl.ledger.engine import Ledger, open_ledger, writing
from salesctl.ledger.findings import tables_there
from salesctl.ledger.opening import heads
from salesctl.ledger.rebuild import rebuild
from salesctl.ledger.searching import search_check
from salesctl.locale import _, n_
from salesctl.rooms import load_models, offered

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown


def copied(ctx: Ctx, target: str, until: str | None) -> Shown:
    """Copy the ledger in use to a path or an address and verify the copy; needs `ledger.backup`.

    Raises Refused where something stands there, Damaged where the copy does not prove to be the same; then it is taken
    away again.
    """
    from salesctl.commands import ledgering
    from salesctl.domains.org import sights
    from salesctl.domains.org.people import require
    from salesctl.render.files import refuse_ledger

    require(ctx, "ledger.backup", _("copy the ledger"))
    sights.owners(ctx, _("copy the ledger"))
    place = place_of(os.path.expanduser(target) if "://" not in target else target)
    if isinstance(place, Path):
        refuse_ledger(place)
    step = ledgering.find_entry(ctx, until) if until else None
    load_models()
    if not ctx.ledger.read_only and not _stands(place, holding=True):
        with ctx.write(note=True):
            pass
    with taken_away_if_wrong(place):
        book, seq = (step.book, step.seq) if step else ("", None)
        count = rebuild(ctx.ledger, place, book=book, until=seq, derive=offered("DERIVED"))
        report = proven(ctx.ledger, place)
    said = n_("Rebuilt {path} from {n} entry.", "Rebuilt {path} from {n} entries.", count, path=str(place))
    return ctx.shown(f"{said} {_('Verified; head {head}', head=chain.short(report.head))}")


def proven(source: Ledger, place: Place) -> verify.Report:
    """Verify a copy by every check, and its heads by the source's entries; raises Damaged for the first finding."""
    made = open_ledger(place)
    try:
        with made.engine.connect() as copy, source.engine.connect() as connection:
            report = verify.run(copy, None, [search_check, *offered("CHECKS")])
            for book, (seq, digest) in heads(copy).items():
                query = "SELECT hash FROM entry WHERE book = ? AND seq = ?"
                kept = connection.exec_driver_sql(query, (book, seq)).scalar()
                if kept is None or kept.hex() != digest:
                    report.findings.append(verify.Finding("head", f"{book}:{seq}", _("its head is not its last entry")))
    finally:
        made.close()
    if report.findings:
        wrong = report.findings[0]
        raise Damaged(
            _("The copy does not check out: {why}.", why=f"{wrong.where}: {wrong.message}"),
            hint=_("Run: salesctl ledger verify"),
        )
    return report


@contextmanager
def taken_away_if_wrong(place: Place) -> Iterator[None]:
    """Leave nothing of a copy that failed; what stood there before is not touched."""
    there = _stands(place)
    try:
        yield
    except Refused:
        raise
    except BaseException:
        if not there:
            with suppress(Exception):  # what went wrong first is told
                _take_away(place)
        raise


def _stands(place: Place, *, holding: bool = False) -> bool:
    """Tell whether a file, a link to nowhere or a schema stands there already; `holding`: a schema with tables."""
    if isinstance(place, Path):
        return os.path.lexists(place)
    ledger = open_ledger(place)
    try:
        with ledger.engine.connect() as connection:
            if holding:
                return bool(tables_there(connection))
            return connection.exec_driver_sql("SELECT current_schema()").scalar() is not None
    finally:
        ledger.close()


def _take_away(place: Place) -> None:
    if isinstance(place, Path):
        for suffix in ("", "-wal", "-shm", ".lock"):
            place.with_name(place.name + suffix).unlink(missing_ok=True)
        return
    ledger = open_ledger(place)
    try:
        with writing(), ledger.engine.execution_options(ledger_write=True).begin() as connection:
            connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{place.schema}" CASCADE')
    finally:
        ledger.close()
