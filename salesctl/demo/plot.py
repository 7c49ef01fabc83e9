"""The plot (情节): who does what on which day. Each day is laid out ahead, then played in the order of the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from heapq import heapify, heappop, heappush

from salesctl.demo import papers, scenes
from salesctl.demo.cast import CLIENTS_AT_FIRST, Character
from salesctl.demo.dice import Dice
from salesctl.demo.scenes import Beat
from salesctl.demo.world import World
from salesctl.domains.org.people import Actor
from salesctl.values.period import period_of

LAST_MORNING = "09:30"
"""The last day is played until then, so that there is something to do on it."""
SCORED, CLOSED = 4, 5
"""The working day of the next month on which a month is scored, and closed."""


def play(world: World, first: date, last: date, told: Callable[[date], None]) -> None:
    """Play every working day from `first` to `last`, the last one until half past nine; `told` hears of each."""
    stage = world.stage
    scenes.found_team(world, first)
    opening = next((day for day in _days(first, last) if stage.works(day)), last)
    end = stage.instant(last, LAST_MORNING)
    for day in _days(first, last):
        told(day)
        if stage.works(day):
            _play_day(_day(world, day, opening), end)


def _play_day(beats: Iterable[Beat], end: datetime) -> None:
    """Play a day by the clock; what a scene leads to comes in its own turn."""
    coming = [(at, n, act) for n, (at, act) in enumerate(beats)]
    heapify(coming)
    count = len(coming)
    while coming and coming[0][0] <= end:
        at, _n, act = heappop(coming)
        for later, then in act(at) or ():
            heappush(coming, (later, count, then))
            count += 1


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


class Day:
    """One person's day: dice of its own, and instants of its hours."""

    def __init__(self, world: World, one: Character, day: date) -> None:
        self.world = world
        self.one = one
        self.who: Actor = world.people[one.code]
        self.day = day
        self.dice: Dice = world.dice("day", one.code, day.isoformat())
        self._midnight = world.stage.instant(day, "00:00")

    def at(self, hour: int, minute: int, spread: int = 0) -> datetime:
        """Return an instant near a time of the day, at some second."""
        minutes = hour * 60 + (self.dice.around(minute, spread) if spread else minute)
        return self._midnight + timedelta(minutes=minutes, seconds=self.dice.below(60))


def _day(world: World, day: date, first: date) -> Iterator[Beat]:
    for one in world.cast.values():
        today = Day(world, one, day)
        if day != first and today.dice.chance(one.away):
            continue
        yield from _attends(today)
        if one.is_rep:
            yield from _sells(today, first)
        elif one.leads:
            yield from _leads(today, first)
    yield from _office(world, day, first)


def _attends(day: Day) -> Iterator[Beat]:
    dice, who = day.dice, day.who
    late = dice.chance(day.one.late)
    come = day.at(9, dice.between(3, 26)) if late else day.at(8, 46, 12)
    yield come, partial(scenes.punch, day.world, who, "in")
    if dice.chance(2):
        day.world.no_out.append((who, day.day))
    else:
        yield day.at(18, 14, 12), partial(scenes.punch, day.world, who, "out")


def _sells(day: Day, first: date) -> Iterator[Beat]:
    world, one, who, dice = day.world, day.one, day.who, day.dice
    if day.day == first:
        for n in range(CLIENTS_AT_FIRST):
            yield day.at(9, 30 + 4 * n), partial(scenes.open_client, world, who, dice)
    back = day.at(9, 20)
    if dice.chance(one.goes) and day.day != first:
        trip = scenes.go_out(world, who, dice, day.at(dice.pick((9, 10, 13)), 35, 20))
        yield from trip
        back = trip[-1][0]
    for _ in range(dice.between(max(0, one.calls - 1), one.calls + 1)):
        yield max(day.at(dice.pick((11, 14, 15, 16)), 20, 25), back), partial(scenes.log, world, who, dice)
    if dice.chance(one.finds):
        yield day.at(16, 30, 20), partial(scenes.open_client, world, who, dice)
    if dice.chance(one.sells) and day.day != first:
        yield day.at(17, 5, 20), partial(scenes.sell, world, one, who, dice)
    if world.tasks.get(who.code) and dice.chance(30):
        yield day.at(17, 30, 8), partial(scenes.finish_task, world, who)
    if not dice.chance(one.forgets):
        when = day.at(20, 50, 35) if dice.chance(one.slow) else day.at(17, 52, 8)
        yield when, partial(papers.report, world, one, who, dice, day.day)


def _leads(day: Day, first: date) -> Iterator[Beat]:
    world, who, dice = day.world, day.who, day.dice
    yield day.at(9, 12, 8), partial(papers.review, world, who, dice)
    weekday = day.day.weekday()
    if _nth_of_week(world, day.day) == 1 and period_of("week", day.day).first > first:
        yield day.at(9, 40, 8), partial(papers.week, world, who, dice, period_of("week", day.day).first)
    if weekday in (0, 2):
        rep = world.people[dice.pick(world.reps_of(day.one)).code]
        yield day.at(11, 10, 30), partial(scenes.give_task, world, who, rep, dice)
    if _last_of_week(world, day.day):
        yield day.at(17, 0, 5), partial(_checks, day)
    month = _month_before(world, day.day, first, 2)
    if month:
        yield day.at(10, 40, 10), partial(papers.month, world, who, dice, month)


def _checks(day: Day, at: datetime) -> Iterator[Beat]:
    """Draw, and call up one after the other."""
    assert day.one.team is not None
    drawn = papers.draw(day.world, day.who, day.world.teams[day.one.team], day.dice, day.day, at)
    for slip, whose in drawn:
        at += timedelta(minutes=day.dice.between(2, 5), seconds=day.dice.below(60))
        if not day.dice.chance(6):  # one stays for next week, and then for good
            yield at, partial(papers.judge, day.world, day.who, slip, whose, day.dice)


def _office(world: World, day: date, first: date) -> Iterator[Beat]:
    """Let money come in, the head read, and the month end."""
    keeper = Day(world, world.cast["1004"], day)
    for who, missed in [one for one in world.no_out if one[1] < day and keeper.dice.chance(60)]:
        yield keeper.at(10, 20, 10), partial(scenes.punch_for, world, keeper.who, who, missed)
    world.no_out = [one for one in world.no_out if one[1] == day]
    for n, client in enumerate(world.originals[:3]):
        yield keeper.at(14, 30 + 4 * n, 0), partial(papers.file, world, keeper.who, keeper.dice, client)
    del world.originals[:3]
    if _nth_of_week(world, day) == 1 and day != first:
        yield keeper.at(11, 40, 10), partial(papers.minutes, world, keeper.who, keeper.dice)
    finance, head = Day(world, world.cast["1005"], day), Day(world, world.cast["1001"], day)
    coming = [one for one in world.owing if one.on <= day]
    world.owing = [one for one in world.owing if one.on > day]
    for n, owing in enumerate(coming):
        yield finance.at(10, 5 + 2 * n), partial(scenes.collect, world, finance.who, owing)
    yield head.at(11, 30, 20), partial(papers.review, world, head.who, head.dice)
    if month := _month_before(world, day, first, SCORED):
        yield head.at(15, 10, 10), partial(papers.score, world, month)
    if month := _month_before(world, day, first, CLOSED):
        yield head.at(16, 20, 10), partial(papers.close, world, month)


def _nth_of_week(world: World, day: date) -> int:
    """Return which working day of its week a day is, 1 for the first."""
    return sum(world.stage.works(one) for one in _days(period_of("week", day).first, day))


def _last_of_week(world: World, day: date) -> bool:
    rest = _days(day + timedelta(days=1), period_of("week", day).last)
    return not any(world.stage.works(one) for one in rest)


def _month_before(world: World, day: date, first: date, nth: int) -> date | None:
    """Return the last day of the month before where `day` is the nth working day of its month, else None."""
    begins = day.replace(day=1)
    if begins <= first or sum(world.stage.works(one) for one in _days(begins, day)) != nth:
        return None
    return begins - timedelta(days=1)
