"""Scoring a month in commands: what comes out, that it stays, who may, what the paper says."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

Cli = Any
ADVENTUREWORKS = Path(__file__).parents[3] / "examples" / "adventureworks"


@pytest.fixture
def october(cli: Cli) -> Cli:
    """王芳 sold for 180,000 in October and collected 90,000; 赵磊 sold nothing and came late once."""
    cli.at("2026-09-28 09:00").init()
    cli.people()
    for code in ("1007", "1008"):
        cli.ok("person", "edit", code, "--joined", "2026-09-28")
    cli.as_("1007").at("2026-10-12 08:50").ok("checkin")
    cli.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    cli.ok("order", "add", "华联超市", "180000")
    cli.ok("payment", "add", "华联超市", "90000")
    cli.at("2026-10-12 18:05").ok("checkin", "out")
    cli.as_("1008").at("2026-10-12 09:20").ok("checkin")
    cli.at("2026-10-12 18:05").ok("checkin", "out")
    return cli.as_(None).at("2026-11-03 09:00")


def lines(cli: Cli, person: str, period: str = "2026-10") -> dict[str, Any]:
    """Return the lines of a scorecard by rule id."""
    return {row["rule"]: row for row in cli.json("assess", "show", person, period)["rows"]}


def test_a_month_is_scored_line_by_line(october: Cli) -> None:
    said = october.ok("assess", "score", "2026-10").out
    assert said == "2026-10: 2 scored, 0 changed, 0 as before.\n"
    card = october.json("assess", "show", "王芳", "2026-10")
    found = {row["rule"]: row for row in card["rows"]}
    assert (found["ASM-1"]["value"], found["ASM-1"]["target"], found["ASM-1"]["score"]) == (180000, 150000, 30)
    assert (found["ASM-2"]["value"], found["ASM-2"]["score"]) == (0.5, 12.5)
    assert found["ASM-7"]["score"] is None, "nothing was spot-checked, so the line counts for nothing"
    assert "does not count" in found["ASM-7"]["how"]
    assert card["full"] == 95
    assert card["score"] == sum(row["score"] or 0 for row in card["rows"])
    assert card["totals"] == {"weight": 95, "score": card["score"]}
    late = lines(october, "赵磊")["ASM-8"]
    assert (late["value"], late["score"]) == (1, 4)
    assert lines(october, "赵磊")["ASM-2"]["score"] is None, "a rate of nothing is not zero"


def test_scored_again_it_writes_only_what_changed(october: Cli) -> None:
    october.ok("assess", "score", "2026-10")
    before = october.json("ledger", "head")
    assert october.ok("assess", "score", "2026-10").out == "2026-10: 0 scored, 0 changed, 2 as before.\n"
    assert october.json("ledger", "head") == before, "no entry where nothing changed"
    october.as_("1007").ok("payment", "add", "华联超市", "60000", "--on", "2026-10-30")
    october.as_(None)
    assert october.ok("assess", "score", "2026-10").out == "2026-10: 0 scored, 1 changed, 1 as before.\n"
    assert lines(october, "王芳")["ASM-2"]["value"] == 0.8333
    (row,) = october.json("assess", "list", "2026-10", "--person", "王芳")
    assert october.json("ledger", "history", "王芳") is not None
    assert row["score"] == october.json("assess", "show", "王芳", "2026-10")["score"]


def test_in_chinese_every_line_says_where_its_points_come_from(october: Cli) -> None:
    october.lang("zh").ok("assess", "score", "上月")
    page = october.ok("assess", "show", "王芳").out
    assert "考核表  王芳  2026-10" in page
    explained = october.ok("assess", "show", "王芳", "--explain", "--format", "csv").out
    assert "180,000.00，目标 150,000.00，达成 120% × 25 = 30" in explained
    assert "report summary 2026-10 --person 1007 --explain" in explained


def test_a_persons_own_line_stands_in_place_of_the_companys(october: Cli) -> None:
    own = october.home / "own.toml"
    own.write_text(
        '[[assessment.line]]\nid = "OWN-1"\nclause = "A1.3"\nscope = "person:1007"\nowner = "head"\n'
        'since = 2026-01-01\nline = "sales"\n'
        'part = "results"\nmetric = "sales"\ntarget = 720000\nper = "quarter"\nweight = 25\n'
    )
    assert october("rules", "check", own).code == 6, "alone it is no book"
    october.ok("rules", "check", own, "--add")
    assert "1 rule changed" in october.ok("rules", "apply", own, "--add", "--yes").out
    october.ok("assess", "score", "2026-10")
    line = lines(october, "王芳")["OWN-1"]
    assert (line["target"], line["score"]) == (240000, 18.75)
    assert "ASM-1" in lines(october, "赵磊")
    assert october.error("rules", "apply", own, "--add", "--yes", code=5)["hint"], "an id stands once in the book"


def test_an_unknown_metric_is_told_with_the_rule(october: Cli) -> None:
    own = october.home / "own.toml"
    own.write_text(
        '[[assessment.line]]\nid = "OWN-2"\nclause = "own"\nscope = "company"\nowner = "head"\nsince = 2026-01-01\n'
        'line = "charm"\npart = "duties"\nmetric = "charm"\ntarget = 1\nweight = 5\n'
    )
    october.ok("rules", "apply", own, "--add", "--yes")
    error = october.error("assess", "score", "2026-10", code=5)
    assert "OWN-2" in error["message"] and "sales" in error["hint"]


def test_nobody_scores_without_the_right_and_a_rep_sees_their_own(october: Cli) -> None:
    october.ok("assess", "score", "2026-10")
    october.as_("1007")
    assert october("assess", "score", "2026-10").code == 4
    assert [row["person"] for row in october.json("assess", "list")] == ["王芳"]
    assert october("assess", "show", "赵磊").code == 3


def test_a_coming_month_is_refused_and_a_running_one_said(october: Cli) -> None:
    assert october.error("assess", "score", "2026-12", code=5)["hint"]
    assert "not over" in october.ok("assess", "score", "2026-11").err


def test_the_paper_is_for_signing(october: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(october.home)
    october.ok("assess", "score", "2026-10")
    october.lang("zh").ok("assess", "print", "2026-10")
    page = (october.home / "考核表-2026-10.html").read_text(encoding="utf-8")
    for words in ("王芳 (1007)", "赵磊 (1008)", "被考核人", "上级", "180,000"):
        assert words in page
    assert october.error("assess", "print", "2026-09", code=3)["hint"]


def test_undo_takes_a_scoring_back(october: Cli) -> None:
    october.ok("assess", "score", "2026-10")
    october.ok("undo")
    assert october.json("assess", "list") == []


def test_the_bicycle_makers_quotas_are_targets(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ADVENTUREWORKS)
    cli.init(company="Adventure Works Cycles", me="1", name="Ken J Sánchez", zone="America/Los_Angeles")
    cli.ok("person", "import", "people.csv")
    cli.ok("rules", "apply", "quotas.toml", "--add", "--yes")
    import tomllib

    quotas = tomllib.loads((ADVENTUREWORKS / "quotas.toml").read_text(encoding="utf-8"))["assessment"]["line"]
    for first, last, count in (("2011-06-01", "2011-08-31", 10), ("2013-06-01", "2013-08-31", 17)):
        cli.ok("assess", "score", f"{first}..{last}", "--team", "Sales")
        wanted = {q["scope"].partition(":")[2]: q["target"] for q in quotas if str(q["since"]) == first}
        assert len(wanted) == count
        rows = cli.json("assess", "list", f"{first}..{last}")
        for code in wanted:
            card = cli.json("assess", "show", code, f"{first}..{last}")
            (line,) = [row for row in card["rows"] if row["rule"].startswith("AW-")]
            assert line["target"] == wanted[code], code
        assert {row["code"] for row in rows} >= set(wanted)
    with (ADVENTUREWORKS / "people.csv").open(encoding="utf-8", newline="") as file:
        assert {row["code"] for row in csv.DictReader(file)} >= {q["scope"].partition(":")[2] for q in quotas}
