"""Scorecards and their lines."""

SQLITE = (
    "CREATE TABLE scorecard (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    'TEXT, origin_key TEXT, first TEXT NOT NULL, last TEXT NOT NULL, score INTEGER NOT NULL, "full" INTEGER NOT '
    "NULL, grade TEXT, rules INTEGER NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE INDEX ix_scorecard_days ON scorecard (last, first) WHERE voided_at IS NULL",
    "CREATE UNIQUE INDEX ux_scorecard_period ON scorecard (owner_id, first, last) WHERE voided_at IS NULL",
    "CREATE TABLE score_line (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by "
    "TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by TEXT, origin "
    "TEXT, origin_key TEXT, scorecard_id TEXT NOT NULL, place INTEGER NOT NULL, part TEXT NOT NULL, metric TEXT "
    "NOT NULL, rule TEXT NOT NULL, weight INTEGER NOT NULL, target INTEGER, cap INTEGER, value INTEGER, score "
    "INTEGER, PRIMARY KEY (id), FOREIGN KEY(scorecard_id) REFERENCES scorecard (id)) STRICT",
    "CREATE UNIQUE INDEX ux_score_line_place ON score_line (scorecard_id, place) WHERE voided_at IS NULL",
)
