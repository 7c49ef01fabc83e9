"""Reports as people write, owe and read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salesctl.domains.reports.closing import steps
from salesctl.domains.reports.jobs import evening
from salesctl.metrics import figures
from salesctl.values.period import period_of
from tests.domains.reports.looking import view

Cli = Any


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """一组 of 周敏 (1005) with 王芳 (1007) and 赵磊 (1008); the ledger begins on Wednesday, 2026-11-18."""
    cli.at("2026-11-18 08:00").init()
    cli.people()
    return cli


def editor(cli: Cli, script: str) -> None:
    """Make $EDITOR a shell script that gets the draft as $1."""
    path = cli.home / "editor.sh"
    path.write_text(f'#!/bin/sh\ncp "$1" {cli.home}/seen.txt\n{script}\n', encoding="utf-8")
    path.chmod(0o755)
    cli.monkeypatch.setenv("EDITOR", str(path))
    cli.monkeypatch.setenv("TMPDIR", str(cli.home))
    cli.monkeypatch.setattr("tempfile.tempdir", str(cli.home))


def drafts(cli: Cli) -> list[Path]:
    """Return the drafts that were kept."""
    return sorted(cli.home.glob("salesctl-draft-*"))


# -- writing -----------------------------------------------------------------------------------------------------------


def test_the_day_by_the_script(desk: Cli) -> None:
    desk.as_("1007").lang("zh").at("2026-11-20 18:09")
    said = desk.ok("report", "--done", "端架谈成", "--next", "1 送冷柜\n2 补货", "--submit").out
    assert said == "已交 11-20 日报 18:09，准时（截止 20:00）。\n"
    shown = desk.json("report", "show", "11-20")
    assert (shown["state"], shown["standing"], shown["superior"]) == ("submitted", "on_time", "周敏")
    desk.lang("en").at("2026-11-19 20:01")
    late = desk.ok("report", "write", "2026-11-19", "--done", "对账", "--submit").out
    assert late == "Handed in 11-19 daily report 20:01, late (deadline 20:00).\n"


def test_a_draft_is_kept_and_handed_in_later(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 12:00")
    assert "report submit 2026-11-20" in desk.ok("report", "--done", "对账").out
    assert desk.json("report", "show")["state"] == "draft"
    desk.ok("report", "--progress", "6/8")  # the other parts stay as they are
    desk.at("2026-11-20 18:00").ok("report", "submit")
    shown = desk.json("report", "show")
    assert (shown["done"], shown["progress"], shown["state"]) == ("对账", "6/8", "submitted")
    assert "Nothing written" in desk.ok("report", "submit").out
    assert desk.error("report", "--done", "x", code=5)["hint"] == "Add --submit to do so."


def test_the_text_on_stdin_in_either_language(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00")
    desk.ok("report", "write", "-", "--submit", input="完成：\n谈成两节\n【困难】\n冷柜坏\nTomorrow:\n1 送冷柜\n")
    shown = desk.json("report", "show")
    assert (shown["done"], shown["difficulty"], shown["next"]) == ("谈成两节", "冷柜坏", "1 送冷柜")
    error = desk("report", "write", "11-19", "-", "--json")
    assert error.code == 2
    refused = desk("report", "--stdin", input="今天很忙\n完成：\nx\n")
    assert (refused.code, "Line 1" in refused.err) == (2, True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_at_a_terminal_the_draft_the_page_the_question(desk: Cli, lang: str) -> None:
    desk.as_("1007").lang(lang).at("2026-11-19 09:00").ok("checkin")
    desk.ok("client", "add", "永辉超市五一店", "--phone", "13900000001")
    desk.ok("report", "--done", "x", "--next", "永辉送冷柜\n万家补货", "--submit")
    desk.at("2026-11-20 10:02").ok("client", "log", "c1", "冷柜送到")
    heads = {"en": ("Done:", "Hand it to 周敏?"), "zh": ("完成：", "交给 周敏 吗？")}[lang]
    editor(desk, f"sed -i 's/^{heads[0]}$/{heads[0]} 冷柜送到/; s/^\\(\\[ \\] 2 .*\\)$/\\1：改周一/' \"$1\"")
    result = desk.at("2026-11-20 18:09").ok("report", typed="\n")
    seen = (desk.home / "seen.txt").read_text(encoding="utf-8")
    assert "# 10:02" in seen and "[x] 1 永辉送冷柜\n# " in seen and "[ ] 2 万家补货" in seen
    assert heads[1] in result.err and "冷柜送到" in result.err
    assert ("18:09" in result.out) and not drafts(desk)
    shown = desk.json("report", "show")
    assert shown["plan"] == ["[x] 永辉送冷柜", "[ ] 万家补货: 改周一"]
    assert (shown["done"], shown["state"]) == ("冷柜送到", "submitted")


def test_not_handed_in_is_a_draft_and_opens_again(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00")
    editor(desk, "sed -i 's/^Done:$/Done: 半天/' \"$1\"")
    assert "report submit" in desk.ok("report", typed="n\n").out
    assert desk.json("report", "show")["state"] == "draft"
    editor(desk, ":")
    desk.ok("report", typed="y\n")
    assert desk.json("report", "show")["done"] == "半天"


def test_what_cannot_be_filed_keeps_the_draft(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00")
    editor(desk, "printf '今天很忙\\n完成：\\n谈成\\n' > \"$1\"")
    result = desk("report", typed="y\n")
    (kept,) = drafts(desk)
    assert result.code == 2 and str(kept) in result.err and "Line 1" in result.err
    assert kept.read_text(encoding="utf-8").startswith("今天很忙")
    assert desk("report", "show").code == 3
    kept.unlink()
    editor(desk, "exit 3")
    result = desk("report", typed="y\n")
    assert result.code == 1 and str(drafts(desk)[0]) in result.err


def test_a_refused_write_keeps_the_draft_too(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00")
    editor(desk, "sed -i 's/^Progress:$/Progress: 6\\/8/' \"$1\"")  # nothing done
    result = desk("report", typed="y\n")
    assert result.code == 2 and str(drafts(desk)[0]) in result.err


def test_computed_lines_are_not_stored_however_they_are_edited(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 09:00").ok("checkin")
    editor(desk, "sed -i 's/09:00/07:00/; s/^Done:$/Done: 谈成/' \"$1\"")
    desk.at("2026-11-20 18:00").ok("report", typed="y\n")
    shown = desk.json("report", "show")
    assert shown["attendance"].startswith("09:00") and shown["done"] == "谈成"


# -- the plan ----------------------------------------------------------------------------------------------------------


def test_the_plan_is_carried_over_as_done_or_not(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "x", "--next", "1 甲\n2 乙\n3 丙", "--submit")
    desk.at("2026-11-23 18:00")  # Monday: the weekend between owes nothing
    desk.ok("report", "--done", "y", "--plan-done", "1,3", "--plan-not", "2 店长出差", "--submit")
    assert desk.json("report", "show")["plan"] == ["[x] 甲", "[ ] 乙: 店长出差", "[x] 丙"]
    error = desk.at("2026-11-24 18:00").error("report", "--done", "z", "--plan-done", "1", code=2)
    assert "Nothing was planned" in error["hint"]


def test_a_week_carries_the_weeks_plan_not_the_days(desk: Cli) -> None:
    desk.as_("1005").at("2026-11-20 18:00").ok("report", "--done", "d", "--next", "明天的事", "--submit")
    desk.ok("report", "write", "this-week", "--done", "w", "--next", "华联收回", "--submit")
    desk.at("2026-11-27 18:00").ok("report", "write", "本周", "--done", "w2", "--plan-done", "1", "--submit")
    assert desk.json("report", "show", "2026-W48")["plan"] == ["[x] 华联收回"]
    assert desk.json("report", "show", "2026-W47")["standing"] == "on_time"


# -- what counts -------------------------------------------------------------------------------------------------------


def test_the_last_time_counts_unless_a_lead_asked_for_it(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "早", "--submit")
    desk.at("2026-11-20 21:00").ok("report", "--done", "晚", "--submit")
    assert desk.json("report", "show")["standing"] == "late"  # written again without being asked to
    desk.as_("1008").at("2026-11-20 18:00").ok("report", "--done", "空", "--submit")
    desk.as_("1005").ok("report", "review", "1008", "11-20", "returned", "写清楚")
    desk.as_("1008").at("2026-11-20 21:00")
    assert desk.json("report", "list")[0]["standing"] == "missing"
    assert "again 21:00" in desk.ok("report", "--done", "清楚了", "--submit").out.replace("Written ", "")
    assert desk.json("report", "show")["standing"] == "on_time"


def test_what_was_read_needs_a_reason_to_change(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "甲", "--submit")
    desk.as_("1005").ok("report", "review", "王芳", "11-20", "已阅")
    desk.as_("1007")
    assert "reason" in desk.error("report", "--done", "乙", "--submit", code=2)["message"]
    desk.ok("report", "--done", "乙", "--submit", "--reason", "漏了一家")
    assert desk.json("report", "show")["state"] == "submitted"  # to be read again


def test_a_report_can_be_taken_back_until_it_is_read(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "甲", "--next", "乙", "--submit")
    desk.ok("undo")
    assert desk("report", "show", "11-20").code == 3
    desk.ok("report", "--done", "甲", "--submit")
    desk.as_("1005").ok("report", "review", "1007", "2026-11-20", "comment", "好")
    assert desk.as_("1007")("undo").code == 5


# -- who owes ----------------------------------------------------------------------------------------------------------


def test_missing_is_silent_when_nobody_owes(desk: Cli) -> None:
    desk.at("2026-11-18 20:30")
    result = desk("report", "missing")
    assert (result.code, result.out.count("2026-11-18")) == (6, 4)
    rows = desk("report", "missing", "--kind", "day", "--json")
    assert rows.code == 6
    for who in ("1007", "1008"):
        desk.as_(who).ok("report", "--done", "x", "--submit")
    result = desk.as_(None).ok("report", "missing")
    assert (result.out, result.err) == ("", "")


def test_nobody_owes_of_days_before_the_ledger_or_without_a_calendar(desk: Cli) -> None:
    assert desk.at("2026-11-18 09:00").ok("report", "missing", "2026-10").out == ""
    desk.at("2030-03-01 21:00")
    assert desk.ok("report", "missing", "--person", "王芳").out == ""  # nobody has said which days of 2030 are worked
    desk.as_("1007")
    assert "not known" in desk.ok("report", "--done", "x", "--submit").out


def test_the_make_up_saturday_and_the_national_day(cli: Cli) -> None:
    cli.at("2026-10-01 08:00").init()
    cli.people()
    cli.at("2026-10-12 08:00")
    rows = cli("report", "missing", "2026-10", "--person", "王芳", "--json")
    assert [row["period"] for row in json.loads(rows.out)] == ["2026-10-08", "2026-10-09", "2026-10-10"]


def test_who_joined_and_left_owes_their_own_days(desk: Cli) -> None:
    desk.ok("person", "edit", "1007", "--joined", "2026-11-19")
    desk.ok("person", "edit", "1008", "--left", "2026-11-18")
    desk.at("2026-11-20 21:00")
    found = [(row["person_code"], row["period"]) for row in json.loads(desk("report", "missing", "--json").out)]
    assert found == [("1008", "2026-11-18"), ("1007", "2026-11-19"), ("1007", "2026-11-20")]


def test_the_metrics_count_what_was_due_by_now(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-18 18:00").ok("report", "--done", "x", "--submit")
    desk.at("2026-11-19 21:00").ok("report", "--done", "x", "--submit")
    keys = ["reports_due", "reports_on_time", "reports_late", "reports_missing"]
    with view(desk.as_(None).at("2026-11-20 12:00")) as ctx:
        found = figures(ctx, period_of("month", ctx.today), keys, by="all")[None]
    assert [found[key] for key in keys] == [4, 1, 1, 2]


# -- reading -----------------------------------------------------------------------------------------------------------


def hand_in(desk: Cli) -> Cli:
    """Let both reps hand theirs in, and let 周敏 sit down."""
    desk.as_("1007").at("2026-11-19 18:00").ok("report", "--done", "旧", "--submit")
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "甲", "--submit")
    desk.as_("1008").at("2026-11-20 18:05").ok("report", "--done", "乙", "--submit")
    return desk.as_("1005").at("2026-11-20 18:30")


def test_a_lead_reads_one_a_screen_by_keys_and_goes_on_later(desk: Cli) -> None:
    hand_in(desk).lang("zh")
    result = desk.ok("report", "review", typed="o\nc\n端架写进周报\nq\n")
    assert result.out == "已阅 1 篇；批注 1 篇；还有 1 篇：salesctl report review\n"
    assert result.err.index("2026-11-19") < result.err.index("2026-11-20"), "the oldest first"
    assert "1/3 篇" in result.err and "[r] 退回重写" in result.err
    result = desk.ok("report", "review", typed="t\n周一 整理样品间\nr\n\nr\n写清楚\n")
    assert "T-0001 赵磊：整理样品间" in result.err.replace(": ", "：") and "退回 1 篇" in result.out
    assert desk.ok("report", "review").out.strip().endswith("没有待阅的汇报。")
    today = desk.as_("1008").ok("today").out
    assert "退回：“写清楚”" in today and "整理样品间" in today
    assert "批注：“端架写进周报”" in desk.as_("1007").ok("today").out


def test_a_script_says_it_by_person_and_period(desk: Cli) -> None:
    hand_in(desk)
    assert [row["person_code"] for row in desk.json("report", "review")] == ["1007", "1007", "1008"]
    made = desk.json("report", "review", "1007", "1008", "2026-11-20", "read")
    assert [(row["person_code"], row["state"]) for row in made] == [("1007", "read"), ("1008", "read")]
    assert desk.error("report", "review", "1007", "11-20", "returned", code=2)["message"].endswith("needs words.")
    assert desk.json("report", "review", "王芳", "read")[0]["period"] == "2026-11-19"  # the only one that waits
    assert desk.error("report", "review", "王芳", "comment", "x", code=3)["hint"]
    assert desk.error("report", "review", "1007", "11-18", "read", code=3)["hint"]


def test_nobody_reads_what_is_not_theirs(desk: Cli) -> None:
    hand_in(desk)
    desk.as_("1008")
    assert desk("report", "show", "王芳", "11-20").code == 3
    assert desk.json("report", "list", "--person", "王芳") == []
    assert desk.error("report", "review", "1008", "11-20", "read", code=5)["hint"]
    desk.as_(None).ok("person", "add", "1009", "孙一", "--roles", "rep", "--superior", "1008")
    desk.as_("1009").ok("report", "--done", "学", "--submit")
    desk.as_("1008").ok("report", "show", "孙一")  # it came to me
    desk.ok("report", "review", "孙一", "11-20", "已阅")
    assert desk.as_("1007")("report", "show", "孙一").code == 3


def test_a_draft_is_the_writers_alone(desk: Cli) -> None:
    desk.as_("1007").at("2026-11-20 18:00").ok("report", "--done", "半")
    assert [row["state"] for row in desk.json("report", "list")] == ["draft"]
    assert desk.as_("1005")("report", "show", "王芳", "11-20").code == 3
    assert desk.json("report", "review") == [] and desk.json("report", "list", "--person", "王芳") == []
    assert "半" not in desk.ok("report", "list").out


def test_the_team_line_of_today(desk: Cli) -> None:
    hand_in(desk).lang("zh")
    assert "昨天 1/2，缺 赵磊；未阅 3" in desk.ok("today", "--team").out
    assert "日报 1/2" in desk.as_("1008").at("2026-11-20 21:00").ok("today").out.replace("1/3", "1/2")


def test_a_sample_is_drawn_and_checked(desk: Cli) -> None:
    hand_in(desk)
    drawn = desk.json("report", "check", "--sample", "100%")
    assert len(drawn) == 3
    made = desk.json("report", "check", "1007", "2026-11-20", "true", "电话核实")
    assert (made[0]["verdict"], made[0]["how"]) == ("true", "phone")
    assert len(desk.json("report", "check")) == 2
    desk.as_("1007")
    assert desk("report", "check", "1007", "2026-11-20", "true").code in (4, 5)


# -- month, cron -------------------------------------------------------------------------------------------------------


def test_the_evening_says_who_owes_and_the_month_what_is_left(desk: Cli) -> None:
    hand_in(desk)
    desk.as_(None)
    for when, told in (("2026-11-19 20:05", ["赵磊"]), ("2026-11-20 20:05", []), ("2026-11-22 20:05", [])):
        with view(desk.at(when)) as ctx:
            lines = [one.text for one in evening(ctx)]
            assert all(name in "".join(lines) for name in told) and bool(lines) == bool(told), (when, lines)
            found = {step.key: step.done for step in steps(ctx, period_of("month", ctx.today))}
            assert found == {"reports_unread": False, "reports_missing": False}


def test_what_was_checked_is_drawn_again_only_when_asked(desk: Cli) -> None:
    hand_in(desk).ok("report", "check", "1007", "2026-11-20", "true")
    assert len(desk.json("report", "check", "--sample", "100%", "--period", "2026-11-20")) == 1
    assert desk.error("report", "check", "1007", "2026-11-20", "false", code=5)["hint"]
    assert desk.json("report", "check", "1007", "2026-11-20", "false", "--again")[0]["verdict"] == "false"
    assert len(desk.json("report", "check", "--sample", "100%", "--period", "2026-11-20", "--again")) == 1
