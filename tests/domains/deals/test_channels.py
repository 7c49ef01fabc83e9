"""A payment's channel goes with its client: a wrong match leaves no figure in the wrong channel."""

from __future__ import annotations

from typing import Any

import pytest

Cli = Any


@pytest.fixture
def clients(cli: Cli) -> Cli:
    """华联超市 buys by 门店, 东方建材 by 电话; 汉口五金 paid and nobody knows for whom."""
    cli.at("2026-11-20 09:00").init()
    for name, channel in (("华联超市", "门店"), ("东方建材", "电话")):
        cli.ok("client", "add", name, "--phone", f"027 8888 666{len(channel)}", "--yes")
        cli.ok("order", "add", name, "100", "--channel", channel)
    cli.ok("payment", "add", "300", "--payer", "汉口五金")
    return cli


def channel(cli: Cli) -> str | None:
    found: str | None = cli.json("payment", "show", "P1")["channel"]
    return found


def test_a_match_taken_back_takes_its_channel_back(clients: Cli) -> None:
    clients.ok("payment", "match", "P1", "华联超市")
    assert channel(clients) == "门店"
    clients.ok("payment", "match", "P1", "--wrong", "--reason", "认错")
    assert channel(clients) is None
    clients.ok("payment", "match", "P1", "东方建材")
    assert channel(clients) == "电话"


def test_another_client_brings_its_own_channel(clients: Cli) -> None:
    clients.ok("payment", "match", "P1", "华联超市")
    clients.ok("payment", "match", "P1", "东方建材", "--reason", "认错")
    assert channel(clients) == "电话"


def test_a_channel_that_was_said_stays(clients: Cli) -> None:
    clients.ok("payment", "add", "50", "--payer", "无名", "--channel", "网店")
    clients.ok("payment", "match", "P2", "华联超市")
    clients.ok("payment", "match", "P2", "--wrong", "--reason", "认错")
    assert clients.json("payment", "show", "P2")["channel"] == "网店"
