"""Clocks that are wrong: ten years off, put forward and back for summer, turned back while a command runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Cli = Any


class Restless:
    """A clock that stands an hour earlier each time it is read."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        self.instant -= timedelta(hours=1)
        return self.instant


def journal(cli: Cli) -> list[str]:
    """Return the names of clients in the order in which the journal has them."""
    query = "SELECT k.name FROM change c JOIN client k ON k.id = c.row_id WHERE c.rev = 1 ORDER BY c.book, c.seq"
    return [row["name"] for row in cli.json("ledger", "sql", query)]


def notices(cli: Cli) -> list[str]:
    return [row["code"] for row in cli.json("ledger", "verify")["rows"]]


@pytest.mark.parametrize("first", ["2016-11-20 09:05", "2036-11-20 09:05"])
def test_a_clock_ten_years_off_is_noticed_and_the_order_kept(cli: Cli, first: str) -> None:
    cli.init()
    cli.ok("client", "add", "甲")
    off = cli.at(first).ok("client", "add", "乙")
    again = cli.at("2026-11-20 09:10").ok("client", "add", "丙")
    assert ("behind the last entry" in off.err, "behind the last entry" in again.err) == (
        first.startswith("2016"),
        first.startswith("2036"),
    )
    cli.at("2026-11-20 09:20").ok("checkin")
    assert journal(cli) == ["甲", "乙", "丙"]
    assert "skew" in notices(cli)
    cli.ok("report", "summary", "2026-11")
    cli.ok("today")


def test_the_history_of_a_record_is_in_the_order_of_its_changes_wherever_the_clock_stood(cli: Cli) -> None:
    cli.init()
    cli.ok("client", "add", "甲")
    cli.at("2016-11-20 09:05").ok("client", "edit", "C1", "--name", "乙")
    cli.at("2036-11-20 09:05").ok("client", "edit", "C1", "--name", "丙")
    cli.at("2026-11-20 09:05").ok("client", "edit", "C1", "--name", "丁")
    names = [row["after"] for row in cli.json("ledger", "history", "C1") if row["field"] == "name"]
    assert names == ["丁", "丙", "乙", "甲"]


def test_a_clock_that_is_turned_back_while_a_command_runs(cli: Cli) -> None:
    cli.init()
    cli.ok("client", "add", "甲")
    steady, cli.clock = cli.clock, Restless(cli.clock.instant + timedelta(minutes=90))
    assert "behind the last entry" in cli.ok("client", "add", "乙").err
    assert "behind the last entry" in cli.ok("checkin").err
    cli.clock = steady
    cli.ok("client", "add", "丙")
    assert journal(cli) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-10-25T00:30", "2026-10-25T01:30"),  # both are half past two by the wall
        ("2026-03-29T00:30", "2026-03-29T01:30"),  # half past one and half past three by the wall
    ],
)
def test_putting_the_clocks_back_or_forward_is_no_skew(cli: Cli, before: str, after: str) -> None:
    cli.at("2026-03-28 09:00").init(zone="Europe/Berlin")
    cli.clock.instant = datetime.fromisoformat(before).replace(tzinfo=UTC)
    assert "behind" not in cli.ok("client", "add", "甲").err
    cli.clock.instant = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert "behind" not in cli.ok("client", "add", "乙").err
    assert journal(cli) == ["甲", "乙"] and notices(cli) == []
    log = [row for row in cli.json("ledger", "log") if row["action"] == "client.add"]
    later, earlier = (datetime.fromisoformat(row["recorded_at"]) for row in log)
    assert later - earlier == timedelta(hours=1)
