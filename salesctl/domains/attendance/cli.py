"""`checkin` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from salesctl.app import Noun
from salesctl.locale import N_
from salesctl.params import (
    AtTime,
    FileArg,
    FileEncoding,
    KeyOpt,
    MapOpt,
    NoteOpt,
    PeriodArg,
    PersonOpt,
    SkipBadOpt,
    TeamOpt,
    word_argument,
)

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.attendance.rules import PunchKind
    from salesctl.render.sheet import Shown

app = Noun("checkin")

MaybeDay = Annotated[str | None, word_argument("day", "DATE", N_("A day; today when left out."))]


@app.write("checkin.in", default=True)
def in_(ctx: Ctx, *, at: AtTime = None, note: NoteOpt = None) -> Shown:
    """Check in; who is in already hears since when."""
    return _punch(ctx, "in", at, note)


@app.write("checkin.out")
def out(ctx: Ctx, *, at: AtTime = None, note: NoteOpt = None) -> Shown:
    """Check out; again moves it, both punches are kept."""
    return _punch(ctx, "out", at, note)


def _punch(ctx: Ctx, kind: PunchKind, at: str | None, note: str | None) -> Shown:
    from salesctl.domains.attendance import queries, reading, service

    who, moment = ctx.subject, reading.instant(ctx, at)
    with ctx.write() as tx:
        done = service.punch(tx, who, kind, moment, said=at is not None, note=note)
        return tx.show(queries.answer(tx, done), queries.punch_sheet(tx, done.row))


@app.read("checkin.status")
def status(ctx: Ctx, *, person: PersonOpt = None) -> Shown:
    """Show my day as it stands."""
    from salesctl.domains.attendance import queries

    return ctx.shown(sheet=queries.status(ctx, ctx.find_id(person), screen=_screen(ctx)))


@app.read("checkin.board")
def board(ctx: Ctx, date: MaybeDay = None, *, person: PersonOpt = None, team: TeamOpt = None) -> Shown:
    """Show who is in, late, out and not in."""
    from salesctl.domains.attendance import queries

    day = ctx.day(date) or ctx.today
    return ctx.shown(
        sheet=queries.board(ctx, day, person=ctx.find_id(person), team=ctx.find_id(team), screen=_screen(ctx))
    )


@app.read("checkin.missing")
def missing(ctx: Ctx, date: MaybeDay = None, *, person: PersonOpt = None, team: TeamOpt = None) -> Shown:
    """List who should be in and is not; exit code 6 if anyone, silent if nobody or on a rest day."""
    from salesctl.domains.attendance import queries

    day = ctx.day(date) or ctx.today
    sheet = queries.missing(ctx, day, person=ctx.find_id(person), team=ctx.find_id(team))
    found = bool(list(sheet.rows))
    if not found and ctx.options.format is None and ctx.options.output is None:
        ctx.talk.extend(sheet.notes)
        return ctx.shown()
    return ctx.shown(sheet=sheet, exit_code=6 if found else 0)


@app.read("checkin.sheet")
def sheet(
    ctx: Ctx, period: PeriodArg = None, *, person: PersonOpt = None, team: TeamOpt = None, explain: bool = False
) -> Shown:
    """Sum up attendance per person; this month when no period is given."""
    from salesctl.domains.attendance import totals
    from salesctl.values.period import parse_period

    asked = parse_period(period or "month", ctx.today)
    who, where, screen = ctx.find_id(person), ctx.find_id(team), _screen(ctx)
    if explain:
        return ctx.shown(sheet=totals.explained(ctx, asked, person=who, team=where, screen=screen))
    return ctx.shown(sheet=totals.sheet(ctx, asked, person=who, team=where, screen=screen))


def _screen(ctx: Ctx) -> bool:
    """Say whether people look at it: times alone, ? for what is unknown; files and programs get whole values."""
    return ctx.options.output is None and ctx.options.format in (None, "table", "md")


@app.write("checkin.import", warm=False)
def import_(
    ctx: Ctx,
    file: FileArg,
    *,
    maps: MapOpt = None,
    key: KeyOpt = None,
    skip_bad: SkipBadOpt = False,
    encoding: FileEncoding = None,
) -> Shown:
    """Import punches of time clocks, DingTalk or WeCom from a file."""
    from salesctl.domains.attendance import imports

    return imports.punches(ctx, file, maps or [], key, skip_bad, encoding)
