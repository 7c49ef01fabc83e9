"""What row security says of the ledger's own tables (台账自身的行级策略): a login appends what the program would.

What one login writes, the next one reads before it can write: a shape, a book, an entry, a number, a file's bytes. So
each is held to its form here. What adds up over many rows is for verify.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SAFE = "SET search_path = pg_catalog, pg_temp"
"""On every function: a login's own search path could else put operators of its own making before PostgreSQL's."""
FURTHEST = 1_000_000
"""How many numbers are taken at once at most."""

_INSTANT = "to_char({0}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') = {0}"
_COPIES = ("book", "seq", "id", "op_id", "recorded_at", "actor", "action")
_AGREE = " AND ".join(f"h ->> '{name}' = ${at}::text" for at, name in enumerate(_COPIES, 1))
_FUNCTIONS = {
    "shape_agrees(bigint, bytea, bytea)": (
        "",
        "$1 = (SELECT coalesce(max(o.no), 0) + 1 FROM {s}.shape o) AND encode($2, 'hex') = ANY (ARRAY[{shapes}])"
        " AND $2 = sha256('\\x73313a736861706500'::bytea || $3)",
    ),
    "entry_agrees(text, bigint, text, text, text, text, text, bytea, bytea, bigint)": (
        "",
        "$8 = sha256('\\x73313a656e74727900'::bytea || $9) AND $10 = (SELECT coalesce(max(o.rowid), 0) + 1"
        f" FROM {{s}}.entry o) AND {_INSTANT.format('$5')} AND {_AGREE}"
        " FROM (SELECT convert_from($9, 'UTF8')::jsonb AS h) x",
    ),
    "book_agrees(text, bigint, text, text, bigint, bytea)": (
        "",
        "$1 ~ '^[0-9a-f]{10}$' AND $2 = (SELECT coalesce(max(o.ordinal), 0) + 1 FROM {s}.book o) AND"
        " $3 = coalesce((SELECT o.site FROM {s}.book o ORDER BY o.ordinal DESC LIMIT 1), '')"
        f" AND {_INSTANT.format('$4')} AND $5 = 0 AND length($6) = 0",
    ),
    "counts_on(text, bigint, text, bigint)": (
        "",
        f"$4 > v AND $4 <= v + {FURTHEST} FROM (SELECT coalesce((SELECT o.value FROM {{s}}.counter o"
        " WHERE o.letter = $1 AND o.year = $2 AND o.site = $3), 0) AS v) x",
    ),
    "number_given(text, text)": (
        "",
        "EXISTS (SELECT 1 FROM regexp_match($2, '^([A-Z])-(\\d{4})-([A-Z]?)(\\d{4,9})$') n JOIN {s}.counter o"
        " ON o.letter = n[1] AND o.year = n[2]::bigint AND o.site = n[3] AND n[4]::bigint <= o.value WHERE n[1] = $1)",
    ),
    "unwritten(text)": (
        "SECURITY DEFINER",
        "NOT EXISTS (SELECT 1 FROM {s}.change c JOIN {s}.entry e ON e.book = c.book AND e.seq = c.seq"
        " WHERE c.row_id = $1)",
    ),
    "rev_follows(text, bigint)": (
        "SECURITY DEFINER",
        "$2 - coalesce((SELECT max(c.rev) FROM {s}.change c WHERE c.row_id = $1), 0) BETWEEN 0 AND 1",
    ),
    "file_part(text, bigint, bytea)": (
        "SECURITY DEFINER",
        "EXISTS (SELECT 1 FROM {s}.blob b WHERE b.hash = $1 AND b.erased = 0 AND $2 >= 0 AND length($3) > 0 AND"
        " length($3) = least(1048576, b.size - $2 * 1048576)"
        " AND (b.size > 1048576 OR encode(sha256($3), 'hex') = $1))",
    ),
    "file_kept(text)": (
        "SECURITY DEFINER",
        "{s}.myself() IS NOT NULL AND EXISTS (SELECT 1 FROM {s}.blob b WHERE b.hash = $1 AND (b.erased = 1 OR"
        " encode(sha256(coalesce((SELECT string_agg(p.data, ''::bytea ORDER BY p.part) FROM {s}.blob_part p"
        " WHERE p.hash = b.hash), ''::bytea)), 'hex') = $1))",
    ),
}
"""Yes or no: how the function runs, and what it asks. `unwritten`: that no entry tells of a row yet, so that it is of
the running transaction. `rev_follows`: that a row's rev is the journal's last or the next. `file_kept`: that a file's
bytes are there and are its own, or were erased."""


def functions(schema: str, shapes: Sequence[str]) -> dict[str, str]:
    """Return the statements that make the functions, by their signature; `shapes` are the hashes the program knows."""
    known = ", ".join(f"'{name}'" for name in shapes)
    return {
        name: f"CREATE OR REPLACE FUNCTION {schema}.{name} RETURNS boolean LANGUAGE sql STABLE {kind} {SAFE} AS"
        f" $f$SELECT {body.replace('{s}', schema).replace('{shapes}', known)}$f$"
        for name, (kind, body) in _FUNCTIONS.items()
    }


def policies(cited: str) -> Mapping[tuple[str, str], tuple[str, str, str]]:
    """Return the policies of the ledger's own tables; `cited` is the term under which a file's bytes are shown."""
    known = "(SELECT myself()) IS NOT NULL"
    unwritten = 'NOT EXISTS (SELECT 1 FROM entry e WHERE e.book = "{0}".book AND e.seq = "{0}".seq)'
    head = (
        "EXISTS (SELECT 1 FROM entry e WHERE e.book = book.id AND e.seq = book.head_seq AND e.hash = book.head_hash)"
        " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.book = book.id AND e.seq > book.head_seq)"
    )
    following = "EXISTS (SELECT 1 FROM book b WHERE b.id = entry.book AND entry.seq = b.head_seq + 1)"
    agrees = "entry_agrees(book, seq, id, op_id, recorded_at, actor, action, hash, header, rowid)"
    named = "((SELECT shape_tables()) ->> shape::text)"
    row = (
        "shape = ANY ((SELECT whole_shapes())::bigint[]) OR"
        f" CASE {named} WHEN 'reason' THEN said_by(book, seq) ELSE row_shows({named}, row_id) END"
    )
    # An entry's words are a row of their own, not a further rev of somebody's.
    words = f"({named} = 'reason' AND rev = 1) OR (row_at({named}, row_id, rev) AND row_edits({named}, row_id))"
    count = "counts_on(letter, year, site, value)"
    own = {
        (table, "see"): ("SELECT", "true", "")  # that there is a ledger, so that a login of nobody is told so
        for table in ("ledger_info", "schema_step")
    }
    read = {(table, "see"): ("SELECT", known, "") for table in ("book", "entry", "leafpart", "shape", "counter")}
    return {
        **own,
        **read,
        ("book", "add"): (
            "INSERT",
            "",
            f"{known} AND book_agrees(id, ordinal, site, opened_at, head_seq, head_hash)",
        ),
        ("book", "edit"): ("UPDATE", known, head),
        ("entry", "add"): ("INSERT", "", f"actor = (SELECT myself()) AND {following} AND {agrees}"),
        ("leafpart", "add"): ("INSERT", "", f"{known} AND {unwritten.format('leafpart')}"),
        ("shape", "add"): ("INSERT", "", f"{known} AND shape_agrees(no, hash, body)"),
        ("change", "see"): ("SELECT", row, ""),
        ("change", "add"): ("INSERT", "", f"{known} AND {unwritten.format('change')} AND ({words})"),
        ("counter", "add"): ("INSERT", "", f"{known} AND {count}"),
        ("counter", "edit"): ("UPDATE", known, f"{known} AND {count}"),
        ("blob", "see"): ("SELECT", cited.format("blob"), ""),
        ("blob", "add"): ("INSERT", "", f"{known} AND erased = 0"),
        ("blob_part", "see"): ("SELECT", cited.format("blob_part"), ""),
        ("blob_part", "add"): ("INSERT", "", f"{known} AND file_part(hash, part, data)"),
    }
