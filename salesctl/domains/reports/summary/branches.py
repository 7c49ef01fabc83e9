"""Several ledgers in one summary (多台账汇总): a head office asks its branches, each with the rights one has there.

Each ledger is asked on its own: its people, rules, calendar and clients are nobody else's. Rows carry their branch;
sums are added, the rate is divided anew, and a client known in two ledgers is two clients. What one branch does not
know, the total does not know. Money of different currencies is not added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from salesctl import printing
from salesctl.context import Ctx
from salesctl.domains.reports.summary import queries, wording
from salesctl.domains.reports.summary.columns import DATA, DEALS, DECIMALS, FIGURES, PAPER
from salesctl.domains.reports.summary.figures import Asked, By, Gathering, Line, Summary, Sums, with_rate
from salesctl.errors import Refused, SalesError, Usage
from salesctl.locale import _
from salesctl.render.page import Block, Item, Items, Page, Text
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.values.period import parse_period

if TYPE_CHECKING:
    from salesctl.render.sheet import Shown

BRANCH = Field(
    "branch", "name", "Branch", doc="Company of the ledger; with the ledger's name where two are called alike."
)
MOST = 100
"""Ledgers asked at once: each is an open file or a connection."""


class Branch(NamedTuple):
    """One ledger's answer."""

    name: str
    ctx: Ctx
    gathering: Gathering
    told: queries.Told


def summary(ctx: Ctx, period: str | None, by: str | None, ledgers: Sequence[str]) -> Shown:
    """Show one summary of several ledgers. Raises Usage for too many, Refused for currencies or periods that differ.

    A ledger that can't be asked ends it, named: half a company is no summary.
    """
    if len(ledgers) > MOST:
        raise Usage(_("At most {n} ledgers at once.", n=MOST))
    ctx.config = ctx.config.over(ledger=ledgers[0])
    with ExitStack() as stack:
        branches = list(_asked(ctx, period, by or "person", ledgers, stack))
        _alike(branches)
        sheet = _sheet(ctx, branches)
        return ctx.shown(sheet=sheet, page=_page(ctx, branches))


def _asked(ctx: Ctx, period: str | None, by: Any, ledgers: Sequence[str], stack: ExitStack) -> Iterator[Branch]:
    """Ask each ledger in turn."""
    every: list[Ctx] = []
    for ledger in ledgers:
        config = ctx.config.over(ledger=ledger)
        own = stack.enter_context(
            closing(Ctx(ctx.action, ctx.options, request=ctx.request, config=config, clock=ctx.clock))
        )
        try:
            own.company  # noqa: B018 - whether it can be asked at all is said with its name
        except SalesError as error:
            if ledger not in error.message:
                error.message = f"{ledger}: {error.message}"
                error.args = (error.message,)
            raise
        every.append(own)
    names = [own.company.name for own in every]
    for own, name in zip(every, names, strict=True):
        how: By = by
        gathering = Gathering(own, Asked(parse_period(period or "month", own.today), how))
        shown = name if names.count(name) == 1 else f"{name} ({own.ledger.path.stem})"
        yield Branch(shown, own, gathering, queries.told(own, gathering))


def _alike(branches: Sequence[Branch]) -> None:
    """Raise Refused where the answers can't be added."""
    found: dict[str, str] = {}
    for branch in branches:
        facts = branch.ctx.ledger.path
        if (twin := found.setdefault(_identity(branch.ctx), str(facts))) != str(facts) or (
            sum(str(other.ctx.ledger.path) == str(facts) for other in branches) > 1
        ):
            raise Refused(
                _("{one} and {other} are the same ledger.", one=twin, other=facts), hint=_("Name each ledger once.")
            )
    currencies = {branch.ctx.company.currency for branch in branches}
    if len(currencies) > 1:
        raise Refused(
            _("The ledgers keep different currencies: {names}.", names=", ".join(sorted(currencies))),
            hint=_("Ask those of one currency at a time."),
        )
    periods = {(b.gathering.asked.period.first, b.gathering.asked.period.last) for b in branches}
    if len(periods) > 1:
        raise Refused(
            _("It is not the same day everywhere: the ledgers mean different days."), hint=_("Say the days: 2026-11")
        )


def _identity(ctx: Ctx) -> str:
    from salesctl.ledger.opening import info

    return info(ctx.session.connection())["ledger"]


def added(sums: Sequence[Sums]) -> Sums:
    """Add figures of several ledgers; unknown in one is unknown in all together, and the rate is divided anew."""
    total: Sums = {}
    for key in FIGURES:
        values = [one[key] for one in sums if key in one]
        if values and key != "collection_rate":
            zero = Decimal(0) if key in DECIMALS else 0
            total[key] = None if any(value is None for value in values) else sum((v or 0 for v in values), zero)
    return with_rate(total) if {"sales", "collections"} <= total.keys() else total


def _sheet(ctx: Ctx, branches: Sequence[Branch]) -> Sheet:
    """Return all rows as data, each with its branch; totals over all; every ledger's head."""
    by = branches[0].gathering.asked.by
    fields = (BRANCH, *DATA[by])
    period = branches[0].gathering.asked.period
    rows: list[tuple[Value, ...]] = []
    exceptions: list[dict[str, Any]] = []
    for branch in branches:
        made = queries.sheet(branch.ctx, branch.told)
        rows += [(branch.name, *row) for row in made.rows]
        exceptions += [{"branch": branch.name, **one} for one in made.extra["exceptions"]]
    summaries = [branch.told.summary for branch in branches]
    totals, before = added([one.totals for one in summaries]), summaries[0].before
    previous = added([one.previous for one in summaries])
    known = {field.key for field in DATA[by]}
    return Sheet(
        fields,
        rows,
        title=wording.title(ctx, period),
        totals={key: value for key, value in totals.items() if key in known},
        report=True,
        notes=list(_notes(branches)),
        empty=_("Nothing in {period}.", period=period.label),
        extra={
            "period": {"from": period.first, "to": period.last, "label": period.label},
            "by": by,
            "previous": {"from": before.first, "to": before.last, "label": before.label, **previous}
            if before
            else None,
            "exceptions": exceptions,
            "head": None,
            "heads": [{"branch": branch.name, **printing.head_facts(branch.ctx)} for branch in branches],
        },
    )


def _notes(branches: Sequence[Branch]) -> Iterator[str]:
    for branch in branches:
        for note in queries.notes(branch.ctx, branch.told.summary):
            yield f"{branch.name}: {note}"


def _page(ctx: Ctx, branches: Sequence[Branch]) -> Page:
    """Return one page: the branches beside each other, then each one's rows, what to ask about, every head."""
    first = branches[0]
    page = queries.opened(first.ctx, first.gathering)
    page.right = _("{n} ledgers", n=len(branches))
    page.foot = [f"{b.name}  {line}" for b in branches for line in printing.foot(b.ctx)]
    lines = [Line(None, branch.name, None, None, branch.told.summary.totals) for branch in branches]
    every = first.told.summary
    beside = Summary(
        Asked(first.gathering.asked.period, "team"),
        every.keys,
        lines,
        added([line.values for line in lines]),
        every.before,
        added([branch.told.summary.previous for branch in branches]),
    )
    sold = every.asked.by in ("channel", "product")
    columns = [one for one in PAPER["team"][1:] if not sold or one.key in (*DEALS, "collection_rate", "bar")]
    blocks: list[Block] = [_named(queries.table(first.ctx, beside, columns=columns))]
    for branch in branches:
        table = queries.table(branch.ctx, branch.told.summary)
        table.title = branch.name
        blocks.append(table)
    for label, part in ((_("To ask about"), "asked"), (_("Well done"), "praised")):
        items = [
            Item(
                f"{branch.name}  {wording.line(branch.ctx, one)}",
                f"salesctl {one.command} --ledger {branch.ctx.config.ledger}" if one.command else "",
            )
            for branch in branches
            for one in getattr(branch.told, part)
        ]
        if items:
            blocks.append(Items(label, tuple(items), numbered=part == "asked"))
    page.blocks = [*blocks, *(Text(note) for note in _notes(branches))]
    return page


def _named(table: Sheet) -> Sheet:
    """Head the first column with what its rows are."""
    table.fields = (Field("name", "name", "Branch"), *table.fields[1:])
    return table
