"""Who acts and what they may (身份与权限): the actor, their rights, the one place that scopes questions.

Honest limit: who can read the SQLite file can read all of it; here roles are discipline plus detection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from salesctl.domains.org.models import Company as CompanyRow
from salesctl.domains.org.models import Person, Team, scope
from salesctl.domains.org.rules import Grant, Reach, reach, roles_with
from salesctl.errors import NotAllowed, NotFound, Refused
from salesctl.ledger.record import q
from salesctl.locale import _, p_

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.rulebook.rule import Who


class Company(NamedTuple):
    """The company's name and currency."""

    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts.

    `teams`: codes of their team and those above it, nearest first; `claimed`: named by config, not proven by the login.
    """

    id: str
    code: str
    name: str
    roles: tuple[str, ...]
    team_id: str | None = None
    team: str = ""
    teams: tuple[str, ...] = ()
    claimed: bool = False
    login: str = field(default="", compare=False)

    @property
    def who(self) -> Who:
        """For whom rules are asked."""
        from salesctl.rulebook.rule import Who

        return Who(person=self.code, roles=self.roles, teams=self.teams)


def company(session: Session) -> Company:
    """Return the company of this ledger; raises NotFound in a ledger without one."""
    row = session.scalars(select(CompanyRow).where(q(CompanyRow).voided_at.is_(None))).first()
    if row is None:
        raise NotFound(_("The ledger has no company."), hint=_("Make one: salesctl init"))
    return Company(row.name, row.currency)


def someone(view: View, person_id: str) -> Actor:
    """Return a person as an actor."""
    row = view.session.get(Person, person_id)
    if row is None:
        raise NotFound(_("No such person."))
    return as_actor(view.session, row)


def as_actor(session: Session, row: Person, *, claimed: bool = False) -> Actor:
    """Return a person's row as an actor, with the codes of their teams."""
    codes: list[str] = []
    name = ""
    team = session.get(Team, row.team_id) if row.team_id else None
    while team is not None and team.code not in codes and len(codes) < 20:
        codes.append(team.code)
        name = name or team.name
        team = session.get(Team, team.parent_id) if team.parent_id else None
    return Actor(
        row.id,
        row.code,
        row.name,
        tuple(row.roles.split(",")),
        row.team_id,
        name,
        tuple(codes),
        claimed,
        row.login or "",
    )


def actor(ctx: Ctx) -> Actor:
    """Return who is at the keyboard: the configured me, else the person whose login is the OS user's.

    A configured person whose login is another's is *claimed*. Raises NotAllowed where nobody is known, or they left.
    """
    user = ctx.login
    live = select(Person).where(q(Person).voided_at.is_(None), q(Person).left.is_(None))
    if ctx.config.me:
        row = ctx.session.scalars(live.where(q(Person).code == ctx.config.me)).first()
        if row is None and ctx.demo:
            return _player(ctx, live)
        if row is None:
            _refuse_gone(ctx, q(Person).code, ctx.config.me)
            raise NotAllowed(
                _("Nobody here has the code {code}.", code=ctx.config.me),
                hint=_("Set SALESCTL_ME, or me in the config file, to a code of: salesctl person list --as CODE"),
            )
        if row.login != user and not ctx.owns:
            raise NotAllowed(
                _("The login {user} is not {code}'s, and a server's login is nobody else.", user=user, code=row.code),
                hint=_("Leave SALESCTL_ME and me out, or act for somebody: --as {code}", code=row.code),
            )
        return as_actor(ctx.session, row, claimed=row.login != user)
    row = ctx.session.scalars(live.where(q(Person).login == user)).first()
    if row is None and ctx.demo:
        return _player(ctx, live)
    if row is None:
        _refuse_gone(ctx, q(Person).login, user)
        raise NotAllowed(
            _("The login {user} belongs to nobody in this ledger.", user=user),
            hint=_(
                "Have it bound: salesctl person edit CODE --login {user}; or say who you are: SALESCTL_ME=CODE",
                user=user,
            )
            if ctx.owns
            else _("Have it bound by the ledger's owner: salesctl person login CODE --name {user}", user=user),
        )
    return as_actor(ctx.session, row)


def _refuse_gone(ctx: Ctx, column: Any, who: str) -> None:
    """Raise NotAllowed where whoever is named by code or login has left; a server shows a leaver that and no more."""
    from salesctl.domains.org.sights import left_on

    query = select(q(Person).left).where(q(Person).voided_at.is_(None), q(Person).left.is_not(None), column == who)
    day = ctx.session.scalars(query).first()
    if said := day.isoformat() if day else left_on(ctx.session.connection()):
        raise NotAllowed(
            _("{who} left on {day} and no longer works in this ledger.", who=who, day=said),
            hint=_("If that is wrong, have it taken back by whoever entered it: salesctl undo"),
        )


def names(view: View) -> dict[str | None, str]:
    """Return everyone's name by row id, those who left too."""
    found = view.session.execute(select(q(Person).id, q(Person).name))
    return {key: name for key, name in found}  # noqa: C416 - rows are no pairs to mypy


def robots(view: View) -> list[str]:
    """Return the codes of those who work with the role robot and nothing else: whom cron runs as."""
    live = select(q(Person).code).where(q(Person).voided_at.is_(None), q(Person).left.is_(None))
    return list(view.session.scalars(live.where(q(Person).roles == "robot").order_by(q(Person).code)))


def _player(ctx: Ctx, live: Any) -> Actor:
    """Return who plays in a demo ledger unless told otherwise: its founder, who may act for everyone."""
    return as_actor(ctx.session, ctx.session.scalars(live.order_by(q(Person).id).limit(1)).one(), claimed=True)


def grants(view: View) -> list[Grant]:
    """Return the grants in force today."""
    return list(view.rules.all(Grant, view.today))


def reach_of(view: View, right: str, who: Actor | None = None) -> Reach | None:
    """Return the widest reach the actor has for a right."""
    return reach(grants(view), (who or view.me).roles, right)


def may(
    view: View, right: str, *, owner: str | None = None, team: str | None = None, actor: Actor | None = None
) -> bool:
    """Say whether the actor has `right` for a record of `owner` in `team`."""
    who = actor or view.me
    wide = reach_of(view, right, who)
    if wide is None:
        return False
    if wide is Reach.ALL or owner == who.id:
        return True
    if wide is Reach.TEAM and team is not None:
        if team == who.team_id and "lead" in who.roles:
            return True
        pair = select(scope.c.team).where(scope.c.person == who.id, scope.c.team == team)
        return view.session.execute(pair).first() is not None
    return False


def require(
    view: View, right: str, what: str, *, owner: str | None = None, team: str | None = None, actor: Actor | None = None
) -> None:
    """Raise NotAllowed (4), naming the roles that may and the lead to ask, unless the actor has the right."""
    if may(view, right, owner=owner, team=team, actor=actor):
        return
    wider = roles_with(grants(view), right, beyond=reach_of(view, right, actor))
    roles = _(", ").join(p_("role", role) for role in wider)
    lead = ""
    if (
        team
        and (row := view.session.get(Team, team))
        and row.lead_id
        and (boss := view.session.get(Person, row.lead_id))
        and boss.id != (actor or view.me).id
    ):
        lead = boss.name
    raise NotAllowed(
        _("Not allowed: {what}. It takes the role {roles}.", what=what, roles=roles or "-"),
        hint=_("Ask {lead}.", lead=lead) if lead else "",
        right=right,
    )


def may_grant(view: View, person: str | None, team: str | None) -> bool:
    """Say whether the actor may give `person` in `team` roles or a login; oneself only who may give them to all."""
    if person == view.me.id:
        return reach_of(view, "access.grant") is Reach.ALL
    return may(view, "access.grant", team=team)


def require_grant(view: View, person: str | None, team: str | None) -> None:
    """Raise NotAllowed (4) unless the actor may give `person` in `team` roles or a login (`access.grant`)."""
    if may_grant(view, person, team):
        return
    require(view, "access.grant", _("give roles or a login"), team=team)
    raise NotAllowed(
        _("Not allowed: give oneself roles or a login."), hint=_("Ask someone else who may."), right="access.grant"
    )


def kept_open(session: Session, held: Iterable[Grant]) -> bool:
    """Say whether someone who has not left, with a login, may edit everybody and apply rules.

    Who can do both can mend any rights; where nobody can, a ledger is locked for good.
    """
    rows = select(q(Person).roles).where(q(Person).voided_at.is_(None), q(Person).left.is_(None), q(Person).login != "")
    known = list(held)
    return any(
        all(reach(known, roles.split(","), right) is Reach.ALL for right in ("person.edit", "rules.apply"))
        for roles in session.scalars(rows.distinct())
    )


@contextmanager
def never_locked(tx: Tx) -> Iterator[None]:
    """Raise Refused (5) where what is done inside leaves nobody who may mend rights."""
    held = grants(tx)
    before = kept_open(tx.session, held)
    yield
    tx.session.flush()
    if before and not kept_open(tx.session, held):
        raise Refused(
            _("Then nobody with a login could edit people and apply rules any more."),
            hint=_("Give someone else the role {role} and a login first.", role=p_("role", "admin")),
        )


def scoped(view: View, query: Any, model: Any, right: str) -> Any:
    """Narrow a query to the records `right` reaches: own, those of one's teams and the teams below, or all.

    The one place where this is decided, so that lists, reports and exports can't leak. Without the right: NotAllowed.
    """
    wide = reach_of(view, right)
    if wide is None:
        require(view, right, _("see this"))
    me = view.me
    if wide is Reach.ALL:
        return query.where(true())
    if wide is Reach.TEAM:
        mine = select(scope.c.team).where(scope.c.person == me.id)
        own_team = [model.team_id == me.team_id] if me.team_id and "lead" in me.roles else []
        return query.where(or_(model.owner_id == me.id, model.team_id.in_(mine), *own_team))
    return query.where(model.owner_id == me.id)
