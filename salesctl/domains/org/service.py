"""Verbs that write teams and people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select

from salesctl.demo.mark import refuse_real
from salesctl.domains.org import sights
from salesctl.domains.org.models import Company, Person, Team, scope
from salesctl.domains.org.people import never_locked, require, require_grant
from salesctl.domains.org.rules import Role
from salesctl.errors import Refused, Usage
from salesctl.ledger.engine import writing
from salesctl.ledger.ids import new_id
from salesctl.ledger.record import q
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Tx, View


def set_company(tx: Tx, name: str, currency: str) -> Company:
    """Write the company's row when a ledger is made; `currency` is an ISO 4217 code."""
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise Usage(_("{text} is no currency.", text=currency), hint=_("Three letters, for example CNY."))
    return tx.add(Company(name=_filled(name, _("The name")), currency=currency.upper(), **tx.stamp()))


def read_roles(text: str) -> str:
    """Return roles as stored: known codes joined by commas, in the order given. Raises Usage for an unknown one."""
    from salesctl.locale import p_

    labels = {p_("role", role.value).casefold(): role.value for role in Role}
    found: list[str] = []
    for word in text.replace("，", ",").replace("、", ",").replace(";", ",").split(","):
        name = word.strip().casefold()
        code = name if name in set(Role) else labels.get(name)
        if not name:
            continue
        if code is None:
            raise Usage(
                _("{text} is no role.", text=word.strip()),
                hint=_("Roles: {roles}", roles=", ".join(role.value for role in Role)),
            )
        if code not in found:
            found.append(code)
    if not found:
        raise Usage(_("A person needs a role."), hint=_("Roles: {roles}", roles=", ".join(role.value for role in Role)))
    return ",".join(found)


def _filled(text: str, what: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise Usage(_("{what} is empty.", what=what), hint=_("Give at least one character."))
    return stripped


def add_team(tx: Tx, name: str, *, code: str = "", lead: str | None = None, parent: str | None = None) -> Team:
    """Add a team; its code is its name unless given. `lead` and `parent` are row ids. Needs `team.edit`."""
    require(tx, "team.edit", _("add a team"))
    sights.owners(tx, _("add a team"))
    name = _filled(name, _("The name"))
    code = _filled(code or name, _("The code"))
    _free(tx, Team, q(Team).code, code)
    team_id = new_id()
    row = tx.add(
        Team(id=team_id, name=name, code=code, lead_id=lead, parent_id=parent, **{**tx.stamp(), "team_id": team_id})
    )
    refresh_scope(tx)
    return row


def edit_team(tx: Tx, row: Team, changes: dict[str, Any]) -> Team:
    """Change name, code, lead or parent; a team can't come to stand below itself. Needs `team.edit`."""
    require(tx, "team.edit", _("edit a team"), team=row.id)
    sights.owners(tx, _("edit a team"))
    if changes.get("code", row.code) != row.code:
        _free(tx, Team, q(Team).code, changes["code"])
    parent = changes.get("parent_id")
    while parent:
        if parent == row.id:
            raise Refused(_("A team can't belong to itself."), hint=_("Name a team that does not stand below it."))
        above = tx.session.get(Team, parent)
        parent = above.parent_id if above else None
    for name, value in changes.items():
        setattr(row, name, _filled(value, name) if name in ("name", "code") else value)
    refresh_scope(tx)
    return row


def add_person(
    tx: Tx,
    code: str,
    name: str,
    *,
    roles: str = "rep",
    team: str | None = None,
    superior: str | None = None,
    joined: date | None = None,
    login: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    post: str | None = None,
    first: str = "",
) -> Person:
    """Add a person; `team` and `superior` are row ids.

    Needs `person.edit`, and `access.grant` for a login or roles other than rep; but not for the `first`, the founder.
    """
    if not first:
        require(tx, "person.edit", _("add a person"), team=team)
    code, name = _filled(code, _("The code")), _filled(name, _("The name"))
    _free(tx, Person, q(Person).code, code)
    if login:
        if not first:
            refuse_real(tx, _("a login"))
        _free(tx, Person, q(Person).login, login)
    roles = read_roles(roles)
    if not first and gives(roles, login):
        require_grant(tx, None, team)
        sights.owners(tx, _("give roles or a login"))
    person_id = first or new_id()
    row = Person(
        id=person_id,
        code=code,
        name=name,
        roles=roles,
        post=post,
        superior_id=superior,
        joined=joined,
        login=login or None,
        phone=phone,
        email=email,
        **{**tx.stamp(), "owner_id": person_id, "team_id": team},
    )
    tx.add(row)
    refresh_scope(tx)
    return row


def edit_person(tx: Tx, row: Person, changes: dict[str, Any]) -> Person:
    """Change what is given; a superior can't come to stand below themselves. Needs what `check_edit` says."""
    if "roles" in changes:
        changes["roles"] = read_roles(changes["roles"])
    if "login" in changes:
        changes["login"] = changes["login"] or None
        if changes["login"]:
            refuse_real(tx, _("a login"))
    check_edit(tx, row, changes)
    for name, column in (("code", q(Person).code), ("login", q(Person).login)):
        if changes.get(name) and changes[name] != getattr(row, name):
            _free(tx, Person, column, changes[name])
    boss = changes.get("superior_id")
    seen: set[str] = set()
    while boss and boss not in seen:
        if boss == row.id:
            raise Refused(
                _("{name} can't be their own superior.", name=row.name),
                hint=_("Name someone who does not answer to them."),
            )
        seen.add(boss)
        above = tx.session.get(Person, boss)
        boss = above.superior_id if above else None
    with never_locked(tx):
        for name, value in changes.items():
            setattr(row, name, _filled(value, name) if name in ("name", "code") else value)
    refresh_scope(tx)
    return row


def gives(roles: str, login: str | None, had: tuple[str, str | None] = (Role.REP.value, None)) -> bool:
    """Say whether roles or a login are given beyond what a person `had`; a new one is a rep without a login."""
    return roles != had[0] or (login or None) != had[1]


def check_edit(view: View, row: Person, changes: Mapping[str, Any]) -> None:
    """Raise NotAllowed unless the actor may change a person so.

    Needs `person.edit` for the team they are in and the one they come to, `access.grant` for roles and login.
    """
    for team in dict.fromkeys((row.team_id, changes.get("team_id", row.team_id))):
        require(view, "person.edit", _("edit a person"), team=team)
    if gives(changes.get("roles", row.roles), changes.get("login", row.login), (row.roles, row.login)):
        require_grant(view, row.id, row.team_id)
        sights.owners(view, _("give roles or a login"))
    if "team_id" in changes and changes["team_id"] != row.team_id and Role.LEAD.value in row.roles.split(","):
        sights.owners(view, _("move a lead to another team"))


def _free(tx: Tx, model: Any, column: Any, value: str) -> None:
    taken = tx.session.scalars(select(model).where(column == value, model.voided_at.is_(None))).first()
    if taken is not None:
        raise Refused(_("{value} is already {name}'s.", value=value, name=taken.name), hint=_("Give another."))


def scope_pairs(tx_session: Any) -> set[tuple[str, str]]:
    """Compute (person, team): the teams a person leads, with all teams below (B4.7)."""
    teams = tx_session.execute(
        select(q(Team).id, q(Team).parent_id, q(Team).lead_id).where(q(Team).voided_at.is_(None))
    ).all()
    children: dict[str | None, list[str]] = {}
    for team, parent, _lead in teams:
        children.setdefault(parent, []).append(team)
    pairs: set[tuple[str, str]] = set()
    for team, _parent, lead in teams:
        if lead:
            todo, seen = [team], set()
            while todo:
                one = todo.pop()
                if one not in seen:
                    seen.add(one)
                    pairs.add((lead, one))
                    todo.extend(children.get(one, ()))
    return pairs


def refresh_scope(tx: Tx) -> None:
    """Bring the scope table up to date with the teams, and on a server who sees what."""
    tx.session.flush()
    fill_scope(tx.session.connection())
    sights.refresh(tx)


def fill_scope(connection: Connection) -> None:
    """Write the scope table anew from the teams as they are."""
    wanted = scope_pairs(connection)
    if wanted == {(pair.person, pair.team) for pair in connection.execute(select(scope))}:
        return
    with writing():
        connection.execute(delete(scope))
        if wanted:
            connection.execute(insert(scope), [{"person": p, "team": t} for p, t in sorted(wanted)])
