"""A month of a team, summed up, printed, explained, and proved."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesctl.rulebook.default import default_book

Cli = Any
ROOT = Path(__file__).parents[4]
WORKDAYS = (*range(8, 11), *range(12, 17), *range(19, 24), *range(26, 31))
"""Days of 2026-10 that are worked; the 10th is a Saturday made up for."""
KEYS = {
    *("workdays", "present", "late", "late_minutes", "early", "early_minutes", "absent", "leave", "claimed"),
    *("reports_due", "reports_on_time", "reports_late", "reports_missing"),
    *("visits", "stops", "visits_checked", "visits_passed", "clients_new", "clients_contacted"),
    *("orders", "sales", "collections", "collection_rate"),
}


@pytest.fixture
def october(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """October 2026 of 一组: punches, reports, visits, orders and payments; the clock stands in November."""
    monkeypatch.chdir(cli.home)
    cli.at("2026-10-01 08:00").init()
    cli.people()
    cli._once(("october",), lambda: _filled(cli))
    return cli.at("2026-11-03 09:12")


def _filled(cli: Cli) -> Any:
    home: Path = cli.home
    rows = ["工号,打卡时间"]
    for code in ("1005", "1007", "1008"):
        for day in WORKDAYS:
            if code == "1008" and day == 20:
                continue
            late = code == "1007" and day in (12, 19, 26)
            rows += [f"{code},2026-10-{day:02} {'09:14' if late else '08:52'}", f"{code},2026-10-{day:02} 18:06"]
    (home / "punches.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    cli.at("2026-10-08 09:30")
    cli.ok("client", "add", "华联超市", "--for", "1007")
    cli.ok("client", "add", "永辉五一", "--for", "1008")
    for code, client in (("1007", "华联超市"), ("1008", "永辉五一")):
        cli.as_(code).at("2026-10-14 09:30").ok("visit", "start", client, "谈付款")
        cli.at("2026-10-14 10:40").ok("visit", "back")
        cli.at("2026-10-14 18:10").ok("report", "--done", "拜访", "--next", "催款", "--submit")
        cli.at("2026-10-15 20:30" if code == "1008" else "2026-10-15 18:00").ok("report", "--done", "对账", "--submit")
    cli.as_("1005").at("2026-10-16 09:00").ok("visit", "check", "v1", "true", "电话核实")
    cli.ok("visit", "check", "v2", "unreachable", "无人接")
    cli.at("2026-10-16 18:30").ok(
        *("report", "2026-W42", "--done", "端架两节", "--progress", "本周销售稳"),
        *("--difficulty", "冷柜更换预算 3,200", "--next", "1 华联收回 5 万\n2 新品铺到 18/20", "--submit"),
    )
    cli.as_(None).at("2026-10-30 19:00").ok("checkin", "import", "punches.csv")
    cli.ok("order", "add", "华联超市", "1000.50", "--for", "1007", "--on", "2026-10-12", "--channel", "直销")
    cli.ok(
        "order", "add", "华联超市", "A01=10@20", "B07=5@10", "--for", "1007", "--on", "2026-10-20", "--channel", "直销"
    )
    cli.ok(
        "order",
        "add",
        "永辉五一",
        "4000",
        "--for",
        "1008",
        "--on",
        "2026-10-13",
        "--channel",
        "经销",
        "--product",
        "A01",
    )
    cli.ok("payment", "add", "华联超市", "1200", "--for", "1007", "--on", "2026-10-21", "--channel", "直销")
    cli.ok("payment", "add", "永辉五一", "800", "--for", "1008", "--on", "2026-10-21")
    cli.ok("order", "add", "华联超市", "77", "--for", "1007", "--on", "2026-10-22")
    return cli.ok("order", "void", "o4", "--reason", "误录")


def by_code(data: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    """Return the rows of a summary by code."""
    return {row["code"]: row for row in data["rows"]}


def still(text: str) -> str:
    """Return a paper without what differs at every run: the ledger's head."""
    return re.sub(r"\d\d:\d+@[0-9a-f]{4}…[0-9a-f]{4}", "01:N@head…head", text)


# -- figures -----------------------------------------------------------------------------------------------------------


def test_a_team_s_month(october: Cli) -> None:
    data = october.json("report", "summary", "2026-10", "--team", "一组")
    rows = by_code(data)
    assert list(rows) == ["1001", "1005", "1007", "1008"], "everybody of the team, with figures or without"
    assert {*rows["1007"]} == {"id", "person", "code", "team"} | KEYS
    assert data["period"] == {"from": "2026-10-01", "to": "2026-10-31", "label": "2026-10"}
    wang, zhao = rows["1007"], rows["1008"]
    assert (wang["person"], wang["team"]) == ("王芳", "一组")
    assert (wang["workdays"], wang["present"], wang["late"], wang["late_minutes"]) == (18, 18, 3, 42)
    assert (zhao["present"], zhao["absent"], zhao["late"]) == (17, 1, 0)
    assert (wang["reports_due"], wang["reports_on_time"], wang["reports_missing"]) == (18, 2, 16)
    assert (zhao["reports_on_time"], zhao["reports_late"], zhao["reports_missing"]) == (1, 1, 16)
    assert (wang["visits"], wang["stops"], wang["visits_checked"], wang["visits_passed"]) == (1, 1, 1, 1)
    assert (zhao["visits_checked"], zhao["visits_passed"]) == (1, 0)
    assert (wang["clients_new"], wang["clients_contacted"]) == (1, 1)
    assert (wang["orders"], wang["sales"], wang["collections"]) == (2, 1250.5, 1200)
    assert wang["collection_rate"] == 0.9596 and zhao["collection_rate"] == 0.2
    total = data["totals"]
    assert (total["orders"], total["sales"], total["collections"]) == (3, 5250.5, 2000)
    assert total["collection_rate"] == 0.3809 and total["clients_contacted"] == 2
    assert rows["1005"]["sales"] == 0 and rows["1005"]["collection_rate"] is None


def test_two_who_talked_to_one_client_contacted_one(october: Cli) -> None:
    october.ok("client", "log", "华联超市", "电话", "--on", "2026-10-23", "--for", "1008")
    data = october.json("report", "summary", "2026-10")
    assert [row["clients_contacted"] for row in data["rows"] if row["clients_contacted"]] == [1, 2]
    assert data["totals"]["clients_contacted"] == 2


def test_the_rows_of_teams_add_up_and_keep_the_team_of_the_day(october: Cli) -> None:
    october.ok("team", "add", "二组", "--code", "E2")
    october.ok("person", "edit", "1008", "--team", "二组")
    data = october.json("report", "summary", "2026-10", "--by", "team")
    rows = {row["code"]: row for row in data["rows"]}
    assert rows["E1"]["sales"] == 5250.5, "what was sold stays with the team of the day"
    assert rows["E2"]["sales"] == 0 and rows["E2"]["present"] == 17, "days are judged for the team of now"
    for key in KEYS - {"collection_rate", "clients_contacted"}:
        assert sum(row[key] for row in data["rows"]) == data["totals"][key], key
    data = october.json("report", "summary", "2026-10", "--team", "一组")
    assert data["totals"]["sales"] == 5250.5
    moved = by_code(data)["1008"]
    assert moved["sales"] == 4000 and moved["present"] is None and moved["reports_due"] is None, "it is not zero"
    assert data["totals"]["present"] == sum(row["present"] or 0 for row in data["rows"])
    shown = october.ok("report", "summary", "2026-10", "--team", "一组").out
    assert re.search(r"赵磊 +- +- ", shown) and "Attendance and reports of 赵磊 stand with the team of now" in shown


def test_channels_and_products(october: Cli) -> None:
    october.ok("payment", "add", "50", "--payer", "某某", "--on", "2026-10-23")
    data = october.json("report", "summary", "2026-10", "--by", "channel")
    assert data["rows"] == [
        {"channel": "经销", "orders": 1, "sales": 4000, "collections": 800, "collection_rate": 0.2},
        {"channel": "直销", "orders": 2, "sales": 1250.5, "collections": 1200, "collection_rate": 0.9596},
        {"channel": None, "orders": 0, "sales": 0, "collections": 50, "collection_rate": None},
    ]
    products = {
        row["product"]: row["sales"] for row in october.json("report", "summary", "2026-10", "--by", "product")["rows"]
    }
    assert products == {"A01": 4200, "B07": 50, None: 1000.5}
    assert "（未填）" in october.lang("zh").ok("report", "summary", "2026-10", "--by", "channel").out
    only = october.json("report", "summary", "2026-10", "--by", "channel", "--person", "1008")
    assert [row["channel"] for row in only["rows"]] == ["经销"]


def test_the_period_before_stands_beside(october: Cli) -> None:
    october.ok("order", "add", "华联超市", "500", "--for", "1007", "--on", "2026-09-10")
    data = october.json("report", "summary", "2026-10")
    assert data["previous"]["label"] == "2026-09" and data["previous"]["sales"] == 500
    assert data["previous"]["present"] is None, "nobody punched in September: attendance was not kept"
    assert re.search(r"^2026-09 .* 500", october.ok("report", "summary", "2026-10").out, re.M)


@pytest.mark.parametrize(
    "period", ["2026-10-14", "2026-W42", "2026-Q4", "2026-H2", "2026", "2026-10-08..2026-10-20", "上月", "last-month"]
)
def test_any_period(october: Cli, period: str) -> None:
    data = october.json("report", "summary", period)
    assert data["totals"]["visits"] == 2
    assert october.ok("report", "print", period, "--format", "table").out


def test_since_ever_has_no_period_before(october: Cli) -> None:
    data = october.json("report", "summary", "1900-01-01..2026-10-31")
    assert data["totals"]["sales"] == 5250.5 and data["previous"] is None
    assert "5,251" in october.ok("report", "summary", "1900-01-01..2026-10-31").out
    assert october.json("report", "summary", "1900")["previous"] is None


def test_a_period_ahead_and_an_empty_one(october: Cli) -> None:
    ahead = october.json("report", "summary", "2027-03")
    assert ahead["totals"]["workdays"] == 0 and ahead["totals"]["collection_rate"] is None
    assert "has not begun" in october.ok("report", "summary", "2027-03").out
    before = october.json("report", "summary", "1999")
    assert before["totals"]["sales"] == 0 and before["exceptions"] == []
    nothing = october.ok("report", "summary", "2025-03", "--by", "channel")
    assert "Nothing in 2025-03." in nothing.out


def test_a_year_of_which_nobody_knows_the_working_days(october: Cli) -> None:
    october.at("2031-03-10 18:00")
    for code in ("1007", "1008"):
        october.as_(code).ok("checkin", "--at", "08:50")
    october.as_(None)
    data = october.json("report", "summary", "2031-03")
    wang = by_code(data)["1007"]
    assert wang["workdays"] is None and wang["present"] is None and wang["reports_due"] is None
    assert wang["sales"] == 0 and data["totals"]["present"] is None
    shown = october.ok("report", "summary", "2031-03")
    assert re.search(r"王芳 +\? +\?", shown.out) and "2031" in shown.out
    assert not data["exceptions"], "what is unknown is never told"


def test_who_left_stands_only_where_they_have_figures(october: Cli) -> None:
    october.ok("person", "edit", "1008", "--left", "2026-10-30")
    assert "1008" in by_code(october.json("report", "summary", "2026-10"))
    assert "1008" not in by_code(october.json("report", "summary", "2026-11"))
    october.ok("person", "add", "robot", "定时", "--roles", "robot")
    assert "robot" not in by_code(october.json("report", "summary", "2026-10"))


def test_who_was_late_is_not_praised_for_coming(october: Cli) -> None:
    praised = {(one["code"], one["figure"]) for one in october.json("report", "summary", "2026-10")["exceptions"]}
    assert ("1005", "full_attendance") in praised and ("1007", "full_attendance") not in praised


# -- who sees what -----------------------------------------------------------------------------------------------------


def test_a_rep_sees_their_own_row(october: Cli) -> None:
    data = october.as_("1008").json("report", "summary", "2026-10")
    assert list(by_code(data)) == ["1008"] and data["totals"]["sales"] == 4000
    assert {one["code"] for one in data["exceptions"]} == {"1008"}
    assert not {"sales", "visits"} & {one["figure"] for one in data["exceptions"]}, "alone one is not the best"
    assert [row["channel"] for row in october.json("report", "summary", "2026-10", "--by", "channel")["rows"]] == [
        "经销"
    ]
    october.error("report", "summary", "2026-10", "--person", "1007", code=4)


def test_a_paper_says_whose_figures_it_has(october: Cli) -> None:
    def head() -> str:
        return str(october.ok("report", "summary", "2026-10").out.splitlines()[0])

    assert "华东贸易" in head()
    october.as_("1005")
    assert "一组" in head() and "华东贸易" not in head()
    october.as_("1008")
    assert "赵磊" in head() and "华东贸易" not in head()


def test_a_lead_sees_the_team_and_not_the_next(october: Cli) -> None:
    october.ok("team", "add", "二组", "--code", "E2")
    october.ok("person", "add", "1020", "孙浩", "--roles", "rep", "--team", "二组")
    october.ok("order", "add", "华联超市", "999", "--for", "1020", "--on", "2026-10-12")
    data = october.as_("1005").json("report", "summary", "2026-10")
    assert set(by_code(data)) == {"1001", "1005", "1007", "1008"} and data["totals"]["sales"] == 5250.5
    assert list(by_code(october.json("report", "summary", "2026-10", "--person", "1007"))) == ["1007"]
    october.error("report", "summary", "2026-10", "--person", "1020", "--explain", code=4)
    assert october.json("report", "summary", "2026-10", "--team", "二组")["rows"] == []


def test_a_role_without_a_room_s_right_sees_the_rest(october: Cli) -> None:
    october.ok("person", "add", "1030", "钱静", "--roles", "guide", "--team", "一组")
    data = october.as_("1030").json("report", "summary", "2026-10")
    assert data["rows"][0]["collections"] is None and data["rows"][0]["orders"] == 0
    assert "collections" in october.ok("report", "summary", "2026-10").out
    october.as_(None).ok("person", "add", "1031", "考勤", "--roles", "keeper")
    october.as_("1031").error("report", "summary", "2026-10", code=4)


# -- exceptions --------------------------------------------------------------------------------------------------------


def test_what_to_ask_about_and_what_went_well(october: Cli) -> None:
    data = october.json("report", "summary", "2026-10", "--team", "一组")
    told = [(one["code"], one["figure"], one["good"]) for one in data["exceptions"]]
    assert told[:3] == [
        ("1008", "visits_failed", False),
        ("1008", "absent", False),
        ("1008", "collection_rate", False),
    ]
    assert ("1007", "reports_missing", False) in told and ("1008", "sales", True) in told
    assert ("1007", "collection_rate", True) in told
    first = data["exceptions"][0]
    assert first["rule"] == "RPT-11" and first["command"] == "visit list 2026-10 --person 1008"
    for one in data["exceptions"]:
        if one["command"]:
            assert october(*one["command"].split()).code in (0, 6), one["command"]
    by_team = october.json("report", "summary", "2026-10", "--by", "team")["exceptions"]
    assert by_team and by_team[0]["code"] == "1008"


def test_thresholds_are_rules_scaled_by_workdays(october: Cli) -> None:
    def limit(period: str) -> Any:
        found = october.json("report", "summary", period)["exceptions"]
        return {one["limit"] for one in found if one["figure"] == "reports_missing"}

    assert limit("2026-10") == {2} and limit("2026-W42") == {0.5556}  # 5 workdays of 18
    book = october.home / "book.toml"
    text = october.ok("rules", "show", "--toml").out
    at = text.index('id = "RPT-14"')
    book.write_text(text[:at] + text[at:].replace("above = 2", "above = 20", 1))
    october.ok("rules", "apply", "book.toml", "--yes")
    assert limit("2026-10") == set()


# -- where it comes from -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("good", ["true", "false"])
def test_whatever_figure_a_rule_names_it_is_told_in_chinese(october: Cli, good: str) -> None:
    from salesctl.domains.reports.summary.rules import KNOWN

    book = october.home / "book.toml"
    text = re.sub(r"\[\[reports\.exception\]\].*?\n(?=\[\[|#)", "", default_book().decode(), flags=re.DOTALL)
    for place, figure in enumerate(KNOWN):
        text += (
            f'[[reports.exception]]\nid = "X-{place}"\nclause = "own"\nscope = "company"\nowner = "lead"\n'
            f'since = 2000-01-01\nfigure = "{figure}"\nat_least = 0\ngood = {good}\n'
        )
    book.write_text(text, encoding="utf-8")
    october.ok("rules", "apply", book, "--yes")
    told = october.lang("zh").ok("report", "summary", "2026-10", "--person", "1007").out
    told = told[told.index("做得好" if good == "true" else "要过问") :].split("\n\n")[0]
    assert not re.search(r"[a-z]{3}", re.sub(r"salesctl .*", "", told)), told


def test_explain_says_what_each_figure_counts(october: Cli) -> None:
    rows = {row["key"]: row for row in october.json("report", "summary", "2026-10", "--explain")}
    assert set(rows) == KEYS
    assert rows["sales"]["value"] == 5250.5 and rows["sales"]["command"] == "salesctl order list 2026-10"
    assert "ATT-1" in rows["late"]["rule"] and "RPT-1" in rows["reports_due"]["rule"]
    assert "B3.0" in rows["collection_rate"]["rule"]


@pytest.mark.parametrize("code", ["1005", "1007", "1008"])
@pytest.mark.parametrize("period", ["2026-10", "2026-W42", "2026-10-14", "2026"])
def test_the_rows_behind_a_person_s_figures_add_up(october: Cli, code: str, period: str) -> None:
    summed = by_code(october.json("report", "summary", period, "--person", code))[code]
    behind = october.json("report", "summary", period, "--person", code, "--explain")
    for key in KEYS - {"collection_rate"}:
        rows = [row for row in behind if row["key"] == key]
        assert sum(Decimal(str(row["value"])) for row in rows) == Decimal(str(summed[key])), key
        assert all(row["date"] and row["number"] for row in rows), rows
    if code == "1007" and period == "2026-10":
        assert [row["number"] for row in behind if row["key"] == "orders"] == ["O-2026-0001", "O-2026-0002"]


# -- papers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [80, 120])
def test_the_summary_on_a_terminal(
    october: Cli, monkeypatch: pytest.MonkeyPatch, snapshot: Any, lang: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = october.lang(lang).ok("report", "summary", "2026-10", "--team", "一组", "--no-color", typed="").out
    assert still(shown) == snapshot
    from salesctl.render.width import display_width

    assert all(display_width(line) <= columns for line in shown.splitlines())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_week_on_one_page(october: Cli, snapshot: Any, lang: str) -> None:
    october.at("2026-10-16 18:40")
    shown = october.lang(lang).ok("report", "print", "2026-W42", "--team", "一组", "--format", "table").out
    assert still(shown) == snapshot


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_month_on_one_page(october: Cli, snapshot: Any, lang: str) -> None:
    shown = october.lang(lang).ok("report", "print", "2026-10", "--team", "一组", "--format", "table").out
    assert still(shown) == snapshot


def test_a_plan_is_answered_on_the_next_week_s_page(october: Cli) -> None:
    october.as_("1005").at("2026-10-23 18:30")
    october.ok("report", "2026-W43", "--done", "华联已付", "--plan-done", "1", "--next", "续", "--submit")
    shown = october.ok("report", "print", "2026-W43", "--team", "一组", "--format", "table").out
    assert "Last plan kept 1/2" in shown and "续 (周敏)" in shown
    assert "Last plan kept 1/2" not in october.ok("report", "print", "2026-W42", "--format", "table").out


def test_print_writes_a_page_beside_me_and_never_over_one(october: Cli) -> None:
    assert "monthly-report-2026-10-E1.html" in october.ok("report", "print", "2026-10", "--team", "一组").out
    assert "monthly-report-2026-10-E1-2.html" in october.ok("report", "print", "2026-10", "--team", "一组").out
    assert "周报-2026-W42-一组.html" in october.lang("zh").ok("report", "print", "2026-W42", "--team", "一组").out
    page = (october.home / "monthly-report-2026-10-E1.html").read_text(encoding="utf-8")
    assert "<svg" in page and "<script" not in page and "A4" in page and 'class="compact"' in page
    assert "http" not in re.sub(r"http-equiv|http://www.w3.org[^\"]*", "", page), "it needs nothing else"


def test_a_summary_is_a_page_of_html_and_a_workbook(october: Cli) -> None:
    from python_calamine import CalamineWorkbook

    page = october.ok("report", "summary", "2026-10", "--format", "html").out
    assert page.startswith("<!DOCTYPE html>") and "Trend" in page and "王芳" in page
    october.ok("report", "summary", "2026-10", "-o", "x.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO((october.home / "x.xlsx").read_bytes())).get_sheet_by_index(0)
    cells = rows.to_python()
    assert "王芳" in [cell for row in cells for cell in row] and 1250.5 in [cell for row in cells for cell in row]


def test_a_page_of_many_is_cut_and_says_so(october: Cli) -> None:
    people = "".join(f"3{n:03},员工{n},一组\n" for n in range(60))
    (october.home / "people.csv").write_text("工号,姓名,团队\n" + people, encoding="utf-8")
    october.ok("person", "import", "people.csv")
    page = october.ok("report", "print", "2026-10", "--format", "table").out
    assert re.search(r"\d+ more rows: salesctl report summary 2026-10", page)
    assert "Total, 65 people" in page and len(page.splitlines()) < 70
    assert "员工59" in october.ok("report", "summary", "2026-10").out, "a screen has all"


def test_hostile_names_are_data(october: Cli) -> None:
    october.ok("person", "edit", "1007", "--name", "=cmd<b>王")
    october.ok("order", "add", "华联超市", "5", "--for", "1007", "--on", "2026-10-12", "--channel", "<script>x")
    assert "<b>" not in october.ok("report", "summary", "2026-10", "--format", "html").out
    page = october.ok("report", "summary", "2026-10", "--by", "channel", "--format", "html").out
    assert "<script" not in page and "&lt;script&gt;" in page


# -- proof -------------------------------------------------------------------------------------------------------------


@pytest.mark.tampered
def test_a_row_changed_behind_a_summary_is_found_and_the_printed_head_proves_it(october: Cli) -> None:
    head = october.json("report", "summary", "2026-10")["head"]
    assert set(head) >= {"book", "seq", "hash", "ledger", "books"}
    october.ok("ledger", "verify", "--head", head["noted"])
    with closing(sqlite3.connect(october.ledger)) as outside, outside:
        outside.execute("UPDATE sales_order SET amount = 90000000 WHERE number = 'O-2026-0001'")
    assert october.json("report", "summary", "2026-10")["totals"]["sales"] == 13250
    found = october("ledger", "verify", "--json")
    assert found.code == 8 and "O-2026-0001" in found.out
    with closing(sqlite3.connect(october.ledger)) as outside, outside:
        outside.execute("UPDATE sales_order SET amount = 10005000 WHERE number = 'O-2026-0001'")
    october.ok("ledger", "verify", "--head", head["noted"])
    counts, _at, digest = head["noted"].rpartition("@")
    forged = f"{counts}@{'0' * 8}{digest[8:]}"
    assert october("ledger", "verify", "--head", forged).code == 8, "a head that was never this ledger's"


def test_the_sales_assistant_s_year(cli: Cli) -> None:
    cli.init(me="1004", name="周雯")
    for noun in ("order", "payment"):
        cli.ok(noun, "import", ROOT / "examples" / "assistant-year" / f"{noun}s.csv")
    data = cli.json("report", "summary", "2007", "--by", "channel")
    figures = {row["channel"]: (row["sales"], row["collections"], row["collection_rate"]) for row in data["rows"]}
    assert figures == {
        "direct": (1149189, 801476, 0.6974),
        "dealer": (182413, 203039, 1.1131),
        "group": (213412, 105061, 0.4923),
    }
    totals = data["totals"]
    assert (totals["sales"], totals["collections"], totals["collection_rate"]) == (1545014, 1109576, 0.7182)
