"""Undo (撤销): reverse one entry by a new one: an insert is voided, an update gets its old values back.

Notes, undos, migrations and imports are not undone this way (an import by its number, with --yes). Refused, naming why,
where a row changed since, something live depends on it, or rows of the entry are hidden from the login.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from salesctl.errors import NotAllowed, NotFound, Refused
from salesctl.ledger import tables
from salesctl.ledger.capture import LedgerSession, canon
from salesctl.ledger.history import Changed, Step, changes, entries
from salesctl.ledger.pgrights import sees_all
from salesctl.ledger.record import Record, columns
from salesctl.ledger.session import Transaction
from salesctl.ledger.types import Stored
from salesctl.locale import _

LOOK = 500
MOST = 1_000_000
"""Rows one undo takes back at most: all of them are held in memory."""
NEVER = ("undo", "init", "ledger.", "rules.apply", "month.")
BULK = (".import",)


def last_of(session: Session, actor: str | None, book: str) -> Step:
    """Return the last entry of `actor` in `book` that can be undone and is not undone yet; raises NotFound for none."""
    connection = session.connection()
    undone = undone_entries(connection)
    for step in entries(connection, newest=LOOK, book=book, actor=actor) if book else ():
        if step.n == 0 or step.action.startswith(NEVER) or step.action.endswith(BULK):
            continue
        if step.id not in undone:
            return step
    raise NotFound(_("There is nothing of yours to undo."), hint=_("See: salesctl ledger log"))


def undone_entries(connection: Connection) -> set[str]:
    """Return the ids of the entries that undos, whoever asked for them, took back, as their headers say."""
    e = tables.entry
    query = select(e.c.header).where(e.c.action == "undo").order_by(e.c.recorded_at.desc()).limit(LOOK)
    return {str(json.loads(header).get("undoes", "")) for header in connection.execute(query).scalars()}


def refuse_hidden(connection: Connection, step: Step) -> None:
    """Raise Refused where row security hides changes of an entry, all or some, from the login that would undo it."""
    if sees_all(connection):
        return
    c, s = tables.change, tables.shape
    here = select(s.c.body, func.count()).join(s, s.c.no == c.c.shape).where(c.c.book == step.book, c.c.seq == step.seq)
    shown = sum(n * (2 if json.loads(body)["p"] else 1) for body, n in connection.execute(here.group_by(s.c.body)))
    if shown < step.header["n"]:
        number = f"{step.ordinal:02d}:{step.seq}"
        raise Refused(
            _(
                "Entry {n}, {action}, can't be taken back by this login: it no longer sees its rows.",
                n=number,
                action=step.action,
            ),
            hint=_("To take back an older one, give its number: salesctl undo ENTRY; see: salesctl ledger log"),
        )


def models() -> dict[str, type[Record]]:
    """Return the loaded rooms' models by table name."""
    found: dict[str, type[Record]] = {}
    todo: list[type[Any]] = [Record]
    while todo:
        for model in todo.pop().__subclasses__():
            todo.append(model)
            if hasattr(model, "__table__"):
                found[model.__table__.name] = model
    return found


Depends = Callable[[LedgerSession, Record], Iterable[str]]
"""Names what live thing depends on a row that is about to be voided; empty where nothing does."""


def _same(row: Record, change: Changed) -> bool:
    """Say whether a row, though written since, is again as the change left it (its later changes were undone)."""
    ordinary, personal = columns(type(row))
    return all(canon(c, getattr(row, c.name)) == change.after.get(c.name) for c in (*ordinary, *personal))


def _writes(tx: Transaction, row: Record) -> bool:
    """Say whether this login may change a row; the ledger's owner may any, and so does whoever has a file."""
    if not tx.ledger.on_server:
        return True
    from salesctl.ledger.pgrights import owns

    table: str = row.__table__.name  # type: ignore[attr-defined]
    if owns(tx.connection):
        return True
    return bool(tx.connection.exec_driver_sql("SELECT row_edits(?, ?)", (table, row.id)).scalar())


def reverse(
    tx: Transaction, step: Step, actor: str | None, depends: Iterable[Depends] = ()
) -> list[tuple[Record, Changed]]:
    """Reverse every change of an entry, last first; returns the rows with what was reversed.

    The caller's transaction commits it. Raises Refused, naming why, where one of them can't be reversed or is not seen.
    """
    refuse_hidden(tx.connection, step)
    known = models()
    done = []
    todo = changes(tx.connection, step.book, step.seq, most=MOST + 1)
    if len(todo) > MOST:
        raise Refused(
            _("Entry {n} has more than {most} rows; that many are not undone at once.", n=step.seq, most=MOST),
            hint=_("Take the ledger as it stood before it: salesctl ledger copy FILE --until ENTRY"),
        )
    touched = {change.row for change in todo}
    for change in reversed(todo):
        model = known.get(change.table)
        if model is None:
            raise Refused(_("{table} can't be undone.", table=change.table))
        row = tx.session.scalars(select(model).where(model.id == change.row)).first()  # type: ignore[arg-type]
        if row is None or (row.rev != change.rev and not _same(row, change)):
            raise Refused(
                _("{what} changed since.", what=getattr(row, "number", None) or change.table),
                hint=_(
                    "Undo the later change first, or correct it by hand: salesctl ledger history {what}",
                    what=getattr(row, "number", change.row),
                ),
            )
        if not _writes(tx, row):
            raise NotAllowed(
                _("{what} is somebody else's now.", what=getattr(row, "number", None) or change.table),
                hint=_("Have it changed or voided by whoever has it, or by their lead."),
            )
        if change.before is None and change.rev > 1:
            raise Refused(
                _("{what}: what it was before has been erased.", what=getattr(row, "number", None) or change.table)
            )
        if change.before is None:
            for depend in depends:
                if reasons := [name for name in depend(tx.session, row) if name not in touched]:
                    raise Refused(
                        _(
                            "{what} can't be taken back: {why} depends on it.",
                            what=getattr(row, "number", None) or change.table,
                            why=", ".join(reasons[:3]),
                        ),
                        hint=_("Void those first."),
                    )
            row.voided_at, row.voided_by = tx.now, actor
        else:
            for name, old in change.before.items():
                kind = model.__table__.c[name].type  # type: ignore[attr-defined]
                assert isinstance(kind, Stored)
                setattr(row, name, None if old is None else kind.uncanon(old))
        done.append((row, change))
    return done
