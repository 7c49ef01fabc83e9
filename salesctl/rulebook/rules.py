"""Answer which rule holds, for whom and on which day, as seen from one version of the book."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, overload

from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.rulebook.fields import plain_rule, read_rule
from salesctl.rulebook.rule import Book, Rule, Who, specificity

R = TypeVar("R", bound=Rule)
Load = Callable[[int, str], "str | None"]
"""(version, section) -> the section's JSON as that version has it, None where it has none."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the book: its number (1, 2, …) and the company's day on which it was applied."""

    number: int
    applied_on: date


def dump_sections(book: Book) -> dict[str, str]:
    """Return each section as JSON text for the ledger: a list of rules, keys as declared, no floats."""
    return {
        section: json.dumps([plain_rule(rule) for rule in rules], ensure_ascii=False, separators=(",", ":"))
        for section, rules in book.sections.items()
    }


class Rules:
    """The rule book as seen from its newest given version. Sections are read when asked for, once.

    A computed result stores `version` and the day; both together give the same rule again for ever.
    """

    def __init__(self, load: Load, versions: Sequence[Version], sections: Mapping[str, type[Rule]]) -> None:
        self._load = load
        self._versions = sorted(versions, key=lambda version: version.number, reverse=True)
        self._sections = sections
        self._read: dict[tuple[int, str], tuple[Rule, ...]] = {}
        self._days: dict[tuple[str, date], list[tuple[int, Rule]]] = {}
        self._for: dict[tuple[str, date, Who | None], list[Rule]] = {}

    @classmethod
    def from_json(
        cls,
        stored: Mapping[str, str] | Load,
        sections: Mapping[str, type[Rule]],
        versions: Sequence[Version] = (Version(1, date(2000, 1, 1)),),
    ) -> Rules:
        """Build from stored sections: a loader over several versions, or the sections of a single one."""
        if callable(stored):
            return cls(stored, versions, sections)
        if len(versions) != 1:
            raise ValueError("several versions need a loader")
        only = stored
        return cls(lambda _version, section: only.get(section), versions, sections)

    @property
    def version(self) -> int:
        """Return the version the book is seen from, 0 without any."""
        return self._versions[0].number if self._versions else 0

    @property
    def applied_on(self) -> date:
        """Return the company's day on which that version was applied."""
        return self._versions[0].applied_on

    @overload
    def one(self, section: type[R], on: date, who: Who | None = None, key: tuple[object, ...] = ()) -> R: ...
    @overload
    def one(self, section: str, on: date, who: Who | None = None, key: tuple[object, ...] = ()) -> Any: ...
    def one(self, section: str | type[Rule], on: date, who: Who | None = None, key: tuple[object, ...] = ()) -> Any:
        """Return the rule that holds for `who` on the day.

        The section is given by its dataclass, then nothing is imported, or its name. `key` picks one of several that
        stand side by side, as the section's KEY says. Raises Refused when none holds.
        """
        name = section if isinstance(section, str) else section.SECTION
        for rule in self._asked(section, on, who):
            if rule.key() == key:
                return rule
        what = " ".join([name, *(str(part) for part in key)])
        message = _("No rule {section} holds on {day}.", section=what, day=on.isoformat())
        raise Refused(message, hint=_("See what holds: salesctl rules show {section}", section=name), section=name)

    @overload
    def all(self, section: type[R], on: date, who: Who | None = None) -> list[R]: ...
    @overload
    def all(self, section: str, on: date, who: Who | None = None) -> list[Any]: ...
    def all(self, section: str | type[Rule], on: date, who: Who | None = None) -> Any:
        """Return the rule that holds for each key of the section, in the order of the book; empty when none does."""
        return list(self._asked(section, on, who))

    def _asked(self, section: str | type[Rule], on: date, who: Who | None) -> list[Rule]:
        """Return what `_best` finds, found once: each right that is looked at asks for it."""
        key = (section if isinstance(section, str) else section.SECTION, on, who)
        found = self._for.get(key)
        if found is None:
            found = self._for[key] = self._best(section, on, who)
        return found

    def in_force(self, section: str | type[Rule], on: date) -> list[tuple[int, Rule]]:
        """Return every rule of the section in force on the day, of any scope, with the version its text comes from."""
        name = section if isinstance(section, str) else section.SECTION
        found = self._days.get((name, on))
        if found is None:
            found = self._days[name, on] = self._in_force(section, name, on)
        return found

    def _in_force(self, section: str | type[Rule], name: str, on: date) -> list[tuple[int, Rule]]:
        found: list[tuple[int, Rule]] = []
        settled: set[str] = set()
        open_ids: set[str] | None = None  # None: any id may still turn up in an older version
        for version in self._versions:
            rules = self._rules(version.number, section, name)
            for rule in rules:
                if rule.since <= on and rule.id not in settled and (open_ids is None or rule.id in open_ids):
                    settled.add(rule.id)
                    if rule.holds_on(on):
                        found.append((version.number, rule))
            if version.applied_on <= on:
                # What this version leaves out had ended by then; what it lets begin later may have an older text.
                later = {rule.id for rule in rules if rule.since > on} - settled
                open_ids = later if open_ids is None else open_ids & later
                if not open_ids:
                    break
        return found

    def _best(self, section: str | type[Rule], on: date, who: Who | None) -> list[Rule]:
        best: dict[tuple[object, ...], tuple[tuple[int, int, int], Rule]] = {}
        for version, rule in self.in_force(section, on):
            fits = specificity(rule.scope, who)
            if fits is None:
                continue
            rank = (*fits, -version)
            held = best.get(rule.key())
            if held is None or rank < held[0]:
                best[rule.key()] = (rank, rule)
            elif rank == held[0]:
                message = _("{one} and {two} both hold on {day}.", one=held[1].id, two=rule.id, day=on.isoformat())
                raise Refused(message, hint=_("The rule book must say which: salesctl rules check"))
        return [rule for _rank, rule in best.values()]

    def _rules(self, version: int, section: str | type[Rule], name: str) -> tuple[Rule, ...]:
        rules = self._read.get((version, name))
        if rules is None:
            text = self._load(version, name)
            cls = self._sections[name] if isinstance(section, str) else section
            rules = self._read[version, name] = tuple(_stored(cls, raw) for raw in json.loads(text)) if text else ()
        return rules


def _stored(cls: type[Rule], raw: Mapping[str, Any]) -> Rule:
    rule, problems = read_rule(cls, raw, stored=True)
    if rule is None:
        values = {"id": raw.get("id", "?"), "field": problems[0].field, "what": problems[0].message}
        message = _("The stored rule {id} can't be read: {field}: {what}", **values)
        raise Refused(message, hint=_("It was applied by another version of salesctl: use that one or a newer one."))
    return rule
