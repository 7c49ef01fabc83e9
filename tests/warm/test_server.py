"""Warm commands on a ledger in PostgreSQL: the same answers, a connection of each child's own, none left open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.server import FAST, server
from tests.warm.conftest import Desk

FOUND = ("--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏")


@pytest.mark.usefixtures("postgres")
def test_warm_commands_work_on_a_server_as_cold_ones_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with server(dict(FAST)) as made:  # elsewhere than in /dev: commands that name something there are run cold
        desk.env["SALESCTL_LEDGER"] = made.url("east")
        try:
            assert desk.cold("init", *FOUND).returncode == 0
            desk.launch()
            for number, name in enumerate(("华联超市", "华中建材", "东方建材"), 1):
                done = desk.run("client", "add", name, "--json")
                assert done.returncode == 0, done.stderr
                assert json.loads(done.stdout)["name"] == name
                assert desk.served() == number
            words = ("client", "list", "--all", "--json")
            warm, cold = desk.run(*words), desk.cold(*words)
            assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
            assert desk.served() == 4
            assert desk.cold("ledger", "verify").returncode == 0
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'salesctl'"
            assert made.admin().execute(query).fetchone() == (0,)
        finally:
            desk.close()
