"""Files kept in the ledger (附件): by the SHA-256 of their bytes, in parts of 1 MiB, once however often attached."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from sqlalchemy import Connection, select

from salesctl.errors import NotFound, Refused
from salesctl.ledger import tables
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import tables_there
from salesctl.ledger.session import Transaction
from salesctl.locale import _

PART = 1 << 20


def put(tx: Transaction, file: BinaryIO, *, most: int) -> tuple[str, int]:
    """Keep a file's bytes; returns (hash, size). Raises Refused for more than `most` bytes.

    The file is read twice, a part at a time: the name is the hash, and must be known before anything is written.
    """
    digest, size = sha256(), 0
    for part in _parts(file):
        digest.update(part)
        size += len(part)
        if size > most:
            raise Refused(
                _("The file is larger than {n} MiB.", n=most // PART),
                hint=_("Keep it where it is and note the place instead."),
            )
    name = digest.hexdigest()
    with writing():
        # On a server the same bytes may be somebody else's, whose file this login does not see.
        fresh = tx.connection.exec_driver_sql(
            "INSERT INTO blob (hash, size, erased) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", (name, size)
        ).rowcount
    if fresh or not _kept(tx, name):
        file.seek(0)
        again = sha256()
        with writing():
            for number, part in enumerate(_parts(file)):
                again.update(part)
                tx.connection.exec_driver_sql(
                    "INSERT INTO blob_part (hash, part, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (name, number, part),
                )
        if again.hexdigest() != name:
            raise Refused(_("The file changed while it was read."), hint=_("Run the command again."))
        if not (fresh or _kept(tx, name)):
            raise Refused(
                _("The ledger holds other bytes under the name of that file."), hint=_("Run: salesctl ledger verify")
            )
    return name, size


def _kept(tx: Transaction, name: str) -> bool:
    """Say whether the bytes of a file that is there already are its own: on a server raw SQL may have left others."""
    if not tx.ledger.on_server or "sight" not in tables_there(tx.connection):
        return True
    return bool(tx.connection.exec_driver_sql("SELECT file_kept(?)", (name,)).scalar())


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file in full parts: a raw file may give less than it was asked for."""
    while part := file.read(PART):
        while len(part) < PART and (more := file.read(PART - len(part))):
            part += more
        yield part


def get(connection: Connection, name: str) -> Iterator[bytes]:
    """Yield the parts of a file; raises NotFound where the ledger does not hold it."""
    table = tables.blob_part
    number = 0
    while (
        part := connection.execute(select(table.c.data).where(table.c.hash == name, table.c.part == number)).scalar()
    ) is not None:
        yield part
        number += 1
    if number == 0 and connection.execute(select(tables.blob.c.hash).where(tables.blob.c.hash == name)).first() is None:
        raise NotFound(_("The ledger does not hold the file {name}.", name=name[:12]))
