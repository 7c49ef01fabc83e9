"""Validate a rule book: every rule against its section's dataclass, and the rules against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import combinations

from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.rulebook.fields import did_you_mean, nearest, read_rule
from salesctl.rulebook.load import RawRule, load
from salesctl.rulebook.rule import COMPANY, SCOPE_EXAMPLES, Book, Finding, Problem, Rule, split_scope

EARLIEST = date(1900, 1, 1)


def check(data: bytes, sections: Mapping[str, type[Rule]]) -> tuple[Book, list[Finding]]:
    """Read and validate the bytes of a rule book.

    The book holds the rules that are right by themselves; the findings say what is wrong, in the order of the file.
    Codes: encoding, syntax, not_a_rule, unknown_section, field, since, until, scope, id, duplicate_id, tie, no_rule.
    """
    raws, findings = load(data)
    if any(finding.code in ("encoding", "syntax") for finding in findings):
        return Book(), findings
    seen: dict[str, RawRule] = {}
    rules: dict[str, list[Rule]] = {}
    for raw in raws:
        rule = _one(raw, sections, findings)
        _same_id(raw, seen, findings)
        if rule is not None:
            rules.setdefault(raw.section, []).append(rule)
    book = Book({section: tuple(found) for section, found in rules.items()})
    lines = {name: raw.line for name, raw in seen.items()}
    tried = {raw.section for raw in raws}
    findings.sort(key=lambda finding: finding.line)
    findings.extend(_ties(book, lines))
    findings.extend(_uncovered(book, sections, tried))
    return book, findings


def validated(data: bytes, sections: Mapping[str, type[Rule]]) -> Book:
    """Return the book, or raise Refused with the first finding; `data["findings"]` of the error has all of them."""
    book, findings = check(data, sections)
    wrong = [finding for finding in findings if not finding.notice]
    if not wrong:
        return book
    first = wrong[0]
    message = _("The rule book has {n} errors. Line {line}: {what}", n=len(wrong), line=first.line, what=first.message)
    raise Refused(
        message,
        hint=first.hint or _("See all of them: salesctl rules check FILE"),
        findings=[asdict(one) for one in wrong],
    )


def _one(raw: RawRule, sections: Mapping[str, type[Rule]], findings: list[Finding]) -> Rule | None:
    """Build one rule, adding to `findings` what is wrong with it."""
    name = raw.values.get("id")
    rule_id = name if isinstance(name, str) else ""
    if raw.section not in sections:
        message = _("There is no section {section}.", section=raw.section)
        hint = did_you_mean(raw.section, list(sections))
        findings.append(Finding("unknown_section", rule_id, message, hint, raw.section, raw.line))
        return None
    rule, problems = read_rule(sections[raw.section], raw.values)
    if rule is not None:
        problems += _common(rule)
    for problem in problems:
        code = problem.field if problem.field in ("since", "until", "scope", "id") else "field"
        message = _("{field}: {what}", field=problem.field, what=problem.message)
        line = raw.lines.get(problem.field, raw.line)
        findings.append(Finding(code, rule_id, message, problem.hint, raw.section, line))
    return None if problems else rule


def _common(rule: Rule) -> Iterator[Problem]:
    """Check the fields that every rule has."""
    if any(sign.isspace() for sign in rule.id) or len(rule.id) > 32:
        yield Problem("id", _("takes at most 32 signs without spaces."), _("For example ATT-1."))
    if not rule.clause:
        yield Problem("clause", _("names no clause."), _('A setting of your own has clause = "own".'))
    if rule.since < EARLIEST:
        yield Problem("since", _("lies before {day}.", day=EARLIEST.isoformat()))
    if rule.until is not None and rule.until < rule.since:
        yield Problem("until", _("lies before since."), _("until is the last day on which the rule holds."))
    if not rule.scope:
        yield Problem("scope", _("names nobody."), _(SCOPE_EXAMPLES))
    for scope in rule.scope:
        if split_scope(scope) is None:
            near = nearest(scope, [COMPANY])
            hint = _("Did you mean {word}?", word=near) if near else _(SCOPE_EXAMPLES)
            yield Problem("scope", _("{scope} is not a scope.", scope=scope), hint)


def _same_id(raw: RawRule, seen: dict[str, RawRule], findings: list[Finding]) -> None:
    name = raw.values.get("id")
    if not isinstance(name, str):
        return
    if name in seen:
        message = _("{id} stands twice: lines {one} and {two}.", id=name, one=seen[name].line, two=raw.line)
        hint = _("An id names one rule in the whole book; give one of them another.")
        findings.append(Finding("duplicate_id", name, message, hint, raw.section, raw.line))
    else:
        seen[name] = raw


def _ties(book: Book, lines: Mapping[str, int]) -> Iterator[Finding]:
    """Find rules of a section that are equally specific for someone on the same day."""
    for section, rules in book.sections.items():
        for one, two in combinations(rules, 2):
            shared = sorted(set(one.scope) & set(two.scope))
            if not shared or one.key() != two.key() or one.id == two.id:
                continue
            first = max(one.since, two.since)
            if not (one.holds_on(first) and two.holds_on(first)):
                continue
            values = {"one": one.id, "two": two.id, "scope": shared[0], "day": first.isoformat()}
            message = _("{one} and {two} both hold for {scope} from {day}.", **values)
            hint = _("End the older with until, give one a narrower scope, or merge them.")
            yield Finding("tie", two.id, message, hint, section, lines.get(two.id, 0))


def _uncovered(book: Book, sections: Mapping[str, type[Rule]], tried: set[str]) -> Iterator[Finding]:
    """Find sections that say nothing for the company: a command that asks would have no answer."""
    for section in sections:
        rules = book.sections.get(section, ())
        if any(COMPANY in rule.scope for rule in rules) or (section in tried and not rules):
            continue
        message = _("{section} has no rule for the company.", section=section)
        hint = _('Keep one rule with scope = "company"; the shipped book has an example: salesctl rules show')
        yield Finding("no_rule", "", message, hint, section)
