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
from salesctl.render.sheet import Field, Sheet, Value

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
    """Draw a sheet and return the text; keywords go to render."""

    def draw(sheet: Sheet, fmt: str = "table", *, lang: str = "en", **how: Any) -> str:
        out = io.StringIO(newline="")
        render(sheet, fmt, out, lang=lang, zone=ZONE, **how)
        return out.getvalue()

    return draw


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English in every test, and after those that speak Chinese."""
    locale.set_language("en")
    yield
    locale.set_language("en")


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
