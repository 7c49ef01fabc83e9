"""The first page of the day, a rep's and a lead's, as papers.md has them, with the rooms there are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from salesctl.render.agenda import widest

Cli = Any


@pytest.fixture
def east(cli: Cli) -> Cli:
    """华东一组 under 李敏; what happened until Thursday evening; it is Friday 2026-11-20, 8:00."""
    cli.lang("zh").at("2026-11-16 08:00").init()
    cli.ok("team", "add", "华东一组", "--code", "E1")
    cli.ok("person", "edit", "1001", "--team", "华东一组", "--roles", "admin,lead", "--joined", "2026-11-16")
    cli.ok("team", "edit", "华东一组", "--lead", "1001")
    for code, name in (("1007", "王芳"), ("1008", "赵磊"), ("1009", "刘洋")):
        cli.ok("person", "add", code, name, "--team", "华东一组", "--joined", "2026-11-18")
    cli.ok("task", "add", "整理样品间", "--owner", "王芳", "--due", "2026-11-18")
    cli.as_("1007").at("2026-11-18 09:00").ok("client", "add", "华联超市", "--level", "A")
    cli.ok("client", "log", "华联超市", "电话：问账期", "--next", "2026-11-20 回华联对账单")
    cli.ok("order", "add", "华联超市", "121300", "--due", "2026-12-05")
    cli.ok("task", "add", "样品册", "--owner", "赵磊", "--due", "2026-11-19")
    cli.at("2026-11-18 18:00").ok("report", "--done", "对账", "--next", "补货", "--submit")
    cli.at("2026-11-19 18:00").ok("report", "--done", "铺货", "--next", "对账", "--submit")
    cli.ok("today", typed="")
    cli.as_(None).at("2026-11-19 19:00").ok("client", "add", "恒信贸易", "--owner", "王芳", "--source", "来电")
    cli.ok("payment", "add", "华联超市", "50000")
    return cli.at("2026-11-20 08:00")


def section(page: str, label: str) -> list[str]:
    """Return the lines of a section, its heading's first."""
    lines = page.splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith(label))
    end = next((at for at in range(begin + 1, len(lines)) if not lines[at].startswith("  ")), len(lines))
    return lines[begin:end]


def test_wang_fangs_morning(east: Cli) -> None:
    east.as_("1007").at("2026-11-20 08:52").ok("checkin")
    page = east.ok("today").out
    assert page.splitlines()[0] == "11-20（周五）  工作日  08:52 已打卡  王芳  华东一组"
    assert re.fullmatch(
        r"逾期 1 +T-0001 +整理样品间  应 11-18（周三）  （李敏 派） +task done T-0001", section(page, "逾期")[0]
    )
    today = section(page, "今天 2")
    assert any(re.search(r"T-0002 +华联超市  回华联对账单 +task done T-0002$", line) for line in today), page
    assert any("20:00 前" in line and line.endswith(" report") for line in today), page
    new = "\n".join(section(page, "新消息 2"))
    assert "C-0002" in new and "给你的新客户：恒信贸易" in new and "client show C-0002" in new
    assert "P-0001" in new and "50,000.00" in new
    assert re.search(r"T-0003 +赵磊  样品册  应 11-19（周四） +task show T-0003$", section(page, "等别人 1")[0])
    month = section(page, "本月")[0]
    assert re.search(r"销售 121,300  回款 50,000  新客户 2  日报 2/2.*  时间 71%$", month), month


def test_wang_fangs_morning_in_english(east: Cli) -> None:
    east.lang("en").as_("1007").at("2026-11-20 08:52").ok("checkin")
    page = east.ok("today").out
    assert page.splitlines()[0] == "11-20 (Fri)  workday  in since 08:52  王芳  华东一组"
    heads = [line.split("  ")[0] for line in page.splitlines()[1:] if not line.startswith(" ")]
    assert heads == ["Overdue 1", "Today 2", "New 2", "Waiting 1", "This month"]
    assert re.search(r"sales 121,300  collected 50,000  new clients 2  reports 2/2.*  time 71%$", page, re.M)
    assert not re.search("[一-鿿]", re.sub("[王芳赵磊李敏华东一组联超市恒信贸易整理样品间册回对账单]", "", page))


def test_li_mins_morning_has_the_team_first(east: Cli) -> None:
    for code, time in (("1007", "08:52"), ("1008", "08:58"), ("1009", "09:14")):
        east.as_(code).at(f"2026-11-20 {time}").ok("checkin")
    east.as_("1008").at("2026-11-20 09:20").ok(
        "visit", "start", "--place", "东方建材", "谈付款条件", "--see", "陈总", "--reach", "13871232207"
    )
    page = east.as_(None).at("2026-11-20 09:21").ok("today").out
    lines = page.splitlines()
    assert lines[0].endswith("李敏  华东一组  4 人")
    assert re.fullmatch(r"到岗 +1 到  1 迟 刘洋  1 外出 赵磊  未到 0 +checkin board", lines[1])
    heads = [line.split("  ")[0].split(" ")[0] for line in lines[1:] if not line.startswith(" ")]
    assert heads.index("日报") < heads.index("钱") < heads.index("逾期") < heads.index("本月") < heads.index("今天")
    assert re.search(r"昨天 1/3，缺 赵磊、刘洋", section(page, "日报")[0])
    assert "50,000.00" in section(page, "钱")[0]
    assert "销售 121,300  回款 50,000" in section(page, "本月")[0]
    theirs = east.json("today", "--team")
    assert {row["team"] for row in theirs} == {True} and "today" not in {row["section"] for row in theirs}


@pytest.mark.parametrize("width", ["80", "100"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", [None, "1007"])
def test_the_page_fits_a_terminal_that_draws_ambiguous_signs_wide(
    east: Cli, monkeypatch: pytest.MonkeyPatch, who: str | None, lang: str, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    page = east.lang(lang).as_(who).at("2026-11-20 09:20").ok("today", typed="").out
    assert page.splitlines()[0].endswith("华东一组" if who else "4 人" if lang == "zh" else "4 people")
    for line in page.splitlines():
        assert widest(line) <= int(width), line
    commands = [line for line in page.splitlines() if re.search(r"(task|client|payment|report|checkin)( \S+)*$", line)]
    assert len(commands) > 3, "commands stand whole"
