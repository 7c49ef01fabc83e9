"""Operations (操作号): what was asked for under an id is done once, and known again however often it is asked.

After a COMMIT whose answer was lost the id is looked up on a new connection; a server that went away is waited for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from salesctl.errors import OpConflict
from salesctl.ledger import address, chain, tables
from salesctl.ledger.canon import canon_instant
from salesctl.ledger.engine import Ledger, open_ledger
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.ledger.session import Request


class AlreadyDone(Exception):
    """The same operation was done before; `id` is its entry, `rows` the (table, row id) it touched first."""

    def __init__(self, entry_id: str, recorded_at: datetime, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id
        self.recorded_at = recorded_at
        self.rows = rows


def written(ledger: Ledger, op_id: str) -> bool:
    """Say whether an operation stands in the ledger, as soon as anybody can say so; a file needs no second look."""
    for pause in address.PAUSES if ledger.on_server else ():
        try:
            return _find(ledger, op_id)
        except DatabaseError:
            time.sleep(pause)
    return _find(ledger, op_id)


def _find(ledger: Ledger, op_id: str) -> bool:
    """Say on a fresh connection whether an operation was written."""
    fresh = open_ledger(ledger.path)
    try:
        with fresh.engine.connect() as connection:
            query = select(tables.entry.c.id).where(tables.entry.c.op_id == op_id)
            return connection.execute(query).first() is not None
    finally:
        fresh.close()


def already(connection: Connection, request: Request) -> None:
    """Raise AlreadyDone for a repeated operation, OpConflict for another request under the same id."""
    if connection.exec_driver_sql("SELECT 1 FROM entry WHERE op_id = ?", (request.op_id,)).first() is None:
        return
    e = tables.entry
    row = connection.execute(select(e.c.id, e.c.recorded_at, e.c.book, e.c.seq).where(e.c.op_id == request.op_id)).one()
    c, s = tables.change, tables.shape
    rows = connection.execute(
        select(s.c.body, c.c.row_id, c.c.after)
        .join(s, s.c.no == c.c.shape)
        .where(c.c.book == row.book, c.c.seq == row.seq, (c.c.leaf < 40) | (s.c.hash == chain.shape_hash(chain.WORDS)))
        .order_by(c.c.leaf)
    ).all()
    words = next((json.loads(after) for body, _row, after in rows if body == chain.WORDS and after), [None, None])
    if words[1] != request.digest:
        raise OpConflict(
            _("The operation id was used for another request at {when}.", when=canon_instant(row.recorded_at)),
            hint=_("Give a new --op-id, or leave it out."),
            retry=False,
        )
    done = [(json.loads(body)["t"], row_id) for body, row_id, _after in rows if body != chain.WORDS]
    raise AlreadyDone(row.id, row.recorded_at, done)
