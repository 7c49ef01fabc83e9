"""The month's close: which month, its checklist, its control totals, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesctl.closing import Step, steps
from salesctl.domains.org.queries import below
from salesctl.domains.periods import queries
from salesctl.domains.periods.models import ClosedPeriod
from salesctl.domains.periods.rules import Closed
from salesctl.domains.periods.vocab import spoken
from salesctl.errors import NotAllowed, NotFound, Refused, Usage
from salesctl.locale import _, n_
from salesctl.metrics import figures, registry, total
from salesctl.render.human import plain_number
from salesctl.render.sheet import Field, Sheet
from salesctl.values.period import Period, parse_period, period_of

if TYPE_CHECKING:
    from decimal import Decimal

    from salesctl.context import Ctx, View

STEP = (
    Field("mark", "code", "", doc="[x] done, [ ] open, [?] not to be known yet."),
    Field("step", "code", "Step", doc="Key of the step; it never changes.", table=False),
    Field("text", "text", "What", doc="What has to be done, or is."),
    Field("command", "code", "Command", doc="The command that does what is missing."),
    Field("done", "flag", "Done", doc="True or false; null where it is not to be known yet.", table=False),
)
MARKS = {True: "[x]", False: "[ ]", None: "[?]"}
NAMED = 3


def month(ctx: Ctx, text: str | None) -> Period:
    """Read the month a command is about; by default the last one until it is closed, then this one.

    Raises Usage for a period that is no whole month.
    """
    if text is None:
        last = period_of("month", ctx.today).previous()
        return last if closed_row(ctx, last) is None else last.next()
    read = parse_period(text, ctx.today)
    whole = period_of("month", read.first)
    if (read.first, read.last) != (whole.first, whole.last):
        raise Usage(_("{text} is no whole month.", text=text), hint=_("Give a month: 2026-10, last-month."))
    return whole


def closed_row(view: View, span: Period, room: str = "") -> Closed | None:
    """Return the closing of a month for everyone, of every room or of one; None while it is open."""
    return queries.closing(view, span.first, span.last) or (
        queries.closing(view, span.first, span.last, room) if room else None
    )


def spoken_month(view: View, span: Period) -> str:
    """Say a month by its name, with the year where that is another than today's."""
    return spoken(span.first, span.last, view.today)


def checklist(view: View, span: Period, room: str = "") -> list[Step]:
    """Return the steps rooms want done before a month is closed."""
    return steps(view, span, room)


def sheet(view: View, span: Period, room: str = "") -> Sheet:
    """Return the checklist, open steps with the command that does them; the title says whether it is closed."""
    found = checklist(view, span, room)
    closed = closed_row(view, span, room)
    label = spoken_month(view, span)
    left = sum(not one.done for one in found)
    rows = [(MARKS[one.done], one.key, one.text, "" if one.done else one.command, one.done) for one in found]
    if closed:
        title = _("{month} is closed since {day} ({name})", month=label, day=_day(view, closed), name=closed.by)
    elif view.today <= span.last:
        title = _("Closing {month}: it has not ended", month=label)
    else:
        title = _("Closing {month}", month=label)
    made = Sheet(STEP, rows, title=title, headings=False, empty=_("Nothing has to be done before the close."))
    if not closed and view.today > span.last:
        made.notes.append(
            n_("{n} step is open.", "{n} steps are open.", left)
            if left
            else _("It can be closed: salesctl month close {month}", month=span.label)
        )
    return made


def _day(view: View, closed: Closed) -> str:
    return f"{closed.on:%m-%d}" if closed.on.year == view.today.year else closed.on.isoformat()


def refuse_open(view: View, span: Period, room: str) -> None:
    """Raise Refused while steps are open, naming the first of them."""
    left = [one for one in checklist(view, span, room) if not one.done]
    if left:
        named = "; ".join(one.text for one in left[:NAMED]) + (" …" if len(left) > NAMED else "")
        raise Refused(
            n_("{n} step is open: {named}", "{n} steps are open: {named}", len(left), named=named),
            hint=_('See salesctl month {month}; to close all the same: --force --reason "…"', month=span.label),
        )


def totals(view: View, span: Period, team: str | None = None) -> dict[str, str]:
    """Return the control totals of a month by metric, as text; those the actor may not see are left out.

    For a team the additive ones, with the teams below it.
    """
    known = registry()
    teams = below(view, team) if team else None
    keys = [key for key in known if not (team and (known[key].distinct or not known[key].additive))]
    found: dict[str, str] = {}
    for some in (keys, *([key] for key in keys)):
        try:
            sums: dict[str | None, dict[str, int | Decimal]] = figures(
                view, span, some, by="team" if team else "all", only=teams
            )
        except NotAllowed:
            continue
        found |= {key: _number(total(sums, key)) for key in some}
        if len(some) == len(keys):
            break
    return found


def _number(value: int | Decimal) -> str:
    return str(value) if isinstance(value, int) else plain_number(value)


def kept(view: View, span: Period, room: str, team: str | None) -> Closed:
    """Return the closing of exactly this month, room and team; raises NotFound where there is none."""
    found = queries.closing(view, span.first, span.last, room, team)
    if found is None:
        raise NotFound(
            _("{month} is not closed like that.", month=spoken_month(view, span)),
            hint=_("What is closed: salesctl month list"),
        )
    return found


def closed_period(tx: Any, one: Closed) -> ClosedPeriod:
    """Read a closing again under the lock; raises Refused where someone reopened it meanwhile."""
    row: ClosedPeriod = tx.get(ClosedPeriod, one.id)
    return row


def period_sheet(view: View, row: ClosedPeriod) -> Sheet:
    """Return one closing as a record."""
    return queries.period_sheet(view, row)


def said_closed(view: View, span: Period) -> str:
    """Say that a month is closed, and what to do with what comes late."""
    return _(
        "{month} closed. What comes late is a new entry, dated after it.",
        month=spoken_month(view, span),
    )


def said_reopened(view: View, span: Period) -> str:
    """Say that a month is open again."""
    return _(
        "{month} is open again. Close it when it is mended: salesctl month close {label}",
        month=spoken_month(view, span),
        label=span.label,
    )
