"""A week of five people as they type it: `week.txt` has the commands and what each answers in both languages.

`lived(cli)` plays it, or copies the ledger it left where that was done already; stories begin on the Monday after.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

Cli = Any
LI, WEN, WANG, ZHAO, LIU = "1001", "1004", "1007", "1008", "1009"
"""李敏 leads 华东一组, 周雯 keeps attendance and money; 王芳, 赵磊 and 刘洋 sell."""
LANGS = ("zh", "en")
PAYMENTS = """客户,日期,金额,渠道,人员
华联超市,2026-11-16,5000,商超,1007
东方建材,2026-11-17,2000,直销,1008
武汉恒信商贸有限公司,2026-11-17,1500,经销,
"""
_COMMAND = re.compile(r"(\d\d:\d\d) (\S+)  (.+)")


@dataclass(slots=True)
class Step:
    """One command: when, who ("-": whose login it is), the words, and what is to come of it.

    `page`: what it shows on a terminal is a page, kept as a snapshot; else `out` and `err` have the lines by language.
    """

    day: str
    time: str
    who: str
    line: str
    typed: str | None = None
    code: int = 0
    page: bool = False
    out: dict[str, list[str]] = field(default_factory=lambda: {lang: [] for lang in LANGS})
    err: dict[str, list[str]] = field(default_factory=lambda: {lang: [] for lang in LANGS})

    @property
    def words(self) -> list[str]:
        """The words of the command, as a shell splits them."""
        return [word.replace("\\n", "\n") for word in shlex.split(self.line)]


class Steady:
    """Ids and salts by the instant and how many were made at it: a command more elsewhere changes no draw."""

    def __init__(self, cli: Cli) -> None:
        self.cli = cli
        self.made: dict[int, int] = {}

    def milliseconds(self) -> int:
        """Return the story's clock."""
        return int(self.cli.clock.instant.timestamp() * 1000)

    def random(self, n: int) -> bytes:
        """Return bytes nobody had at this instant."""
        at = self.milliseconds()
        self.made[at] = self.made.get(at, 0) + 1
        return sha256(f"{at} {self.made[at]}".encode()).digest()[:n]


@contextmanager
def steady(cli: Cli) -> Iterator[None]:
    """Draw the same ids at each run, so that the same slips are drawn by the same seed."""
    from salesctl.ledger import ids

    token = ids.source.set(Steady(cli))
    try:
        yield
    finally:
        ids.source.reset(token)


@cache
def steps() -> tuple[Step, ...]:
    """Read `week.txt`."""
    found: list[Step] = []
    day = ""
    for line in Path(__file__).with_name("week.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            day = line.split()[2].rstrip(":")
        elif command := _COMMAND.fullmatch(line):
            time, who, words = command.groups()
            found.append(Step(day, time, who, words))
        elif line:
            kind, _space, text = line.strip().partition(" ")
            if kind == "page":
                found[-1].page = True
            elif kind == "exit":
                found[-1].code = int(text)
            elif kind == "typed":
                found[-1].typed = text.replace("\\n", "\n")
            else:
                (found[-1].err if kind.endswith("!") else found[-1].out)[kind.rstrip("!")].append(text)
    return tuple(found)


def _play(cli: Cli) -> Any:
    from tests.conftest import Result

    (cli.home / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    heard = []
    with steady(cli):
        for step in steps():
            cli.at(f"{step.day} {step.time}").as_(None if step.who == "-" else step.who)
            heard.append(cli(*step.words, typed="" if step.page else step.typed))
    return Result(0, json.dumps(heard).replace(json.dumps(cli.where.name)[1:-1], "{ledger}"), "")


def lived(cli: Cli, lang: str = "zh") -> list[tuple[int, str, str]]:
    """Live the week in a language; return exit code, stdout and stderr of each step. 李敏 is at the keyboard."""
    cli.lang(lang).at("2026-11-13 09:00").as_(None)
    cli.monkeypatch.chdir(cli.home)
    cli.monkeypatch.setenv("COLUMNS", "100")
    cli.monkeypatch.setenv("NO_COLOR", "1")
    heard: list[tuple[int, str, str]] = [
        (code, out, err) for code, out, err in json.loads(cli._once(("week",), lambda: _play(cli)).out)
    ]
    cli.at("2026-11-23 10:30").as_(LI)
    return heard
