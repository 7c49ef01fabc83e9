"""Days said to be worked or free."""

SQLITE = (
    "CREATE TABLE calendar_day (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, layer TEXT NOT NULL, day TEXT NOT NULL, works INTEGER NOT NULL, "
    "name TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE UNIQUE INDEX ux_calendar_day ON calendar_day (layer, day) WHERE voided_at IS NULL",
    "CREATE TABLE calendar_year (id TEXT NOT NULL, rev INTEGER NOT NULL, recorded_at TEXT NOT NULL, "
    "recorded_by TEXT, owner_id TEXT, team_id TEXT, on_date TEXT NOT NULL, at TEXT, voided_at TEXT, voided_by"
    " TEXT, origin TEXT, origin_key TEXT, country TEXT NOT NULL, year INTEGER NOT NULL, source TEXT NOT NULL,"
    " PRIMARY KEY (id)) STRICT",
    "CREATE UNIQUE INDEX ux_calendar_year ON calendar_year (country, year) WHERE voided_at IS NULL",
)
