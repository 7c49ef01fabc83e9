"""`team` and `person` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Noun
from salesctl.locale import N_, _
from salesctl.params import (
    FileArg,
    FileEncoding,
    KeyOpt,
    MapOpt,
    PersonRef,
    SheetOpt,
    SkipBadOpt,
    TeamOpt,
    TeamRef,
    Token,
    ref_option,
    word_option,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

team = Noun("team")
person = Noun("person")

Code = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help=N_("Its code, where it differs from the name."))
]
Lead = Annotated[Token | None, ref_option("person", "--lead", metavar="PERSON", help=N_("Who leads it."))]
Parent = Annotated[Token | None, ref_option("team", "--parent", metavar="TEAM", help=N_("The team it belongs to."))]


@team.read("team.list", default=True)
def team_list(ctx: Ctx) -> Shown:
    """List the teams."""
    from salesctl.domains.org import queries

    return ctx.shown(sheet=queries.teams(ctx))


@team.read("team.show")
def team_show(ctx: Ctx, team: TeamRef) -> Shown:
    """Show a team and its people."""
    from salesctl.domains.org import queries

    return ctx.shown(sheet=queries.people(ctx, team=ctx.find(team).id))


@team.write("team.add")
def team_add(
    ctx: Ctx,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its name."))],
    *,
    code: Code = None,
    lead: Lead = None,
    parent: Parent = None,
) -> Shown:
    """Add a team."""
    from salesctl.domains.org import queries, service

    head, above = ctx.find_id(lead), ctx.find_id(parent)
    with ctx.write() as tx:
        row = service.add_team(tx, name, code=code or "", lead=head, parent=above)
        return tx.show(_("Team {name} added.", name=row.name), queries.team_sheet(tx, row))


@team.write("team.edit")
def team_edit(
    ctx: Ctx,
    team: TeamRef,
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("A new name."))] = None,
    code: Code = None,
    lead: Lead = None,
    parent: Parent = None,
) -> Shown:
    """Change a team."""
    from salesctl.domains.org import queries, service
    from salesctl.domains.org.models import Team

    match = ctx.find(team)
    changes = {"name": name, "code": code, "lead_id": ctx.find_id(lead), "parent_id": ctx.find_id(parent)}
    given = ctx.given(changes)
    with ctx.write() as tx:
        row = service.edit_team(tx, tx.get(Team, match), given)
        return tx.show(_("Team {name} changed.", name=row.name), queries.team_sheet(tx, row))


Roles = Annotated[
    str | None,
    typer.Option(
        "--roles", metavar="ROLE,…", help=N_("Roles: rep lead head finance legal archivist keeper guide robot admin.")
    ),
]
Superior = Annotated[
    Token | None, ref_option("person", "--superior", metavar="PERSON", help=N_("The direct superior."))
]
InTeam = Annotated[Token | None, ref_option("team", "--team", "-t", metavar="TEAM", help=N_("The team."))]
Joined = Annotated[str | None, word_option("day", "--joined", metavar="DAY", help=N_("First day of work."))]
Left = Annotated[str | None, word_option("day", "--left", metavar="DAY", help=N_("Last day of work."))]
Login = Annotated[
    str | None, typer.Option("--login", metavar="USER", help=N_("The operating system's user that is this person."))
]
Phone = Annotated[str | None, typer.Option("--phone", metavar="NUMBER", help=N_("Phone number."))]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=N_("E-mail address."))]
Post = Annotated[str | None, typer.Option("--post", metavar="TITLE", help=N_("Job title."))]


@person.read("person.list", default=True)
def person_list(
    ctx: Ctx,
    *,
    team: TeamOpt = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("Only this role."))] = None,
    left: Annotated[bool, typer.Option("--left", help=N_("Those who left, too."))] = False,
) -> Shown:
    """List people."""
    from salesctl.domains.org import queries, service

    wanted = service.read_roles(role) if role else None
    return ctx.shown(sheet=queries.people(ctx, team=ctx.find_id(team), role=wanted, gone=left))


@person.read("person.show")
def person_show(ctx: Ctx, person: PersonRef) -> Shown:
    """Show a person."""
    from salesctl.domains.org import queries

    return ctx.shown(sheet=queries.person_shown(ctx, ctx.find(person).id))


@person.write("person.add")
def person_add(
    ctx: Ctx,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("Their code, unique."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Their name."))],
    *,
    roles: Roles = None,
    team: InTeam = None,
    superior: Superior = None,
    joined: Joined = None,
    login: Login = None,
    phone: Phone = None,
    email: Email = None,
    post: Post = None,
) -> Shown:
    """Add a person."""
    from salesctl.domains.org import queries, service

    where, boss, first = ctx.find_id(team), ctx.find_id(superior), ctx.day(joined)
    with ctx.write() as tx:
        row = service.add_person(
            tx,
            code,
            name,
            roles=roles or "rep",
            team=where,
            superior=boss,
            joined=first,
            login=login,
            phone=phone,
            email=email,
            post=post,
        )
        return tx.show(_("{name} ({code}) added.", name=row.name, code=row.code), queries.person_sheet(tx, row))


@person.write("person.edit")
def person_edit(
    ctx: Ctx,
    person: PersonRef,
    *,
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help=N_("A new code."))] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("A new name."))] = None,
    roles: Roles = None,
    team: InTeam = None,
    superior: Superior = None,
    joined: Joined = None,
    left: Left = None,
    login: Login = None,
    phone: Phone = None,
    email: Email = None,
    post: Post = None,
) -> Shown:
    """Change a person."""
    from salesctl.domains.org import queries, service
    from salesctl.domains.org.models import Person

    match = ctx.find(person)
    given = ctx.given(
        {
            "code": code,
            "name": name,
            "roles": roles,
            "team_id": ctx.find_id(team),
            "superior_id": ctx.find_id(superior),
            "joined": ctx.day(joined),
            "left": ctx.day(left),
            "login": login,
            "phone": phone,
            "email": email,
            "post": post,
        }
    )
    with ctx.write() as tx:
        row = service.edit_person(tx, tx.get(Person, match), given)
        return tx.show(_("{name} ({code}) changed.", name=row.name, code=row.code), queries.person_sheet(tx, row))


@person.write("person.login")
def person_login(
    ctx: Ctx,
    person: PersonRef,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="LOGIN", help=N_("The login's name, where it is not the code."))
    ] = None,
) -> Shown:
    """Give a person a login of the server, and print the SQL that makes it."""
    from salesctl.domains.org import logins
    from salesctl.domains.org.models import Person

    match = ctx.find(person)
    logins.on_server(ctx)
    with ctx.write(note=True) as tx:  # what stands beside the journal is committed with an entry
        row = logins.bind(tx, tx.get(Person, match), name)
        return tx.show(logins.sql(tx, row), logins.sheet(tx, row))


@person.write("person.import", warm=False)
def person_import(
    ctx: Ctx,
    file: FileArg,
    *,
    maps: MapOpt = None,
    key: KeyOpt = None,
    skip_bad: SkipBadOpt = False,
    encoding: FileEncoding = None,
    sheet: SheetOpt = None,
) -> Shown:
    """Import people from a file; teams that are not there yet are added."""
    from salesctl.domains.org import imports

    return imports.people(ctx, file, maps or [], key, skip_bad, encoding, sheet)


@person.read("person.export")
def person_export(ctx: Ctx, file: FileArg) -> Shown:
    """Export people to a file; its ending chooses the format."""
    from salesctl.domains.org import queries
    from salesctl.importing import export

    return export(ctx, queries.people(ctx, gone=True), file)
