"""The first hour of the design's days, as far as these rooms go, from an empty directory; and what people then see."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest

from salesctl.rulebook.default import default_book, personalise

Cli = Any

WHERE = ("--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai")
FOUNDING = ("init", *WHERE, "--me", "1001", "--name", "李敏")
STAFF = (("1007", "王芳"), ("1008", "赵磊"), ("1009", "刘洋"))


@pytest.fixture
def east(cli: Cli) -> Cli:
    """李敏 founds the ledger on Monday the 16th and adds 华东一组; it is Friday 2026-11-20 when the story begins."""
    cli.lang("zh").at("2026-11-16 09:00")
    cli._once(("east",), lambda: _founded(cli))
    return cli.at("2026-11-20 08:20")


def _founded(cli: Cli) -> Any:
    cli.ok(*FOUNDING)
    cli.ok("team", "add", "华东一组", "--code", "E1")
    cli.ok("person", "edit", "李敏", "--team", "华东一组")
    for code, name in STAFF:
        cli.ok("person", "add", code, name, "--team", "华东一组", "--superior", "李敏", "--joined", "2026-11-16")
    return cli.ok("team", "edit", "华东一组", "--lead", "李敏")


def test_a_ledger_and_a_team_from_nothing(cli: Cli) -> None:
    cli.lang("zh").at("2026-11-16 09:00")
    made = cli.ok(*FOUNDING)
    assert made.out == f"已建账 {cli.ledger}，华东贸易；你是 李敏（1001）。\n"
    assert "接下来：salesctl team add 团队名" in made.err
    assert cli.ok("team", "add", "华东一组").out == "已新增团队 华东一组。\n"
    assert cli.ok("person", "add", "1007", "王芳", "--team", "华东一组").out == "已新增 王芳（1007）。\n"
    assert cli("checkin", "--json").code == 0


# -- §1 the store-rounding rep -----------------------------------------------------------------------------------------


def test_wang_fangs_day(east: Cli) -> None:
    east.as_("1007").at("2026-11-19 17:30")
    east.ok("task", "add", "给华联送样", "--due", "明天")
    east.ok("task", "add", "补货盘点", "--due", "明天")
    said = east.at("2026-11-20 08:52").ok("checkin")
    assert said.out == "已打卡 08:52，早班 9:00–18:00，准时。今天 2 件待办：salesctl today\n"
    assert said.err == ""
    assert east.ok("today").out.splitlines()[0] == "11-20（周五）  工作日  08:52 已打卡  王芳  华东一组"
    assert "T-0001" in east.ok("today").out
    assert east.at("2026-11-20 18:10").ok("checkin", "out").out == "已签退 18:10，今天在岗 8 小时 18 分。\n"


def test_wang_fangs_day_in_english(east: Cli) -> None:
    east.lang("en").as_("1007").at("2026-11-19 17:30")
    east.ok("task", "add", "samples to Hualian", "--due", "tomorrow")
    said = east.at("2026-11-20 08:52").ok("checkin")
    assert said.out == "Checked in 08:52, day shift 9:00–18:00, on time. 1 task due: salesctl today\n"
    assert east.ok("today").out.splitlines()[0] == "11-20 (Fri)  workday  in since 08:52  王芳  华东一组"
    assert east.at("2026-11-20 18:10").ok("checkin", "out").out == "Checked out 18:10, 8 h 18 min today.\n"


# -- §2 the B2B rep ----------------------------------------------------------------------------------------------------


def _dongfang(east: Cli) -> None:
    east.as_("1008").at("2026-11-18 15:00")
    east.ok("client", "add", "东方建材", "--contact", "陈建国", "--phone", "13871232207", "--region", "湖北")
    east.ok("client", "log", "东方建材", "电话：要报价", "--next", "周五 发报价")


def test_zhao_leis_morning(east: Cli) -> None:
    _dongfang(east)
    east.at("2026-11-20 08:58")
    assert east.ok("checkin").out == "已打卡 08:58，早班 9:00–18:00，准时。今天 1 件待办：salesctl today\n"
    page = east.ok("today").out
    assert re.search(r"^今天 \d +T-0001 +东方建材 +发报价 +task done T-0001$", page, re.MULTILINE), page
    said = east.at("2026-11-20 09:20").ok(
        "client", "log", "东方建材", "微信：报价已发，等老板拍板", "--next", "周三 追报价"
    )
    assert (
        said.out == '已记 C-0001 东方建材 微信 09:20。下一步：11-25（周三）追报价 T-0002。（原下一步"发报价"已完成）\n'
    )
    assert said.err == ""
    assert [step["text"] for step in east.json("task", "list")] == ["追报价"]
    assert east.ok("today").out.count("追报价") == 0, "Wednesday is not within three days"
    moved = east("client", "log", "东方", "要两天内送样", "--next", "周日 送样", typed="y\n")
    assert "11-22（周日）" in moved.err and "11-23（周一）" in moved.err and "[Y/n]" in moved.err
    assert "下一步：11-23（周一）送样 T-0003" in moved.out


def test_zhao_leis_morning_in_english(east: Cli) -> None:
    _dongfang(east)
    east.lang("en").at("2026-11-20 09:20")
    said = east.ok("client", "log", "东方建材", "wechat: quote sent", "--next", "wednesday chase the quote")
    assert said.out == (
        "Logged C-0001 东方建材 wechat 09:20. Next step: 11-25 (Wed) chase the quote T-0002. "
        '(The former next step "发报价" is done.)\n'
    )


# -- §3 the client manager at a bank -----------------------------------------------------------------------------------


def test_liu_yangs_day_in_a_shift_of_his_own(east: Cli) -> None:
    book = personalise(default_book(), "Asia/Shanghai").decode()
    shift = next(part for part in re.split(r"(?m)^(?=\[\[)", book) if part.startswith("[[attendance.shift]]"))
    own = re.sub(r"(?m)^scope *=.*$", 'scope = "person:1009"', shift)
    own = re.sub(r"(?m)^id *=.*$", 'id = "ATT-2"', own)
    own = re.sub(r"(?m)^starts *=.*$", 'starts = "08:30"', own)
    own = re.sub(r"(?m)^ends *=.*$", 'ends = "17:00"', own)
    (east.home / "book.toml").write_text(f"{book}\n{own}", encoding="utf-8")
    east.at("2026-11-16 10:00").ok("rules", "apply", east.home / "book.toml", "--yes")
    east.as_("1007").at("2026-11-17 10:00").ok("client", "add", "张建国", "--phone", "13712345678")
    east.as_("1009").at("2026-11-20 08:25")
    assert east.ok("checkin").out == "已打卡 08:25，早班 8:30–17:00，准时。\n"
    said = east.at("2026-11-20 09:10").ok(
        "client", "add", "张建国", "--phone", "13987654321", "--source", "网点", "--need", "开户"
    )
    assert said.out == "C-0002 张建国。\n"
    assert said.err == "与 C-0001 张建国 电话不同，已当新客户。\n"
    assert east.at("2026-11-20 17:02").ok("checkin", "out").out == "已签退 17:02，今天在岗 7 小时 37 分。\n"


# -- §5 the team lead --------------------------------------------------------------------------------------------------


def _morning(east: Cli) -> None:
    """王芳 and 赵磊 are in, 刘洋 is late, 李敏 looks at the board at 9:20."""
    for code, time in (("1007", "08:52"), ("1008", "08:58"), ("1009", "09:14"), (None, "09:16")):
        east.as_(code).at(f"2026-11-20 {time}").ok("checkin")
    east.as_(None).at("2026-11-20 09:20")


def test_li_min_sees_who_is_in_and_hands_out_work(east: Cli) -> None:
    _morning(east)
    page = east.ok("today").out
    assert page.splitlines()[0] == "11-20（周五）  工作日  09:16 已打卡，迟到 16 分钟  李敏  华东一组  4 人"
    assert re.match(r"到岗 +2 到  1 迟 刘洋  未到 0 +checkin board", page.splitlines()[1]), page
    board = east.ok("checkin", "board").out
    assert board.splitlines()[0] == "11-20（周五）  工作日  4 人  未到 0  迟到 2  到 2"
    said = east.ok("task", "add", "整理样品间", "--owner", "王芳,赵磊", "--due", "周三")
    assert said.out == "T-0001 王芳, T-0002 赵磊：整理样品间，11-25（周三）截止。\n"
    assert [row["text"] for row in east.as_("1008").json("task", "list")] == ["整理样品间"]


def test_li_min_acts_for_another(east: Cli) -> None:
    east.at("2026-11-20 09:20").ok("client", "add", "华联超市", "--as", "王芳")
    assert [row["owner"] for row in east.json("client", "list", "--all")] == ["王芳"]
    assert east.as_("1008").error("client", "list", "--as", "王芳", code=4)["code"] == "not_allowed"


# -- §9 cron -----------------------------------------------------------------------------------------------------------


def test_the_morning_job_is_silent_unless_somebody_is_missing(east: Cli) -> None:
    east.at("2026-11-20 09:40")
    found = east("checkin", "missing")
    assert (found.code, found.err) == (6, "")
    assert "11-20（周五）  4 人未到" in found.out
    rows = json.loads(east("checkin", "missing", "--json").out)
    assert [row["person"] for row in rows] == ["1001", "1007", "1008", "1009"]
    _morning(east)
    assert east.at("2026-11-20 09:40")("checkin", "missing") == (0, "", "")
    assert east.json("checkin", "missing") == []
    assert east.at("2026-11-21 09:40")("checkin", "missing") == (0, "", ""), "a Saturday"
    # The calendar knows the year: a Saturday that is worked, a Monday that is not.
    assert east.at("2026-10-10 09:40")("checkin", "missing").code in (0, 6)
    assert east.at("2026-10-05 09:40")("checkin", "missing") == (0, "", "")


def test_cron_names_the_language_and_the_person_by_the_environment(east: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    east.ok("person", "add", "robot", "小机", "--roles", "robot")
    east.as_("robot").at("2026-11-20 09:40")
    found = east("checkin", "missing")
    assert found.code == 6 and "未到" in found.out
    assert "人未到" in east.ok("today").out or "未到 " in east.ok("today").out


# -- what people see ---------------------------------------------------------------------------------------------------

PAGES = {
    "today": ("today",),
    "board": ("checkin", "board"),
    "sheet": ("checkin", "sheet", "2026-11"),
    "client show": ("client", "show", "东方建材"),
    "client list": ("client", "list", "--all"),
    "task list": ("task", "list", "--all"),
    "ledger log": ("ledger", "log"),
    "rules show": ("rules", "show"),
    "one rule": ("rules", "show", "ATT-1"),
    "doctor": ("doctor",),
}


def scrubbed(text: str) -> str:
    """Take out what differs from run to run and from machine to machine."""
    text = re.sub(r"@[0-9a-f]+", "@0000", text)
    text = re.sub(r"\b[0-9a-f]{4,12}…", "0000…", text)
    text = re.sub(r"(pysqlite3|sqlite3)", "driver", text).replace(sys.platform, "system")
    text = re.sub(r"\d+ KiB", "999 KiB", text)
    return re.sub(r"(salesctl|Python|SQLite) \d+\.\d+\.\d+", r"\1 0.0.0", text)


@pytest.mark.parametrize("width", ["80", "120"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_read_as_agreed(east: Cli, monkeypatch: pytest.MonkeyPatch, snapshot: Any, lang: str, width: str) -> None:
    _dongfang(east)
    east.at("2026-11-20 09:10")
    _morning(east)
    east.as_("1008").ok("client", "log", "东方建材", "微信：报价已发，等老板拍板", "--next", "周三 追报价")
    more = ("--level", "A", "--contact", "刘工", "--region", "武汉")
    east.ok("client", "add", "长江装饰工程（武汉）有限责任公司", *more)
    east.ok("task", "add", "给华联超市中山店送新的样品册，并带回上次借出的端架", "--due", "今天")
    east.as_(None).ok("task", "add", "整理样品间", "--owner", "王芳,赵磊", "--due", "周三")
    east.as_("1007").at("2026-11-20 17:30").ok("checkin", "out", "--note", "去医院")
    east.as_(None).at("2026-11-20 17:45").lang(lang)
    monkeypatch.chdir(east.home)
    monkeypatch.setenv("SALESCTL_LEDGER", "ledger.db")
    monkeypatch.setenv("SALESCTL_CONFIG", "config.toml")
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("NO_COLOR", "1")
    for name, words in PAGES.items():
        east.as_("1008" if name in ("today", "task list") else None)
        shown = east(*words, typed="")
        assert shown.code == 0, (name, shown)
        assert scrubbed(shown.out + shown.err) == snapshot(name=name)
