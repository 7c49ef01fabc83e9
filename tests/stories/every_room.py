"""A ledger with something in every room, for others to tamper with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Cli = Any


def every_room(cli: Cli) -> Path:
    """Fill the ledger with at least one row in every room's table that a command can fill; returns its file."""
    paper = cli.home / "note.txt"
    paper.write_text("a paper", encoding="utf-8")
    cli.init()
    cli.ok("team", "add", "East", "--lead", "1001")
    cli.ok("person", "add", "1007", "王芳", "--team", "East", "--phone", "13800138000", "--email", "w@example.com")
    cli.ok("checkin")
    cli.ok(
        "client", "add", "华联超市", "--phone", "027 8888 6666", "--contact", "陈总", "--tax-id", "91420100MA4K2X5P7Q"
    )
    cli.ok("client", "log", "C1", "微信：报价已发", "--next", "2026-11-25 追报价", "--paper", paper)
    cli.ok("order", "add", "C1", "A01=12@3.5", "--channel", "direct", "--due", "2026-12-05")
    cli.ok("payment", "add", "C1", "30", "--payer", "某某公司")
    cli.ok("report", "--done", "对账", "--next", "补货", "--submit")
    cli.ok("person", "add", "1005", "周敏", "--roles", "admin")
    cli.as_("1005").ok("report", "review", "1001", "2026-11-20", "comment", "好")
    cli.as_(None)
    cli.ok("person", "add", "1008", "赵磊", "--team", "East")
    cli.ok("visit", "start", "C1", "谈付款", "--see", "陈总", "--for", "1008")
    cli.ok("visit", "check", "--sample", "1")
    cli.ok("visit", "check", "V1", "false", "没来过", "--bad", "time")
    cli.at("2026-11-20 18:30").ok("checkin", "out")
    cli.ok("assess", "score", "2026-11")
    cli.ok("archive", "add", paper, "--title", "供货合同", "--class", "contract", "--link", "C1", "--place", "2 号柜")
    cli.ok("month", "close", "2026-10", "--force", "--reason", "试")
    return Path(cli.ledger)
