"""Classes of the archive (档案类别): secrecy level, retention, serials; folding text to find it. Pure decisions.

Section `archive.class`. Kept: B2.2 (a catalogue of every class), B2.3.3 (retention), B2.5.4 (levels), B4.25 (serials).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from salesctl.rulebook.rule import Rule

LONGEST = 200
"""Signs of a word that is looked for; parts of a text overlap by as many, so no word is lost between two."""
PART = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Class(Rule):
    """A class of papers (`archive.class`, 档案类别): its names, the secrecy level and retention its papers get."""

    code: str
    zh: str
    en: str
    names: tuple[str, ...] = ()
    level: Literal["public", "internal", "confidential", "secret"] = "internal"
    years: int = field(default=10, metadata={"min": 0, "max": 200})

    SECTION: ClassVar[str] = "archive.class"
    KEY: ClassVar[tuple[str, ...]] = ("code",)

    def label(self, lang: str) -> str:
        """Return what people call the class."""
        return self.zh if lang == "zh" else self.en

    def called(self, word: str) -> bool:
        """Tell whether a word names this class: its code, a label in either language, another name."""
        return word.strip().casefold() in {name.casefold() for name in (self.code, self.zh, self.en, *self.names)}


def class_called(word: str, known: Sequence[Class]) -> Class | None:
    """Return the class a word names, None where none or several do."""
    found = [one for one in known if one.called(word)]
    return found[0] if len(found) == 1 else None


def keep_until(paper: date, years: int | None) -> date | None:
    """Return the last day of retention: the end of the paper's year plus `years`; None for ever (B2.3.3)."""
    return date(min(paper.year + years, 9999), 12, 31) if years else None


def gaps(serials: Sequence[int]) -> list[int]:
    """Return the numbers missing between 1 and the highest serial."""
    known = set(serials)
    return [number for number in range(1, max(known, default=0) + 1) if number not in known]


def parts(folded: str) -> list[str]:
    """Cut folded text into parts that overlap by LONGEST signs; nothing for no text."""
    return [folded[at : at + PART + LONGEST] for at in range(0, len(folded), PART)]


_TAG = re.compile(r"<(?:(!--)|(script|style)\b)?", re.IGNORECASE)
_ENDS = {
    "!--": re.compile("-->"),
    "script": re.compile("</script>", re.IGNORECASE),
    "style": re.compile("</style>", re.IGNORECASE),
    "": re.compile(">"),
}
_TAG_MOST = 2000
_NO_SIGN = re.compile(r"&#(?:\d{8,}|x[0-9a-f]{7,});?", re.IGNORECASE)
"""Numbers of no sign there is; too long a one would be an error."""


def without_tags(text: str) -> str:
    """Return the words of an HTML or XML text; takes time in proportion to its length, whatever stands in it."""
    from html import unescape

    cut, at = [], 0
    ends: dict[str, int] = {}  # where the next end of each sort is, so that none is looked for twice
    for tag in _TAG.finditer(text):
        if tag.start() < at:
            continue
        for sort in dict.fromkeys(((tag[1] or tag[2] or "").lower(), "")):
            if ends.get(sort, 0) < tag.end():
                end = _ENDS[sort].search(text, tag.end())
                ends[sort] = end.end() if end else len(text) + 1
            if ends[sort] <= (len(text) if sort else min(len(text), tag.start() + _TAG_MOST)):
                cut.append(text[at : tag.start()])
                at = ends[sort]
                break
    return unescape(_NO_SIGN.sub(" ", " ".join([*cut, text[at:]])))


def wanted_words(text: str) -> list[str]:
    """Split what is looked for into words; what stands in quotes is one."""
    found = re.findall(r'"([^"]+)"|“([^”]+)”|(\S+)', text)
    return [word for group in found for word in group if word]
