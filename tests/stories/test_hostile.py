"""Hostile strings in every text field of every command: refused with a message, or kept exactly and shown harmless."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from salesctl.domains.attendance.fields import PUNCH
from salesctl.domains.clients.fields import IMPORT as CLIENT_IMPORT
from salesctl.domains.deals.fields import ORDER_IMPORT, PAYMENT_IMPORT
from salesctl.domains.org.fields import PERSON
from salesctl.errors import Usage
from salesctl.ledger.canon import clean_text
from salesctl.params import FORMATS, SHARED
from salesctl.render.sheet import Field
from salesctl.rulebook.default import default_book, personalise
from tests.places import ENGINE
from tests.stories.hostile import ACTS, ACTS_IN_A_FILE, COLOUR, FORMULA, KEPT, LONG, REFUSED, STRINGS, kept
from tests.stories.tree import TEXT, Command, Parameter, commands

Cli = Any
Prepare = Callable[[Cli, int], Sequence[str]]

OWN, COMMON = 6, 2
"""Runs of a command over all strings: for its own fields, and where only the options all commands share take text."""


def _chunks(count: int) -> list[str]:
    """Return all strings in `count` texts; what is dangerous at the start of a text stands at the start of one."""
    order = sorted((text for text in KEPT if text not in LONG), key=lambda text: not FORMULA.match(text))
    return [*(kept(" · ".join(order[at::count])) for at in range(count)), *map(kept, LONG)]


CHUNKS = {count: _chunks(count) for count in (OWN, COMMON)}
SHAPED = {"next_": "2026-12-01 {}", "query": "SELECT '{}' AS said", "phone": "138 0000 0000 转 {}"}
"""Fields of which only a part is free text."""
NOT_ANSWERED = {"op_id", "reason", "next_", "login"}
"""What a command keeps but does not say in its answer; looked for elsewhere, or seen by nobody."""


def _file(cli: Cli, name: str, text: str) -> str:
    (cli.home / name).write_text(text, encoding="utf-8")
    return str(cli.home / name)


def _after(*setup: str) -> Callable[[str], Prepare]:
    """Prepare by a command of its own for each run; the answer's number or code then stands for {} in the words."""

    def words(text: str) -> Prepare:
        def prepare(cli: Cli, n: int) -> Sequence[str]:
            answer = cli.json(*(part.format(n=n) for part in setup))
            return text.format(answer.get("number") or answer.get("code")).split()

        return prepare

    return words


def _on(*setup: str) -> Callable[[str], Prepare]:
    """Prepare by a command once; after that, `.` is the record of my last entry."""

    def words(text: str) -> Prepare:
        def prepare(cli: Cli, n: int) -> Sequence[str]:
            if n == 1:
                cli.ok(*setup)
            return text.split()

        return prepare

    return words


def _book(cli: Cli, n: int) -> Sequence[str]:
    book = personalise(default_book(), "Asia/Shanghai").replace(b"soon_days = 3", b"soon_days = %d" % (n % 50 + 4))
    (cli.home / "book.toml").write_bytes(book)
    return [str(cli.home / "book.toml"), "--yes"]


def _reported(*options: str, after: str = "") -> Prepare:
    """Write a report of a day of its own for each run; its period then stands for {} in the words after it."""

    def prepare(cli: Cli, n: int) -> Sequence[str]:
        day = (date(2020, 1, 1) + timedelta(days=n)).isoformat()
        if options:
            cli.ok("report", "write", day, "--done", "做了", *options)
        return after.format(day).split()

    return prepare


def _month(cli: Cli, n: int) -> Sequence[str]:
    return [f"{2000 + n // 12 % 20}-{n % 12 + 1:02d}", "--force", "--reason", "试"]


def _month_closed(cli: Cli, n: int) -> Sequence[str]:
    month, *_rest = _month(cli, n)
    cli.ok("month", "close", month, "--force", "--reason", "试")
    return [month, "--reason", "重开"]


def _span(n: int) -> list[str]:
    day = (date(2020, 1, 1) + timedelta(days=n)).isoformat()
    return ["--at", f"{day} 9:00", "--until", f"{day} 10:00"]


def _outing(state: str, *words: str) -> Prepare:
    """Be out or back before each run, as the verb needs it."""

    def prepare(cli: Cli, n: int) -> Sequence[str]:
        cli("visit", "back")
        if state == "start":
            cli.ok("visit", "start", "c1", "谈", "--see", "陈总")
        return words if state == "start" else ("c1", "谈", "--see", "陈总")

    return prepare


def _slip(text: str) -> Prepare:
    """Have a slip of a colleague for each run; its number then stands for {} in the words."""

    def prepare(cli: Cli, n: int) -> Sequence[str]:
        answer = cli.json("visit", "log", "c1", "谈妥", *_span(n), "--see", "陈总", "--for", "1007")
        return text.format(answer["number"]).split()

    return prepare


_task = _after("task", "add", "做 {n}")
_client = _after("client", "add", "客户 {n}")
BASE: dict[str, Prepare] = {
    "checkin in": lambda cli, n: ["--at", f"2026-{n % 9 + 1:02d}-{n % 28 + 1:02d} 08:{n % 60:02d}"],
    "checkin out": lambda cli, n: ["--at", f"2026-{n % 9 + 1:02d}-{n % 28 + 1:02d} 18:{n % 60:02d}"],
    "checkin import": lambda cli, n: [_file(cli, "p.csv", f"person,at\n1001,2026-05-{n % 28 + 1:02d} 09:00\n")],
    "client add": lambda cli, n: [f"新客户 {n}", "--yes"],
    "client edit": _on("client", "add", "客户")(". --note 话"),
    "client void": _client("{} --reason 重复"),
    "client log": lambda cli, n: ["c1", "说"],
    "client import": lambda cli, n: [_file(cli, "c.csv", f"客户名称\n来的 {n}\n")],
    "report write": _reported(after="{} --done 做了"),
    "report submit": _reported("--for", "1001", after="{}"),
    "report review": _reported("--for", "1007", "--submit", after="1007 {} read"),
    "report check": _reported("--for", "1007", "--submit", after="--sample 1 --seed a --period 2020..2026"),
    "task add": lambda cli, n: [f"任务 {n}"],
    "task edit": _on("task", "add", "做")(". --due 2026-12-01"),
    "task done": _task("{}"),
    "task hand": _task("{} --to 1007"),
    "task void": _task("{} --reason 不用"),
    "team add": lambda cli, n: [f"新组 {n}"],
    "team edit": _on("team", "add", "组")(". --lead 1001"),
    "person add": lambda cli, n: [f"Q{n}", "某人"],
    "person edit": _on("person", "add", "P1", "某人")(". --joined 2026-11-02"),
    "person login": _on("person", "add", "P1", "某人")("."),
    "person import": lambda cli, n: [_file(cli, "o.csv", f"code,name\nI{n},某人\n")],
    "rules apply": _book,
    "order add": lambda cli, n: ["c1", "5"],
    "order void": _after("order", "add", "c1", "{n}")("{} --reason 取消"),
    "order import": lambda cli, n: [_file(cli, "d.csv", f"date,amount\n2026-11-02,{n}\n")],
    "payment add": lambda cli, n: ["c1", "5"],
    "payment match": _after("payment", "add", "5", "--payer", "付款人 {n}")("{} c1"),
    "payment void": _after("payment", "add", "c1", "{n}")("{} --reason 重复"),
    "payment import": lambda cli, n: [_file(cli, "r.csv", f"client,date,amount\nC-2026-0001,2026-11-02,{n}\n")],
    "archive add": lambda cli, n: ["--title", f"档案 {n}", "--place", "柜"],
    "archive edit": _on("archive", "add", "--title", "档案", "--place", "柜")(". --note 话"),
    "archive void": _after("archive", "add", "--title", "档案 {n}", "--place", "柜")("{} --reason 重复"),
    "assess score": lambda cli, n: [_month(cli, n)[0]],
    "month close": _month,
    "month reopen": _month_closed,
    "month file": lambda cli, n: [f"{2000 + n % 20}-{n % 12 + 1:02d}"],
    "visit add": lambda cli, n: ["c1", "送样", "--on", f"2026-12-{n % 28 + 1:02d}", "--see", "陈总"],
    "visit start": _outing("back"),
    "visit done": _outing("start", "谈妥"),
    "visit back": _outing("start"),
    "visit log": lambda cli, n: ["c1", "谈妥", *_span(n), "--see", "陈总"],
    "visit edit": _slip("{} --purpose 谈"),
    "visit void": _slip("{} --reason 重复"),
    "visit check": _slip("{} true"),
    "ledger sql": lambda cli, n: ["SELECT 1"],
    "init": lambda cli, n: [
        *("--ledger", str(cli.home / f"l{n}.db"), "--company", "公司", "--currency", "CNY"),
        *("--tz", "Asia/Shanghai", "--me", "1", "--name", "我"),
    ],
    "undo": _after("team", "add", "撤{n}")(""),
}
"""What makes a run of each writing command valid; a new command needs a line here."""
FORMS: dict[str, Prepare] = {
    "report review comment": _reported("--for", "1007", "--submit", after="1007 {} comment 好"),
    "report check true": _reported("--for", "1007", "--submit", after="1007 {} true 好"),
    "visit check --sample": _slip("--sample 1 --seed {} --period 2020..2026 --again"),
}
"""Further forms of a command, which read other fields."""
BATCHES = ("job run", "demo")
"""Commands that take no words of their own: what they write are the entries of their parts."""
NOT_HERE = BATCHES + (("person login",) if ENGINE == "sqlite" else ())
"""What is not tried: these, and what has a meaning on the other engine alone."""


@pytest.fixture
def town(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A ledger with a team, a client and a task; the working directory is the home."""
    cli.init()
    cli.people()
    cli._once(("town",), lambda: [cli.ok("client", "add", "东方建材"), cli.ok("task", "add", "发报价")][-1])
    monkeypatch.chdir(cli.home)
    return cli


def test_there_are_two_hundred_and_both_fates_occur() -> None:
    assert len(STRINGS) >= 200
    assert len(REFUSED) >= 50 and len(KEPT) >= 200


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_what_nothing_can_keep_is_refused_with_its_character(text: str) -> None:
    with pytest.raises(Usage, match=r"U\+[0-9A-F]{4}"):
        clean_text(text)


# -- text fields of writing commands -----------------------------------------------------------------------------------


def _line(command: Command, base: Sequence[str], values: dict[str, str]) -> list[str]:
    """Return a command line: the base, with values for some parameters put in or in place of the base's."""
    words = list(base)
    options, positionals = [], []
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            flag = word in ("--yes", "--force", "--again")
            options.append((word, None if flag else words.pop(0)))
        else:
            positionals.append(word)
    every = command.parameters()
    known = {one.name: one for one in every}
    placed = [one.name for one in every if not one.option]
    for name, value in values.items():
        if option := known[name].option:
            options = [pair for pair in options if pair[0] != option] + [(option, value)]
        else:
            last = known[name].several and name == placed[-1]  # of several, the last one is free text if any is
            at = max(len(positionals) - 1, 0) if last else placed.index(name)
            positionals[at : at + 1] = [value]
    given = [word if value is None else f"{word}={value}" for word, value in options]
    return [*command.words, *given, "--json", "--", *positionals]


def _texts(command: Command) -> list[Parameter]:
    return [one for one in command.parameters() if one.takes == TEXT]


def _shaped(name: str, text: str) -> str:
    return SHAPED.get(name, "{}").replace("{}", text.replace("'", "''") if name == "query" else text)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)


def _refused(result: Any, *codes: int) -> None:
    """Check a refusal: its code, a message, a way out, nothing that acts; and no leftover of ours in English prose."""
    assert result.code in codes, (result.code, result.out[:300], result.err[:600])
    error = json.loads(result.err.strip().splitlines()[-1])["error"]
    assert error["message"], result.err
    _harmless(result)


def _harmless(result: Any) -> None:
    for stream in (result.out, result.err):
        assert not ACTS_IN_A_FILE.search(stream), ascii(stream[:600])


@pytest.mark.parametrize("form", [one.name for one in commands("write") if one.name not in NOT_HERE] + [*FORMS])
def test_hostile_text_in_every_field_of_a_writing_command(town: Cli, form: str) -> None:
    prepare = {**BASE, **FORMS}[form]
    command = max((one for one in commands() if form.startswith(one.name)), key=lambda one: len(one.name))
    name = command.name
    fields = _texts(command)
    own = any(one.name not in SHARED["write"] for one in fields) and name != "init" and "import" not in name
    chunks = CHUNKS[OWN if own else COMMON]
    counter = iter(range(1, 100_000))

    def run(values: dict[str, str]) -> Any:
        n = next(counter)
        result = town(*_line(command, prepare(town, n), values))
        assert result.code in (0, 2, 3, 5), (values, result)
        return result

    strict = [one for one in fields if run({one.name: _shaped(one.name, f"甲乙丙{one.name}{'长' * 30}")}).code]
    free = [one for one in fields if one not in strict]
    assert {one.name for one in free} >= {"reason", "op_id"} - ({"reason"} if name == "ledger sql" else set())
    for one in strict:
        for text in chunks[:COMMON]:
            _refused(run({one.name: text}), 2, 3)
    seen: set[str] = set()
    wanted: dict[str, set[str]] = {one.name: set() for one in free}
    for at in range(len(chunks)):
        around = LONG if at >= len(chunks) - len(LONG) else chunks[: -len(LONG)]
        values = {one.name: kept(around[(at + 7 * j) % len(around)]) for j, one in enumerate(free)}
        # Codes are for people to type and operation ids for programs: both have a length.
        values = {key: text[:60].strip() if key in ("op_id", "code", "me") else text for key, text in values.items()}
        result = run({key: _shaped(key, text) for key, text in values.items()})
        if result.code and at >= len(chunks) - len(LONG):
            _refused(result, 2)  # a task, say, has at most 2000 characters
            continue
        _harmless(result)
        assert result.code == 0, (values, result.err[:600])
        seen.update(_leaves(json.loads(result.out)))
        for key, text in values.items():
            wanted[key].add(text if key == "query" else kept(_shaped(key, text)))
    for key, texts in wanted.items():
        if key not in NOT_ANSWERED and name != "init":
            assert texts <= seen, (key, [ascii(text[:80]) for text in texts - seen][:3])
    if "reason" in wanted and name not in ("init", "ledger sql"):
        assert wanted["reason"] <= set(_leaves(town.json("ledger", "log", "--limit", "500")))
    for text, one in zip(cycle(REFUSED[::7]), fields, strict=False):
        if (name, one.name) != ("ledger sql", "reason"):  # its reason is the query
            _refused(run({one.name: _shaped(one.name, f"a{text}b")}), 2, 3)


# -- what names, days, periods and files are read from -----------------------------------------------------------------

NAMED: dict[str, Sequence[str]] = {
    "client show": ["c1"],
    "client edit": ["c1", "--note", "x"],
    "task show": ["t1"],
    "team show": ["E1"],
    "person show": ["1007"],
    "order show": ["o1"],
    "payment show": ["p1"],
    "visit show": ["v1"],
    "visit print": ["v1"],
    "report show": ["1007", "2026-11-02"],
    "assess show": ["1007", "2026-11"],
    "assess print": ["2026-11"],
    "archive find": ["a"],
    "archive show": ["a1"],
    "archive get": ["a1"],
    "job show": ["night"],
    "calendar explain": ["2026-11-20"],
    "ledger history": ["c1"],
    "rules check": ["book.toml"],
    "rules diff": ["book.toml"],
    "client export": ["out.csv"],
    "person export": ["out.csv"],
    "ledger backup": ["copy.db"],
    "ledger copy": ["again.db"],
    "completion": ["bash"],
    "demo": ["--until", "2026-11-03", "--months", "1"],
}
"""What reading commands need at least."""
ELSEWHERE = ("/etc/passwd", "/dev/null")


def _named(command: Command) -> list[Parameter]:
    return [one for one in command.parameters() if one.takes not in (TEXT, "number") or command.verb.kind != "write"]


def test_hostile_words_where_a_name_a_day_or_a_file_is_meant(town: Cli) -> None:
    _book(town, 1)
    turn = 0
    for n, command in enumerate(commands()):
        base = BASE[command.name](town, 900 + n) if command.name in BASE else NAMED.get(command.name, [])
        for one in _named(command):
            turn += 7
            text = STRINGS[turn % len(STRINGS)]
            if text in ELSEWHERE:
                continue
            words = _line(command, base, {one.name: text})
            if command.verb.kind == "write":
                words.insert(len(command.words), "--dry-run")
            result = town(*words)
            assert result.code in range(8) or (result.code, one.name) == (8, "head"), (words, result)
            if result.code in (0, 6, 8):
                _harmless(result)
            else:
                _refused(result, 1, 2, 3, 4, 5, 7)


# -- files -------------------------------------------------------------------------------------------------------------

IMPORTS: dict[str, tuple[tuple[Field, ...], dict[str, str]]] = {
    "client": (CLIENT_IMPORT, {"name": "甲 {n}"}),
    "person": (PERSON, {"code": "X{n}", "name": "某人 {n}"}),
    "order": (ORDER_IMPORT, {"on_date": "2026-10-{d:02d}", "amount": "{m}.5"}),
    "payment": (PAYMENT_IMPORT, {"on_date": "2026-10-{d:02d}", "amount": "{m}.5", "client": "东方建材"}),
    "checkin": (PUNCH, {"person": "1007", "at": "2026-06-{d:02d} 08:{m:02d}"}),
}
NOT_FREE = ("date", "instant", "code", "flag", "list", "int", "id", "number")


def _columns(noun: str) -> tuple[list[str], dict[str, str]]:
    fields, needed = IMPORTS[noun]
    free = [one.key for one in fields if one.importable and one.kind not in NOT_FREE]
    return list(dict.fromkeys([*needed, *free])), needed


@pytest.mark.parametrize("noun", IMPORTS)
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_hostile_text_in_every_column_of_a_file(town: Cli, noun: str, form: str) -> None:
    columns, needed = _columns(noun)
    rows = []
    for n, text in enumerate(STRINGS if form == "ndjson" else KEPT):
        for column in columns if n % 8 == 0 else [columns[n % len(columns)]]:
            row = {key: value.format(n=f"{n}{column}", d=n % 28 + 1, m=n % 60) for key, value in needed.items()}
            rows.append(row | {column: text})
    path = town.home / f"in.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    first = town(noun, "import", path, "--json")
    if first.code:
        _refused(first, 2)
    result = town(noun, "import", path, "--skip-bad", "--json")
    assert result.code in (0, 6), result.err
    _harmless(result)
    counts = json.loads(result.out)
    assert counts["new"] + counts["unchanged"] > len(rows) // 4, (counts, result.err[-2000:])
    if counts["rejected"]:
        _harmless_csv(Path(counts["rejected_file"]).read_bytes().decode("utf-8-sig"), guarded=False)
    again = town(noun, "import", path, "--skip-bad", "--json")
    assert json.loads(again.out)["new"] == 0


# -- outputs -----------------------------------------------------------------------------------------------------------


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _harmless_csv(text: str, *, guarded: bool = True) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    acts = [cell for row in rows for cell in row if ACTS_IN_A_FILE.search(cell.replace("\r\n", "\n"))]
    assert not acts, ascii(acts[0][:300])
    assert len({len(row) for row in rows}) <= 1, [len(row) for row in rows]
    for row in rows if guarded else ():
        for cell in row:
            assert not FORMULA.match(cell) or _is_number(cell), ascii(cell[:80])


def _harmless_md(text: str) -> None:
    assert not ACTS.search(text), ascii(text[:300])
    table = [line for line in text.splitlines() if line.startswith("|")]
    bars = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in table}
    assert len(bars) <= 1, bars
    assert "<script" not in text and "<img" not in text and "](javascript" not in text


TAGS = set(
    re.findall(
        r"\w+",
        """
        html head meta title style body main header footer h1 h2 h3 p span section table thead tbody tr th td
        dl dt dd hr ol li b i code svg rect path
        """,
    )
)


def _harmless_html(text: str) -> None:
    from html.parser import HTMLParser

    assert not ACTS_IN_A_FILE.search(text), ascii(text[:300])
    seen: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.add(tag)
            assert not [name for name, _value in attrs if name.startswith("on") or name in ("href", "src")]

    Reader().feed(text)
    assert seen <= TAGS, seen - TAGS


def _harmless_xlsx(text: str) -> None:
    """Look into a workbook as it came from stdout, which `Stream.text` made text of."""
    raw = text.encode("utf-8", "surrogateescape")
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"hyperlink" not in sheet


@pytest.fixture
def full(town: Cli) -> Cli:
    """A ledger in which every field of everything shown holds hostile text."""
    town._once(("full",), lambda: _fill(town))
    return town


def _fill(cli: Cli) -> Any:
    for n, text in enumerate(CHUNKS[OWN]):
        step = text[:1900]
        cli.ok("person", "add", f"--email={text}", f"--post={text}", f"--phone={text}", "--", f"H{n}", text)
        cli.ok("team", "add", f"--code={text[:60].strip()}", f"--reason={text}", "--", text)
        cli.ok("client", "add", "--yes", f"--note={text}", f"--contact={text}", f"--trade={text}", "--", text)
        cli.ok("client", "log", f"--next=2026-11-20 {step}", f"--see={text}", "--", f"c{n + 2}", text)
        cli.ok("task", "add", "--due=2026-11-20", "--client=c2", "--", step)
        cli.ok("order", "add", f"--channel={text[:200]}", f"--product={text[:200]}", f"--note={text}", "c2", f"{n + 1}")
        cli.ok("order", "add", "c2", f"货{text[:190].strip()}=2@{n + 1}")
        cli.ok("payment", "add", f"--payer={text[:200]}", f"--note={text}", "c2", f"{n + 1}")
        day = (date(2026, 11, 2) + timedelta(days=n)).isoformat()
        words = [f"--{part}={step}" for part in ("done", "progress", "difficulty", "solution", "next")]
        cli.ok("report", "write", day, *words, "--submit", "--for", "1007")
        cli.ok("report", "review", "--", "1007", day, "comment", step)
        cli.ok("report", "check", "--", "1007", day, "true", step)
        span = ("--at", f"{day} 9:00", "--until", f"{day} 10:00")
        said = (f"--see={step}", f"--reach={step}", f"--purpose={step}", f"--place={step}")
        made = cli.ok("visit", "log", "--json", *span, *said, "--for", "1007", "--", "c2", step)
        number = json.loads(made.out)["number"]
        cli.ok("visit", "check", "--sample", "1", f"--seed={step}", "--period", day)
        cli.ok("visit", "check", f"--asked={step}", "--", number, "false", step)
        cli.ok("visit", "add", f"--place={step}", f"--see={step}", f"--on=2026-12-{n + 1:02d}", "--", step)
        (cli.home / f"{n}.txt").write_text(text, encoding="utf-8")
        paper = (f"--title={text[:200]}", f"--note={text}", f"--place={text}", "--class=contract", "--link=c2")
        cli.ok("archive", "add", *paper, f"--reason={text}", "--", str(cli.home / f"{n}.txt"))
    cli.ok("report", "write", "--done", CHUNKS[OWN][0], "--submit")
    cli.ok("visit", "start", f"--see={CHUNKS[OWN][0]}", "--", "c2", CHUNKS[OWN][0])
    cli.ok("assess", "score", "2026-11")
    cli.ok("month", "close", "2026-10", "--force", f"--reason={CHUNKS[OWN][0]}")
    return cli.ok("checkin", f"--note={CHUNKS[OWN][0]}")


PROSE = ("help", "completion", "job crontab", "demo")
"""What prints text, no sheet; the demo shows a ledger of its own, in which nothing is hostile."""
HERE: dict[str, Sequence[str]] = {
    "client show": ["c2", "--all"],
    "person show": ["H0"],
    "ledger history": ["c3"],
    **{f"{noun} list": ["--all"] for noun in ("client", "task", "order", "payment", "visit")},
}
"""Where the hostile rows are, for commands that show others by default."""
READING = [one for one in commands("read", "plain") if one.name not in PROSE]


@pytest.mark.parametrize("command", READING, ids=lambda command: command.name)
def test_a_reading_command_shows_hostile_text_harmless_in_every_format(full: Cli, command: Command) -> None:
    _book(full, 1)
    base = list({**NAMED, **HERE}.get(command.name, []))
    for form in FORMATS:
        for name in ("again.db", "copy.db", "out.csv", "0.txt"):
            (full.home / name).unlink(missing_ok=True)  # no command writes over what is there
        words = [*command.words, *base, "--format", form]
        result = full(*words)
        assert result.code in (0, 6), (words, result.err)
        check = {"csv": _harmless_csv, "md": _harmless_md, "html": _harmless_html, "xlsx": _harmless_xlsx}.get(form)
        if check is not None:
            check(result.out)
        elif form == "table":
            assert not ACTS.search(result.out), (words, ascii(result.out[:300]))
        else:
            assert not ACTS_IN_A_FILE.search(result.out), words
            for line in [result.out] if form == "json" else result.out.splitlines():
                json.loads(line)
        assert not ACTS.search(result.err), (words, ascii(result.err[:300]))


def test_an_export_is_harmless_in_every_format(full: Cli) -> None:
    for suffix in ("csv", "json", "ndjson", "md"):
        full.ok("client", "export", f"all.{suffix}")
    _harmless_csv((full.home / "all.csv").read_bytes().decode("utf-8-sig"))
    _harmless_md((full.home / "all.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("width", ["80", "200"])
def test_a_terminal_shows_hostile_text_as_text(full: Cli, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for words in (
        (),
        ("client", "list"),
        ("client", "show", "c2"),
        ("task", "list"),
        ("person",),
        ("ledger", "log"),
        ("order",),
        ("payment",),
        ("visit", "list", "--all"),
        ("visit", "show", "v1"),
        ("report", "show", "1007", "2026-11-02"),
        ("report", "summary"),
        ("assess", "show", "1007"),
        ("archive",),
        ("archive", "find", "a"),
        ("archive", "show", "a1"),
    ):
        shown = COLOUR.sub("", full.ok(*words, typed="").out)
        assert not ACTS.search(shown), (words, ascii(shown[:300]))
    full.ok("client", "add", "--note=[/x] a[/x]b [bold] :smiley: [link=file:///x]y[/link]", "标记")
    shown = COLOUR.sub("", full.ok("client", "show", "标记", typed="").out)
    assert "[/x] a[/x]b [bold] :smiley: [link=file:///x]y[/link]" in shown


def test_json_gives_back_exactly_what_was_given(full: Cli) -> None:
    rows = {one["name"]: one for one in full.json("client", "list", "--all")}
    for text in CHUNKS[OWN]:
        row = rows[kept(text)]
        assert (row["trade"], row["contact"]) == (kept(text), kept(text))
    lines = full.ok("client", "list", "--all", "--format", "ndjson").out.splitlines()
    assert [json.loads(line)["name"] for line in lines] == list(rows)


def test_csv_comes_back_through_an_import_as_it_was(full: Cli) -> None:
    full.ok("client", "export", "all.csv")
    before = {one["number"]: one for one in full.json("client", "list", "--all")}
    result = full("client", "import", "all.csv", "--json")
    assert json.loads(result.out)["new"] == 0, result.err
    assert {one["number"]: one["name"] for one in full.json("client", "list", "--all")}.keys() == before.keys()
