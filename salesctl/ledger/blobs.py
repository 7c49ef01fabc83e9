"""Files kept in the ledger (附件): by the SHA-256 of their bytes, in parts of at most 1 MiB, once however often they are attached."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from sqlalchemy import Connection, insert, select

from salesctl.errors import NotFound, Refused
from salesctl.ledger import tables
from salesctl.ledger.engine import writing
from salesctl.ledger.session import Transaction
from salesctl.locale import _

PART = 1 << 20


def put(tx: Transaction, file: BinaryIO, *, most: int) -> tuple[str, int]:
    """Keep a file's bytes; returns (hash, size). Raises Refused for more than `most` bytes; nothing is read twice into memory."""
    digest, size = sha256(), 0
    while part := file.read(PART):
        digest.update(part)
        size += len(part)
        if size > most:
            raise Refused(
                _("The file is larger than {n} MiB.", n=most // PART), hint=_("Keep it where it is and note the place instead.")
            )
    name = digest.hexdigest()
    if tx.connection.execute(select(tables.blob.c.hash).where(tables.blob.c.hash == name)).first() is None:
        file.seek(0)
        again = sha256()
        with writing():
            tx.connection.execute(insert(tables.blob).values(hash=name, size=size))
            for number, part in enumerate(iter(lambda: file.read(PART), b"")):
                again.update(part)
                tx.connection.execute(insert(tables.blob_part).values(hash=name, part=number, data=part))
        if again.hexdigest() != name:
            raise Refused(_("The file changed while it was read."), hint=_("Run the command again."))
    return name, size


def get(connection: Connection, name: str) -> Iterator[bytes]:
    """Yield the parts of a file; raises NotFound where the ledger does not hold it."""
    table = tables.blob_part
    number = 0
    while (part := connection.execute(select(table.c.data).where(table.c.hash == name, table.c.part == number)).scalar()) is not None:
        yield part
        number += 1
    if number == 0 and connection.execute(select(tables.blob.c.hash).where(tables.blob.c.hash == name)).first() is None:
        raise NotFound(_("The ledger does not hold the file {name}.", name=name[:12]))
