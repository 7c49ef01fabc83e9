"""A week of a team: what each command answered, and that every figure at its end is what the week did."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import AbstractContextManager, closing
from decimal import Decimal
from shutil import rmtree
from typing import Any

import pytest

from tests.ledger.made_up import tamper
from tests.ledger.tampering import rewrite
from tests.stories.week import LANGS, LI, LIU, WANG, WEN, ZHAO, lived, steps

Cli = Any

ZERO: dict[str, float | None] = dict.fromkeys(
    (
        *("present", "late", "late_minutes", "early", "early_minutes", "absent", "leave", "claimed"),
        *("reports_due", "reports_on_time", "reports_late", "reports_missing"),
        *("visits", "stops", "visits_checked", "visits_passed", "clients_new", "clients_contacted"),
        *("orders", "sales", "collections"),
    ),
    0,
)
REPORTED: dict[str, float | None] = {"reports_due": 5, "reports_on_time": 5}
WEEK: dict[str, dict[str, float | None]] = {
    # 电话 to 华联超市 on Tuesday; a lead owes no daily report
    LI: ZERO | {"workdays": 5, "present": 5, "clients_contacted": 1, "collection_rate": None},
    # left 17:40 on Tuesday, did not come on Thursday
    WEN: ZERO | {"workdays": 5, "present": 4, "absent": 1, "early": 1, "early_minutes": 20, "collection_rate": None},
    # 华联超市 logged, 永辉五一店 visited and found true; B01 100 × 12.50; 5,000 of the file
    WANG: ZERO
    | REPORTED
    | {"workdays": 5, "present": 5, "visits": 1, "stops": 1, "visits_checked": 1, "visits_passed": 1}
    | {"clients_contacted": 2, "orders": 1, "sales": 1250, "collections": 5000, "collection_rate": 4},
    # two stops on one slip and one written down afterwards, which nobody could confirm; the report that was sent
    # back is on time, as it was before; 4,580 + 1,200; 2,000 of the file
    ZHAO: ZERO
    | REPORTED
    | {"workdays": 5, "present": 5, "visits": 2, "stops": 3, "visits_checked": 1}
    | {"clients_contacted": 2, "orders": 2, "sales": 5780, "collections": 2000, "collection_rate": 0.346},
    # 09:14 on Monday; Tuesday's out claimed the Monday after; Monday's report late and still late when it was
    # written again, none on Tuesday and Friday; the order with a nought too many is void; the unknown payer's money
    LIU: ZERO
    | {"workdays": 5, "present": 5, "late": 1, "late_minutes": 14, "claimed": 1}
    | {"reports_due": 5, "reports_on_time": 2, "reports_late": 1, "reports_missing": 2}
    | {"visits": 1, "stops": 1, "clients_new": 1, "clients_contacted": 1}
    | {"orders": 1, "sales": 3000, "collections": 1500, "collection_rate": 0.5},
}
CONTACTED = 5
"""华联超市, to whom two people talked, 永辉五一店, 东方建材, 长江装饰, 恒信贸易."""
RATE = 0.8475
"""8,500 / 10,030."""


def summed() -> dict[str, float | None]:
    """Add up what the people did; a client two of them talked to counts once."""
    total: dict[str, float | None] = {
        key: sum(row[key] or 0 for row in WEEK.values()) for key in WEEK[LI] if key != "collection_rate"
    }
    return total | {"clients_contacted": CONTACTED, "collection_rate": RATE}


# -- what was said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_each_command_answers_in_both_languages(cli: Cli, lang: str) -> None:
    told = []
    for step, (code, out, err) in zip(steps(), lived(cli, lang), strict=True):
        where = f"{step.day} {step.time} {step.who}  {step.line}"
        if code != step.code:
            told.append(f"{where}\n  exit {code}\n  {out}{err}")
        elif not step.page:
            heard = (out.splitlines(), [] if step.typed else err.splitlines())
            if heard != (step.out[lang], step.err[lang]):
                told.append(f"{where}\n  said {heard}\n  not  {(step.out[lang], step.err[lang])}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("lang", LANGS)
def test_the_pages_of_the_week(cli: Cli, snapshot: Any, lang: str) -> None:
    for step, (_code, out, err) in zip(steps(), lived(cli, lang), strict=True):
        if step.page:
            page = re.sub(r"@[0-9a-f]{4}…[0-9a-f]{4}", "@head…head", out + err)
            assert page == snapshot(name=f"{step.day} {step.time} {step.line}")


def test_each_command_that_writes_is_one_entry(cli: Cli) -> None:
    lived(cli)
    reads = ("archive check", "report print")
    writes = [step.line for step in steps() if not step.page and not step.line.startswith(reads)]
    log = cli.json("ledger", "log", "--limit", "500")
    assert len(log) == cli.json("ledger", "head")["seq"]
    assert len(log) == len(writes) + 1, "the walk through the reports read one and commented on another"
    assert {row["action"] for row in log} >= {"init", "checkin.in", "visit.log", "payment.import", "report.review"}
    said = cli.ok("ledger", "verify").out
    assert said.startswith(f"台账完好：{len(log)} 条") and len(log) > 100


# -- what was done -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_the_week_is_what_was_done(cli: Cli, lang: str) -> None:
    lived(cli, lang)
    data = cli.json("report", "summary", "2026-W47")
    for row in data["rows"]:
        assert {key: row[key] for key in WEEK[row["code"]]} == WEEK[row["code"]], row["person"]
        assert set(row) == {"id", "person", "code", "team"} | set(WEEK[LI])
    assert [row["code"] for row in data["rows"]] == [LI, WEN, WANG, ZHAO, LIU]
    assert data["totals"] == summed()
    assert data["period"] == {"from": "2026-11-16", "to": "2026-11-22", "label": "2026-W47"}
    assert {row["team"] for row in data["rows"]} == {"华东一组"}


def test_the_week_before_had_one_order_and_four_clients(cli: Cli) -> None:
    lived(cli)
    before = cli.json("report", "summary", "2026-W47")["previous"]
    assert before["label"] == "2026-W46"
    assert (before["orders"], before["sales"], before["collections"], before["collection_rate"]) == (
        1,
        8000,
        6000,
        0.75,
    )
    assert (before["clients_new"], before["clients_contacted"], before["visits"], before["reports_due"]) == (4, 0, 0, 0)
    month = cli.json("report", "summary", "2026-11-01..2026-11-22")["totals"]
    assert (month["sales"], month["collections"], month["orders"]) == (18030, 14500, 5)


def test_teams_channels_and_products_sum_up_the_same_week(cli: Cli) -> None:
    lived(cli)
    (team,) = cli.json("report", "summary", "2026-W47", "--by", "team")["rows"]
    assert {key: team[key] for key in WEEK[LI]} == summed()
    channels = cli.json("report", "summary", "2026-W47", "--by", "channel")
    assert {row["channel"]: (row["orders"], row["sales"], row["collections"]) for row in channels["rows"]} == {
        "直销": (2, 5780, 2000),
        "商超": (1, 1250, 5000),
        "经销": (1, 3000, 1500),
    }
    products = cli.json("report", "summary", "2026-W47", "--by", "product")
    assert {row["product"]: row["sales"] for row in products["rows"]} == {
        "A01": 3840,
        "A07": 740,
        "B01": 1250,
        None: 4200,
    }
    for data in (channels, products):
        assert data["totals"]["sales"] == 10030


@pytest.mark.parametrize("code", WEEK)
def test_the_rows_behind_each_figure_add_up_to_it(cli: Cli, code: str) -> None:
    lived(cli)
    behind = cli.json("report", "summary", "2026-W47", "--person", code, "--explain")
    for key, value in WEEK[code].items():
        rows = [row for row in behind if row["key"] == key]
        if key != "collection_rate":
            assert sum(Decimal(str(row["value"])) for row in rows) == Decimal(str(value)), key
        assert all(row["date"][:10] >= "2026-11-16" and row["date"][:10] <= "2026-11-22" for row in rows), key
    numbers = {
        key: [row["number"] for row in behind if row["key"] == key] for key in ("orders", "collections", "visits")
    }
    assert (
        numbers
        == {
            LI: {"orders": [], "collections": [], "visits": []},
            WEN: {"orders": [], "collections": [], "visits": []},
            WANG: {"orders": ["O-2026-0003"], "collections": ["P-2026-0002"], "visits": ["V-2026-0002"]},
            ZHAO: {
                "orders": ["O-2026-0002", "O-2026-0004"],
                "collections": ["P-2026-0003"],
                "visits": ["V-2026-0001", "V-2026-0003"],
            },
            LIU: {"orders": ["O-2026-0005"], "collections": ["P-2026-0004"], "visits": ["V-2026-0004"]},
        }[code]
    )


def test_a_rep_sees_their_own_week_and_nobody_else_s(cli: Cli) -> None:
    lived(cli)
    data = cli.as_(ZHAO).json("report", "summary", "2026-W47")
    assert [row["code"] for row in data["rows"]] == [ZHAO]
    assert data["totals"]["sales"] == 5780


def test_what_was_planned_is_carried_over_as_done_or_not(cli: Cli) -> None:
    lived(cli)
    plans = {
        (code, day): cli.as_(code).json("report", "show", f"2026-11-{day}")["plan"]
        for code, day in ((WANG, 17), (WANG, 18), (WANG, 19), (WANG, 20), (ZHAO, 17), (ZHAO, 18), (LIU, 18), (LIU, 19))
    }
    assert plans == {
        (WANG, 17): ["[x] 华联对账", "[ ] 永辉谈端架: 店长出差，改周三"],
        (WANG, 18): ["[x] 永辉谈端架"],
        (WANG, 19): ["[ ] 送合同: 等法务"],
        (WANG, 20): ["[x] 送合同"],
        (ZHAO, 17): ["[ ] 送样长江: 仓库缺货", "[ ] 追东方报价: 还没回"],
        (ZHAO, 18): ["[x] 送样长江"],
        (LIU, 18): ["[ ] 回访恒信"],
        (LIU, 19): ["[ ] 收恒信款: 周五付"],
    }


def test_each_report_stands_as_it_was_handed_in(cli: Cli) -> None:
    lived(cli)
    rows = cli.json("report", "list", "2026-W47", "--kind", "day")
    stood = {(row["person_code"], row["period"][-2:]): row["standing"] for row in rows}
    assert [key for key, standing in stood.items() if standing == "late"] == [(LIU, "16")]
    assert stood[ZHAO, "17"] == "on_time", "it was sent back, and written again after the deadline"
    owed = json.loads(cli("report", "missing", "2026-W47", "--json").out)
    assert [(row["person_code"], row["period"]) for row in owed] == [(LIU, "2026-11-17"), (LIU, "2026-11-20")]
    states = {(row["person_code"], row["period"][-2:]): row["state"] for row in rows}
    read = {key for key, state in states.items() if state == "read"}
    assert read == {(WANG, "16"), (ZHAO, "16"), (LIU, "16"), (WANG, "17")}, "a comment is a reading"
    assert states[ZHAO, "17"] == "submitted", "to be read again"


def test_the_spot_checks_keep_their_seed(cli: Cli) -> None:
    lived(cli)
    slips = {row["number"]: row for row in cli.json("visit", "list", "2026-W47", "--all")}
    assert {number: row["verdict"] for number, row in slips.items()} == {
        "V-2026-0001": None,
        "V-2026-0002": "true",
        "V-2026-0003": "unreachable",
        "V-2026-0004": None,
    }
    drawn = {number for number in slips if cli.json("visit", "show", number)["seed"]}
    assert drawn == {"V-2026-0001", "V-2026-0003"}
    assert cli.json("visit", "show", "V3")["drawn_of"] == "2/3"


# -- what came of it ---------------------------------------------------------------------------------------------------


def test_scorecards_follow_from_the_figures_and_the_scheme(cli: Cli) -> None:
    """Joined on the 16th, they owe 11 of November's 21 workdays of each target; it is counted on the 23rd."""
    lived(cli)
    cards = {}
    for code in (WANG, ZHAO, LIU):
        card = cli.json("assess", "show", code, "2026-11")
        assert sum(Decimal(str(row["score"] or 0)) for row in card["rows"]) == Decimal(str(card["score"]))
        cards[code] = [(row["value"], row["target"], row["score"]) for row in card["rows"]]
    sold, new, seen, out = 78571.4286, 1.5714, 10.4762, 6.2857  # 11/21 of 150,000, 3, 20, 12
    assert cards[WANG] == [
        (9250, sold, 2.9432),
        (1.1892, 0.8, 24),  # 11,000 / 9,250; at most 120 % of the target counts
        (2, new, 12.7275),
        (2, seen, 0.9545),
        (1, 1, 15),
        (1, out, 1.5909),
        (1, 1, 5),
        (0, None, 5),
        (0, None, 5),
    ]
    assert [card[:2] + card[4:8] for card in (cards[ZHAO], cards[LIU])] == [
        [(5780, sold, 1.8391), (0.346, 0.8, 8.65), (1, 1, 15), (2, out, 3.1818), (0, 1, 0), (0, None, 5)],
        [(3000, sold, 0.9545), (0.5, 0.8, 12.5), (0.4, 1, 6), (1, out, 1.5909), (None, 1, None), (1, None, 4)],
    ]
    listed = [(row["code"], row["score"], row["full"], row["grade"]) for row in cli.json("assess", "list")]
    assert listed == [(WANG, 72.2161, 100, "C"), (ZHAO, 52.3529, 100, "D"), (LIU, 36.8865, 95, "D")]


def test_the_printed_week_lies_in_the_archive(cli: Cli) -> None:
    lived(cli)
    cli.ok("archive", "get", "A1", "--output", cli.home / "again.html")
    page = (cli.home / "again.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "恒信贸易" in page and "10,030" in page
    paper = cli.json("archive", "show", "A1")
    assert (paper["class"], paper["links"], paper["keep_until"]) == ("report", ["V-2026-0001"], "2031-12-31")
    noted = re.search(r"01:\d+@[0-9a-f]{4}…[0-9a-f]{4}", page)
    assert noted and cli.ok("ledger", "verify", "--head", noted[0])


def test_the_month_knows_what_is_left(cli: Cli) -> None:
    lived(cli)

    def left() -> dict[str, bool]:
        return {row["step"]: row["done"] for row in cli.json("month", "2026-11")}

    assert left() == {
        "visits_back": True,
        "visits_results": False,  # 刘洋 never wrote what came of 恒信贸易
        "visits_checked": True,
        "attendance": False,  # his out of Friday
        "payments_matched": True,
        "reports_missing": False,
        "reports_unread": False,
        "scorecards": True,
        "archive": False,
    }
    cli.as_(LIU).ok("visit", "done", "恒信贸易", "十二月初付")
    cli.ok("checkin", "out", "--at", "2026-11-20 18:00")
    for day in ("17", "20"):
        cli.ok("report", "write", f"2026-11-{day}", "--done", "补交", "--submit")
    cli.as_(LI)
    for row in cli.json("report", "review"):
        cli.ok("report", "review", row["person_code"], row["period"], "read")
    assert {step for step, done in left().items() if not done} == {"archive"}
    for verb in ("file", "close"):
        assert cli.error("month", verb, "2026-11", code=5)["message"], "it has not ended"


# -- proof -------------------------------------------------------------------------------------------------------------

TAMPERED: dict[str, tuple[str, str, str, float, float]] = {
    "sales_order": (
        "UPDATE sales_order SET amount = amount * 10 WHERE number = 'O-2026-0005'",
        *(LIU, "sales", 3000, 30000),
    ),
    "payment": (
        "UPDATE payment SET client_id = (SELECT id FROM client WHERE number = 'C-2026-0001'), "
        "owner_id = (SELECT id FROM person WHERE code = '1007') WHERE number = 'P-2026-0004'",
        *(WANG, "collections", 5000, 6500),
    ),
    "stop": (
        "UPDATE stop SET owner_id = (SELECT id FROM person WHERE code = '1007') WHERE place = 2",
        *(WANG, "stops", 1, 2),
    ),
    "punch": (
        "UPDATE punch SET at = replace(at, 'T01:14', 'T00:59') WHERE on_date = '2026-11-16' "
        "AND at LIKE '%T01:14%' AND owner_id = (SELECT id FROM person WHERE code = '1009')",
        *(LIU, "late", 1, 0),
    ),
}
"""What another program writes behind the week; whose figure it is, what it was and what it seems to be then."""


def noted(cli: Cli) -> str:
    """Return the head on the week's page that was printed and filed."""
    cli.ok("archive", "get", "A1", "--output", cli.home / "filed.html")
    found = re.search(r"01:\d+@[0-9a-f]{4}…[0-9a-f]{4}", (cli.home / "filed.html").read_text(encoding="utf-8"))
    assert found
    return found[0]


def outside(cli: Cli) -> AbstractContextManager[sqlite3.Connection]:
    """Open the file as any other program does; it is written when that is left."""
    connection = sqlite3.connect(cli.ledger, isolation_level=None)
    return closing(connection)


@pytest.mark.tampered
@pytest.mark.parametrize("table", TAMPERED)
def test_a_source_of_the_summary_changed_behind_it_is_found(cli: Cli, table: str) -> None:
    lived(cli)
    head = noted(cli)
    cli.ok("ledger", "verify", "--head", head)
    query, code, key, was, seems = TAMPERED[table]
    assert WEEK[code][key] == was
    with outside(cli) as other:
        assert other.execute(query).rowcount == 1
    assert cli.json("report", "summary", "2026-W47", "--person", code)["totals"][key] == seems, "it shows nothing"
    for words in ((), ("--head", head)):
        found = cli("ledger", "verify", *words, "--json")
        assert found.code == 8
        (row,) = json.loads(found.out)["rows"]
        assert table in json.dumps(row, ensure_ascii=False), row


@pytest.mark.tampered
def test_a_whole_ledger_forged_anew_is_told_by_the_head_on_the_earlier_paper(cli: Cli) -> None:
    """Row, change and every hash after it agree; this device forgot what it saw, the paper did not."""
    lived(cli)
    head = noted(cli)

    def forge(connection: sqlite3.Connection) -> None:
        (row_id,) = connection.execute("SELECT id FROM sales_order WHERE number = 'O-2026-0005'").fetchone()
        rewrite(connection, "sales_order", row_id, "amount", 300_000_000, onward=True)

    tamper(cli.ledger, forge)
    found = cli("ledger", "verify")
    assert found.code == 8, "this device remembers the head it wrote"
    rmtree(cli.home / "state" / "salesctl" / "ledgers")
    assert cli.json("report", "summary", "2026-W47", "--person", LIU)["totals"]["sales"] == 30000
    cli.ok("ledger", "verify")
    found = cli("ledger", "verify", "--head", head)
    assert found.code == 8 and head in found.out + found.err
