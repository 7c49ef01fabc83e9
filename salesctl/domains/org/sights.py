"""What a login of a server sees (可见范围): the rights of the rule book as rows that row security can join.

Written by the owner alone: with every change of people, teams or rules, and with the first write of a day or after
somebody left. In a file there is nobody to keep rows from, and the table is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from salesctl import __version__
from salesctl.domains.org.models import Person
from salesctl.domains.org.rules import Grant, Reach, Role, reach
from salesctl.errors import NotAllowed
from salesctl.ledger import chain
from salesctl.ledger.engine import writing
from salesctl.ledger.findings import on_sqlite, tables_there
from salesctl.ledger.record import Record, columns, q
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx, View
    from salesctl.ledger.findings import Finding, Report
    from salesctl.ledger.pgpolicies import Plan

Sight = tuple[str, str, str, str, str, int]
"""(login, person, thing, verb, reach, whether a lead)."""
LEAD_STAYS = """CREATE FUNCTION {s}.lead_stays(text, text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $f$SELECT NOT EXISTS (SELECT 1 FROM {s}.person p WHERE p.id = $1
AND p.team_id IS DISTINCT FROM $2 AND 'lead' = ANY (string_to_array(p.roles, ',')))$f$"""
"""That a person who leads stays in the team they see: moving them is the owner's."""
GIVING = frozenset({"give", "transfer", "for"})
"""Rights to put a record into someone else's hands: they let one add it there, not see or change what is there."""
LOOKING = frozenset({"see", "export", "secret"})
GONE = "left"
"""The thing of the one row that a leaver's login keeps, so that it can be told so; its verb is the day they left."""


def wanted(connection: Connection, day: date, *, as_if_none_left: bool = False) -> set[Sight]:
    """Compute how far the rights of everybody with a login reach on a day of the company."""
    from salesctl.rooms import places
    from salesctl.rulebook.store import load_rules

    row = q(Person)
    people = select(row.id, row.login, row.roles, row.left).where(row.voided_at.is_(None), row.login != "")
    grants = load_rules(Session(connection)).all(Grant, day)
    names = list(places("RIGHTS"))
    known: dict[str, list[tuple[str, str, str]]] = {}
    found: set[Sight] = set()
    for person, login, roles, left in connection.execute(people):
        if left and not as_if_none_left:
            found.add((login, person, GONE, left.isoformat(), Reach.OWN.value, 0))
            continue
        if roles not in known:
            known[roles] = list(reaches(grants, roles.split(","), names))
        lead = int(Role.LEAD.value in roles.split(","))
        found.add((login, person, "", "", Reach.OWN.value, lead))
        found |= {(login, person, thing, verb, wide, lead) for thing, verb, wide in known[roles]}
    return found


def reaches(grants: Iterable[Grant], roles: list[str], names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (thing, verb, reach) of some roles: of each thing what they see, change and add, of each right itself.

    Whoever changes a record sees it. Who may give away what is theirs may add it to anybody.
    """
    width = list(Reach)
    held = list(grants)
    widest: dict[tuple[str, str], Reach] = {}

    def note(thing: str, verb: str, wide: Reach) -> None:
        before = widest.get((thing, verb))
        if before is None or width.index(wide) > width.index(before):
            widest[thing, verb] = wide

    for name in names:
        wide = reach(held, roles, name)
        if wide is None:
            continue
        thing, _dot, verb = name.partition(".")
        note(name, "see", wide)
        if verb not in GIVING:
            note(thing, "see", wide)
        if verb not in LOOKING and verb not in GIVING:
            note(thing, "edit", wide)
        if verb not in LOOKING:
            note(thing, "add", Reach.ALL if verb == "transfer" else wide)
    for (thing, verb), wide in widest.items():
        yield thing, verb, wide.value


def plan(schema: str) -> Plan:
    """Gather what the rooms say of their tables; loads all their models."""
    from salesctl.ledger.pgpolicies import Plan, Sees
    from salesctl.ledger.types import BlobHash
    from salesctl.ledger.undo import models
    from salesctl.rooms import load_models, places, resolve

    load_models()
    known = models()
    sees: Mapping[str, Any] = places("SEES")
    said = {table: Sees(table, **words) for table, words in sees.items()}
    nouns = {model.NOUN: name for name, model in known.items() if name in said}
    blobs = [
        (name, column.name)
        for name, model in known.items()
        if name in said
        for column in model.__table__.columns  # type: ignore[attr-defined]
        if isinstance(column.type, BlobHash)
    ]
    functions = {name: resolve(place) for name, place in places("ASKS").items()}
    shapes = sorted(_shape(name, model) for name, model in known.items() if name in said)
    letters = {name: model.LETTER for name, model in known.items() if model.LETTER and name in said}
    return Plan(schema, said, nouns, sorted(blobs), functions, [*shapes, chain.shape_hash(chain.WORDS).hex()], letters)


def _shape(table: str, model: type[Record]) -> str:
    ordinary, personal = ([(c.name, c.type.kind) for c in part] for part in columns(model))  # type: ignore[attr-defined]
    return chain.shape_hash(chain.shape_bytes(table, ordinary, personal)).hex()


def _schema(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT current_schema()").scalar())


def establish(connection: Connection, day: date | None = None) -> None:
    """Make the rights of a ledger on a server anew and fill in who sees what (DERIVED); nothing in a file."""
    if on_sqlite(connection):
        return
    from salesctl.ledger.pgrights import establish as make

    make(connection, plan(_schema(connection)))
    with writing():
        connection.exec_driver_sql(f"COMMENT ON TABLE sight IS '{_PROGRAM}'")
    fill(connection, day or _last_day(connection))


def _last_day(connection: Connection) -> date:
    last = connection.exec_driver_sql("SELECT max(recorded_at) FROM entry").scalar()
    return date.fromisoformat(last[:10]) if last else date.min


def fill(connection: Connection, day: date) -> None:
    """Write the rows anew as of a day, where they or it have changed."""
    rows = wanted(connection, day)
    stand = [tuple(row) for row in connection.exec_driver_sql(_ROWS)]
    if {row[:6] for row in stand} == rows and {row[6] for row in stand} <= {day.isoformat()}:
        return
    with writing():
        connection.exec_driver_sql("DELETE FROM sight")
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO sight (login, person, thing, verb, reach, lead, day) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*row, day.isoformat()) for row in sorted(rows)],
            )


_PROGRAM = f"salesctl {__version__}"
"""Said of the table: the program whose policies and functions stand there."""
_MADE_BY = "SELECT obj_description(to_regclass('sight'), 'pg_class')"
_ROWS = "SELECT login, person, thing, verb, reach, lead, day FROM sight"
_BEHIND = f"""
SELECT EXISTS (SELECT 1 FROM sight WHERE day < ?) OR EXISTS (
    SELECT 1 FROM person p LEFT JOIN sight s ON s.login = p.login AND s.thing = CASE WHEN p."left" IS NULL THEN ''
    ELSE '{GONE}' END WHERE p.login <> '' AND p.voided_at IS NULL AND s.login IS NULL)
"""


def refresh(tx: Tx) -> None:
    """Bring who sees what up to date with people and rules; only the owner's program can, and need do."""
    connection = tx.session.connection()
    if not on_sqlite(connection) and tx.ctx.owns and "sight" in tables_there(connection):
        tx.session.flush()
        fill(connection, tx.today)


def follow(tx: Tx, today: date) -> None:
    """Bring who sees what up to date where it is of an earlier day, or somebody left or came back since.

    With every write of the owner's: rules begin and end with a day, other logins may end somebody's time, and another
    version of the program may say it otherwise. It comes last: what it locks, no other connection reads then.
    """
    connection = tx.session.connection()
    if on_sqlite(connection) or not tx.ctx.owns:
        return
    tx.session.flush()
    if connection.exec_driver_sql(_MADE_BY).scalar() != _PROGRAM and not tx.ledger_tx.sent:
        establish(connection, today)
    elif connection.exec_driver_sql(_BEHIND, (today.isoformat(),)).scalar():
        fill(connection, today)


def left_on(connection: Connection) -> str:
    """Return the day on which the person of this login left, as the owner last wrote it down; "" for nobody."""
    if on_sqlite(connection):
        return ""
    found = connection.exec_driver_sql("SELECT verb FROM sight WHERE login = session_user::text AND thing = ?", (GONE,))
    return str(found.scalar() or "")


def mend(tx: Tx) -> None:
    """Have the rights made anew at the end of this write where this program would make others; the owner's."""
    from salesctl.ledger.pgrights import differences

    tx.session.flush()
    connection = tx.session.connection()
    if "sight" in tables_there(connection) and any(differences(connection, plan(_schema(connection)))):
        with writing():
            connection.exec_driver_sql("COMMENT ON TABLE sight IS NULL")


def owners(view: View, what: str) -> None:
    """Raise NotAllowed (4) where `what` would widen what logins see, and the ledger is another login's."""
    if not view.owns:
        raise NotAllowed(
            _("Not allowed: {what}. On a server only the ledger's owner does that.", what=what),
            hint=_("Have it done by the login that owns the schema's tables."),
        )


def check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Compare policies, grants and who sees what with the program, the people and the rules, for verify (CHECKS)."""
    if on_sqlite(connection):
        return
    from salesctl.ledger.findings import Finding
    from salesctl.ledger.pgrights import differences, sees_all

    for table, what, missing in differences(connection, plan(_schema(connection))):
        message = _("is missing from the rights") if missing else _("does not belong to the rights")
        yield Finding("rights", f"{table}: {what[:300]}", message)
    if not sees_all(connection):
        return
    stand = [tuple(row) for row in connection.exec_driver_sql(_ROWS)]
    days = {row[6] for row in stand}
    day = date.fromisoformat(max(days)) if days else _last_day(connection)
    rows, held = wanted(connection, day), {row[:6] for row in stand}
    since = {row[0] for row in rows ^ held if row[2] == GONE}  # they left or came back since the owner wrote
    earlier = wanted(connection, day, as_if_none_left=True) if since else set()
    for row in sorted(rows ^ held):
        login, _person, thing, verb, wide, _lead = row
        if login in since and (row in rows or row in earlier or thing == GONE):
            continue
        where = " ".join(filter(None, (f"sight {login}", thing, verb, wide)))
        yield Finding("sight", where, _("does not follow from people and rules"))
    for login in sorted(since):
        message = _("left or came back; what this login sees follows with the owner's next write")
        yield Finding("sight", f"sight {login}", message, notice=True)
    if len(days) > 1:
        yield Finding("sight", "sight", _("is of several days"))
