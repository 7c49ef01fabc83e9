"""People from a file (人员导入), and the directory by which other rooms' files name people and teams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from salesctl.domains.org.fields import PERSON
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import may, may_grant, never_locked, reach_of, require
from salesctl.domains.org.service import check_edit, gives, read_roles, refresh_scope
from salesctl.errors import Refused
from salesctl.exchange.loading import Reader
from salesctl.exchange.mapping import shown
from salesctl.importing import Change, Importer, Incoming, Values, read_day, run
from salesctl.ledger.bulk import add_many
from salesctl.ledger.canon import clean_text
from salesctl.ledger.ids import new_id
from salesctl.locale import _

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.render.sheet import Shown

# Core columns: SQLModel's own are typed as the values they hold.
_PERSON: Any = Person.__table__.c  # type: ignore[attr-defined]
_TEAM: Any = Team.__table__.c  # type: ignore[attr-defined]
_CODED = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]")


class Someone(NamedTuple):
    """A person as far as a file names them."""

    id: str
    code: str
    name: str
    team_id: str | None
    left: date | None


class Directory:
    """Everyone and every team, loaded once: files name people by code, by full name, or by both."""

    def __init__(self, people: Sequence[Someone], teams: Sequence[tuple[str, str, str]]) -> None:
        self._ids = {one.id: one for one in people}
        self._codes = {one.code.casefold(): one for one in people}
        self._names: dict[str, list[Someone]] = {}
        for one in people:
            self._names.setdefault(one.name.casefold(), []).append(one)
        self._teams = {name.casefold(): row for row, _code, name in teams}
        self._teams |= {code.casefold(): row for row, code, _name in teams}

    @classmethod
    def load(cls, view: View) -> Directory:
        """Read the directory in two queries; those who left are in it, the files of their time name them."""
        named = (_PERSON.id, _PERSON.code, _PERSON.name, _PERSON.team_id, _PERSON.left)
        people = view.session.execute(select(*named).where(_PERSON.voided_at.is_(None)))
        teams = view.session.execute(select(_TEAM.id, _TEAM.code, _TEAM.name).where(_TEAM.voided_at.is_(None)))
        return cls([Someone(*row) for row in people], [(row.id, row.code, row.name) for row in teams])

    def person(self, text: str) -> Someone:
        """Return who is meant: code, full name, or `name (code)`. Raises ValueError for nobody and for several."""
        wanted = text.strip().casefold()
        if found := self._codes.get(wanted):
            return found
        named = self._names.get(wanted, [])
        if len(named) > 1:
            named = [one for one in named if one.left is None] or named
        if len(named) == 1:
            return named[0]
        if named:
            codes = ", ".join(one.code for one in named)
            raise ValueError(_("{name} is the name of several ({codes}); give the code", name=shown(text), codes=codes))
        if (match := _CODED.fullmatch(wanted)) and (found := self._codes.get(match[2].strip())):
            return found
        raise ValueError(_("nobody is called {name}", name=shown(text)))

    def team(self, text: str) -> str:
        """Return the row id of a team by code or name. Raises ValueError."""
        if found := self._teams.get(text.strip().casefold()):
            return found
        raise ValueError(_("there is no team {name}", name=shown(text)))

    def by_id(self, person_id: str | None) -> Someone | None:
        """Return a person by row id."""
        return self._ids.get(person_id or "")

    def everyone(self) -> Iterator[Someone]:
        """Yield all people."""
        yield from self._ids.values()


def people(
    ctx: Ctx, file: str, maps: Sequence[str] = (), key: str | None = None, skip_bad: bool = False,
    encoding: str | None = None, sheet: str | None = None,
) -> Shown:  # fmt: skip
    """Import people; teams that are not there yet are added, superiors may come later in the same file.

    A person is known by the code. Needs `person.edit`, `team.edit` for new teams, `access.grant` for roles and logins.
    Raises what `importing.run` does.
    """
    if reach_of(ctx, "person.edit") is None:
        require(ctx, "person.edit", _("import people"))
    staff = _Staff(ctx)
    importer = Importer(
        noun="person", model=Person, fields=PERSON, prepare=staff.meet, parse=staff.parse, add=staff.add,
        change=staff.change, finish=staff.finish, key="code", keys=("code", "login", "email", "phone"),
    )  # fmt: skip
    return run(ctx, importer, file, maps=maps, key=key, skip_bad=skip_bad, encoding=encoding, sheet=sheet)


class _Staff:
    """What one import of people remembers between its steps; a staff fits in memory, so `finish` writes it in order."""

    def __init__(self, ctx: Ctx) -> None:
        self._ctx = ctx
        self._directory = Directory.load(ctx)
        logins = select(_PERSON.login, _PERSON.code).where(_PERSON.login.is_not(None), _PERSON.voided_at.is_(None))
        self._logins: dict[str, str] = {row.login: row.code for row in ctx.session.execute(logins)}
        there = select(_PERSON.code, _PERSON.id, _PERSON.team_id, _PERSON.roles, _PERSON.login)
        found = ctx.session.execute(there.where(_PERSON.voided_at.is_(None)))
        self._there_now: dict[str, Any] = {row.code.casefold(): row for row in found}
        self._teams: dict[str, tuple[str, str]] = {}  # new ones: folded name -> (row id, name)
        self._together = self._directory  # the ledger's people and the file's, who may be superiors
        self._planned: dict[str, str] = {}  # code -> row id it will have
        self._allowed: dict[str | None, bool] = {}
        self._new: list[tuple[str, Incoming]] = []
        self._changes: list[Change] = []

    def meet(self, rows: Iterator[dict[str, str]]) -> None:
        """Look over the whole file first, so that a superior may stand below those who answer to them."""
        coming = []
        for texts in rows:
            code, name = texts.get("code", ""), texts.get("name", "")
            if not code or code.casefold() in self._planned:
                continue
            row_id = self._id_of(code) or new_id()
            self._planned[code.casefold()] = row_id
            coming.append(Someone(row_id, code, name, None, None))
        others = [one for one in self._directory.everyone() if one.code.casefold() not in self._planned]
        self._together = Directory([*others, *coming], [])

    def _id_of(self, code: str) -> str | None:
        try:
            found = self._directory.person(code)
        except ValueError:
            return None
        return found.id if found.code.casefold() == code.casefold() else None

    def parse(self, reader: Reader) -> Values:
        """Read one person."""
        values: Values = {name: reader.text(name) or None for name in ("code", "name", "post", "phone", "email")}
        values["roles"] = reader.read("roles", read_roles)
        values["joined"], values["left"] = reader.read("joined", read_day), reader.read("left", read_day)
        values["login"] = reader.read("login", self._login_of(reader.text("code")))
        values["team_id"] = reader.read("team", self._team)
        values["superior_id"] = reader.read("superior", self._superior_of(reader.text("code")))
        self._check_rights(reader, values)
        return values

    def _check_rights(self, reader: Reader, values: Values) -> None:
        old = self._there_now.get(reader.text("code").casefold())
        team = values["team_id"] or (old.team_id if old else None)
        if not self._may(team) or (old and not self._may(old.team_id)):
            reader.refuse("team", _("not your team to change"))
            return
        had = (old.roles, old.login) if old else ("rep", None)
        given = {name: values[name] or before for name, before in zip(("roles", "login"), had, strict=True)}
        whose = (old.id, old.team_id) if old else (None, team)
        if gives(**given, had=had) and not (self._ctx.owns and may_grant(self._ctx, *whose)):
            for name, before in zip(given, had, strict=True):
                if given[name] != before:
                    reader.refuse(name, _("not yours to give"))

    def _login_of(self, code: str) -> Callable[[str], str]:
        def read(login: str) -> str:
            holder = self._logins.setdefault(login, code)
            if holder.casefold() != code.casefold():
                raise ValueError(_("{login} is already {code}'s login", login=shown(login), code=holder))
            return login

        return read

    def _superior_of(self, code: str) -> Callable[[str], str]:
        def read(text: str) -> str:
            found = self._together.person(text)
            if found.code.casefold() == code.casefold():
                raise ValueError(_("nobody is their own superior"))
            return found.id

        return read

    def _team(self, text: str) -> str:
        try:
            return self._directory.team(text)
        except ValueError:
            return self._teams.setdefault(text.casefold(), (new_id(), clean_text(text)))[0]

    def _may(self, team: str | None) -> bool:
        if team not in self._allowed:
            new = any(team == row for row, _name in self._teams.values())
            allowed = may(self._ctx, "person.edit", team=None if new else team)
            self._allowed[team] = allowed and (not new or (self._ctx.owns and may(self._ctx, "team.edit")))
        return self._allowed[team]

    def add(self, tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
        """Keep new people until all are known."""
        self._new += [(origin, row) for row in batch]

    def change(self, tx: Tx, batch: Sequence[Change]) -> None:
        """Keep changes until those they name are there."""
        self._changes += batch

    def finish(self, tx: Tx) -> None:
        """Write teams, then people from the top down, then changes."""
        now = Directory.load(tx)
        self._add_teams(tx)
        written = {row.values["code"].casefold(): row for _origin, row in self._new}
        ids = {self._planned[code]: row for code, row in written.items()}
        rows = [*written.values(), *(change.row for change in self._changes)]
        absent = [row.values["code"] for row in rows if not self._there(now, ids, row.values.get("superior_id"))]
        ordered = self._from_the_top(ids)
        add_many(tx.ledger_tx, Person, (self._row(tx, now, ids, origin, row) for origin, row in ordered))
        with never_locked(tx):
            for change in self._changes:
                record = tx.get(Person, change.id)
                check_edit(tx, record, change.changes)
                for name, value in change.changes.items():
                    setattr(record, name, value if name != "superior_id" or self._there(now, ids, value) else None)
        refresh_scope(tx)
        self._no_circle(tx)
        if absent:
            names = ", ".join(absent[:10]) + (" …" if len(absent) > 10 else "")
            self._ctx.talk.append(
                _("Their superior is among the rejected rows, so they have none: {codes}", codes=names)
            )

    @staticmethod
    def _there(now: Directory, ids: dict[str, Incoming], superior: str | None) -> bool:
        return superior is None or superior in ids or now.by_id(superior) is not None

    def _add_teams(self, tx: Tx) -> None:
        used = {row.values.get("team_id") for _origin, row in self._new}
        used |= {change.changes.get("team_id") for change in self._changes}
        for row_id, name in self._teams.values():
            if row_id in used:
                tx.add(Team(id=row_id, name=name, code=name, **{**tx.stamp(), "team_id": row_id}))
        tx.session.flush()

    def _from_the_top(self, ids: dict[str, Incoming]) -> Iterator[tuple[str, Incoming]]:
        """Yield new people so that a superior always stands before those who answer to them."""
        origins = {self._planned[row.values["code"].casefold()]: origin for origin, row in self._new}
        done: set[str] = set()
        for start in ids:
            chain = []
            one: str | None = start
            while one in ids and one not in done:
                done.add(one)
                chain.append(one)
                one = ids[one].values.get("superior_id")
            if one is not None and one in chain:
                raise _circle(ids[one].values["name"])
            for row_id in reversed(chain):
                yield origins[row_id], ids[row_id]

    def _row(self, tx: Tx, now: Directory, ids: dict[str, Incoming], origin: str, row: Incoming) -> Values:
        values = row.values
        row_id = self._planned[values["code"].casefold()]
        superior = values.get("superior_id")
        return {
            **tx.stamp(), "roles": "rep", **values, "id": row_id, "owner_id": row_id, "team_id": values.get("team_id"),
            "superior_id": superior if self._there(now, ids, superior) else None,
            "origin": origin, "origin_key": row.origin_key,
        }  # fmt: skip

    def _no_circle(self, tx: Tx) -> None:
        tx.session.flush()
        everyone = select(_PERSON.id, _PERSON.superior_id, _PERSON.name).where(_PERSON.voided_at.is_(None))
        found = tx.session.execute(everyone).all()
        above = {row_id: superior for row_id, superior, _name in found}
        safe: set[str] = set()
        for row_id, _superior, name in found:
            path: set[str] = set()
            one = row_id
            while one in above and one not in safe:
                if one in path:
                    raise _circle(name)
                path.add(one)
                one = above[one]
            safe |= path


def _circle(name: str) -> Refused:
    return Refused(
        _("{name} would stand below themselves.", name=shown(name)),
        hint=_("Look at the superiors in the file; nothing is imported."),
    )
