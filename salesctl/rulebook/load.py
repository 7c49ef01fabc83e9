"""Read the TOML of a rule book into raw rules with the lines they stand on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from salesctl.locale import _
from salesctl.rulebook.rule import Finding

_HEADER = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_-]+)\s*\.\s*([A-Za-z0-9_-]+)\s*\]\]")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_BARE_TIME = re.compile(r"=\s*\d{1,2}:\d{2}\s*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RawRule:
    """One `[[section]]` table as written. `lines`: the line of each key, 0 where it could not be found."""

    section: str
    values: Mapping[str, Any]
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)


_DOTS = 200
"""In one line."""


def load(data: bytes) -> tuple[list[RawRule], list[Finding]]:
    """Read the bytes of a rule book; what can't be read is a finding (`encoding`, `syntax`, `not_a_rule`)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _("Line {line} is not UTF-8 text.", line=line)
        return [], [Finding("encoding", "", message, _("Save the file as UTF-8."), line=line)]
    for at, written in enumerate(text.split("\n"), 1):
        if written.count(".") > _DOTS:  # each dot of a key costs the parser as much as all before it
            return [], [_syntax(text, ValueError(_("more than {n} dots (at line {line})", n=_DOTS, line=at)))]
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # numbers of thousands of digits are no syntax error
        return [], [_syntax(text, error)]
    places = _places(text)
    rules: list[RawRule] = []
    findings: list[Finding] = []
    for room, sections in tables.items():
        if not isinstance(sections, dict):
            findings.append(_stray(room))
            continue
        for name, items in sections.items():
            section = f"{room}.{name}"
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                findings.append(_stray(section))
                continue
            found = places.get(section, [])
            for index, item in enumerate(items):
                line, lines = found[index] if len(found) == len(items) else (0, {})
                rules.append(RawRule(section, item, line, lines))
    return rules, findings


def _places(text: str) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """Find the line of each table and its keys; tomllib keeps none."""
    places: dict[str, list[tuple[int, dict[str, int]]]] = {}
    keys: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            keys = {}
            places.setdefault(f"{header[1]}.{header[2]}", []).append((number, keys))
        elif key := _KEY.match(line):
            keys.setdefault(key[1], number)
    return places


def _syntax(text: str, error: Exception) -> Finding:
    message = str(error)
    place = re.search(r"line (\d+)", message)
    line = int(place[1]) if place else 0
    hint = _("The rule book is TOML; look at that line and the one before it.")
    if line and _BARE_TIME.search(text.splitlines()[line - 1]):
        hint = _('Times stand in quotes: starts = "09:00"')
    return Finding("syntax", "", _("The rule book can't be read: {why}", why=message), hint, line=line)


def _stray(name: str) -> Finding:
    message = _("{name} is not a list of rules.", name=name)
    return Finding(
        "not_a_rule", "", message, _("A rule begins with a line such as [[attendance.shift]]."), section=name
    )
