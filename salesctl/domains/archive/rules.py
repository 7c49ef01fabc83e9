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


_TAG = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)


def without_tags(text: str) -> str:
    """Return the words of an HTML or XML text."""
    from html import unescape

    return unescape(_TAG.sub(" ", text))


def wanted_words(text: str) -> list[str]:
    """Split what is looked for into words; what stands in quotes is one."""
    found = re.findall(r'"([^"]+)"|“([^”]+)”|(\S+)', text)
    return [word for group in found for word in group if word]
