"""News (新消息): what happened since my last look, by a mark this device keeps; it is no record and writes no entry.

The mark is per ledger and person. What was news at the first look of a company's day stays news until the day is over:
who looks twice in a morning does not lose what was told the first time. A mark that can't be read or kept is no error:
then the news go back to yesterday's begin.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesctl.ledger.record import q

if TYPE_CHECKING:
    from sqlalchemy import Select

    from salesctl.context import View
    from salesctl.ledger.record import Record

_KEPT = "news.since"
"""Where the answer stands while a session lasts: every room asks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's looks: `day` is the company's day of the last, `since` what was news then, `looked` its instant."""

    day: date
    since: datetime
    looked: datetime

    def news_since(self, day: date) -> datetime:
        """Return from when on things are news on `day`: the same all day, else since the last look."""
        return self.since if self.day == day else self.looked

    def moved(self, day: date, now: datetime) -> Mark:
        """Return the mark after a look; a look that lies before the last one, by a clock put back, changes nothing."""
        return Mark(day, self.news_since(day), now) if now > self.looked and day >= self.day else self


def since(view: View) -> datetime:
    """Return the instant from which what happened is news to me: my last look at `today` before this day.

    Who never looked gets the news since yesterday began.
    """
    known: dict[str, datetime] = view.session.info.setdefault(_KEPT, {})
    if view.me.id not in known:
        mark = _read(view)
        known[view.me.id] = mark.news_since(view.today) if mark else _yesterday(view)
    return known[view.me.id]


def changed_since(view: View, model: type[Record], column: str) -> Select[Any]:
    """Return the ids of rows of which someone else changed `column` since my last look, from the journal."""
    from sqlalchemy import select

    from salesctl.ledger import tables

    e, c, row = tables.entry, tables.change, q(model)
    query = select(row.id).join(c, c.c.row_id == row.id).join(e, (e.c.book == c.c.book) & (e.c.seq == c.c.seq))
    return query.where(
        e.c.recorded_at >= since(view), e.c.actor != view.me.id, c.c.before.contains(f'"{column}":', autoescape=True)
    )


def looked(view: View) -> None:
    """Remember that the page was shown to me now; whoever can't keep it goes without."""
    mark = _read(view)
    moved = mark.moved(view.today, view.now) if mark else Mark(view.today, _yesterday(view), view.now)
    if moved == mark:
        return
    from salesctl.ledger.books import write_private

    body = {"day": moved.day.isoformat(), "since": moved.since.isoformat(), "looked": moved.looked.isoformat()}
    with suppress(OSError):
        write_private(_file(view), json.dumps(body).encode())


def _yesterday(view: View) -> datetime:
    day = view.today - timedelta(days=1)
    return datetime.combine(day, view.zone_on(day).day_starts, view.zone).astimezone(UTC)


def _file(view: View) -> Path:
    from salesctl.ledger.books import state_dir
    from salesctl.ledger.opening import info

    return state_dir() / "news" / info(view.session.connection())["ledger"] / f"{view.me.id}.json"


def _read(view: View) -> Mark | None:
    """Return what is remembered of me; None where nothing is, or what can't be: a look that lies ahead of now."""
    try:
        body = json.loads(_file(view).read_text(encoding="ascii"))
        mark = Mark(
            date.fromisoformat(body["day"]),
            datetime.fromisoformat(body["since"]),
            datetime.fromisoformat(body["looked"]),
        )
        return mark if mark.since <= mark.looked <= view.now else None
    except (OSError, ValueError, LookupError, TypeError):
        return None
