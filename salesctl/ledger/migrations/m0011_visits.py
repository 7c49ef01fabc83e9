"""Outing slips and their stops."""

SQLITE = (
    "CREATE TABLE outing (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin TEXT, "
    "origin_key TEXT, number TEXT NOT NULL, leave_due TEXT, back_due TEXT, back_at TEXT, told_id TEXT, claimed "
    "INTEGER NOT NULL, note TEXT, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_outing_on_date ON outing (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_outing_owner ON outing (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_outing_number ON outing (number) WHERE voided_at IS NULL",
    "CREATE TABLE stop (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin TEXT, "
    'origin_key TEXT, outing_id TEXT NOT NULL, place INTEGER NOT NULL, client_id TEXT, contact_id TEXT, "where" '
    "TEXT, address TEXT, seen TEXT, reach TEXT, purpose TEXT, left_at TEXT, result TEXT, task_id TEXT, log_id TEXT, "
    "PRIMARY KEY (id), FOREIGN KEY(outing_id) REFERENCES outing (id), FOREIGN KEY(client_id) REFERENCES client (id), "
    "FOREIGN KEY(contact_id) REFERENCES contact (id), FOREIGN KEY(log_id) REFERENCES client_log (id)) STRICT",
    "CREATE INDEX ix_stop_client ON stop (client_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_stop_on_date ON stop (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_stop_owner ON stop (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_stop_place ON stop (outing_id, place) WHERE voided_at IS NULL",
)
