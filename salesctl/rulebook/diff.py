"""Compare two books: what was added, removed, changed, from which day it counts, and what that judges anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Literal

from salesctl.locale import _
from salesctl.rulebook.fields import plain
from salesctl.rulebook.rule import COMPANY, Book, Finding, Rule


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as plain values (JSON), None where there was none."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs, and the first and last day judged otherwise; `last_day` is None where there is no end."""

    kind: Literal["added", "removed", "changed"]
    section: str
    rule_id: str
    first_day: date
    last_day: date | None
    fields: tuple[FieldChange, ...]


def diff(old: Book, new: Book, today: date) -> list[Change]:
    """List the rules that differ, in the order of the new book, what it leaves out last.

    `today` is the day on which the new book would be applied: a rule it leaves out ends there.
    """
    before = {(section, rule.id): rule for section, rule in old.rules()}
    after = {(section, rule.id): rule for section, rule in new.rules()}
    changes = [_change(section, before.get((section, rule.id)), rule) for section, rule in new.rules()]
    found = [change for change in changes if change is not None]
    for (section, rule_id), rule in before.items():
        if (section, rule_id) not in after:
            first = max(today, rule.since)
            if rule.until is None or first <= rule.until:
                found.append(Change("removed", section, rule_id, first, rule.until, _fields(rule, None)))
    return found


def notices(old: Book, new: Book, today: date) -> list[Finding]:
    """Say what applying the new book today would do that is easily overlooked.

    `since_past` (a notice): days before today are judged anew. `gap`: a section had a rule for the company, and would
    have none from today on, or from some later day to another; an error, but a notice where rules stand side by side
    (a level or a role may be given up).
    """
    found = [_past(change, today) for change in diff(old, new, today) if change.first_day < today]
    found.extend(_gaps(old, new, today))
    return found


def _change(section: str, old: Rule | None, new: Rule) -> Change | None:
    if old is None:
        return Change("added", section, new.id, new.since, new.until, _fields(None, new))
    changed = _fields(old, new)
    if not changed:
        return None
    first, last = new.since, _later(old.until, new.until)
    names = {change.field for change in changed}
    if names == {"until"}:
        ends = [day for day in (old.until, new.until) if day is not None]
        first = max(new.since, min(ends) + timedelta(days=1))
    elif names == {"since"} and new.since < old.since:
        last = old.since - timedelta(days=1)
    return Change("changed", section, new.id, first, last, changed)


def _later(one: date | None, two: date | None) -> date | None:
    return None if one is None or two is None else max(one, two)


def _fields(old: Rule | None, new: Rule | None) -> tuple[FieldChange, ...]:
    shape = new if new is not None else old
    assert shape is not None
    pairs = ((item.name, getattr(old, item.name, None), getattr(new, item.name, None)) for item in fields(shape))
    return tuple(FieldChange(name, plain(one), plain(two)) for name, one, two in pairs if one != two)


def _past(change: Change, today: date) -> Finding:
    yesterday = today - timedelta(days=1)
    last = yesterday if change.last_day is None else min(change.last_day, yesterday)
    values = {"id": change.rule_id, "first": change.first_day.isoformat(), "last": last.isoformat()}
    message = _("{id} judges anew the days from {first} to {last}.", **values)
    hint = _("If only coming days are meant, set since = {day}.", day=today.isoformat())
    return Finding("since_past", change.rule_id, message, hint, change.section, notice=True)


def _gaps(old: Book, new: Book, today: date) -> Iterator[Finding]:
    """Find keys of sections whose company rule would be missing on a day from today on."""
    for section, rules in old.sections.items():
        for key in dict.fromkeys(rule.key() for rule in rules if COMPANY in rule.scope):
            held = [rule for rule in rules if COMPANY in rule.scope and rule.key() == key]
            kept = {rule.id: rule for rule in new.sections.get(section, ())}
            successors = [rule for rule in kept.values() if COMPANY in rule.scope and rule.key() == key]
            gap = _first_gap(held, successors, kept, today)
            if gap is None:
                continue
            first, last = gap
            name = " ".join([section, *(str(part) for part in key)])
            if last is None:
                days = {"first": first.isoformat()}
                message = _("{section} has no rule for the company from {first} on.", section=name, **days)
            else:
                days = {"first": first.isoformat(), "last": last.isoformat()}
                message = _("{section} has no rule for the company from {first} to {last}.", section=name, **days)
            hint = _("A rule that is left out ends today; keep it beside its successor and say until when it holds.")
            yield Finding("gap", held[-1].id, message, hint, section, notice=bool(key))


def _first_gap(
    old: list[Rule], new: list[Rule], kept: Mapping[str, Rule], today: date
) -> tuple[date, date | None] | None:
    """Return the first span from `today` on that the old book covered and the new one does not."""
    edges = {today} | {rule.until + timedelta(days=1) for rule in (*old, *new) if rule.until is not None}
    starts = {rule.since for rule in (*old, *new)}
    days = sorted(day for day in edges | starts if day >= today)

    def covered(day: date) -> bool:
        if any(rule.holds_on(day) for rule in new):
            return True
        # An old text goes on until the new text of the same rule begins.
        return any(rule.holds_on(day) and rule.id in kept and kept[rule.id].since > day for rule in old)

    for place, day in enumerate(days):
        if any(rule.holds_on(day) for rule in old) and not covered(day):
            later = next((other for other in days[place + 1 :] if covered(other)), None)
            return day, (later - timedelta(days=1) if later is not None else None)
    return None
