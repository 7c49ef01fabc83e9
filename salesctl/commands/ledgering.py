"""Questions and deeds of the `ledger` noun: the log, one record's history, verify, head, SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.org.models import Person
from salesctl.domains.org.people import may, reach_of, require, scoped
from salesctl.domains.org.rules import Reach
from salesctl.errors import NotFound
from salesctl.ledger import chain, tables, verify
from salesctl.ledger.books import recall
from salesctl.ledger.history import Changed, Step, changes, entries, entry_at
from salesctl.ledger.opening import info
from salesctl.ledger.record import columns, q
from salesctl.locale import _, n_
from salesctl.naming import reference
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.rooms import load_models, offered

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.naming import Match
    from salesctl.values.period import Period

LOG = (
    Field("id", "id", "Id", doc="Id of the entry."),
    Field("entry", "text", "Entry", doc="Book and number of the entry: 01:42."),
    Field("recorded_at", "instant", "Recorded", doc="When it was written."),
    Field("actor", "name", "Who", doc="Who wrote it."),
    Field("on_behalf_of", "name", "For", doc="For whom, where someone acted for another.", table=False),
    Field("action", "text", "Action", doc="What was done, as noun.verb."),
    Field("changes", "int", "Rows", doc="Number of rows it changed."),
    Field("reason", "text", "Reason", doc="Why, where it was said."),
    Field(
        "claimed",
        "flag",
        "Claimed",
        doc="True where the person was named by settings, not proven by the login.",
        table=False,
    ),
    Field("hash", "text", "Hash", doc="SHA-256 of the entry.", table=False),
)
HISTORY = (
    Field("id", "id", "Id", doc="Id of the entry."),
    Field("entry", "text", "Entry", doc="Book and number of the entry."),
    Field("recorded_at", "instant", "Recorded", doc="When it was written."),
    Field("actor", "name", "Who", doc="Who wrote it."),
    Field("action", "text", "Action", doc="What was done."),
    Field("field", "text", "Field", doc="Column that changed."),
    Field("before", "text", "Before", doc="Value before; empty for a new row."),
    Field("after", "text", "After", doc="Value after."),
    Field("reason", "text", "Reason", doc="Why, where it was said."),
)
QUIET = {"recorded_at", "recorded_by", "owner_id", "team_id", "on_date", "origin_key", "normal_name", "tax_key"}
_ENTRY = re.compile(r"(?:(\d{1,3}):)?(\d{1,12})")


def _names(ctx: Ctx) -> dict[str, tuple[str, str]]:
    return {
        i: (name, login or "")
        for i, name, login in ctx.session.execute(select(q(Person).id, q(Person).name, q(Person).login))
    }


def log(ctx: Ctx, period: Period | None, person: str | None, limit: int) -> Sheet:
    """List entries, newest first: one's own, those of one's teams' people, or all, as the right reaches.

    Raises NotAllowed for a person out of reach.
    """
    from datetime import timedelta

    from salesctl.values.clock import to_instant

    require_log(ctx)
    people: list[str] | list[None] = [person] if person else [None]
    if person:
        whose = ctx.session.get_one(Person, person)
        require(ctx, "ledger.log", _("read the journal of {name}", name=whose.name), owner=person, team=whose.team_id)
    elif reach_of(ctx, "ledger.log") is not Reach.ALL:
        people = list(ctx.session.scalars(scoped(ctx, select(q(Person).id), Person, "ledger.log")))
    since = until = None
    if period:
        from datetime import datetime, time

        since = to_instant(datetime.combine(period.first, time()), ctx.zone)
        until = to_instant(datetime.combine(period.last + timedelta(days=1), time()), ctx.zone)
    names = _names(ctx)

    def rows() -> Iterator[tuple[Value, ...]]:
        connection = ctx.session.connection()
        each = [entries(connection, newest=limit, actor=one, since=since, until=until) for one in people]
        newest = merge(*each, key=lambda step: (step.recorded_at, step.seq), reverse=True)
        for step in islice(newest, limit):
            who, login = names.get(step.actor or "", ("", ""))
            behalf = names.get(step.on_behalf_of or "", (None, ""))[0]
            yield (
                step.id,
                f"{step.ordinal:02d}:{step.seq}",
                step.recorded_at,
                who,
                behalf,
                step.action,
                step.n,
                step.reason or None,
                login != step.header["os_user"],
                step.hash,
            )

    return Sheet(LOG, rows(), title=_("Journal"), empty=_("No entry in that time."))


def require_log(ctx: Ctx) -> None:
    """Raise NotAllowed without the right to read the journal."""
    require(ctx, "ledger.log", _("read the journal"), owner=ctx.me.id, team=ctx.me.team_id)


def history(ctx: Ctx, match: Match) -> Sheet:
    """Return every change of one record, newest first: who, when, which column, before, after, why.

    Personal data is masked where `personal.see` does not reach the record; why, roles and logins where `ledger.log`
    doesn't.
    """
    require_log(ctx)
    names = _names(ctx)
    record = ctx.session.get_one(reference(match.kind).model, match.id)
    near = may(ctx, "ledger.log", owner=record.owner_id, team=record.team_id)
    hidden = set() if may(ctx, "personal.see", owner=record.owner_id, team=record.team_id) else _personal(match.kind)
    hidden |= set() if near else {"roles", "login"}

    def rows() -> Iterator[tuple[Value, ...]]:
        connection = ctx.session.connection()
        for step in entries(connection, newest=500, row=match.id):
            who = names.get(step.actor or "", ("", ""))[0]
            for change in changes(connection, step.book, step.seq, row=match.id):
                for name, before, after in _differences(change):
                    old, new = (_plain(ctx, change, name, value, hidden) for value in (before, after))
                    yield (
                        step.id,
                        f"{step.ordinal:02d}:{step.seq}",
                        step.recorded_at,
                        who,
                        step.action,
                        name,
                        old,
                        new,
                        (step.reason or None) if near else None,
                    )

    return Sheet(HISTORY, rows(), title=match.name)


def _differences(change: Changed) -> Iterator[tuple[str, Any, Any]]:
    for name, after in change.after.items():
        if change.before is None:
            if after is not None and name not in QUIET:
                yield name, None, after
        elif name in change.before:
            yield name, change.before[name], after


def _personal(kind: str) -> set[str]:
    return {column.name for column in columns(reference(kind).model)[1]} - {"name"}


def _plain(ctx: Ctx, change: Changed, name: str, value: Any, hidden: set[str]) -> str | None:
    if value is None:
        return None
    if change.kinds.get(name) == "scaled":
        from salesctl.render.human import plain_number
        from salesctl.values.money import from_scaled

        return plain_number(from_scaled(value))
    if change.kinds.get(name) == "instant":
        from salesctl.ledger.canon import read_instant

        return ctx.local(read_instant(value)).strftime("%Y-%m-%d %H:%M")
    if change.kinds.get(name) == "id":
        person = ctx.session.get(Person, value)
        return person.name if person else str(value)
    if name in hidden:
        from salesctl.domains.org.queries import masked

        return masked(str(value))
    return str(value)


def find_entry(ctx: Ctx, text: str) -> Step:
    """Return the entry a person names: `42` in this device's book, or `01:42`."""
    connection = ctx.session.connection()
    found = _ENTRY.fullmatch(text.strip())
    book = ""
    if found and found[1]:
        book = str(
            connection.execute(select(tables.book.c.id).where(tables.book.c.ordinal == int(found[1]))).scalar() or ""
        )
    elif found:
        seen, _how = recall(info(connection)["ledger"], ctx.ledger.path)
        book = seen.book or str(
            connection.execute(select(tables.book.c.id).order_by(tables.book.c.ordinal).limit(1)).scalar() or ""
        )
    step = entry_at(connection, book, int(found[2])) if found and book else None
    if step is None:
        raise NotFound(_("There is no entry {n}.", n=text), hint=_("See: salesctl ledger log"))
    return step


def verified(ctx: Ctx) -> verify.Report:
    """Run every check, those of the rooms too. Needs `ledger.verify`; that it is damaged, anybody is told.

    Who asks, and what they may, stands in the ledger too: where that can't be read, the proof still comes.
    """
    from salesctl.ledger.searching import search_check

    refused: Exception | None = None
    try:
        require(ctx, "ledger.verify", _("verify the ledger"))
    except Exception as error:  # noqa: BLE001 - raised again where the ledger is sound
        refused = error
    load_models()
    extra: list[verify.Check] = [search_check, *offered("CHECKS")]
    report = verify.of(ctx.ledger, extra)
    if refused is not None and not report.findings:
        raise refused
    return report


def head_of(ctx: Ctx, report: verify.Report) -> dict[str, Any] | None:
    """Return the head of what was verified; None where it can't be read any more."""
    from salesctl import printing

    try:
        return printing.head_facts(ctx)
    except Exception:
        if not report.findings:
            raise
        return None


def spoken(ctx: Ctx, where: str) -> str:
    """Name the book in a finding's place as the log does, 01:42; a damaged ledger may not say."""
    from sqlalchemy.exc import DatabaseError

    book, colon, rest = where.partition(":")
    if not colon or len(book) != 10:
        return where
    try:
        query = select(tables.book.c.ordinal).where(tables.book.c.id == book)
        ordinal = ctx.session.connection().execute(query).scalar()
    except DatabaseError:
        return where
    return where if ordinal is None else f"{ordinal:02d}:{rest}"


def head_facts(ctx: Ctx) -> dict[str, Any]:
    """Return the ledger's head (see `printing.head_facts`). Needs `ledger.verify`."""
    from salesctl import printing

    require(ctx, "ledger.verify", _("verify the ledger"))
    return printing.head_facts(ctx)


def verify_words(report: verify.Report) -> str:
    """Say in one line what was proven."""
    parts = [
        n_("{n} entry", "{n} entries", report.entries),
        n_("{n} change", "{n} changes", report.changes),
        n_("{n} row", "{n} rows", report.rows),
        n_("{n} book", "{n} books", report.books),
    ]
    return ", ".join(parts)


def verify_said(report: verify.Report) -> str:
    """Say what was proven, and what only the owner's verify proves."""
    words = {"what": verify_words(report), "head": chain.short(report.head)}
    if not report.partial:
        return _("The ledger holds: {what}. Head {head}", **words)
    rows = n_("{n} row", "{n} rows", report.rows)
    return _(
        "The chain holds, and your {rows}: {what}. Head {head}. The owner's verify proves the rest.", rows=rows, **words
    )
