"""Verify (校验): prove that nothing was rewritten: chain, leaves, copies, rows against their last change, and every derived table.

A list of checks, each yielding findings; notices (a clock that stepped back, a redacted leaf) are kept apart. It reads shapes,
not models, so it needs no room and can check a ledger whose rooms it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from salesctl.ledger import chain, tables
from salesctl.ledger.books import Seen
from salesctl.ledger.canon import canon_instant
from salesctl.ledger.engine import choose_driver
from salesctl.ledger.opening import heads, missing_heads, schema_state
from salesctl.locale import _


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not add up, or (`notice`) what a reader should know. `where` names entry, table and row."""

    code: str
    where: str
    message: str
    notice: bool = False


@dataclass(slots=True)
class Report:
    """What was checked and found. `head` is the ledger's head, counts by kind."""

    head: str = chain.ZERO
    books: int = 0
    entries: int = 0
    changes: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)


Check = Callable[[Connection, Report], Iterator[Finding]]
MOST = 200


def run(connection: Connection, seen: Seen | None, extra: Sequence[Check] = ()) -> Report:
    """Run every check and gather at most MOST findings; a file the engine can't read is a finding, not a traceback."""
    report = Report()
    checks: list[Check] = [engine_check, schema_check, chain_check, rows_check, counter_check, blob_check, *extra]
    if seen is not None:
        checks.append(lambda conn, rep: head_check(conn, seen))
    for check in checks:
        try:
            for finding in check(connection, report):
                (report.notices if finding.notice else report.findings).append(finding)
                if len(report.findings) >= MOST:
                    return report
        except (
            DatabaseError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            UnicodeDecodeError,
        ) as error:
            reason = getattr(error, "orig", None) or error
            report.findings.append(
                Finding("unreadable", check_name(check), _("can't be read: {why}", why=str(reason)[:200]))
            )
    return report


def check_name(check: Check) -> str:
    """Name a check for a finding."""
    return getattr(check, "__name__", "check").removesuffix("_check")


def engine_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Let SQLite check pages, indexes, types and foreign keys."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Finding("page", "sqlite", str(line))
    for table, row, *_rest in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield Finding("reference", f"{table} {row}", _("points at a row that is not there"))


def schema_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Compare every table, index and trigger with what the migrations made."""
    from salesctl.ledger.migrate import steps, version

    at = version(connection)
    expected: dict[str, str] = {}
    memory = choose_driver().module.connect(":memory:")
    for step in steps()[:at]:
        for statement in step.statements:
            memory.execute(statement)
        row = connection.execute(select(tables.schema_step).where(tables.schema_step.c.version == step.version)).first()
        if row is None or row.sha256 != step.sha256 or row.name != step.name:
            yield Finding("schema", f"schema {step.version}", _("is not the migration this program knows"))
    query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    expected.update(memory.execute(query).fetchall())
    memory.close()
    found = {name: sql for name, sql in connection.exec_driver_sql(query)}
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield Finding("schema", name, _("is missing from the schema"))
        elif name not in expected:
            yield Finding("schema", name, _("does not belong to the schema"))
        elif expected[name] != found[name]:
            yield Finding("schema", name, _("was altered"))


def chain_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Re-derive every leaf, entry and link from what is stored."""
    shapes = _shapes(connection)
    yield from (
        Finding("shape", f"shape {number}", _("does not match its hash"))
        for number, ok in _bad_shapes(connection)
        if not ok
    )
    changes = _changes(connection)
    pending = next(changes, None)
    used: set[int] = set()
    last_book: Any = None
    prev, expected = "", 1
    facts = {row.key: row.value for row in connection.execute(select(tables.info))}
    books = {row.id: row for row in connection.execute(select(tables.book))}
    stream = connection.execute(
        select(tables.entry).order_by(tables.entry.c.book, tables.entry.c.seq).execution_options(yield_per=500)
    )
    tail: dict[str, tuple[int, bytes, Mapping[str, Any]]] = {}
    for row in stream:
        where = f"{row.book}:{row.seq}"
        if row.book != last_book:
            last_book, expected = row.book, 1
            prev = books[row.book].base if row.book in books else ""
            if row.book not in books:
                yield Finding("book", where, _("stands in a book that is not listed"))
            elif books[row.book].opened_at != row.recorded_at and row.seq == 1:
                yield Finding("book", where, _("does not agree with the opening of its book"))
        if row.seq != expected:
            yield Finding("gap", where, _("entry {n} is missing before it", n=expected))
        expected = row.seq + 1
        report.entries += 1
        if chain.entry_hash(row.header) != row.hash:
            yield Finding("header", where, _("the header was changed"))
        header = json.loads(row.header)
        yield from _copies(row, header, facts, books, where)
        if header["prev"] != prev:
            yield Finding("link", where, _("does not follow the entry before it"))
        prev = row.hash.hex()
        tail[row.book] = (row.seq, row.hash, header)
        if header["skew"]:
            yield Finding("skew", where, _("the clock stood {n} s behind", n=-header["skew"]), notice=True)
        leaves, finding = _leaves(connection, row.book, row.seq, header)
        if finding:
            yield Finding("leaves", where, finding)
        position = 0
        while pending is not None and (pending.book, pending.seq) == (row.book, row.seq):
            report.changes += 1
            used.add(pending.shape)
            table, personal, digest = shapes.get(pending.shape, ("?", False, b""))
            spot = f"{where} {table} {pending.row_id}"
            if pending.leaf != position:
                yield Finding("order", spot, _("stands at another place of its entry"))
            for part, salt, after, before in _parts(pending, personal):
                if salt is None and after is None and before is None:
                    yield Finding("redacted", spot, _("was erased; its hash stands"), notice=True)
                elif (
                    salt is None
                    or after is None
                    or leaves(position)
                    != chain.leaf_hash(part, salt, digest, pending.row_id, pending.rev, after, before)
                ):
                    yield Finding("leaf", spot, _("the recorded change was altered"))
                position += 1
            pending = next(changes, None)
        if position != header["n"]:
            yield Finding("count", where, _("holds {n} leaves, the header says {m}", n=position, m=header["n"]))
        while pending is not None and (pending.book, pending.seq) < (row.book, row.seq + 1):
            yield Finding("orphan", f"{pending.book}:{pending.seq} {pending.row_id}", _("a change without its entry"))
            pending = next(changes, None)
    while pending is not None:
        yield Finding("orphan", f"{pending.book}:{pending.seq} {pending.row_id}", _("a change without its entry"))
        pending = next(changes, None)
    yield from (Finding("shape", f"shape {number}", _("no change uses it")) for number in shapes.keys() - used)
    yield from _books(connection, books, tail)
    report.books = len(books)
    report.head = (
        chain.heads_hash((book, seq, digest) for book, (seq, digest, _header) in tail.items()) if tail else chain.ZERO
    )


def _shapes(connection: Connection) -> dict[int, tuple[str, bool, bytes]]:
    found = {}
    for row in connection.execute(select(tables.shape)):
        body = json.loads(row.body)
        found[row.no] = (body["t"], bool(body["p"]), row.hash)
    return found


def _bad_shapes(connection: Connection) -> Iterator[tuple[int, bool]]:
    for row in connection.execute(select(tables.shape)):
        yield row.no, chain.shape_hash(row.body) == row.hash


def _changes(connection: Connection) -> Iterator[Any]:
    table = tables.change
    return iter(
        connection.execute(
            select(table).order_by(table.c.book, table.c.seq, table.c.leaf).execution_options(yield_per=2000)
        )
    )


def _parts(change: Any, personal: bool) -> Iterator[tuple[bytes, Any, Any, Any]]:
    yield chain.ORDINARY, change.salt, change.after, change.before
    if personal:
        yield chain.PERSONAL, change.p_salt, change.p_after, change.p_before


def _copies(
    row: Any, header: Mapping[str, Any], facts: Mapping[str, str], books: Mapping[str, Any], where: str
) -> Iterator[Finding]:
    for name in tables.COPIES:
        stored = getattr(row, name)
        if name == "recorded_at":
            stored = canon_instant(stored)
        if stored != header[name]:
            yield Finding("copy", where, _("{column} differs from the header", column=name))
    for name in ("ledger", "name", "site", "mark"):
        if facts.get(name) != header[name]:
            yield Finding("copy", where, _("{column} differs from the header", column=f"ledger_info {name}"))
    if row.book in books and books[row.book].device != header["device"]:
        yield Finding("copy", where, _("{column} differs from the header", column="book device"))


def _leaves(
    connection: Connection, book: str, seq: int, header: Mapping[str, Any]
) -> tuple[Callable[[int], bytes], str]:
    """Return (leaf hash by position, what is wrong)."""
    table = tables.leafpart
    rows = connection.execute(
        select(table.c.part, table.c.hashes).where(table.c.book == book, table.c.seq == seq).order_by(table.c.part)
    ).all()
    digest, total, wrong = sha256(b"s1:leaves\0"), 0, ""
    for number, (part, hashes) in enumerate(rows):
        digest.update(hashes)
        total += len(hashes)
        if part != number or (number < len(rows) - 1 and len(hashes) != tables.LEAVES_A_PART * 32):
            wrong = _("the leaf hashes were altered")
    if digest.hexdigest() != header["leaves"] or total != header["n"] * 32:
        wrong = _("the leaf hashes were altered")

    def at(position: int) -> bytes:
        part, offset = divmod(position, tables.LEAVES_A_PART)
        return bytes(rows[part].hashes[offset * 32 : offset * 32 + 32]) if part < len(rows) else b""

    return at, wrong


def _books(
    connection: Connection, books: Mapping[str, Any], tail: Mapping[str, tuple[int, bytes, Mapping[str, Any]]]
) -> Iterator[Finding]:
    ordered = sorted(books.values(), key=lambda b: (b.opened_at, b.ordinal))
    for number, row in enumerate(ordered, 1):
        seq, digest, _header = tail.get(row.id, (0, b"", {}))
        if row.ordinal != number:
            yield Finding("book", f"book {row.id}", _("has another ordinal"))
        if (row.head_seq, row.head_hash) != (seq, digest):
            yield Finding("head", f"book {row.id}", _("its head is not its last entry"))
    if tail:
        latest = max(tail.values(), key=lambda t: t[2]["schema"])[2]
        if schema_state(connection, latest["schema"])[1] != latest["steps"]:
            yield Finding("schema", "schema_step", _("was altered"))
    table = tables.leafpart
    known = select(tables.entry.c.book, tables.entry.c.seq).where(
        tables.entry.c.book == table.c.book, tables.entry.c.seq == table.c.seq
    )
    for row in connection.execute(select(table.c.book, table.c.seq).where(~known.exists()).distinct().limit(20)):
        yield Finding("orphan", f"{row.book}:{row.seq}", _("leaf hashes without their entry"))


def head_check(connection: Connection, seen: Seen) -> Iterator[Finding]:
    """Compare with the heads this device has seen: an entry cut off leaves a whole chain, but not this."""
    for book, seq, digest in missing_heads(connection, seen):
        yield Finding(
            "known_head",
            f"{book}:{seq}",
            _("this device has seen {digest} there; the ledger no longer holds it", digest=chain.short(digest)),
        )


def noted_head(connection: Connection, noted: str) -> str:
    """Check a head noted on paper, `01:18204,02:7@9f3c…e1a7` (books by ordinal) or 64 hex; returns what is wrong, or ""."""
    counts, _at, digest = noted.rpartition("@")
    digest = digest.strip().lower()
    if not counts:
        current = chain.heads_hash((b, s, bytes.fromhex(h)) for b, (s, h) in heads(connection).items())
    else:
        points = []
        for count in counts.split(","):
            ordinal, _colon, seq = count.strip().partition(":")
            row = connection.execute(
                select(tables.entry.c.book, tables.entry.c.hash)
                .join(tables.book, tables.book.c.id == tables.entry.c.book)
                .where(tables.book.c.ordinal == int(ordinal), tables.entry.c.seq == int(seq))
            ).first()
            if row is None:
                return _("entry {n} of book {book} is not in the ledger", n=seq, book=ordinal)
            points.append((row.book, int(seq), row.hash))
        current = chain.heads_hash(points)
    first, last = digest.replace("...", "…").partition("…")[::2]
    same = (
        current.startswith(first) and current.endswith(last) if last else current.startswith(first) and len(first) >= 8
    )
    return "" if same else _("the ledger's head there is {digest}", digest=chain.short(current))


def rows_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Compare every live row with its highest change, in SQL."""
    by_table: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for row in connection.execute(select(tables.shape)):
        body = json.loads(row.body)
        by_table.setdefault(body["t"], []).append((row.no, body))
    existing = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    own = set(tables.metadata.tables)
    for table in sorted(existing - own - {"scope"} - by_table.keys()):
        if not table.startswith("sqlite_"):
            count = connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
            if count:
                yield Finding("unrecorded", table, _("{n} rows without any recorded change", n=count))
    for table, shapes in sorted(by_table.items()):
        if table == "reason":
            continue
        if table not in existing:
            yield Finding("schema", table, _("is missing from the schema"))
            continue
        report.rows += int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar() or 0)
        numbers = ",".join(str(number) for number, _body in shapes)
        yield from _named(connection, table, "unrecorded", _("has no recorded change of that rev"),
            f'SELECT t.id FROM "{table}" t WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.row_id = t.id AND c.rev = t.rev'
            f" AND c.shape IN ({numbers}))")  # fmt: skip
        yield from _named(connection, table, "stale_row", _("a later change is recorded than the row shows"),
            f'SELECT t.id FROM "{table}" t WHERE EXISTS (SELECT 1 FROM change c WHERE c.row_id = t.id AND c.rev > t.rev)')  # fmt: skip
        yield from _named(connection, table, "missing_row", _("was recorded and is gone"),
            f'SELECT DISTINCT c.row_id FROM change c WHERE c.shape IN ({numbers})'
            f' AND NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = c.row_id)')  # fmt: skip
        for number, body in shapes:
            ordinary, personal = row_arrays(body)
            yield from _named(connection, table, "row", _("differs from its last recorded change"),
                f'SELECT t.id FROM "{table}" t JOIN change c ON c.row_id = t.id AND c.rev = t.rev WHERE c.shape = {number}'
                f" AND (c.after IS NOT {ordinary} AND c.after IS NOT NULL OR c.p_after IS NOT {personal} AND c.p_after IS NOT NULL)")  # fmt: skip


def row_arrays(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return SQL that builds a row's canonical arrays (ordinary, personal) from the live columns."""
    return tuple(  # type: ignore[return-value]
        "json_array({})".format(",".join(_column(*name.rsplit(":", 1)) for name in body[part]))
        if body[part]
        else "NULL"
        if part == "p"
        else "'[]'"
        for part in ("o", "p")
    )


def _column(name: str, kind: str) -> str:
    column = f't."{name}"'
    if kind == "flag":
        return f"CASE {column} WHEN 0 THEN json('false') WHEN 1 THEN json('true') ELSE {column} END"
    return column


def _named(connection: Connection, table: str, code: str, message: str, query: str) -> Iterator[Finding]:
    number = "number" if _has_number(connection, table) else "''"
    for row_id, name in connection.exec_driver_sql(
        f'WITH bad(id) AS ({query}) SELECT bad.id, (SELECT {number} FROM "{table}" n WHERE n.id = bad.id) FROM bad LIMIT 50'
    ):
        yield Finding(code, f"{table} {name or row_id}", message)


def _has_number(connection: Connection, table: str) -> bool:
    return any(row[1] == "number" for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")'))


def number_tops(connection: Connection) -> dict[tuple[str, int, str], int]:
    """Return the highest number given, by (letter, year, site)."""
    from salesctl.ledger.numbering import NUMBER

    found: dict[tuple[str, int, str], int] = {}
    for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").all():
        if _has_number(connection, table):
            # The greatest text of one series and length is its greatest number; length and site part the groups.
            query = (
                f'SELECT max(number) FROM "{table}" WHERE number IS NOT NULL'
                " GROUP BY substr(number, 1, 7), length(number), substr(number, 8, 1) GLOB '[A-Z]', substr(number, 8, 1) > '9'"
            )
            for (number,) in connection.exec_driver_sql(query):
                match = NUMBER.fullmatch(number)
                if match:
                    key = (match["letter"], int(match["year"]), match["site"])
                    found[key] = max(found.get(key, 0), int(match["count"]))
    return found


def counter_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Recompute every counter from the highest number that was given."""
    found = number_tops(connection)
    kept = {(row.letter, row.year, row.site): row.value for row in connection.execute(select(tables.counter))}
    for key in sorted(found.keys() | kept.keys()):
        if found.get(key, 0) != kept.get(key, 0):
            yield Finding("counter", "-".join(map(str, key[:2])) + (f"-{key[2]}" if key[2] else ""),
                _("counts {n}, the numbers given say {m}", n=kept.get(key, 0), m=found.get(key, 0)))  # fmt: skip


def blob_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Re-read every byte of every file, and look for files that are cited but absent, or kept but never cited."""
    from salesctl.ledger.blobs import get

    cited: set[str] = set()
    for row in connection.execute(select(tables.shape)):
        body = json.loads(row.body)
        for column in (c.rsplit(":", 1)[0] for part in ("o", "p") for c in body[part] if c.endswith(":blob")):
            query = f'SELECT DISTINCT "{column}" FROM "{body["t"]}" WHERE "{column}" IS NOT NULL'
            cited.update(name for (name,) in connection.exec_driver_sql(query))
    kept = {row.hash: row.size for row in connection.execute(select(tables.blob))}
    for name in sorted(cited - kept.keys()):
        yield Finding("blob", name[:12], _("the file is cited and not there"))
    for name in sorted(kept.keys() - cited):
        yield Finding("blob", name[:12], _("a file that nothing cites"))
    for name, size in sorted(kept.items()):
        digest, length = sha256(), 0
        for part in get(connection, name):
            digest.update(part)
            length += len(part)
        if (digest.hexdigest(), length) != (name, size):
            yield Finding("blob", name[:12], _("the file's bytes were altered"))
    orphan = "SELECT DISTINCT p.hash FROM blob_part p WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = p.hash)"
    for (name,) in connection.exec_driver_sql(orphan):
        yield Finding("blob", name[:12], _("a file that nothing cites"))
