"""Help pages: golden texts in both languages, aligned by the width of signs."""

from __future__ import annotations

import shlex

import pytest
from syrupy.assertion import SnapshotAssertion

from salesctl.commands.help import LEAD, REP
from salesctl.doors import DOORS, door
from salesctl.frame.root import open_door
from salesctl.locale import language, set_language
from salesctl.render.width import display_width
from tests.frame.conftest import Cli

PAGES = (
    ("--help",),
    ("client", "--help"),
    ("client", "add", "--help"),
    ("undo", "--help"),
    ("help", "all"),
    ("help", "rep"),
    ("help", "lead"),
)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_a_help_page_reads_as_agreed(
    cli: Cli, words: tuple[str, ...], lang: str, width: int, snapshot: SnapshotAssertion
) -> None:
    page = cli(*words, env={"SALESCTL_LANG": lang, "COLUMNS": str(width)})
    assert (page.code, page.err) == (0, "")
    assert all(display_width(line) <= width for line in page.out.splitlines())
    assert page.out == snapshot


@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_a_chinese_page_has_no_english_of_the_frame(cli: Cli, words: tuple[str, ...]) -> None:
    page = cli("--lang", "zh", *words).out
    for english in ("Usage", "Options", "default:", "required", "Arguments", "Show this", "Common"):
        assert english not in page


def test_help_by_noun_is_the_nouns_own_help(cli: Cli) -> None:
    assert cli("help", "client").out == cli("client", "--help").out
    assert cli("help", "client", "add").out == cli("client", "add", "-h").out


def test_help_finds_a_noun_by_its_chinese_word(cli: Cli) -> None:
    assert cli("help", "客户").out == cli("client", "--help").out


def test_an_unknown_page_lists_the_pages(cli: Cli) -> None:
    page = cli("help", "nope")
    assert page.code == 3
    assert "all, rep, lead, finance, cron, checkin" in page.err


def test_off_a_terminal_the_bare_program_shows_its_help(cli: Cli) -> None:
    assert cli().out == cli("--help").out


def test_every_help_line_is_one_imperative_sentence_with_a_chinese_twin() -> None:
    set_language("zh")
    assert language() == "zh"
    from salesctl.locale import _

    for one in DOORS:
        assert one.help.endswith(".")
        assert _(one.help) != one.help
        assert _(one.panel) != one.panel


def test_chinese_words_mean_one_noun_each() -> None:
    words = [word for one in DOORS for word in one.words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("one", DOORS, ids=lambda one: one.noun)
def test_every_door_opens(one: object) -> None:
    noun = open_door(one)  # type: ignore[arg-type]  # parametrize knows no types
    for verb in noun.verbs.values():
        assert verb.help.endswith("."), verb.action
        assert verb.command().params


@pytest.mark.parametrize("line", [line for page in (REP, LEAD) for _title, rows in page for line, _text in rows])
def test_what_a_role_page_shows_can_be_typed(line: str) -> None:
    _program, noun, *words = shlex.split(line)
    where = door(noun)
    assert where is not None
    found = open_door(where)
    named = words and words[0] in found.verbs and not found.single
    verb = found.verbs[words[0]] if named else found.default
    assert verb is not None
    assert named or not words or words[0].startswith("-"), f"{noun} has no verb {words[0]}"
    options = {opt for param in verb.command().params for opt in param.opts}
    assert {word for word in words if word.startswith("--")} <= options
