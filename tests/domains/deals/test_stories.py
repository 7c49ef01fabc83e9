"""Orders and payments as people type them, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

Cli = Any


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """李敏's desk with the team of 王芳 (1007) and 赵磊 (1008), finance 1010, and two clients of theirs."""
    cli.init()
    cli.people()
    cli.ok("person", "add", "1010", "肖会计", "--roles", "finance")
    cli.ok("client", "add", "东方建材", "--owner", "1008")
    cli.ok("client", "add", "华联超市", "--owner", "1007")
    return cli.at("2026-11-20 15:30")


def test_an_order_with_items_says_what_holds(desk: Cli) -> None:
    desk.as_("1008").lang("zh")
    said = desk.ok("order", "add", "东方建材", "A01=120@32", "A07=40@18.5", "--due", "12-05")
    assert said.out == "O-0001 东方建材 4,580.00 元，12-05 交。\n"
    page = desk.json("order", "show", "O1")
    assert (page["number"], page["amount"], page["item_count"], page["product"]) == ("O-2026-0001", 4580, 2, None)
    assert (page["client"], page["person"], page["due"], page["currency"]) == ("东方建材", "赵磊", "2026-12-05", "CNY")
    assert page["items"] == [
        {"product": "A01", "quantity": 120, "price": 32, "amount": 3840},
        {"product": "A07", "quantity": 40, "price": 18.5, "amount": 740},
    ]
    shown = desk.ok("order", "show", "1").out
    assert "A07  40 × 18.50 = 740.00" in shown
    desk.lang("en")
    said = desk.ok("order", "add", "东方建材", "A07=-4", "--note", "破损")
    assert said.out == "O-0002 东方建材 -74.00 CNY.\n"
    assert "A07: 18.50 as in O-0001." in said.err
    assert [row["amount"] for row in desk.json("order")] == [-74, 4580]
    assert "4,506.00" in desk.ok("order").out, "the list ends with its sum"


@pytest.mark.parametrize("typed", ["35000", "3.5万", "35,000元", "¥35,000.00", "三万五千"])
def test_an_amount_alone_is_read_as_people_write_it(desk: Cli, typed: str) -> None:
    desk.as_("1008").ok("order", "add", "东方建材", typed, "--product", "管材")
    (row,) = desk.json("order", "list", "2026-11", "--product", "管材")
    assert (row["amount"], row["product"], row["item_count"]) == (35000, "管材", 0)


def test_a_price_left_out_is_the_clients_last_then_anyones_else_asked_for(desk: Cli) -> None:
    error = desk.error("order", "add", "华联超市", "A01=2", code=2)
    assert "A01=QUANTITY@PRICE" in error["hint"]
    desk.ok("order", "add", "东方建材", "A01=1@30")
    desk.ok("order", "add", "东方建材", "A01=1@31")
    desk.ok("order", "add", "东方建材", "A01=1@0", "B=1@1")
    assert "31.00 as it was last sold" in desk.ok("order", "add", "华联超市", "A01=2").err
    desk.ok("order", "add", "华联超市", "A01=1@29")
    desk.ok("order", "add", "东方建材", "A01=1@40")
    assert "29.00 as in O-0005" in desk.ok("order", "add", "华联超市", "A01=3").err
    assert desk.json("order", "show", "O7")["amount"] == 87
    desk.ok("order", "void", "O5", "--reason", "记错")
    desk.ok("order", "void", "O7", "--reason", "记错")
    assert "31.00 as in O-0004" in desk.ok("order", "add", "华联超市", "A01=3").err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("华联超市",), 2),
        (("华联超市", "0"), 2),
        (("华联超市", "5", "6"), 2),
        (("华联超市", "A=1@1", "A=-1@1"), 2),
        (("华联超市", "A=1@-1"), 2),
        (("华联超市", "A=99999999999@99999999999"), 2),
        (("华联超市", "多少"), 2),
        (("华联超市", "5", "--due", "2026-11-01"), 2),
        (("华联超市", "A=1@1", "--product", "B"), 2),
        (("华联超市", "5", "--on", "tomorrow"), 5),
        (("华联超市", "5", "--currency", "USD"), 5),
        (("没有这家", "5"), 3),
    ],
)
def test_a_refused_order_says_what_to_do_and_leaves_no_trace(desk: Cli, words: tuple[str, ...], code: int) -> None:
    before = desk.json("ledger", "head")
    for lang in ("en", "zh"):
        assert desk.lang(lang).error("order", "add", *words, code=code)["hint"]
    assert desk.json("ledger", "head") == before
    assert desk.json("order", "list", "--all") == []


def test_a_new_channel_like_a_known_one_is_said_and_never_folded(desk: Cli) -> None:
    desk.ok("order", "add", "东方建材", "100", "--channel", "经销商")
    said = desk.ok("order", "add", "东方建材", "100", "--channel", "经销")
    assert "did you mean 经销商?" in said.err
    assert "mean" not in desk.ok("order", "add", "东方建材", "100", "--channel", " 经销 ").err, "known by now"
    assert "mean" not in desk.ok("order", "add", "东方建材", "100", "--channel", "线上").err
    assert [row["channel"] for row in desk.json("order", "list", "--all")] == ["线上", "经销", "经销", "经销商"]
    asked = desk("order", "add", "东方建材", "100", "--channel", "线下", typed="")
    assert asked.code == 0 and "mean" not in asked.err
    asked = desk("order", "add", "东方建材", "100", "--channel", "经销商们", typed="y\n")
    assert "mean 经销商" in asked.err
    assert desk.json("order", "show", ".")["channel"] == "经销商"
    asked = desk("order", "add", "东方建材", "100", "--channel", "经销商们", typed="\n")
    assert desk.json("order", "show", ".")["channel"] == "经销商们"


def test_without_a_channel_it_is_that_of_the_clients_last_order(desk: Cli) -> None:
    desk.ok("order", "add", "东方建材", "100", "--channel", "direct", "--on", "2026-11-10")
    desk.ok("order", "add", "东方建材", "100", "--channel", "dealer", "--on", "2026-11-09")
    assert "Channel direct." in desk.ok("order", "add", "东方建材", "100", "--on", "2026-11-08").out
    assert desk.json("payment", "add", "东方建材", "50")["channel"] == "direct"
    assert desk.json("order", "add", "华联超市", "100")["channel"] is None


def test_an_order_of_last_month_is_due_after_its_own_day(desk: Cli) -> None:
    row = desk.json("order", "add", "东方建材", "5", "--on", "2026-10-08", "--due", "10-15")
    assert (row["on_date"], row["due"]) == ("2026-10-08", "2026-10-15")


def test_lists_are_narrowed_and_their_sum_is_that_of_all(desk: Cli) -> None:
    desk.as_("1008").ok("order", "add", "东方建材", "100", "--channel", "direct", "--on", "2026-10-31")
    desk.ok("order", "add", "东方建材", "A=1@5", "B=1@6", "--channel", "dealer")
    desk.as_("1007").ok("order", "add", "华联超市", "B=2@6")
    assert [row["amount"] for row in desk.json("order")] == [12]
    assert desk.json("order", "list", "--all") == desk.json("order"), "a rep sees their own"
    desk.as_(None)
    amounts = {
        ("--all",): [12, 11, 100],
        ("2026-10", "--all"): [100],
        ("--person", "1008"): [11, 100],
        ("--team", "一组"): [12, 11, 100],
        ("--client", "东方建材"): [11, 100],
        ("--channel", "direct", "--all"): [100],
        ("--product", "B", "--all"): [12, 11],
        (): [],
    }
    for words, expected in amounts.items():
        assert [row["amount"] for row in desk.json("order", "list", *words)] == expected, words
    cut = desk.ok("order", "list", "--all", "--limit", "1")
    assert "123.00" in cut.out and "1 of 3" in cut.out + cut.err
    assert "salesctl order add" in desk.as_("1005").ok("order").out, "an empty list says the command that fills it"


def test_a_void_order_is_gone_with_its_items_and_comes_back_with_undo(desk: Cli) -> None:
    desk.ok("order", "add", "东方建材", "A=1@5", "B=1@6")
    assert desk.error("order", "void", "O1", code=2)["hint"] == 'Add --reason "…".'
    assert desk.ok("order", "void", "O1", "--reason", "客户取消").out == "O-0001 void.\n"
    assert desk.json("order", "list", "--all") == []
    desk.ok("undo")
    assert len(desk.json("order", "show", "O1")["items"]) == 2
    desk.ok("order", "add", "东方建材", "7")
    desk.ok("undo")
    assert [row["number"] for row in desk.json("order", "list", "--all")] == ["O-2026-0001"]
    assert "O-0003" in desk.ok("order", "add", "东方建材", "7").out, "a number is never used again"


def test_nobody_else_may(desk: Cli) -> None:
    desk.as_("1008").ok("order", "add", "东方建材", "100")
    assert desk.error("order", "add", "东方建材", "5", "--for", "1007", code=4)
    assert desk.as_("1007").error("order", "show", "O1", code=3)
    assert desk.as_("1010").error("order", "void", "O1", "--reason", "x", code=4), "finance reads orders"
    assert desk.as_("1005").json("order", "list", "--team", "一组")[0]["person"] == "赵磊"
    assert desk.ok("order", "void", "O1", "--reason", "x").out == "O-0001 void.\n"


# -- payments ----------------------------------------------------------------------------------------------------------


def test_money_is_the_collection_of_who_looks_after_the_client(desk: Cli) -> None:
    desk.as_("1010").at("2026-11-20 08:30")
    assert desk.ok("payment", "add", "华联超市", "50000").out == "P-0001 华联超市 50,000.00 CNY, 王芳's.\n"
    assert desk.json("payment", "add", "华联超市", "1", "--for", "1008")["person"] == "赵磊"
    assert desk.ok("payment").out.startswith("No payment here"), "none of it is finance's own"
    assert len(desk.json("payment", "list", "--all")) == 2
    lines = {row["text"]: row for row in desk.as_("1007").lang("zh").json("today")}
    line = lines["华联超市 到账 50,000.00（肖会计 08:30）"]
    assert (line["section"], line["number"], line["command"]) == ("new", "P-0001", "payment show P-0001")
    assert "到账" not in desk.as_("1005").ok("today").out
    assert "到账" not in desk.as_("1007").at("2026-11-22 10:00").ok("today").out, "news since yesterday"


def test_what_i_typed_myself_and_last_years_list_are_no_news(desk: Cli) -> None:
    desk.as_("1007").ok("payment", "add", "华联超市", "50000")
    desk.as_(None).ok("payment", "add", "华联超市", "40000", "--on", "2025-11-20")
    assert "received" not in desk.as_("1007").ok("today").out


def test_an_unknown_payer_waits_is_matched_and_known_the_next_time(desk: Cli) -> None:
    desk.as_("1010").lang("zh")
    said = desk.ok("payment", "add", "3000", "--payer", "武汉华美商贸有限公司")
    assert said.out == (
        "P-0001 武汉华美商贸有限公司 到账 3,000.00 元，认不出付款人：salesctl payment match P-0001 客户\n"
    )
    desk.ok("payment", "add", "400", "--payer", "武汉华美商贸")
    desk.lang("en")
    (line,) = [row for row in desk.json("today") if row["number"] == "P-0001"]
    assert (line["section"], line["command"]) == ("money", "payment match P-0001 …")
    assert [row["state"] for row in desk.json("payment", "list", "--open")] == ["unmatched"] * 2
    assert len(desk.json("payment", "match")) == 2
    said = desk.ok("payment", "match", "P1", "华联超市")
    assert said.out == (
        "P-0001 3,000.00 CNY is C-0002 华联超市's, collected by 王芳. The payer 武汉华美商贸有限公司 is remembered.\n"
    )
    assert "1 more of this payer waits: P-0002" in said.err
    row = desk.json("payment", "show", "P1")
    assert (row["client"], row["person"], row["team"], row["state"], row["matched_by"]) == (
        "华联超市",
        "王芳",
        "一组",
        "matched",
        "肖会计",
    )
    said = desk.ok("payment", "add", "70", "--payer", "武汉华美商贸（有限公司）")
    assert "Known by the payer" in said.out and "王芳's" in said.out
    assert "3,000.00 received (肖会计 15:30)" in desk.as_("1007").ok("today").out, "news when it is matched"
    assert desk.as_("1010").error("payment", "match", "P1", "华联超市", code=5)["hint"]


def test_all_of_a_payers_are_matched_at_once(desk: Cli) -> None:
    desk.as_("1010")
    for amount in ("1", "2", "3"):
        desk.ok("payment", "add", amount, "--payer", "某某")
    assert "2 more of this payer matched too." in desk.ok("payment", "match", "P2", "华联超市", "--same").out
    assert {row["client"] for row in desk.json("payment", "list", "--all")} == {"华联超市"}
    desk.ok("undo")
    assert len(desk.json("payment", "match")) == 3


def test_a_wrong_match_is_taken_back_or_changed_with_a_reason(desk: Cli) -> None:
    desk.as_("1010").ok("payment", "add", "3000", "--payer", "某某")
    desk.ok("payment", "match", "P1", "华联超市")
    assert desk.error("payment", "match", "P1", "东方建材", code=2)["hint"] == 'Add --reason "…".'
    assert desk.json("payment", "match", "P1", "东方建材", "--reason", "看错")["person"] == "赵磊"
    assert desk.json("payment", "add", "1", "--payer", "某某")["client"] == "东方建材", "the last word counts"
    assert desk.error("payment", "match", "P1", "--wrong", code=2)["hint"]
    assert desk.error("payment", "match", "P1", "东方建材", "--wrong", "--reason", "x", code=2)["hint"]
    assert desk.error("payment", "match", "P1", code=2)["hint"]
    row = desk.json("payment", "match", "P1", "--wrong", "--reason", "都不是")
    assert (row["client"], row["state"], row["person"], row["matched_by"]) == (None, "unmatched", "肖会计", None)
    assert desk.error("payment", "match", "P1", "--wrong", "--reason", "x", code=5)["hint"]
    assert desk.json("payment", "add", "1", "--payer", "某某")["client"] is None, "it is forgotten with the match"
    desk.ok("undo")
    desk.ok("undo")
    assert desk.json("payment", "show", "P1")["client"] == "东方建材"


def test_whose_collection_was_said_stays_said(desk: Cli) -> None:
    desk.ok("payment", "add", "9", "--payer", "某某", "--for", "1008")
    assert desk.json("payment", "match", "P1", "华联超市")["person"] == "赵磊"
    desk.ok("payment", "add", "8", "--payer", "别人")
    assert desk.json("payment", "match", "P2", "华联超市", "--for", "1008")["person"] == "赵磊"


def test_a_payer_of_a_clients_own_name_needs_nobody_to_match_it(desk: Cli) -> None:
    said = desk.ok("payment", "add", "5", "--payer", "华联超市有限公司")
    assert "Matched by the payer's name." in said.out
    desk.ok("client", "add", "华联超市", "--yes")
    assert "unmatched" in desk.ok("payment", "add", "5", "--payer", "华联超市有限公司").out, "two of that name: who?"


def test_who_paid_must_be_said_somehow(desk: Cli) -> None:
    before = desk.json("ledger", "head")
    for words, code in (
        (("500",), 2),
        ((), 2),
        (("华联超市",), 2),
        (("华联超市", "0"), 2),
        (("华联超市", "x"), 2),
        (("5", "--payer", " "), 2),
        (("华联超市", "5", "--on", "2027-01-01"), 5),
        (("华联超市", "5", "--currency", "usd"), 5),
    ):
        for lang in ("en", "zh"):
            assert desk.lang(lang).error("payment", "add", *words, code=code)["hint"], words
    assert desk.json("ledger", "head") == before


def test_a_rep_matches_only_what_is_theirs(desk: Cli) -> None:
    desk.as_("1010").ok("payment", "add", "3000", "--payer", "某某")
    desk.as_("1007")
    assert desk.json("payment", "match") == []
    assert desk.error("payment", "match", "P1", "华联超市", code=3)
    desk.ok("payment", "add", "5", "--payer", "我的")
    assert desk.json("payment", "match", "P2", "华联超市")["person"] == "王芳"
    assert desk.error("payment", "match", "P2", "东方建材", "--reason", "x", code=3)


def test_a_void_payment_is_out_of_every_sum(desk: Cli) -> None:
    desk.ok("payment", "add", "华联超市", "5")
    assert desk.error("payment", "void", "P1", code=2)["hint"]
    assert desk.ok("payment", "void", "P1", "--reason", "重复").out == "P-0001 void.\n"
    assert desk.json("payment", "list", "--all") == []


def test_the_team_hears_of_yesterdays_money_and_what_is_unmatched(desk: Cli) -> None:
    desk.as_("1010").ok("payment", "add", "华联超市", "50000", "--on", "2026-11-20")
    desk.ok("payment", "add", "1", "--payer", "谁", "--for", "1008")
    desk.at("2026-11-21 18:00").ok("payment", "add", "东方建材", "12,000")
    desk.as_("1005").at("2026-11-21 09:00").lang("zh")
    (line,) = [row for row in desk.json("today", "--team") if row["section"] == "money"]
    assert (line["text"], line["command"]) == ("昨天到账 2 笔 50,001.00；未认领 1", "payment match")
    desk.at("2026-11-23 09:00").lang("en")
    (line,) = [row for row in desk.json("today", "--team") if row["section"] == "money"]
    assert line["text"] == "since 11-20 (Fri): 3 payments, 62,001.00; 1 unmatched", "Monday hears of the weekend"
    assert not [row for row in desk.as_("1007").json("today") if row["section"] == "money"]


def test_a_month_is_closed_when_everything_is_matched(desk: Cli) -> None:
    from salesctl.closing import Step, steps
    from salesctl.values.period import parse_period

    desk.ok("payment", "add", "30", "--payer", "谁", "--on", "2026-10-08")
    found: dict[str, list[Step]] = {}

    def look(view: Any, **_kw: Any) -> list[Any]:
        for month in ("2026-10", "2026-11"):
            period = parse_period(month, view.today)
            found[month] = [one for one in steps(view, period) if one.key == "payments_matched"]
        return []

    desk.monkeypatch.setattr("salesctl.today.lines", look)
    desk.ok("today")
    (october,), (november,) = found["2026-10"], found["2026-11"]
    assert (october.done, october.command) == (False, "payment list 2026-10 --open")
    assert "1 payment unmatched, 30.00" in october.text
    assert november.done
    assert [row["amount"] for row in desk.json(*october.command.split())] == [30]


def test_a_clients_file_tells_of_orders_and_payments(desk: Cli) -> None:
    desk.as_("1007").ok("order", "add", "华联超市", "A01=2@5", "--on", "2026-11-18")
    desk.as_("1010").ok("payment", "add", "华联超市", "10", "--payer", "某某", "--note", "货款")
    page = desk.as_("1007").json("client", "show", "华联超市")
    told = {one["what"]: one for one in page["timeline"]}
    assert (told["order"]["text"], told["order"]["number"]) == ("10.00  A01", "O-0001")
    assert (told["payment"]["text"], told["payment"]["by"]) == ("10.00  某某  货款", "王芳")
    assert told["payment"]["at"] and not told["order"]["at"]
    assert "P-0001" in desk.ok("client", "show", "华联超市").out


def test_a_client_with_orders_is_not_taken_back(desk: Cli) -> None:
    desk.ok("client", "add", "新客户")
    desk.ok("order", "add", "新客户", "5")
    step = next(row for row in desk.json("ledger", "log") if row["action"] == "client.add")
    error = desk.error("undo", step["entry"], code=5)
    assert "O-2026-0001" in error["message"]


def test_a_closed_month_stays_as_it_is(desk: Cli) -> None:
    from tests.domains.periods.test_periods import close

    desk.ok("order", "add", "东方建材", "5", "--on", "2026-10-08")
    desk.ok("payment", "add", "5", "--payer", "谁", "--on", "2026-10-08")
    close(desk)
    for words in (
        ("order", "add", "东方建材", "5", "--on", "2026-10-09"),
        ("order", "void", "O1", "--reason", "x"),
        ("payment", "match", "P1", "华联超市"),
        ("payment", "add", "华联超市", "5", "--on", "2026-10-09"),
    ):
        assert desk.error(*words, code=5)["hint"], words


def test_papers_and_operation_ids_go_with_them(desk: Cli) -> None:
    slip = desk.home / "slip.txt"
    slip.write_text("银行回单", encoding="utf-8")
    first = desk.ok("payment", "add", "华联超市", "5", "--paper", slip, "--op-id", "bank-1")
    again = desk.ok("payment", "add", "华联超市", "5", "--paper", slip, "--op-id", "bank-1")
    assert "P-0001" in first.out and again.out.strip().endswith(": P-2026-0001"), again
    assert desk.ok("ledger", "history", "P1").out.splitlines()[0] == "P-2026-0001"
    assert len(desk.json("payment", "list", "--all")) == 1
    rows = json.loads(desk.ok("ledger", "sql", "SELECT noun, filename FROM paper", "--json").out)
    assert rows == [{"noun": "payment", "filename": "slip.txt"}]


def test_a_dry_run_writes_nothing(desk: Cli) -> None:
    desk.ok("order", "add", "东方建材", "A=1@5", "--dry-run")
    desk.ok("payment", "add", "东方建材", "5", "--dry-run")
    assert desk.json("order", "list", "--all") == desk.json("payment", "list", "--all") == []
