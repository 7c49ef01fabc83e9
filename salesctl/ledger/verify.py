"""Verify (校验): prove that nothing was rewritten: chain, leaves, copies, rows against their last change, and the rest.

A list of checks, each yielding findings; notices (a clock that stepped back, an erased leaf) are kept apart. It reads
shapes, not models, so it needs no room and can check a ledger whose rooms it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from salesctl.errors import SalesError
from salesctl.ledger import chain, tables
from salesctl.ledger.books import Seen, recall
from salesctl.ledger.engine import Ledger, choose_driver
from salesctl.ledger.findings import Check, Finding, Report, on_sqlite, read, tables_there
from salesctl.ledger.opening import heads, info, missing_heads
from salesctl.ledger.pgrights import sees_all
from salesctl.ledger.proving import chain_check
from salesctl.ledger.rowchecks import blob_check, counter_check, number_tops, rows_check
from salesctl.locale import _

__all__ = ["MOST", "Check", "Finding", "Report", "noted_head", "number_tops", "of", "run"]

MOST = 200


def of(ledger: Ledger, extra: Sequence[Check] = ()) -> Report:
    """Verify a ledger against what this device has seen of it; a file that can't be read at all is a finding too."""
    try:
        with ledger.engine.connect() as connection:
            seen: Seen | None = None
            try:
                seen = recall(info(connection)["ledger"], ledger.path)[0]
            except (SalesError, DatabaseError, ValueError):
                pass  # run says what is wrong with it
            return run(connection, seen, extra, beside=ledger)
    except (DatabaseError, UnicodeDecodeError) as error:
        return Report(findings=[_unreadable("database", error)])


def run(
    connection: Connection, seen: Seen | None, extra: Sequence[Check] = (), *, beside: Ledger | None = None
) -> Report:
    """Run every check and gather at most MOST findings; what the engine can't read is a finding, not a traceback.

    With `beside`, the ledger of that connection, SQLite's own check (half of the work) runs at the same time on a
    connection of its own. What is written meanwhile disturbs nothing: it compares the file with itself alone.
    """
    if beside is None or connection.dialect.name != "sqlite":
        return _gather(connection, [engine_check, *_checks(seen, extra)])
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context

    def check_the_file() -> Report:
        with beside.engine.connect() as other, _cache(other, 12):  # it looks each row up in each index
            return _gather(other, [engine_check])

    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(copy_context().run, check_the_file)
        with _cache(connection, 2):
            report = _gather(connection, _checks(seen, extra))
        first = started.result()
    report.findings = [*first.findings, *report.findings][:MOST]
    return report


@contextmanager
def _cache(connection: Connection, size: int) -> Iterator[None]:
    """Read with a page cache of some MiB: two connections go through the whole file, and few pages are needed twice."""
    cursor = connection.connection.cursor()
    (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
    cursor.execute(f"PRAGMA cache_size=-{size * 1024}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA cache_size={usual}")
        cursor.close()


def _checks(seen: Seen | None, extra: Sequence[Check]) -> list[Check]:
    checks: list[Check] = [schema_check, chain_check, rows_check, counter_check, blob_check, *extra]
    if seen is not None:
        checks.append(lambda conn, rep: head_check(conn, seen))
    return checks


def _gather(connection: Connection, checks: Sequence[Check]) -> Report:
    report = Report(partial=not sees_all(connection))
    told = (
        connection.dialect.loaded_dbapi.Error,
        DatabaseError,
        SalesError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        ArithmeticError,
    )
    for check in checks:
        try:
            for finding in check(connection, report):
                (report.notices if finding.notice else report.findings).append(finding)
                if len(report.findings) >= MOST:
                    return report
        except (*told, RecursionError, AssertionError) as error:
            report.findings.append(_unreadable(check_name(check), error))
    return report


def _unreadable(where: str, error: Exception) -> Finding:
    why = str(getattr(error, "orig", None) or error)[:200]
    return Finding("unreadable", where, _("can't be read: {why}", why=why))


def check_name(check: Check) -> str:
    """Name a check for a finding."""
    return getattr(check, "__name__", "check").removesuffix("_check")


def engine_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Let the engine check pages, indexes, types and foreign keys, as far as it does."""
    if not on_sqlite(connection):
        from salesctl.ledger.pgschema import broken_references

        if report.partial:
            return  # a row that is hidden is not a row that is not there
        for table, names in broken_references(connection):
            yield Finding("reference", f"{table} {names}", _("points at a row that is not there"))
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Finding("page", "sqlite", str(line))
    for table, row, *_rest in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield Finding("reference", f"{table} {row}", _("points at a row that is not there"))


def schema_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Compare every table, index and trigger with what the migrations made."""
    from salesctl.ledger.migrate import steps

    kept = {row[0]: row[1:] for row in read(connection, "SELECT version, CAST(name AS TEXT), sha256 FROM schema_step")}
    known = steps()[: max(kept, default=0)]
    for step in known:
        if kept.pop(step.version, None) != (step.name, step.sha256):
            yield Finding("schema", f"schema {step.version}", _("is not the migration this program knows"))
    for version in sorted(kept):
        yield Finding("schema", f"schema {version}", _("is not the migration this program knows"))
    statements = [statement for step in known for statement in step.statements]
    yield from _schema(connection, statements) if on_sqlite(connection) else _schema_pg(connection, statements)


def _schema_pg(connection: Connection, statements: Sequence[str]) -> Iterator[Finding]:
    from salesctl.ledger.pgpolicies import TABLES as RIGHTS
    from salesctl.ledger.pgschema import expected, standing

    # That the tables of the rights are there at all is for whoever knows what the rooms say of theirs.
    rights = RIGHTS if {"sight", "passing"} & tables_there(connection) else ()
    wanted, found = expected([*statements, *rights]), standing(connection)
    for table, what in sorted(wanted ^ found):
        message = _("is missing from the schema") if (table, what) in wanted else _("does not belong to the schema")
        yield Finding("schema", f"{table}: {what}", message)


def _schema(connection: Connection, statements: Sequence[str]) -> Iterator[Finding]:
    memory = choose_driver().module.connect(":memory:")
    for statement in statements:
        memory.execute(statement)
    query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    expected = {(kind, name): sql for kind, name, sql in memory.execute(query)}
    memory.close()
    found = {(kind, name): sql for kind, name, sql in read(connection, query)}
    for kind, name in sorted(expected.keys() | found.keys()):
        if (kind, name) not in found:
            yield Finding("schema", f"{kind} {name}", _("is missing from the schema"))
        elif (kind, name) not in expected:
            yield Finding("schema", f"{kind} {name}", _("does not belong to the schema"))
        elif expected[kind, name] != found[kind, name]:
            yield Finding("schema", f"{kind} {name}", _("was altered"))


def head_check(connection: Connection, seen: Seen) -> Iterator[Finding]:
    """Compare with the heads this device has seen: an entry cut off leaves a whole chain, but not this."""
    for book, seq, digest in missing_heads(connection, seen):
        message = _("this device has seen {digest} there; the ledger no longer holds it", digest=chain.short(digest))
        yield Finding("known_head", f"{book}:{seq}", message)


def noted_head(connection: Connection, noted: str) -> str:
    """Check a head noted on paper, `01:18204,02:7@9f3c…e1a7` (books by ordinal) or 64 hex.

    Returns what is wrong, or "". Without counts it is compared with the head of now.
    """
    counts, _at, digest = noted.rpartition("@")
    digest = digest.strip().lower().replace("...", "…")
    first, dots, last = digest.partition("…")
    if (first + last).strip("0123456789abcdef") or len(first + last) < 8:
        return _("a head reads like 01:18204@9f3c…e1a7")
    if not counts:
        current = chain.heads_hash((book, seq, bytes.fromhex(last)) for book, (seq, last) in heads(connection).items())
    else:
        points = []
        for count in counts.split(","):
            ordinal, _colon, seq = count.strip().partition(":")
            if not (
                ordinal.isascii() and ordinal.isdigit() and seq.isascii() and seq.isdigit() and len(ordinal + seq) < 30
            ):
                return _("a head reads like 01:18204@9f3c…e1a7")
            row = connection.execute(
                select(tables.entry.c.book, tables.entry.c.hash)
                .join(tables.book, tables.book.c.id == tables.entry.c.book)
                .where(tables.book.c.ordinal == int(ordinal), tables.entry.c.seq == int(seq))
            ).first()
            if row is None:
                return _("entry {n} of book {book} is not in the ledger", n=seq, book=ordinal)
            points.append((row.book, int(seq), row.hash))
        current = chain.heads_hash(points)
    same = current.startswith(first) and current.endswith(last) if dots else current.startswith(first)
    return "" if same else _("the ledger's head there is {digest}", digest=chain.short(current))
