"""The month's papers in the archive: the printed summary and the attendance sheet, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Cli = Any


@pytest.fixture
def november(cli: Cli) -> Cli:
    """王芳 checked in and sold in October; it is the third of November."""
    cli.at("2026-09-28 09:00").init()
    cli.people()
    cli.as_("1007").at("2026-10-12 08:50").ok("checkin")
    cli.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    cli.ok("order", "add", "华联超市", "180000")
    return cli.as_(None).at("2026-11-03 09:00")


def test_the_months_papers_are_filed_once_and_found_again(november: Cli) -> None:
    assert november.lang("zh").ok("month", "file").out == "2026-10 已归档 A-0001, A-0002。\n"
    summary, sheet = november.json("archive", "list")[::-1]
    assert (summary["class"], summary["origin"]) == ("report", "month:2026-10:report")
    assert (sheet["class"], sheet["origin"]) == ("attendance", "month:2026-10:attendance")
    before = november.json("ledger", "head")["seq"]
    assert "已经归档" in november.ok("month", "file", "2026-10").out
    assert november.json("ledger", "head")["seq"] == before
    found = november.json("archive", "find", "180,000")
    assert [row["number"] for row in found] == ["A-2026-0001"]
    november.ok("archive", "get", "A1", "--output", november.home / "x.html")
    page = Path(november.home / "x.html").read_text(encoding="utf-8")
    assert "王芳" in page and "@page" in page


def test_filed_anew_the_old_papers_stay_as_proof(november: Cli) -> None:
    november.ok("month", "file", "2026-10")
    november.at("2026-11-03 10:00").ok("month", "file", "2026-10", "--again")
    assert [row["number"] for row in november.json("archive", "list")] == ["A-2026-0004", "A-2026-0003"]
    assert november.ok("archive", "check").out == ""


def test_cron_files_them_too_and_only_once(november: Cli) -> None:
    november.ok("person", "add", "robot", "机器人", "--roles", "robot")
    november.as_("robot")
    november("job", "run", "month")
    assert len(november.json("archive", "list")) == 2
    head = november.json("ledger", "head")["seq"]
    november("job", "run", "month")
    assert november.json("ledger", "head")["seq"] == head
    steps = november.as_(None).json("month", "2026-10")
    assert {row["step"]: row["mark"] for row in steps}["archive"] == "[x]"


def test_a_week_is_no_month(november: Cli) -> None:
    assert november.error("month", "file", "2026-W41", code=2)["hint"]


def test_the_months_papers_are_of_everyone_or_not_filed(november: Cli) -> None:
    november.as_("1007")
    assert november.error("month", "file", code=4)["message"]
    november("job", "run", "month")
    november.as_("1005")
    november.error("month", "file", "2026-09", code=4)
    november.as_(None)
    assert november.json("archive", "list") == []


def test_a_month_that_has_not_ended_is_not_filed(november: Cli) -> None:
    for month in ("2026-11", "2027-03"):
        assert "2026-10" in november.error("month", "file", month, code=5)["hint"]
    assert november.json("archive", "list") == []
