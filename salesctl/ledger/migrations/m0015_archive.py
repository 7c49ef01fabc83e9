"""The archive: items, links, and the text they are found by."""

SQLITE = (
    "CREATE TABLE archive_item (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, number TEXT NOT NULL, klass TEXT NOT NULL, year INTEGER NOT NULL, site TEXT NOT "
    "NULL, serial INTEGER NOT NULL, title TEXT, note TEXT, level TEXT NOT NULL, years INTEGER, keep_until TEXT, "
    "place TEXT, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_archive_item_keep ON archive_item (keep_until) WHERE voided_at IS NULL",
    "CREATE INDEX ix_archive_item_on_date ON archive_item (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_archive_item_owner ON archive_item (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_archive_item_number ON archive_item (number) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_archive_item_serial ON archive_item (klass, year, site, serial) WHERE voided_at IS NULL",
    "CREATE TABLE archive_link (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, item_id TEXT NOT NULL, noun TEXT NOT NULL, row_id TEXT NOT NULL, number TEXT NOT "
    "NULL, PRIMARY KEY (id), FOREIGN KEY(item_id) REFERENCES archive_item (id)) STRICT",
    "CREATE INDEX ix_archive_link_item ON archive_link (item_id) WHERE voided_at IS NULL",
    "CREATE INDEX ix_archive_link_row ON archive_link (row_id) WHERE voided_at IS NULL",
    "CREATE TABLE archive_text (paper_id TEXT NOT NULL, part INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY "
    "(paper_id, part)) STRICT",
)
