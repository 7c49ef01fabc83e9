"""Orders and payments from files: whose, when, twice the same, unknown clients and payers, sums that hold."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Cli = Any

ORDERS = """client,date,amount,channel,person,product
东方建材,2026-11-01,"35,000",direct,1008,管材
华联,2026/11/2,3.5万,dealer,王芳,
C-2026-0002,20261103,-50,dealer,,
,2026年11月4日,70.5元,direct,1007,
"""
STATEMENT = """日期,对方户名,金额,备注
2026-11-19,武汉华美商贸有限公司,"50,000.00",货款
2026-11-19,华联超市有限公司,1200,
2026-11-19,华联超市有限公司,1200,
2026-11-20,没人认识,35000,
"""


@pytest.fixture
def desk(cli: Cli) -> Cli:
    """李敏's desk with the team of 王芳 (1007) and 赵磊 (1008), finance 1010, and two clients of theirs."""
    cli.init()
    cli.people()
    cli.ok("person", "add", "1010", "肖会计", "--roles", "finance")
    cli.ok("client", "add", "东方建材", "--owner", "1008")
    cli.ok("client", "add", "华联超市", "--owner", "1007", "--short-name", "华联")
    return cli.at("2026-11-20 10:20")


def write(cli: Cli, text: str, name: str = "orders.csv") -> Path:
    path: Path = cli.home / name
    path.write_text(text, encoding="utf-8")
    return path


def test_orders_keep_their_day_client_and_person(desk: Cli) -> None:
    said = desk.ok("order", "import", write(desk, ORDERS))
    assert said.out == "orders.csv: 4 new. 4 orders, 70,020.50 CNY.\n"
    rows = desk.json("order", "list", "--all")
    assert [(row["on_date"], row["client"], row["amount"], row["channel"], row["person"]) for row in rows] == [
        ("2026-11-04", None, 70.5, "direct", "王芳"),
        ("2026-11-03", "华联超市", -50, "dealer", "李敏"),
        ("2026-11-02", "华联超市", 35000, "dealer", "王芳"),
        ("2026-11-01", "东方建材", 35000, "direct", "赵磊"),
    ]
    assert rows[-1]["product"] == "管材" and rows[-1]["origin"].startswith("import:")
    assert [row["number"] for row in rows] == [f"O-2026-000{n}" for n in (4, 3, 2, 1)]


def test_the_same_file_again_and_in_chinese_changes_nothing(desk: Cli) -> None:
    desk.ok("order", "import", write(desk, ORDERS))
    head = desk.json("ledger", "head")
    assert "has all 4 rows already" in desk.ok("order", "import", desk.home / "orders.csv").out
    chinese = ORDERS.replace("client,date,amount,channel,person,product", "客户,日期,金额,渠道,人员,产品")
    assert "has all 4 rows already" in desk.ok("order", "import", write(desk, chinese, "订单.csv")).out
    assert desk.json("ledger", "head") == head


def test_pasted_text_and_old_years(desk: Cli) -> None:
    pasted = "日期\t客户\t金额\n2007-12-31\t东方建材\t1149189\n1997-02-03\t东方建材\t5\n"
    assert "2 new" in desk.ok("order", "import", "-", input=pasted).out
    assert [row["number"] for row in desk.json("order", "list", "--all")] == ["O-2007-0001", "O-1997-0001"]
    assert [row["amount"] for row in desk.json("order", "list", "2007", "--all")] == [1149189]


def test_a_client_nobody_has_stops_the_file_and_says_what_to_do(desk: Cli) -> None:
    text = "client,date,amount,channel,person\n新客户公司,2026-11-02,100,,1007\n新客户公司,2026-11-03,50,,1008\n"
    file = write(desk, text)
    error = desk.error("order", "import", file, code=2)
    assert "--new-clients" in error["message"] and error["bad"] == 2
    assert desk.json("order", "list", "--all") == []
    said = desk.ok("order", "import", file, "--new-clients")
    assert said.out == "orders.csv: 2 new. 2 orders, 150.00 CNY. 1 client opened.\n"
    client = desk.json("client", "show", "新客户公司")
    assert (client["owner"], client["number"]) == ("王芳", "C-2026-0003"), "the person of its first row"
    log = desk.json("ledger", "log")
    assert (log[0]["action"], log[0]["changes"]) == ("order.import", 3), "one entry"
    assert "already" in desk.ok("order", "import", file, "--new-clients").out
    desk.ok("undo", log[0]["entry"], "--yes")
    assert desk.error("client", "show", "新客户公司", code=3)


def test_every_fault_of_a_row_is_told_and_the_good_ones_may_pass(desk: Cli) -> None:
    text = ORDERS + "东方建材,2027-01-01,0,,9999,\n东方建材,05/06/2026,x,,,\nC-2026-0099,2026-11-01,1,,,\n,,,,,\n"
    file = write(desk, text)
    error = desk.error("order", "import", file, code=2)
    told = {(row["line"], row["field"]) for row in error["rows"]}
    assert told == {(6, "on_date"), (6, "amount"), (6, "person"), (7, "on_date"), (7, "amount"), (8, "client")}
    assert "5 rows" not in desk.lang("zh").error("order", "import", file, code=2)["message"]
    result = desk.lang("en")("order", "import", file, "--skip-bad")
    assert result.code == 6 and "4 new" in result.out
    assert len(desk.json("order", "list", "--all")) == 4
    assert "9999" in (desk.home / "orders.csv.rejected.csv").read_text(encoding="utf-8-sig")


def test_a_name_of_several_asks_for_the_number(desk: Cli) -> None:
    desk.ok("client", "add", "华联超市", "--yes")
    error = desk.error("order", "import", write(desk, "client,date,amount\n华联超市,2026-11-01,5\n"), code=2)
    assert "several" in error["message"]
    desk.ok("order", "import", write(desk, "client,date,amount\nC-2026-0003,2026-11-01,5\n"))


def test_a_corrected_file_changes_the_same_orders(desk: Cli) -> None:
    text = "单号,client,date,amount,channel,person\nX1,东方建材,2026-11-02,100,,1007\nX2,东方建材,2026-11-03,50,,1008\n"
    desk.ok("order", "import", write(desk, text), "--key", "单号")
    changed = text.replace(",100,", ",120,").replace("1008", "1007")
    said = desk.ok("order", "import", write(desk, changed), "--key", "单号")
    assert said.out == "orders.csv: 2 changed.\n"
    rows = desk.json("order", "list", "--all")
    assert [(row["amount"], row["person"]) for row in rows] == [(50, "王芳"), (120, "王芳")]
    desk.ok("order", "add", "东方建材", "A=2@5")
    exported = desk.ok("order", "list", "--all", "--format", "csv").out
    assert "has all 3 rows already" in desk.ok("order", "import", write(desk, exported)).out, "what left comes home"
    refused = exported.replace(",10,CNY", ",11,CNY")
    assert refused != exported
    assert "items" in desk.error("order", "import", write(desk, refused), code=5)["message"]


def test_a_statement_matches_whom_it_knows_and_counts_the_others(desk: Cli) -> None:
    desk.as_("1010").ok("payment", "add", "东方建材", "1", "--payer", "武汉华美商贸")
    file = write(desk, STATEMENT, "流水.csv")
    said = desk.lang("zh").ok("payment", "import", file)
    assert said.out == (
        "流水.csv：新增 4 行。4 笔 87,400.00 元；3 笔已认领，1 笔认不出付款人：salesctl payment match P-0005 客户\n"
    )
    assert "已记入 赵磊、王芳 的 today。" in said.err
    rows = desk.json("payment", "list", "2026-11-19..2026-11-20", "--all")
    assert [(row["payer"], row["client"], row["person"], row["amount"]) for row in rows if row["amount"] > 1] == [
        ("没人认识", None, "肖会计", 35000),
        ("华联超市有限公司", "华联超市", "王芳", 1200),
        ("华联超市有限公司", "华联超市", "王芳", 1200),
        ("武汉华美商贸有限公司", "东方建材", "赵磊", 50000),
    ]
    assert "已有" in desk.ok("payment", "import", file).out
    desk.ok("payment", "match", "P5", "东方建材")
    assert "已有" in desk.ok("payment", "import", file).out, "matched rows are known too"
    assert "到账 50,000.00" in desk.as_("1008").ok("today").out


def test_a_payments_client_nobody_has_is_a_payer_and_a_channels_sum_waits_for_nobody(desk: Cli) -> None:
    text = "client,date,amount,channel,person\n路人甲,2026-11-01,5,,\n,2026-11-01,6,direct,1007\n"
    said = desk.ok("payment", "import", write(desk, text))
    assert "1 matched, 1 payer not known" in said.out
    rows = desk.json("payment", "list", "--all")
    assert [(row["payer"], row["state"], row["channel"]) for row in rows] == [
        (None, None, "direct"),
        ("路人甲", "unmatched", None),
    ]
    assert len(desk.json("payment", "match")) == 1
    for bad in (",2026-11-01,6,,1007", "C-2026-0099,2026-11-01,6,,1007"):
        assert desk.error("payment", "import", write(desk, f"client,date,amount,channel,person\n{bad}\n"), code=2)


def test_a_row_with_client_and_payer_teaches(desk: Cli) -> None:
    desk.ok("payment", "import", write(desk, "client,payer,date,amount\n东方建材,老板个人,2026-11-01,5\n"))
    assert desk.json("payment", "add", "7", "--payer", "老板个人")["client"] == "东方建材"


def test_a_rep_imports_only_their_own(desk: Cli) -> None:
    desk.as_("1007")
    error = desk.error("order", "import", write(desk, "client,date,amount,person\n,2026-11-01,5,1008\n"), code=2)
    assert error["rows"][0]["field"] == "person"
    error = desk.error("order", "import", write(desk, "client,date,amount\n东方建材,2026-11-01,5\n"), code=2)
    assert "no client" in error["message"], "another's client is as unknown as one nobody has"
    assert desk.ok("order", "import", write(desk, "client,date,amount\n华联,2026-11-01,5\n"))
    assert desk.as_("1010").error("order", "import", write(desk, "client,date,amount\n华联,2026-11-01,5\n"), code=4)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["东方建材", "华联", ""]),
        st.dates(min_value=date(1996, 1, 1), max_value=date(2026, 11, 20)),
        st.integers(-(10**9), 10**9).filter(bool),
        st.sampled_from(["direct", "dealer"]),
        st.sampled_from(["1007", "赵磊", ""]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
@pytest.mark.parametrize("noun", ["order", "payment"])
def test_the_ledger_adds_up_to_the_file_however_often_it_is_read(desk: Cli, noun: str, rows: list[Any]) -> None:
    before = sum(Decimal(str(row["amount"])) for row in desk.json(noun, "list", "--all"))
    count = len(desk.json(noun, "list", "--all"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("client", "date", "amount", "channel", "person", "note"))
    mark = f"{count} {before}"  # another file than the ones before it
    for client, day, cents, channel, person in (*rows, rows[0]):
        writer.writerow((client, day.isoformat(), Decimal(cents) / 100, channel, person, mark))
    file = write(desk, text.getvalue())
    desk.ok(noun, "import", file)
    desk.ok(noun, "import", file)
    found = desk.json(noun, "list", "--all")
    assert len(found) == count + len(rows) + 1, "two equal rows of a file are two"
    added = Decimal(sum(row[2] for row in (*rows, rows[0]))) / 100
    assert sum(Decimal(str(row["amount"])) for row in found) == before + added
    assert len({row["number"] for row in found}) == len(found)
