"""Several ledgers in one summary: every branch's rows, sums that are added, a rate that is divided anew."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server import Server

Cli = Any
Branch = Callable[[str, str, str], str]


@pytest.fixture
def branch(cli: Cli, tmp_path: Path) -> Branch:
    """Make a branch's ledger with one sale and one payment; returns its path."""
    cli.at("2026-11-20 18:00")

    def make(name: str, sales: str, paid: str, currency: str = "CNY", place: str = "") -> str:
        ledger = place or str(tmp_path / f"{name}.db")
        cli.monkeypatch.setenv("SALESCTL_LEDGER", ledger)
        person = ("--me", "1001", "--name", f"李{name}")
        cli.ok("init", "--company", f"{name}贸易", "--currency", currency, "--tz", "Asia/Shanghai", *person)
        file = tmp_path / f"{name}.csv"
        file.write_text(f"client,date,amount,channel,person\n,2026-11-05,{sales},零售,1001\n", encoding="utf-8")
        cli.ok("order", "import", file)
        file.write_text(f"client,date,amount,channel,person\n,2026-11-06,{paid},零售,1001\n", encoding="utf-8")
        cli.ok("payment", "import", file)
        return ledger

    cli.tampered = True  # there is no story's own ledger; each of these is verified by its test
    return make


def test_rows_carry_their_branch_and_the_rate_is_divided_anew(cli: Cli, branch: Branch) -> None:
    east, west = branch("东", "1000", "500"), branch("西", "3000", "300")
    found = cli.json("report", "summary", "2026-11", "--ledger", east, "--ledger", west)
    assert [(row["branch"], row["person"], row["sales"]) for row in found["rows"]] == [
        ("东贸易", "李东", 1000),
        ("西贸易", "李西", 3000),
    ]
    totals = found["totals"]
    assert (totals["sales"], totals["collections"], totals["collection_rate"]) == (4000, 800, 0.2)
    assert [head["branch"] for head in found["heads"]] == ["东贸易", "西贸易"] and found["head"] is None
    for ledger, head in zip((east, west), found["heads"], strict=True):
        assert cli.json("ledger", "head", "--ledger", ledger)["hash"] == head["hash"]
        cli.ok("ledger", "verify", "--ledger", ledger)


@pytest.mark.parametrize("by", ["person", "team", "channel", "product"])
def test_the_total_is_what_the_branches_say_alone(cli: Cli, branch: Branch, by: str) -> None:
    ledgers = [branch("东", "1000.55", "3"), branch("西", "0.45", "7"), branch("北", "12", "1.1")]
    alone = [cli.json("report", "summary", "2026", "--by", by, "--ledger", one) for one in ledgers]
    words = [word for one in ledgers for word in ("--ledger", one)]
    together = cli.json("report", "summary", "2026", "--by", by, *words)
    assert len(together["rows"]) == sum(len(one["rows"]) for one in alone)
    for key in ("sales", "collections", "orders"):
        assert together["totals"][key] == pytest.approx(sum(one["totals"][key] for one in alone)), key


def test_every_format_says_the_branch(cli: Cli, branch: Branch, tmp_path: Path) -> None:
    words = (
        "report",
        "summary",
        "2026-11",
        "--ledger",
        branch("东", "1000", "500"),
        "--ledger",
        branch("西", "3", "3"),
    )
    rows = list(csv.DictReader(io.StringIO(cli.ok(*words, "--format", "csv").out)))
    assert {row["Branch"] for row in rows if row["Branch"]} >= {"东贸易", "西贸易"}
    page = cli.ok(*words).out
    assert page.count("东贸易") >= 3 and "2 ledgers" in page
    for ending in ("html", "xlsx", "md"):
        cli.ok(*words, "--output", tmp_path / f"out.{ending}")
        assert (tmp_path / f"out.{ending}").stat().st_size > 500
    chinese = cli.lang("zh").ok(*words).out
    assert "分公司" in chinese and "2 本台账" in chinese


def test_two_of_one_name_are_told_apart_by_their_ledger(cli: Cli, branch: Branch, tmp_path: Path) -> None:
    one, other = branch("东", "1", "1"), str(tmp_path / "other.db")
    branch_again: Any = branch
    branch_again("东", "2", "2", place=other)
    found = cli.json("report", "summary", "2026-11", "--ledger", one, "--ledger", other)
    assert [row["branch"] for row in found["rows"]] == ["东贸易 (东)", "东贸易 (other)"]


def test_what_can_not_be_added_is_refused(cli: Cli, branch: Branch, tmp_path: Path) -> None:
    east = branch("东", "1", "1")
    abroad: Any = branch
    berlin = abroad("柏林", "1", "1", currency="EUR")
    both = ("report", "summary", "--ledger", east, "--ledger")
    assert "CNY, EUR" in cli.error(*both, berlin, code=5)["message"]
    assert "same ledger" in cli.error(*both, east, code=5)["message"]
    assert "nothing.db" in cli.error(*both, tmp_path / "nothing.db", code=7)["message"]
    for more in (("--team", "x"), ("--person", "1001"), ("--explain",)):
        cli.error(*both, berlin, *more, code=2)


@pytest.mark.parametrize("words", [("today",), ("order", "list"), ("checkin",), ("report", "print")])
def test_no_other_command_takes_two(cli: Cli, words: tuple[str, ...]) -> None:
    cli.init()
    before = cli.json("ledger", "head")
    cli.error(*words, "--ledger", cli.where.name, "--ledger=x", code=2)
    assert cli.json("ledger", "head") == before


def test_a_file_and_a_server_are_summed_up_together(cli: Cli, branch: Branch, postgres: Server) -> None:
    served: Any = branch
    cli.where.ready()
    east = branch("东", "1000", "500")
    west = served("西", "3000", "300", place=cli.where.name)
    cli.monkeypatch.setenv("SALESCTL_ME", "1001")
    found = cli.json("report", "summary", "2026-11", "--ledger", west, "--ledger", east)
    assert [row["branch"] for row in found["rows"]] == ["西贸易", "东贸易"]
    assert found["totals"]["collection_rate"] == 0.2
