"""Tasks and next steps."""

SQLITE = (
    "CREATE TABLE task (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, number TEXT NOT NULL, kind TEXT NOT NULL, text TEXT, due TEXT, done_at TEXT, "
    "done_by TEXT, client_id TEXT, about TEXT, source_id TEXT, given_by TEXT, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_task_client ON task (client_id, done_at) WHERE voided_at IS NULL",
    "CREATE INDEX ix_task_due ON task (done_at, due) WHERE voided_at IS NULL",
    "CREATE INDEX ix_task_owner ON task (owner_id, done_at, due) WHERE voided_at IS NULL",
    "CREATE INDEX ix_task_source ON task (source_id) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_task_number ON task (number) WHERE voided_at IS NULL",
)
