"""The schema on PostgreSQL (表结构): the migrations' own statements, spelled for it, and what stands there read back.

There is one text of a migration, SQLite's: its hash names the step in every header, so a ledger keeps its heads when
it moves between the engines. Types are few: TEXT (collated "C", by code point as on SQLite), BIGINT, BYTEA. References
can be deferred, so that a copy may come in any order. Triggers are left out: there rights keep the journal.
`entry` has the column that SQLite keeps by itself: the place at which it came into this ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

TYPES = {"TEXT": 'TEXT COLLATE "C"', "INTEGER": "BIGINT", "BLOB": "BYTEA"}
SCOPED = {"ux_punch_origin": "owner_id, origin_key"}
"""Unique keys that begin with whose row it is here, and not on SQLite: a key that says something of the row would else
tell a login, by refusing, that somebody whose rows it does not see has one."""
_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*)\) STRICT", re.DOTALL)
_ADDED = re.compile(r'ALTER TABLE (\w+) ADD COLUMN "?(\w+)"? (.*)', re.DOTALL)
_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \((.*?)\)( WHERE .*)?", re.DOTALL)
_COLUMN = re.compile(r'"?(\w+)"? (TEXT|INTEGER|BLOB)\b(.*)', re.DOTALL)
_NAMES = re.compile(r'"?\b([a-z_]\w*)\b"?')
_PLACE = '"rowid" BIGINT NOT NULL'
_OF_ENTRY = 'FOREIGN KEY ("book", "seq") REFERENCES "entry" ("book", "seq") DEFERRABLE INITIALLY DEFERRED'
"""Of what an entry holds, written before it: what was left without one would stand in the next writer's way."""


def spelled(statement: str) -> list[str]:
    """Return one statement of a migration as PostgreSQL's, none for a trigger; raises ValueError for others."""
    if statement.startswith("CREATE TRIGGER"):
        return []
    if found := _TABLE.fullmatch(statement):
        name, items = found[1], [_item(item) for item in _split(found[2])]
        if name == "entry":
            made = [*items, _PLACE, 'UNIQUE ("rowid")']
            return [f'CREATE TABLE "{name}" ({", ".join(made)})', f'ALTER TABLE "change" ADD {_OF_ENTRY}']
        if name == "leafpart":
            items.append(_OF_ENTRY)
        return [f'CREATE TABLE "{name}" ({", ".join(items)})']
    if found := _ADDED.fullmatch(statement):
        return [f'ALTER TABLE "{found[1]}" ADD COLUMN {_item(f"{found[2]} {found[3]}")}']
    if found := _INDEX.fullmatch(statement):
        unique, name, table, columns, where = found.groups()
        columns = SCOPED.get(name, columns)
        return [f'CREATE {unique or ""}INDEX "{name}" ON "{table}" ({_quoted(columns)}){where or ""}']
    raise ValueError(f"a migration says what PostgreSQL is not told yet: {statement[:80]}")


def _split(items: str) -> Iterator[str]:
    """Yield the parts of a list, commas inside parentheses aside."""
    depth, start = 0, 0
    for at, char in enumerate(items):
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            yield items[start:at].strip()
            start = at + 1
    yield items[start:].strip()


def _item(item: str) -> str:
    """Return a column or a constraint of a table."""
    if found := re.fullmatch(r"(PRIMARY KEY|UNIQUE) ?\((.*)\)", item):
        return f"{found[1]} ({_quoted(found[2])})"
    if found := re.fullmatch(r"FOREIGN KEY ?\((.*)\) REFERENCES (\w+) \((.*)\)", item):
        return f'FOREIGN KEY ({_quoted(found[1])}) REFERENCES "{found[2]}" ({_quoted(found[3])}) DEFERRABLE'
    found = _COLUMN.fullmatch(item)
    if found is None:
        raise ValueError(f"a migration says what PostgreSQL is not told yet: {item}")
    return f'"{found[1]}" {TYPES[found[2]]}{found[3]}'


def _quoted(names: str) -> str:
    return _NAMES.sub(r'"\1"', names)


Parts = set[tuple[str, str]]
"""(table, what): one for each column, key, reference and index."""


def expected(statements: Sequence[str]) -> Parts:
    """Return what the tables consist of once these statements of SQLite's were spelled and run."""
    found: Parts = set()
    for statement in statements:
        for each in spelled(statement):
            if table := re.fullmatch(r'CREATE TABLE "(\w+)" \((.*)\)', each, re.DOTALL):
                found |= {(table[1], _plain(item)) for item in _split(table[2])}
            elif added := re.fullmatch(r'ALTER TABLE "(\w+)" ADD (?:COLUMN )?(.*)', each, re.DOTALL):
                found.add((added[1], _plain(added[2])))
            elif index := re.fullmatch(r'CREATE .*INDEX "\w+" ON "(\w+)" .*', each, re.DOTALL):
                found.add((index[1], _plain(each)))
    return found


def _plain(text: str) -> str:
    """Return a definition without what is only spelling."""
    text = re.sub(r"[\"'()]|::text|::bigint| USING btree", " ", text).replace(",", " ")
    return re.sub(r"\s+", " ", text).strip().lower()


_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), o.collname, a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
"""
_KEYS = """
SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c')
"""
_INDEXES = """
SELECT tablename, replace(indexdef, ' ON ' || schemaname || '.', ' ON ') FROM pg_indexes
WHERE schemaname = current_schema() AND indexname NOT IN (
    SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace)
"""
_REST = """
SELECT c.relname, 'trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT tablename, 'rule ' || rulename FROM pg_rules WHERE schemaname = current_schema()
UNION ALL SELECT c.relname, 'references that are not held' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgisinternal AND t.tgenabled <> 'O' AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT relname, 'kind ' || relkind::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('r', 'i', 't')
"""


def standing(connection: Connection) -> Parts:
    """Return what the tables of this schema consist of, by PostgreSQL's own account."""
    found: Parts = set()
    for table, name, kind, collation, needed, default in connection.exec_driver_sql(_COLUMNS):
        words = f"{name} {kind}" + (f" collate {collation}" if collation else "")
        words += (f" default {default}" if default is not None else "") + (" not null" if needed else "")
        found.add((table, _plain(words)))
    for query in (_KEYS, _INDEXES, _REST):
        found |= {(table, _plain(text)) for table, text in connection.exec_driver_sql(query)}
    return found


_REFERENCES = """
SELECT c.relname, f.relname, a.attname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND f.relname <> 'entry'
"""
"""What points at an entry is proven with the entries."""


def broken_references(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of references to rows that are not there: a superuser can switch the engine's check off."""
    for table, other, name in list(connection.exec_driver_sql(_REFERENCES)):
        query = (
            f'SELECT 1 FROM "{table}" t WHERE t."{name}" IS NOT NULL'
            f' AND NOT EXISTS (SELECT 1 FROM "{other}" o WHERE o.id = t."{name}") LIMIT 1'
        )
        if connection.exec_driver_sql(query).first():
            yield table, name
