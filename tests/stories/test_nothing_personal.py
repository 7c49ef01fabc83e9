"""No secret and nobody's data where others may see it: arguments of other programs, names of files, crash files."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

Cli = Any

PHONE, MAIL, NAME, CLIENT, LATIN = "13800005555", "wang@example.cn", "王芳", "东方建材", "O'Neil Trading"
PRIVATE = (PHONE, "138 0000 5555", MAIL, NAME, CLIENT, LATIN, "Neil", "wang")


@pytest.fixture
def town(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A ledger with people and clients one may recognise."""
    cli.init()
    cli.people()
    cli.ok("person", "edit", "1007", "--phone", PHONE, "--email", MAIL)
    cli.ok("client", "add", CLIENT, "--phone", PHONE, "--contact", NAME)
    cli.ok("client", "add", LATIN, "--yes")
    monkeypatch.chdir(cli.home)
    return cli


def _nothing_in(text: str) -> None:
    found = [word for word in PRIVATE if word.casefold() in text.casefold()]
    assert not found, (found, text)


def _crash(cli: Cli) -> str:
    """Return what the newest crash file says, and remove it."""
    (path,) = (cli.home / "state" / "salesctl").glob("crash-*.txt")
    text: str = path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    _nothing_in(path.name)
    path.unlink()
    return text


@pytest.mark.parametrize(
    "said",
    [
        f"no client {CLIENT} with {PHONE}",
        f"invalid literal for int() with base 10: {LATIN!r}",
        f"{{'email': '{MAIL}', 'phone': '+86 138 0000 5555'}}",
        f"unexpected {MAIL} at 4",
        f'several\nlines "{LATIN}"\n  and {NAME}',
    ],
)
def test_a_crash_file_says_where_and_nothing_of_whom(town: Cli, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def breaks(*_args: object, **_options: object) -> None:
        try:
            raise KeyError(said)
        except KeyError as error:
            raise ValueError(said) from error

    monkeypatch.setattr("salesctl.domains.clients.queries.clients", breaks)
    result = town("client", "list", "--json")
    assert result.code == 70
    _nothing_in(result.err.replace(str(town.home), ""))
    text = _crash(town)
    _nothing_in(text.partition("\n\n")[2])
    assert (
        "KeyError" in text
        and "ValueError" in text
        and "in breaks" in text
        and "salesctl/domains/clients/cli.py" in text
    )


def test_an_error_of_the_engine_quotes_no_values(town: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import text

    def breaks(ctx: Any, *_args: object, **_options: object) -> None:
        ctx.session.execute(text("SELECT nothing(:name, :phone)"), {"name": CLIENT, "phone": PHONE})

    monkeypatch.setattr("salesctl.domains.clients.queries.clients", breaks)
    result = town("client", "list", "--json")
    assert result.code == 70
    _nothing_in(result.err)
    _nothing_in(_crash(town))


def test_what_was_typed_is_in_no_crash_file(town: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*words: object, **options: object) -> None:
        raise ValueError(f"{words} {options}")

    monkeypatch.setattr("salesctl.domains.clients.service.add", breaks, raising=False)
    monkeypatch.setattr("salesctl.domains.clients.service.log", breaks, raising=False)
    monkeypatch.setattr("salesctl.domains.clients.service.edit", breaks, raising=False)
    monkeypatch.setattr("salesctl.context.Ctx.write", breaks)
    result = town("client", "edit", "c1", f"--phone={PHONE}", "--email", MAIL, "--note", f"{NAME} {LATIN}")
    assert result.code == 70
    _nothing_in(_crash(town))


def test_an_editor_is_started_with_the_name_of_a_file_and_nothing_else(
    town: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = town.home / "seen"
    editor = town.home / "editor.sh"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" > {seen}\nprintf 谈妥了 > "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    town.ok("client", "log", CLIENT, typed="")
    _program, *words = seen.read_text(encoding="utf-8").splitlines()
    assert len(words) == 1 and re.fullmatch(r"salesctl-draft-\w+\.txt", Path(words[0]).name)


def test_a_browser_is_started_with_a_file_that_names_nobody(town: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", open_)
    town.ok("visit", "log", "c1", "谈妥", "--at", "2026-11-19 9:00", "--until", "2026-11-19 10:00", "--see", NAME)
    for words in (("visit", "print", "v1"), ("report", "print"), ("report", "print", "--person", "1007")):
        town.ok(*words, "--open", typed="")
    town.ok("assess", "score", "2026-11")
    town("assess", "print", "2026-11", "--open", typed="")
    town("assess", "print", "2026-11", "--person", "1007", "--open", typed="")
    assert len(opened) >= 3
    for url in opened:
        _nothing_in(url.replace(town.home.as_uri(), ""))


def test_files_of_our_own_are_named_after_nobody(town: Cli) -> None:
    town.ok("checkin")
    town.ok("ledger", "backup", "copy.db")
    for folder in ("state", "cache"):
        for path in (town.home / folder).rglob("*"):
            _nothing_in(str(path.relative_to(town.home)))


def test_a_password_in_the_address_of_a_ledger_is_repeated_nowhere(town: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://east:geheim77@127.0.0.1:1/db?schema=east"
    for words in (("client", "list"), ("doctor",), ("config",), ("checkin",)):
        for json_ in ((), ("--json",) if words != ("config",) else ()):
            result = town(*words, "--ledger", address, *json_)
            assert "geheim77" not in result.out + result.err, words
    monkeypatch.setenv("SALESCTL_LEDGER", address)
    for words in (("client", "list"), ("doctor",), ("config",)):
        result = town(*words)
        assert "geheim77" not in result.out + result.err, words
    for root, _folders, files in os.walk(town.home):
        for name in files:
            assert b"geheim77" not in Path(root, name).read_bytes(), name


def test_an_error_names_no_phone_or_address_of_others(town: Cli) -> None:
    town.as_("1008")
    for words in (
        ("client", "show", "nobody"),
        ("client", "add", CLIENT),
        ("client", "add", "甲", "--phone", "13911112222"),
        ("person", "show", "1007x"),
        ("client", "edit", "c1", "--phone", "x"),
        ("client", "log", "c1", ""),
        ("person", "edit", "1007", "--phone", "1"),
    ):
        result = town(*words, "--json")
        said = result.out + result.err
        assert PHONE not in said and "138 0000 5555" not in said and MAIL not in said, (words, said)
        if result.code:
            assert json.loads(result.err.splitlines()[-1])["error"]["message"]
