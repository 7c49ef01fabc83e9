"""Numbers that mean something else: short ones in files, those below zero among options.

A file is kept for years, so it names a client by its number in full, never by chance.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

Cli = Any


@pytest.mark.parametrize("number", ["C1", "c-1", "C-0001", "c-2026-1"])
@pytest.mark.parametrize("noun", ["order", "payment"])
def test_a_short_number_in_a_file_is_no_payer_and_no_new_client(cli: Cli, number: str, noun: str) -> None:
    cli.at("2026-11-20 09:00").init()
    cli.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    file = Path(cli.home) / "a.csv"
    file.write_text(f"client,date,amount,channel,person\n{number},2026-11-19,100,,1001\n", encoding="utf-8")
    words = ("import", str(file), *(("--new-clients",) if noun == "order" else ()))
    error = cli.error(noun, *words, code=2)
    assert "C-2026-0001" in str(error)
    assert len(cli.json("client", "list", "--all")) == 1
    assert "100" not in cli.ok(noun, "list", "--all").out


def test_a_client_whose_name_looks_like_a_number_is_known_by_it(cli: Cli) -> None:
    cli.at("2026-11-20 09:00").init()
    cli.ok("client", "add", "C919", "--phone", "027 8888 6666")
    file = Path(cli.home) / "a.csv"
    file.write_text("client,date,amount,channel,person\nC919,2026-11-19,100,,1001\n", encoding="utf-8")
    cli.ok("payment", "import", str(file))


@pytest.mark.parametrize("amount", ["-5", "-120.50", "-3.5万"])
def test_a_refund_typed_plainly_is_told_where_it_stands(cli: Cli, amount: str) -> None:
    cli.init()
    cli.ok("client", "add", "华联超市", "--phone", "027 8888 6666")
    for noun in ("order", "payment"):
        error = cli.error(noun, "add", "华联超市", amount, code=2)
        assert error["hint"].endswith(f"-- {amount}")
        cli.ok(noun, "add", "华联超市", "--", amount)
