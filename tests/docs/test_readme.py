"""The first day in the READMEs is what the program says, word for word, in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (("README.md", "en"), ("README.zh.md", "zh"))
LINE = re.compile(r"(\d\d:\d\d) \$ s (.+)")
HASH = re.compile(r"[0-9a-f]{4}…[0-9a-f]{4}")
"""Heads are made of random salts, so they differ from ledger to ledger."""


def blocks(text: str) -> list[tuple[str, str, str]]:
    """Return (time, words, output) of every command of a page's first day."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^(?=\d\d:\d\d \$)", block, flags=re.MULTILINE):
            if part.strip():
                head, _newline, output = part.partition("\n")
                match = LINE.fullmatch(head)
                assert match, head
                found.append((match[1], match[2], output.strip("\n")))
    return found


def installing(text: str) -> list[list[str]]:
    """Return the words of every salesctl command in the page's shell block that makes a ledger."""
    shells = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    block = next(one for one in shells if "salesctl init" in one).replace("\\\n", " ")
    return [shlex.split(part)[1:] for part in block.split("&&") if ".venv/bin/salesctl" in part]


@pytest.mark.parametrize(("page", "lang"), PAGES)
def test_the_first_day_is_what_the_program_says(page: str, lang: str, cli: Any) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    cli.lang(lang).at("2026-11-20 08:40")
    for words in installing(text):
        cli.ok(*words)
    steps = blocks(text)
    assert len(steps) > 8
    for time, line, told in steps:
        result = cli.at(f"2026-11-20 {time}")(*shlex.split(line))
        assert result.code in (0, 6), f"{line}\n{result.err}"
        said = "\n".join(row.rstrip() for row in (result.out + result.err).strip("\n").splitlines())
        assert HASH.sub("…", said) == HASH.sub("…", told), line


def test_both_first_days_take_the_same_steps() -> None:
    english, chinese = (blocks((ROOT / page).read_text(encoding="utf-8")) for page, _lang in PAGES)
    assert [(time, words) for time, words, _out in english] == [(time, words) for time, words, _out in chinese]
