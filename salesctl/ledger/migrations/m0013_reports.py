"""Reports, their plans and reviews."""

SQLITE = (
    "CREATE TABLE report (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin TEXT, "
    "origin_key TEXT, kind TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, state TEXT NOT NULL, "
    "submitted_at TEXT, superior_id TEXT, done TEXT, progress TEXT, difficulty TEXT, solution TEXT, next TEXT, "
    "PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_report_kind ON report (kind, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_report_superior ON report (superior_id, state) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_report_period ON report (owner_id, kind, first) WHERE voided_at IS NULL",
    "CREATE TABLE report_plan (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, report_id TEXT NOT NULL, place INTEGER NOT NULL, text TEXT, done INTEGER, note TEXT, "
    "settled_id TEXT, PRIMARY KEY (id), FOREIGN KEY(report_id) REFERENCES report (id), FOREIGN KEY(settled_id) "
    "REFERENCES report (id)) STRICT",
    "CREATE INDEX ix_report_plan_settled ON report_plan (settled_id) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_report_plan_place ON report_plan (report_id, place) WHERE voided_at IS NULL",
    "CREATE TABLE report_review (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, report_id TEXT NOT NULL, verdict TEXT NOT NULL, text TEXT, PRIMARY KEY (id), FOREIGN "
    "KEY(report_id) REFERENCES report (id)) STRICT",
    "CREATE INDEX ix_report_review_owner ON report_review (owner_id, recorded_at) WHERE voided_at IS NULL",
    "CREATE INDEX ix_report_review_report ON report_review (report_id) WHERE voided_at IS NULL",
)
