"""Punches from time clocks, DingTalk and WeCom (考勤导入).

They are judged by the same rules as any other. What a time clock wrote is its word, however late it is read; a file of
one's own punches, from who may import only those, is a claim like any other said late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.attendance import reading
from salesctl.domains.attendance.fields import PUNCH
from salesctl.domains.attendance.judging import Daybook, everyone
from salesctl.domains.attendance.models import Punch
from salesctl.domains.attendance.rules import is_claimed
from salesctl.domains.org.imports import Directory, Someone
from salesctl.domains.org.people import may, reach_of, require
from salesctl.domains.org.rules import Reach
from salesctl.exchange.loading import Reader
from salesctl.importing import Importer, Incoming, Known, Values, run
from salesctl.ledger.bulk import add_many
from salesctl.locale import _
from salesctl.values.clock import iso_instant, local

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx, View
    from salesctl.render.sheet import Shown


class _Rows:
    """Reads rows with what is asked of the ledger only once: people, rights, zones, shifts."""

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx
        self.book = Daybook(ctx)
        self.directory = Directory.load(ctx)
        self.actors = everyone(ctx)
        self.own = reach_of(ctx, "checkin.import") is Reach.OWN
        self._may: dict[tuple[str | None, bool], bool] = {}
        self._found: dict[str, Someone] = {}

    def parse(self, reader: Reader) -> Values:
        """Read a row: whose, when, which kind; its day and the claim are decided by the rules of that day."""
        who = reader.read("person" if reader.text("person") else "name", self.person)
        if who is None and not reader.errors:
            reader.refuse("person", _("nobody is named"), _("A row needs a code or a full name."))
        at = self.at(reader)
        kind, claimed = reader.read("kind", reading.kind) or (None, False)
        if who is None or at is None:
            return {}
        if at > self.ctx.now:
            reader.refuse("at", _("{time} lies ahead", time=local(at, self.ctx.zone).strftime("%Y-%m-%d %H:%M")))
        if not self.allowed(who):
            reader.refuse("person", _("you may not import punches of {name}", name=who.name))
        actor = self.actors[who.id]
        day = self.book.day_of(at, actor)
        if self.own:
            claimed = claimed or is_claimed(at, self.ctx.now, self.book.shift(day, actor))
        return {
            "owner_id": who.id,
            "team_id": who.team_id,
            "at": at,
            "on_date": day,
            "kind": kind,
            "claimed": claimed,
            **{key: text for key in ("place", "device", "note") if (text := reader.text(key))},
        }

    def person(self, text: str) -> Someone:
        """Return who is meant by a code or a full name; time clocks write the same few names over and over."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self.directory.person(text)
        return found

    def at(self, reader: Reader) -> datetime | None:
        """Read the time, from two cells where the day stands apart."""
        key = "at" if reader.text("at") or not reader.text("day") else "day"
        if not reader.text(key):
            reader.refuse(
                "at", _("there is no time"), _("Say which column it is: --map “{example}”.", example="COLUMN=at")
            )
            return None
        day = reader.text("day") if key == "at" else ""
        return reader.read(key, lambda text: reading.moment(text, day, self.ctx.zone))

    def allowed(self, who: Someone) -> bool:
        """Tell whether I may import punches of a person; asked once a team."""
        key = (who.team_id, who.id == self.ctx.me.id)
        if key not in self._may:
            self._may[key] = may(self.ctx, "checkin.import", owner=who.id, team=who.team_id)
        return self._may[key]


def natural(values: Values) -> str:
    """Return what tells a punch from every other: whose, when, which kind."""
    return f"{values['owner_id']} {iso_instant(values['at'])} {values.get('kind') or '-'}"


def add(tx: Tx, origin: str, batch: Sequence[Incoming]) -> None:
    """Write a batch of new punches."""
    common = tx.stamp()

    def row(one: Incoming) -> Mapping[str, Any]:
        return {**common, **one.values, "origin": origin, "origin_key": one.origin_key}

    add_many(tx.ledger_tx, Punch, map(row, batch))


def known(view: View, by: str, keys: Sequence[str]) -> dict[str, Known]:
    """Return the live punches of some keys; a punch never changes, so no more than its id is read."""
    column = getattr(Punch, by)
    row: Any = Punch
    query = select(column, row.id).where(column.in_(keys), row.voided_at.is_(None))
    return {key: Known(found, {}) for key, found in view.session.execute(query)}


def punches(ctx: Ctx, file: str, maps: list[str], key: str | None, skip_bad: bool, encoding: str | None) -> Shown:
    """Import punches from a file; importing it again changes nothing. Needs `checkin.import`."""
    require(ctx, "checkin.import", _("import punches"), owner=ctx.me.id, team=ctx.me.team_id)
    rows = _Rows(ctx)
    importer = Importer(
        noun="punch", model=Punch, fields=PUNCH, parse=rows.parse, add=add, natural=natural, known=known
    )
    return run(ctx, importer, file, maps=maps, key=key, skip_bad=skip_bad, encoding=encoding)
