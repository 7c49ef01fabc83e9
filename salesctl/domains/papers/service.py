"""Attaching files: opened without a lock, kept within the transaction."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from salesctl.domains.org.people import require
from salesctl.domains.papers.models import Paper
from salesctl.domains.papers.rules import MIB, Limit
from salesctl.errors import NotFound, Refused, Usage
from salesctl.locale import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesctl.context import Tx, View
    from salesctl.domains.org.people import Actor


def limit(view: View) -> int:
    """Return the largest size of a file today, in bytes."""
    held = view.rules.all(Limit, view.today)
    return (held[0] if held else Limit()).bytes


def open_paper(path: str | os.PathLike[str], *, most: int = 25 * MIB) -> BinaryIO:
    """Open a file to be attached and take its bytes into memory, so that none is read under the lock (phase 1).

    Returns a file at its beginning. Raises NotFound where it is missing, Refused for a link, a
    pipe, a directory, a file that can't be read or has more than `most` bytes.
    """
    name = os.fspath(path)
    if "\0" in name or not name:
        raise Usage(_("{path} is no file name.", path=name.replace("\0", "\\0")), hint=_("Give the path of a file."))
    try:
        # Not blocking, or opening a pipe would wait for whoever writes it; never following a link to elsewhere.
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NotFound(_("There is no file {path}.", path=name), hint=_("Check the path.")) from None
    except OSError as error:
        if os.path.islink(name):
            raise Refused(_("{path} is a link.", path=name), hint=_("Name the file itself.")) from None
        raise Refused(
            _("{path} can't be read: {why}", path=name, why=error.strerror or error), hint=_("Check its permissions.")
        ) from None
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise Refused(
                _("{path} is no ordinary file.", path=name), hint=_("Attach files, not directories, pipes or devices.")
            )
        if facts.st_size > most:
            raise _too_large(name, most)
        taken = BytesIO()
        while part := os.read(descriptor, MIB):
            taken.write(part)
            if taken.tell() > most:
                raise _too_large(name, most)
    finally:
        os.close(descriptor)
    taken.seek(0)
    return taken


def open_papers(view: View, paths: Sequence[str] | None) -> list[tuple[BinaryIO, str]]:
    """Open what `--paper` named, within the rule's limit (phase 1); returns (file, bare name) in the order given."""
    most = limit(view) if paths else 0
    return [(open_paper(path, most=most), Path(path).name) for path in paths or ()]


def attach(tx: Tx, file: BinaryIO, filename: str, noun: str, row_id: str, title: str = "") -> Paper:
    """Keep a file as evidence of a record of `noun`. Needs `paper.edit`; else as `keep`."""
    require(tx, "paper.edit", _("attach a file"), owner=tx.me.id, team=tx.me.team_id)
    return keep(tx, file, filename, noun, row_id, title)


def keep(
    tx: Tx, file: BinaryIO, filename: str, noun: str, row_id: str, title: str = "", *, owner: Actor | None = None
) -> Paper:
    """Keep a file that belongs to a record; `filename` loses its directories, `title` is the name by default.

    The same bytes are kept once however often. It is `owner`'s, by default mine. The right is asked by whoever keeps
    it: the archive has its own. Raises Refused above the limit.
    """
    from salesctl.ledger import blobs

    name = bare_name(filename)
    digest, size = blobs.put(tx.ledger_tx, file, most=limit(tx))
    return tx.add(
        Paper(
            noun=noun,
            row_id=row_id,
            title=title.strip() or name,
            filename=name,
            mime=mime_of(name),
            size=size,
            blob=digest,
            **tx.stamp(owner=owner),
        )
    )


def save(view: View, paper: Paper, path: str | os.PathLike[str]) -> int:
    """Write an attached file to a new file. Needs `paper.see`; else as `write_out`."""
    require(view, "paper.see", _("read an attached file"), owner=paper.owner_id, team=paper.team_id)
    return write_out(view, paper, path)


def write_out(view: View, paper: Paper, path: str | os.PathLike[str]) -> int:
    """Write a file to a new one of mode 0600; returns its size in bytes. The right is asked by whoever gives it out.

    Raises Refused where something stands there already: evidence never overwrites.
    """
    from salesctl.ledger import blobs

    name, size = os.fspath(path), 0
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Refused(_("{path} is there already.", path=name), hint=_("Give another name.")) from None
    except OSError as error:
        raise Refused(
            _("{path} can't be written: {why}", path=name, why=error.strerror or error), hint=_("Check its directory.")
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as target:
            for part in blobs.get(view.session.connection(), paper.blob):
                size += target.write(part)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size


def void(tx: Tx, paper: Paper) -> Paper:
    """Void an attached file; its bytes stay as proof. Needs a reason and `paper.edit`."""
    require(tx, "paper.edit", _("void an attached file"), owner=paper.owner_id, team=paper.team_id)
    tx.void(paper)
    return paper


def bare_name(filename: str) -> str:
    """Return the last part of a path of either kind of system, without control characters; never empty."""
    name = filename.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign.isprintable()).encode("utf-8", "replace").decode()
    return name.strip()[-200:] or "file"


def mime_of(name: str) -> str:
    """Return the media type a file's ending says."""
    from mimetypes import guess_type

    return guess_type(name, strict=False)[0] or "application/octet-stream"


def _too_large(name: str, most: int) -> Refused:
    return Refused(
        _("{path} is larger than {n} MiB.", path=name, n=most // MIB),
        hint=_("Keep it where it is and note the place instead."),
    )
