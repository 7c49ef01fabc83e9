"""News: what happened since my last look, kept by this device and never in the ledger."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from salesctl.news import Mark

Cli = Any
D19, D20, D21 = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mark", "day", "now", "since", "moved"),
    [
        # The first look of a day: news since the last look, and for the rest of the day.
        (Mark(D19, at(18, 1), at(19, 7)), D20, at(20, 1), at(19, 7), Mark(D20, at(19, 7), at(20, 1))),
        (Mark(D20, at(19, 7), at(20, 1)), D20, at(20, 3), at(19, 7), Mark(D20, at(19, 7), at(20, 3))),
        (Mark(D20, at(19, 7), at(20, 3)), D21, at(21, 1), at(20, 3), Mark(D21, at(20, 3), at(21, 1))),
        # A clock that was put back moves nothing.
        (Mark(D20, at(19, 7), at(20, 3)), D20, at(20, 2), at(19, 7), Mark(D20, at(19, 7), at(20, 3))),
        (Mark(D20, at(19, 7), at(20, 3)), D19, at(20, 4), at(20, 3), Mark(D20, at(19, 7), at(20, 3))),
    ],
)
def test_what_is_news_stays_news_all_day(mark: Mark, day: date, now: datetime, since: datetime, moved: Mark) -> None:
    assert mark.news_since(day) == since
    assert mark.moved(day, now) == moved


@pytest.fixture
def east(cli: Cli) -> Cli:
    cli.at("2026-11-16 09:00").init()
    return cli.people().at("2026-11-18 09:00")


def marks(cli: Cli) -> list[Path]:
    return list((cli.home / "state" / "salesctl" / "news").glob("*/*.json"))


def told(cli: Cli) -> list[str]:
    """Return the numbers of the section of news."""
    return [row["number"] for row in cli.json("today") if row["section"] == "new"]


def test_a_look_on_a_terminal_moves_the_mark_and_the_morning_keeps_its_news(east: Cli) -> None:
    east.as_("1005").ok("client", "add", "华联超市", "--owner", "王芳")
    east.as_("1007").at("2026-11-18 10:00").ok("today", typed="")
    assert "C-0001" in east.at("2026-11-18 11:00").ok("today", typed="").out, "the same day: still news"
    east.as_("1005").at("2026-11-18 12:00").ok("client", "add", "永辉五一店", "--owner", "王芳")
    east.as_("1007").at("2026-11-19 09:00")
    assert told(east) == ["C-0002"], "the next day: only what came since the last look"
    east.ok("today", typed="")
    assert told(east.at("2026-11-19 15:00")) == ["C-0002"]
    assert told(east.at("2026-11-20 09:00")) == []
    (kept,) = marks(east)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_was_handed_over_is_news_however_old_it_is(east: Cli) -> None:
    east.as_("1008").ok("client", "add", "恒信贸易")
    east.ok("task", "add", "送样", "--due", "2026-12-24")
    east.as_("1007").at("2026-11-25 09:00").ok("today", typed="")
    east.as_("1008").at("2026-11-25 10:00").ok("client", "edit", "c1", "--owner", "王芳")
    east.ok("task", "hand", "t1", "--to", "王芳")
    east.as_("1007").at("2026-11-26 09:00")
    assert told(east) == ["T-0001", "C-0001"]


def test_who_never_looked_gets_the_news_since_yesterday_began(east: Cli) -> None:
    east.as_("1005").ok("client", "add", "华联超市", "--owner", "王芳")
    assert told(east.as_("1007").at("2026-11-19 23:00")) == ["C-0001"]
    assert told(east.at("2026-11-20 01:00")) == []


def test_only_a_page_shown_to_its_person_moves_the_mark(east: Cli) -> None:
    east.as_("1005")
    for words in (("today",), ("today", "--json"), ("today", "--team")):
        east.ok(*words)
    east.ok("today", "--json", typed="")
    east.ok("today", "--team", typed="")
    east.ok("today", "-o", str(east.home / "day.md"), typed="")
    east.as_("1002").ok("today", "--as", "王芳", typed="")
    assert marks(east) == []
    before = east.json("ledger", "head")
    east.as_("1007").ok("today", typed="")
    assert len(marks(east)) == 1
    assert east.as_("1001").json("ledger", "head") == before, "a look is no entry"


@pytest.mark.parametrize("body", ["", "{", "[]", '{"day": "never"}', "\udcff", '{"day": "2026-11-18", "since": 1}'])
def test_a_broken_mark_is_no_mark(east: Cli, body: str) -> None:
    east.as_("1007").ok("today", typed="")
    (kept,) = marks(east)
    kept.write_bytes(body.encode("utf-8", "surrogateescape"))
    assert east.ok("today", typed="").err == ""
    assert json.loads(kept.read_text())["day"] == "2026-11-18"


def test_a_mark_that_lies_ahead_is_forgotten(east: Cli) -> None:
    east.as_("1007").at("2027-11-18 09:00").ok("today", typed="")
    east.as_("1005").at("2026-11-19 09:00").ok("client", "add", "华联超市", "--owner", "王芳")
    assert told(east.as_("1007")) == ["C-0001"]


def test_a_state_directory_nobody_can_write_is_no_error(east: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = east.home / "state" / "salesctl" / "news"
    blocked.write_text("a file where a directory should be")
    shown = east.as_("1007").ok("today", typed="")
    assert shown.err == "" and shown.out
