"""Days of attendance, in commands."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from salesctl.rulebook.default import default_book


@pytest.fixture
def team(cli: Any) -> Any:
    """李敏 1001, the team's lead 周敏 1005, reps 王芳 1007 and 赵磊 1008; I am 王芳. 2026-11-16 is a Monday."""
    cli.at("2026-11-01 09:00").init()
    cli.people()
    return cli.as_("1007")


def punches(cli: Any) -> list[str]:
    """Return my punches of today without their dates: `08:52 in`."""
    return short(cli.json("checkin", "status")["punches"])


def short(found: list[str]) -> list[str]:
    return [re.sub(r"^.{10}T(.{5}):..\S+", r"\1", one) for one in found]


def entries(cli: Any) -> int:
    with closing(sqlite3.connect(cli.ledger)) as connection:
        return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def rows(sheet: Any) -> dict[str, Any]:
    return {row["person"]: row for row in sheet["rows"]}


def test_a_day_on_time_in_both_languages(team: Any) -> None:
    team.at("2026-11-20 08:52")
    assert team.ok("checkin").out == "Checked in 08:52, day shift 9:00–18:00, on time.\n"
    team.at("2026-11-20 09:30").lang("zh")
    assert team.ok("checkin").out == "今天 08:52 已打过上班卡。下班：salesctl checkin out\n"
    assert team.ok("checkin", "in").out == "今天 08:52 已打过上班卡。下班：salesctl checkin out\n"
    assert team.at("2026-11-20 18:10").ok("checkin", "out").out == "已签退 18:10，今天在岗 8 小时 18 分。\n"
    team.lang("en").at("2026-11-20 20:31")
    assert team.ok("checkin", "out").out == "Out moved 18:10 → 20:31; both punches kept, the last counts.\n"
    day = team.json("checkin", "status")
    assert day["punches"][0] == "2026-11-20T08:52:00+08:00 in"
    assert short(day["punches"]) == ["08:52 in", "18:10 out", "20:31 out"]
    assert day["state"] == "out" and day["out"] == "2026-11-20T20:31:00+08:00" and day["hours"] == 10.65


def test_already_in_says_since_when_and_writes_nothing(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    before = entries(team)
    result = team.at("2026-11-20 10:00").ok("checkin")
    assert result.out == "Already in since 08:52. To leave: salesctl checkin out\n"
    assert entries(team) == before


@pytest.mark.parametrize(
    ("clock", "english", "chinese"),
    [
        ("09:14", "14 min late; no permission applied for beforehand.", "迟到 14 分钟，事先没有迟到申请。"),
        (
            "12:30",
            "210 min after the start: absent 0.5 d; no permission applied for beforehand.",
            "晚到 210 分钟，按旷工 0.5 天算，事先没有迟到申请。",
        ),
    ],
)  # fmt: skip
def test_lateness_is_said(team: Any, clock: str, english: str, chinese: str) -> None:
    team.at(f"2026-11-19 {clock}")
    assert team.ok("checkin").out == f"Checked in {clock}, {english}\n"
    assert team.lang("zh").at(f"2026-11-20 {clock}").ok("checkin").out.startswith(f"已打卡 {clock}，{chinese}")


def test_leaving_early_is_said(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    line = "Checked out 17:30, 30 min early; no permission applied for beforehand.\n"
    assert team.at("2026-11-20 17:30").ok("checkin", "out").out == line


def test_yesterdays_missing_out_is_announced_and_claimed(team: Any) -> None:
    team.at("2026-11-19 08:52").ok("checkin")
    team.at("2026-11-20 08:50")
    assert team.ok("checkin").out == (
        "Checked in 08:50, day shift 9:00–18:00, on time.\n"
        'No check-out yesterday. Claim it: salesctl checkin out --at "yesterday 18:00"\n'
    )
    assert any("No check-out yesterday" in line["text"] for line in team.json("today"))
    assert team.ok("checkin", "out", "--at", "yesterday 18:00").out == (
        "Checked out 11-19 (Thu) 18:00, 8 h 8 min that day. Entered 14 h 50 min later: marked claimed.\n"
    )
    assert not any("check-out" in line["text"] for line in team.json("today"))
    assert rows(team.json("checkin", "sheet", "2026-11-19"))["1007"]["claimed_count"] == 1
    days = team.json("checkin", "sheet", "2026-11-19", "--explain")
    assert short(days[0]["punches"]) == ["08:52 in", "18:00 out claimed"] and "claimed" in days[0]["reasons"]


def test_fridays_missing_out_is_announced_on_monday_in_chinese(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    out = team.lang("zh").at("2026-11-23 08:50").ok("checkin").out
    assert out.splitlines()[1] == '11-20（周五）缺下班卡。补记：salesctl checkin out --at "2026-11-20 18:00"'
    team.ok("checkin", "out", "--at", "2026-11-20 18:00")
    assert "缺下班卡" not in team.ok("today").out


def test_a_punch_within_the_minutes_of_the_rule_is_not_claimed(team: Any) -> None:
    team.at("2026-11-20 09:05")
    assert team.json("checkin", "--at", "8:55")["claimed"] is False
    assert team.at("2026-11-20 18:16").json("checkin", "out", "--at", "18:00")["claimed"] is True


def test_the_future_is_refused(team: Any) -> None:
    team.at("2026-11-20 09:05")
    assert "lies ahead" in team.error("checkin", "--at", "9:06", code=5)["message"]
    assert team.error("checkin", "out", "--at", "2026-11-21 18:00", code=5)["code"] == "refused"
    assert team.error("checkin", "board", "2026-11-21", code=2)


def test_an_earlier_in_is_claimed_and_both_are_kept(team: Any) -> None:
    team.at("2026-11-20 09:30").ok("checkin")
    line = "In moved 09:30 → 08:55; both punches kept, the first counts. Entered 35 min later: marked claimed.\n"
    assert team.ok("checkin", "--at", "8:55").out == line
    assert punches(team) == ["08:55 in claimed", "09:30 in"]


def test_an_out_without_an_in_says_how_to_claim_the_in(team: Any) -> None:
    line = 'Checked out 18:00; no check-in that day. Claim it: salesctl checkin in --at "9:00"\n'
    assert team.at("2026-11-20 18:00").ok("checkin", "out").out == line
    team.ok("checkin", "in", "--at", "9:00")
    assert team.json("checkin", "status")["hours"] == 8


def test_coming_back_after_leaving(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    team.at("2026-11-20 12:00").ok("checkin", "out")
    assert team.at("2026-11-20 13:00").ok("checkin").out.startswith("Back in 13:00; first in 08:52.")
    assert team.json("checkin", "status")["state"] == "in"
    assert team.at("2026-11-20 18:00").ok("checkin", "out").out == "Checked out 18:00, 8 h 8 min today.\n"


def test_checking_in_for_someone_takes_the_right(team: Any) -> None:
    team.at("2026-11-20 08:52")
    assert team.error("checkin", "--for", "1008", code=4)["code"] == "not_allowed"
    team.as_("1005")
    assert team.ok("checkin", "--for", "1008", "--note", "忘带手机").out.startswith("赵磊: Checked in 08:52")
    assert team.error("checkin", "--for", "1002", code=4)
    board = {row["person"]: row for row in team.json("checkin", "board")}
    assert board["1008"]["state"] == "in" and board["1008"]["note"] == "忘带手机"
    assert set(board) == {"1001", "1005", "1007", "1008"}


def test_the_board_says_who_is_where(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    team.as_("1008").at("2026-11-20 09:14").ok("checkin")
    team.as_("1005")
    board = {row["person"]: row["state"] for row in team.json("checkin", "board")}
    assert board == {"1001": "not_in", "1005": "not_in", "1007": "in", "1008": "late"}
    title = team.lang("zh").ok("checkin", "board").out.splitlines()[0]
    assert title == "11-20（周五）  工作日  4 人  未到 2  迟到 1  到 1"
    team.as_("1007")
    assert [row["person"] for row in team.json("checkin", "board")] == ["1007"]
    team.as_("1005").at("2026-11-21 09:00")
    board = {row["person"]: row["state"] for row in team.json("checkin", "board", "2026-11-20")}
    assert board == {"1001": "absent", "1005": "absent", "1007": "no_out", "1008": "no_out"}


def test_missing_is_for_cron(team: Any) -> None:
    team.as_("1001").at("2026-11-20 08:59")
    assert team("checkin", "missing") == (0, "", "")
    team.at("2026-11-20 09:40")
    result = team("checkin", "missing", "--json")
    assert result.code == 6 and '"person": "1007"' in result.out
    for code in ("1001", "1002", "1005", "1007", "1008"):
        team.as_(code).ok("checkin")
    team.as_("1001")
    assert team("checkin", "missing") == (0, "", "")
    assert team.json("checkin", "missing") == []
    assert team.at("2026-11-21 09:40")("checkin", "missing") == (0, "", "")  # a Saturday
    assert team("checkin", "missing", "2026-11-19").code == 6


def test_a_make_up_saturday_is_worked_and_a_holiday_is_not(cli: Any) -> None:
    cli.at("2026-09-30 08:00").init()
    assert cli.at("2026-10-10 09:40")("checkin", "missing").code == 6
    assert cli.at("2026-10-05 09:40")("checkin", "missing") == (0, "", "")
    assert cli.at("2026-10-31 20:00").json("checkin", "sheet", "2026-10")["rows"][0]["workdays"] == 18


def test_a_week_adds_up(team: Any) -> None:
    for day, came, went in (
        ("16", "08:52", "18:10"), ("17", "09:14", "18:00"), ("18", "08:55", "17:30"), ("19", "08:58", "18:00"),
    ):  # fmt: skip
        team.at(f"2026-11-{day} {came}").ok("checkin")
        team.at(f"2026-11-{day} {went}").ok("checkin", "out")
    team.as_("1005").at("2026-11-20 20:00")
    report = team.json("checkin", "sheet", "2026-W47")
    row = rows(report)["1007"]
    assert {key: value for key, value in row.items() if key not in ("id", "name", "team")} == {
        "person": "1007", "workdays": 5, "present_days": 4, "late_count": 1, "late_minutes": 14, "early_count": 1,
        "early_minutes": 30, "absent_days": 1, "leave_days": 0, "claimed_count": 0, "hours": 31.6833,
    }  # fmt: skip
    assert report["totals"]["workdays"] == 20 and report["totals"]["present_days"] == 4
    assert rows(team.json("checkin", "sheet", "2026-W47", "-p", "1008"))["1008"]["absent_days"] == 5
    assert set(rows(team.json("checkin", "sheet", "2026-W47", "--team", "一组"))) == {"1001", "1005", "1007", "1008"}
    head, line, *_rest = team.lang("zh").ok("checkin", "sheet", "本周", "-p", "1007").out.splitlines()
    assert head == "考勤表 2026-W47  截至 11-20（周五） 应出勤 5 天"
    assert line.split() == [
        "工号",
        "姓名",
        "应出勤",
        "出勤",
        "迟到",
        "分",
        "早退",
        "分",
        "旷工",
        "请假",
        "补录",
        "工时",
    ]


def test_days_to_come_and_days_outside_the_work_here_do_not_count(team: Any) -> None:
    team.as_("1001").ok("person", "edit", "1008", "--joined", "2026-11-18")
    team.ok("person", "edit", "1007", "--left", "2026-11-17")
    team.at("2026-11-19 20:00")
    sheet = rows(team.json("checkin", "sheet", "2026-11-16..2026-11-30"))
    assert (sheet["1008"]["workdays"], sheet["1007"]["workdays"], sheet["1005"]["workdays"]) == (2, 2, 4)
    assert rows(team.json("checkin", "sheet", "2026-12"))["1005"]["workdays"] == 0


def test_an_unknown_year_is_never_guessed(team: Any) -> None:
    team.at("2027-01-04 09:30")
    out = team.ok("checkin").out
    assert out.startswith("Checked in 09:30. Whether this is a workday is not known")
    result = team.ok("checkin", "sheet")
    assert "?" in result.out and "2027" in result.err
    row = rows(team.json("checkin", "sheet"))["1007"]
    assert row["workdays"] is None and row["late_count"] is None and row["claimed_count"] == 0
    quiet = team.as_("1001")("checkin", "missing")
    assert quiet.code == 0 and quiet.out == "" and "2027" in quiet.err


def test_a_retried_check_in_answers_with_the_first(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin", "--op-id", "a1")
    result = team.at("2026-11-20 08:53").ok("checkin", "--op-id", "a1")
    assert result.out.startswith("Already done at 2026-11-20 08:52")
    assert punches(team) == ["08:52 in"]


def test_undo_takes_a_punch_back(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin")
    team.ok("undo")
    assert punches(team) == []
    assert team.ok("checkin").out.startswith("Checked in 08:52")


def test_a_dry_run_writes_nothing(team: Any) -> None:
    team.at("2026-11-20 08:52").ok("checkin", "--dry-run")
    assert team.json("checkin", "status")["state"] == "expected"


def test_two_check_ins_at_the_same_moment_end_in_one(team: Any) -> None:
    """Two processes: the second waits for the lock, reads the day again, and says since when."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "salesctl", "checkin"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=60)[0].partition(" ")[0] for process in started)
    assert said == ["Already", "Checked"]
    with closing(sqlite3.connect(team.ledger)) as connection:
        assert connection.execute("SELECT count(*) FROM punch").fetchone() == (1,)


def rulebook(cli: Any, **changes: str) -> None:
    """Apply the default rule book with some of its lines replaced, as 李敏."""
    text = default_book().decode()
    for name, value in changes.items():
        text = re.sub(rf"(?m)^{name} = \S+", f"{name} = {value}", text)
    file = cli.home / "rules.toml"
    file.write_text(text, encoding="utf-8")
    cli.as_("1001").ok("rules", "apply", file, "--yes")


def test_a_night_shift_is_one_day(team: Any) -> None:
    rulebook(team, starts='"22:00"', ends='"06:00"', break_starts='"02:00"')
    team.as_("1007").at("2026-11-19 21:50")
    assert team.ok("checkin").out == "Checked in 21:50, night shift 22:00–6:00, on time.\n"
    assert team.at("2026-11-20 00:30").ok("checkin").out.startswith("Already in since 11-19 (Thu) 21:50")
    assert "7 h 20 min" in team.at("2026-11-20 06:10").ok("checkin", "out").out
    assert rows(team.json("checkin", "sheet", "2026-11-19"))["1007"]["present_days"] == 1
    assert team.at("2026-11-20 21:58").ok("checkin").out == "Checked in 21:58, night shift 22:00–6:00, on time.\n"


def test_with_night_work_the_day_begins_at_four(team: Any) -> None:
    rulebook(team, day_starts='"04:00"')
    team.as_("1007").at("2026-11-19 08:52").ok("checkin")
    team.at("2026-11-20 00:40")
    assert team.ok("checkin").out.startswith("Already in since 08:52")
    assert team.ok("checkin", "out", "--at", "23:50").out.startswith("Checked out 23:50, 13 h 58 min today.")
    line = "Out moved 23:50 → 11-20 (Fri) 00:40; both punches kept, the last counts."
    assert team.ok("checkin", "out").out == line + "\n"
    assert team.json("checkin", "status")["day"] == "2026-11-19"


def test_midnight_begins_a_new_day(team: Any) -> None:
    team.at("2026-11-19 08:52").ok("checkin")
    team.at("2026-11-20 00:05")
    assert team.ok("checkin", "out").out.startswith("Checked out 00:05; no check-in that day.")
    assert "No check-out yesterday" in team.ok("checkin", "status").err


def test_where_clocks_are_put_forward_the_night_is_an_hour_shorter(cli: Any) -> None:
    cli.at("2026-03-01 09:00").init(zone="America/New_York")
    rulebook(
        cli,
        zone='"America/New_York"',
        starts='"22:00"',
        ends='"06:00"',
        break_starts='"02:00"',
        break_minutes="0",
        official='""',
    )
    cli.as_(None).at("2026-03-07 22:00").ok("checkin")
    assert cli.at("2026-03-08 06:00").error("checkin", "out", "--at", "2:30", code=2)
    assert "7 h" in cli.ok("checkin", "out").out


def test_a_changed_rule_judges_its_days_anew(team: Any) -> None:
    team.at("2026-11-19 09:10").ok("checkin")
    assert rows(team.json("checkin", "sheet", "2026-11-19"))["1007"]["late_count"] == 1
    team.at("2026-11-20 09:00")
    rulebook(team, late_grace="15")
    assert rows(team.json("checkin", "sheet", "2026-11-19"))["1007"]["late_count"] == 0
