"""Writing a report (写汇报): from options, stdin or the editor, where the computed lines are comments (phase 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesctl.domains.reports import paper, wording
from salesctl.domains.reports.drafting import DraftError, Parts, Planned, Tick, note_of, read, written
from salesctl.domains.reports.facts import Facts, gather, hint, line
from salesctl.domains.reports.models import Plan, Report
from salesctl.domains.reports.queries import duty_of, report_sheet, writer
from salesctl.domains.reports.screen import draw, tell
from salesctl.domains.reports.service import carried, find, save, superior
from salesctl.domains.reports.vocab import PARTS, PLAN
from salesctl.editing import piped
from salesctl.errors import Usage
from salesctl.ledger.canon import clean_text
from salesctl.locale import _, n_

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.domains.org.people import Actor
    from salesctl.domains.reports.duty import Duty
    from salesctl.render.sheet import Shown
    from salesctl.values.period import Period

EVIDENCE = 60
"""Lines of evidence that stand in a draft."""


@dataclass(slots=True)
class Desk:
    """What lies before who writes a report: the period, what there is of it, last period's plan."""

    ctx: Ctx
    who: Actor
    period: Period
    row: Report | None
    plans: list[Plan]
    duty: Duty

    @property
    def seen(self) -> tuple[str, int] | None:
        """The row and rev looked at; None where there is no report yet."""
        return (self.row.id, self.row.rev) if self.row else None

    @property
    def planned(self) -> list[Planned]:
        """Last period's plan as it stands."""
        return [Planned(one.place, one.text or "", one.done, one.note or "") for one in self.plans]


def desk(ctx: Ctx, period: Period) -> Desk:
    """Lay out what there is of my report of a period, or of whom I write for."""
    who = ctx.subject
    row = find(ctx, who.id, period)
    plans = carried(ctx, who.id, period, row.id if row else None)
    return Desk(ctx, who, period, row, plans, duty_of(ctx, writer(ctx, who.id), period, row))


def write(
    ctx: Ctx,
    period: Period,
    given: Mapping[str, str | None],
    stdin: bool,
    plan_done: str | None,
    plan_not: Sequence[str],
    submit: bool,
) -> Shown:
    """Write a report: by options and stdin, else at a terminal in the editor. Raises Usage where neither is there."""
    place = desk(ctx, period)
    ticks = ticked(place.planned, plan_done, plan_not)
    words = {part: text for part, text in given.items() if text is not None}
    if stdin:
        text = piped()
        ctx.request = {**ctx.request, "words": text}
        parts = _read(clean_text(text, what=_("The text")), place, comments=False)
        words = {**parts.words, **words}
        ticks = _merged(parts.ticks, ticks)
    if words or ticks:
        return _saved(place, words, ticks, submit=submit)
    if stdin or not ctx.asks:
        raise Usage(
            _("The words of the report are missing."),
            hint=_('Give them: --done "…" --next "…" --submit, or the whole text on stdin: salesctl report write -'),
        )
    return _edited(place)


def submit(ctx: Ctx, period: Period) -> Shown:
    """Hand in the draft of a period as it stands."""
    place = desk(ctx, period)
    if place.row is None:
        raise Usage(
            _("There is no draft of {report}.", report=wording.named(ctx, period)),
            hint=_('Write it: salesctl report write {period} --done "…"', period=period.label),
        )
    if place.row.state == "submitted":
        return ctx.shown(
            _("Nothing written. {line}", line=wording.handed_in(ctx, place.duty, "x")), report_sheet(ctx, place.row)
        )
    return _saved(place, {}, (), submit=True)


def ticked(planned: Sequence[Planned], done: str | None, undone: Sequence[str]) -> tuple[Tick, ...]:
    """Read `--plan-done 1,3` and `--plan-not "2 shop closed"`. Raises Usage for a line that was not planned."""
    found: dict[int, Tick] = {}
    for word in (done or "").replace("，", ",").replace("、", ",").split(","):
        if word.strip():
            found[_place(word, planned)] = Tick(_place(word, planned), True)
    for text in undone:
        number, _gap, note = text.strip().partition(" ")
        place = _place(number.rstrip(":："), planned)
        found[place] = Tick(place, False, note_of(note))
    return tuple(found[place] for place in sorted(found))


def _place(word: str, planned: Sequence[Planned]) -> int:
    text = word.strip()
    if text.isascii() and text.isdigit() and any(one.place == int(text) for one in planned):
        return int(text)
    lines = "; ".join(f"{one.place} {one.text}" for one in planned)
    raise Usage(
        _("No line {n} was planned.", n=text),
        hint=_("Planned: {lines}", lines=lines) if planned else _("Nothing was planned for this period."),
    )


def _merged(first: Sequence[Tick], then: Sequence[Tick]) -> tuple[Tick, ...]:
    found = {tick.place: tick for tick in (*first, *then)}
    return tuple(found[place] for place in sorted(found))


def _read(text: str, place: Desk, *, comments: bool) -> Parts:
    try:
        return read(text, place.planned, comments=comments)
    except DraftError as error:
        raise Usage(
            str(error), hint=_("Headings: {names}", names=", ".join(wording.headings(place.period.kind).values()))
        ) from error


# -- at a terminal -----------------------------------------------------------------------------------------------------


def _edited(place: Desk) -> Shown:
    """Open the draft, show the page it makes, ask whether to hand it in; else it is kept as a draft."""
    from salesctl.editing import drafting

    ctx, row = place.ctx, place.row
    if row is not None and row.state != "draft":
        tell(_("{line} Written again, it is handed in again.", line=wording.handed_in(ctx, place.duty, "x")))
    reason = ctx.reason(_("change a report that was read")) if row is not None and row.state == "read" else None
    facts = gather(ctx, place.who, place.period)
    with drafting(template(place, facts)) as draft:
        parts = _read(clean_text(draft.text.replace("\r\n", "\n"), what=_("The text")), place, comments=True)
        if not any(parts.words.values()):
            raise Usage(_("The report is empty. Nothing written."), hint=_("Write at least what was done."))
        draw(ctx, paper.draft_page(ctx, place.who.name, place.period, facts, place.planned, parts, place.duty))
        to = paper.superior_name(ctx, superior(ctx, place.who))
        question = _("Hand it to {name}?", name=to) if to else _("Hand it in?")
        ready = ctx.options.yes or ctx.confirm(question)
        if not ready and row is not None and row.state != "draft":
            ctx.talk.append(_("The draft is at {path}", path=str(draft.keep())))
            return ctx.shown(_("Nothing written."))
        return _saved(place, parts.words, parts.ticks, submit=ready, reason=reason)


def template(place: Desk, facts: Facts) -> str:
    """Return the draft that opens in the editor: computed lines and evidence as comments, the plan, the five parts."""
    ctx = place.ctx
    heads = wording.headings(place.period.kind)
    dated = place.period.kind != "day"
    name = f"{wording.named(ctx, place.period)}  {place.who.name}"
    head = [
        name,
        _("Lines with # are left out; those are computed, nobody edits them."),
        "",
        *(f"{label}  {text}" for label, text in paper.computed(ctx, facts) if text),
        *(line(ctx, one, dated=dated) for one in facts.evidence[:EVIDENCE]),
    ]
    if len(facts.evidence) > EVIDENCE:
        more = len(facts.evidence) - EVIDENCE
        head.append(n_("{n} more line", "{n} more lines", more))
    comments: dict[str, list[str]] = {
        "head": head,
        PLAN: [_("[x] is done, [ ] is not; why not: behind the line, after a colon.")],
        "next": [_("One step a line; each stands in the next report as done or not.")],
    }
    planned = []
    for one in place.planned:
        proof = hint(one.text, facts.evidence) if one.done is None else None
        if proof is not None:
            comments[f"{PLAN} {one.place}"] = [_("ticked because of: {line}", line=line(ctx, proof, dated=dated))]
        planned.append(one._replace(done=True) if proof is not None else one)
    words = {part: getattr(place.row, part) if place.row else None for part in PARTS}
    return written(words, planned, heads, comments)


# -- writing -----------------------------------------------------------------------------------------------------------


def _saved(
    place: Desk, words: Mapping[str, str], ticks: Sequence[Tick], *, submit: bool, reason: str | None = None
) -> Shown:
    ctx, row = place.ctx, place.row
    reason = reason or ctx.options.reason
    if row is not None and row.state == "read" and submit:
        reason = reason or ctx.reason(_("change a report that was read"))
    elif row is not None and row.state != "draft":
        reason = reason or _("written again")
    with ctx.write(reason=reason) as tx:
        made = save(tx, place.who, place.period, words, ticks, submit=submit, seen=place.seen)
        duty = duty_of(tx, writer(tx, place.who.id), place.period, made)
        return tx.show(_said(place, made, duty), report_sheet(tx, made))


def _said(place: Desk, row: Report, duty: Duty) -> str:
    ctx = place.ctx
    if row.state == "draft":
        return _(
            "Draft of {report} kept. To hand it in: salesctl report submit {period}",
            report=wording.named(ctx, place.period),
            period=place.period.label,
        )
    line = wording.handed_in(ctx, duty, row.superior_id or "")
    if place.who.id != ctx.me.id:
        line = _("{name}: {line}", name=place.who.name, line=line)
    return line
