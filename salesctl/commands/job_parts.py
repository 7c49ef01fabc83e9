"""The program's own parts of the jobs: the night's backup and proof; what the month's close still needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.jobs import Told
from salesctl.locale import _, n_
from salesctl.rooms import offered

if TYPE_CHECKING:
    from salesctl.context import Ctx

KEPT = 7
"""Backups of the last nights that stay; older ones of the same ledger go."""


def folder(ctx: Ctx) -> Path:
    """Return where the nights' backups lie: in `backups` beside the ledger, of one on a server among one's own data."""
    return (Path(ctx.config.demo) if ctx.ledger.on_server else ctx.ledger.file.resolve()).parent / "backups"


def backup(ctx: Ctx) -> Sequence[Told]:
    """Keep one backup a day under the day's name, and the last few; a day that has one is left alone."""
    from salesctl.domains.org import sights
    from salesctl.domains.org.people import require
    from salesctl.ledger import backup as copies
    from salesctl.ledger.folders import make_folder
    from salesctl.ledger.refusals import reach_error

    require(ctx, "ledger.backup", _("back up the ledger"))
    sights.owners(ctx, _("back up the ledger"))
    path = Path(f"{ctx.ledger.path.stem}.ledger") if ctx.ledger.on_server else ctx.ledger.file.resolve()
    target = folder(ctx) / f"{path.stem}-{ctx.today.isoformat()}{path.suffix}"
    if target.exists():
        return ()
    if ctx.options.dry_run:
        return (Told(_("Would back up to {path}", path=target), finding=False),)
    try:
        make_folder(target.parent)
    except OSError as error:
        raise reach_error(error, target.parent) from error

    def note() -> None:
        if not ctx.ledger.read_only:
            with ctx.write(note=True, reason=target.name) as tx:
                sights.refresh(tx)  # a right may begin or end with the day

    size = copies.backup(ctx.ledger, target, before=note, derive=offered("DERIVED"))
    _drop_old(target.parent, path)
    return (Told(_("Backed up to {path}, {n} KiB, checked.", path=target, n=size // 1024), finding=False),)


def _drop_old(where: Path, ledger: Path) -> None:
    name = re.compile(rf"{re.escape(ledger.stem)}-\d{{4}}-\d\d-\d\d{re.escape(ledger.suffix)}")
    mine = sorted(file for file in where.iterdir() if name.fullmatch(file.name) and file.is_file())
    for file in mine[:-KEPT]:
        with suppress(OSError):  # what can't go tonight goes tomorrow
            file.unlink()


def proof(ctx: Ctx) -> Sequence[Told]:
    """Prove that nothing was rewritten; raises Damaged (8) where something was."""
    from salesctl.commands import ledgering
    from salesctl.errors import Damaged

    if ctx.options.dry_run:
        return ()
    report = ledgering.verified(ctx)
    if report.findings:
        raise Damaged(
            n_(
                "{n} finding. The ledger was damaged or rewritten.",
                "{n} findings. The ledger was damaged or rewritten.",
                len(report.findings),
            ),
            hint=_("Look: salesctl ledger verify"),
        )
    said = _("The ledger holds: {what}.", what=ledgering.verify_words(report))
    return (Told(ledgering.verify_said(report) if report.partial else said, finding=False),)


def checklist(ctx: Ctx) -> Sequence[Told]:
    """Propose last month's close: the steps that are open, or that it can be closed now; nothing once it is."""
    from salesctl.commands import closing_month
    from salesctl.values.period import period_of

    month = period_of("month", ctx.today).previous()
    if closing_month.closed_row(ctx, month) is not None:
        return ()
    label = closing_month.spoken_month(ctx, month)
    steps = [one for one in closing_month.checklist(ctx, month) if not one.done]
    if not steps:
        return (Told(_("{month} can be closed", month=label), f"month close {month.label}"),)
    return tuple(Told(f"{label}  {one.text}", one.command or f"month {month.label}") for one in steps)


def papers(ctx: Ctx) -> Sequence[Told]:
    """File last month's summary and attendance sheet in the archive, once."""
    from salesctl.commands import month_papers
    from salesctl.domains.archive.queries import filed_as
    from salesctl.values.period import period_of

    month = period_of("month", ctx.today).previous()
    made = list(month_papers.papers(ctx, month))
    if ctx.options.dry_run or all(filed_as(ctx.session, one.origin) for one in made):
        return ()
    with ctx.write() as tx:
        said = month_papers.told(tx, month_papers.filed(tx, made), month)
    return (Told(said, f"archive list {month.label}", finding=False),)


OWN = {
    "night": (("ledger", backup), ("ledger", proof)),
    "month": (("archive", papers), ("month", checklist)),
}
"""What the program itself does in a job, after the rooms."""
