"""The words inside archived files (全文): folded when filed, found by a plain scan, recomputed by verify.

The table `archive_text` has a row for every part of every text file that was ever filed, void or not, so undoing and
voiding leave it alone; what may be seen is decided by the items.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Select, delete, insert, select

from salesctl.domains.archive.models import archive_text
from salesctl.domains.archive.rules import parts, without_tags
from salesctl.domains.archive.vocab import TEXTS
from salesctl.domains.papers.models import Paper
from salesctl.errors import SalesError
from salesctl.exchange.encodings import detect
from salesctl.ledger import blobs, tables
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import Finding, Report
from salesctl.ledger.searching import fold
from salesctl.locale import _

MOST = 2 << 20
"""Bytes of a file whose words are found; the rest of a longer one is not."""
STEP = 16_384
"""Signs that are folded at a time when a word is looked for in a text."""


def text_of(data: bytes, filename: str) -> str:
    """Return the words of a file as they stand, "" for what is no text file or no text."""
    name = filename.lower()
    if not name.endswith(TEXTS):
        return ""
    head = data[:MOST]
    try:
        text = head.decode(detect(BytesIO(head)).encoding, "replace")
    except (SalesError, LookupError):
        return ""
    return without_tags(text) if name.endswith((".html", ".htm", ".xml", ".eml")) else text


def put(connection: Connection, paper: str, data: bytes, filename: str) -> None:
    """Keep the folded words of a file that is being filed."""
    rows = _rows(paper, data, filename)
    if rows:
        with writing():
            connection.execute(insert(archive_text), rows)


def _rows(paper: str, data: bytes, filename: str) -> list[dict[str, Any]]:
    folded = normalize("NFC", fold(text_of(data, filename)))  # as it is stored: a Korean syllable is one sign
    return [{"paper_id": paper, "part": number, "text": part} for number, part in enumerate(parts(folded))]


def holding(word: str) -> Select[Any]:
    """Return the SELECT of papers whose text has a word; `word` is folded."""
    return select(archive_text.c.paper_id).where(archive_text.c.text.contains(normalize("NFC", word), autoescape=True))


def snippet(text: str, word: str, around: int = 24) -> str:
    """Return a word as it stands in a text, with what is around it; "" where it is not there. `word` is folded."""
    place = _place(text, word) if word else None
    if place is None:
        return ""
    first, last = place
    cut = " ".join(text[max(0, first - around) : last + 1 + around].split())
    return f"{'..' if first > around else ''}{cut}{'..' if last + 1 + around < len(text) else ''}"


def _place(text: str, word: str) -> tuple[int, int] | None:
    """Return where the first and the last sign of a folded word stand in a text; it is folded as far as need be."""
    folded, begins = "", []
    for begin in range(0, len(text), STEP):
        begins.append((len(folded), begin))
        since = max(0, len(folded) - len(word) + 1)
        folded += fold(text[begin : begin + STEP])
        if (where := folded.find(word, since)) >= 0:
            return _sign(text, begins, where), _sign(text, begins, where + len(word) - 1)
    return None


def _sign(text: str, begins: list[tuple[int, int]], where: int) -> int:
    """Return which sign of a text the folded one at `where` comes from; `begins`: (folded, as it stands) in steps."""
    at, begin = begins[bisect_right(begins, where, key=lambda pair: pair[0]) - 1]
    for position in range(begin, len(text)):
        at += len(fold(text[position]))
        if at > where:
            return position
    return len(text) - 1


def _papers(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (paper, file name, hash) of every text file in the archive whose bytes are there."""
    row: Any = Paper
    blob = tables.blob
    query = (
        select(row.id, row.filename, row.blob)
        .join(blob, blob.c.hash == row.blob)
        .where(row.noun == "archive", blob.c.erased == 0)
        .order_by(row.id)
    )
    for paper, name, digest in connection.execute(query):
        if (name or "").lower().endswith(TEXTS):
            yield paper, name, digest


def fill(connection: Connection) -> None:
    """Write the table anew from the files as they are (DERIVED)."""
    with writing():
        connection.execute(delete(archive_text))
    for paper, name, digest in list(_papers(connection)):
        put(connection, paper, b"".join(blobs.get(connection, digest)), name)


def check(connection: Connection, report: Report) -> Iterable[Finding]:
    """Recompute the words of every file for verify (CHECKS)."""
    kept: dict[str, dict[int, str]] = {}
    for paper, part, text in connection.execute(
        select(archive_text.c.paper_id, archive_text.c.part, archive_text.c.text)
    ):
        kept.setdefault(str(paper), {})[part] = str(text)
    for paper, name, digest in _papers(connection):
        wanted = {row["part"]: row["text"] for row in _rows(paper, b"".join(blobs.get(connection, digest)), name)}
        if kept.pop(paper, {}) != wanted:
            yield Finding("archive_text", f"archive_text {paper}", _("is not what the file says"))
    for paper in kept:
        yield Finding("archive_text", f"archive_text {paper}", _("belongs to no file of the archive"))
