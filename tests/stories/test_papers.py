"""The papers people judge by, made from the week's ledger: summary, report, slip, one-pager, a rep's and a lead's day.

Text on terminals of 80 and 120 columns that draw signs of ambiguous width one or two columns wide, and HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.week import LANGS, LI, ZHAO, lived

Cli = Any

PAPERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "summary": (LI, ("report", "summary", "2026-W47", "--team", "华东一组")),
    "report": (LI, ("report", "show", "赵磊", "2026-11-17")),
    "slip": (LI, ("visit", "print", "V1", "--format", "table")),
    "checked slip": (LI, ("visit", "print", "V2", "--format", "table")),
    "one page": (LI, ("report", "print", "2026-W47", "--team", "华东一组", "--format", "table")),
    "day of a rep": (ZHAO, ("today",)),
    "day of a lead": (LI, ("today",)),
}
"""Who looks at what (papers 1, 2, 4, 7, 8, 9)."""
HTML: dict[str, tuple[str, ...]] = {
    "summary": ("report", "summary", "2026-W47", "--team", "华东一组", "--format", "html"),
    "slip": ("visit", "print", "V1", "--format", "html"),
}
BARS = re.compile(r"█+$")
TOTALS = re.compile(r"合计 \d+ 人|Total, \d+ people")
RULE = re.compile(r"-{20,}")


def still(text: str) -> str:
    """Take out the ledger's head, which a newer program has another of."""
    return re.sub(r"@[0-9a-f]{4}…[0-9a-f]{4}", "@head…head", text)


def columns(text: str, ambiguous: int) -> Iterator[tuple[int, str]]:
    """Yield each sign with the column it begins in, where signs of ambiguous width take so many columns."""
    at = 0
    for sign in text:
        yield at, sign
        kind = unicodedata.east_asian_width(sign)
        if not unicodedata.category(sign).startswith("M"):
            at += 2 if kind in "WF" else ambiguous if kind == "A" else 1


def width(text: str, ambiguous: int) -> int:
    """Return the columns a text takes."""
    return max((at for at, _sign in columns(f"{text}|", ambiguous)), default=0)


def tables(page: str) -> list[list[str]]:
    """Return the tables of a page, each with its heading first and its totals last; rules and bars are left out."""
    found: list[list[str]] = []
    before, inside = "", False
    for line in [*page.splitlines(), ""]:
        if RULE.fullmatch(line):
            if not inside and before:
                found.append([before])
            inside = bool(before)
        elif inside and line and not line.startswith(("抽查", "Spot check", "核查", "Check")):
            totals = TOTALS.match(line)
            label = totals[0].replace(" ", "_") if totals else ""
            row = re.sub(r"(?<=\d\d-\d\d) (?=[^\d ])", "_", line[len(label) :])  # a day and a step are one
            found[-1].append(label + BARS.sub("", row).rstrip())
        else:
            inside = False
        before = line
    return found


def filled(lines: list[str], ambiguous: int) -> int:
    """Count the columns of a table: runs of signs between what is blank in every line."""
    taken: set[int] = set()
    for line in lines:
        for at, sign in columns(line, ambiguous):
            if sign != " ":
                taken.update(range(at, at + width(sign, ambiguous)))
    return sum(at - 1 not in taken for at in taken)


def draw(cli: Cli, lang: str, across: int, ambiguous: int, *, begun: bool = False) -> dict[str, str]:
    """Draw every paper on a terminal; the week was lived already where the story has `begun`."""
    if not begun:
        lived(cli)
    for name, value in (("COLUMNS", across), ("SALESCTL_AMBIGUOUS", ambiguous), ("NO_COLOR", 1)):
        cli.monkeypatch.setenv(name, str(value))
    cli.lang(lang)
    return {name: cli.as_(who).ok(*words, typed="").out for name, (who, words) in PAPERS.items()}


@pytest.mark.parametrize("ambiguous", [1, 2])
@pytest.mark.parametrize("across", [80, 120])
@pytest.mark.parametrize("lang", LANGS)
def test_the_papers_on_a_terminal(cli: Cli, snapshot: Any, lang: str, across: int, ambiguous: int) -> None:
    for name, page in draw(cli, lang, across, ambiguous).items():
        assert still(page) == snapshot(name=name)


@pytest.mark.parametrize("name", HTML)
@pytest.mark.parametrize("lang", LANGS)
def test_the_papers_as_pages_of_html(cli: Cli, snapshot: Any, lang: str, name: str) -> None:
    lived(cli)
    page = cli.lang(lang).ok(*HTML[name]).out
    assert still(page) == snapshot
    assert "<script" not in page and not re.search(r'(src|href)="', page), "it needs nothing else"


# -- columns -----------------------------------------------------------------------------------------------------------


BESIDE = {
    "report": re.compile(r"(?:\S+(?: \S+)*)? {2,}(?=\S)"),  # what stands beside its heading
    "day of a rep": re.compile(r".*?(?=[TVPC]-\d{4}  )"),  # numbers
    "day of a lead": re.compile(r".*?(?=[TVPC]-\d{4}  )"),
}
ONE = re.compile(r"(?<=\S) (?=\S)")
SPACED = ("Person visited", "New files", "This week", "Last week", "Month to date")
"""Headings with a blank in them."""
TABLES = ("summary", "slip", "checked slip", "one page")


def check_columns(pages: dict[str, str], across: int, ambiguous: int) -> None:
    """Every line fits; what a table has in a column stands in one, as this terminal draws it."""
    for name, page in pages.items():
        for line in page.splitlines():
            assert width(line, ambiguous) <= across, (name, line)
    for name in TABLES:
        assert tables(pages[name])
        for table in tables(pages[name]):
            heading = re.sub("|".join(SPACED), lambda match: match[0].replace(" ", "_"), table[0])
            rows = table[1:]
            if not ONE.search(heading):  # two blanks between columns: one stands within a cell
                rows = [ONE.sub("_", row) for row in rows]
            assert filled([heading, *rows], ambiguous) == len(heading.split()), (name, *table)
    for name, beside in BESIDE.items():
        found = [match[0] for line in pages[name].splitlines()[2:] if (match := beside.match(line))]
        assert len(found) > 1 and len({width(text, ambiguous) for text in found}) == 1, (name, found)


@pytest.mark.parametrize("ambiguous", [1, 2])
@pytest.mark.parametrize("across", [80, 100, 120])
@pytest.mark.parametrize("lang", LANGS)
def test_columns_align_however_wide_a_terminal_draws_its_signs(
    cli: Cli, lang: str, across: int, ambiguous: int
) -> None:
    """Names with signs of ambiguous width stand in the columns too."""
    lived(cli)
    cli.ok("person", "edit", "1007", "--name", "Käthe×王")
    cli.ok("client", "edit", "C3", "--name", "东方○建材±二部")
    cli.ok("task", "edit", "T2", "整理“样品间”……√")
    check_columns(draw(cli, lang, across, ambiguous, begun=True), across, ambiguous)


@pytest.mark.parametrize("lang", LANGS)
def test_without_such_names_the_columns_align_on_every_terminal(cli: Cli, lang: str) -> None:
    """Whoever never set the width of such signs sees straight columns all the same: none stands left of one."""
    pages = draw(cli, lang, 120, 1)
    for table in (table for name in TABLES for table in tables(pages[name])):
        assert filled(table[1:], 1) == filled(table[1:], 2), table
