"""Closed periods."""

SQLITE = (
    "CREATE TABLE closed_period (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, room TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, totals"
    " TEXT NOT NULL, head TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_closed_period_days ON closed_period (last, first) WHERE voided_at IS NULL",
)
