"""What is written and read (汇报与核查): reports, what leads say of them, spot checks, the month's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from salesctl.demo.cast import Character
from salesctl.demo.dice import Dice
from salesctl.demo.scenes import Beat, say
from salesctl.demo.world import Known, World
from salesctl.domains.archive import service as archive
from salesctl.domains.clients.models import Client
from salesctl.domains.org.people import Actor
from salesctl.domains.reports import service as reports
from salesctl.domains.reports.drafting import Tick
from salesctl.domains.reports.models import Report
from salesctl.domains.visits import checking
from salesctl.domains.visits.models import Outing
from salesctl.naming import Match
from salesctl.params import Options
from salesctl.values.period import Period, period_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARE = Decimal("0.25")
"""Part of the week's slips that a lead draws."""


# -- reports -----------------------------------------------------------------------------------------------------------


def report(world: World, one: Character, who: Actor, dice: Dice, day: date, at: datetime) -> None:
    """Write the day's report, say what became of yesterday's plan, and hand it in."""
    client = dice.pick(world.clients[who.code])
    lines = [say(world, dice, "report.next", dice.pick(world.clients[who.code])) for _ in range(dice.between(1, 3))]
    words = {"done": say(world, dice, "report.done", client), "next": "\n".join(lines)}
    if dice.chance(40):
        words["progress"] = say(world, dice, "report.progress", client)
    if dice.chance(30):
        words["difficulty"] = say(world, dice, "report.difficulty", client)
        words["solution"] = say(world, dice, "report.solution", client)
    ticks = []
    for place in range(1, world.plans.get(who.code, 0) + 1):
        done = dice.chance(80)
        ticks.append(Tick(place, done, "" if done else say(world, dice, "report.not_done", client)))
    _hand_in(world, who, period_of("day", day), words, ticks, at)
    world.plans[who.code] = len(lines)


def _hand_in(
    world: World, who: Actor, period: Period, words: dict[str, str], ticks: Sequence[Tick], at: datetime
) -> None:
    with world.stage.command("report.write", who, at, period=period.label, **words) as tx:
        row = reports.save(tx, who, period, words, ticks, submit=True)
        reader = "1001" if "lead" in who.roles else world.lead_of(world.cast[who.code]).code
        world.unread.setdefault(reader, []).append(row.id)


def week(world: World, who: Actor, dice: Dice, monday: date, at: datetime) -> None:
    """Hand in a lead's report of last week."""
    words = {
        "done": dice.pick(world.words["report.week"]),
        "next": "\n".join(dice.some(world.words["report.week_next"], 2)),
    }
    _hand_in(world, who, period_of("week", monday - timedelta(days=3)), words, (), at)


def month(world: World, who: Actor, dice: Dice, last: date, at: datetime) -> None:
    """Hand in a lead's report of last month."""
    _hand_in(world, who, period_of("month", last), {"done": dice.pick(world.words["report.month"])}, (), at)


def review(world: World, who: Actor, dice: Dice, at: datetime) -> list[Beat]:
    """Read what came in; say something of one now and then, and return one that says too little."""
    rows = world.unread.pop(who.code, [])
    if not rows:
        return []
    stage = world.stage
    special = dice.pick(rows) if dice.chance(35) else None
    plain = [row for row in rows if row != special]
    if plain:
        with stage.command("report.review", who, at, verdict="read", n=len(plain)) as tx:
            reports.review(tx, [tx.get(Report, row) for row in plain], "read")
    if special is None:
        return []
    text = dice.pick(world.words["review.comment"])
    return [(at + timedelta(seconds=dice.between(20, 90)), partial(_comment, world, who, special, text))]


def _comment(world: World, who: Actor, row: str, text: str, at: datetime) -> None:
    with world.stage.command("report.review", who, at, verdict="comment", text=text) as tx:
        reports.review(tx, [tx.get(Report, row)], "comment", text)


# -- spot checks -------------------------------------------------------------------------------------------------------


def draw(world: World, lead: Actor, team: str, dice: Dice, day: date, at: datetime) -> list[tuple[str, str]]:
    """Draw a part of the week's slips; returns (slip, code of whose it is) of what was drawn, nothing of no slips."""
    from salesctl.errors import Refused

    week, seed = period_of("week", day), f"{dice.below(1 << 16):04x}"
    try:
        with world.stage.command("visit.check", lead, at, sample="25%", seed=seed) as tx:
            _draw, taken = checking.sample(tx, SHARE, week, seed=seed, team=team)
            codes = {actor.id: code for code, actor in world.people.items()}
            return [(one.row_id, codes[one.owner_id or ""]) for one in taken]
    except Refused:  # nobody went out
        return []


def judge(world: World, lead: Actor, slip: str, whose: str, dice: Dice, at: datetime) -> None:
    """Give a verdict on a drawn slip; who does not go where they say is found out sometimes."""
    honest = dice.chance(world.cast[whose].honest)
    verdict = "true" if honest else dice.pick(("false", "false", "unreachable"))
    contact = dice.pick(world.clients[whose]).contact
    text = world.words.say(dice, {"true": "visit.notes"}.get(verdict, f"visit.{verdict}"), contact=contact)
    with world.stage.command("visit.check", lead, at, visit=slip, verdict=verdict, text=text) as tx:
        checking.verdict(tx, tx.get(Outing, slip), verdict, text, how="phone", asked=contact)


# -- papers ------------------------------------------------------------------------------------------------------------


def file(world: World, who: Actor, dice: Dice, client: Known, at: datetime) -> None:
    """File the original of a contract, where it lies and whose it is."""
    title = say(world, dice, "archive.contracts", client)
    place = world.words["archive.place"].format(n=dice.between(1, 6))
    with world.stage.command("archive.add", who, at, title=title, place=place) as tx:
        row = tx.get(Client, client.id)
        match = Match("client", row.id, row.rev, row.number, row.name, row.owner_id)
        archive.add(tx, archive.Paper(title, archive.class_of(tx, "contract"), place=place, links=[match]))


def minutes(world: World, who: Actor, dice: Dice, at: datetime) -> None:
    """File the minutes of the weekly meeting, so that words in them are found."""
    day = at.astimezone(world.stage.zone).date().isoformat()
    title = world.words["archive.minutes"].format(day=day)
    told = "\n".join([title, *dice.some(world.words["report.week"], 2), *dice.some(world.words["report.week_next"], 2)])
    data = f"{told}\n".encode()
    with world.stage.command("archive.add", who, at, title=title, sha256=sha256(data).hexdigest()) as tx:
        files = [(BytesIO(data), f"{day}.txt")]
        archive.add(tx, archive.Paper(title, archive.class_of(tx, "minutes"), files))


# -- the month's end ---------------------------------------------------------------------------------------------------


def score(world: World, last: date, at: datetime) -> None:
    """Score everyone by the scheme, as the head does once the month is over."""
    from salesctl.domains.assessment.cli import score as command

    label = period_of("month", last).label
    with world.stage.turn("assess.score", world.people["1001"], at, period=label) as turn:
        command(turn, label)
    world.stage.entries += 1


def close(world: World, last: date, at: datetime) -> None:
    """Close last month; what is still open is said in the reason."""
    from salesctl.commands.closing_month import checklist
    from salesctl.commands.month import close as command

    month = period_of("month", last)
    with world.stage.turn("month.close", world.people["1001"], at, period=month.label) as turn:
        if any(not step.done for step in checklist(turn, month)):
            turn.options = Options(reason=world.words["close.reason"])
        command(turn, month.label, anyway=turn.options.reason is not None)
    world.stage.entries += 1
