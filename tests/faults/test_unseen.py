"""What fails after the entry was written is not told as if nothing was, and not done twice when it is tried again."""

from __future__ import annotations

import errno
import json
import os
from typing import Any

import pytest

Cli = Any


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let everything that is shown fail."""

    def show(*_args: object, **_more: object) -> int:
        raise error

    monkeypatch.setattr("salesctl.show.show", show)


@pytest.mark.parametrize(
    ("error", "exit_code", "code", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 7, "full", "Written, but it can't be shown"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), 7, "out_of_reach", "Written, but it can't be shown"),
        (KeyboardInterrupt(), 130, "interrupted", "Interrupted, but it was written."),
    ],
)
def test_a_write_that_could_not_be_shown_says_it_was_written_and_how_to_repeat_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, exit_code: int, code: str, said: str
) -> None:
    cli.init()
    with monkeypatch.context() as patch:
        failing(patch, error)
        told = cli.error("client", "add", "华联超市", code=exit_code)
    assert told["code"] == code and told["message"].startswith(said) and "Nothing written" not in told["message"]
    assert told["op_id"] in told["hint"]
    again = cli.json("client", "add", "华联超市", "--op-id", told["op_id"])
    assert [row["id"] for row in cli.json("client", "list")] == [again["id"]]


def test_a_read_that_could_not_be_shown_is_told_as_the_disks_failure(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.init()
    failing(monkeypatch, OSError(errno.EIO, os.strerror(errno.EIO)))
    told = cli.error("client", "list", code=7)
    assert told["code"] == "out_of_reach" and "op_id" not in told and told["hint"]


def test_a_failure_nobody_foresaw_is_our_defect_only_where_the_ledger_is_sound(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.tampered = True
    cli.init()
    failing(monkeypatch, ValueError("who knows"))
    assert cli.error("client", "list", code=70)["code"] == "bug"
    from tests.ledger.made_up import tamper

    tamper(cli.ledger, lambda connection: connection.execute("UPDATE person SET name = 'x'"))
    told = cli.error("client", "list", code=8)
    assert told["code"] == "damaged" and "person" in json.dumps(told)
