"""The text a report is written as (草稿): five parts under headings, last period's plan above them. Pure.

Headings are known in both languages, with or without a colon, brackets or a number sign; text may stand behind a
heading's colon. A line that would be read as something else is written with a backslash before it. Lines that begin
with a number sign are comments in an editor, and text elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from salesctl.domains.reports.vocab import HEADINGS, PARTS, PLAN
from salesctl.locale import _

_COLON = re.compile("[:：]")
_FRAME = " \t　#=*【】[]"
_TICK = re.compile(r"\s*[\[【(（](?P<box>[^\]】)）]?)\s*[\]】)）]\s*(?P<rest>.*)")
_PLACE = re.compile(r"(?P<place>[0-9]{1,4})(?:[.、)）]\s*|\s+|$)(?P<rest>.*)")
_LEAD = re.compile(r"\s*(?:[-*•·]\s+|[(（]?[0-9]{1,3}[.、)）](?![0-9])\s*|(?P<bare>[0-9]{1,3})\s+)")
_NOTE = " \t:：;；,，—-"
_BOXES = {"": False, " ": False, "　": False, "-": False, **dict.fromkeys("xX√✓✔vVY", True)}


class Planned(NamedTuple):
    """One line of what was planned for this period: its number there, the words, whether done, and why not."""

    place: int
    text: str
    done: bool | None = None
    note: str = ""


class Tick(NamedTuple):
    """What a person says of one planned line."""

    place: int
    done: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a person wrote: the parts by code, without those that have no heading; the ticked plan."""

    words: Mapping[str, str] = field(default_factory=dict)
    ticks: tuple[Tick, ...] = ()


class DraftError(ValueError):
    """A line can't be filed; the message, translated, says which and why."""


def tidy(text: str) -> str:
    """Return a part as it is kept: one kind of line end, no blank lines at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def plan_lines(text: str | None) -> list[str]:
    """Return what a part plans, line by line, without bullets, running numbers and blank lines."""
    found: list[str] = []
    for line in tidy(text or "").split("\n"):
        lead = _LEAD.match(line)
        # A bare number is the line's own only where it counts on: 2 samples are no second line.
        if lead and (lead["bare"] is None or int(lead["bare"]) == len(found) + 1):
            line = line[lead.end() :]
        if line.strip():
            found.append(line.strip())
    return found


def written(
    words: Mapping[str, str | None],
    planned: Sequence[Planned],
    labels: Mapping[str, str],
    comments: Mapping[str, Iterable[str]],
) -> str:
    """Write the draft that opens in an editor: comments `head`, the plan, then each part with its comments.

    `labels` are the headings by code of a part, and of PLAN; `comments` likewise, and may have `head` and `plan 1`.
    """
    lines = [_comment(line) for line in comments.get("head", ())]
    if planned:
        lines += ["", _headed(labels[PLAN])]
        lines += [_comment(line) for line in comments.get(PLAN, ())]
        for one in planned:
            note = f": {one.note}" if one.note else ""
            lines.append(f"[{'x' if one.done else ' '}] {one.place} {one.text}{note}")
            lines += [_comment(line) for line in comments.get(f"{PLAN} {one.place}", ())]
    for part in PARTS:
        lines += ["", _headed(labels[part])]
        lines += [_comment(line) for line in comments.get(part, ())]
        text = words.get(part)
        lines += [_escaped(line) for line in text.split("\n")] if text else [""]
    return "\n".join(lines) + "\n"


def read(text: str, planned: Sequence[Planned] = (), *, comments: bool = False) -> Parts:
    """Read a draft back. Raises DraftError for text above the first heading, and for a plan line that is none.

    `comments`: lines that begin with a number sign are left out, unless they are a heading.
    """
    parts: dict[str, list[str]] = {}
    ticks: dict[int, Tick] = {}
    at: str | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n"), 1):
        if line.startswith("\\"):
            line, found = line[1:], None
        else:
            found = heading(line)
            if found is None and comments and line.startswith("#"):
                continue
        if found is not None:
            at, rest = found
            if at != PLAN:
                parts.setdefault(at, [])
            if not rest:
                continue
            line = rest
        if at is None:
            if not line.strip():
                continue
            raise DraftError(_("Line {n} stands under no heading: {text}", n=number, text=line.strip()[:40]))
        if at != PLAN:
            parts[at].append(line)
        elif line.strip():
            tick = _tick(line, planned, number)
            ticks[tick.place] = tick
    words = {part: tidy("\n".join(lines)) for part, lines in parts.items()}
    return Parts(words, tuple(ticks[place] for place in sorted(ticks)))


def heading(line: str) -> tuple[str, str] | None:
    """Return (the part a line is the heading of, the text behind its colon), None for any other line."""
    said = line.strip()
    for word, rest in ((said, ""), *((said[: at.start()], said[at.end() :]) for at in _COLON.finditer(said))):
        part = HEADINGS.get(" ".join(word.rstrip(":：").strip(_FRAME).split()).casefold())
        if part is not None:
            return part, rest.strip().lstrip(_FRAME) if word.strip()[:1] in ("【", "[", "=") else rest.strip()
        if rest:
            break
    return None


def note_of(text: str) -> str:
    """Return a note as it is kept: one line, without what joined it to the plan."""
    return " ".join(text.split()).strip(_NOTE)


def _tick(line: str, planned: Sequence[Planned], number: int) -> Tick:
    found = _TICK.fullmatch(line)
    if not found or found["box"] not in _BOXES:
        raise DraftError(_("Line {n} is no line of the plan: [x] is done, [ ] is not.", n=number))
    rest, done = found["rest"].strip(), _BOXES[found["box"]]
    numbered = _PLACE.fullmatch(rest)
    one = next((one for one in planned if numbered and one.place == int(numbered["place"])), None)
    if one is not None and numbered:
        tail = numbered["rest"].strip()
        if tail.startswith(one.text):
            return Tick(one.place, done, note_of(tail.removeprefix(one.text)))
    by_words = sorted((one for one in planned if rest.startswith(one.text)), key=lambda one: -len(one.text))
    if by_words:
        return Tick(by_words[0].place, done, note_of(rest.removeprefix(by_words[0].text)))
    raise DraftError(
        _("Line {n} is no line of the plan: what was planned can't be changed; say why not behind it.", n=number)
    )


def _headed(label: str) -> str:
    return f"{label}{':' if label.isascii() else '：'}"


def _comment(text: str) -> str:
    return f"# {' '.join(text.split())}".rstrip()


def _escaped(line: str) -> str:
    return f"\\{line}" if line.startswith(("#", "\\")) or heading(line) is not None else line
