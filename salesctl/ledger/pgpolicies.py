"""What row security says (行级策略): the functions, policies and grants of a ledger on a server, as SQL.

Policies join `sight` and `scope` by a few functions that are asked once a statement. Those that look at a single row
are asked of the journal, whose payloads are seen with the rows they tell of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salesctl.ledger import pgjournal
from salesctl.ledger.pgjournal import SAFE

TABLES = (
    "CREATE TABLE sight (login TEXT NOT NULL, person TEXT NOT NULL, thing TEXT NOT NULL, verb TEXT NOT NULL,"
    " reach TEXT NOT NULL, lead INTEGER NOT NULL, day TEXT NOT NULL, PRIMARY KEY (login, thing, verb)) STRICT",
    "CREATE TABLE passing (tab TEXT NOT NULL, row_id TEXT NOT NULL, login TEXT NOT NULL, xact TEXT NOT NULL,"
    " PRIMARY KEY (row_id, login, xact)) STRICT",
)
"""`sight`: how far a login's rights reach, as of `day`, by thing and verb (see, add, edit; the thing "": who they are).

`passing`: rows that a login hands to somebody else, in the transaction that does; empty at every other time.
"""
KEPT = frozenset({"id", "recorded_at", "recorded_by"})
"""Columns of a Record that nobody but the owner changes once they are written."""


@dataclass(frozen=True, slots=True)
class Sees:
    """Who sees and writes the rows of a table, besides whose they are and who recorded them.

    `thing` is that of the rights (`client` of `client.see`), "" where the owner alone writes. `open`: every login of
    the ledger reads them. `also`: columns naming a person who has a part in them. `part_of`: (column, table) of the row
    they belong to, with which they are seen and written; `shown_with`: the same, seen only. `about`: they are seen with
    the record that `noun` and `row_id` name; `attached`: and added by whoever sees it. `levels`: those of `level` that
    need no right, then the right for the rest. `fixed`: columns only the owner gives another value, each with what a
    new row must say. `links`: columns naming a row of another table, which must be shown to whoever puts it there.
    `judged`: the right by which they are written, never by whose row it is that they are `shown_with`. `stays`: what
    must hold of a row that is changed.
    """

    table: str
    thing: str = ""
    open: bool = False
    also: Sequence[str] = ()
    part_of: tuple[str, str] | None = None
    shown_with: tuple[str, str] | None = None
    about: bool = False
    attached: bool = False
    levels: tuple[Sequence[str], str] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    judged: str = ""
    stays: str = ""

    @property
    def settled(self) -> frozenset[str]:
        """The columns that nobody but the owner changes once a row is written: what it is a part of, and its file."""
        parts = {link[0] for link in (self.part_of, self.shown_with) if link} - self.links.keys()
        about = {"noun", "row_id"} if self.about or self.attached else set()
        return KEPT | self.fixed.keys() | parts | about


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rights of a ledger consist of, for one schema."""

    schema: str
    sees: Mapping[str, Sees]
    nouns: Mapping[str, str]
    """Noun to table, for files and names that belong to any record."""
    blobs: Sequence[tuple[str, str]]
    """(table, column) of every column that cites a file."""
    functions: Mapping[str, str] = field(default_factory=dict)
    """Questions of rooms that reach beyond what a login sees and tell only yes or no: name to SQL with `{s}`."""
    shapes: Sequence[str] = ()
    """Hashes of the shapes that the program writes."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Table to the letter of its numbers."""


# -- the questions policies ask ----------------------------------------------------------------------------------------

_SIGHT = 'FROM {s}.sight s WHERE s.login = session_user::text COLLATE "C"'
_QUESTIONS = {
    "myself()": ("text", f"SELECT s.person {_SIGHT} AND s.thing = ''"),
    "mine(text, text)": ("text", f"SELECT s.person {_SIGHT} AND s.thing = $1 AND s.verb = $2"),
    "all_of(text, text)": (
        "boolean",
        f"SELECT EXISTS (SELECT 1 {_SIGHT} AND s.thing = $1 AND s.verb = $2 AND s.reach = 'all')",
    ),
    "my_teams(text, text)": (
        "text[]",
        "SELECT ARRAY(SELECT c.team FROM {s}.scope c WHERE c.person = s.person UNION"
        " SELECT p.team_id FROM {s}.person p WHERE p.id = s.person AND s.lead = 1 AND p.team_id IS NOT NULL)"
        f" {_SIGHT} AND s.thing = $1 AND s.verb = $2 AND s.reach = 'team'",
    ),
    "passing_rows(text)": (
        "text[]",
        "SELECT ARRAY(SELECT p.row_id FROM {s}.passing p WHERE p.tab = $1 AND p.login = session_user::text"
        " AND p.xact = pg_current_xact_id_if_assigned()::text)",
    ),
}


def functions_of(plan: Plan) -> dict[str, str]:
    """Return the statements that make the functions, by their signature."""
    s = f'"{plan.schema}"'
    made = {
        name: f"CREATE OR REPLACE FUNCTION {s}.{name} RETURNS {kind} LANGUAGE sql STABLE {SAFE}"
        f" AS $f${body.replace('{s}', s)}$f$"
        for name, (kind, body) in _QUESTIONS.items()
    }
    tables = sorted({*plan.sees})
    arms = " ".join(f"WHEN '{t}' THEN RETURN EXISTS (SELECT 1 FROM {s}.\"{t}\" t WHERE t.id = $2);" for t in tables)
    revs = arms.replace("t.id = $2)", "t.id = $2 AND t.rev = $3)")
    names = " ".join(f"WHEN '{noun}' THEN RETURN {s}.row_shows('{t}', $2);" for noun, t in sorted(plan.nouns.items()))
    edits = " ".join(
        f"WHEN '{t}' THEN RETURN EXISTS (SELECT 1 FROM {s}.\"{t}\" WHERE id = $2 AND"
        f" ({_named(_any(_edits(plan, plan.sees[t])), s)}));"
        for t in tables
    )
    links = " ".join(
        f"WHEN '{t}.{name}' THEN RETURN EXISTS (SELECT 1 FROM {s}.\"{t}\" o WHERE o.id = $2 AND o.{name} = $3);"
        for t in tables
        for name in plan.sees[t].links
    )
    edited = " ".join(f"WHEN '{noun}' THEN RETURN {s}.row_edits('{t}', $2);" for noun, t in sorted(plan.nouns.items()))
    head = f"LANGUAGE plpgsql STABLE {SAFE} AS $f$"
    made["row_shows(text, text)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.row_shows(text, text) RETURNS boolean {head}"
        f"BEGIN CASE $1 {arms} ELSE RETURN false; END CASE; END$f$"
    )
    made["row_at(text, text, bigint)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.row_at(text, text, bigint) RETURNS boolean {head}"
        f"BEGIN CASE $1 {revs} ELSE RETURN false; END CASE; END$f$"
    )
    made["noun_shows(text, text)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.noun_shows(text, text) RETURNS boolean {head}"
        f"BEGIN CASE $1 {names} ELSE RETURN false; END CASE; END$f$"
    )
    made["row_edits(text, text)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.row_edits(text, text) RETURNS boolean {head}"
        f"BEGIN CASE $1 {edits} ELSE RETURN false; END CASE; END$f$"
    )
    made["noun_edits(text, text)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.noun_edits(text, text) RETURNS boolean {head}"
        f"BEGIN CASE $1 {edited} ELSE RETURN false; END CASE; END$f$"
    )
    made["link_kept(text, text, text)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.link_kept(text, text, text) RETURNS boolean {head}"
        f"BEGIN CASE $1 {links} ELSE RETURN false; END CASE; END$f$"
    )
    made["said_by(text, bigint)"] = (
        f"CREATE OR REPLACE FUNCTION {s}.said_by(text, bigint) RETURNS boolean {head}"
        f"BEGIN RETURN EXISTS (SELECT 1 FROM {s}.entry e LEFT JOIN {s}.person p ON p.id = e.actor"
        f" WHERE e.book = $1 AND e.seq = $2 AND (e.actor = {s}.myself() OR {s}.all_of('ledger.log', 'see')"
        f" OR p.team_id = ANY ({s}.my_teams('ledger.log', 'see')))); END$f$"
    )
    named = "convert_from(h.body, 'UTF8')::json ->> 't'"
    made["shape_tables()"] = (
        f"CREATE OR REPLACE FUNCTION {s}.shape_tables() RETURNS jsonb LANGUAGE sql STABLE {SAFE} AS"
        f" $f$SELECT jsonb_object_agg(h.no, {named}) FROM {s}.shape h$f$"
    )
    whole = ", ".join(
        f"('{one.table}', '{'' if one.open else one.thing}')"
        for one in plan.sees.values()
        if not one.levels and not _of_levels(plan, one)
    )
    made["whole_shapes()"] = (
        f"CREATE OR REPLACE FUNCTION {s}.whole_shapes() RETURNS bigint[] LANGUAGE sql STABLE {SAFE} AS"
        f" $f$SELECT ARRAY(SELECT h.no FROM {s}.shape h JOIN (VALUES {whole}) v (tab, thing) ON v.tab = {named}"
        f" WHERE CASE WHEN v.thing = '' THEN {s}.myself() IS NOT NULL ELSE {s}.all_of(v.thing, 'see') END)$f$"
    )
    asked = {name: body.replace("{s}", s) for name, body in plan.functions.items()}
    return {**made, **pgjournal.functions(s, plan.shapes), **asked}


# -- policies ----------------------------------------------------------------------------------------------------------


def _reach(thing: str, verb: str, row: str = "", *, owned: bool = True) -> list[str]:
    """Return the terms under which a right reaches a row; each asks once a statement."""
    asked = f"'{thing}', '{verb}'"
    whose = [f"{row}owner_id = (SELECT mine({asked}))"] if owned else []
    return [f"(SELECT all_of({asked}))", *whose, f"{row}team_id = ANY ((SELECT my_teams({asked}))::text[])"]


_ASKED = re.compile(r'\b(all_of|mine|my_teams|myself|passing_rows|noun_shows|noun_edits|unwritten)\(|FROM ("\w+")')


def _named(term: str, schema: str) -> str:
    """Return a policy's term with the schema before what stands in it, for a function without a search path."""
    return _ASKED.sub(lambda m: f"{schema}.{m[1]}(" if m[1] else f"FROM {schema}.{m[2]}", term)


def _passing(one: Sees, row: str = "") -> str:
    return f"{row}id = ANY ((SELECT passing_rows('{one.table}'))::text[])"


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f"({term})" for term in terms)


def _of_levels(plan: Plan, one: Sees) -> bool:
    """Say whether rows are parts of what only some may know of: then they are shown by their whole alone."""
    return bool(one.part_of and plan.sees[one.part_of[1]].levels)


def _shown(one: Sees, link: tuple[str, str]) -> str:
    return f'EXISTS (SELECT 1 FROM "{link[1]}" o WHERE o.id = "{one.table}"."{link[0]}")'


def _seen(plan: Plan, one: Sees) -> str:
    if one.open:
        return "(SELECT myself()) IS NOT NULL"
    if one.part_of and _of_levels(plan, one):
        return _shown(one, one.part_of)
    terms = [*_reach(one.thing, "see"), _passing(one)]
    terms += ["recorded_by = (SELECT myself())", *(f"{n} = (SELECT mine('{one.thing}', 'see'))" for n in one.also)]
    for link in filter(None, (one.part_of, one.shown_with)):
        terms.append(_shown(one, link))
    if one.about or one.attached:
        terms.append("noun_shows(noun, row_id)")
    seen = _any(terms)
    if one.levels:
        plain, right = one.levels
        names = ", ".join(f"'{level}'" for level in plain)
        secret = [f"level = ANY (ARRAY[{names}])", "owner_id = (SELECT myself())", *_reach(right, "see"), _passing(one)]
        return f"({seen}) AND ({_any(secret)})"
    return seen


def _edits(plan: Plan, one: Sees, row: str = "") -> list[str]:
    """Return the terms under which a login changes a row that it sees."""
    if one.open:
        return _reach(one.thing, "edit", row, owned=False)
    if one.judged:
        return [_judges(plan, one)]
    # Who records for somebody else writes it to the end of that transaction; from then on it is theirs.
    fresh = f"{row}recorded_by = (SELECT myself()) AND {{}}unwritten({row}id)"
    if one.part_of and not row:  # whoever's it was when it came: the whole may be somebody else's since
        return [_within(plan, one), _passing(one), fresh.format("")]
    terms = [*_reach(one.thing, "edit", row), _passing(one, row)]
    terms.append(fresh.format(f"({row}owner_id IS NULL OR ") + ")")
    terms += [f"{row}{name} = (SELECT mine('{one.thing}', 'see'))" for name in one.also]
    return terms


def _within(plan: Plan, one: Sees) -> str:
    """Return the term under which a login writes the row that this one is a part of."""
    assert one.part_of
    name, table = one.part_of
    terms = _any(_edits(plan, plan.sees[table], "o."))
    return f'EXISTS (SELECT 1 FROM "{table}" o WHERE o.id = "{one.table}"."{name}" AND ({terms}))'


def _judges(plan: Plan, one: Sees) -> str:
    """Return the term under which a login has its say on the row that this one is shown with."""
    assert one.shown_with
    name, table = one.shown_with
    terms = _reach(one.judged, "see", "o.", owned=False)
    terms += [f"o.{other} = (SELECT mine('{one.thing}', 'see'))" for other in plan.sees[table].also]
    return (
        f'EXISTS (SELECT 1 FROM "{table}" o WHERE o.id = "{one.table}"."{name}"'
        f" AND o.owner_id <> (SELECT myself()) AND ({_any(terms)}))"
    )


def _linked(one: Sees, *, kept: bool) -> str:
    """Return what must hold of a row's links: what they name is shown, or (`kept`) they were so before."""
    found = ""
    for name, table in one.links.items():
        was = f" OR link_kept('{one.table}.{name}', id, {name})" if kept else ""
        found += f" AND ({name} IS NULL OR ({_shown(one, (name, table))}){was})"
    return found


def _adds(plan: Plan, one: Sees) -> str:
    mine = "recorded_by = (SELECT myself()) OR (SELECT all_of('act_for', 'see'))"
    if one.judged:
        terms = [_judges(plan, one)]
    elif one.part_of:
        terms = [_within(plan, one)]
    else:
        terms = _reach(one.thing, "add", owned=not one.open)
    if one.attached:
        terms.append("noun_shows(noun, row_id)")
    fixed = "".join(f" AND {words}" for words in one.fixed.values()) + _linked(one, kept=False)
    if one.shown_with and one.shown_with[0] not in one.links:
        fixed += f" AND ({_shown(one, one.shown_with)})"
    if letter := plan.letters.get(one.table):
        fixed += f" AND number_given('{letter}', number)"
    return f"({mine}) AND ({_any(terms)}){fixed}"


Policies = dict[tuple[str, str], tuple[str, str, str]]
"""(table, name) to (verb, USING, WITH CHECK)."""


def policies_of(plan: Plan, tables: Sequence[str]) -> Policies:
    """Return every policy of a ledger with these tables; one that nobody speaks of has the owner's alone."""
    found: Policies = {(table, "owner"): ("ALL", "true", "true") for table in tables}
    for one in plan.sees.values():
        found[one.table, "see"] = ("SELECT", _seen(plan, one), "")
        if one.thing:
            edits = _any(_edits(plan, one))
            stays = (f" AND {one.stays}" if one.stays else "") + _linked(one, kept=True)
            found[one.table, "add"] = ("INSERT", "", f"{_adds(plan, one)} AND rev = 1")
            found[one.table, "edit"] = ("UPDATE", edits, f"({edits}) AND rev_follows(id, rev){stays}")
    cited = [f'EXISTS (SELECT 1 FROM "{t}" o WHERE o."{c}" = {{0}}.hash{_bytes(plan, t)})' for t, c in plan.blobs]
    file, filed = "row_shows('paper', paper_id)", "row_edits('paper', paper_id)"
    here = "login = session_user::text"
    return {
        **found,
        **pgjournal.policies(_any(cited)),
        ("scope", "see"): ("SELECT", "(SELECT myself()) IS NOT NULL", ""),
        ("search", "see"): ("SELECT", "noun_shows(noun, row_id)", ""),
        ("search", "add"): ("INSERT", "", "noun_edits(noun, row_id)"),
        ("search", "drop"): ("DELETE", "noun_edits(noun, row_id)", ""),
        ("archive_text", "see"): ("SELECT", file, ""),
        ("archive_text", "add"): ("INSERT", "", filed),
        ("archive_text", "drop"): ("DELETE", filed, ""),
        ("sight", "see"): ("SELECT", here, ""),
        ("passing", "see"): ("SELECT", here, ""),
        ("passing", "drop"): ("DELETE", here, ""),
        ("passing", "add"): (
            "INSERT",
            "",
            f"{here} AND xact = pg_current_xact_id()::text AND row_edits(tab, row_id)",
        ),
    }


def _bytes(plan: Plan, table: str) -> str:
    """Return what a file's bytes take beyond that a row citing them is seen: the right to read it, or its record's."""
    one = plan.sees[table]
    if not one.attached:
        return ""
    asked = _any([*_reach(one.thing, "see", "o."), "o.recorded_by = (SELECT myself())"])
    return f" AND (o.noun = 'archive' OR {asked})"


_OWN = {
    "ledger_info": "SELECT", "schema_step": "SELECT", "book": "SELECT, INSERT, UPDATE (head_seq, head_hash)",
    "entry": "SELECT, INSERT", "change": "SELECT, INSERT", "leafpart": "SELECT, INSERT", "shape": "SELECT, INSERT",
    "counter": "SELECT, INSERT, UPDATE (value)", "blob": "SELECT, INSERT", "blob_part": "SELECT, INSERT",
    "search": "SELECT, INSERT, DELETE", "archive_text": "SELECT, INSERT, DELETE", "scope": "SELECT", "sight": "SELECT",
    "passing": "SELECT, INSERT, DELETE",
}  # fmt: skip


def grants_of(plan: Plan, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what everybody let into the schema is granted, by table; rows are for the policies."""
    found = dict(_OWN)
    files = set(plan.blobs)
    for one in plan.sees.values():
        kept = one.settled | {column for table, column in files if table == one.table}
        kept |= {"number"} if one.table in plan.letters else set()
        free = [name for name in columns[one.table] if name not in kept]
        names = ", ".join(f'"{name}"' for name in free)
        found[one.table] = f"SELECT, INSERT, UPDATE ({names})" if one.thing else "SELECT"
    return found
