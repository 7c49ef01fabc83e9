"""Getting a paper out (取档): its files beside you, never over another; who took a confidential one stays known."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.domains.archive.queries import item_row
from salesctl.domains.archive.vocab import OPEN
from salesctl.domains.papers.models import Paper
from salesctl.domains.papers.queries import papers_of
from salesctl.domains.papers.service import bare_name, write_out
from salesctl.errors import NotFound, Refused, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.naming import Match
    from salesctl.render.sheet import Shown


def get(ctx: Ctx, match: Match) -> Shown:
    """Write an item's files; `--output` names a file, a directory, or `-` for stdout where it is one file.

    Who may see the item may have its files. A paper above internal leaves a note in the journal before it is given
    (B4.25, D5.3). Raises NotFound for an original alone, naming its place.
    """
    row = item_row(ctx, match.id)
    papers = papers_of(ctx, row.id)
    if not papers:
        raise NotFound(
            _("{number} has no file.", number=row.number),
            hint=_("The original lies here: {place}", place=row.place) if row.place else "",
        )
    targets = _targets(ctx.options.output, papers)
    for paper in papers:
        _prove(ctx, row.number, paper)
    if row.level not in OPEN:
        with ctx.write(note=True, reason=f"archive.get {row.number}"):
            pass
    if targets is None:
        _to_stdout(ctx, papers[0])
        return ctx.shown()
    lines = []
    for paper, path in zip(papers, targets, strict=True):
        write_out(ctx, paper, path)
        lines.append(_("Written: {path}", path=str(path)))
    return ctx.shown("\n".join(lines))


def _prove(ctx: Ctx, number: str, paper: Paper) -> None:
    """Raise Damaged (8) where the bytes are not what was filed: nobody is handed another paper in its name."""
    from hashlib import sha256

    from salesctl.errors import Damaged
    from salesctl.ledger import blobs

    digest = sha256()
    for part in blobs.get(ctx.session.connection(), paper.blob):
        digest.update(part)
    if digest.hexdigest() != paper.blob:
        raise Damaged(
            _("{number}: {name} is not what was filed.", number=number, name=paper.filename),
            hint=_("Look: salesctl archive check; put a backup back."),
        )


def _targets(output: str | None, papers: list[Paper]) -> list[Path] | None:
    """Return where each file goes, None for stdout. Raises Usage for several into one, Refused where one is there."""
    if output == "-":
        if len(papers) > 1:
            raise Usage(_("It has {n} files.", n=len(papers)), hint=_("Name a directory with --output."))
        return None
    folder = Path(os.path.expanduser(output or ""))
    if output and not folder.is_dir():
        if len(papers) > 1:
            raise Usage(_("It has {n} files.", n=len(papers)), hint=_("Name a directory with --output."))
        targets = [folder]
    else:
        targets = _apart([folder / bare_name(paper.filename) for paper in papers])
    for path in targets:
        if os.path.lexists(path):
            raise Refused(_("{path} is there already.", path=str(path)), hint=_("Name another with --output."))
    return targets


def _apart(paths: list[Path]) -> list[Path]:
    """Give files of one name names of their own: a.txt, a-2.txt."""
    taken: set[Path] = set()
    found = []
    for path in paths:
        number, name = 1, path
        while name in taken:
            number += 1
            name = path.with_name(f"{path.stem}-{number}{path.suffix}")
        taken.add(name)
        found.append(name)
    return found


def _to_stdout(ctx: Ctx, paper: Paper) -> None:
    from salesctl.ledger import blobs

    out = sys.stdout.buffer
    for part in blobs.get(ctx.session.connection(), paper.blob):
        out.write(part)
    out.flush()
