"""Summaries as sheets and pages (papers: 销售月报): the table, what to ask about, what went well, the trend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl import printing
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import reach_of
from salesctl.domains.org.rules import Reach
from salesctl.domains.reports.summary import wording
from salesctl.domains.reports.summary.columns import (
    ATTENDANCE,
    COMPUTED,
    DATA,
    MONEY,
    PAPER,
    PAPER_WORK,
    REPORTS,
    TREND,
)
from salesctl.domains.reports.summary.figures import RIGHT, Asked, Gathering, Line, Summary, Sums, with_rate
from salesctl.domains.reports.summary.rules import Case, Found, Notable, Notice, asked, notable, praised
from salesctl.locale import _, n_
from salesctl.metrics import figures
from salesctl.render.page import Block, Item, Items, Page, Text
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.render.width import display_width
from salesctl.values.period import period_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

ONE = timedelta(days=1)
ROOM = 38
"""Lines on one sheet of paper, tables and lists together; a screen has all of them."""
LEAST_ROWS = 6
"""Rows a table has on paper, whatever else stands there."""
WIDE = 100
"""Columns of a line of text on paper."""
NARROW = {"zh": 96, "en": 116}
"""Columns below which a terminal has two tables, by language."""
MOST_SPANS = 14
"""Weeks told one by one in a trend; of a longer period it tells months, or years."""


@dataclass(frozen=True, slots=True)
class Told:
    """A summary with what of it is told: to ask about, and praised."""

    summary: Summary
    asked: Sequence[Notice] = ()
    praised: Sequence[Notice] = ()


def told(view: View, gathering: Gathering) -> Told:
    """Return the summary with its exceptions; of channels and products there are none."""
    summary = gathering.summary()
    by = gathering.asked.by
    if by not in ("person", "team"):
        return Told(summary)
    people = summary if by == "person" else gathering.summary("person", previous=False)
    found = exceptions(view, gathering, people)
    return Told(summary, asked(found, gathering.asked.period.label), praised(found))


def exceptions(view: View, gathering: Gathering, people: Summary) -> list[Found]:
    """Judge everyone's figures by the rules that hold for them on the last day of the period."""
    period = gathering.asked.period
    day = min(period.last, view.today)
    held: dict[object, list[Notable]] = {}
    cases = []
    kept = attended(people)
    for line in people.lines:
        actor = gathering.everyone.get(line.id or "")
        if actor is None:
            continue
        key = (actor.roles, actor.teams, actor.code)
        if key not in held:
            held[key] = view.rules.all(Notable, day, who=actor.who)
        values = line.values if kept else line.values | dict.fromkeys(ATTENDANCE)
        cases.append(Case(actor.id, actor.code, actor.name, values, held[key]))
    return notable(cases, gathering.months(period))


def attended(summary: Summary) -> bool:
    """Tell whether attendance is kept at all: where nobody ever came, absence says nothing."""
    return bool(summary.totals.get("present"))


# -- as data -----------------------------------------------------------------------------------------------------------


def sheet(view: View, told: Told) -> Sheet:
    """Return a summary as data: rows, totals, the period, the one before it, exceptions, the ledger's head."""
    summary = told.summary
    fields, before = DATA[summary.asked.by], summary.before
    period = summary.asked.period
    return Sheet(
        fields,
        [_cells(summary, line) for line in summary.lines],
        title=wording.title(view, period),
        totals=_of(fields, summary.totals),
        report=True,
        compare=((before.label, _of(fields, summary.previous)),) if before else (),
        notes=notes(view, summary),
        empty=_("Nothing in {period}.", period=period.label),
        extra={
            "period": _period(period),
            "by": summary.asked.by,
            "previous": {**_period(before), **_of(fields, summary.previous)} if before else None,
            "exceptions": [_exception(one, period) for notice in (*told.asked, *told.praised) for one in notice.found],
            "head": printing.head_facts(view),
        },
    )


def _cells(summary: Summary, line: Line) -> tuple[Value, ...]:
    own: tuple[Value, ...] = {
        "person": (line.id, line.name, line.code, line.team),
        "team": (line.id, line.name, line.code),
    }.get(summary.asked.by, (line.name,))
    keys = [field.key for field in DATA[summary.asked.by]][len(own) :]
    return (*own, *(line.values.get(key) for key in keys))


def _of(fields: Sequence[Field], values: Sums) -> dict[str, Value]:
    return {field.key: values[field.key] for field in fields if field.key in values}


def _period(period: Period) -> dict[str, Any]:
    return {"from": period.first, "to": period.last, "label": period.label}


def _exception(one: Found, period: Period) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "person": one.case.name,
        "code": one.case.code,
        "figure": one.rule.figure,
        "value": one.value,
        "limit": one.limit,
        "rule": one.rule.id,
        "good": one.rule.good,
        "command": one.rule.filled(period.label, one.case.code) or None,
    }


# -- for people --------------------------------------------------------------------------------------------------------


def page(
    view: View,
    gathering: Gathering,
    told: Told,
    *,
    paper: bool = False,
    narrow: bool = False,
    more: Sequence[Block] = (),
) -> Page:
    """Return a summary as one page, `more` standing below it; `paper`: cut to one sheet, with the trend of sales.

    `narrow`: what people did and what they sold stand in two tables.
    """
    summary = told.summary
    made = opened(view, gathering)
    made.compact = paper
    below: list[Block] = [*notices(view, told), *more, *(Text(note) for note in notes(view, summary))]
    if paper and (curve := trend(view, gathering)):
        below.insert(0, curve)
    most = max(LEAST_ROWS, ROOM - sum(map(lines_of, below))) if paper else None
    tables = (PAPER_WORK, MONEY) if narrow and summary.asked.by in ("person", "team") else (None,)
    made.blocks = [*(table(view, summary, most=most, columns=columns) for columns in tables), *below]
    return made


def lines_of(block: Block) -> int:
    """Say about how many lines a block takes on paper."""
    if isinstance(block, Sheet):
        block.rows = list(block.rows)
        return len(block.rows) + 3
    if isinstance(block, Items):
        return sum(-(-display_width(item.text + item.command) // WIDE) for item in block.items) + 1
    if isinstance(block, Text):
        return -(-display_width(block.text) // WIDE) + 1
    return 3


def opened(view: View, gathering: Gathering) -> Page:
    """Return a page with its title, whose it is, who printed it, and the foot that proves it."""
    period = gathering.asked.period
    return Page(
        wording.title(view, period),
        head=(wording.caption(view), printing.printed(view)),
        right=whose(view, gathering.asked),
        foot=printing.foot(view, f"salesctl {command(view, gathering.asked)} --explain"),
    )


def whose(view: View, what: Asked) -> str:
    """Say whose summary it is: the person, the team with its lead, or the company.

    Where nothing was asked for, it is as far as the asker sees.
    """
    if what.person:
        return view.session.get_one(Person, what.person).name
    if what.team:
        return _team(view, view.session.get_one(Team, what.team))
    wide = reach_of(view, RIGHT)
    if wide is Reach.ALL:
        return view.company.name
    row: Any = Team
    query = select(Team).where(row.lead_id == view.me.id, row.voided_at.is_(None)).order_by(row.name)
    led = list(view.session.scalars(query)) if wide is Reach.TEAM else []
    if len(led) > 1:
        return _(", ").join(team.name for team in led)
    return _team(view, led[0]) if led else view.me.name


def _team(view: View, team: Team) -> str:
    lead = view.session.get(Person, team.lead_id) if team.lead_id else None
    return _("{team}  lead {name}", team=team.name, name=lead.name) if lead else team.name


def command(view: View, what: Asked) -> str:
    """Return the command of a summary as it is typed."""
    from shlex import quote

    words = ["report", "summary", what.period.label]
    if what.by != "person":
        words += ["--by", what.by]
    if what.team:
        words += ["--team", quote(view.session.get_one(Team, what.team).code)]
    if what.person:
        words += ["--person", quote(view.session.get_one(Person, what.person).code)]
    return " ".join(words)


def table(view: View, summary: Summary, *, most: int | None = None, columns: Sequence[Field] | None = None) -> Sheet:
    """Return the table people read; columns of rooms that are not there, and those one may not see, are left out.

    `columns` are those that stand beside the first one; None for all. `most` is how many rows it may have.
    """
    by = summary.asked.by
    lines = summary.lines
    kept = lines if most is None or len(lines) <= most else lines[: most - 1]
    largest = max((line.values.get("sales") or 0 for line in lines), default=0)
    rows = [_paper_row(line.name or _("(none)"), line.values, Decimal(largest), line.elsewhere) for line in kept]
    totals = _paper_row("", summary.totals, Decimal(0))
    previous = _paper_row("", summary.previous, Decimal(0))
    wanted = PAPER[by] if columns is None else (PAPER[by][0], *columns)
    fields = [field for field in wanted if not _left_out(field.key, summary, rows, totals, previous)]
    made = Sheet(
        tuple(fields),
        [tuple(row.get(field.key) for field in fields) for row in rows],
        totals=totals if lines else None,
        totals_label=_total_label(by, len(lines)),
        compare=((summary.before.label, previous),) if summary.before and any(summary.previous.values()) else (),
        report=True,
        empty=_("Nothing in {period}.", period=summary.asked.period.label),
    )
    if len(kept) < len(lines):
        made.notes.append(
            n_("{n} more row: salesctl {command}", "{n} more rows: salesctl {command}", len(lines) - len(kept),
               command=command(view, summary.asked))
        )  # fmt: skip
    return made


def _left_out(key: str, summary: Summary, rows: Sequence[dict[str, Value]], *sums: dict[str, Value]) -> bool:
    """Tell whether a column is not there: hidden from the asker, or leave and absence that nobody has."""
    hidden = summary.hidden
    if key in ("present", "late", "absent", "leave"):
        empty = key in ("absent", "leave") and all(one.get(key) in (None, 0, "?", "-") for one in (*rows, *sums))
        return hidden.issuperset(ATTENDANCE) or empty or not (summary.unknown or summary.kept)
    parts = {"reports": REPORTS, "checked": ("visits_checked",), "bar": ("sales",), "collection_rate": ("sales",)}
    return hidden.issuperset(parts.get(key, (key,)))


def _paper_row(name: str, values: Sums, largest: Decimal, elsewhere: bool = False) -> dict[str, Value]:
    """Write figures for people: `?` is unknown, `-` is told elsewhere."""
    on_time, late = values.get("reports_on_time"), values.get("reports_late")
    shown: dict[str, Value] = {"name": name or None}
    shown.update({key: "?" if value is None else value for key, value in values.items()})
    shown["present"] = wording.pair(values.get("present"), values.get("workdays"))
    shown["reports"] = wording.pair(on_time, values.get("reports_due"))
    shown["checked"] = wording.pair(values.get("visits_passed"), values.get("visits_checked"))
    shown["late_reports"] = late
    shown["collection_rate"] = values.get("collection_rate")
    sales = values.get("sales")
    shown["bar"] = Decimal(sales) / largest if sales and largest > 0 else None
    return shown | dict.fromkeys((*COMPUTED, "reports"), "-") if elsewhere else shown


def _total_label(by: str, n: int) -> str:
    if by == "person":
        return n_("Total, {n} person", "Total, {n} people", n)
    return _("Total")


def notices(view: View, told: Told) -> Iterator[Block]:
    """Yield what to ask about, with the commands to look, and what went well."""
    if told.asked:
        items = tuple(
            Item(wording.line(view, one), f"salesctl {one.command}" if one.command else "") for one in told.asked
        )
        yield Items(_("To ask about"), items, numbered=True)
    if told.praised:
        yield Items(_("Well done"), tuple(Item(wording.line(view, one)) for one in told.praised))


def notes(view: View, summary: Summary) -> list[str]:
    """Say what of the summary is not known, not there yet, or not for the asker to see."""
    found = []
    period = summary.asked.period
    if summary.unknown and summary.asked.by in ("person", "team"):
        from salesctl.domains.attendance.queries import unknown_note

        found.append(unknown_note(summary.unknown))
    if moved := [line.name for line in summary.lines if line.elsewhere and line.name]:
        names = _(", ").join(moved)
        found.append(_("Attendance and reports of {names} stand with the team of now (-).", names=names))
    if view.today < period.first:
        found.append(_("The period has not begun."))
    if period.first <= view.today < period.last:
        found.append(_("The period is not over: figures until {day}.", day=view.today.isoformat()))
    if summary.hidden:
        found.append(_("Not for you to see: {names}.", names=", ".join(sorted(key for key in summary.hidden if key))))
    return found


# -- the trend ---------------------------------------------------------------------------------------------------------


def spans(period: Period) -> list[Period]:
    """Split a period into weeks, or months, or years where they are too many; ends are the period's own."""
    from salesctl.values.period import range_of

    for kind, most in (("week", MOST_SPANS), ("month", 2 * MOST_SPANS), ("year", 200)):
        found: list[Period] = []
        one = period_of(kind, period.first)  # type: ignore[arg-type]
        while one.first <= period.last:
            whole = one.first >= period.first and one.last <= period.last
            found.append(one if whole else range_of(max(one.first, period.first), min(one.last, period.last)))
            one = one.next()
        if len(found) <= most:
            return found
    return found


def trend(view: View, gathering: Gathering) -> Sheet | None:
    """Return sales and collections week by week or month by month, with a bar; None where there is one part only."""
    parts = [part for part in spans(gathering.asked.period) if part.first <= view.today]
    if len(parts) < 2 or gathering.hidden & {"sales", "collections"}:
        return None
    days = figures(view, gathering.asked.period, ("sales", "collections"), "day", within=gathering.within)
    summed: list[Sums] = [{"sales": Decimal(0), "collections": Decimal(0)} for _part in parts]
    at = 0
    for day in sorted(day for day in days if day is not None and day <= parts[-1].last.isoformat()):
        while parts[at].last.isoformat() < day:
            at += 1
        for key, value in days[day].items():
            summed[at][key] = (summed[at][key] or 0) + value
    if not days:
        return None
    largest = Decimal(max(one["sales"] or 0 for one in summed))
    rows = []
    for part, one in zip(parts, summed, strict=True):
        label = part.label if part.kind != "range" else wording.span(part.first, part.last)
        row = _paper_row(label, with_rate(one), largest)
        rows.append((label, row["sales"], row["collections"], row["collection_rate"], row["bar"]))
    return Sheet(TREND, rows, title=_("Trend"), report=True)
