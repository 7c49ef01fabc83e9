"""Company, teams, people and the scope table."""

SQLITE = (
    "CREATE TABLE company (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, "
    "origin TEXT, origin_key TEXT, name TEXT NOT NULL, currency TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE TABLE person (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, "
    "origin TEXT, origin_key TEXT, code TEXT NOT NULL, name TEXT, roles TEXT NOT NULL, post TEXT, superior_id"
    ' TEXT, joined TEXT, "left" TEXT, login TEXT, phone TEXT, email TEXT, PRIMARY KEY (id), FOREIGN '
    "KEY(superior_id) REFERENCES person (id)) STRICT",
    "CREATE INDEX ix_person_team ON person (team_id) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_person_code ON person (code) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_person_login ON person (login) WHERE voided_at IS NULL",
    "CREATE TABLE team (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT, "
    "owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, code TEXT NOT NULL, name TEXT NOT NULL, parent_id TEXT, lead_id TEXT, PRIMARY KEY"
    " (id), FOREIGN KEY(parent_id) REFERENCES team (id)) STRICT",
    "CREATE UNIQUE INDEX ux_team_code ON team (code) WHERE voided_at IS NULL",
    "CREATE TABLE scope (person TEXT NOT NULL, team TEXT NOT NULL, PRIMARY KEY (person, team)) STRICT",
)
