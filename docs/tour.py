"""A tour through every command that shows something, on a ledger made for it: the source of json.md.

A test runs it too: a command that is not on the tour, or a key without a line of documentation, fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from salesctl.render.sheet import Field

STEPS: tuple[tuple[str, ...], ...] = (
    ("init", "--company", "华东贸易", "--currency", "CNY", "--tz", "Asia/Shanghai", "--me", "1001", "--name", "李敏"),
    ("demo", "--until", "2026-11-03", "--months", "1"),
    ("checkin", "in"),
    ("checkin", "out"),
    ("team", "add", "一组", "--code", "E1"),
    ("team", "edit", "一组", "--lead", "1001"),
    ("person", "add", "1007", "王芳", "--team", "一组", "--joined", "2026-11-01"),
    ("person", "edit", "1007", "--post", "业务员"),
    ("person", "import", "people.csv"),
    ("client", "add", "华联超市", "--phone", "027 8888 6666", "--contact", "张经理"),
    ("client", "edit", "C1", "--address", "中山路 1 号"),
    ("client", "log", "C1", "报价已发", "--next", "2026-11-25 追报价"),
    ("client", "import", "clients.csv"),
    ("client", "add", "误录"),
    ("client", "void", "误录", "--reason", "重复"),
    ("task", "add", "整理样品间", "--due", "2026-11-19"),
    ("task", "edit", "T2", "--due", "2026-11-18"),
    ("task", "hand", "T2", "--to", "1007"),
    ("visit", "add", "C1", "送样", "--on", "2026-11-25", "--at", "10:00", "--see", "张经理"),
    ("visit", "start", "C1", "谈付款条件", "--see", "张经理", "--for", "1007"),
    ("visit", "done", "同意三七付款", "--next", "2026-11-25 送样", "--for", "1007"),
    ("visit", "back", "--for", "1007"),
    ("visit", "edit", "V2", "--purpose", "付款条件"),
    ("visit", "check", "--sample", "20%", "--seed", "7f21"),
    ("visit", "check"),
    ("visit", "check", "V2", "true", "电话核实"),
    ("visit", "list", "--all"),
    ("visit", "show", "V2"),
    ("visit", "print", "V2"),
    ("visit", "log", "C1", "谈成", "--at", "0:10", "--until", "0:20", "--see", "张经理"),
    ("visit", "void", "V3", "--reason", "误录"),
    ("checkin", "import", "punches.csv"),
    ("order", "add", "C1", "A01=120@32", "A07=40@18.5", "--due", "2026-12-05", "--channel", "direct"),
    ("order", "add", "C1", "误录=1@1"),
    ("order", "void", "O2", "--reason", "误录"),
    ("order", "import", "orders.csv"),
    ("payment", "add", "C1", "2,000"),
    ("payment", "add", "300", "--payer", "某某商贸"),
    ("payment", "match", "P2", "C1"),
    ("payment", "add", "5", "--payer", "某某"),
    ("payment", "match"),
    ("payment", "void", "P3", "--reason", "重复"),
    ("payment", "import", "payments.csv"),
    ("order", "list"),
    ("order", "show", "O1"),
    ("payment", "list"),
    ("payment", "show", "P1"),
    ("team", "list"),
    ("team", "show", "一组"),
    ("person", "list"),
    ("person", "show", "1007"),
    ("person", "export", "out.json"),
    ("checkin", "status"),
    ("checkin", "board"),
    ("checkin", "missing"),
    ("checkin", "sheet", "2026-11"),
    ("checkin", "sheet", "2026-11", "--explain"),
    ("client", "list"),
    ("client", "show", "C1"),
    ("client", "stale"),
    ("client", "export", "clients.json"),
    ("today",),
    ("job", "list"),
    ("job", "show", "night"),
    ("job", "crontab"),
    ("job", "run", "morning"),
    ("job", "crontab"),
    ("month", "show", "2026-10"),
    ("month", "close", "2026-10", "--room", "attendance", "--force", "--reason", "tour"),
    ("month", "list"),
    ("month", "reopen", "2026-10", "--room", "attendance", "--reason", "tour"),
    ("report", "write", "--done", "对账", "--progress", "铺货 6/8", "--next", "补货"),
    ("report", "submit"),
    ("report", "list"),
    ("report", "show"),
    ("report", "show", "--explain"),
    ("report", "missing"),
    ("report", "review"),
    ("report", "check"),
    ("report", "summary", "2026-11"),
    ("report", "summary", "2026-11", "--by", "team"),
    ("report", "summary", "2026-11", "--by", "channel"),
    ("report", "summary", "2026-11", "--by", "product"),
    ("report", "summary", "2026-11", "--explain"),
    ("report", "summary", "2026-11", "--person", "1007", "--explain"),
    ("report", "print", "2026-11"),
    ("assess", "score", "2026-11"),
    ("assess", "list"),
    ("assess", "show", "1007", "2026-11"),
    ("assess", "show", "1007", "2026-11", "--explain"),
    ("assess", "print", "2026-11"),
    ("archive", "add", "note.txt", "--class", "minutes", "--link", "C1"),
    ("archive", "add", "--title", "框架合同", "--place", "3 号柜", "--class", "contract"),
    ("archive", "edit", "A1", "--note", "晨会"),
    ("archive", "list"),
    ("archive", "find", "晨会"),
    ("archive", "show", "A1"),
    ("archive", "get", "A1", "--output", "out.txt"),
    ("archive", "void", "A2", "--reason", "误录"),
    ("archive", "add", "--title", "旧合同", "--place", "库房", "--on", "2010-01-04", "--years", "1"),
    ("archive", "check"),
    ("month", "file", "2026-10"),
    ("task", "list"),
    ("task", "show", "T1"),
    ("task", "missing"),
    ("task", "done", "T1"),
    ("task", "void", "T2", "--reason", "不用了"),
    ("rules", "show"),
    ("rules", "check", "wrong.toml"),
    ("rules", "diff", "book.toml"),
    ("rules", "apply", "book.toml", "--yes"),
    ("calendar", "show"),
    ("calendar", "show", "--months"),
    ("calendar", "show", "--grid"),
    ("calendar", "explain", "2026-11-20"),
    ("ledger", "log"),
    ("ledger", "history", "C1"),
    ("ledger", "verify"),
    ("ledger", "head"),
    ("ledger", "backup", "copy.db"),
    ("ledger", "copy", "rebuilt.db"),
    ("ledger", "sql", "SELECT count(*) AS clients FROM client"),
    ("task", "add", "跑一趟", "--dry-run"),
    ("task", "add", "跑一趟"),
    ("undo",),
    ("config",),
    ("doctor",),
)
MORE: dict[tuple[str, str], str] = {
    ("client", "contacts"): "Contacts: `id`, `name`, `title`, `phone`, `email`, `wechat` each.",
    ("client", "next_steps"): "Open tasks of the client: `id`, `number`, `text`, `due`, `owner` each.",
    (
        "client",
        "timeline",
    ): "What happened, newest first: `on_date`, `at`, `what`, `text`, `by`, `number` and `changes` "
    "(`key`, `before`, `after` each).",
    (
        "visit",
        "stop_list",
    ): "Stops in the order they were visited: `place`, `where`, `address`, `client_number`, `seen`, `title`, "
    "`reach`, `purpose`, `at`, `left_at`, `result`, `next`, `next_number`, `next_due` each.",
    ("order", "items"): "The items in their order: `product`, `quantity`, `price`, `amount` each.",
    ("report", "period"): "The period: `from`, `to`, `label`.",
    ("report", "by"): "What the rows are told apart by: person, team, channel, product.",
    ("report", "previous"): "The period before: `from`, `to`, `label`, and its totals: `workdays`, `present`, `late`, "
    "`late_minutes`, `early`, `early_minutes`, `absent`, `leave`, `claimed`, `reports_due`, `reports_on_time`, "
    "`reports_late`, `reports_missing`, `visits`, `stops`, `visits_checked`, `visits_passed`, `clients_new`, "
    "`clients_contacted`, `orders`, `sales`, `collections`, `collection_rate`.",
    ("report", "exceptions"): "What is to be asked about, and praised: `id`, `person`, `code`, `figure`, `value`, "
    "`limit` (the threshold scaled to the period), `rule`, `good`, `command` each.",
    ("report", "head"): "The ledger's head when it was read: `book`, `seq`, `hash`, `ledger`, `books`, `noted`.",
    ("assess", "id"): "Row key of the scorecard.",
    ("assess", "person"): "Name of the person.",
    ("assess", "code"): "Code of the person.",
    ("assess", "first"): "First day that is scored.",
    ("assess", "last"): "Last day that is scored.",
    ("assess", "score"): "Sum of the points.",
    ("assess", "full"): "Points that could be reached with what could be measured.",
    ("assess", "hundred"): "The score out of a hundred; null where nothing was measured.",
    ("assess", "grade"): "What the score amounts to by the rule book.",
    ("assess", "rules"): "Version of the rule book it was computed by.",
    ("checkin", "first"): "First day of the period.",
    ("checkin", "last"): "Last day of the period.",
    ("checkin", "until"): "Last day counted: the period's last or today; null where the period lies ahead.",
    ("ledger", "head"): "The head: `book`, `seq`, `hash`, `ledger`, `books`, `noted`, as `ledger head` has them.",
    ("ledger", "entries"): "Entries read.",
    ("ledger", "changes"): "Changes read.",
    ("ledger", "checked_rows"): "Live rows compared with their last change.",
    ("ledger", "proven"): "`all`; `own` where others' rows are hidden from the login: the chain, and what it sees.",
    ("ledger", "ok"): "True where nothing was found; the exit code is then 0, else 8.",
}
"""What the further keys of reports and records mean, by noun and key; keys within them stand in backquotes."""

SILENT = ("help", "archive get", "completion", "job crontab", "ledger sql", "ledger backup", "ledger copy")
"""Commands whose JSON is no set of fields of ours: text, the columns of a query, one line of message."""
FINDINGS = (0, 6)


@dataclass
class Seen:
    """What commands returned: the commands that return the same, the shape of their JSON, fields and further keys."""

    commands: list[str]
    shape: str
    fields: tuple[Field, ...]
    extra: tuple[str, ...]
    totals: tuple[str, ...] = field(default_factory=tuple)


class Clock:
    """A clock a minute further at each command."""

    def __init__(self) -> None:
        self.minute = 0

    def now(self) -> datetime:
        """Return 09:00 in Shanghai on 2026-11-20, and the minutes since."""
        return datetime(2026, 11, 20, 1, self.minute % 60, tzinfo=UTC).replace(hour=1 + self.minute // 60)


@contextmanager
def place() -> Iterator[Path]:
    """Make an empty home with the files the tour needs, and work in it."""
    before, here = dict(os.environ), Path.cwd()
    with TemporaryDirectory(prefix="salesctl-tour-") as name:
        home = Path(name)
        for variable in [v for v in os.environ if v.startswith(("SALESCTL_", "XDG_", "LC_", "_SALESCTL"))]:
            del os.environ[variable]
        os.environ |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        os.environ |= {"SALESCTL_LEDGER": str(home / "ledger.db"), "SALESCTL_LANG": "en"}
        _files(home)
        os.chdir(home)
        try:
            with patch("salesctl.login.os_user", return_value="limin"):
                yield home
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)


def _files(home: Path) -> None:
    from salesctl.rulebook.default import default_book, personalise

    (home / "people.csv").write_text("code,name,team\n1008,赵磊,一组\n", encoding="utf-8")
    (home / "clients.csv").write_text("客户名称,电话\n永辉五一店,027 6666 8888\n", encoding="utf-8")
    (home / "contract.txt").write_text("供货合同\n", encoding="utf-8")
    (home / "orders.csv").write_text("client,date,amount,channel,person\nC-2026-0001,2026-11-18,70,direct,1007\n")
    (home / "payments.csv").write_text("client,date,amount,channel,person\nC-2026-0001,2026-11-19,50,direct,1007\n")
    (home / "note.txt").write_text("晨会纪要：红茶断货\n", encoding="utf-8")
    (home / "punches.csv").write_text("person,at,kind\n1007,2026-11-19 09:20,in\n", encoding="utf-8")
    book = personalise(default_book(), "Asia/Shanghai")
    (home / "book.toml").write_bytes(book.replace(b"soon_days = 3", b"soon_days = 5"))
    (home / "wrong.toml").write_bytes(book + b"\n[[attendance.shfit]]\nid = 'X'\n")


def run() -> Iterator[tuple[tuple[str, ...], int, str, str, list[Any]]]:
    """Run the steps; yield (words, exit code, stdout, stderr, sheets shown) of each."""
    import salesctl.show
    from salesctl.app import main

    clock = Clock()
    shown: list[Any] = []
    real = salesctl.show._draw

    def keep(screen: Any, sheet: Any, before: Any) -> None:
        sheet.rows = list(sheet.rows)
        shown.append(sheet)
        real(screen, sheet, before)

    salesctl.show._draw = keep
    try:
        with place():
            for words in STEPS:
                clock.minute += 1
                shown.clear()
                out, err = StringIO(), StringIO()
                stdin, sys.stdin = sys.stdin, StringIO()
                try:
                    with redirect_stdout(out), redirect_stderr(err):
                        code = main([*words, "--json"], clock=clock)
                finally:
                    sys.stdin = stdin
                yield words, code, out.getvalue(), err.getvalue(), list(shown)
    finally:
        salesctl.show._draw = real


def command(words: tuple[str, ...]) -> str:
    """Return the words that name a command: `client list`, `today`, with the switch that changes its shape."""
    from salesctl.doors import door

    where = door(words[0])
    assert where is not None, words
    switches = [word for word in words if word in ("--explain", "--months", "--grid", "--dry-run")]
    if where.noun == "demo":
        switches.clear()  # its months are how many, no other page
    return " ".join((words[0], *(() if where.single else words[1:2]), *switches))


def tour() -> list[Seen]:
    """Return what every command of the tour returned, those that return the same together.

    Raises AssertionError for a command that fails or a key without documentation.
    """
    seen: list[Seen] = []
    for words, code, _out, err, sheets in run():
        name = command(words)
        assert code in FINDINGS, f"{' '.join(words)}: exit {code}\n{err}"
        for sheet in sheets:
            if name in SILENT:
                continue
            shape = "report" if sheet.report else "record" if sheet.single and len(sheet.rows) == 1 else "list"
            for one in sheet.fields:
                assert one.doc, f"{name}: {one.key} says nothing about itself"
            for key in sheet.extra:
                assert (words[0], key) in MORE, f"{name}: say in docs/tour.py what {key} is"
            totals = tuple(sheet.totals or ()) if sheet.report else ()
            found = Seen([name], shape, tuple(sheet.fields), tuple(sheet.extra), totals)
            same = next((s for s in seen if _same(s, found)), None)
            if same is None:
                seen.append(found)
            elif name not in same.commands:
                same.commands.append(name)
    return sorted(seen, key=lambda one: _place(one.commands[0]))


def _same(one: Seen, other: Seen) -> bool:
    return (one.shape, one.fields, one.extra, one.totals) == (other.shape, other.fields, other.extra, other.totals)


def _place(name: str) -> int:
    from salesctl.doors import DOORS

    return [door.noun for door in DOORS].index(name.split()[0])
