"""Proving the chain (验链): every leaf, header, link and book is derived again from what is stored.

Three streams in the order of the chain (entries, their leaf hashes, their changes) are read side by side, as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import chain as chained
from itertools import count, islice
from typing import Any

from sqlalchemy import Connection

from salesctl.ledger import chain, tables
from salesctl.ledger.findings import Finding, Report, read, shown
from salesctl.ledger.opening import schema_state
from salesctl.locale import _

TEXTS = ("id", "op_id", "recorded_at", "actor", "action")
_ENTRIES = (
    "SELECT CAST(book AS BLOB), seq, hash, header, "
    + ", ".join(f"CAST({name} AS BLOB)" for name in TEXTS)
    + " FROM entry ORDER BY book, seq"
)
_PARTS = "SELECT CAST(book AS BLOB), seq, part, hashes FROM leafpart ORDER BY book, seq, part"
_CHANGES = (
    "SELECT CAST(book AS BLOB), seq, leaf, shape, CAST(row_id AS BLOB), rev, salt, CAST(after AS BLOB),"
    ' CAST("before" AS BLOB), p_salt, CAST(p_after AS BLOB), CAST(p_before AS BLOB)'
    " FROM change ORDER BY book, seq, leaf"
)
_BOOKS = (
    "SELECT CAST(id AS BLOB), ordinal, CAST(device AS BLOB), CAST(opened_at AS BLOB), CAST(base AS BLOB),"
    " head_seq, head_hash, CAST(site AS BLOB) FROM book"
)


def chain_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Re-derive every leaf, entry and link from what is stored."""
    shapes: dict[int, tuple[str, bool, bytes]] = {}
    for number, digest, body in read(connection, "SELECT no, hash, body FROM shape"):
        if chain.shape_hash(body) != digest:
            yield Finding("shape", f"shape {number}", _("does not match its hash"))
        said = _object(body)
        shapes[number] = (str(said.get("t", "?")), bool(said.get("p")), chain.shape_hash(body))
    facts = {shown(key): shown(value) for key, value in read(connection, _FACTS)}
    for key in sorted({"ledger", "mark"} ^ facts.keys()):
        yield Finding("copy", f"ledger_info {key}", _("is missing or does not belong there"))
    books = {row[0]: row for row in read(connection, _BOOKS)}
    parts, changes = _Parts(connection), _Changes(connection)
    used: set[int] = set()
    ends: dict[bytes, tuple[int, bytes, Mapping[str, Any]]] = {}
    skewed = False
    for row in read(connection, _ENTRIES):
        book, seq, digest, raw = row[:4]
        spot, where = (book, seq), f"{shown(book)}:{seq}"
        while changes.before(spot):
            yield _orphan(changes.next())
        yield from parts.orphans(spot)
        report.entries += 1
        header = _object(raw)
        if chain.entry_hash(raw) != digest or not header:
            yield Finding("header", where, _("the header was changed"))
        yield from _copies(row, header, facts, books.get(book), where)
        yield from _link(header, seq, where, books.get(book), ends.get(book))
        yield from _tip(connection, header, where)
        skewed = skewed or bool(header.get("skew"))
        ends[book] = (seq, digest, header)
        parts.begin(spot)
        at = 0
        while several := changes.of(spot):
            used.add(several[0][3])
            table, personal, shape = shapes.get(several[0][3], ("?", False, b""))
            report.changes += len(several) * (table != "reason")
            step = 64 if personal else 32
            if report.partial:
                for change in several:
                    parts.take(change[2] * 32 - at)
                    own, at = parts.take(step), change[2] * 32 + step
                    yield from _change(change, own, change[2], where, table, personal, shape)
                continue
            end = at + step * len(several)
            stored = parts.take(end - at)
            if not _all_hold(stored, at // 32, several, personal, shape):
                for change, place in zip(several, count(at, step), strict=False):
                    own = stored[place - at : place - at + 64]
                    yield from _change(change, own, place // 32, where, table, personal, shape)
            at = end
        parts.rest()
        if not parts.right or parts.digest.hexdigest() != header.get("leaves"):
            yield Finding("leaves", where, _("the leaf hashes were altered"))
        if not (report.partial or at == parts.length) or parts.length != header.get("n", -1) * 32:
            said = header.get("n", "?")
            yield Finding("count", where, _("holds {n} leaves, the header says {m}", n=at // 32, m=said))
    while changes.left():
        yield _orphan(changes.next())
    yield from parts.orphans(None)
    unused = () if report.partial else sorted(shapes.keys() - used)
    yield from (Finding("shape", f"shape {number}", _("no change uses it")) for number in unused)
    yield from _books(connection, books, ends, skewed)
    report.books = len(books)
    if ends:
        report.head = chain.heads_hash((shown(book), end[0], end[1]) for book, end in ends.items())


_FACTS = "SELECT CAST(key AS BLOB), CAST(value AS BLOB) FROM ledger_info"


def _object(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object that bytes hold, an empty one where they hold none."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class _Parts:
    """The leaf hashes in the order of the chain, of one entry after the other, read as they are needed."""

    def __init__(self, connection: Connection) -> None:
        self._rows = read(connection, _PARTS)
        self._part = next(self._rows, None)

    def orphans(self, spot: tuple[bytes, int] | None) -> Iterator[Finding]:
        """Go on to an entry (None: to the end); yield a finding for each part that stands before it."""
        while self._part is not None and (spot is None or self._part[:2] < spot):
            yield Finding("orphan", f"{shown(self._part[0])}:{self._part[1]}", _("leaf hashes without their entry"))
            self._part = next(self._rows, None)

    def begin(self, spot: tuple[bytes, int]) -> None:
        """Begin with the parts of an entry."""
        self._spot = spot
        self._kept = bytearray()
        self.digest = sha256(b"s1:leaves\0")
        self.length = 0
        self.right = True

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes of the entry's leaf hashes, fewer where there are no more."""
        while len(self._kept) < size and self._read():
            pass
        taken = bytes(self._kept[:size])
        del self._kept[:size]
        return taken

    def rest(self) -> None:
        """Read what is left of the entry's leaf hashes."""
        while self._read():
            self._kept.clear()

    def _read(self) -> bool:
        if self._part is None or self._part[:2] != self._spot:
            return False
        _book, _seq, number, hashes = self._part
        whole = tables.LEAVES_A_PART * 32
        self.right = self.right and self.length == number * whole and 0 < len(hashes) <= whole
        self.digest.update(hashes)
        self.length += len(hashes)
        self._kept += hashes
        self._part = next(self._rows, None)
        return True


class _Changes:
    """The changes in the order of the chain, handed out in runs of one entry and one shape."""

    def __init__(self, connection: Connection) -> None:
        self._rows = read(connection, _CHANGES)
        self._block: list[tuple[Any, ...]] = []
        self._at = 0

    def left(self) -> bool:
        """Say whether there are more."""
        if self._at == len(self._block):
            self._block, self._at = list(islice(self._rows, 500)), 0
        return bool(self._block)

    def before(self, spot: tuple[bytes, int]) -> bool:
        """Say whether the next one stands before an entry."""
        return self.left() and self._block[self._at][:2] < spot

    def next(self) -> tuple[Any, ...]:
        """Take the next one."""
        self._at += 1
        return self._block[self._at - 1]

    def of(self, spot: tuple[bytes, int]) -> list[tuple[Any, ...]]:
        """Take the next ones of an entry that are of one shape; none where there are none left."""
        if not self.left():
            return []
        first, block = self._at, self._block
        key = (*spot, block[first][3])
        while self._at < len(block) and (block[self._at][0], block[self._at][1], block[self._at][3]) == key:
            self._at += 1
        return block[first : self._at]


def _all_hold(stored: bytes, leaf: int, changes: list[tuple[Any, ...]], personal: bool, shape: bytes) -> bool:
    """Say whether changes of one shape are all as they were hashed, from position `leaf` on, and none was erased."""
    _books, _seqs, leaves, _shapes, rows, revs, salts, afters, befores, p_salts, p_afters, p_befores = zip(
        *changes, strict=True
    )
    step = 2 if personal else 1
    if leaves != tuple(range(leaf, leaf + step * len(leaves), step)) or set(map(len, rows)) != {32} or b"" in befores:
        return False
    try:
        found = chain.leaf_digests(chain.ORDINARY, shape, zip(salts, rows, revs, afters, befores, strict=True))
        if not personal:
            return {*p_salts, *p_afters, *p_befores} == {None} and b"".join(found) == stored
        hidden = chain.leaf_digests(chain.PERSONAL, shape, zip(p_salts, rows, revs, p_afters, p_befores, strict=True))
    except TypeError:
        return False
    return b"" not in p_befores and b"".join(chained.from_iterable(zip(found, hidden, strict=True))) == stored


def _change(
    change: tuple[Any, ...], stored: bytes, leaf: int, where: str, table: str, personal: bool, shape: bytes
) -> Iterator[Finding]:
    """Check one change alone: whether it is the one that was hashed, or was erased."""
    row_id, rev, salt, after, before, p_salt, p_after, p_before = change[4:]
    good = change[2] == leaf and len(row_id) == 32
    if salt is None and after is None and before is None:
        yield _erased(where, table, row_id)
    else:
        good = good and _holds(stored[:32], b"o", salt, shape, row_id, rev, after, before)
    if p_salt is None and p_after is None and p_before is None:
        if personal:
            yield _erased(where, table, row_id)
    else:
        good = good and personal and _holds(stored[32:], b"p", p_salt, shape, row_id, rev, p_after, p_before)
    if not good:
        yield Finding("leaf", f"{where} {table} {shown(row_id)}", _("the recorded change was altered"))


def _holds(
    stored: bytes,
    part: bytes,
    salt: bytes | None,
    shape: bytes,
    row_id: bytes,
    rev: int,
    after: bytes | None,
    before: bytes | None,
) -> bool:
    """Say whether a leaf's payload is the one that was hashed. An empty `before` would hash like none at all."""
    if salt is None or after is None or before == b"":
        return False
    return stored == chain.leaf_digest(part, salt, shape, row_id, rev, after, before or b"")


def _orphan(change: tuple[Any, ...]) -> Finding:
    return Finding("orphan", f"{shown(change[0])}:{change[1]} {shown(change[4])}", _("a change without its entry"))


def _erased(where: str, table: str, row_id: bytes) -> Finding:
    return Finding("redacted", f"{where} {table} {shown(row_id)}", _("was erased; its hash stands"), notice=True)


def _copies(
    row: tuple[Any, ...], header: Mapping[str, Any], facts: Mapping[str, str], book: tuple[Any, ...] | None, where: str
) -> Iterator[Finding]:
    """Compare what stands beside the header with what stands in it."""
    stored = dict(zip(TEXTS, row[4:], strict=True))
    copies: list[tuple[str, Any, str]] = [(name, stored[name], name) for name in TEXTS]
    copies += [("book", row[0], "book"), ("seq", row[1], "seq")]
    copies += [(f"ledger_info {name}", facts.get(name), name) for name in ("ledger", "mark")]
    if book is not None:
        copies += [("book device", book[2], "device"), ("book site", book[7], "site")]
        if row[1] == 1:
            copies.append(("book opened_at", book[3], "recorded_at"))
    for column, value, name in copies:
        said = header.get(name)
        if value != (
            said.encode("utf-8", "surrogatepass") if isinstance(said, str) and isinstance(value, bytes) else said
        ):
            yield Finding("copy", where, _("{column} differs from the header", column=column))
    if header.get("opened") and header["opened"].get("why") != "new":
        yield _opened(header["opened"], where)
    if header.get("skew"):
        yield Finding("skew", where, _("the clock stood {n} s behind", n=-header["skew"]), notice=True)


def _opened(opened: Mapping[str, Any], where: str) -> Finding:
    """Say why a book was opened: a restored older copy stays on record, with the heads that were lost by it."""
    if opened["why"] == "copied":
        return Finding("copied", where, _("the book was opened in a copy of the file"), notice=True)
    lost = ", ".join(f"{book}:{seq}" for book, seq, _digest in opened["missed"])
    return Finding("restored", where, _("an older copy was put back here; lost: {what}", what=lost), notice=True)


def _tip(connection: Connection, header: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Check that the other book's entry this one names is there as it was: it may not be cut off."""
    if header.get("tip") is None:
        return
    book, seq, digest = header["tip"]
    found = next(read(connection, "SELECT hash FROM entry WHERE book = ? AND seq = ?", book, seq), (None,))[0]
    if found is None or found.hex() != digest:
        yield Finding(
            "tip", where, _("names entry {spot} of another book, which is gone or altered", spot=f"{book}:{seq}")
        )


def _link(
    header: Mapping[str, Any],
    seq: int,
    where: str,
    book: tuple[Any, ...] | None,
    before: tuple[int, bytes, Mapping[str, Any]] | None,
) -> Iterator[Finding]:
    """Check that an entry follows the one before it, or the ledger's head when its book was opened."""
    if book is None:
        yield Finding("book", where, _("stands in a book that is not listed"))
    expected = before[0] + 1 if before else 1
    if seq != expected:
        yield Finding("gap", where, _("entry {n} is missing before it", n=expected))
    prev = before[1].hex() if before else shown(book[4]) if book else ""
    if header.get("prev") != prev:
        yield Finding("link", where, _("does not follow the entry before it"))


def _books(
    connection: Connection,
    books: Mapping[bytes, tuple[Any, ...]],
    ends: Mapping[bytes, tuple[int, bytes, Mapping[str, Any]]],
    skewed: bool,
) -> Iterator[Finding]:
    """Check every book's head and ordinal; ordinals follow the opening, as far as no clock stood behind."""
    last, opened = 0, b""
    for key, ordinal, _device, at, _base, head_seq, head_hash, _site in sorted(books.values(), key=lambda b: b[1]):
        where = f"book {shown(key)}"
        if (head_seq, head_hash) != ends.get(key, (None, None))[:2]:
            yield Finding("head", where, _("its head is not its last entry"))
        if ordinal != last + 1 or at < opened:
            yield Finding("book", where, _("has another ordinal"), notice=ordinal == last + 1 and skewed)
        last, opened = ordinal, at
    if ends:
        latest = max((end[2] for end in ends.values()), key=lambda header: int(header.get("schema", 0)))
        if latest and schema_state(connection, latest["schema"])[1] != latest["steps"]:
            yield Finding("schema", "schema_step", _("was altered"))
