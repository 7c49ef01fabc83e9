"""Classes, retention and serials of papers (类别 保管期限 流水号). Pure: over `archive.class` and `archive.notice`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar, Literal

from salesctl.locale import _
from salesctl.rulebook.rule import Problem, Rule

MOST_YEARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Klass(Rule):
    """One class of papers (`archive.class`, 档案类别): its code, labels, level and retention.

    `en` and `zh` are its labels, `names` further words it is known by. `level` and `years` hold where the person who
    files says nothing; 0 years is for ever. Classes: B2.2; retention: B2.3.3; levels: B2.5.4.
    """

    code: str
    en: str
    zh: str
    names: tuple[str, ...] = ()
    level: Literal["public", "internal", "confidential", "secret"] = "internal"
    years: int = field(default=10, metadata={"min": 0, "max": MOST_YEARS})

    SECTION: ClassVar[str] = "archive.class"
    KEY: ClassVar[tuple[str, ...]] = ("code",)

    def problems(self) -> Iterable[Problem]:
        """Say what is wrong with the code: it is stored and stands in serials, so it is short and plain."""
        if not (self.code.isascii() and self.code.replace("_", "").isalnum() and self.code == self.code.lower()):
            yield Problem("code", _("takes small letters, digits and _ alone."), _("The labels may be any words."))

    def label(self, lang: str) -> str:
        """Return what people call it in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Rule):
    """How many days ahead the end of retention is announced (`archive.notice`, 到期提醒). B2.3.3."""

    days: int = field(default=60, metadata={"min": 0, "max": 366})

    SECTION: ClassVar[str] = "archive.notice"


def class_named(classes: Sequence[Klass], word: str) -> Klass | None:
    """Return the class that is called `word`: by its code, its label in either language or a further name."""
    said = word.strip().casefold()
    for one in classes:
        if said in {name.casefold() for name in (one.code, one.en, one.zh, *one.names)}:
            return one
    return None


def label_of(classes: Sequence[Klass], code: str, lang: str) -> str:
    """Return the label of a class; one that the book no longer knows stands by its code."""
    return next((one.label(lang) for one in classes if one.code == code), code)


def keep_until(on: date, years: int | None) -> date | None:
    """Return the last day a paper is kept: the end of the year `years` after the paper's own; None for ever.

    A retention that leaves the calendar is for ever too.
    """
    if not years or on.year + years > date.max.year:
        return None
    return date(on.year + years, 12, 31)


def ends_soon(today: date, rule: Notice) -> date:
    """Return the last day on which a retention that ends is announced already."""
    return today + timedelta(days=rule.days)


def serial_text(label: str, year: int, site: str, serial: int) -> str:
    """Write a serial as it stands on the paper: 合同-2026-003, in a branch's copy 合同-2026-B003."""
    return f"{label}-{year}-{site}{serial:03d}"


def gaps(serials: Iterable[int]) -> list[int]:
    """Return the serials from 1 to the highest that nobody holds."""
    held = set(serials)
    return [number for number in range(1, max(held, default=0)) if number not in held]
