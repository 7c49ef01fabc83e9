"""Nouns, verbs, shared options: what reaches a command, and what comes out of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from salesctl.params import Token
from tests.frame.conftest import Cli


def first(calls: list[Any]) -> tuple[str, dict[str, Any], Any, dict[str, Any]]:
    call: tuple[str, dict[str, Any], Any, dict[str, Any]] = calls[0]
    return call


@pytest.mark.parametrize(
    ("words", "action"),
    [
        (("client",), "client.list"),
        (("client", "--stale"), "client.list"),
        (("client", "--ledger", "a.db", "--json", "add", "华联"), "client.add"),
        (("client", "--json", "2026-11"), "client.list"),
        (("client", "2026-11"), "client.list"),
        (("client", "本月"), "client.list"),
        (("client", "list", "2026-11"), "client.list"),
        (("client", "add", "华联"), "client.add"),
        (("undo",), "undo"),
    ],
    ids=" ".join,
)
def test_a_noun_alone_does_its_commonest_thing(cli: Cli, calls: list[Any], words: tuple[str, ...], action: str) -> None:
    assert cli(*words).code == 0
    assert first(calls)[0] == action


def test_what_names_a_thing_arrives_as_a_token(cli: Cli, calls: list[Any]) -> None:
    cli("client", "log", "hlcs", "报价已发")
    assert first(calls)[1] == {"client": Token("client", "hlcs"), "text": "报价已发"}
    cli("person", "show", "王芳", "李敏")
    assert calls[2][1]["people"] == [Token("person", "王芳"), Token("person", "李敏")]


@pytest.mark.parametrize("word", ["dealer", "DEALER", "经销商"])
def test_a_code_is_read_by_its_code_or_its_label(
    cli: Cli, calls: list[Any], word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesctl.frame import labels

    monkeypatch.setattr(labels, "p_", lambda context, code: {"dealer": "经销商"}.get(code, code))
    cli("client", "add", "x", "--kind", word)
    assert first(calls)[1]["kind"] == "dealer"


def test_shared_options_are_gathered_before_and_after_the_noun(cli: Cli, calls: list[Any]) -> None:
    cli(
        "--ledger",
        "a.db",
        "--no-color",
        "client",
        "add",
        "x",
        "--for",
        "王芳",
        "-n",
        "-y",
        "--reason",
        "试",
        "--as",
        "李敏",
    )
    options = first(calls)[2]
    assert (options.ledger, options.color, options.for_, options.as_) == ("a.db", False, "王芳", "李敏")
    assert (options.dry_run, options.yes, options.quiet, options.reason) == (True, True, False, "试")


def test_the_commands_ledger_goes_over_the_one_before_the_noun(cli: Cli, calls: list[Any]) -> None:
    cli("--ledger", "a.db", "client", "add", "x", "--ledger", "b.db")
    assert first(calls)[2].ledger == "b.db"


def test_a_required_reason_stands_in_the_options_too(cli: Cli, calls: list[Any]) -> None:
    outcome = cli("client", "void", "c1", "--reason", "重复")
    assert outcome.code == 6
    assert first(calls)[1]["reason"] == first(calls)[2].reason == "重复"


def test_the_request_holds_what_was_meant_and_not_how_it_is_shown(cli: Cli, calls: list[Any]) -> None:
    shown = ("--json", "-y", "-q", "--op-id", "7", "--lang", "zh", "--no-color", "--ledger", "x.db", "-n")
    cli(
        "client",
        "add",
        "华联",
        "--phone",
        "1",
        "--phone",
        "2",
        "--level",
        "a",
        "--visits",
        "4",
        "--reason",
        "r",
        *shown,
    )
    request = first(calls)[3]
    assert request == {"name": "华联", "phone": ["1", "2"], "level": "a", "visits": "4", "reason": "r"}
    json.dumps(request)


def test_the_context_is_closed_whatever_happens(cli: Cli, calls: list[Any]) -> None:
    cli("client", "add", "twice")
    assert calls[-1] == "closed"


def test_a_write_says_one_line_and_talks_on_stderr(cli: Cli) -> None:
    assert cli("client", "add", "x") == (0, "Client C-2026-0003 x kept.\n", "Next: log.\n")


def test_a_write_with_json_prints_the_record(cli: Cli) -> None:
    assert json.loads(cli("client", "add", "x", "--json").out) == {"number": "C-2026-0003", "name": "x"}


def test_a_write_without_a_record_prints_its_message_as_json(cli: Cli) -> None:
    assert json.loads(cli("undo", "--json").out) == {"message": "Taken back."}


def test_quiet_prints_nothing(cli: Cli) -> None:
    assert cli("client", "add", "x", "--quiet") == (0, "", "")


def test_a_list_stands_on_stdout_and_its_notes_on_stderr(cli: Cli) -> None:
    outcome = cli("client")
    assert "华联超市" in outcome.out
    assert outcome.err == "Two of 17.\nSeen.\n"


def test_a_file_is_written_by_its_ending_and_never_over_another(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "clients.json"
    assert cli("client", "-o", str(path)).out == ""
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 2
    assert cli("client", "-o", str(path)).code == 5
    assert cli("client", "-o", str(path), "--force").code == 0
    assert cli("client", "-o", str(tmp_path / "x.foo")).code == 2


def test_ctrl_c_exits_130(cli: Cli) -> None:
    assert cli("client", "add", "stop").code == 130


def test_a_reader_who_left_is_no_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesctl.frame.failure.silence_stdout", lambda: None)
    assert cli("client", "add", "pipe") == (0, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="where the state directory is differs")
def test_a_bug_goes_to_a_file_without_what_was_typed(cli: Cli, home: Path) -> None:
    outcome = cli("client", "add", "bug", "--phone", "13912345678")
    assert outcome.code == 70
    assert "Traceback" not in outcome.err
    (crash,) = (home / "state" / "salesctl").glob("crash-*.txt")
    assert str(crash) in outcome.err
    text = crash.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "fakes.py" in text
    assert "13912345678" not in text
    assert crash.stat().st_mode & 0o777 == 0o600


def test_an_alias_is_a_word_of_ones_own(cli: Cli, calls: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[alias]\n"打电话" = "client add 华联 --reason"\nclient = "undo"\n', encoding="utf-8")
    cli("打电话", "因为", env={"SALESCTL_CONFIG": str(path)})
    assert first(calls)[0] == "client.add"
    assert first(calls)[2].reason == "因为"
    cli("client", env={"SALESCTL_CONFIG": str(path)})
    assert calls[2][0] == "client.list"


def test_on_a_terminal_the_bare_program_shows_today_once_there_is_a_ledger(
    cli: Cli, calls: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesctl.frame.root.is_terminal", lambda stream: True)
    env = {"SALESCTL_LEDGER": str(tmp_path / "ledger.db")}
    assert cli(env=env).out.startswith("salesctl:")
    (tmp_path / "ledger.db").touch()
    assert cli(env=env).out == "Nothing due.\n"
    assert cli("--ledger", str(tmp_path / "none.db"), env=env).out.startswith("salesctl:")


@pytest.mark.parametrize(("error", "code"), [(EOFError(), 130), (OSError(28, "full"), 7), (ZeroDivisionError(), 70)])
def test_what_is_not_ours_has_an_exit_code_too(
    cli: Cli, error: Exception, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr("salesctl.frame.root.dispatch", fail)
    assert cli("client").code == code


def test_the_version(cli: Cli) -> None:
    from salesctl import __version__

    assert cli("--version") == (0, f"salesctl {__version__}\n", "")


def test_a_confidential_list_is_noted_before_its_file_gets_its_name(cli: Cli, calls: list[Any], tmp_path: Path) -> None:
    cli("client", "-o", str(tmp_path / "c.csv"))
    assert ("note", "client: 2 rows, csv") in calls
    calls.clear()
    cli("client", "-o", str(tmp_path / "c.csv"))  # stands there already
    cli("client", "add", "x", "-o", str(tmp_path / "x.csv"))  # the entry of what was written is its trace
    assert not [call for call in calls if call[0] == "note"]


def test_a_message_without_a_record_is_an_object_with_json_and_is_never_lost(cli: Cli, tmp_path: Path) -> None:
    assert json.loads(cli("person", "show", "1", "--json").out) == {"message": "Shown."}
    assert json.loads(cli("undo", "--json").out) == {"message": "Taken back."}
    assert cli("undo", "-o", str(tmp_path / "u.csv")).out == "Taken back.\n"
