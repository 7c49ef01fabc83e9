"""The month's close: its checklist, what holds fast afterwards, and opening it again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

Cli = Any


@pytest.fixture
def east(cli: Cli) -> Cli:
    """何静 is head; 王芳 forgot to check out on 10-15; it is 2026-11-05."""
    cli.at("2026-10-15 08:00").init()
    cli.ok("team", "add", "一组", "--code", "E1")
    cli.ok("person", "edit", "1001", "--joined", "2026-11-01")
    cli.ok("person", "add", "1002", "何静", "--roles", "head", "--joined", "2026-11-01")
    cli.ok("person", "add", "1007", "王芳", "--team", "一组", "--joined", "2026-10-15")
    cli.ok("person", "add", "1008", "赵磊", "--team", "一组", "--joined", "2026-11-01")
    cli.at("2026-10-15 08:50").ok("checkin", "--as", "1007")
    return cli.as_("1002").at("2026-11-05 09:00")


def mended(east: Cli) -> Cli:
    east.as_(None).ok("checkin", "out", "--at", "2026-10-15 18:00", "--as", "1007")
    return east.as_("1002")


def test_the_checklist_has_a_box_a_word_and_the_command(east: Cli) -> None:
    page = east.ok("month").out.splitlines()
    assert page[0] == "Closing October"
    line = next(row for row in page if "attendance" in row)
    assert re.match(r"\[ \] +attendance: \d punch\w* .*missing: 王芳 10-15.* checkin sheet 2026-10 --explain$", line)
    zh = east.lang("zh").ok("month", "2026-10").out
    assert zh.startswith("10 月月结清单\n") and re.search(r"\[ \] +考勤缺卡 \d：王芳 10-15", zh)
    rows = east.json("month", "2026-10")
    assert [(row["done"], row["mark"]) for row in rows if row["step"] == "attendance"] == [(False, "[ ]")]
    done = mended(east).json("month", "2026-10")
    assert [(row["done"], row["command"]) for row in done if row["step"] == "attendance"] == [(True, "")]


def test_a_close_is_refused_while_steps_are_open_and_forced_only_with_a_reason(east: Cli) -> None:
    error = east.error("month", "close", code=5)
    assert "王芳 10-15" in error["message"] and "--force --reason" in error["hint"]
    assert east.error("month", "close", "--force", code=2)["message"] == (
        "A reason is needed to close with open steps."
    )
    said = east.ok("month", "close", "--force", "--reason", "王芳已离职")
    assert said.out.startswith("October closed.")
    (entry,) = [row for row in east.json("ledger", "log") if row["action"] == "month.close"]
    assert entry["reason"] == "王芳已离职"


def test_what_is_closed_holds_fast_until_it_is_opened_again(east: Cli) -> None:
    mended(east).ok("client", "add", "旧客户")
    east.ok("client", "log", "c1", "十月的一笔", "--on", "2026-10-20")
    other = "--force", "--reason", "其余已核"
    assert east.ok("month", "close", "2026-10", *other).out == (
        "October closed. What comes late is a new entry, dated after it.\n"
    )
    assert east.json("month", "list")[0]["closed_by"] == "何静"
    assert json.loads(east.json("month", "list")[0]["totals"])["client_logs"] == "1"
    assert east.json("month", "list")[0]["head"]
    late = east.error("client", "log", "c1", "补记", "--on", "2026-10-21", code=5)
    assert late["code"] == "closed_period" and "October is closed since 11-05 (何静)" in late["message"]
    assert east.ok("month", "2026-10").out.splitlines()[0] == "October is closed since 11-05 (何静)"
    assert east.lang("zh").ok("month", "2026-10").out.splitlines()[0] == "10 月已于 11-05 月结（何静）"
    east.lang("en")
    assert east.ok("month").out.splitlines()[0] == "Closing November: it has not ended", "last month is done"
    assert east.error("month", "close", "2026-10", *other, code=5)["hint"]
    assert east.error("month", "reopen", "2026-10", code=2)["message"] == "A reason is needed to reopen a month."
    assert east.ok("month", "reopen", "2026-10", "--reason", "漏了一笔").out.startswith("October is open again.")
    east.ok("client", "log", "c1", "补记", "--on", "2026-10-21")
    assert east.json("month", "list") == []
    assert east.error("month", "reopen", "2026-10", "--reason", "x", code=3)["hint"]


def test_one_room_or_one_team_can_be_closed_alone(east: Cli) -> None:
    mended(east).ok("client", "add", "旧客户", "--owner", "赵磊")
    east.ok("month", "close", "2026-10", "--room", "attendance")
    east.ok("client", "log", "c1", "十月的一笔", "--on", "2026-10-20")
    assert east.error("checkin", "--at", "2026-10-16 09:00", "--for", "1007", code=5)
    east.ok("month", "close", "2026-10", "--team", "一组", "--room", "clients")
    assert [(row["room"], row["team"]) for row in east.json("month", "list")] == [
        ("clients", "一组"),
        ("attendance", None),
    ]
    assert east.error("month", "reopen", "2026-10", "--reason", "x", code=3)
    east.ok("month", "reopen", "2026-10", "--room", "attendance", "--reason", "补卡")
    assert [row["room"] for row in east.json("month", "list")] == ["clients"]


@pytest.mark.parametrize("words", ["2026-W47", "2026-10-01..2026-10-15", "2026", "2026-10-15"])
def test_a_month_is_a_whole_month(east: Cli, words: str) -> None:
    error = east.error("month", "close", words, code=2)
    assert "no whole month" in error["message"] and error["hint"]
    assert east("month", words).code == 2
    assert east.json("month", "2026-10-01..2026-10-31") == east.json("month", "2026-10")


def test_a_month_that_has_not_ended_is_not_closed(east: Cli) -> None:
    assert "has not ended" in east.error("month", "close", "2026-11", "--force", "--reason", "x", code=5)["message"]


def test_a_year_nobody_knows_can_not_be_said_to_be_done(east: Cli) -> None:
    east.at("2027-02-03 09:00")
    (row,) = [row for row in east.json("month", "2027-01") if row["step"] == "attendance"]
    assert (row["done"], row["mark"], row["command"]) == (None, "[?]", "calendar")
    assert "2027" in east.error("month", "close", "2027-01", code=5)["message"]


def test_closing_and_opening_take_rights_of_their_own(east: Cli) -> None:
    east.as_(None).ok("person", "add", "1030", "肖会计", "--roles", "finance")
    east.ok("person", "add", "robot", "小机", "--roles", "robot")
    force = ("--force", "--reason", "x")
    for who in ("1008", "robot"):
        assert east.as_(who).error("month", "close", "2026-10", *force, code=4)["code"] == "not_allowed"
    east.as_("1030").ok("month", "close", "2026-10", *force)
    assert east.error("month", "reopen", "2026-10", "--reason", "x", code=4)["code"] == "not_allowed"
    assert east.json("month", "list")[0]["totals"] != "{}"
    assert east.as_("1008").json("month", "list")[0]["totals"] is None, "who may not close sees no totals"
    east.as_("1002").ok("month", "reopen", "2026-10", "--reason", "x")


def test_a_close_can_be_tried_and_taken_back(east: Cli) -> None:
    mended(east)
    assert "Nothing written" in east.ok("month", "close", "2026-10", "--force", "--reason", "x", "--dry-run").err
    assert east.json("month", "list") == []
    east.ok("month", "close", "2026-10", "--force", "--reason", "x", "--op-id", "close-10")
    again = east.ok("month", "close", "2026-10", "--force", "--reason", "x", "--op-id", "close-10")
    assert "Already done" in again.out
    assert len(east.json("month", "list")) == 1


@pytest.mark.parametrize(
    ("lang", "names"),
    [("en", ("summary-2026-10.html", "attendance-2026-10.html")), ("zh", ("月报-2026-10.html", "考勤表-2026-10.html"))],
)
def test_the_months_papers_are_pages_known_again_by_their_origin(east: Cli, lang: str, names: tuple[str, str]) -> None:
    import os

    from salesctl import config
    from salesctl.commands.month_papers import papers
    from salesctl.context import Ctx
    from salesctl.locale import set_language
    from salesctl.params import Options
    from salesctl.values.period import parse_period

    east.lang(lang)
    set_language(lang)
    ctx = Ctx("month.file", Options(), request={}, config=config.load(os.environ), clock=east.clock)
    try:
        made = list(papers(ctx, parse_period("2026-10", ctx.today)))
    finally:
        ctx.close()
    assert tuple(one.name for one in made) == names
    assert [(one.klass, one.origin) for one in made] == [
        ("report", "month:2026-10:report"),
        ("attendance", "month:2026-10:attendance"),
    ]
    for one in made:
        text = one.data.decode()
        assert text.lower().startswith("<!doctype html>") and "王芳" in text
        assert "<script" not in text and "://" not in text, "a page of its own, years later too"
