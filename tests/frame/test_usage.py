"""What is off in a command line is said in our words, in both languages, with a way out."""

from __future__ import annotations

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.frame.conftest import Cli

WRONG = {
    "missing argument": ("client", "add"),
    "missing option": ("client", "void", "1"),
    "missing of a list": ("person", "show"),
    "no such option": ("client", "add", "x", "--phon", "1"),
    "no such option at all": ("client", "add", "x", "--zzz"),
    "no such short option": ("client", "add", "x", "-Z"),
    "no such root option": ("--zzz",),
    "option without value": ("client", "add", "x", "--phone"),
    "flag with value": ("client", "add", "x", "--yes=1"),
    "unknown code": ("client", "add", "x", "--kind", "foo"),
    "nearly a code": ("client", "add", "x", "--kind", "dealr"),
    "unknown choice": ("client", "add", "x", "--level", "c"),
    "unknown literal": ("client", "add", "x", "--way=fax"),
    "not a whole number": ("client", "add", "x", "--visits", "3x"),
    "out of range": ("client", "add", "x", "--rank", "0"),
    "unreadable words": ("client", "add", "x", "--worth", "3x"),
    "too many words": ("undo", "a", "b"),
    "text without quotes": ("client", "log", "华联", "报价", "已发"),
    "unknown noun": ("foo",),
    "nearly a noun": ("clint",),
    "chinese noun": ("打卡",),
    "verb first": ("add", "client"),
    "unknown verb": ("client", "foo"),
    "nearly a verb": ("client", "lst"),
    "chinese verb": ("client", "新增"),
    "no verb": ("person",),
    "json against csv": ("client", "--json", "--format", "csv"),
    "unknown language": ("client", "--lang", "fr"),
    "unknown language before": ("--lang", "fr", "client"),
    "control characters": ("client", "\x1b[31mred"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_command_line_says_what_and_what_next(
    cli: Cli, case: str, lang: str, snapshot: SnapshotAssertion
) -> None:
    outcome = cli(*WRONG[case], env={"SALESCTL_LANG": lang})
    assert (outcome.code, outcome.out) == (2, "")
    assert "\x1b" not in outcome.err
    assert len(outcome.err.splitlines()) == (1 if "--json" in WRONG[case] else 2)
    assert outcome.err == snapshot


@pytest.mark.parametrize("case", WRONG)
def test_with_json_it_is_an_object_on_stderr(cli: Cli, case: str) -> None:
    words = WRONG[case]
    # An option that waits for its value would swallow one put last.
    outcome = cli(*words[:2], "--json", *words[2:]) if words[0] == "client" else cli(*words, "--json")
    assert outcome.code == 2
    error = json.loads(outcome.err)["error"]
    assert error["code"] == "usage"
    assert error["message"]
    assert error["hint"]


def test_a_refusal_carries_its_data_and_its_exit_code(cli: Cli) -> None:
    outcome = cli("client", "add", "twice", "--format", "json")
    assert outcome.code == 5
    assert json.loads(outcome.err) == {
        "error": {
            "code": "refused",
            "message": "There is one by that name: C-2026-0001.",
            "hint": "Look: salesctl client show 1",
            "number": "C-2026-0001",
        }
    }


def test_a_noun_not_yet_there_is_not_offered(cli: Cli) -> None:
    assert "salesctl leave" not in cli("请假").err


def test_the_language_option_rules_errors_of_its_own_line(cli: Cli) -> None:
    assert "没有选项" in cli("client", "add", "x", "--zzz", "--lang", "zh").err
    assert "没有选项" in cli("--lang=zh", "client", "--zzz").err


@pytest.mark.parametrize(
    ("words", "meant"),
    [("status", "checkin status"), ("看板", "checkin board"), ("verify", "ledger verify"), ("add", "NOUN add")],
)
def test_a_bare_verb_is_answered_with_the_command_it_belongs_to(cli_real: Cli, words: str, meant: str) -> None:
    assert f"salesctl {meant}\n" in cli_real(words).err


def test_a_word_of_a_noun_that_is_not_there_is_no_command(cli_real: Cli) -> None:
    assert cli_real("请假").err == "请假 is not a command.\nAll commands: salesctl help all\n"
