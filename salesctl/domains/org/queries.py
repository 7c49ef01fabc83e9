"""Questions about teams and people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from salesctl.domains.org.fields import PERSON, TEAM
from salesctl.domains.org.models import Person, Team, scope
from salesctl.domains.org.people import may, reach_of, scoped
from salesctl.ledger.record import q
from salesctl.locale import _
from salesctl.naming import Reference
from salesctl.render.sheet import Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.ledger.verify import Finding, Report

PERSON_REFERENCE = Reference("person", Person, code="code", right="person.see")
TEAM_REFERENCE = Reference("team", Team, code="code", right="team.see")


def masked(text: str | None) -> str | None:
    """Hide the middle of a phone or address: 138****2207, l***@corp.cn."""
    if not text:
        return text
    if "@" in text:
        name, _at, host = text.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 9 else "****"


def person_rows(view: View, people: list[Person]) -> Iterator[tuple[Value, ...]]:
    """Yield people in the order of PERSON; phone and e-mail are masked without `personal.see`."""
    teams: dict[str | None, str] = dict(view.session.execute(select(q(Team).id, q(Team).name)).all())
    codes: dict[str | None, str] = dict(view.session.execute(select(q(Person).id, q(Person).code)).all())
    for row in people:
        clear = may(view, "personal.see", owner=row.id, team=row.team_id)
        yield (
            row.id,
            row.code,
            row.name,
            teams.get(row.team_id),
            tuple(row.roles.split(",")),
            row.post,
            codes.get(row.superior_id),
            row.joined,
            row.left,
            row.login,
            row.phone if clear else masked(row.phone),
            row.email if clear else masked(row.email),
        )


def people(view: View, *, team: str | None = None, role: str | None = None, gone: bool = False) -> Sheet:
    """List people by code; without those who left unless `gone`. A team includes the teams below it."""
    query = scoped(view, select(Person).where(q(Person).voided_at.is_(None)), Person, "person.see")
    if team:
        query = query.where(q(Person).team_id.in_(below(view, team)))
    if not gone:
        query = query.where(q(Person).left.is_(None))
    found = [
        p for p in view.session.scalars(query.order_by(q(Person).code)) if role is None or role in p.roles.split(",")
    ]
    return Sheet(
        PERSON,
        person_rows(view, found),
        title=_("People"),
        empty=_("Nobody yet. Add one: salesctl person add CODE NAME, or import a file: salesctl person import FILE"),
    )


def person_shown(view: View, person: str) -> Sheet:
    """Return one person by row id."""
    return person_sheet(view, view.session.get_one(Person, person))


def person_sheet(view: View, row: Person) -> Sheet:
    """Return one person."""
    return Sheet(PERSON, list(person_rows(view, [row])), title=row.name, single=True)


def headcount(view: View, right: str) -> int:
    """Return how many people `right` reaches, without those who left and robots; 0 without the right."""
    if reach_of(view, right) is None:
        return 0
    query = select(func.count()).where(q(Person).voided_at.is_(None), q(Person).left.is_(None))
    return view.session.scalar(scoped(view, query.where(q(Person).roles != "robot"), Person, right)) or 0


def below(view: View, team: str) -> list[str]:
    """Return the ids of a team and all teams below it."""
    parents = view.session.execute(select(q(Team).id, q(Team).parent_id).where(q(Team).voided_at.is_(None))).all()
    found, size = {team}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents if parent in found}
    return sorted(found)


def team_rows(view: View, teams: list[Team]) -> Iterator[tuple[Value, ...]]:
    """Yield teams in the order of TEAM."""
    names: dict[str | None, str] = dict(view.session.execute(select(q(Team).id, q(Team).name)).all())
    leads: dict[str | None, str] = dict(view.session.execute(select(q(Person).id, q(Person).name)).all())
    counts: dict[str, int] = dict(
        view.session.execute(
            select(q(Person).team_id, func.count())
            .where(q(Person).voided_at.is_(None), q(Person).left.is_(None))
            .group_by(q(Person).team_id)
        ).all()
    )
    for row in teams:
        yield row.id, row.code, row.name, leads.get(row.lead_id), names.get(row.parent_id), counts.get(row.id, 0)


def teams(view: View) -> Sheet:
    """List teams by name."""
    query = select(Team).where(q(Team).voided_at.is_(None)).order_by(q(Team).name)
    return Sheet(
        TEAM,
        team_rows(view, list(view.session.scalars(query))),
        title=_("Teams"),
        empty=_("No team yet. Add one: salesctl team add NAME"),
    )


def team_sheet(view: View, row: Team) -> Sheet:
    """Return one team."""
    return Sheet(TEAM, list(team_rows(view, [row])), title=row.name, single=True)


def scope_check(connection: Connection, report: Report) -> Iterator[Finding]:
    """Recompute the scope table for verify."""
    from salesctl.domains.org.service import scope_pairs
    from salesctl.ledger.verify import Finding

    wanted = scope_pairs(connection)
    kept = {(pair.person, pair.team) for pair in connection.execute(select(scope))}
    for person, team in sorted(wanted ^ kept):
        yield Finding("scope", f"scope {person} {team}", _("does not follow from the teams"))
