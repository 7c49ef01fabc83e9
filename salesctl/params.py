"""Shared parameters (公共参数): frozen tokens of text for what people name, and the options every command has.

A command's signature is written with these; nothing here looks anything up. Help texts and placeholders are gettext
keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any

import typer

from salesctl.errors import Usage
from salesctl.locale import N_, _

MOST_ROWS = 1_000_000_000
"""The largest `--limit`; what is beyond it fits no list and no engine's number."""
FORMATS = ("table", "json", "ndjson", "csv", "md", "html", "xlsx")


@dataclass(frozen=True, slots=True)
class Token:
    """What the user wrote to name something; `ctx.find(token)` resolves it. `kind`: person, client, team, task, any."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


class Named:
    """Reads an argument into a Token of `kind`; completion offers the live names of that kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.__name__ = kind

    def __call__(self, text: str | Token) -> Token:
        return text if isinstance(text, Token) else Token(self.kind, text)


class Word:
    """Reads an argument as it stands; `kind` tells completion and help what it is (period, day, time, file, words)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.__name__ = kind

    def __call__(self, text: str) -> str:
        """Return the text; raise ValueError for a file no system can name."""
        if self.kind == "file" and ("\0" in text or re.search("[\ud800-\udc7f\udd00-\udfff]", text)):
            raise ValueError(text)
        return text


class Coded:
    """Reads one of `codes`, by code or by label in either language (`context` is the labels' gettext context)."""

    kind = "code"

    def __init__(self, codes: Sequence[str], context: str = "") -> None:
        self.codes = tuple(codes)
        self.context = context
        self.__name__ = context or "code"

    def __call__(self, text: str) -> str:
        """Return the code; raise ValueError for what is none; the frame words it, with the codes and the nearest."""
        word = text.strip().casefold()
        for code in self.codes:
            if word == code.casefold():
                return code
        if self.context:
            from salesctl.frame.labels import code_of

            if found := code_of(self.context, self.codes, word):
                return found
        raise ValueError(text)


def ref_argument(kind: str, metavar: str, help: str = "") -> Any:
    """Declare a positional that names a record: `Annotated[Token, ref_argument("client", "CLIENT")]`."""
    return typer.Argument(parser=Named(kind), metavar=metavar, help=help or None, show_default=False)


def ref_option(kind: str, *decls: str, metavar: str, help: str) -> Any:
    """Declare an option that names a record: `Annotated[Token | None, ref_option("person", "--superior", …)]`."""
    return typer.Option(*decls, parser=Named(kind), metavar=metavar, help=help, show_default=False)


def word_argument(kind: str, metavar: str, help: str = "") -> Any:
    """Declare a positional text of a kind: `Annotated[str, word_argument("day", "DAY")]`."""
    return typer.Argument(parser=Word(kind), metavar=metavar, help=help or None, show_default=False)


def word_option(kind: str, *decls: str, metavar: str, help: str) -> Any:
    """Declare an option with a text of a kind: `Annotated[str | None, word_option("day", "--since", …)]`."""
    return typer.Option(*decls, parser=Word(kind), metavar=metavar, help=help, show_default=False)


def code_argument(codes: Sequence[str], *, context: str = "", metavar: str, help: str = "") -> Any:
    """Declare a positional with enumerated codes; the code or its label in either language is read."""
    return typer.Argument(parser=Coded(codes, context), metavar=metavar, help=help or None, show_default=False)


def code_option(*decls: str, codes: Sequence[str], context: str = "", metavar: str = "CODE", help: str) -> Any:
    """Declare an option with enumerated codes: `Annotated[str | None, code_option("--kind", codes=KINDS, …)]`."""
    return typer.Option(*decls, parser=Coded(codes, context), metavar=metavar, help=help, show_default=False)


_PERSON = N_("A person: code, name or initials.")
_CLIENT = N_("A client: number, name or initials.")
_TASK = N_("A task: its number.")
_TEAM = N_("A team: its name.")
_ANY = N_("A record: its number, or . for my last one.")

PersonRef = Annotated[Token, ref_argument("person", "PERSON", _PERSON)]
ClientRef = Annotated[Token, ref_argument("client", "CLIENT", _CLIENT)]
TaskRef = Annotated[Token, ref_argument("task", "TASK", _TASK)]
TeamRef = Annotated[Token, ref_argument("team", "TEAM", _TEAM)]
AnyRef = Annotated[Token, ref_argument("any", "RECORD", _ANY)]

MaybePerson = Annotated[Token | None, ref_argument("person", "PERSON", _PERSON)]
MaybeClient = Annotated[Token | None, ref_argument("client", "CLIENT", _CLIENT)]
MaybeTask = Annotated[Token | None, ref_argument("task", "TASK", _TASK)]
MaybeTeam = Annotated[Token | None, ref_argument("team", "TEAM", _TEAM)]
MaybeAny = Annotated[Token | None, ref_argument("any", "RECORD", _ANY)]

PersonRefs = Annotated[list[Token], ref_argument("person", "PERSON", _PERSON)]
ClientRefs = Annotated[list[Token], ref_argument("client", "CLIENT", _CLIENT)]
TaskRefs = Annotated[list[Token], ref_argument("task", "TASK", _TASK)]
AnyRefs = Annotated[list[Token], ref_argument("any", "RECORD", _ANY)]

PersonOpt = Annotated[
    Token | None, ref_option("person", "--person", "-p", metavar="PERSON", help=N_("Only this person."))
]
TeamOpt = Annotated[Token | None, ref_option("team", "--team", "-t", metavar="TEAM", help=N_("Only this team."))]
OwnerOpt = Annotated[Token | None, ref_option("person", "--owner", metavar="PERSON", help=N_("Who will do it."))]
ClientOpt = Annotated[Token | None, ref_option("client", "--client", metavar="CLIENT", help=N_("Only this client."))]
LinkOpt = Annotated[Token | None, ref_option("any", "--link", metavar="NUMBER", help=N_("The record it belongs to."))]

PeriodArg = Annotated[
    str | None, word_argument("period", "PERIOD", N_("A day, week, month, quarter or A..B; last-week, 本周, 2026-11."))
]
DayArg = Annotated[str | None, word_argument("day", "DAY", N_("A day: 2026-11-20, today, friday, 周五."))]
OnDate = Annotated[
    str | None, word_option("day", "--on", metavar="DAY", help=N_("The day it happened: 2026-11-20, yesterday, 周五."))
]
AtTime = Annotated[
    str | None, word_option("time", "--at", metavar="TIME", help=N_("When it happened: 9:05, yesterday 18:30."))
]
DueOpt = Annotated[str | None, word_option("plan", "--due", metavar="DAY", help=N_("The day it is due."))]
NextOpt = Annotated[
    str | None, word_option("words", "--next", metavar='"WHEN STEP"', help=N_("The next step: a day, then what to do."))
]
NoteOpt = Annotated[str | None, word_option("words", "--note", metavar="TEXT", help=N_("A remark."))]
Words = Annotated[str, word_argument("words", "TEXT", N_("The words of it, in quotes; - reads them from stdin."))]
MaybeWords = Annotated[
    str | None, word_argument("words", "TEXT", N_("The words of it, in quotes; - reads them from stdin."))
]
FileArg = Annotated[str, word_argument("file", "FILE", N_("A file; - is stdin."))]
PaperOpt = Annotated[
    list[str] | None, word_option("file", "--paper", metavar="FILE", help=N_("A file as evidence; may be repeated."))
]
MapOpt = Annotated[
    list[str] | None,
    word_option("words", "--map", metavar="COLUMN=FIELD", help=N_("Read a column as a field; may be repeated.")),
]
KeyOpt = Annotated[
    str | None, word_option("words", "--key", metavar="COLUMN", help=N_("The column that tells rows apart."))
]
SkipBadOpt = Annotated[
    bool, typer.Option("--skip-bad", help=N_("Import the good rows; write the others to FILE.rejected.csv."))
]
FileEncoding = Annotated[
    str | None,
    word_option("words", "--encoding", metavar="NAME", help=N_("How the file is encoded, when it is judged wrong.")),
]
SheetOpt = Annotated[
    str | None, word_option("words", "--sheet", metavar="NAME", help=N_("The sheet of a workbook; else the first."))
]
AllOpt = Annotated[bool, typer.Option("--all", help=N_("Everyone's, not only mine."))]
OpenOpt = Annotated[bool, typer.Option("--open", help=N_("Open the page in the browser."))]
ExplainOpt = Annotated[bool, typer.Option("--explain", help=N_("List the rows and the rule behind the figures."))]


@dataclass(frozen=True, slots=True)
class Options:
    """What the shared options said. `format` is None where nothing was asked for; `--json` is format json."""

    ledger: str | None = None
    lang: str | None = None
    color: bool | None = None
    as_: str | None = None
    for_: str | None = None
    format: str | None = None
    json: bool = False
    output: str | None = None
    force: bool = False
    encoding: str | None = None
    reason: str | None = None
    dry_run: bool = False
    op_id: str | None = None
    yes: bool = False
    quiet: bool = False


class Language(Coded):
    """Reads a language as people write it: zh, zh_CN, 中文, english."""

    def __call__(self, text: str) -> str:
        """Return "en" or "zh"; ValueError for a language not spoken here."""
        from salesctl.config import language_of

        if code := language_of(text):
            return code
        raise ValueError(text)


AsOpt = Annotated[
    Token | None, ref_option("person", "--as", metavar="PERSON", help=N_("Act for this person (needs the right)."))
]
LedgerOpt = Annotated[str | None, word_option("file", "--ledger", metavar="PATH", help=N_("The ledger to use."))]
LangOpt = Annotated[
    str | None,
    typer.Option("--lang", parser=Language(("en", "zh")), metavar="en|zh", help=N_("The language.")),
]
NoColorOpt = Annotated[bool, typer.Option("--no-color", help=N_("No colour."))]

_EVERY: dict[str, tuple[Any, Any]] = {
    "as_": (AsOpt, None),
    "ledger": (LedgerOpt, None),
    "lang": (LangOpt, None),
    "no_color": (NoColorOpt, False),
}
_SHOWN: dict[str, tuple[Any, Any]] = {
    "format": (
        Annotated[
            str | None,
            typer.Option(
                "--format",
                parser=Coded(FORMATS),
                metavar="FORMAT",
                help=N_("How it is shown: table, json, ndjson, csv, md, html or xlsx."),
            ),
        ],
        None,
    ),
    "json": (Annotated[bool, typer.Option("--json", help=N_("Short for --format json."))], False),
    "output": (
        Annotated[
            str | None,
            word_option(
                "file", "--output", "-o", metavar="FILE", help=N_("Write to a file; its ending chooses the format.")
            ),
        ],
        None,
    ),
    "force": (Annotated[bool, typer.Option("--force", help=N_("Overwrite the file."))], False),
}
_READ: dict[str, tuple[Any, Any]] = {
    "encoding": (
        Annotated[
            str | None, word_option("words", "--encoding", metavar="NAME", help=N_("Encoding of CSV: utf-8, gb18030."))
        ],
        None,
    ),
}
_WRITE: dict[str, tuple[Any, Any]] = {
    "for_": (
        Annotated[Token | None, ref_option("person", "--for", metavar="PERSON", help=N_("Whose record it is."))],
        None,
    ),
    "reason": (Annotated[str | None, word_option("words", "--reason", metavar="TEXT", help=N_("Why."))], None),
    "dry_run": (
        Annotated[bool, typer.Option("--dry-run", "-n", help=N_("Show what would change; write nothing."))],
        False,
    ),
    "yes": (Annotated[bool, typer.Option("--yes", "-y", help=N_("Don't ask."))], False),
    "quiet": (Annotated[bool, typer.Option("--quiet", "-q", help=N_("Print nothing."))], False),
    "op_id": (
        Annotated[
            str | None,
            word_option("words", "--op-id", metavar="ID", help=N_("Operation id: a repeated one never writes twice.")),
        ],
        None,
    ),
}
SHARED: dict[str, dict[str, tuple[Any, Any]]] = {
    "plain": _EVERY,
    "read": _SHOWN | _READ | _EVERY,
    "write": _WRITE | _SHOWN | _EVERY,
}
"""Shared options by kind of command: name -> (annotation, default). `no_color` becomes `Options.color`."""

UNHASHED = frozenset(
    ("op_id", "format", "json", "output", "force", "encoding", "quiet", "yes", "dry_run", "lang", "no_color", "ledger")
)
"""Options that don't belong to the request an operation id stands for: they change what is seen, not what is meant."""


def gather(given: dict[str, Any]) -> Options:
    """Build Options from shared values by name; names Options does not know are left out.

    Raises Usage where `--json` meets another `--format`.
    """
    values = {f.name: given[f.name] for f in fields(Options) if given.get(f.name) is not None}
    if values.get("json") and values.get("format") not in (None, "json"):
        raise Usage(
            _("--json and --format {format} contradict each other.", format=values["format"]), hint=_("Leave one out.")
        )
    if given.get("no_color"):
        values["color"] = False
    if values.get("json"):
        values["format"] = "json"
    elif values.get("format") == "json":
        values["json"] = True
    plain: dict[str, Any] = {name: str(v) if isinstance(v, Token) else v for name, v in values.items()}
    return Options(**plain)
