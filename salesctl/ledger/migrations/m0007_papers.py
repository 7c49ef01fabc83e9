"""Attached files."""

SQLITE = (
    "CREATE TABLE paper (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT,"
    " owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, noun TEXT NOT NULL, row_id TEXT NOT NULL, title TEXT, filename TEXT, mime TEXT "
    "NOT NULL, size INTEGER NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_paper_owner ON paper (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_paper_row ON paper (row_id) WHERE voided_at IS NULL",
)
