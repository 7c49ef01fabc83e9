"""A rep's outings and what a lead finds out about them, in commands."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salesctl import config
from salesctl.closing import steps
from salesctl.context import Ctx
from salesctl.metrics import figures
from salesctl.params import Options
from salesctl.values.period import parse_period

Cli = Any


@pytest.fixture
def team(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """赵磊 (1008) with two clients; 周敏 (1005) leads; it is Friday, 10:00."""
    cli.at("2026-11-20 09:05")
    cli.init()
    cli.people()
    monkeypatch.chdir(cli.home)
    cli.as_("1008")
    cli.ok("client", "add", "东方建材", "--phone", "13812342207", "--contact", "陈建国", "--title", "总经理",
           "--address", "武汉市洪山区珞喻路1037号")  # fmt: skip
    cli.ok("client", "add", "长江装饰")
    return cli.at("2026-11-20 10:00")


def out(cli: Cli) -> Any:
    """Go out to 东方建材."""
    return cli.ok("visit", "start", "东方建材", "谈付款条件", "--see", "陈总", "--back", "15:00")


def slip(cli: Cli, number: str = "V1") -> Any:
    """Return a slip as data."""
    return cli.json("visit", "show", number)


def done_day(
    cli: Cli, client: str = "东方建材", day: str = "2026-11-20", begin: str = "10:00", end: str = "12:00"
) -> None:
    """Have one whole outing in the books."""
    cli.at(f"{day} {begin}").ok("visit", "start", client, "谈价", "--see", "陈总", "--reach", "13812342207")
    cli.at(f"{day} {end}").ok("visit", "done", "谈成")
    cli.ok("visit", "back")


def test_a_day_out_as_the_rep_types_it(team: Cli) -> None:
    team.lang("zh")
    assert out(team).out == (
        "出访单 V-0001：东方建材（武汉市洪山区珞喻路103…）陈建国 138****2207，10:00–15:00。周敏已可见。\n"
    )
    said = team.at("2026-11-20 13:10").ok("visit", "start", "长江装饰", "--see", "刘工")
    assert said.out.startswith("V-0001 第 2 站 长江装饰。上一站 东方建材 3 小时 10 分，结果还没写：")
    assert 'visit done 东方建材 "…"' in said.out
    assert "还没写刘工的联系方式" in said.err
    typed = team.at("2026-11-20 14:40").ok("visit", "done", "要两天内送样", "--next", "周日 送样", typed="\n")
    assert "11-22（周日）是休息日：顺延到 11-23（周一）吗？" in typed.err
    assert "下一步：11-23（周一）送样 T-0001" in typed.out
    back = team.at("2026-11-20 15:05").ok("visit", "back")
    assert back.out.startswith("V-0001 已返回 15:05（晚 5 分），2 站，1 站缺结果。")
    team.at("2026-11-20 15:10").ok("visit", "done", "东方", "同意三七付款", "--next", "周三 追报价")
    found = slip(team)
    assert [(one["where"], one["at"][11:16], one["left_at"][11:16], one["result"]) for one in found["stop_list"]] == [
        ("东方建材", "10:00", "13:10", "同意三七付款"),
        ("长江装饰", "13:10", "14:40", "要两天内送样"),
    ]
    assert (found["state"], found["late_minutes"], found["results_missing"], found["claimed"]) == ("back", 5, 0, False)
    assert found["told"] == "周敏"


def test_a_visit_is_one_dealing_with_the_client(team: Cli) -> None:
    out(team)
    assert team.json("client", "show", "c1")["last"] == "2026-11-20"
    team.at("2026-11-20 11:00").ok("visit", "done", "谈成", "--next", "2026-11-25 送样")
    told = team.json("client", "show", "c1")["timeline"]
    assert [(one["what"], one["text"]) for one in told if one["what"] == "visit"] == [("visit", "谈成 (陈建国)")]
    assert team.json("client", "show", "c1")["next_steps"][0]["text"] == "送样"
    team.ok("visit", "edit", "v1", "--result", "改期再谈")
    told = team.json("client", "show", "c1")["timeline"]
    assert [one["text"] for one in told if one["what"] == "visit"] == ["改期再谈 (陈建国)"]
    team.ok("visit", "void", "v1", "--reason", "没去成")
    assert team.json("client", "show", "c1")["last"] is None


def test_a_planned_visit_is_begun_by_its_number(team: Cli) -> None:
    said = team.ok("visit", "add", "东方建材", "送样", "--on", "2026-11-25", "--at", "10:00", "--back", "15:00",
                   "--see", "陈总")  # fmt: skip
    assert "V-0001" in said.out and "visit start V-0001" in said.out
    team.ok("visit", "add", "长江装饰", "看样", "--on", "2026-11-25", "--at", "13:00", "--see", "刘工")
    assert slip(team)["places"] == ["东方建材", "长江装饰"], "the same day again adds a stop"
    team.ok("visit", "add", "长江装饰", "收款", "--on", "2026-11-25", "--at", "16:00")
    assert slip(team, "V2")["places"] == ["长江装饰"], "after the first is back it is another outing"
    assert [one["what"] for one in team.json("client", "show", "c1")["timeline"]][:1] == ["visit_planned"]
    today = team.at("2026-11-25 09:00").json("today")
    assert ["V-0001" in (line["number"], line["command"][-6:]) for line in today].count(True) == 1
    team.at("2026-11-25 10:05").ok("visit", "start", "v1")
    assert slip(team)["state"] == "out" and slip(team)["leave_due"].startswith("2026-11-25T10:00")
    team.at("2026-11-25 13:00").ok("visit", "start")
    assert [one["left_at"] for one in slip(team)["stop_list"]][1] is None
    refused = team.error("visit", "start", "v2", code=5)
    assert "V-0001" in refused["message"]
    team.at("2026-11-25 14:00").ok("visit", "back")
    assert team.json("visit", "list", "--open")[0]["number"] == "V-2026-0002"
    assert [one["what"] for one in team.json("client", "show", "c1")["timeline"]].count("visit_planned") == 0


def test_a_client_named_begins_what_was_planned_there(team: Cli) -> None:
    team.ok("visit", "add", "长江装饰", "看样", "--see", "刘工", "--reach", "139 0000 1234")
    team.ok("visit", "start", "长江装饰")
    assert len(team.json("visit", "list")) == 1
    assert slip(team)["stop_list"][0]["purpose"] == "看样"


def test_anybody_else_is_a_place(team: Cli) -> None:
    team.ok("visit", "start", "--place", "市建设局", "办证", "--see", "王科长", "--reach", "027-8888 0000")
    (stop,) = slip(team)["stop_list"]
    assert (stop["where"], stop["client_number"], stop["purpose"], stop["seen"]) == ("市建设局", None, "办证", "王科长")
    assert "--place" in team.error("visit", "log", "没有这家", "x", code=3)["hint"]
    assert team.error("visit", "start", code=2)["hint"]


def test_a_terminal_asks_whom_and_how(team: Cli) -> None:
    said = team.ok("visit", "start", "长江装饰", "看样", typed="刘工\n139 0000 1234\n")
    assert "Who will you see?" in said.err and "How to reach 刘工?" in said.err
    assert slip(team)["stop_list"][0]["reach"] == "139 0000 1234"
    team.at("2026-11-20 11:00").ok("visit", "start", "东方建材", typed="\n")
    assert slip(team)["stop_list"][1]["seen"] == "陈建国", "Enter takes the main contact"


def test_the_rule_book_may_ask_for_a_person(team: Cli) -> None:
    team.as_("1001")
    book = team.home / "book.toml"
    book.write_text(team.ok("rules", "show", "--toml").out.replace("ask_person = false", "ask_person = true"))
    team.ok("rules", "apply", str(book), "--yes")
    team.as_("1008")
    assert "--see" in team.error("visit", "start", "长江装饰", code=5)["hint"]
    assert team.json("visit", "list") == []
    out(team)


def test_times_hold_together(team: Cli) -> None:
    out(team)
    assert team.error("visit", "start", "长江装饰", "--at", "9:00", code=5)
    assert team.error("visit", "back", "--at", "9:59", code=5)
    assert team.error("visit", "back", "--at", "10:01", code=5), "nobody is back before it happened"
    assert team.error("visit", "start", "东方建材", "--back", "9:00", code=2)
    team.at("2026-11-20 12:00").ok("visit", "back", "--at", "11:00")
    assert team.error("visit", "back", code=5)
    covered = team.error("visit", "log", "长江装饰", "x", "--at", "10:30", "--until", "11:30", code=5)
    assert "V-0001" in covered["message"]
    assert team.error("visit", "log", "长江装饰", "x", "--at", "11:30", "--until", "11:30", code=5)
    assert team.error("visit", "log", "长江装饰", "x", "--at", "11:30", code=2)
    assert team.error("visit", "add", "长江装饰", "x", "--on", "2026-11-20", "--at", "9:00", code=5)
    team.ok("visit", "log", "长江装饰", "x", "--at", "11:00", "--until", "12:00")
    assert slip(team, "v2")["claimed"] is True


def test_a_forgotten_return_is_asked_for(team: Cli) -> None:
    out(team)
    team.at("2026-11-21 09:00")
    assert '--at "11-20 17:40"' in team.error("visit", "back", code=5)["hint"]
    assert "V-0001" in team.error("visit", "start", "长江装饰", code=5)["message"]
    team.ok("visit", "back", typed="17:40\n")
    assert slip(team)["back_at"] == "2026-11-20T17:40:00+08:00"
    team.ok("undo")
    team.ok("visit", "back", "--at", "昨天 17:30")
    assert slip(team)["back_at"] == "2026-11-20T17:30:00+08:00"


def test_results_are_written_once_and_edited_after(team: Cli) -> None:
    out(team)
    team.at("2026-11-20 11:00").ok("visit", "done", "谈成")
    assert "visit edit" in team.error("visit", "done", "东方建材", "又谈", code=5)["hint"]
    assert team.error("visit", "done", "x", code=3), "no stop lacks a result any more"
    assert team.error("visit", "done", "长江", "x", code=3)
    team.ok("visit", "edit", "v1", "--result", "谈成三七")
    assert slip(team)["stop_list"][0]["result"] == "谈成三七"
    assert team.error("visit", "edit", "v1", code=2)
    assert team.error("visit", "edit", "v1", "--stop", "4", "--result", "x", code=2)
    team.at("2026-11-20 12:00").ok("visit", "start", "长江装饰")
    assert team.error("visit", "edit", "v1", "--purpose", "x", code=2)["hint"], "two stops: say which"


def test_each_verb_is_taken_back(team: Cli) -> None:
    out(team)
    assert "V-2026-0001" in team.ok("undo").out
    assert team.json("visit", "list") == [] and team.json("client", "show", "c1")["last"] is None
    out(team)
    number = team.json("visit", "list")[0]["number"]
    team.at("2026-11-20 11:00").ok("visit", "start", "长江装饰")
    team.ok("undo")
    (stop,) = slip(team, number)["stop_list"]
    assert stop["left_at"] is None
    team.ok("visit", "done", "谈成", "--next", "2026-11-25 送样")
    team.ok("undo")
    assert slip(team, number)["stop_list"][0]["result"] is None and team.json("task", "list") == []
    told = team.json("client", "show", "c1")["timeline"]
    assert [one["text"] for one in told if one["what"] == "visit"] == ["谈付款条件 (陈建国)"]
    team.ok("visit", "back")
    team.ok("undo")
    assert slip(team, number)["state"] == "out"
    team.ok("visit", "void", number, "--reason", "x")
    team.ok("undo")
    assert slip(team, number)["state"] == "out" and team.json("client", "show", "c1")["last"] == "2026-11-20"


def test_a_start_with_a_later_stop_is_not_taken_back(team: Cli) -> None:
    out(team)
    begun = next(one["entry"] for one in team.json("ledger", "log") if one["action"] == "visit.start")
    team.at("2026-11-20 11:00").ok("visit", "start", "长江装饰")
    assert team.error("undo", begun, code=5)


# -- what a lead finds out ---------------------------------------------------------------------------------------------


def week(cli: Cli, many: int = 5) -> Cli:
    """Have `many` slips of this week; the lead at the keyboard on Friday evening."""
    for day in range(many):
        done_day(cli, day=f"2026-11-{16 + day}")
    return cli.as_("1005").at("2026-11-20 17:00")


def test_a_sample_is_drawn_checked_and_proven(team: Cli) -> None:
    week(team)
    assert "5 outing slips this week, 0 checked (asked: 20%)" in team.ok("today", "--team").out
    said = team.ok("visit", "check", "--sample", "40%", "--seed", "7f21").out
    numbers = re.findall(r"V-\d{4}", said)[:2]
    assert said.startswith(f"Drawn 2/5 (seed 7f21, kept): {' '.join(numbers)}.")
    again = team.ok("visit", "check", "--sample", "40%", "--seed", "7f21")
    assert "Drawn again: the same." in again.out
    more = team.json("visit", "check", "--sample", "1", "--seed", "9")
    assert more[0]["number"][-4:] not in {number[-4:] for number in numbers}, "nothing is drawn twice"
    assert more[0]["total"] == 3
    odd = team("visit", "check", "--json")
    assert odd.code == 6 and [one["odd"] for one in json.loads(odd.out)] == ["unchecked"] * 3
    team.ok("visit", "check", numbers[0], "属实", "电话核实陈总")
    found = slip(team, numbers[0])
    assert (found["verdict"], found["check_how"], found["check_asked"]) == ("true", "phone", "陈建国")
    assert (found["checked_by"], found["seed"], found["drawn_of"]) == ("周敏", "7f21", "2/5")
    assert team.error("visit", "check", numbers[0], "false", code=5)["hint"]
    team.ok("visit", "check", numbers[0], "false", "到场，没来过", "--bad", "时间,person", "--again")
    found = slip(team, numbers[0])
    assert (found["verdict"], found["check_failed"]) == ("false", ["person", "time"])
    assert "Drawn again: the same." in team.ok("visit", "check", "--sample", "40%", "--seed", "7f21").out
    assert "40" not in team.ok("today", "--team").out


def test_all_may_be_checked_and_nothing_is_left_to_draw(team: Cli) -> None:
    week(team, 2)
    assert len(team.json("visit", "check", "--sample", "100%")) == 2
    assert "--again" in team.error("visit", "check", "--sample", "100%", code=5)["hint"]
    assert team.error("visit", "check", "--sample", "0", code=2)["hint"]
    assert team.error("visit", "check", "--sample", "20%", "--period", "last-month", code=5)


def test_a_verdict_is_news_to_the_rep_and_odd_for_the_lead(team: Cli) -> None:
    week(team, 1)
    team.ok("visit", "check", "v1", "unreachable", "电话打不通")
    assert [(one["section"], one["number"]) for one in team.json("today", "--team") if one["section"] == "odd"] == [
        ("odd", "V-0001")
    ]
    team.as_("1008")
    assert ("new", "V-0001") in [(one["section"], one["number"]) for one in team.json("today")]
    assert team.error("visit", "edit", "v1", "--result", "x", code=5), "what was checked stays"
    assert team.error("visit", "void", "v1", "--reason", "x", code=4)
    begun = next(one["entry"] for one in team.json("ledger", "log") if one["action"] == "visit.start")
    assert team.error("undo", begun, code=5), "a checked slip is not taken back"


def test_nobody_checks_their_own_and_reps_check_nobody(team: Cli) -> None:
    done_day(team)
    assert team.error("visit", "check", "v1", "true", code=4)
    assert team.error("visit", "check", "--sample", "20%", code=4)
    team.as_("1007")
    assert team.error("visit", "show", "v1", code=3)
    team.as_("1005")
    done_day_own = team.at("2026-11-20 13:00")
    done_day_own.ok("visit", "start", "--place", "总部", "开会", "--see", "何静", "--reach", "8001")
    assert team.error("visit", "check", "v2", "true", code=4)
    drawn = team.json("visit", "check", "--sample", "100%")
    assert [one["number"] for one in drawn] == ["V-2026-0001"], "one's own is never drawn"
    assert team.error("visit", "check", "v1", code=2)
    assert team.error("visit", "check", "v1", "true", "--bad", "time", code=2)
    assert team.error("visit", "check", "v1", "false", "--bad", "shoes", code=2)


def test_nobody_checks_their_own_under_another_name(team: Cli) -> None:
    team.as_("1001").ok("person", "edit", "1001", "--team", "一组")
    team.ok("visit", "start", "--place", "总部", "开会", "--see", "何静", "--reach", "8001")
    team.at("2026-11-20 18:00").ok("visit", "back")
    said = team.error("visit", "check", "v1", "true", "--as", "1005", code=4)
    assert "own work" in said["message"]
    assert "checked" not in team.ok("visit", "list").out


def test_what_was_drawn_is_listed_until_it_is_checked_however_old(team: Cli) -> None:
    week(team, 2)
    team.ok("visit", "check", "--sample", "2")
    team.at("2027-01-20 10:00")
    said = team.ok("visit", "check", "V-2026-0001", "true", "电话核实陈总").out
    assert "1 drawn slip left: salesctl visit check" in said
    found = json.loads(team("visit", "check", "--json").out)
    assert [(one["number"], one["odd"]) for one in found] == [("V-2026-0002", "unchecked")]
    assert team("visit", "check", "--period", "2027-01") == (0, "", "")


@pytest.mark.parametrize(
    "words",
    [("--seed", "x"), ("--again",), ("--how", "phone"), ("--asked", "陈总"), ("--bad", "time"),
     ("--sample", "1", "--bad", "time"), ("v1", "true", "--person", "1008")],
)  # fmt: skip
def test_an_option_that_would_say_nothing_is_told(team: Cli, words: tuple[str, ...]) -> None:
    week(team, 1)
    assert team.error("visit", "check", *words, code=2)["hint"]


def test_another_person_on_a_stop_is_not_the_contact_there_was(team: Cli) -> None:
    done_day(team)
    assert slip(team)["stop_list"][0]["title"] == "总经理"
    team.ok("visit", "edit", "v1", "--see", "王秘书")
    there = slip(team)["stop_list"][0]
    assert (there["seen"], there["title"], there["reach"]) == ("王秘书", None, None)
    team.ok("visit", "edit", "v1", "--see", "陈总")
    there = slip(team)["stop_list"][0]
    assert (there["seen"], there["title"], there["reach"]) == ("陈建国", "总经理", "13812342207")
    team.ok("visit", "edit", "v1", "--see", "王秘书", "--reach", "8003")
    assert slip(team)["stop_list"][0]["reach"] == "8003"
    assert team.error("visit", "start", "长江装饰", "--see", "刘" * 2100, "--reach", "1", code=2)["hint"]


def test_what_does_not_add_up_is_found(team: Cli) -> None:
    assert team("visit", "check") == (0, "", "")
    team.ok("checkin")
    out(team)
    team.at("2026-11-20 12:00").ok("checkin", "out")
    team.at("2026-11-20 15:20").ok("visit", "back")
    team.as_("1005")
    found = {one["odd"]: one["text"] for one in json.loads(team("visit", "check", "--json").out)}
    assert found.keys() == {"contradicted", "no_result"}
    assert "12:00" in found["contradicted"] and "10:00-15:20" in found["contradicted"]
    assert any(one["section"] == "odd" and one["number"] == "V-0001" for one in team.json("today", "--team"))
    team.as_("1008").at("2026-11-20 16:00").ok("visit", "start", "长江装饰", "--see", "刘工", "--back", "17:00")
    team.as_("1005").at("2026-11-20 17:31")
    assert "not_back" in [one["odd"] for one in json.loads(team("visit", "check", "--json").out)]


def test_the_paper_says_all_of_it(team: Cli) -> None:
    week(team, 1)
    team.ok("visit", "check", "--sample", "1", "--seed", "7f21")
    team.ok("visit", "check", "v1", "true", "电话核实陈总")
    team.lang("zh").ok("visit", "print", "v1")
    text = Path("V-2026-0001.html").read_text(encoding="utf-8")
    for word in (
        "营销人员出访单",
        "V-2026-0001",
        "赵磊",
        "陈建国 总经理",
        "13812342207",
        "谈成",
        "属实",
        "种子 7f21 抽 1/1",
        "A5",
    ):
        assert word in text, word
    shown = team.ok("visit", "show", "v1").out
    assert "[x] 属实" in shown and "问 陈建国" in shown
    team.ok("visit", "print", "v1")
    assert Path("V-2026-0001-2.html").exists(), "nothing is overwritten"


def test_phones_are_masked_without_the_right(team: Cli) -> None:
    done_day(team)
    team.as_("1001").ok("person", "add", "1010", "孙会", "--roles", "keeper")
    team.as_("1010")
    assert slip(team)["stop_list"][0]["reach"] == "138****2207"
    assert "13812342207" not in team.ok("visit", "show", "v1").out


def test_figures_and_the_close_of_the_month(team: Cli) -> None:
    week(team, 2)
    team.ok("visit", "check", "v1", "true", "电话")
    ctx = Ctx("visit.list", Options(), request={}, config=config.load(os.environ), clock=team.clock)
    try:
        month = parse_period("2026-11", date(2026, 11, 20))
        keys = ["visits", "stops", "visits_checked", "visits_passed", "clients_contacted"]
        (found,) = figures(ctx, month, keys).values()
        assert found == {"visits": 2, "stops": 2, "visits_checked": 1, "visits_passed": 1, "clients_contacted": 1}
        state = {step.key: step.done for step in steps(ctx, month)}
        assert state["visits_back"] and state["visits_results"] and state["visits_checked"]
    finally:
        ctx.close()


def test_for_someone_else_it_takes_the_right(team: Cli) -> None:
    assert team.error("visit", "start", "长江装饰", "--for", "1007", code=4)
    team.as_("1005").ok("visit", "start", "长江装饰", "看样", "--for", "1008", "--see", "刘工")
    assert slip(team)["owner"] == "赵磊"
    assert team.as_("1008").error("visit", "list", "--team", "一组", "--open", "--limit", code=2)
    assert [one["number"] for one in team.json("visit", "list")] == ["V-2026-0001"]


def test_the_board_shows_who_is_out_and_on_which_slip(team: Cli) -> None:
    team.ok("checkin")
    out(team)
    team.as_("1005").at("2026-11-20 11:00")
    board = {one["name"]: (one["state"], one["note"]) for one in team.json("checkin", "board")}
    assert board["赵磊"] == ("visiting", "V-0001") and board["王芳"][0] == "not_in"
    assert "外出 1" in team.lang("zh").ok("checkin", "board").out
    team.lang("en").as_("1008").ok("visit", "back")
    assert {one["name"]: one["state"] for one in team.as_("1005").json("checkin", "board")}["赵磊"] == "late"
