"""Working days of people who each have a login of their own: what they do works, and shows what it shows elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.rights.conftest import OWNER, PEOPLE, Branch, Result

LOOKS: tuple[tuple[str, ...], ...] = (
    ("today",), ("client", "list"), ("client", "show", "C1"), ("client", "show", "C2"), ("client", "stale"),
    ("task", "list"), ("task", "show", "T1"), ("visit", "list", "--all"), ("visit", "show", "V1"),
    ("order", "list"), ("payment", "list"), ("report", "list"), ("report", "show", "1007"), ("report", "summary"),
    ("report", "missing"), ("archive", "list"), ("archive", "find", "原件"), ("checkin", "board"),
    ("checkin", "sheet"), ("person", "list"),
    ("ledger", "history", "C1"), ("ledger", "history", "C2"), ("ledger", "log"), ("visit", "check"),
)  # fmt: skip


ALIKE = {"1002", "1008", "1016", "1017"}
"""Whose rights are those of another who looks, or all."""


def plain(result: Result) -> Result:
    """Leave out how many changes an entry has, and the number of a slip's client: hidden from who sees no clients."""
    out = re.sub(r'"changes": \d+', '"changes": -', result.out)
    return result._replace(out=re.sub(r'"client_number": (null|"[^"]*")', '"client_number": -', out))


@pytest.mark.parametrize(("code", "login"), [(code, login) for code, *_rest, login in PEOPLE if code not in ALIKE])
def test_everybody_is_shown_what_the_program_alone_would_show(branch: Branch, code: str, login: str) -> None:
    branch.at("2026-11-20 11:00")
    differ = []
    for words in LOOKS:
        theirs = plain(branch.login(login)(*words, "--json"))
        told = plain(branch.login(OWNER).as_(code)(*words, "--json"))
        branch.as_(None)
        if theirs != told:
            differ.append((words, theirs, told))
    assert not differ


def test_the_branch_verifies(branch: Branch) -> None:
    branch.verify()
    assert branch.json("ledger", "verify")["proven"] == "all"


@pytest.mark.parametrize("login", [login for *_rest, login in PEOPLE])
def test_everybody_proves_the_chain_and_their_own(branch: Branch, login: str) -> None:
    said = branch.login(login).json("ledger", "verify")
    assert said["ok"] and said["proven"] == "own"
