"""The outing slip on paper (营销人员出访单, B4.8.3): A5, the same on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from salesctl.domains.checks.queries import said_points
from salesctl.domains.checks.vocab import VERDICTS
from salesctl.domains.visits.queries import Whole
from salesctl.domains.visits.rules import late_minutes
from salesctl.domains.visits.saying import clock, said_late
from salesctl.locale import _, p_
from salesctl.render.page import Block, Gap, Page, Pairs, Signs
from salesctl.render.sheet import Field, Sheet, Value

if TYPE_CHECKING:
    from salesctl.context import View

PAPER_STOP = (
    Field("n", "int", "Stop"),
    Field("where", "name", "Destination"),
    Field("seen", "name", "Person visited"),
    Field("reach", "phone", "Reach"),
    Field("purpose", "text", "Purpose"),
    Field("time", "text", "In–Out"),
    Field("result", "text", "Result"),
    Field("next", "text", "Next"),
)


def page(view: View, found: Whole, foot: list[str]) -> Page:
    """Draw a slip: who, planned and actual times, the stops, the spot check, signatures."""
    slip, people = found.slip, found.people
    name, code = people.people.get(slip.owner_id, ("", ""))
    filled = view.local(slip.recorded_at)
    head = (
        _("Name {name} ({code})", name=name, code=code),
        _("Department {team}", team=people.teams.get(slip.team_id) or "-"),
        _("Filled in {at}", at=f"{filled:%Y-%m-%d %H:%M}"),
        _("Handed to {name}", name=people.name(slip.told_id) or "-"),
        _("entered afterwards") if slip.claimed else "",
    )
    blocks: list[Block] = [
        Pairs(
            ((_("Expected out"), _span(view, found, slip.leave_due or slip.at, slip.back_due)), _actual(view, found))
        ),
        Sheet(PAPER_STOP, [_stop(view, found, place, row) for place, row in enumerate(found.stops, 1)]),
        Gap(),
        Pairs(tuple(_check(view, found))),
        Signs((_("Signed by"), _("Signed by the lead"))),
    ]
    title = _("Outing slip") if slip.voided_at is None else f"{_('Outing slip')} ({_('void')})"
    return Page(
        title, head, right=_("No. {number}", number=slip.number), blocks=blocks, foot=foot, size="A5", landscape=True
    )


def _span(view: View, found: Whole, first: datetime | None, last: datetime | None) -> str:
    parts = [clock(view, time, found.slip) if time else "" for time in (first, last)]
    day = found.slip.on_date.isoformat()
    return f"{day} {'-'.join(parts) if any(parts) else '-'}"


def _actual(view: View, found: Whole) -> tuple[str, str]:
    slip = found.slip
    label = _("Actual")
    if slip.at is None:
        return label, "-"
    times = f"{clock(view, slip.at, slip)}-{clock(view, slip.back_at, slip) if slip.back_at else ''}"
    late = said_late(late_minutes(slip.back_due, slip.back_at))
    gap = "" if view.lang == "zh" else " "
    return label, f"{times}{gap}{_('({late})', late=late)}" if late else times


def _stop(view: View, found: Whole, place: int, row: tuple[Value, ...]) -> tuple[Value, ...]:
    _place, where, _address, _client, seen, title, reach, purpose, at, left, result, step, _number, due = row
    assert at is None or isinstance(at, datetime)
    assert left is None or isinstance(left, datetime)
    times = f"{clock(view, at, found.slip)}-{clock(view, left, found.slip) if left else ''}" if at else ""
    day = f"{due:%m-%d}" if due is not None and hasattr(due, "strftime") else ""
    who = " ".join(part for part in (str(seen or ""), str(title or "")) if part)
    return place, where, who, reach, purpose, times, result, " ".join(part for part in (day, str(step or "")) if part)


def _check(view: View, found: Whole) -> list[tuple[str, str]]:
    check, draw = found.check, found.draw
    if check is None:
        choices = "  ".join(f"[ ] {p_('check.verdict', code)}" for code in VERDICTS)
        return [(_("Spot check"), choices)]
    drawn = (
        _("seed {seed}, {drawn} of {total} drawn", seed=draw.seed, drawn=draw.drawn, total=draw.total) if draw else ""
    )
    if check.verdict is None:
        return [(_("Spot check"), "  ".join(part for part in (_("drawn, not checked yet"), drawn) if part))]
    choices = "  ".join(f"[{'x' if code == check.verdict else ' '}] {p_('check.verdict', code)}" for code in VERDICTS)
    how = p_("check.how", check.how) if check.how else ""
    asked = _("asked {name}", name=check.asked) if check.asked else ""
    when = f"{view.local(check.at):%m-%d %H:%M}" if check.at else ""
    by = " ".join(part for part in (found.people.name(check.checked_by) or "", when) if part)
    rows = [(_("Spot check"), "  ".join(part for part in (how, asked, choices, by, drawn) if part))]
    if check.text:
        rows.append((_("Check found"), check.text))
    if failed := said_points(found.points):
        rows.append((_("Failed"), failed))
    return rows
