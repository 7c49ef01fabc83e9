"""Spot checks: draws, checks, points of a checklist."""

SQLITE = (
    "CREATE TABLE check_draw (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, noun TEXT NOT NULL, seed TEXT NOT NULL, share INTEGER NOT NULL, first TEXT NOT NULL, "
    "last TEXT NOT NULL, person_id TEXT, group_id TEXT, total INTEGER NOT NULL, drawn INTEGER NOT NULL, among "
    "TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_check_draw_noun ON check_draw (noun, on_date) WHERE voided_at IS NULL",
    "CREATE TABLE check_one (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, noun TEXT NOT NULL, row_id TEXT NOT NULL, number TEXT, draw_id TEXT, verdict TEXT, "
    "checked_by TEXT, how TEXT, asked TEXT, text TEXT, PRIMARY KEY (id), FOREIGN KEY(draw_id) REFERENCES "
    "check_draw (id)) STRICT",
    "CREATE INDEX ix_check_one_draw ON check_one (draw_id) WHERE voided_at IS NULL",
    "CREATE INDEX ix_check_one_noun ON check_one (noun, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_check_one_owner ON check_one (owner_id, on_date) WHERE voided_at IS NULL",
    "CREATE INDEX ix_check_one_row ON check_one (row_id) WHERE voided_at IS NULL",
    "CREATE TABLE check_point (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, check_id TEXT NOT NULL, place INTEGER NOT NULL, point TEXT NOT NULL, passed INTEGER "
    "NOT NULL, text TEXT, PRIMARY KEY (id), FOREIGN KEY(check_id) REFERENCES check_one (id)) STRICT",
    "CREATE INDEX ix_check_point_check ON check_point (check_id) WHERE voided_at IS NULL",
)
