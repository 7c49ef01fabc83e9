"""The calendar in commands."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def office(cli: Any) -> Any:
    cli.at("2026-11-20 09:00").init()
    return cli


def test_a_month_is_listed_with_its_workdays(office: Any) -> None:
    shown = office.ok("calendar", "2026-10")
    assert "2026-10-10  sat      makeup   国庆节   official" in shown.out
    assert shown.err == "18 workdays of 31 days.\n"
    rows = office.json("calendar", "show", "2026-10")
    assert len(rows) == 31
    assert rows[9] == {
        "date": "2026-10-10", "weekday": "sat", "kind": "makeup", "works": True, "name": "国庆节", "layer": "official"
    }  # fmt: skip


def test_bare_it_shows_this_month(office: Any) -> None:
    assert [row["date"] for row in office.json("calendar")][::29] == ["2026-11-01", "2026-11-30"]


def test_only_one_kind_of_day(office: Any) -> None:
    rows = office.json("calendar", "2026", "--kind", "makeup")
    assert [row["date"] for row in rows] == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
    assert office("calendar", "2026", "--kind", "nonsense").code == 2
    assert office("calendar", "2026", "--kind", "makeup", "--grid").code == 2


def test_months_are_counted(office: Any) -> None:
    found = office.json("calendar", "2026", "--months")
    assert [row["workdays"] for row in found["rows"]] == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert found["totals"] == {"days": 365, "workdays": 248, "makeup": 6, "holidays": 33, "weekend": 84, "unknown": 0}


def test_weeks_stand_in_a_grid(office: Any) -> None:
    lines = office.ok("calendar", "2026-10", "--grid").out.splitlines()
    assert lines[4].split() == ["2026-W41", "5", "off", "6", "off", "7", "off", "8", "9", "10", "work", "(11)", "3"]


def test_a_year_without_data_is_said_to_be_unknown(office: Any) -> None:
    shown = office.ok("calendar", "2027-01")
    assert shown.err == "2027: the official days are not in the ledger yet; no day is counted.\n"
    assert {row["kind"] for row in office.json("calendar", "2027-01")} == {"unknown"}
    found = office.json("calendar", "2026-12..2027-01", "--months")
    assert [row["workdays"] for row in found["rows"]] == [23, None]
    assert found["totals"]["workdays"] is None


@pytest.mark.parametrize(
    ("day", "kind", "layer", "says", "after"),
    [
        ("2026-10-10", "makeup", "official", "Worked as announced: 国庆节.", "2026-10-12"),
        ("2026-10-01", "holiday", "official", "Off as announced: 国庆节.", "2026-10-08"),
        ("2026-11-20", "workday", "week", "As every week.", "2026-11-23"),
        (
            "2027-01-04",
            "unknown",
            "none",
            "2027: the official days are not in the ledger yet; no day is counted.",
            None,
        ),
    ],
)
def test_a_day_is_explained(office: Any, day: str, kind: str, layer: str, says: str, after: str | None) -> None:
    assert office.ok("calendar", "explain", day).err == says + "\n"
    found = office.json("calendar", "explain", day)
    assert (found["kind"], found["layer"], found["rule"], found["clause"], found["next_workday"]) == (
        kind,
        layer,
        "CAL-2",
        ["B4.8"],
        after,
    )
    assert found["source"] is None if kind == "unknown" else found["source"].startswith("https://www.gov.cn/")


def test_a_company_day_lies_over_the_official_one(office: Any) -> None:
    import os
    from datetime import date

    from salesctl import config
    from salesctl.context import Ctx
    from salesctl.domains.calendar.models import CalendarDay
    from salesctl.domains.calendar.queries import day_kind
    from salesctl.params import Options

    ctx = Ctx("calendar.add", Options(), request={}, config=config.load(os.environ), clock=office.clock)
    try:
        with ctx.write() as tx:
            tx.add(CalendarDay(layer="company", day=date(2026, 10, 10), works=False, name="司庆", **tx.stamp()))
            found = day_kind(tx, date(2026, 10, 10))
            assert (found.kind, found.works, found.name, found.layer) == ("holiday", False, "司庆", "company")
    finally:
        ctx.close()
    assert office.ok("calendar", "explain", "2026-10-10").err == "Off by the company: 司庆.\n"


def test_chinese_says_what_a_day_is(office: Any) -> None:
    office.lang("zh")
    shown = office.ok("calendar", "explain", "2026-10-10")
    assert "调休上班" in shown.out
    assert shown.err == "按放假安排调休上班：国庆节。\n"
