"""Logins of a server (数据库登录): a person's login is bound in the ledger, its SQL printed for the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.org import sights
from salesctl.domains.org.models import Person
from salesctl.domains.org.people import require_grant
from salesctl.domains.org.service import edit_person, refresh_scope
from salesctl.errors import Refused, Usage
from salesctl.locale import _
from salesctl.render.sheet import Field, Sheet

if TYPE_CHECKING:
    from salesctl.context import Tx, View

LOGIN = (
    Field("code", "text", "Code", doc="Code of the person."),
    Field("name", "name", "Name", doc="Their name."),
    Field("login", "text", "Login", doc="The login of the server that is theirs from now on."),
    Field("sql", "text", "SQL", doc="What whoever runs the server lets it do; no password is in it."),
)
LONGEST = 63
"""Bytes of a role's name; PostgreSQL would cut a longer one."""


def on_server(view: View) -> None:
    """Raise Refused where the ledger is a file: there the operating system's user is the login."""
    if not view.ledger.on_server:
        raise Refused(
            _("The ledger is a file; a login of a server has no meaning there."),
            hint=_("Bind the operating system's user: salesctl person edit CODE --login USER"),
        )


def bind(tx: Tx, row: Person, name: str | None) -> Person:
    """Write a person's login: the given one, else the one they have, else their code. Needs `access.grant`.

    Policies and grants that are not as they should be are made anew. Raises NotAllowed for whoever is not the
    ledger's owner, Usage for what can't name a role.
    """
    login = (name or row.login or row.code).strip()
    if not login or len(login.encode()) > LONGEST or login.startswith("pg_") or not login.isprintable():
        raise Usage(
            _("{name} can't name a login.", name=login or "?"), hint=_("Give another: --name LOGIN, at most 63 bytes.")
        )
    require_grant(tx, row.id, row.team_id)
    sights.owners(tx, _("give roles or a login"))
    if row.login != login:
        edit_person(tx, row, {"login": login})
    else:
        refresh_scope(tx)
    sights.mend(tx)
    return row


def sql(view: View, row: Person) -> str:
    """Return what makes the login and opens the ledger's schema to it; all else stands in the schema already."""
    connection = view.session.connection()
    database, schema = connection.exec_driver_sql("SELECT current_database(), current_schema()").one()
    login = quoted(row.login or "")
    return "\n".join(
        (
            f"CREATE ROLE {login} LOGIN;",
            f"GRANT CONNECT ON DATABASE {quoted(database)} TO {login};",
            f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {login};",
        )
    )


def quoted(name: str) -> str:
    """Return a name as SQL reads it, whatever is in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def sheet(view: View, row: Person) -> Sheet:
    """Return the login and its SQL."""
    return Sheet(LOGIN, [(row.code, row.name, row.login, sql(view, row))], title=row.name, single=True)
