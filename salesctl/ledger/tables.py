"""The ledger's own tables (Core, no ORM). Beside `entry`, `change`, `leafpart`, `shape` all is recomputed by verify."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from salesctl.ledger.types import Id, Instant, Whole

metadata = MetaData()

info = Table(
    "ledger_info",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)
"""`ledger` (id) and `mark` ("demo" or ""): in each header too."""

schema_step = Table(
    "schema_step",
    metadata,
    Column("version", Whole, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    sqlite_strict=True,
)

book = Table(
    "book",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ordinal", Whole, nullable=False),
    Column("site", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("base", Text, nullable=False),
    Column("head_seq", Whole, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    UniqueConstraint("ordinal"),
    sqlite_strict=True,
)
"""A device that writes: `base` is the ledger's head when the book was opened, and the `prev` of its first entry.

`site` is the letter its numbers carry, "" at the first site.
"""

entry = Table(
    "entry",
    metadata,
    Column("book", Text, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("id", Id, nullable=False),
    Column("op_id", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", Id),
    Column("action", Text, nullable=False),
    PrimaryKeyConstraint("book", "seq"),
    UniqueConstraint("id"),
    UniqueConstraint("op_id"),
    sqlite_strict=True,
)
Index("ix_entry_recorded_at", entry.c.recorded_at)
Index("ix_entry_actor", entry.c.actor, entry.c.recorded_at)
COPIES = ("id", "op_id", "recorded_at", "actor", "action", "book", "seq")
"""Columns of `entry` that repeat the header for indexes; verify compares them."""

shape = Table(
    "shape",
    metadata,
    Column("no", Whole, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("hash"),
    sqlite_strict=True,
)

change = Table(
    "change",
    metadata,
    Column("book", Text, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("leaf", Whole, nullable=False),
    Column("shape", Whole, nullable=False),
    Column("row_id", Id, nullable=False),
    Column("rev", Whole, nullable=False),
    Column("salt", LargeBinary),
    Column("after", Text),
    Column("before", Text),
    Column("p_salt", LargeBinary),
    Column("p_after", Text),
    Column("p_before", Text),
    PrimaryKeyConstraint("book", "seq", "leaf"),
    UniqueConstraint("row_id", "rev"),
    sqlite_strict=True,
)
"""One row's before and after. `leaf` is the position of its first leaf; the personal one, if any, is next."""

leafpart = Table(
    "leafpart",
    metadata,
    Column("book", Text, nullable=False),
    Column("seq", Whole, nullable=False),
    Column("part", Whole, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("book", "seq", "part"),
    sqlite_strict=True,
)
"""An entry's leaf hashes, LEAVES_A_PART to a row: they outlive a redaction and may be read without the payload."""

LEAVES_A_PART = 4096

counter = Table(
    "counter",
    metadata,
    Column("letter", Text, nullable=False),
    Column("year", Whole, nullable=False),
    Column("site", Text, nullable=False),
    Column("value", Whole, nullable=False),
    PrimaryKeyConstraint("letter", "year", "site"),
    sqlite_strict=True,
)

blob = Table(
    "blob",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("size", Whole, nullable=False),
    Column("erased", Whole, nullable=False),
    sqlite_strict=True,
)

blob_part = Table(
    "blob_part",
    metadata,
    Column("hash", Text, nullable=False),
    Column("part", Whole, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("hash", "part"),
    sqlite_strict=True,
)

search = Table(
    "search",
    metadata,
    Column("noun", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("row_id", Id, nullable=False),
    PrimaryKeyConstraint("noun", "form", "row_id"),
    sqlite_strict=True,
)
Index("ix_search_row", search.c.row_id)
