"""Punches."""

SQLITE = (
    "CREATE TABLE punch (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT,"
    " owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, kind TEXT, claimed INTEGER NOT NULL, note TEXT, place TEXT, device TEXT, PRIMARY "
    "KEY (id)) STRICT",
    "CREATE INDEX ix_punch_day ON punch (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_punch_owner ON punch (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_punch_origin ON punch (origin_key) WHERE voided_at IS NULL",
)
