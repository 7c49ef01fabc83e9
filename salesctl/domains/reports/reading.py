"""What people type to name a report and say something of it (指名): a person, a period, a verdict, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from salesctl.domains.org.models import Person
from salesctl.errors import Usage
from salesctl.locale import _, p_
from salesctl.params import Coded, Token
from salesctl.values import WordError
from salesctl.values.period import Period, parse_period

if TYPE_CHECKING:
    from salesctl.context import Ctx


class Named(NamedTuple):
    """Whom and which period the words name; None is me, or the newest."""

    people: tuple[str, ...]
    period: Period | None


def asked(ctx: Ctx, text: str | None, default: str = "today") -> Period:
    """Read a period that a report can be of: a day, week, month, quarter, half or year; a range is refused."""
    return _reportable(parse_period(text or default, ctx.today), text or default)


def span(ctx: Ctx, words: Sequence[str]) -> Period:
    """Read the one period of these words, this month where there is none. Raises Usage for more."""
    if len(words) > 1:
        raise Usage(_("Two periods: {one} and {other}.", one=words[0], other=words[1]), hint=_("Name one of them."))
    return parse_period(words[0] if words else "month", ctx.today)


def named(ctx: Ctx, words: Sequence[str]) -> Named:
    """Read people and at most one period, in any order; a code that looks like a period is the person's."""
    people: list[str] = []
    period: Period | None = None
    for word in words:
        found = None if _is_code(ctx, word) else _period(ctx, word)
        if found is None:
            people.append(ctx.find(Token("person", word)).id)
        elif period is not None:
            raise Usage(
                _("Two periods: {one} and {other}.", one=period.label, other=found.label), hint=_("Name one of them.")
            )
        else:
            period = _reportable(found, word)
    return Named(tuple(dict.fromkeys(people)), period)


def one_named(ctx: Ctx, words: Sequence[str]) -> Named:
    """Read at most one person and one period. Raises Usage for more."""
    found = named(ctx, words)
    if len(found.people) > 1:
        raise Usage(_("One person at a time."), hint=_("For example: salesctl report show 1007 2026-11-20"))
    return found


def judged(words: Sequence[str], codes: Sequence[str], context: str) -> tuple[list[str], str, str | None]:
    """Split `PERSON… PERIOD VERDICT [TEXT]` into (whom and when, the verdict's code, the words). Raises Usage."""
    read = Coded(codes, context)
    for at in (len(words) - 1, len(words) - 2):
        if at < 1:
            continue
        try:
            code = read(words[at])
        except ValueError:
            continue
        return list(words[:at]), code, words[at + 1] if at + 1 < len(words) else None
    names = ", ".join(f"{code} ({p_(context, code)})" for code in codes)
    raise Usage(
        _("The verdict is missing."),
        hint=_("Whose, which period, then one of {names}, then words where it needs some.", names=names),
    )


def _is_code(ctx: Ctx, word: str) -> bool:
    row: Any = Person
    return ctx.session.scalar(select(row.id).where(row.code == word, row.voided_at.is_(None))) is not None


def _period(ctx: Ctx, word: str) -> Period | None:
    try:
        return parse_period(word, ctx.today)
    except WordError:
        return None


def _reportable(period: Period, text: str) -> Period:
    if period.kind == "range":
        raise Usage(
            _("{text} is no day, week, month, quarter, half or year.", text=text),
            hint=_("Reports are of one of these: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026."),
        )
    return period
