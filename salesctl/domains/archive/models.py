"""Archive items, their links, and the folded text they are found by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, Table

from salesctl.domains.papers import models as _papers  # noqa: F401 - the files of an item are papers
from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Id, Str, Whole


class ArchiveItem(Record, table=True):
    """An item of the archive (档案): `serial` 1, 2, … within `klass` and `year` (B4.25).

    `level` is public, internal, confidential or secret; `keep_until` the last day of its retention, None for ever;
    `place` where the original lies. Its files are papers of the noun archive.
    """

    __tablename__ = "archive_item"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_archive_item_number"),
        live("klass", "year", "site", "serial", unique=True, name="ux_archive_item_serial"),
        live("owner_id", "on_date", name="ix_archive_item_owner"),
        live("on_date", name="ix_archive_item_on_date"),
        live("keep_until", name="ix_archive_item_keep"),
    )
    NOUN = "archive"
    LETTER = "A"
    SEARCH = ("title",)

    number: str = col(Str)
    klass: str = col(Str)
    year: int = col(Whole)
    site: str = col(Str, default="")
    serial: int = col(Whole)
    title: str = col(Str, personal=True)
    note: str | None = col(Str, default=None, personal=True)
    level: str = col(Str)
    years: int | None = col(Whole, default=None)
    keep_until: date | None = col(Day, default=None)
    place: str | None = col(Str, default=None)


class ArchiveLink(Record, table=True):
    """That an item belongs to a record (关联): `number` as people call it."""

    __tablename__ = "archive_link"
    __table_args__ = table_args(
        live("item_id", name="ix_archive_link_item"), live("row_id", name="ix_archive_link_row")
    )
    NOUN = "archive link"

    item_id: str = col(Id, foreign_key="archive_item.id")
    noun: str = col(Str)
    row_id: str = col(Id)
    number: str = col(Str)


metadata = MetaData()
archive_text = Table(
    "archive_text",
    metadata,
    Column("paper_id", Id, nullable=False),
    Column("part", Whole, nullable=False),
    Column("text", Str, nullable=False),
    PrimaryKeyConstraint("paper_id", "part"),
    sqlite_strict=True,
)
"""(paper, part, folded text) of text files in the archive, for `archive find`. Recomputed from the bytes; no Record."""
