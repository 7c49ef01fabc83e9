"""What cron runs: silent when well, calendar-aware, nothing twice, and the lines that start it."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from salesctl.commands import crontab

Cli = Any


@pytest.fixture
def east(cli: Cli) -> Cli:
    """一组 with a robot; it is Friday 2026-11-20 at 9:40, and nobody is in."""
    cli.at("2026-11-16 09:00").init()
    cli.people()
    cli.ok("person", "add", "robot", "小机", "--roles", "robot")
    return cli.as_("robot").at("2026-11-20 09:40")


def backups(cli: Cli) -> list[str]:
    return sorted(path.name for path in (cli.home / "backups").glob("*"))


def test_the_morning_tells_who_is_not_in_and_ends_with_the_command(east: Cli) -> None:
    found = east("job", "run", "morning")
    assert (found.code, found.err) == (6, "")
    assert found.out == "11-20 (Fri)  5 people are not in: 李敏 何静 周敏 王芳 赵磊  salesctl checkin missing\n"
    zh = east.lang("zh")("job", "run", "morning")
    assert zh.out == "11-20（周五）  5 人未到：李敏 何静 周敏 王芳 赵磊  salesctl checkin missing\n"
    rows = json.loads(east("job", "run", "morning", "--json").out)
    assert rows == [{"job": "morning", "text": rows[0]["text"], "command": "checkin missing", "finding": True}]


def test_it_is_silent_when_everybody_is_in_or_the_day_is_off(east: Cli) -> None:
    for code in ("1001", "1002", "1005", "1007", "1008"):
        east.as_(code).at("2026-11-20 08:50").ok("checkin")
    east.as_("robot").at("2026-11-20 09:40")
    assert east("job", "run", "morning") == (0, "", "")
    assert east.at("2026-11-21 09:40")("job", "run", "morning") == (0, "", ""), "a Saturday"
    assert east.at("2026-10-10 09:40")("job", "run", "morning").code == 6, "a Saturday that is worked"
    assert east.at("2026-10-05 09:40")("job", "run", "morning") == (0, "", ""), "a Monday of the holidays"
    for day in ("2026-11-21", "2026-10-05"):
        assert east.at(f"{day} 20:05")("job", "run", "evening") == (0, "", "")


def test_of_a_year_nobody_knows_the_morning_says_so_and_the_evening_does_not_again(east: Cli) -> None:
    found = east.at("2027-03-01 09:40")("job", "run", "morning")
    assert found.code == 6 and "2027" in found.out and found.out.endswith("salesctl calendar\n")
    assert east.at("2027-03-01 20:05")("job", "run", "evening") == (0, "", "")


def test_a_day_gone_by_is_run_as_of_its_own_time(east: Cli) -> None:
    assert east("job", "run", "morning", "--on", "2026-11-21").code == 2
    assert "11-19 (Thu)  5 people" in east("job", "run", "morning", "--on", "2026-11-19").out
    assert east("job", "run", "morning", "--on", "2026-10-05") == (0, "", "")
    assert east.ok("job", "run", "morning", "--on", "2026-11-15").out == ""


@pytest.mark.file
def test_the_nights_backup_is_one_a_day_and_the_last_seven_stay(east: Cli) -> None:
    east.at("2026-11-20 23:50")
    assert east("job", "run", "night") == (0, "", "")
    assert backups(east) == ["ledger-2026-11-20.db"]
    copy = east.home / "backups" / "ledger-2026-11-20.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before, head = copy.read_bytes(), east.json("ledger", "head")
    assert east("job", "run", "night") == (0, "", ""), "again: nothing"
    assert (copy.read_bytes(), east.json("ledger", "head")) == (before, head)
    (east.home / "backups" / "ledger-notes.db").write_text("not ours")
    for day in range(21, 29):
        east.at(f"2026-11-{day} 23:50").ok("job", "run", "night")
    assert backups(east) == [f"ledger-2026-11-{day}.db" for day in range(22, 29)] + ["ledger-notes.db"]
    assert east.ok("ledger", "verify", "--ledger", str(east.home / "backups" / "ledger-2026-11-28.db"))


@pytest.mark.file
def test_the_entry_says_who_ran_it(east: Cli) -> None:
    east.as_("1002").at("2026-11-20 23:50").ok("job", "run", "night")
    (entry,) = [row for row in east.json("ledger", "log") if row["action"] == "job.night"]
    assert (entry["actor"], entry["reason"], entry["changes"]) == ("何静", "ledger-2026-11-20.db", 0)
    record = east.json("job", "show", "night")
    assert record["runs"] == ["2026-11-20 23:50  何静  ledger-2026-11-20.db"]


def test_a_dry_run_and_a_look_write_nothing(east: Cli) -> None:
    head = east.json("ledger", "head")
    assert "Would back up" in east.ok("job", "run", "night", "--dry-run", "--json").out
    assert "Would back up" in east.json("job", "show", "night")["tells"][0]
    assert east.json("job", "show", "morning")["tells"][0].endswith("salesctl checkin missing")
    assert backups(east) == [] and east.json("ledger", "head") == head


@pytest.mark.file
def test_what_fails_in_one_part_stops_no_other_and_its_exit_code_is_told(east: Cli) -> None:
    (east.home / "backups").write_text("in the way")
    found = east.at("2026-11-20 23:50")("job", "run", "night", "--json")
    assert found.code == 7
    assert "The ledger holds" in json.loads(found.out)[-1]["text"]


@pytest.mark.tampered
def test_the_night_finds_what_was_rewritten(east: Cli) -> None:
    from salesctl.ledger.engine import choose_driver

    other = choose_driver().module.connect(str(east.ledger), isolation_level=None)
    other.execute("UPDATE person SET name = '别人' WHERE code = '1008'")
    other.close()
    found = east.at("2026-11-20 23:50")("job", "run", "night")
    assert found.code == 8 and found.out.rstrip().endswith("salesctl ledger verify")


def test_who_may_not_back_up_is_told_and_nothing_is_made(east: Cli) -> None:
    found = east.as_("1007").at("2026-11-20 23:50")("job", "run", "night")
    assert found.code == 4 and "takes the role" in found.out
    assert backups(east) == []


def test_the_months_job_proposes_the_close_until_it_is_done(east: Cli) -> None:
    east.at("2026-12-01 08:00")
    open_ = east("job", "run", "month")
    assert open_.code == 6 and "November  " in open_.out
    assert all(re.search(r"^November .*  salesctl \w+", line) for line in open_.out.splitlines()), open_.out
    assert "not filed" not in open_.out, "what the job has just filed is filed"
    assert east("job", "run", "month") == open_, "again: the same, and nothing written"
    east.as_("1002").ok("month", "close", "2026-11", "--force", "--reason", "x")
    assert east.as_("robot")("job", "run", "month").code == 0


def test_the_list_says_when_and_by_whom(east: Cli) -> None:
    rows = {row["job"]: row for row in east.json("job")}
    assert list(rows) == ["morning", "evening", "night", "month"]
    assert rows["morning"]["at"] == "40 9 * * *" and "attendance" in rows["morning"]["rooms"]
    assert rows["night"]["rooms"] == ["ledger"]


# -- the lines of the crontab ------------------------------------------------------------------------------------------

LINES = """\
# every day: the ledger knows which days are workdays; never 1-5
MAILTO=limin
CONTENT_TYPE=text/plain; charset=UTF-8
SALESCTL_LEDGER={ledger}
SALESCTL_ME=robot
SALESCTL_LANG=en
40 9 * * *   salesctl job run morning  # who is not in; silent and exit 0 when nobody, or on a rest day
5 20 * * *   salesctl job run evening  # reports missing; silent and exit 0 when none, or on a rest day
50 23 * * *  salesctl job run night    # the day's backup, and proof that nothing was rewritten
0 8 1 * *    salesctl job run month    # {month}
"""
MONTH = "last month's papers and scorecards; what its close still needs, until it is closed"


def test_the_crontab_is_exact(east: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crontab, "program", lambda: "salesctl")
    assert east.as_(None).ok("job", "crontab").out == LINES.format(ledger=east.ledger, month=MONTH)
    zh = east.lang("zh").ok("job", "crontab").out
    assert "SALESCTL_LANG=zh" in zh and "# 谁没到；都到了或休息日不出声，退出码 0" in zh
    assert [line.split("#")[0] for line in zh.splitlines()][6:] == [
        line.split("#")[0] for line in LINES.splitlines()[6:]
    ]


def test_a_ledger_without_a_robot_says_how_to_make_one(cli: Cli) -> None:
    cli.init()
    assert "salesctl person add robot" in cli.ok("job", "crontab").err


@pytest.mark.parametrize(
    ("started", "said"),
    [
        ("/usr/bin/salesctl", "salesctl"),
        ("/bin/salesctl", "salesctl"),
        ("/opt/sales desk/bin/salesctl", "'/opt/sales desk/bin/salesctl'"),
        ("/opt/100%/salesctl", r"/opt/100\%/salesctl"),
    ],
)
def test_cron_finds_the_program(monkeypatch: pytest.MonkeyPatch, started: str, said: str) -> None:
    monkeypatch.setattr("sys.argv", [started])
    assert crontab.program() == said


def test_a_module_run_by_python_is_named_with_its_python(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr("sys.argv", ["/somewhere/__main__.py"])
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert crontab.program().endswith(" -m salesctl") and crontab.program().startswith(sys.executable)


def test_settings_with_blanks_are_quoted_as_cron_reads_them(east: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    place = east.home / "sales #1"
    place.mkdir()
    Path(east.ledger).rename(place / "l.db")
    monkeypatch.setenv("SALESCTL_LEDGER", str(place / "l.db"))
    monkeypatch.setattr("salesctl.commands.crontab.program", lambda: "salesctl")
    assert f'SALESCTL_LEDGER="{place / "l.db"}"' in east.ok("job", "crontab").out.splitlines()
