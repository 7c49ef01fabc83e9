"""Command lines as a storm throws them: every command of the tree, every parameter, valid and hostile values mixed.

What a parameter is thrown depends on what it takes; a new command or parameter is thrown at without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from salesctl.params import FORMATS, SHARED, Coded, Named, Word
from tests.stories.hostile import STRINGS
from tests.stories.tree import Command, commands


class Call(NamedTuple):
    """One throw: the words, what stands on stdin, what is typed at a terminal (None: there is none)."""

    words: tuple[str, ...]
    stdin: bytes
    typed: str | None
    given: tuple[str, ...]
    """The names of the parameters given."""


NAMES: dict[str, tuple[str, ...]] = {
    "person": ("1007", "王芳", "1005", "wf", "zhoumin", "王", "1001", "R", "Q", "9999", "limin", "@1007"),
    "client": ("c1", "东方建材", "dfjc", "C-2026-0001", "华联超市", "hl", "东方", "c99", "C-2026-9999", "c2",
    "138 0000 0001"),
    "task": ("t1", "T-2026-0001", "1", "t2", "t3", "t99", "."),
    "team": ("E1", "一组", "yz", "二组"),
    "visit": ("v1", "v2", "1", "V-2026-0001", ".", "v99"),
    "order": ("o1", "O-2026-0001", "1", "o2", "o99", "."),
    "payment": ("p1", "P-2026-0001", "p2", "1", "p99", "."),
    "archive": ("a1", "A-2026-0001", "1", "a2", "a99", "."),
    "any": (".", "c1", "t1", "o1", "v1", "p1", "a1", "T-2026-0001", "1007", "一组", "c1 t1", "z9"),
}  # fmt: skip
PERIODS = (
    "2026-11", "2026-W47", "2026-Q4", "2026-H2", "2026", "today", "last-week", "本周", "上月", "2026-11-20",
    "2026-11-01..2026-11-15", "2026-10", "2026-11-15..2026-11-01", "2020..2026", "..", "2026-11..", "0001", "9999",
    "9999-12", "9999-W53", "0000-01", "2026-W54", "2026-Q5", "2026-13", "-2026", "1..9999", "十一月", "2026-11-31",
    "去年",
    "0001-01-01..9999-12-31", "10000-01", "2026-11-20T09:00", "明年", "前天", "next-year", "2026-H3",
    "last-year..today",
)  # fmt: skip
DAYS = (
    "2026-11-20", "today", "yesterday", "周五", "friday", "昨天", "明天", "2026-11-19", "2026-02-30", "9999-12-31",
    "0001-01-01", "10000-01-01", "上周三", "下下周一", "大后天", "11月20日", "11/20", "20", "三天前", "in 3 days",
    "999999天后",
    "99999999999999999999 days ago", "负一天", "2026-366", "2026-W47-5", "月底", "last monday", "1970-01-01", "春节",
)  # fmt: skip
TIMES = (
    "9:05", "yesterday 18:30", "昨天18:30", "周五下午3点", "25:00", "24:00", "2026-11-20 09:05",
    "2026-11-20T09:05+08:00",
    "2026-11-20T09:05Z", "9999-12-31T23:59:59.999999+14:00", "0001-01-01T00:00:00+14:00", "now", "半小时前", "2小时后",
    "晚上12点",
    "-1:00", "9", "9:5", "09:05:61", "2026-11-20T09:05+99:99", "2099-01-01 9:00", "1900-01-01 00:00", "十点半",
    "9：05",
)  # fmt: skip
AMOUNTS = (
    "5", "1200.50", "3.5万", "35,000元", "¥12", "-5", "0", "0.00001", "1e9", "99999999999.9999", "999999999999999",
    "1" * 40,
    "NaN", "Infinity", "1/3", "１２", "٣", "9折", "--5", "5 元 整", "0x10", "1_000", "1e400", "-0", "+5", "五百", "5%",
    "$5",
)  # fmt: skip
ITEMS = (
    "5", "茶叶=2@3", "A=1", "A=-1@2", "A=0", "A=@3", "=2@3", "A=2@", "A=1e5@1e5", "A=99999999999@99999999999", "A==2",
    "A=2@3@4", "茶叶=2@3,糖=1@1", "A=2@-3", "A=NaN@1", "A=½", "A=2@3万", "a=1@1", "A =2 @ 3", "A=0.00001@1",
)  # fmt: skip
SENTENCES = (
    "谈妥了", "说好下周送样", "2026-11-27 追报价", "周三 追报价", "明天", "9999-12-31 x", "-", "陈总", "好", "话",
    "read", "comment",
    "true", "false", "1007", "1007 2026-11-02", "2026-11-02", "茶叶", "a b", "138 0000 0000", "0755 8888 8888 转 801",
    "A", "甲",
)  # fmt: skip
NUMBERS = (
    "1", "5", "0", "-1", "50", "9" * 30, "1.5", "x", "", "１", "1e3", "0x1", "99999", "2", "-0", "+3", " 3", "12",
    "1_0",
    "9223372036854775808", "2147483648",
)  # fmt: skip
FILES = (
    "clients.csv", "people.csv", "orders.csv", "payments.csv", "punches.csv", "clients.ndjson", "book.toml",
    "odd.toml",
    "note.txt", "folder", "pipe", "link.csv", "nowhere.csv", "-", "ledger.db", "ledger.db-wal", "ledger.db.lock",
    "gone.csv",
    "new.csv", "new.json", "new.html", "new.xlsx", "new.md", "new.db", "folder/new.csv", "no/such/folder/x.csv",
    "empty.csv",
    "noise.bin", "zip.xlsx", "torn.xlsx", "/dev/null", "/dev/full", "/proc/self/mem", "./new.csv", "~/new.csv", "new",
    "new.svg",
    "copy.db", "", " ", ".", "..", "a\nb.csv", "日报.csv", "-x.csv", "folder/", "socket",
)  # fmt: skip
SPECIAL: dict[str, tuple[str, ...]] = {
    "amount": AMOUNTS, "items": ITEMS, "plan_not": ("跟进 没空", "1 忙", "x: y"), "years": ("5", "30", "永久",
    "permanent", "-1"),
    "level": ("A", "B", "C", "A级", "z", "confidential"), "class_": ("contract", "合同", "x", "report"),
    "roles": ("rep", "lead,rep", "head", "admin", "rep,,lead", "king", "", "robot"), "login": ("limin", "root", "a b"),
    "maps": ("客户名称=name", "姓名=name", "x=y", "=", "name", "a=b=c"), "key": ("name", "code", "客户名称", "x"),
    "sheet": ("Sheet1", "1", "x"), "encoding": ("utf-8", "gb18030", "utf-16", "latin-1", "x", "rot13", "idna", "zlib",
    "hex"),
    "tz": ("Asia/Shanghai", "UTC", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Asia", "posixrules"),
    "currency": ("CNY", "USD", "cny", "人民币", "XXXX", "¥"), "phone": ("13800000000", "0755 8888 8888 转 801",
    "+86 138", "x"),
    "head": ("01:1@" + "0" * 64, "01:5", "0" * 64, "99:1@ff", "01:999999999999999999999@" + "a" * 64, "：", "@"),
    "until": (*DAYS[:6], "3", "0", "-1", "999999999999999999999", "1:3"), "entry": ("1", "3", "0", "-1", "x",
    "9" * 30, "01:2"),
    "query": (
        "SELECT 1", "SELECT * FROM entry", "SELECT name, phone FROM client", "SELECT", "DROP TABLE entry", "PRAGMA x",
        "SELECT x'00'", "SELECT 1e999, -1e999", "SELECT zeroblob(10), NULL, ''", "SELECT 1; SELECT 2", "VALUES(1)",
        "--",
        "SELECT char(27, 91, 50, 74, 0, 55296)", "SELECT CAST(x'ff80' AS TEXT)", "ATTACH 'x' AS y",
        "SELECT 1 AS \"[b]\"",
        "SELECT 1 AS a, 2 AS a", "WITH a AS (SELECT 1) SELECT * FROM a", "SELECT ?", "SELECT :a",
        "SELECT printf('%s')",
    ),
    "words": ("1007", "2026-11-02", "2026-11-20", "read", "comment", "true", "false", "好", "王芳", "archive", "茶"),
    "section": ("attendance", "zone", "x", "assessment.scheme", "calendar.zone"), "op_id": ("again", "a", "b",
    "x" * 201, " "),
    "sort": ("name", "number"), "seed": ("a", "1"), "topic": ("all", "checkin", "client add", "formats", "x", "-"),
    "lang": ("en", "zh", "中文", "zh_CN.UTF-8", "fr", "C", "POSIX", "zh-TW", "auto"), "format": (*FORMATS, "pdf",
    "JSON", "表格"),
    "ledger": ("ledger.db", "gone.db", "note.txt", "folder", "pipe", "link.db", "torn.db", ":memory:", "",
    "postgresql://",
               "file:ledger.db?mode=rw", "postgresql://x:1/y", "/dev/null", "ledger.db-wal", "no/such/x.db",
               "ledger.db/x"),
    "as_": ("1005", "1007", "1001", "周敏", "9999"), "for_": ("1007", "1001", "王芳", "1008", "9999"),
}  # fmt: skip
TYPED = (
    "",
    "y",
    "n",
    "1",
    "2",
    "0",
    "-1",
    "99",
    "王芳",
    "2026-11-20",
    "x",
    "是",
    "\x04",
    "\x1b[A",
    "  ",
    "all",
    "5",
    "改正",
)
KINDS: dict[str, tuple[str, ...]] = {
    **NAMES, "period": PERIODS, "day": DAYS, "plan": DAYS, "time": TIMES, "file": FILES, "words": SENTENCES,
    "topic": SENTENCES
}  # fmt: skip
STDIN = (
    b"", b"\xff\xfe", "客户名称,电话\n甲乙,13800000009\n".encode(), b"name\n", "做了\n".encode(), b"\x00",
    "工号\t姓名\nZ1\t某\n".encode("gb18030"),
    b'{"name": "x"}\n{"name": "y"', b"[" * 3000, b'{"name": ' + b"9" * 5000 + b"}", b"PK\x03\x04", b"a" * 70_000, b'"',
    b"\r\r\r",
    b"date,amount\n2026-11-02,5\n", b"[[attendance.shift]]\nid = 1\n", b"done = x", b"{\"name\": \"\\ud800\"}",
    b"\x1b[2J",
)  # fmt: skip
HARMFUL_PATHS = tuple(text for text in STRINGS if not text.startswith("/") and text != "~root")
"""As a path: whoever runs the tests may be allowed to write to any other."""
KEYED = tuple(text for text in STRINGS if text.isascii() or not re.search("[\ud800-\udfff]", text))
"""What a keyboard can send."""
ANY = st.one_of(st.sampled_from(STRINGS), st.text(st.characters(), max_size=12), st.sampled_from(NUMBERS))
_PATHS = st.one_of(st.sampled_from(HARMFUL_PATHS), st.text(st.characters(exclude_characters="/~"), max_size=8))


CALM: dict[str, tuple[str, ...]] = {
    "person": ("1007", "王芳", "1005"), "client": ("c1", "东方建材", "c2"), "task": ("t1", "t2"), "team": ("E1",
    "一组"),
    "visit": ("v1",), "order": ("o1", "o2"), "payment": ("p1", "p2"), "archive": ("a1",), "any": ("c1", "t1", "1007"),
    "period": ("2026-11", "2026-10", "today", "本周"), "day": ("2026-11-20", "yesterday", "周五"),
    "plan": ("2026-12-02", "明天"),
    "time": ("9:05", "2026-11-19 14:00"), "words": ("谈妥了", "好"), "file": ("new.csv",), "topic": ("checkin",),
    "amount": ("5", "1200.50"), "items": ("5", "茶叶=2@3"), "plan_not": ("1 忙",), "years": ("5",), "level": ("A",),
    "class_": ("contract",), "roles": ("rep",), "maps": ("客户名称=name",), "key": ("name",), "encoding": ("utf-8",),
    "tz": ("UTC",), "currency": ("CNY",), "phone": ("13800000000",), "until": ("5",), "entry": ("3",),
    "query": ("SELECT 1",),
    "section": ("attendance",), "ledger": ("ledger.db",),
    "ledgers": ("ledger.db",), "place": ("new.db",), "to": (), "as_": ("1001", "1005"), "for_": ("1001", "1007"),
    "me": ("1",),
    "words*": ("1007", "2026-11-02"), "output": ("new.csv", "new.json", "new.html"), "paper": ("note.txt",),
    "files": ("note.txt",),
    "next_": ("2026-11-27 追报价",), "stop": ("1",), "head": ("01:1",), "login": ("x",), "email": ("a@b.cn",),
    "lang": ("zh", "en"),
    "seed": ("1",), "within": ("2026-11",), "picture": ("new.svg",), "months": ("1",), "code": ("Z9",),
    "text": ("好",),
}  # fmt: skip
"""What is right, by the name of a parameter or by what it takes: all but one parameter of a call take these."""
NEEDS: dict[str, tuple[str, ...]] = {
    "visit start": ("--see=陈总",), "visit log": ("--see=陈总", "--at=2026-11-18 9:00", "--until=2026-11-18 10:00"),
    "visit add": ("--see=陈总", "--on=2026-12-03"), "client edit": ("--need=茶",), "task edit": ("--due=2026-12-02",),
    "team edit": ("--code=E2",), "person edit": ("--post=x",), "archive add": ("--title=纸", "--place=柜"),
    "archive edit": ("--place=柜 2",), "visit edit": ("--purpose=谈",), "report write": ("--done=做了",),
    "month close": ("--force",),
    "init": ("--ledger=made.db", "--company=公司", "--currency=CNY", "--tz=UTC", "--me=1", "--name=我"),
    "demo": ("--months=1", "--until=2030-01-01"), "undo": (), "task hand": ("--to=1007",), "report review": (),
}  # fmt: skip
"""Options without which a command refuses; the demo's keep it from being made, which takes seconds."""
READS = {
    "checkin import": "punches.csv", "client import": "clients.csv", "order import": "orders.csv",
    "person import": "people.csv",
    "payment import": "payments.csv", "rules check": "book.toml", "rules diff": "book.toml",
    "rules apply": "book.toml",
    "ledger backup": "new.db", "ledger copy": "new.db", "demo": "made-up.db",
}  # fmt: skip
WORDS = {
    "report review": ("1007", "2026-11-02", "read"),
    "report check": ("1007", "2026-11-02", "true", "好"),
    "help": ("client", "add"),
}


class Target:
    """One parameter of one command: what is thrown at it, and calm values for the others."""

    def __init__(self, command: Command, parameter: Any) -> None:
        self.command = command
        self.parameter = parameter
        every = [one for one in command.verb.command().params if one.name not in ("help", "no_color")]
        self.placed = [one for one in every if one.param_type_name == "argument"]
        shared = SHARED[command.verb.kind]
        self.options = [one for one in every if one.param_type_name == "option" and one.name not in shared]
        kind = getattr(getattr(parameter.type, "func", None), "kind", "")
        wild = _PATHS if kind == "file" else ANY
        odd = st.sampled_from(self._pool(parameter))
        self.thrown = st.integers(0, 4).flatmap(lambda turn: wild if turn < 2 else odd)

    @property
    def name(self) -> str:
        return f"{self.command.name} {self.parameter.name}"

    def _pool(self, parameter: Any) -> tuple[str, ...]:
        reader = getattr(parameter.type, "func", None)
        kind = getattr(reader, "kind", "")
        if parameter.name in SPECIAL and kind not in ("period", "day", "plan", "time"):
            return SPECIAL[parameter.name]
        if isinstance(reader, Coded):
            return (*reader.codes, "x")
        if isinstance(reader, Named | Word):
            return KINDS[kind]
        return NUMBERS if str(parameter.type.name).startswith(("int", "float")) else SENTENCES

    def _calm(self, parameter: Any) -> tuple[str, ...]:
        reader = getattr(parameter.type, "func", None)
        kind = getattr(reader, "kind", "")
        if kind == "file" and self.command.name in READS:
            return (READS[self.command.name],)
        if isinstance(reader, Coded) and parameter.name != "lang":
            return reader.codes
        if kind in ("person", "period", "day", "plan", "time", "client"):
            return CALM[kind]
        if found := CALM.get(parameter.name) or CALM.get(kind):
            return found
        return ("5",) if str(parameter.type.name).startswith(("int", "float")) else ("甲",)

    def draw(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Call:
        """Draw one call that gives this parameter."""
        command, mine = self.command, self.parameter
        given = {mine.name}
        options: list[str] = []
        for one in draw(st.lists(st.sampled_from(self.options), max_size=2)) if self.options else ():
            if one is not mine and max(one.opts, key=len) not in " ".join(NEEDS.get(command.name, ())):
                options += self._option(one, draw, calm=True)
                given.add(one.name)
        name = max(mine.opts, key=len)
        needed = [one for one in NEEDS.get(command.name, ()) if one.partition("=")[0] != name]
        if command.name == "demo" and not needed[1:]:
            needed.append("--seed=-1")
        behind: list[str] = []
        more = draw(_MORE)
        for one in self.placed:
            several = one.multiple or one.nargs != 1
            if one is mine:
                behind += [draw(self.thrown) for _n in range(draw(_SEVERAL) if several else 1)]
                if not more:
                    break
            elif several and command.name in WORDS:
                behind += WORDS[command.name]
            elif one.required or (mine in self.placed and self.placed.index(mine) > self.placed.index(one)) or more:
                behind.append(draw(st.sampled_from(self._calm(one))))
        if mine not in self.placed:
            options += self._option(mine, draw, calm=False)
        if command.verb.kind == "write":
            options += draw(_LEAVE)
        if draw(_TALK):
            options.append("--json")
        options += needed
        line = [*options, "--", *behind] if draw(_BEFORE) else [*behind, *options]
        typed = "\n".join(draw(_ANSWERS)) + "\n" if draw(_TERMINAL) else None
        stdin = draw(_STDIN) if (typed is None and "-" in (*behind, *options)) or "--stdin" in options else b""
        return Call((*command.words, *line), stdin, typed, tuple(sorted(given)))

    def _option(self, one: Any, draw: Callable[[st.SearchStrategy[Any]], Any], *, calm: bool) -> list[str]:
        name = max(one.opts, key=len)
        if getattr(one, "is_flag", False):
            return [name]
        value = draw(st.sampled_from(self._calm(one)) if calm else self.thrown)
        return [f"{name}={value}"] if draw(_BEFORE) else [name, value]


_MORE = st.sampled_from((True, True, False))
_BEFORE = st.sampled_from((True, True, True, False))
_SEVERAL = st.sampled_from((1, 1, 2, 3))
_TALK = st.sampled_from((True, True, False))
_TERMINAL = st.sampled_from((False,) * 9 + (True,))
_LEAVE = st.sampled_from(
    (["--yes", "--reason=试"], ["--yes", "--reason=试"], ["--yes"], ["--reason=试", "--dry-run"], [])
)
_ANSWERS = st.lists(st.one_of(st.sampled_from(TYPED), st.sampled_from(KEYED)), max_size=5)
_STDIN = st.sampled_from(STDIN)


def targets() -> list[Target]:
    """Return every parameter of every command, `--no-color` and `--help` aside."""
    return [
        Target(command, one)
        for command in commands()
        for one in command.verb.command().params
        if one.name not in ("help", "no_color")
    ]


@st.composite
def calls(draw: Any, some: Sequence[Target]) -> list[Call]:
    """Draw a call for each target, in any order."""
    return [one.draw(draw) for one in draw(st.permutations(some))]
