"""Clients in commands: added, looked alike, logged, chased, handed on, voided, taken back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

Cli = Any


@pytest.fixture
def shop(cli: Cli) -> Cli:
    """A team in which 李敏 made the ledger, on 周五 2026-11-20 at 9:20, in Chinese."""
    cli.init()
    cli.people()
    return cli.at("2026-11-20 09:20").lang("zh")


def test_a_client_is_added_with_its_contact_and_found_by_initials(shop: Cli) -> None:
    said = shop.ok("client", "add", "东方建材", "--phone", "13871232207", "--contact", "陈建国", "--level", "a")
    assert said.out == "C-0001 东方建材。\n"
    assert "13871232207" in shop.ok("client", "show", "dfjc", typed="").out
    row = shop.json("client", "show", "东方建材")
    assert (row["number"], row["level"], row["contact"], row["phone"]) == ("C-2026-0001", "A", "陈建国", "13871232207")
    assert row["contacts"][0]["name"] == "陈建国"
    assert [one["what"] for one in row["timeline"]] == ["added"]


def test_a_log_says_channel_time_next_step_and_which_old_one_is_done(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--contact", "陈建国", "--phone", "13871232207")
    shop.ok("client", "log", "c1", "电话：要报价", "--next", "周一 发报价")
    said = shop.ok("client", "log", "东方建材", "微信：报价已发，等老板拍板", "--next", "周三 追报价", "--see", "陈总")
    assert (
        said.out == '已记 C-0001 东方建材 微信 09:20。下一步：11-25（周三）追报价 T-0002。（原下一步"发报价"已完成）\n'
    )
    assert said.err == ""
    row = shop.json("client", "show", "c1")
    assert [step["text"] for step in row["next_steps"]] == ["追报价"]
    assert row["timeline"][0]["text"] in ("报价已发，等老板拍板 (陈建国)", "发报价")
    assert row["last"] == "2026-11-20"


def test_a_log_without_a_next_step_leaves_the_old_one_and_done_closes_it(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材")
    shop.ok("client", "log", "c1", "电话：要报价", "--next", "周一 发报价")
    assert "下一步仍是：11-23（周一）发报价 T-0001。" in shop.ok("client", "log", "c1", "电话：占线").out
    assert '（原下一步"发报价"已完成）' in shop.ok("client", "log", "c1", "邮件：已发", "--done").out
    assert shop.json("client", "show", "c1")["next_steps"] == []


@pytest.mark.parametrize(
    ("words", "channel", "text"),
    [
        ("微信：报价已发", "wechat", "报价已发"),
        ("call: no answer", "phone", "no answer"),
        ("拜访: 看了仓库", "visit", "看了仓库"),
        ("价格：35,000元", "other", "价格：35,000元"),
        ("he said: yes", "other", "he said: yes"),
        ("微信：", "other", "微信："),
    ],
)
def test_the_first_word_of_a_log_says_the_channel(shop: Cli, words: str, channel: str, text: str) -> None:
    shop.ok("client", "add", "东方建材")
    row = shop.json("client", "log", "c1", words)
    assert (row["channel"], row["text"], row["number"]) == (channel, text, "C-2026-0001")


def test_facts_look_back_and_the_future_can_not_be_logged(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材")
    assert shop.json("client", "log", "c1", "谈价", "--at", "昨天18:30")["at"] == "2026-11-19T18:30:00+08:00"
    assert shop.json("client", "log", "c1", "谈价", "--on", "周一")["on_date"] == "2026-11-16"
    assert shop.error("client", "log", "c1", "谈价", "--at", "23:59", code=5)["code"] == "refused"
    assert shop.error("client", "log", "c1", "谈价", "--on", "2026-11-21", code=5)["code"] == "refused"


def test_a_next_step_on_a_rest_day_asks_on_a_terminal_and_is_kept_in_a_script(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材")
    kept = shop.ok("client", "log", "c1", "要样品", "--next", "周日 送样")
    assert "11-22（周日）送样" in kept.out
    assert "11-22（周日）是休息日，照记。" in kept.err
    moved = shop.ok("client", "log", "c1", "要样品", "--next", "周日 送样", typed="\n")
    assert "11-23（周一）送样" in moved.out
    stays = shop.ok("client", "log", "c1", "要样品", "--next", "周日 送样", typed="n\n")
    assert "11-22（周日）送样" in stays.out


def test_namesakes_with_other_phones_are_two_clients_and_are_told(shop: Cli) -> None:
    shop.ok("client", "add", "张建国", "--phone", "139 1234 5678", "--kind", "个人")
    said = shop.ok("client", "add", "张建国", "--phone", "13812345678", "--source", "网点", "--need", "开户")
    assert said.out == "C-0002 张建国。\n"
    assert said.err == "与 C-0001 张建国 电话不同，已当新客户。\n"


@pytest.mark.parametrize(
    "again",
    [
        ("张建国", "--phone", "+86 139-1234-5678"),
        ("别的名字", "--tax-id", "9142 0100 ma4k 1234 xx"),
    ],
)
def test_the_same_client_is_refused_in_a_script_until_yes(shop: Cli, again: tuple[str, ...]) -> None:
    shop.ok("client", "add", "张建国", "--phone", "13912345678", "--tax-id", "91420100MA4K1234XX")
    error = shop.error("client", "add", *again, code=5)
    assert error["candidates"][0]["number"] == "C-2026-0001"
    assert len(shop.json("client", "list", "--all")) == 1
    shop.ok("client", "add", *again, "--yes")
    assert len(shop.json("client", "list", "--all")) == 2


def test_on_a_terminal_a_likely_client_asks(shop: Cli) -> None:
    shop.ok("client", "add", "深圳市华联超市")
    no = shop("client", "add", "华联超市有限公司", typed="\n")
    assert (no.code, "除地名外同名" in no.err) == (5, True)
    assert shop("client", "add", "华联超市有限公司", typed="y\n").code == 0
    assert len(shop.json("client", "list")) == 2


def test_contacts_are_added_changed_and_taken_off(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--phone", "027-83561234")
    shop.ok("client", "edit", "c1", "--contact", "陈建国", "--title", "总经理")
    shop.ok("client", "edit", "c1", "--contact", "刘工", "--phone", "13811112222/13811113333")
    shop.ok("client", "edit", "c1", "--contact", "陈总", "--phone", "13871232207")
    row = shop.json("client", "show", "c1")
    assert [(one["name"], one["phone"]) for one in row["contacts"]] == [
        ("陈建国", "13871232207"),
        ("刘工", "13811112222/13811113333"),
    ]
    assert [one["number"] for one in shop.json("client", "list", "--phone", "+8613811113333")] == ["C-2026-0001"]
    assert shop.json("client", "list", "--phone", "027-83561234") == []
    shop.ok("client", "edit", "c1", "--drop-contact", "刘工")
    assert shop.json("client", "list", "--phone", "13811113333") == []
    assert shop.error("client", "edit", "c1", "--drop-contact", "王五", code=3)["code"] == "not_found"
    assert shop.error("client", "edit", "c1", code=2)["code"] == "usage"


def test_an_empty_text_clears_and_a_level_must_be_of_the_rules(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--level", "B", "--region", "湖北")
    shop.ok("client", "edit", "c1", "--region", "")
    assert shop.ok("client", "edit", "c1", "--name", "东方管材").out == "C-0001 东方管材 已改。\n"
    assert shop.json("client", "show", "东方管材")["number"] == "C-2026-0001"
    assert shop.json("client", "show", "c1")["region"] is None
    assert "A, B, C" in shop.error("client", "edit", "c1", "--level", "Z", code=2)["hint"]
    assert shop.error("client", "edit", "c1", "--name", " ", code=2)["code"] == "usage"


def test_each_sees_their_own_and_the_lead_the_team(shop: Cli) -> None:
    shop.as_("1007").ok("client", "add", "东方建材", "--phone", "13871232207")
    shop.as_("1008").ok("client", "add", "长江装饰")
    assert [row["name"] for row in shop.json("client")] == ["长江装饰"]
    assert [row["name"] for row in shop.json("client", "list", "--all")] == ["长江装饰"]
    assert shop("client", "show", "C-2026-0001").code == 3
    assert shop("client", "log", "东方建材", "x").code == 3
    shop.as_("1005")
    assert [row["owner"] for row in shop.json("client", "list", "--team", "一组")] == ["王芳", "赵磊"]
    assert [row["name"] for row in shop.json("client", "list", "-p", "王芳")] == ["东方建材"]


def test_a_look_alike_of_someone_else_is_named_without_its_phone(shop: Cli) -> None:
    shop.as_("1007").ok("client", "add", "东方建材", "--phone", "13871232207")
    shop.as_("1008")
    said = shop.ok("client", "add", "长江装饰", "--phone", "13871232207")
    assert "C-0001" in said.err and "王芳" in said.err
    assert "东方建材" not in said.err


def test_a_client_is_handed_on_with_its_open_step_said(shop: Cli) -> None:
    shop.as_("1007").ok("client", "add", "东方建材")
    shop.ok("client", "log", "c1", "要报价", "--next", "周一 发报价")
    said = shop.ok("client", "edit", "c1", "--owner", "1008")
    assert said.out == "C-0001 东方建材 已改。已归 赵磊。\n"
    assert "T-0001 发报价" in said.err
    assert shop.json("client") == []
    assert [row["name"] for row in shop.as_("1008").json("client")] == ["东方建材"]
    assert "给你的新客户：东方建材" in shop.ok("today").out


def test_a_client_given_to_a_colleague_stands_in_their_today(shop: Cli) -> None:
    assert "已归 赵磊。" in shop.as_("1007").ok("client", "add", "恒信贸易", "--owner", "赵磊", "--source", "来电").out
    assert "给你的新客户：恒信贸易" in shop.as_("1008").ok("today").out


def test_stale_is_by_level_and_exits_6(shop: Cli) -> None:
    shop.ok("client", "add", "甲公司", "--level", "A")
    shop.ok("client", "add", "乙公司")
    assert shop("client", "stale").code == 0
    shop.at("2026-11-28 09:00")
    found = shop("client", "stale", "--json")
    assert found.code == 6
    assert [(row["name"], row["days_stale"]) for row in json.loads(found.out)] == [("甲公司", 1)]
    assert re.search(
        r"^逾期 1 +C-0001 +甲公司  8 天没联系（A 级每 7 天） +client show C-0001$", shop.ok("today").out, re.M
    )
    shop.ok("client", "log", "c1", "电话：问候")
    assert shop("client", "stale").code == 0
    shop.at("2026-12-21 09:00")
    assert [row["name"] for row in json.loads(shop("client", "stale", "--json").out)] == [
        "甲公司",
        "乙公司",
    ]


def test_a_void_client_is_gone_and_comes_back_by_undo(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--phone", "13871232207", "--contact", "陈建国")
    assert shop.error("client", "void", "c1", code=2)["code"] == "usage"
    shop.ok("client", "void", "c1", "--reason", "重复")
    assert shop.json("client", "list", "--all") == []
    shop.ok("client", "add", "东方建材", "--phone", "13871232207")
    shop.ok("undo")
    shop.ok("undo")
    row = shop.json("client", "show", "c1")
    assert row["contact"] == "陈建国"
    assert row["timeline"][0]["what"] in ("restored", "contact_added")


def test_a_client_with_an_open_step_is_not_voided(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材")
    shop.ok("client", "log", "c1", "要报价", "--next", "周一 发报价")
    assert "task done" in shop.error("client", "void", "c1", "--reason", "重复", code=5)["hint"]


def test_adding_a_client_is_not_taken_back_once_something_was_logged(shop: Cli) -> None:
    entry = shop.ok("client", "add", "东方建材")
    assert entry.code == 0
    shop.ok("client", "log", "c1", "要报价", "--next", "周一 发报价")
    shop.ok("undo")
    assert [one["what"] for one in shop.json("client", "show", "c1")["timeline"]] == ["added"]
    shop.ok("undo")
    assert shop.json("client", "list", "--all") == []


def test_a_paper_is_kept_with_the_client(shop: Cli) -> None:
    file = shop.home / "报价.txt"
    file.write_text("一百元")
    shop.ok("client", "add", "东方建材")
    shop.ok("client", "log", "c1", "已发报价", "--paper", file)
    assert ("paper", "报价.txt") in [
        (one["what"], one["text"]) for one in shop.json("client", "show", "c1")["timeline"]
    ]
    assert shop("client", "log", "c1", "x", "--paper", shop.home / "none").code == 3


def test_a_dry_run_and_a_repeated_operation_write_once(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "-n")
    assert shop.json("client") == []
    for _time in range(2):
        shop.ok("client", "add", "东方建材", "--op-id", "a1")
    assert len(shop.json("client")) == 1


def test_personal_data_is_masked_without_the_right(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--phone", "13871232207", "--email", "chen@df.cn")
    shop.ok("person", "add", "1020", "法务", "--roles", "legal")
    row = shop.as_("1020").json("client", "show", "c1")
    assert (row["phone"], row["email"]) == ("138****2207", "c***@df.cn")
    assert row["contacts"][0]["phone"] == "138****2207"


def test_the_page_of_a_client_reads_as_one_timeline(shop: Cli) -> None:
    shop.ok("client", "add", "东方建材", "--contact", "陈建国", "--phone", "13871232207", "--level", "A")
    shop.at("2026-11-20 10:00").ok("client", "log", "c1", "微信：要报价", "--next", "周一 发报价")
    page = shop.ok("client", "show", "c1").out
    assert "11-20 10:00  微信  要报价  李敏" in page
    assert "11-23（周一）  发报价  T-0001  李敏" in page
    assert page.index("微信  要报价") < page.index("建档")
    shop.ok("client", "edit", "c1", "--level", "B")
    assert "分级 A → B" in shop.ok("client", "show", "c1").out


HOSTILE = ["[red]x[/]", "a[/x]b", "\u202eabc", "=1+1", "+SUM(A1)", "@x", "<b>", "it's; DROP TABLE client"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_in_every_format(shop: Cli, text: str) -> None:
    shop.ok("client", "add", text, "--contact", text, "--note", text, "--address", text)
    shop.ok("client", "log", "c1", text, "--see", text)
    assert shop.json("client", "show", "c1")["name"] == text
    for form in ("table", "json", "csv", "md", "ndjson"):
        out = shop.ok("client", "list", "--format", form).out + shop.ok("client", "show", "c1", "--format", form).out
        assert "\u202e" not in out
        assert "\x1b" not in out


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\udcffab"])
def test_text_that_can_not_be_kept_is_refused(shop: Cli, text: str) -> None:
    assert shop("client", "add", text).code in (2, 5)
    shop.ok("client", "add", "东方建材")
    assert shop("client", "log", "c1", text).code in (2, 5)
