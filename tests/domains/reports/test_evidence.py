"""What the ledger tells of a person's day, by every room that has something to tell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.reports.facts import gather, hint
from salesctl.timeline import Moment, days
from salesctl.values.period import period_of
from tests.domains.reports.looking import view

Cli = Any
DAY = date(2026, 11, 20)


@pytest.fixture
def day(cli: Cli) -> Cli:
    """王芳's Friday: in, a dealing, an outing with a stop, a task done, an order and a payment, out."""
    cli.at("2026-11-18 08:00").init()
    cli.people()
    cli.as_("1007").at("2026-11-20 08:52").ok("checkin")
    cli.ok("client", "add", "永辉超市五一店", "--phone", "13900000001", "--contact", "陈总")
    cli.ok("task", "add", "对账单", "--client", "c1")
    cli.at("2026-11-20 09:05").ok("client", "log", "c1", "微信：报价已发")
    cli.at("2026-11-20 09:10").ok("visit", "start", "c1", "谈端架", "--see", "陈总", "--back", "15:00")
    cli.at("2026-11-20 11:00").ok("visit", "done", "谈成两节")
    cli.at("2026-11-20 11:30").ok("visit", "back")
    cli.at("2026-11-20 12:00").ok("task", "done", "t1")
    with view(cli) as ctx, ctx.write() as tx:
        for model in (Order, Payment):
            number = tx.number(model.LETTER, 2026)[0]
            row: Any = model(number=number, amount=Decimal("6420"), currency="CNY", rate=Decimal(1), **tx.stamp())
            tx.add(row)
    return cli.at("2026-11-20 18:10")


def test_every_room_tells_its_part_in_order(day: Cli) -> None:
    day.ok("checkin", "out")
    with view(day) as ctx:
        found = days(ctx, ctx.me.id, DAY, DAY)
        told = [one.what for one in found if one.at]
        facts = gather(ctx, ctx.me, period_of("day", DAY))
    assert told[:4] == ["checkin_in", "wechat", "outing", "stop"] and told[-1] == "checkin_out"
    assert {"task_done", "order", "payment"} <= {one.what for one in found}
    assert facts.outings == ("09:10-11:30 V-0001, 1 stops",)
    assert [(one.begins.hour, one.minutes) for one in facts.gaps or ()] == [
        (4, 300)
    ]  # from 12:00, less an hour's break
    assert len(facts.evidence) == 6 and facts.attendance == "08:52-18:10 on time"


def test_what_may_not_be_seen_is_left_out(day: Cli) -> None:
    with view(day.as_("1008")) as ctx:
        whose = next(one for one in ctx.session.execute(_person("1007")).scalars())
        assert days(ctx, whose, DAY, DAY) == []


def _person(code: str) -> Any:
    from sqlalchemy import select

    from salesctl.domains.org.models import Person

    row: Any = Person
    return select(row.id).where(row.code == code)


def test_an_outing_that_goes_on_leaves_no_gap(cli: Cli) -> None:
    cli.at("2026-11-18 08:00").init()
    cli.people()
    cli.as_("1007").at("2026-11-20 09:00").ok("checkin")
    cli.ok("client", "add", "永辉", "--phone", "13900000001", "--contact", "陈总")
    cli.ok("visit", "start", "永辉", "谈", "--see", "陈总", "--back", "17:00")
    with view(cli.at("2026-11-20 17:00")) as ctx:
        assert gather(ctx, ctx.me, period_of("day", DAY)).gaps == ()


@pytest.mark.parametrize(
    ("plan", "whom", "found"),
    [
        ("永辉五一谈端架", "永辉超市五一店", True),
        ("华联对账", "永辉超市五一店", False),
        ("call Acme about the offer", "Acme Trading", True),
        ("write the weekly", "Wei Trading", False),
        ("周报", "", False),
    ],
)
def test_a_dealing_with_the_client_a_plan_names_suggests_it_is_done(plan: str, whom: str, found: bool) -> None:
    moment = Moment(DAY, datetime(2026, 11, 20, tzinfo=UTC), "stop", "stop", "x", whom=whom)
    assert (hint(plan, [moment]) is moment) is found
