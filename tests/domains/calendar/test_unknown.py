"""Times of which nobody said what holds: years without official days, and days before the rule book's first rule."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def old(cli: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A punch, an order and a person of 1997 and of 2027; the rule book begins in 2000, the calendar ends with 2026."""
    monkeypatch.chdir(cli.home)
    cli.at("2026-11-20 09:00").init()
    cli.people()
    (cli.home / "punches.csv").write_text("工号,打卡时间\n1007,1997-03-03 08:52\n1007,1997-03-03 18:06\n", "utf-8")
    cli.ok("checkin", "import", "punches.csv")
    cli.ok("client", "add", "华联超市", "--for", "1007")
    (cli.home / "orders.csv").write_text("client,date,amount,person\n华联超市,1997-03-04,1200,1007\n", "utf-8")
    cli.ok("order", "import", "orders.csv")
    return cli


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "words",
    [
        "report summary 1997",
        "report summary 1997 --by team",
        "report summary 1997-03 --explain --person 1007",
        "report summary 2027",
        "report print 1997-W10",
        "report print 1997",
        "report show 1997-03-03",
        "report list 1997",
        "report missing 1997",
        "report write 1997-03 --done x",
        "checkin sheet 1997-03",
        "checkin sheet 1997-03 --explain",
        "checkin sheet 2027-01",
        "calendar show 1997-03",
        "calendar explain 1997-03-03",
        "visit list 1997",
        "assess score 1997-03",
        "month 1997-03",
        "month 2027-01",
    ],
)
def test_no_question_about_an_old_or_a_coming_time_is_refused(old: Any, words: str, lang: str) -> None:
    done = old.lang(lang)(*words.split())
    assert done.code in (0, 3, 6), done.err
    assert "calendar.week" not in done.err and "calendar.zone" not in done.err and "attendance.shift" not in done.err


def test_attendance_before_the_first_rule_is_unknown_and_sales_are_not(old: Any) -> None:
    found = old.json("report", "summary", "1997")
    row = next(row for row in found["rows"] if row["code"] == "1007")
    assert (row["workdays"], row["present"], row["late"], row["reports_due"]) == (None, None, None, 0)
    assert (row["orders"], row["sales"]) == (1, 1200)
    assert found["totals"]["sales"] == 1200 and found["totals"]["workdays"] is None
    sheet = old.json("checkin", "sheet", "1997-03", "--person", "1007")
    row = sheet["rows"][0]
    assert row["present_days"] is None and row["hours"] == 9.2333


def test_a_note_about_unknown_days_stands_only_beside_what_is_unknown(old: Any) -> None:
    assert "nobody has said" in old.ok("report", "summary", "1997").out
    assert "nobody has said" not in old.ok("report", "summary", "1997", "--by", "channel").out
    assert "nobody has said" not in old.ok("report", "summary", "2007").out
