"""What stands on the page of `today`, and what is left out when it is long."""

from __future__ import annotations

import re
from typing import Any

import pytest

from salesctl.today import fair

Cli = Any


@pytest.mark.parametrize(
    ("sizes", "most", "shares"),
    [
        ([], 20, []),
        ([3, 2], 20, [3, 2]),
        ([30, 2], 20, [18, 2]),
        ([30, 30], 5, [3, 2]),
        ([1, 30, 1, 30], 8, [1, 3, 1, 3]),
        ([5, 5, 5], 2, [1, 1, 0]),
        ([0, 4], 3, [0, 3]),
    ],
)
def test_a_long_page_keeps_the_first_lines_of_every_section(sizes: list[int], most: int, shares: list[int]) -> None:
    assert fair(sizes, most) == shares


@pytest.fixture
def east(cli: Cli) -> Cli:
    """一组 at work on Friday the 20th at 9:20."""
    cli.at("2026-11-16 09:00").init()
    return cli.people().at("2026-11-20 09:20")


def test_a_section_with_nothing_vanishes_and_an_empty_page_says_so(east: Cli) -> None:
    page = east.as_("1007").at("2026-11-15 09:00").ok("today").out.splitlines()
    assert page[:2] == ["11-15 (Sun)  weekend  王芳  一组", "Nothing due."]
    assert not [line for line in page if line.startswith(("Overdue", "New", "Soon"))]


def test_of_many_lines_twenty_stand_there_and_the_rest_is_told(east: Cli) -> None:
    for number in range(22):
        east.ok("task", "add", f"old {number}", "--due", "2026-11-18", "--owner", "王芳")
    east.as_("1007").ok("task", "add", "now", "--due", "today")
    page = east.ok("today").out
    assert re.search(r"^Overdue 2\d  T-0001 ", page, re.M)
    assert re.search(r"^Today \d +T-0023 +now ", page, re.M), "the last section is not cut off"
    assert re.search(r" more lines: salesctl today --all$", page.rstrip())
    assert "old 21" in east.ok("today", "--all").out
    assert len(east.json("today")) == 20 < len(east.json("today", "--all"))


def test_a_leads_page_has_the_team_first_then_their_own_and_says_whose_a_line_is(east: Cli) -> None:
    east.as_("1005").ok("task", "add", "theirs", "--owner", "王芳", "--due", "2026-11-18")
    east.ok("task", "add", "mine", "--due", "2026-11-18")
    rows = east.json("today")
    sections = [(row["section"], row["team"]) for row in rows]
    assert sections[0] == ("in", True) and ("overdue", True) in sections and ("month", True) in sections
    assert sections.index(("overdue", False)) > sections.index(("month", True)), "own lines follow below"
    assert [team for _section, team in sections] == sorted((team for _section, team in sections), reverse=True)
    numbers = [row["number"] for row in rows if row["section"] == "overdue" and row["number"]]
    assert numbers == ["T-0001", "T-0002"], "told once"
    assert {row["team"] for row in east.json("today", "--team")} == {True}
    assert {row["team"] for row in east.as_("1007").json("today")} == {False}


def test_who_gave_a_task_waits_for_it_once_it_is_late(east: Cli) -> None:
    east.as_("1007").ok("task", "add", "quote", "--owner", "赵磊", "--due", "2026-11-19")
    (waiting,) = [row for row in east.json("today") if row["section"] == "waiting"]
    assert (waiting["number"], waiting["command"]) == ("T-0001", "task show T-0001")
    assert waiting["text"] == "赵磊  quote  due 11-19 (Thu)"


def test_what_one_may_not_see_is_not_on_the_page(east: Cli) -> None:
    east.ok("task", "add", "secret", "--owner", "王芳", "--due", "2026-11-18")
    east.ok("person", "add", "1020", "周雯", "--roles", "keeper")
    page = east.as_("1020").ok("today", "--team").out
    assert "secret" not in page and page.splitlines()[1].startswith("In ")
    assert "secret" not in east.as_("1008").ok("today", "--team").out


def test_a_client_is_named_when_its_contact_is_due_and_counted_when_there_are_many(east: Cli) -> None:
    east.as_("1007").at("2026-11-16 09:00").ok("client", "add", "万家", "--level", "A")
    due = east.at("2026-11-23 09:00").json("today")
    assert [(row["section"], row["number"]) for row in due if row["number"]] == [("soon", "C-0001")]
    assert "万家  no contact for 7 days (level A: every 7)" in [row["text"] for row in due]
    for name in ("甲", "乙", "丙"):
        east.at("2026-11-17 09:00").ok("client", "add", f"{name}公司", "--level", "A")
    late = east.at("2026-11-25 09:00").json("today")
    (row,) = [row for row in late if row["section"] == "overdue" and row["command"] == "client stale"]
    assert row["text"] == "4 clients not contacted in time, longest 万家 9 days"


@pytest.mark.parametrize(("who", "most"), [("1007", 65), ("1005", 80)])
def test_the_page_asks_few_questions_however_many_clients(
    east: Cli, monkeypatch: pytest.MonkeyPatch, who: str, most: int
) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    for number in range(12):
        east.as_("1007").at("2026-10-16 09:00").ok("client", "add", f"客户{number}", "--level", "A")
        east.ok("task", "add", f"task {number}", "--client", f"c{number + 1}", "--due", "2026-11-20")
    asked: list[str] = []

    def count(_c: Any, _cur: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    east.as_(who).at("2026-11-20 09:20")
    event.listen(Engine, "before_cursor_execute", count)
    try:
        east.ok("today")
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    reads = [one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(reads) <= most, f"{len(reads)}\n" + "\n".join(reads)
