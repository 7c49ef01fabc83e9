"""The page of one report (日报 周报): the ledger's lines above the person's words, as a lead reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from salesctl.domains.org.models import Person
from salesctl.domains.reports import wording
from salesctl.domains.reports.drafting import Parts, Planned, plan_lines
from salesctl.domains.reports.facts import Facts, line, said_figures, said_gaps
from salesctl.domains.reports.queries import duty_of, period_of_report, plans_of, reviews_of
from salesctl.domains.reports.vocab import PARTS, Standing
from salesctl.locale import _, n_, p_
from salesctl.render.page import Block, Gap, Item, Items, Page, Pairs
from salesctl.values.words import format_day

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.attendance.judging import Staff
    from salesctl.domains.reports.duty import Duty
    from salesctl.domains.reports.models import Report
    from salesctl.values.period import Period

SHOWN = 3
"""Lines of evidence on the page; `e` and `--explain` show all."""


def page(view: View, who: Staff, row: Report, facts: Facts, *, place: str = "", every: bool = False) -> Page:
    """Return the page of a report. `place` is where it stands among those to read (1/9); `every`: all its evidence."""
    period = period_of_report(row)
    duty = duty_of(view, who, period, row)
    standing = "" if duty.standing is Standing.EXTRA and row.state == "draft" else wording.stands(view, duty)
    state = p_("report.state", row.state) if row.state in ("draft", "returned") else ""
    plans = [Planned(one.place, one.text or "", one.done, one.note or "") for one in plans_of(view, row)]
    words = {part: getattr(row, part) for part in PARTS}
    made = _page(view, who.actor.name, period, facts, plans, words, every=every)
    made.right = "  ".join(part for part in (state, standing, place) if part)
    if told := reviews_of(view, row):
        made.blocks.append(Items(_("Reviews"), tuple(Item(wording.reviewed(view, one, by)) for one, by in told)))
    made.blocks.append(Gap())
    return made


def draft_page(
    view: View, name: str, period: Period, facts: Facts, planned: Sequence[Planned], parts: Parts, duty: Duty
) -> Page:
    """Return the page that a draft will make, before it is handed in."""
    said = {tick.place: tick for tick in parts.ticks}
    plans = [
        one._replace(done=said[one.place].done, note=said[one.place].note) if one.place in said else one
        for one in planned
    ]
    made = _page(view, name, period, facts, plans, parts.words, every=False)
    made.right = _("deadline {deadline}", deadline=wording.clock(view, duty.due, period.last)) if duty.due else ""
    made.blocks.append(Gap())
    return made


def _page(
    view: View,
    name: str,
    period: Period,
    facts: Facts,
    plans: Sequence[Planned],
    words: Mapping[str, str | None],
    *,
    every: bool,
) -> Page:
    heads = wording.headings(period.kind)
    blocks: list[Block] = [Gap()]
    if pairs := tuple(pair for pair in computed(view, facts) if pair[1]):
        blocks.append(Pairs(pairs))
    if plans:
        items = (
            Item(_("{text}: {note}", text=one.text, note=one.note) if one.note else one.text, done=bool(one.done))
            for one in plans
        )
        blocks.append(Items(heads["plan"], tuple(items)))
    blocks.extend(Items(heads[part], (Item(words[part] or ""),)) for part in PARTS[:-1] if words.get(part))
    if wanted := plan_lines(words.get("next")):
        blocks.append(Items(heads["next"], tuple(Item(text) for text in wanted), numbered=True))
    called = wording.called(period.kind)
    title = "  ".join([called[:1].upper() + called[1:], name, _when(view, period)])
    return Page(title=title, blocks=[*blocks, *_evidence(view, facts, every=every)])


def computed(view: View, facts: Facts) -> list[tuple[str, str]]:
    """Return the computed lines of a report, each heading with its line; nothing of it can be edited."""
    day = facts.period.kind == "day"
    gap = "" if facts.gaps is None else said_gaps(view, facts.gaps)
    daily = _("{on_time}/{due}", on_time=facts.daily.on_time, due=facts.daily.due) if facts.daily.due else ""
    reports = f"{_('Daily reports')} {daily}" if daily else ""
    month = "   ".join(part for part in (said_figures(view, facts.month), reports if day else "") if part)
    figures = said_figures(view, facts.figures)
    return [
        (p_("report", "Attendance"), facts.attendance),
        (p_("report", "Out"), "   ".join(facts.outings)),
        (_("Unaccounted"), gap),
        (
            p_("report", "Day") if day else _("Figures"),
            (figures or p_("report", "none")) if day else "   ".join(p for p in (figures, reports) if p),
        ),
        (p_("report", "Month"), month),
    ]


def _evidence(view: View, facts: Facts, *, every: bool) -> list[Block]:
    if not facts.evidence:
        return []
    dated = facts.period.kind != "day"
    shown = facts.evidence if every else facts.evidence[:SHOWN]
    count = len(facts.evidence)
    label = n_("Evidence {n}", "Evidence {n}", count)
    if every:
        return [Gap(), Items(label, tuple(Item(line(view, one, dated=dated)) for one in shown))]
    more = " …" if count > SHOWN else ""
    return [Items(label, (Item(" · ".join(line(view, one, dated=dated) for one in shown) + more),))]


def _when(view: View, period: Period) -> str:
    if period.kind == "day":
        day = format_day(period.first, view.lang)
        return f"{period.first.year}-{day}"
    return _(
        "{period} ({first} to {last})",
        period=period.label,
        first=f"{period.first:%m-%d}",
        last=f"{period.last:%m-%d}",
    )


def superior_name(view: View, person: str | None) -> str:
    """Return the name of whom a report goes to; empty for nobody."""
    row = view.session.get(Person, person) if person else None
    return row.name if row else ""
