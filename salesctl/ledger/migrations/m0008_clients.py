"""Clients, contacts, logs."""

SQLITE = (
    "CREATE TABLE client (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, "
    "origin TEXT, origin_key TEXT, number TEXT NOT NULL, name TEXT, short_name TEXT, kind TEXT NOT NULL, "
    "trade TEXT, region TEXT, source TEXT, level TEXT, tax_id TEXT, address TEXT, needs TEXT, note TEXT, "
    "normal_name TEXT, tax_key TEXT, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_client_name ON client (name) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_normal_name ON client (normal_name) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_on_date ON client (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_origin ON client (origin_key) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_owner ON client (owner_id, id) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_tax_key ON client (tax_key) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_team ON client (team_id, id) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_client_number ON client (number) WHERE voided_at IS NULL",
    "CREATE TABLE contact (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, "
    "origin TEXT, origin_key TEXT, client_id TEXT NOT NULL, name TEXT, title TEXT, phone TEXT, email TEXT, "
    "wechat TEXT, PRIMARY KEY (id), FOREIGN KEY(client_id) REFERENCES client (id)) STRICT",
    "CREATE INDEX ix_contact_client ON contact (client_id, id) WHERE voided_at IS NULL",
    "CREATE TABLE client_log (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, "
    "origin TEXT, origin_key TEXT, client_id TEXT NOT NULL, channel TEXT NOT NULL, text TEXT, seen TEXT, "
    "contact_id TEXT, task_id TEXT, PRIMARY KEY (id), FOREIGN KEY(client_id) REFERENCES client (id), FOREIGN "
    "KEY(contact_id) REFERENCES contact (id)) STRICT",
    "CREATE INDEX ix_client_log_client ON client_log (client_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_log_on_date ON client_log (on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_log_owner ON client_log (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE TABLE client_phone (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, client_id TEXT NOT NULL, contact_id TEXT NOT NULL, phone TEXT, "
    "PRIMARY KEY (id), FOREIGN KEY(client_id) REFERENCES client (id), FOREIGN KEY(contact_id) REFERENCES "
    "contact (id)) STRICT",
    "CREATE INDEX ix_client_phone ON client_phone (phone) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_phone_client ON client_phone (client_id) WHERE voided_at IS NULL",
    "CREATE INDEX ix_client_phone_contact ON client_phone (contact_id) WHERE voided_at IS NULL",
)
