"""`visit check` in its three forms: what does not add up, a sample, a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesctl.domains.checks.queries import pending
from salesctl.domains.checks.rules import ShareError, parse_share
from salesctl.domains.visits import checking
from salesctl.domains.visits.models import Outing
from salesctl.domains.visits.queries import sheet_of, whole
from salesctl.errors import Usage
from salesctl.locale import _, n_, p_
from salesctl.naming import short_number
from salesctl.values.period import parse_period

if TYPE_CHECKING:
    from salesctl.context import Ctx, Tx
    from salesctl.domains.checks.models import Draw
    from salesctl.params import Token
    from salesctl.render.sheet import Shown

NAMED = 12
"""Numbers named in the line about a draw; of more, the list is shown with --json."""


def look(ctx: Ctx, period: str | None, *, person: str | None, team: str | None) -> Shown:
    """Show what does not add up; silent and 0 where everything does, else 6."""
    span = parse_period(period, ctx.today) if period else None
    found = checking.odd(ctx, span, person, team)
    if not found and ctx.options.format is None and ctx.options.output is None:
        return ctx.shown()
    return ctx.shown(sheet=checking.odd_sheet(ctx, found), exit_code=6 if found else 0)


def draw(
    ctx: Ctx, sample: str, period: str | None, *, seed: str | None, person: str | None, team: str | None, again: bool
) -> Shown:
    """Draw a sample; the same seed over the same slips shows the draw there was, drawn again to prove it."""
    try:
        share = parse_share(sample)
    except ShareError:
        raise Usage(
            _("{text} is no share.", text=sample),
            hint=_("For example: --sample 20%, --sample 0.2, or a count: --sample 3"),
        ) from None
    span = parse_period(period or "week", ctx.today)
    known = checking.drawn_before(ctx, span, seed, person, team) if seed else None
    if known is not None:
        same = checking.proven(ctx, known, span)
        return ctx.shown(_again(ctx, known, same), checking.drawn_sheet(ctx, known), exit_code=0 if same else 6)
    with ctx.write() as tx:
        made, taken = checking.sample(tx, share, span, seed=seed or "", person=person, team=team, again=again)
        tx.session.flush()
        numbers = [short_number(one.number or "", tx.today.year) for one in taken]
        return tx.show(_drawn(tx, made, numbers), checking.drawn_sheet(tx, made))


def _drawn(tx: Tx, made: Draw, numbers: list[str]) -> str:
    gap = "" if tx.lang == "zh" else " "
    shown = " ".join(numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")
    said = _(
        "Drawn {drawn}/{total} (seed {seed}, kept): {numbers}.",
        drawn=made.drawn,
        total=made.total,
        seed=made.seed,
        numbers=shown,
    )
    last = numbers[-1] if numbers else "V…"
    todo = _(
        'When checked: salesctl visit check {number} {verdict} "…"', number=last, verdict=p_("check.verdict", "true")
    )
    return f"{said}{gap}{todo}"


def _again(ctx: Ctx, made: Draw, same: bool) -> str:
    from salesctl.domains.org.people import someone

    name = someone(ctx, made.recorded_by).name if made.recorded_by else ""
    when = f"{ctx.local(made.recorded_at):%m-%d %H:%M}"
    values = {"seed": made.seed, "name": name, "when": when, "drawn": made.drawn, "total": made.total}
    if same:
        return _("Seed {seed} was drawn by {name} on {when}: {drawn}/{total}. Drawn again: the same.", **values)
    return _(
        "Seed {seed} was drawn by {name} on {when}: {drawn}/{total}. Drawn again from what you see now: not the same.",
        **values,
    )


def judge(
    ctx: Ctx,
    visit: Token,
    verdict: str | None,
    text: str | None,
    *,
    how: str | None,
    asked: str | None,
    bad: str | None,
    again: bool,
) -> Shown:
    """Give my verdict on a slip."""
    match = ctx.find(visit)
    number = short_number(match.number, ctx.today.year)
    if verdict is None:
        raise Usage(
            _("What did you find about {number}?", number=number),
            hint=_(
                'Say it: salesctl visit check {number} {verdicts} "whom you asked"',
                number=number,
                verdicts="|".join(p_("check.verdict", code) for code in ("true", "false", "unreachable")),
            ),
        )
    points = [word.strip() for word in (bad or "").replace("，", ",").replace("、", ",").split(",") if word.strip()]
    words = ctx.words(text) if text is not None else None
    with ctx.write() as tx:
        slip = tx.get(Outing, match)
        checking.verdict(tx, slip, verdict, words, how=how, asked=asked, bad=points, again=again)
        left = len([row for row in pending(tx, checking.NOUN) if row.owner_id != tx.me.id])
        said = _("{number} checked: {verdict}.", number=number, verdict=p_("check.verdict", verdict))
        owed = n_("{n} drawn slip left: salesctl visit check", "{n} drawn slips left: salesctl visit check", left)
        gap = "" if tx.lang == "zh" else " "
        return tx.show(f"{said}{gap}{owed}" if left else said, sheet_of(tx, whole(tx, slip)))
