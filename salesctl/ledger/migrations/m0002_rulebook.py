"""Versions of the rule book."""

SQLITE = (
    "CREATE TABLE rule_section (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, version INTEGER NOT NULL, section TEXT NOT NULL, body TEXT NOT "
    "NULL, PRIMARY KEY (id)) STRICT",
    "CREATE UNIQUE INDEX ux_rule_section ON rule_section (version, section) WHERE voided_at IS NULL",
    "CREATE TABLE rule_version (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, version INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (id)) "
    "STRICT",
    "CREATE UNIQUE INDEX ux_rule_version ON rule_version (version) WHERE voided_at IS NULL",
)
