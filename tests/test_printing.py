"""Printing: a paper lies beside you under a name of its own, and its foot proves the ledger it came from."""

from __future__ import annotations

import json
import re
import stat
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from salesctl import printing
from salesctl.config import Config
from salesctl.context import Ctx
from salesctl.errors import NotFound, Refused, Usage
from salesctl.params import Options
from salesctl.render.page import Page, Text
from salesctl.render.sheet import Field, Sheet
from salesctl.show import show

Cli = Any
Open = Callable[..., Any]


@pytest.fixture
def opened(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a command's context on a new ledger: `with opened(format="table") as ctx`."""
    cli.at("2026-11-20 09:12").init()
    monkeypatch.chdir(tmp_path)

    @contextmanager
    def open_(action: str = "report.print", *, terminal: bool = False, **options: Any) -> Iterator[Ctx]:
        config = Config(ledger=str(cli.ledger), me="1001")
        ctx = Ctx(action, Options(**options), request={}, config=config, clock=cli.clock)
        ctx.__dict__["terminal"] = terminal
        try:
            yield ctx
        finally:
            ctx.close()

    return open_


def page() -> Page:
    return Page("周报", blocks=[Text("端架谈成两节")])


def test_the_foot_is_what_verify_reads(opened: Open, cli: Cli) -> None:
    with opened() as ctx:
        first, second = printing.foot(ctx, "salesctl report summary 2026-11 --explain")
        facts = printing.head_facts(ctx)
    assert facts["book"] == "01" and facts["books"] == 1 and facts["noted"] == f"01:{facts['seq']}@{facts['hash']}"
    found = re.fullmatch(r"Ledger (01:\d+@[0-9a-f]{4}…[0-9a-f]{4}) · Rules: version 1, applied 2026-11-20", first)
    assert found and second == "Where each figure comes from: salesctl report summary 2026-11 --explain"
    cli.ok("client", "add", "华联超市")
    cli.ok("ledger", "verify", "--head", found[1])
    head, _at, digest = found[1].partition("@")
    assert cli("ledger", "verify", "--head", f"{head}@{digest[:4]}…{'0000' if digest[-4:] != '0000' else '1111'}").code


def test_the_foot_is_the_one_of_ledger_head_and_needs_no_right(opened: Open, cli: Cli) -> None:
    told = cli.json("ledger", "head")
    with opened() as ctx:
        assert {key: printing.head_facts(ctx)[key] for key in told} == told
        with ctx.write(note=True) as tx:
            assert printing.foot(tx)[0].startswith("Ledger 01:")
    cli.people().as_("1007")
    with opened() as ctx:
        assert printing.foot(ctx) == printing.foot(ctx)


def test_who_printed_it_and_when_is_the_companys_time(opened: Open) -> None:
    with opened() as ctx:
        assert printing.printed(ctx) == "Printed 2026-11-20 09:12 李敏"


def test_papers_lie_beside_you_and_none_is_overwritten(opened: Open, tmp_path: Path) -> None:
    names = ["周报-2026-W47.html", "周报-2026-W47-2.html", "周报-2026-W47-3.html"]
    for name in names:
        with opened() as ctx:
            assert printing.print_page(ctx, page(), "周报 2026-W47").message == f"Written: {name}"
    made = sorted(path.name for path in tmp_path.glob("*.html"))
    assert made == sorted(names)
    for path in tmp_path.glob("*.html"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "端架谈成两节" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("V-2026-0413", "V-2026-0413"),
        ("../../etc/passwd", "etc-passwd"),
        ("/abs/olute", "abs-olute"),
        ("-rf", "rf"),
        (".hidden", "hidden"),
        ("a\x1b[2Jb\n\0c", "a-2Jb-c"),
        ("周报 华东一组", "周报-华东一组"),
        ("x" * 500, "x" * 80),
        ("", "page"),
        ("...", "page"),
        ("con", "page-con"),
        ("<script>", "script"),
        ("C:\\x", "C-x"),
    ],
)
def test_a_name_is_made_of_what_a_file_may_be_called(stem: str, name: str) -> None:
    assert printing.file_stem(stem) == name


def test_output_names_the_file_and_force_replaces_it(opened: Open, tmp_path: Path) -> None:
    with opened(output="mine.html") as ctx:
        printing.print_page(ctx, page(), "x")
        with pytest.raises(Refused):
            printing.print_page(ctx, page(), "x")
    with opened(output="mine.html", force=True) as ctx:
        printing.print_page(ctx, page(), "x")
    with opened(output="none/mine.html") as ctx, pytest.raises(NotFound):
        printing.print_page(ctx, page(), "x")
    assert [path.name for path in tmp_path.glob("*.html")] == ["mine.html"]


def test_nothing_stays_of_a_paper_that_could_not_be_drawn(opened: Open, tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("a",)
        raise ZeroDivisionError

    with opened() as ctx, pytest.raises(ZeroDivisionError):
        printing.print_page(ctx, Page("T", blocks=[Sheet((Field("a", "text", "A"),), rows())]), "x")
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".html", ".part")]


def test_a_table_shows_the_page_and_data_the_sheet(
    opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(**options: Any) -> str:
        sheet = Sheet((Field("late", "int", "Late"),), [(3,)])
        with opened(**options) as ctx:
            assert show(ctx, printing.print_page(ctx, page(), "x", sheet=sheet)) == 0
        return capsys.readouterr().out

    assert told(format="table") == "周报\n端架谈成两节\n"
    assert json.loads(told(format="json")) == [{"late": 3}]
    assert told(format="html").startswith("<!DOCTYPE html>")
    assert told(output="x.csv") == "" and (tmp_path / "x.csv").read_text("utf-8-sig") == "Late\n3\n"
    assert not list(tmp_path.glob("*.html"))
    assert told() == "Written: x.html\n"
    with opened(format="csv") as ctx, pytest.raises(Usage, match="no form as data"):
        show(ctx, printing.print_page(ctx, page(), "x"))


def test_the_browser_opens_only_where_somebody_sits(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look(url: str) -> bool:
        asked.append(url)
        return len(asked) == 1

    monkeypatch.setattr(webbrowser, "open", look)
    with opened() as ctx:
        printing.print_page(ctx, page(), "x", open_=True)
        assert not asked and "needs a terminal" in ctx.talk[-1]
    with opened(terminal=True) as ctx:
        printing.print_page(ctx, page(), "x", open_=True)
        assert asked[0].startswith("file:///") and asked[0].endswith("/x-2.html") and not ctx.talk
        printing.print_page(ctx, page(), "x", open_=True)
        assert "No browser" in ctx.talk[-1]


def test_a_paper_of_a_confidential_noun_is_noted_before_it_has_its_name(opened: Open, cli: Cli) -> None:
    before = cli.json("ledger", "head")["seq"]
    with opened("client.print") as ctx:
        sheet = Sheet((Field("a", "text", "A"),), [("a",), ("b",)])
        printing.print_page(ctx, Page("T", blocks=[sheet]), "x")
    assert cli.json("ledger", "head")["seq"] == before + 1
    assert cli.json("ledger", "log")[0]["reason"] == "client: 2 rows, html"
    with opened("task.print") as ctx:
        assert printing.noting(ctx) is None


def test_a_list_on_paper_says_whose_it_is_and_carries_the_ledgers_head(opened: Open, cli: Cli) -> None:
    cli.ok("client", "add", "华联超市")
    text = cli.ok("client", "list", "--format", "html").out
    for words in ("华东贸易", "Printed 2026-11-20 09:12 李敏", "华联超市", "Rules: version 1, applied 2026-11-20"):
        assert words in text
    (head,) = re.findall(r"Ledger (01:\d+@[0-9a-f]{4}…[0-9a-f]{4})", text)
    cli.ok("ledger", "verify", "--head", head)
    assert "<h1>salesctl" not in cli.ok("config", "--format", "html").out, "a plain command has no ledger to name"
