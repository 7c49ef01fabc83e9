"""Pages the program files itself: once per origin, found by their words, gone with an undo."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from salesctl.context import Ctx
from salesctl.domains.archive import service
from salesctl.params import Options

Cli = Any


def context(cli: Cli, action: str = "month.file") -> Ctx:
    from salesctl.config import load

    return Ctx(action, Options(), request={}, config=load(os.environ), clock=cli.clock)


def file(cli: Cli, name: str, data: bytes, origin: str = "month:2026-10") -> tuple[str, str, str]:
    ctx = context(cli)
    try:
        with ctx.write() as tx:
            item = service.file_page(tx, name, data, title="2026-10 summary", klass="report", origin=origin)
            return item.number, item.klass, item.on_date.isoformat()
    finally:
        ctx.close()


def test_a_month_is_filed_once_and_its_sheet_beside_it(cli: Cli) -> None:
    cli.init()
    first = file(cli, "summary.html", "<p>销售月报 一组</p>".encode())
    assert first == ("A-2026-0001", "report", date(2026, 10, 31).isoformat())
    assert file(cli, "summary.html", b"another") == first
    assert file(cli, "sheet.csv", b"a,b\n") == first
    assert file(cli, "summary.html", b"x", origin="month:2026-11")[0] == "A-2026-0002"
