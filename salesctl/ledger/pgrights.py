"""Rights on a server (行级权限): row security on every table, from what the rooms say of theirs (SEES of `room.py`).

The schema's owner is the ledger's: alone it migrates and says who sees what. Every other login reads and writes through
policies. What the rule book gives a login stands in `sight`, which the owner's program computes and no login can write;
policies join it, with `scope`, by a few functions that are asked once a statement. A table that no room speaks of is
closed to all but the owner. Grants are to PUBLIC: the door is USAGE on the schema, which each login is given by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from salesctl.ledger.engine import writing
from salesctl.ledger.findings import on_sqlite, read, tables_there
from salesctl.ledger.pgpolicies import TABLES, Plan, functions_of, grants_of, policies_of
from salesctl.ledger.pgschema import Parts

# -- who asks ----------------------------------------------------------------------------------------------------------

_OWNS = """
SELECT pg_get_userbyid(c.relowner) = current_user, r.rolsuper OR r.rolbypassrls
FROM pg_roles r LEFT JOIN pg_class c ON c.relnamespace = current_schema()::regnamespace AND c.relname = 'entry'
WHERE r.rolname = current_user
"""


def owns(connection: Connection) -> bool:
    """Say whether the ledger is this login's: on a server the owner of its tables, in a file whoever opened it."""
    if on_sqlite(connection):
        return True
    found = connection.exec_driver_sql(_OWNS).first()
    return found is None or found[0] is not False


def sees_all(connection: Connection) -> bool:
    """Say whether no row is hidden from this login."""
    if on_sqlite(connection):
        return True
    found = connection.exec_driver_sql(_OWNS).first()
    return found is None or found[0] is not False or bool(found[1])


_COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""


def _columns(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, name in connection.exec_driver_sql(_COLUMNS):
        found.setdefault(table, []).append(name)
    return found


def establish(connection: Connection, plan: Plan) -> None:
    """Make tables, functions, policies and grants of the rights anew; the owner's, inside the running transaction."""
    from salesctl.ledger.migrate import run

    with writing():
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit stands in DDL's way
        if "sight" not in tables_there(connection):
            run(connection, TABLES)
        columns = _columns(connection)
        for table, name in connection.exec_driver_sql(
            "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
        ).all():
            connection.exec_driver_sql(f'DROP POLICY "{name}" ON "{table}"')
        made = functions_of(plan)
        there = [name for name, *_rest in connection.exec_driver_sql(_FUNCTIONS).all()]
        for name in there:
            if name in plan.functions or name not in made:
                connection.exec_driver_sql(f'DROP ROUTINE "{plan.schema}".{name}')
        for statement in made.values():
            connection.exec_driver_sql(statement)
        for (table, name), (verb, using, check) in policies_of(plan, list(columns)).items():
            words = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
            whose = "CURRENT_USER" if name == "owner" else "PUBLIC"
            connection.exec_driver_sql(f'CREATE POLICY "{name}" ON "{table}" FOR {verb} TO {whose}{words}')
        for table in columns:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'REVOKE ALL ON ALL TABLES IN SCHEMA "{plan.schema}" FROM PUBLIC')
        for table, rights in grants_of(plan, columns).items():
            connection.exec_driver_sql(f'GRANT {rights} ON "{table}" TO PUBLIC')
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")  # payloads come before their entry


# -- what stands there -------------------------------------------------------------------------------------------------

_FUNCTIONS = """
SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', p.prosrc, p.prosecdef,
    p.proconfig = ARRAY['search_path=pg_catalog, pg_temp'] AND
    pg_get_userbyid(p.proowner) = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = 'entry')
FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
"""
_POLICIES = """
SELECT tablename, policyname, permissive, cmd, coalesce(qual, ''), coalesce(with_check, ''),
    roles = '{public}' FROM pg_policies WHERE schemaname = current_schema()
"""
_FLAGS = """
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
"""
_GRANTED = """
SELECT c.relname, x.privilege_type, '' FROM pg_class c, aclexplode(c.relacl) x
WHERE c.relnamespace = current_schema()::regnamespace AND x.grantee = 0
UNION ALL SELECT c.relname, x.privilege_type, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid,
    aclexplode(a.attacl) x WHERE c.relnamespace = current_schema()::regnamespace AND x.grantee = 0
"""
_GRANT = re.compile(r"(\w+)(?: \(([^)]*)\))?")


def _flat(text: str, schema: str) -> str:
    """Return an expression without what PostgreSQL adds when it says it again."""
    text = text.replace('"', "").replace(f"{schema}.", "").lower()
    text = re.sub(r"::\w+(\[\])?|\bas \w+|[()]", " ", text)
    return re.sub(r"\s*([,\[\]])\s*", r"\1 ", re.sub(r"\s+", " ", text)).strip()


def wanted(connection: Connection, plan: Plan) -> Parts:
    """Return what the rights should consist of, as (table or function, what)."""
    columns = _columns(connection)
    found: Parts = set()
    for name, statement in functions_of(plan).items():
        body = statement.partition("$f$")[2].rpartition("$f$")[0]
        found.add((f"{name}", f"function {'as its owner ' if 'SECURITY DEFINER' in statement else ''}{body}"))
    for (table, name), (verb, using, check) in policies_of(plan, list(columns)).items():
        to = "owner" if name == "owner" else "all"
        found.add((table, f"policy {name} {verb} {to}: {_flat(using, plan.schema)} / {_flat(check, plan.schema)}"))
    found |= {(table, "row security") for table in columns}
    for table, rights in grants_of(plan, columns).items():
        for verb, names in _GRANT.findall(rights):
            found |= {(table, f"grant {verb} {name}".strip()) for name in names.replace('"', "").split(", ")}
    return found


def standing(connection: Connection, schema: str) -> Parts:
    """Return what the rights consist of, by PostgreSQL's own account."""
    found: Parts = set()
    for name, body, as_owner, owned in read(connection, _FUNCTIONS):
        whose = "" if owned else "another's "
        found.add((name, f"{whose}function {'as its owner ' if as_owner else ''}{body}"))
    for table, name, kind, verb, using, check, public in read(connection, _POLICIES):
        to = ("" if kind == "PERMISSIVE" else "narrowing ") + ("all" if public else "owner")
        found.add((table, f"policy {name} {verb} {to}: {_flat(using, schema)} / {_flat(check, schema)}"))
    for table, on, forced in read(connection, _FLAGS):
        if on and forced:
            found.add((table, "row security"))
    for table, verb, name in read(connection, _GRANTED):
        found.add((table, f"grant {verb} {name}".strip()))
    return found


def differences(connection: Connection, plan: Plan) -> Iterator[tuple[str, str, bool]]:
    """Yield (table, what, missing) for each part of the rights that is not as it should be."""
    should, stands = wanted(connection, plan), standing(connection, plan.schema)
    for table, what in sorted(should ^ stands):
        yield table, what, (table, what) in should
