"""A small sheet with every kind of column, and 200 texts nobody should have to be afraid of."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from salesctl import locale
from salesctl.render import render
from salesctl.render.page import Item, Items, Page, Signs
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.render.width import set_ambiguous

FIELDS = (
    Field("id", "id", "ID"),
    Field("number", "number", "Number"),
    Field("name", "name", "Name"),
    Field("level", "code", "Level", context="client.level"),
    Field("phone", "phone", "Phone", table=False),
    Field("at", "instant", "At"),
    Field("day", "date", "Day"),
    Field("sales", "money", "Sales"),
    Field("late", "int", "Late"),
    Field("days", "days", "Days"),
    Field("rate", "rate", "Rate"),
    Field("active", "flag", "Active"),
    Field("roles", "list", "Roles", context="person.role"),
    Field("note", "text", "Note"),
)
ROWS: tuple[tuple[Value, ...], ...] = (
    (
        "a" * 32, "C-2026-0042", "华联超市", "A", "13812342207", datetime(2026, 11, 20, 1, 41, 13, 7872, UTC),
        date(2026, 11, 20), Decimal("186420.5000"), 0, Decimal("17.5"), Decimal("0.7182"), True, ("rep", "lead"),
        "老客户",
    ),
    (
        "b" * 32, "C-2026-0043", "Müller & Söhne", None, None, None, None, Decimal("-3"), 12, Decimal("1E+1"),
        Decimal("0.012"), False, (), None,
    ),
)  # fmt: skip
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def zone() -> ZoneInfo:
    return ZONE


@pytest.fixture
def clients() -> Callable[..., Sheet]:
    """Make the sheet of two clients; keywords go to Sheet."""

    def make(**more: Any) -> Sheet:
        return Sheet(FIELDS, more.pop("rows", ROWS), **more)

    return make


@pytest.fixture
def drawn() -> Callable[..., str]:
    """Draw a sheet or a page and return the text (bytes of a workbook as Latin-1); keywords go to render."""

    def draw(sheet: Sheet | Page, fmt: str = "table", *, lang: str = "en", **how: Any) -> str:
        if fmt == "xlsx":
            raw = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            render(sheet, fmt, raw, lang=lang, zone=ZONE, **how)
            assert isinstance(raw.buffer, io.BytesIO)
            return raw.buffer.getvalue().decode("latin-1")
        out = io.StringIO(newline="")
        render(sheet, fmt, out, lang=lang, zone=ZONE, **how)
        return out.getvalue()

    return draw


def workbook(text: str) -> list[list[object]]:
    """Return the rows of the workbook that `drawn` returned."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(text.encode("latin-1")))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English in every test, and after those that speak Chinese or draw wide signs."""
    locale.set_language("en")
    yield
    locale.set_language("en")
    set_ambiguous(1)


def month(lang: str) -> Page:
    """Return a made-up month of a made-up team: every sort of column and block a paper has."""
    zh = lang == "zh"
    columns = (
        ("name", "name", "Name", "姓名"),
        ("present", "days", "Present", "出勤"),
        ("late", "int", "Late", "迟到"),
        ("leave", "days", "Leave", "请假"),
        ("reports", "int", "Reports", "日报"),
        ("visits", "int", "Visits", "外访"),
        ("checked", "int", "Checked", "抽查"),
        ("new", "int", "New", "新客"),
        ("contacted", "int", "Contacted", "联系"),
        ("orders", "int", "Orders", "订单"),
        ("sales", "money", "Sales", "销售额"),
        ("target", "rate", "Target", "完成"),
        ("collected", "money", "Collected", "回款额"),
        ("rate", "rate", "Rate", "回款率"),
        ("bar", "bar", "Sales", "销售额"),
    )
    fields = tuple(Field(key, kind, cn if zh else en, whole=True) for key, kind, en, cn in columns)  # type: ignore[arg-type]
    names = ["王芳", "赵磊", "陈晓东", "欧阳雪梅", "刘洋", "孙丽", "周文", "吴刚", "郑洁", "Müller", "冯涛", "何静"]
    rows: list[tuple[Value, ...]] = []
    for at, name in enumerate(names):
        sales, got = Decimal(243900 - 17111 * at), Decimal(171300 - 9000 * at)
        rows.append(
            (
                name, f"{Decimal(36 - at % 3) / 2}/18", at % 4, Decimal(at % 3) / 2, f"{18 - at % 3}/18", 24 - at,
                f"{at % 3}/3" if at % 4 else "-", at % 5, 31 - at, 22 - at, sales, sales / 200000, got,
                got / sales if at != 5 else "?", sales / Decimal(243900),
            )
        )  # fmt: skip
    totals: dict[str, Value] = {
        "present": "206/216", "late": 18, "leave": Decimal(6), "reports": "204/216", "visits": 222, "checked": "9/27",
        "new": 22, "contacted": 306, "orders": 198, "sales": Decimal(1797474), "target": Decimal("0.75"),
        "collected": Decimal(1461600), "rate": Decimal("0.81"),
    }  # fmt: skip
    sheet = Sheet(
        fields,
        rows,
        totals=totals,
        report=True,
        totals_label="合计 12 人" if zh else "Total of 12",
        compare=(("9 月" if zh else "September", {**totals, "sales": Decimal(1695110)}),),
    )
    if zh:
        look = Items("要过问", (
            Item("赵磊 回款率 43%，华联超市逾期 86,400（31-60 天），催过 1 次", "receivable list --person 赵磊"),
            Item("刘洋 缺日报 3 篇（10-14 10-22 10-29）、迟交 2；迟到 3 次 41 分", "report list --person 刘洋"),
            Item("赵磊 抽查 V-0388 受访人说没来过"),
        ), numbered=True)  # fmt: skip
        well = Items("做得好", (Item("王芳 超额 4%，日报准时 17/18，外访最多；陈晓东 全勤"),))
        return Page(
            "销售月报",
            (
                "2026年10月（应出勤 18 天，含 10-10 周六调休上班）",
                "金额：元（分见 --json）",
                "打印 2026-11-03 09:12 李敏",
            ),
            "华东一组  组长 李敏",
            [sheet, look, well, Signs(("组长", "经理"))],
            [
                "台账 01:18204@9f3c…e1a7 · 制度 第 3 版 2026-07-01 起",
                "每个数的来历：salesctl report summary 2026-10 --explain",
            ],
        )
    look = Items("Look into", (
        Item("Zhao Lei collected 43%, Hualian is overdue by 86,400 (31-60 days)", "receivable list --person zhaolei"),
        Item("Liu Yang owes 3 daily reports (10-14 10-22 10-29)", "report list --person liuyang"),
        Item("Zhao Lei spot check V-0388: the client says nobody came"),
    ), numbered=True)  # fmt: skip
    return Page(
        "Sales month",
        ("October 2026 (18 workdays)", "Amounts in whole yuan", "Printed 2026-11-03 09:12 Li Min"),
        "East team 1, lead Li Min",
        [sheet, look, Signs(("Lead", "Manager"))],
        ["Ledger 01:18204@9f3c…e1a7 · Rules: version 3", "Explained by: salesctl report summary 2026-10 --explain"],
    )


def hostile_texts() -> list[str]:
    """Return 200 and more texts: markup, escapes, bidi, formulas, newlines, long ones, piles of marks, emoji."""
    bases = [
        "[/x]", "a[/x]b", "[bold red]x[/]", "[link=http://e.vil]x[/link]", "\\[x]", "[[x]]", "{x}", "%s %d %(a)s",
        "{0}", "=1+1", "=HYPERLINK(\"http://e.vil\",\"x\")", "+1", "-1+2", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x",
        " =1", "'=1", "''=1", "\t=1", "\r=1", "\n=1", "\ufeff=1", "\u00a0=1", "=cmd|' /C calc'!A0", "-", "+", "'",
        "''", '"', '""', "a,b", "a;b", "a|b", "\x1b[31mred", "\x1b]0;title\x07", "\x1b[2J", "\x9b31m",
        "\x9d0;t\x9c", "\x1bP1\x1b\\", "\x00", "a\x00b", "\x07", "\x08", "a\x08\x08b", "\x0b", "\x0c", "a\rb",
        "a\r\nb", "a\nb", "\n", "\n\n\n", "a\tb", "\x7f", "\x85", "\u2028", "\u2029", "a\u2028b", "\u202egnp.exe",
        "\u202d", "\u202aa\u202c", "\u2066a\u2069", "\u2067a", "\u200e", "\u200f", "\u061c", "\u200b", "a\u200bb",
        "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u3164", "\u115f", "\uffa0",
        "\U000e0041\U000e007f", "e" + "\u0301" * 500, "Z" + "\u0353\u030d" * 40, "\u0301", "é", "e\u0301",
        "葛\U000e0100", "\ufe0f", "❤\ufe0f", "👨\u200d👩\u200d👧", "👍🏽", "🇨🇳", "🏴\U000e0067\U000e0062\U000e007f",
        "√○█─…", "“引号”", "欧阳·雪梅", "ﷺ", "שלום", "مرحبا", "\ud800", "a\udfffb", "\udc80", "| a | b |", "---",
        "# x", "* x", "1. x", "> x", "`x`", "```", "**x**", "_x_", "~~x~~", "$x$", "<b>x</b>",
        "<script>alert(1)</script>", "<!-- x -->", "&lt;", "&amp;", "&#27;", "http://e.vil", "www.e.vil", "![x](y)",
        "[x](javascript:alert(1))", "a\\", "\\", "\\n", "\\u202e", "\\x1b", "NaN", "null", "true", "1E5", "0123",
        "１２３", "x" * 10000, "华" * 10000, " " * 100, " x ", "", "\u3000", "; ", "a\\;b", "ID",
        "'; DROP TABLE client; --", "$(rm -rf /)", "`id`", "%00",
    ]  # fmt: skip
    carriers = ["华联{}", "{}（店）", "\x1b{}", "ok {} \u202e"]
    mixed = [carrier.replace("{}", base) for carrier, base in zip(carriers * 20, bases, strict=False)]
    return bases + mixed


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    """Return the hostile texts."""
    return hostile_texts()
