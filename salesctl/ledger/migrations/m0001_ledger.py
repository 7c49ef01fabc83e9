"""The journal and what hangs on it. Triggers refuse what would rewrite it: a guard-rail, not a proof."""

SQLITE = (
    "CREATE TABLE blob (hash TEXT NOT NULL, size INTEGER NOT NULL, erased INTEGER NOT NULL, PRIMARY KEY (hash)) STRICT",
    "CREATE TABLE blob_part (hash TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY "
    "(hash, part)) STRICT",
    "CREATE TABLE book (id TEXT NOT NULL, ordinal INTEGER NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL,"
    " opened_at TEXT NOT NULL, base TEXT NOT NULL, head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL, "
    "PRIMARY KEY (id), UNIQUE (ordinal)) STRICT",
    "CREATE TABLE change (book TEXT NOT NULL, seq INTEGER NOT NULL, leaf INTEGER NOT NULL, shape INTEGER NOT "
    'NULL, row_id TEXT NOT NULL, rev INTEGER NOT NULL, salt BLOB, "after" TEXT, "before" TEXT, p_salt BLOB, '
    "p_after TEXT, p_before TEXT, PRIMARY KEY (book, seq, leaf), UNIQUE (row_id, rev)) STRICT",
    "CREATE TABLE counter (letter TEXT NOT NULL, year INTEGER NOT NULL, site TEXT NOT NULL, value INTEGER NOT"
    " NULL, PRIMARY KEY (letter, year, site)) STRICT",
    "CREATE TABLE entry (book TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, header BLOB NOT NULL, "
    "id TEXT NOT NULL, op_id TEXT NOT NULL, recorded_at TEXT NOT NULL, actor TEXT, action TEXT NOT NULL, "
    "PRIMARY KEY (book, seq), UNIQUE (id), UNIQUE (op_id)) STRICT",
    "CREATE INDEX ix_entry_actor ON entry (actor, recorded_at)",
    "CREATE INDEX ix_entry_recorded_at ON entry (recorded_at)",
    "CREATE TABLE leafpart (book TEXT NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, hashes BLOB NOT "
    "NULL, PRIMARY KEY (book, seq, part)) STRICT",
    'CREATE TABLE ledger_info ("key" TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key")) STRICT',
    "CREATE TABLE schema_step (version INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY "
    "KEY (version)) STRICT",
    "CREATE TABLE search (noun TEXT NOT NULL, form TEXT NOT NULL, row_id TEXT NOT NULL, PRIMARY KEY (noun, "
    "form, row_id)) STRICT",
    "CREATE INDEX ix_search_row ON search (row_id)",
    "CREATE TABLE shape (no INTEGER NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (no), "
    "UNIQUE (hash)) STRICT",
    "CREATE TRIGGER keep_entry_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_leafpart_delete BEFORE DELETE ON leafpart BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_shape_delete BEFORE DELETE ON shape BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_blob_delete BEFORE DELETE ON blob BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_change_delete BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_entry_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_leafpart_update BEFORE UPDATE ON leafpart BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_shape_update BEFORE UPDATE ON shape BEGIN SELECT RAISE(ABORT, 'the journal is "
    "append-only'); END",
    "CREATE TRIGGER keep_blob_part_update BEFORE UPDATE ON blob_part BEGIN SELECT RAISE(ABORT, 'the journal "
    "is append-only'); END",
    "CREATE TRIGGER keep_change_update BEFORE UPDATE ON change WHEN NOT (NEW.book = OLD.book AND NEW.seq = "
    "OLD.seq AND NEW.leaf = OLD.leaf AND NEW.shape = OLD.shape AND NEW.row_id = OLD.row_id AND NEW.rev = "
    'OLD.rev AND (NEW.salt IS OLD.salt AND NEW."after" IS OLD."after" AND NEW."before" IS OLD."before" OR '
    'NEW.salt IS NULL AND NEW."after" IS NULL AND NEW."before" IS NULL) AND (NEW.p_salt IS OLD.p_salt AND '
    "NEW.p_after IS OLD.p_after AND NEW.p_before IS OLD.p_before OR NEW.p_salt IS NULL AND NEW.p_after IS "
    "NULL AND NEW.p_before IS NULL)) BEGIN SELECT RAISE(ABORT, 'a recorded change may only be erased'); END",
    "CREATE TRIGGER keep_blob_update BEFORE UPDATE ON blob WHEN NOT (NEW.hash = OLD.hash AND NEW.size = "
    "OLD.size AND OLD.erased = 0 AND NEW.erased = 1) BEGIN SELECT RAISE(ABORT, 'a file may only be erased'); "
    "END",
    "CREATE TRIGGER keep_blob_part_delete BEFORE DELETE ON blob_part WHEN (SELECT erased FROM blob WHERE hash"
    " = OLD.hash) IS NOT 1 BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)
