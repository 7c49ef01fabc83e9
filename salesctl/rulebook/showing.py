"""What the `rules` noun shows and does."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from salesctl.domains.org.people import grants as held_now
from salesctl.domains.org.people import kept_open, require
from salesctl.domains.org.rules import Grant, unknown_rights
from salesctl.errors import ClosedPeriod, NotFound, Refused, Usage
from salesctl.locale import _, n_
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.rulebook import store
from salesctl.rulebook.check import check as check_book
from salesctl.rulebook.check import validated
from salesctl.rulebook.diff import diff as compare
from salesctl.rulebook.diff import notices
from salesctl.rulebook.fields import plain_rule
from salesctl.rulebook.rule import COMMON, Book, Finding, Rule
from salesctl.rulebook.sections import registry, rights

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

RULES = (
    Field("rule", "text", "Rule", doc="Id of the rule."),
    Field("section", "text", "Section", doc="Section of the book."),
    Field("scope", "list", "Holds for", doc="company, team:CODE, role:CODE, person:CODE."),
    Field("since", "date", "Since", doc="First day it holds.", table=False),
    Field("until", "date", "Until", doc="Last day it holds.", table=False),
    Field("clause", "list", "Clause", doc="Clause of the regulations it keeps, own for a setting."),
    Field("owner", "text", "In charge", doc="Who answers for it.", table=False),
    Field("version", "int", "Version", doc="Version of the book its text comes from.", table=False),
    Field("values", "text", "Says", doc="Its own settings."),
)
FINDINGS = (
    Field("code", "text", "Finding", doc="Code of the finding: syntax, field, tie, duplicate_id, gap, since_past, …"),
    Field("rule", "text", "Rule", doc="Id of the rule."),
    Field("line", "int", "Line", doc="Line of the file, 0 where unknown."),
    Field("message", "text", "What", doc="What is wrong or worth knowing."),
    Field("hint", "text", "Do", doc="What to do."),
    Field("notice", "flag", "Notice", doc="True for what stops nothing.", table=False),
)
CHANGES = (
    Field("rule", "text", "Rule", doc="Id of the rule."),
    Field("section", "text", "Section", doc="Section of the book."),
    Field(
        "change",
        "code",
        "Change",
        context="rules.change",
        codes=("added", "removed", "changed"),
        doc="added, removed or changed.",
    ),
    Field("first", "date", "From", doc="First day judged otherwise."),
    Field("last", "date", "To", doc="Last day judged otherwise; empty for no end."),
    Field("field", "text", "Field", doc="Setting that differs."),
    Field("before", "text", "Before", doc="Value in the book that holds."),
    Field("after", "text", "After", doc="Value in the file."),
)
LARGEST = store.LARGEST


TOLD = 10
"""Notices that are told one by one when a book is applied."""


def rules(ctx: Ctx, section: str | None, day: date) -> Shown:
    """Show the rules in force on a day: all, one section's, or one rule's."""
    require(ctx, "rules.see", _("read the rule book"))
    names = list(registry())
    found = [
        (name, version, rule)
        for name in names
        for version, rule in ctx.rules.in_force(name, day)
        if section is None or section in (name, rule.id) or name.startswith(f"{section}.")
    ]
    if section and not found:
        raise NotFound(
            _("No rule or section {text} holds on {day}.", text=section, day=day.isoformat()),
            hint=_("Sections: {names}", names=", ".join(names)),
        )
    title = _("Rule book, version {n}, {day}", n=ctx.rules.version, day=day.isoformat())
    page = ctx.options.output is None and ctx.options.format in (None, "table", "md")
    # One rule is read, not scanned: for people it is a form, a setting a line.
    form = page and len(found) == 1 and section == found[0][2].id
    rows = [_row(*one, "\n" if form else ", ") for one in found]
    return ctx.shown(sheet=Sheet(RULES, rows, title=title, single=form))


def _row(section: str, version: int, rule: Rule, between: str) -> tuple[Value, ...]:
    own = {name: value for name, value in plain_rule(rule).items() if name not in COMMON}
    says = between.join(
        f"{name} {' '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in own.items()
        if value is not None
    )
    return rule.id, section, tuple(rule.scope), rule.since, rule.until, tuple(rule.clause), rule.owner, version, says


def toml(ctx: Ctx, version: int | None) -> Shown:
    """Print a version's bytes as they were applied."""
    require(ctx, "rules.see", _("read the rule book"))
    known = [found.version for found in store.versions(ctx.session)]
    wanted = version or ctx.rules.version
    if wanted not in known:
        raise NotFound(
            _("There is no version {n} of the rule book.", n=wanted),
            hint=_("Versions: {names}", names=", ".join(map(str, known))),
        )
    return ctx.shown(store.source(ctx.session, wanted).decode())


def read(file: str) -> bytes:
    """Read a rule book from a file or stdin; at most 1 MiB."""
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else _bytes(Path(file))
    except OSError as error:
        raise NotFound(_("{path} can't be read: {why}", path=file, why=error.strerror or error)) from error
    if len(data) > LARGEST:
        raise Usage(_("A rule book has at most 1 MiB."))
    return data


def proposed(ctx: Ctx, file: str, add: bool) -> bytes:
    """Return the bytes of a proposed book: the file, or with `add` the book in force with the file's rules after it."""
    data = read(file)
    if not add:
        return data
    joined = store.source(ctx.session, ctx.rules.version).rstrip() + b"\n\n" + data
    if len(joined) > LARGEST:
        raise Usage(_("A rule book has at most 1 MiB."))
    return joined


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound(
            _("{path} is no file.", path=path),
            hint=_("Get the book that holds: salesctl rules show --toml > rules.toml"),
        )
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def stored(ctx: Ctx) -> Book:
    """Return the book of the newest version."""
    return validated(store.source(ctx.session, ctx.rules.version), registry())


def _all(ctx: Ctx, data: bytes) -> tuple[Book, list[Finding]]:
    book, findings = check_book(data, registry())
    grants = [rule for _section, rule in book.rules() if isinstance(rule, Grant)]
    for grant, held in unknown_rights(grants, rights()):
        findings.append(
            Finding(
                "right",
                grant.id,
                _("No room knows the right {right}.", right=held),
                _("Rights: {names}", names=", ".join(rights())),
                "access.grant",
            )
        )
    if not [f for f in findings if not f.notice]:
        findings.extend(_locked_out(ctx, book, grants))
    if not [f for f in findings if not f.notice]:
        findings.extend(notices(stored(ctx), book, ctx.today))
    return book, findings


def _locked_out(ctx: Ctx, book: Book, grants: Iterable[Grant]) -> Iterator[Finding]:
    """Find the first day from which nobody could mend the rights this book gives."""
    if not kept_open(ctx.session, held_now(ctx)):
        return
    later = store.load_rules(ctx.session, coming=book, today=ctx.today)
    turns = {day for one in grants for day in (one.since, one.until and one.until + timedelta(days=1)) if day}
    for day in sorted({ctx.today, *(day for day in turns if day > ctx.today)}):
        if not kept_open(ctx.session, later.all(Grant, day)):
            yield Finding(
                "locked_out",
                "",
                _("From {day} nobody with a login could edit people and apply rules any more.", day=day.isoformat()),
                _("Leave person.edit and rules.apply with reach all to a role that someone has who has a login."),
                Grant.SECTION,
            )
            return


def check(ctx: Ctx, file: str, add: bool = False) -> Shown:
    """Say what is wrong with a rule book; exit 6 unless it holds together."""
    _book, findings = _all(ctx, proposed(ctx, file, add))
    bad = [f for f in findings if not f.notice]
    rows = [(f.code, f.rule_id or None, f.line, f.message, f.hint or None, f.notice) for f in findings]
    if not findings:
        return ctx.shown(_("{file} holds together.", file=file))
    return ctx.shown(sheet=Sheet(FINDINGS, rows, title=file), exit_code=6 if bad else 0)


def diff(ctx: Ctx, file: str, add: bool = False) -> Shown:
    """Show what a book would change, rule by rule."""
    require(ctx, "rules.see", _("read the rule book"))
    book = validated(proposed(ctx, file, add), registry())
    old = stored(ctx)

    def rows() -> Iterator[tuple[Value, ...]]:
        for change in compare(old, book, ctx.today):
            for field in change.fields or ():
                if change.kind == "changed" or field.field not in COMMON:
                    yield (
                        change.rule_id,
                        change.section,
                        change.kind,
                        change.first_day,
                        change.last_day,
                        field.field,
                        _text(field.before),
                        _text(field.after),
                    )

    sheet = Sheet(CHANGES, list(rows()), empty=_("Nothing would change."))
    sheet.notes = [f.message for f in notices(old, book, ctx.today)]
    return ctx.shown(sheet=sheet)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def apply(ctx: Ctx, file: str, add: bool = False) -> Shown:
    """Make a checked book hold as the next version."""
    from salesctl.domains.org import sights

    require(ctx, "rules.apply", _("apply the rule book"))
    sights.owners(ctx, _("apply the rule book"))
    version, data = ctx.rules.version, proposed(ctx, file, add)
    book, findings = _all(ctx, data)
    bad = [f for f in findings if not f.notice]
    if bad:
        lines = "; ".join(f"{f.rule_id or f.section or '-'}: {f.message}" for f in bad[:5])
        raise Refused(
            _("The rule book does not hold together: {what}", what=lines),
            hint=_("See all of it: salesctl rules check {file}", file=f"{file} --add" if add else file)
            + ("" if add else _("; if its rules join the book in force: --add")),
        )
    changes = compare(stored(ctx), book, ctx.today)
    if not changes:
        return ctx.shown(_("Nothing would change; version {n} goes on.", n=ctx.rules.version))
    _not_closed(ctx, [change.first_day for change in changes])
    ctx.talk.extend(finding.message for finding in findings[:TOLD])
    if len(findings) > TOLD:
        more = len(findings) - TOLD
        ctx.talk.append(n_("{n} more: salesctl rules diff", "{n} more: salesctl rules diff", more))
    past = any(f.code == "since_past" for f in findings) and not ctx.options.dry_run
    if past and not ctx.confirm(_("Days in the past are judged anew. Go on?")):
        raise Refused(_("Nothing written."))
    with ctx.write() as tx:
        made = store.apply(tx, data, book, after=version)
        sights.refresh(tx)
        return tx.show(
            n_(
                "Version {v} holds: {n} rule changed.",
                "Version {v} holds: {n} rules changed.",
                len({(c.section, c.rule_id) for c in changes}),
                v=made.version,
            )
        )


def _not_closed(ctx: Ctx, days: Iterable[date]) -> None:
    from salesctl.domains.periods.queries import closed_since

    first = min(days)
    closed = closed_since(ctx, first)
    if closed is not None:
        raise ClosedPeriod(
            _(
                "A rule would hold from {day}, but {last} is closed.",
                day=first.isoformat(),
                last=closed.last.isoformat(),
            ),
            hint=_("Give the rule a since after {day}.", day=closed.last.isoformat()),
        )
