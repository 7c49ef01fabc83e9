import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from salesctl.render.sheet import Field, Sheet
from salesctl.render.width import display_width

PAPER = (Field("name", "name", "Name"), Field("sales", "money", "Sales"), Field("note", "text", "Note"))
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def without_style(text: str) -> str:
    return "\n".join(line.rstrip() for line in STYLE.sub("", text).split("\n"))


@pytest.mark.parametrize(
    "how", [{}, {"report": True, "totals": {"late": 12}}, {"title": "Clients", "notes": ["a note"]}]
)
@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_terminal_shows_the_plain_table_with_weight(
    clients: Callable[..., Sheet], drawn: Callable[..., str], how: dict[str, object], width: int
) -> None:
    colored = drawn(clients(**how), terminal=True, color=True, width=width, clip=True)
    plain = drawn(clients(**how), terminal=True, color=False, width=width, clip=True)
    assert "\x1b[1m" in colored and "\x1b" not in plain
    assert without_style(colored) == plain


def test_a_record_looks_the_same_with_weight(clients: Callable[..., Sheet], drawn: Callable[..., str]) -> None:
    colored = drawn(clients(single=True, title="T"), terminal=True, color=True, width=80, clip=True)
    assert without_style(colored) == drawn(clients(single=True, title="T"), terminal=True, width=80, clip=True)


def test_markup_and_escapes_in_stored_text_stay_text(drawn: Callable[..., str], hostile: list[str]) -> None:
    for single in (False, True):
        for text in hostile:
            sheet = Sheet(PAPER, [(text, Decimal(1), text)], title=text, single=single, notes=[text])
            written = drawn(sheet, terminal=True, color=True, width=80, clip=True)
            assert set(STYLE.findall(written)) <= {"\x1b[0m", "\x1b[1m", "\x1b[2m"}
            assert not set(STYLE.sub("", written)) & set("\x1b\x07\x08\r\x00\x9b\u202e\u2066\u200b\u2028\ud800")


def test_markup_is_shown_as_typed(drawn: Callable[..., str]) -> None:
    written = drawn(Sheet(PAPER, [("a[/x]b", Decimal(1), "[bold]:smile:[/]")]), terminal=True, color=True, width=80)
    assert "a[/x]b" in written and "[bold]:smile:[/]" in written


def test_a_long_table_is_drawn_row_by_row(drawn: Callable[..., str]) -> None:
    rows = ((f"客户{n}", Decimal(n), "x" * 90) for n in range(3000))
    lines = without_style(drawn(Sheet(PAPER, rows), terminal=True, color=True, width=80, clip=True)).splitlines()
    assert len(lines) == 3002 and max(map(display_width, lines)) <= 80
