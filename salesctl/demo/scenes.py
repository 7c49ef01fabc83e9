"""Scenes (场景): what people type, one function a command or a short run of them, each command an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from salesctl.demo.cast import CAST, ROBOT, Character
from salesctl.demo.dice import Dice
from salesctl.demo.world import Known, Owing, World
from salesctl.domains.attendance import service as attendance
from salesctl.domains.clients import service as clients
from salesctl.domains.clients.models import Client
from salesctl.domains.clients.queries import contacts
from salesctl.domains.deals import service as deals
from salesctl.domains.deals.rules import Item, Ordered
from salesctl.domains.org import service as org
from salesctl.domains.org.models import Team
from salesctl.domains.org.people import Actor, as_actor
from salesctl.domains.tasks import service as tasks
from salesctl.domains.tasks.models import Task
from salesctl.domains.visits import service as visits
from salesctl.domains.visits.models import Stop

if TYPE_CHECKING:
    from salesctl.domains.attendance.rules import PunchKind

Beat = tuple[datetime, Callable[[datetime], "Iterable[Beat] | None"]]
"""When something is typed, and what; it is called with that instant, and returns what it leads to on the same day."""
LEVELS = "AABBBCCCCC"
CONTRACT = 15_000
"""An order of so much is signed on paper, in yuan."""


def found_team(world: World, day: date) -> None:
    """Set up teams and people as the head does on the first morning."""
    stage, words, head = world.stage, world.words, world.stage.founder
    minute = _minutes(stage.instant(day, "08:05"))
    for name in words["teams"]:
        with stage.command("team.add", head, next(minute), name=name) as tx:
            world.teams.append(org.add_team(tx, name).id)
    for one in CAST:
        world.cast[one.code] = one
        if one.code != head.code:
            world.people[one.code] = _hire(world, one, next(minute))
    with stage.command("person.add", head, next(minute), code=ROBOT) as tx:
        row = org.add_person(tx, ROBOT, words.person(ROBOT)[0], roles="robot")
        tx.session.flush()
        world.people[ROBOT] = as_actor(tx.session, row)
    for at, one in enumerate(lead for lead in CAST if lead.leads):
        with stage.command("team.edit", head, next(minute), team=words["teams"][at], lead=one.code) as tx:
            org.edit_team(tx, tx.get(Team, world.teams[at]), {"lead_id": world.people[one.code].id})
    world.people[head.code] = head


def _hire(world: World, one: Character, at: datetime) -> Actor:
    words, team = world.words, world.teams[one.team] if one.team is not None else None
    name, post = words.person(one.code)
    with world.stage.command("person.add", world.stage.founder, at, code=one.code, name=name) as tx:
        row = org.add_person(
            tx, one.code, name, roles=one.roles, team=team, joined=tx.today, post=post, phone=f"1390000{one.code}"
        )
        tx.session.flush()
        return as_actor(tx.session, row)


def _minutes(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += timedelta(minutes=1)


# -- attendance --------------------------------------------------------------------------------------------------------


def punch(world: World, who: Actor, kind: PunchKind, at: datetime) -> None:
    """Check in or out."""
    with world.stage.command(f"checkin.{kind}", who, at) as tx:
        attendance.punch(tx, who, kind, tx.now)


def punch_for(world: World, keeper: Actor, who: Actor, day: date, at: datetime) -> None:
    """Check somebody out who forgot it, as the keeper does the morning after."""
    left = world.stage.instant(day, "18:00")
    with world.stage.command("checkin.out", keeper, at, of=who.code, at=left.isoformat()) as tx:
        attendance.punch(tx, who, "out", left, said=True)


# -- clients, tasks ----------------------------------------------------------------------------------------------------


def open_client(world: World, who: Actor, dice: Dice, at: datetime) -> None:
    """Open a client's file with its contact."""
    words, place = world.words, world.opened
    world.opened += 1
    name, trade, town = words.client(place)
    person, phone = words.contact(dice), f"1390000{2000 + place:04d}"
    with world.stage.command("client.add", who, at, name=name, phone=[phone]) as tx:
        row = clients.add_client(
            tx,
            name,
            contact={"name": person, "title": dice.pick(words["titles"])},
            phones=[phone],
            trade=trade,
            region=town,
            source=dice.pick(words["sources"]),
            level=dice.pick(LEVELS),
        )
        tx.session.flush()
        contact = contacts(tx, row.id)[0].id
        known = Known(row.id, name, who.code, person, contact, phone, dice.pick(words["channels"]))
    world.clients.setdefault(who.code, []).append(known)


def log(world: World, who: Actor, dice: Dice, at: datetime) -> None:
    """Log a dealing with one of one's clients, often with a next step."""
    waiting = [one for one in world.clients[who.code] if one.step]
    client = dice.pick(waiting if waiting and dice.chance(70) else world.clients[who.code])
    channel = dice.pick(("phone", "phone", "phone", "wechat", "wechat", "email", "message", "meeting"))
    text = say(world, dice, f"log.{channel}", client)
    step = say(world, dice, "step.texts", client) if dice.chance(40) else ""
    due = soon(world, dice, at) if step else None
    done = client.step and not step
    client.step = bool(step)
    with world.stage.command("client.log", who, at, client=client.name, text=text, next=step, done=done) as tx:
        clients.log_client(
            tx,
            tx.get(Client, client.id),
            text,
            channel=channel,
            by=who,
            at=tx.now,
            seen=client.contact,
            step=step,
            due=due,
            done=done,
        )


def give_task(world: World, lead: Actor, to: Actor, dice: Dice, at: datetime) -> None:
    """Give somebody a task."""
    text = world.words.say(dice, "task.given", product=dice.pick(world.words.products)[0])
    due = soon(world, dice, at)
    with world.stage.command("task.add", lead, at, text=text, owner=to.code, due=due.isoformat()) as tx:
        row = tasks.add(tx, text=text, due=due, owner=to)
        world.tasks.setdefault(to.code, []).append(row.id)


def finish_task(world: World, who: Actor, at: datetime) -> None:
    """Finish the oldest task one was given."""
    task = world.tasks[who.code].pop(0)
    with world.stage.command("task.done", who, at, task=task) as tx:
        tasks.done(tx, [tx.get(Task, task)])


# -- visits ------------------------------------------------------------------------------------------------------------


def go_out(world: World, who: Actor, dice: Dice, at: datetime) -> list[Beat]:
    """Plan an outing of one to three stops; returns (instant, scene) of its commands, back at the end."""
    steps: list[Beat] = []
    many = dice.pick((1, 1, 2, 2, 3))
    here: list[str] = []
    for client in dice.some(world.clients[who.code], many):
        purpose = say(world, dice, "visit.purposes", client)
        aim = visits.Aim(client.name, client.id, client.contact_id, None, client.contact, client.phone, purpose)
        steps.append((at, partial(_start, world, who, aim, here)))
        at += timedelta(minutes=dice.between(35, 75), seconds=dice.below(60))
        result = say(world, dice, "visit.results", client)
        step = say(world, dice, "step.texts", client) if dice.chance(45) else ""
        due = soon(world, dice, at) if step else None
        if not dice.chance(2):  # now and then a result is left out
            steps.append((at, partial(_done, world, who, result, step, due, here)))
            client.step = client.step or bool(step)
        at += timedelta(minutes=dice.between(12, 30), seconds=dice.below(60))
    steps.append((at, partial(_back, world, who)))
    return steps


def _start(world: World, who: Actor, aim: visits.Aim, here: list[str], now: datetime) -> None:
    with world.stage.command("visit.start", who, now, client=aim.where, purpose=aim.purpose) as tx:
        here[:] = [visits.start(tx, who, aim, tx.now).stop.id]


def _done(world: World, who: Actor, result: str, step: str, due: date | None, here: list[str], now: datetime) -> None:
    with world.stage.command("visit.done", who, now, result=result, next=step) as tx:
        visits.done(tx, tx.get(Stop, here[0]), result, at=None, step=step, due=due)


def _back(world: World, who: Actor, now: datetime) -> None:
    with world.stage.command("visit.back", who, now) as tx:
        visits.back(tx, who, tx.now)


# -- orders, payments --------------------------------------------------------------------------------------------------


def sell(world: World, one: Character, who: Actor, dice: Dice, at: datetime) -> None:
    """Take an order; most of its money comes in later, of some people's less."""
    client = dice.pick(world.clients[who.code])
    size = Decimal(one.money) * dice.between(40, 170) / 100
    many = dice.pick((1, 1, 2))
    items = tuple(
        Item(name, Decimal(max(1, int(size / many / price))), Decimal(price))
        for name, price in dice.some(world.words.products, many)
    )
    day = at.astimezone(world.stage.zone).date()
    due = day + timedelta(days=dice.between(5, 15))
    said = [f"{item.product}={item.quantity}@{item.price}" for item in items]
    with world.stage.command("order.add", who, at, client=client.name, items=said) as tx:
        row = deals.add_order(
            tx, tx.get(Client, client.id), Ordered(items), owner=who, due=due, channel=client.channel
        ).order
        amount = row.amount
    if amount >= CONTRACT:
        world.originals.append(client)
    if dice.chance(one.paid):
        world.owing.append(Owing(client, amount, day + timedelta(days=dice.between(1, 12))))


def collect(world: World, finance: Actor, owing: Owing, at: datetime) -> None:
    """Record money that came in, as the accountant does."""
    client, amount = owing.client, owing.amount
    with world.stage.command("payment.add", finance, at, client=client.name, amount=str(amount)) as tx:
        deals.add_payment(tx, tx.get(Client, client.id), amount, payer=client.name)


# -- words -------------------------------------------------------------------------------------------------------------


def say(world: World, dice: Dice, name: str, client: Known) -> str:
    """Pick a text about a client."""
    return world.words.say(
        dice, name, client=client.name, contact=client.contact, product=dice.pick(world.words.products)[0]
    )


def soon(world: World, dice: Dice, at: datetime) -> date:
    """Return a working day some days ahead."""
    day = at.astimezone(world.stage.zone).date() + timedelta(days=dice.between(2, 9))
    while not world.stage.works(day):
        day += timedelta(days=1)
    return day
