"""Attached files."""

from __future__ import annotations

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import BlobHash, Id, Str, Whole


class Paper(Record, table=True):
    """A file attached to a record (附件): `noun` and `row_id` say to which, `blob` are its bytes in the ledger.

    `filename` is the bare name it came under, never a path.
    """

    __tablename__ = "paper"
    __table_args__ = table_args(live("row_id", name="ix_paper_row"), live("owner_id", "on_date", name="ix_paper_owner"))
    NOUN = "paper"

    noun: str = col(Str)
    row_id: str = col(Id)
    title: str = col(Str, personal=True)
    filename: str = col(Str, personal=True)
    mime: str = col(Str)
    size: int = col(Whole)
    blob: str = col(BlobHash)
