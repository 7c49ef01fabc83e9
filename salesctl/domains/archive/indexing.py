"""The text files are found by (检索表): kept with a paper, gone with it, recomputed by verify and by a rebuild.

`archive_text` is no Record: it follows from the papers of the noun archive that are not void, and their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from salesctl.domains.archive.texts import is_text, said
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import Finding, Report, read, shown
from salesctl.locale import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from salesctl.context import Tx
    from salesctl.domains.papers.models import Paper
    from salesctl.ledger.record import Record

# Written past the column types: they would compose characters that folding has taken apart.
_PUT = "INSERT INTO archive_text (paper_id, part, text) VALUES (?, ?, ?)"
_DROP = "DELETE FROM archive_text WHERE paper_id = ?"
_PAPERS = (
    "SELECT CAST(p.id AS BLOB), CAST(p.filename AS BLOB), CAST(p.blob AS BLOB) FROM paper p"
    " WHERE p.noun = 'archive' AND p.voided_at IS NULL ORDER BY p.id"
)


def keep(tx: Tx, paper: Paper, texts: Sequence[str]) -> None:
    """Keep the folded text of a paper that was just attached."""
    if texts:
        tx.session.flush()
        with writing():
            tx.session.connection().exec_driver_sql(_PUT, [(paper.id, n, text) for n, text in enumerate(texts)])


def drop(tx: Tx, paper_id: str) -> None:
    """Forget the text of a paper that becomes void."""
    with writing():
        tx.session.connection().exec_driver_sql(_DROP, (paper_id,))


def undone(tx: Tx, rows: Iterable[Record]) -> None:
    """Bring the text of papers that an undo made void, or lets stand again, up to date (UNDONE)."""
    for row in rows:
        if row.NOUN == "paper" and getattr(row, "noun", "") == "archive":
            tx.session.flush()
            drop(tx, row.id)
            if row.voided_at is None:
                connection = tx.session.connection()
                _put(connection, row.id, _texts(connection, getattr(row, "filename", None), getattr(row, "blob", "")))


def fill_text(connection: Connection) -> None:
    """Write the table anew from the papers and their bytes (DERIVED)."""
    with writing():
        connection.exec_driver_sql("DELETE FROM archive_text")
    for paper, name, blob in list(read(connection, _PAPERS)):
        _put(connection, shown(paper), _texts(connection, name and shown(name), shown(blob)))


def text_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Recompute the table for verify, one paper at a time."""
    known = set()
    for paper, name, blob in list(read(connection, _PAPERS)):
        key = shown(paper)
        known.add(key)
        kept = [
            (part, shown(text))
            for part, text in read(
                connection, "SELECT part, CAST(text AS BLOB) FROM archive_text WHERE paper_id = ? ORDER BY part", key
            )
        ]
        if kept != list(enumerate(_texts(connection, name and shown(name), shown(blob)))):
            yield Finding("archive_text", f"archive_text {key}", _("does not follow from the file's bytes"))
    for (paper,) in read(connection, "SELECT DISTINCT CAST(paper_id AS BLOB) FROM archive_text"):
        if shown(paper) not in known:
            yield Finding("archive_text", f"archive_text {shown(paper)}", _("belongs to no paper of the archive"))


def _put(connection: Connection, paper: str, texts: Sequence[str]) -> None:
    if texts:
        with writing():
            connection.exec_driver_sql(_PUT, [(paper, n, text) for n, text in enumerate(texts)])


def _texts(connection: Connection, name: str | None, blob: str) -> list[str]:
    if not is_text(name):
        return []
    data = b"".join(part for (part,) in read(connection, _BYTES, blob))
    return said(name, data).parts


_BYTES = "SELECT data FROM blob_part WHERE hash = ? ORDER BY part"
