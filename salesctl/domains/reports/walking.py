"""Reading the team's reports one a screen (批阅): a key each, an entry each; what is left waits for the next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from salesctl.domains.org.people import someone
from salesctl.domains.reports import paper, wording
from salesctl.domains.reports.facts import gather
from salesctl.domains.reports.models import Report
from salesctl.domains.reports.queries import actor_of, period_of_report, reviews_sheet, writer
from salesctl.domains.reports.screen import draw, tell
from salesctl.domains.reports.service import review
from salesctl.errors import SalesError, Usage
from salesctl.keys import key
from salesctl.locale import N_, _, n_, p_
from salesctl.values.words import split_when

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

KEYS = (
    ("o", N_("[o] read")),
    ("c", N_("[c] comment")),
    ("r", N_("[r] return")),
    ("n", N_("[n] next")),
    ("t", N_("[t] give a task")),
    ("e", N_("[e] all evidence")),
    ("q", N_("[q] quit")),
)
VERDICT = {"o": "read", "c": "comment", "r": "returned"}


def walk(ctx: Ctx, rows: Sequence[Report]) -> Shown:
    """Show each report and do what the key says. Raises Usage with `--op-id`, which stands for one entry."""
    if ctx.options.op_id or ctx.options.dry_run:
        raise Usage(
            _("Reading by keys writes an entry for each report."),
            hint=_("For one: salesctl report review PERSON PERIOD read"),
        )
    ids = [row.id for row in rows]
    done: Counter[str] = Counter()
    for place, row_id in enumerate(ids, 1):
        if not _one(ctx, row_id, f"{place}/{len(ids)}", done):
            break
    left = len(ids) - done.total()
    parts = [
        n_("{n} read", "{n} read", done["read"]) if done["read"] else "",
        n_("{n} commented", "{n} commented", done["comment"]) if done["comment"] else "",
        n_("{n} returned", "{n} returned", done["returned"]) if done["returned"] else "",
        n_("{n} left: salesctl report review", "{n} left: salesctl report review", left) if left else "",
    ]
    gap = "；" if ctx.lang == "zh" else "; "
    return ctx.shown(gap.join(part for part in parts if part) or _("Nothing written."))


def _one(ctx: Ctx, row_id: str, place: str, done: Counter[str]) -> bool:
    """Show one report until a key settles it; False to stop."""
    every = False
    shown = False
    while True:
        row = ctx.session.get_one(Report, row_id)
        who = writer(ctx, row.owner_id)
        if not shown:
            facts = gather(ctx, who.actor, period_of_report(row))
            label = _("report {place}", place=place)
            draw(ctx, paper.page(ctx, who, row, facts, place=label, every=every), clear=True)
            shown = True
        pressed = key("   ".join(p_("report", label) for _key, label in KEYS) + " ", "ocrnteq", "n")
        if pressed in "nq":
            return pressed == "n"
        if pressed == "e":
            every, shown = True, False
            continue
        try:
            if pressed == "t":
                _task(ctx, row)
                continue
            text = None if pressed == "o" else ctx.ask(_("Words (Enter = not after all)"))
            if pressed != "o" and not text:
                continue
            with ctx.write() as tx:
                review(tx, [tx.get(Report, row_id)], VERDICT[pressed], text)
        except SalesError as error:  # told, and the report stays on the screen
            tell(" ".join(part for part in (error.message, error.hint) if part))
            continue
        done[VERDICT[pressed]] += 1
        return True


def _task(ctx: Ctx, row: Report) -> None:
    """Ask for a task for who wrote the report, and give it."""
    from salesctl.domains.tasks import queries, service
    from salesctl.domains.tasks.planning import kept_day
    from salesctl.naming import short_number

    text = ctx.ask(_("Task, a day first where it has one (Enter = none)"))
    if not text:
        return
    owner = actor_of(ctx, row)
    read, words = split_when(text, ctx.today)
    day = kept_day(ctx, read.day, owner) if read else None
    with ctx.write() as tx:
        made = service.add(tx, text=words, due=day, owner=someone(tx, owner.id), source_id=row.id)
        number, when = short_number(made.number, tx.today.year), queries.said_due(day, tx.lang, tx.today)
        said = made.text
    tell(
        _("{numbers}: {text}, due {day}.", numbers=f"{number} {owner.name}", text=said, day=when)
        if when
        else _("{numbers}: {text}.", numbers=f"{number} {owner.name}", text=said)
    )


def say(ctx: Ctx, rows: Sequence[Report], verdict: str, text: str | None) -> Shown:
    """Say the same of reports that were named, in one entry."""
    known = [(row.id, row.rev) for row in rows]
    with ctx.write() as tx:
        held = [tx.get(Report, row_id) for row_id, _rev in known]
        made = review(tx, held, verdict, text)
        names = ", ".join(f"{actor_of(tx, row).name} {wording.named(tx, period_of_report(row))}" for row in held)
        said = {
            "read": _("Read: {names}.", names=names),
            "comment": _("Commented on: {names}. It stands in the writer's today.", names=names),
            "returned": _("Returned: {names}. To be written again; the writer sees it in today.", names=names),
        }
        return tx.show(said[verdict], reviews_sheet(tx, made))
