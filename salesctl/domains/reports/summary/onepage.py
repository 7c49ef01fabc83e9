"""The page a lead hands on (一页纸, papers: 周报): figures, people, clients, what is planned, what is hard.

Of a week the figures stand beside last week's and the month to date; of other periods the summary's table stands
there. Sections that have nothing vanish, and what does not fit on one page is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesctl.domains.clients.models import Client
from salesctl.domains.deals.models import Order, Payment
from salesctl.domains.org.models import Person, Team
from salesctl.domains.org.people import reach_of, scoped
from salesctl.domains.reports.drafting import plan_lines
from salesctl.domains.reports.models import Plan, Report
from salesctl.domains.reports.queries import seen
from salesctl.domains.reports.summary import queries, wording
from salesctl.domains.reports.summary.columns import DEALS, REPORTS, WORK
from salesctl.domains.reports.wording import headings
from salesctl.locale import N_, _, n_, p_
from salesctl.render.page import Block, Item, Items, Page, Signs, Text
from salesctl.render.sheet import Field, Sheet, Value
from salesctl.values.period import period_of, range_of

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.domains.reports.summary.figures import Asked, Gathering, Line, Summary, Sums
    from salesctl.domains.reports.summary.queries import Told

MOST = 8
"""Lines of one section."""
NAMED = 4
"""Records or people named in one line."""
LONGEST = 120
"""Characters of a line that is quoted."""

_FIGURES = (
    Field("name", "text", N_("Figures")),
    Field("now", "int", N_("This week")),
    Field("before", "int", N_("Last week")),
    Field("month", "int", N_("Month to date")),
)


def page(view: View, gathering: Gathering, told: Told) -> Page:
    """Return the page of a period."""
    asked = gathering.asked
    written = reports(view, gathering)
    below = list(planned(view, gathering, written))
    if asked.period.kind != "week":
        made = queries.page(view, gathering, told, paper=True, more=below)
    else:
        made = queries.opened(view, gathering)
        made.compact = True
        made.blocks = [
            numbers(view, gathering, told.summary),
            *_listed(p_("summary.section", "People"), list(people(view, told.summary))),
            *_listed(p_("summary.section", "Clients"), list(clients(view, gathering))),
            *queries.notices(view, told),
            *below,
            *(Text(note) for note in queries.notes(view, told.summary)),
        ]
    made.blocks.append(Signs((p_("summary.sign", "Team lead"), p_("summary.sign", "Head"))))
    if comment := _comment(written, view, asked):
        made.blocks.insert(0, Text(comment))
    return made


def short(view: View, asked: Asked) -> str:
    """Return whose page it is, for the name of its file: in Chinese the name, else the code."""
    if asked.person:
        person = view.session.get_one(Person, asked.person)
        return person.name if view.lang == "zh" else person.code
    if asked.team:
        team = view.session.get_one(Team, asked.team)
        return team.name if view.lang == "zh" else team.code
    return ""


def _listed(label: str, lines: Sequence[str], command: str = "", *, most: int = MOST) -> Iterator[Block]:
    """Yield a section with its lines, cut to `most`; nothing where there are none."""
    if not lines:
        return
    kept = list(lines[:most])
    if len(lines) > most:
        rest = len(lines) - most + 1
        kept = [*kept[:-1], n_("{n} more: {command}", "{n} more: {command}", rest, command=command) if command else
                n_("{n} more", "{n} more", rest)]  # fmt: skip
    yield Items(label, tuple(Item(line) for line in kept))


# -- figures -----------------------------------------------------------------------------------------------------------


def numbers(view: View, gathering: Gathering, summary: Summary) -> Sheet:
    """Return the week's figures beside last week's and the month's until the end of the week."""
    period = summary.asked.period
    last = min(period.last, max(view.today, period.first))
    month = gathering.alone(range_of(period_of("month", last).first, last), (*REPORTS, *WORK, *DEALS))
    columns = (summary.totals, summary.previous, month)

    def told(key: str) -> tuple[str, ...]:
        return tuple(wording.figure(view, key, one.get(key)) for one in columns)

    def two(part: str, whole: str) -> tuple[str, ...]:
        return tuple(_two(view, one, part, whole) for one in columns)

    lines: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        (_("Sales"), told("sales"), ("sales",)),
        (_("Collected"), told("collections"), ("collections",)),
        (_("Rate"), tuple(_rate(view, one) for one in columns), ("sales", "collections")),
        (_("Orders"), told("orders"), ("orders",)),
        (_("New clients / contacted"), two("clients_new", "clients_contacted"), ("clients_new",)),
        (_("Visits / stops"), two("visits", "stops"), ("visits",)),
        (_("Daily reports, on time / due"), two("reports_on_time", "reports_due"), ("reports_due",)),
    ]
    rows: list[tuple[Value, ...]] = [
        (name, *values) for name, values, keys in lines if not gathering.hidden.issuperset(keys)
    ]
    return Sheet(_FIGURES, rows, report=True)


def _two(view: View, sums: Sums, part: str, whole: str) -> str:
    return f"{wording.figure(view, part, sums.get(part))} / {wording.figure(view, whole, sums.get(whole))}"


def _rate(view: View, sums: Sums) -> str:
    rate = sums.get("collection_rate")
    return "-" if rate is None else wording.figure(view, "collection_rate", rate)


# -- people and clients ------------------------------------------------------------------------------------------------


def people(view: View, summary: Summary) -> Iterator[str]:
    """Yield a line for each thing that concerns people: late, reports missing, absent, leave, spot checks."""
    told = (
        (_("Late"), "late"),
        (_("Left early"), "early"),
        (_("Reports missing"), "reports_missing"),
        (_("Absent, days"), "absent"),
        (_("Leave, days"), "leave"),
    )
    for label, key in told:
        if key == "absent" and not queries.attended(summary):
            continue
        if named := _who(view, summary.lines, key):
            yield f"{label}  {named}"
    checked, passed = summary.totals.get("visits_checked"), summary.totals.get("visits_passed")
    if checked and passed is not None:
        yield _(
            "Spot checks  {checked} of {visits} slips: {passed} found true, {others} not",
            checked=checked,
            visits=summary.totals.get("visits") or 0,
            passed=passed,
            others=checked - passed,
        )


def _who(view: View, lines: Sequence[Line], key: str) -> str:
    having = sorted((line for line in lines if line.values.get(key)), key=lambda line: -(line.values[key] or 0))
    parts = [f"{line.name} {wording.figure(view, key, line.values[key])}" for line in having[:NAMED]]
    if len(having) > NAMED:
        parts.append(n_("{n} more", "{n} more", len(having) - NAMED))
    return ("、" if view.lang == "zh" else ", ").join(parts)


def clients(view: View, gathering: Gathering) -> Iterator[str]:
    """Yield new clients, and the largest orders and payments of the period."""
    client: Any = Client
    fresh = _within(gathering, "client.see", Client, select(client.name))
    if fresh is not None:
        rows = list(view.session.execute(fresh.order_by(client.id)))
        if rows:
            yield _line(view, _("New clients"), [name or "?" for (name,) in rows])
    for label, model, right in ((_("Orders"), Order, "order.see"), (_("Payments"), Payment, "payment.see")):
        table: Any = model
        query = select(table.number, client.name, table.amount).outerjoin(client, client.id == table.client_id)
        largest = _within(gathering, right, model, query)
        if largest is None:
            continue
        rows = list(view.session.execute(largest.order_by(table.amount.desc(), table.id).limit(NAMED - 1)))
        if rows:
            told = [
                " ".join(part for part in (number, name, wording.figure(view, "sales", Decimal(amount))) if part)
                for number, name, amount in rows
            ]
            comma = "、" if view.lang == "zh" else ", "
            yield _("{what}, the largest  {names}", what=label, names=comma.join(told))


def _within(gathering: Gathering, right: str, model: Any, query: Any) -> Any:
    """Narrow a question to the period, whose it is, and what one may see; None without the right."""
    view, asked = gathering.view, gathering.asked
    if reach_of(view, right) is None:
        return None
    query = scoped(view, query.where(model.voided_at.is_(None)), model, right)
    query = scoped(view, query.where(model.on_date.between(asked.period.first, asked.period.last)), model, "report.see")
    if asked.person:
        query = query.where(model.owner_id == asked.person)
    if gathering.teams is not None:
        query = query.where(model.team_id.in_(gathering.teams))
    return query


def _line(view: View, label: str, names: Sequence[str]) -> str:
    comma = "、" if view.lang == "zh" else ", "
    rest = n_("{n} more", "{n} more", len(names) - NAMED)
    told = comma.join([*names[:NAMED], *([rest] if len(names) > NAMED else [])])
    return f"{label} {len(names)}  {told}"


# -- what people wrote -------------------------------------------------------------------------------------------------


def reports(view: View, gathering: Gathering) -> list[tuple[Report, str]]:
    """Return the reports of the period that were handed in and that I may see, with their writers' names."""
    row: Any = Report
    person: Any = Person
    asked = gathering.asked
    query = select(row, person.name).join(Person, person.id == row.owner_id)
    query = seen(view, query).where(
        row.voided_at.is_(None),
        row.kind == asked.period.kind,
        row.first == asked.period.first,
        row.state != "draft",
    )
    if asked.person:
        query = query.where(row.owner_id == asked.person)
    if gathering.teams is not None:
        query = query.where(row.team_id.in_(gathering.teams))
    return [(one, name) for one, name in view.session.execute(query.order_by(row.submitted_at, row.id))]


def _lead(view: View, asked: Asked) -> str | None:
    team = view.session.get(Team, asked.team) if asked.team else None
    return team.lead_id if team else None


def _comment(written: Sequence[tuple[Report, str]], view: View, asked: Asked) -> str:
    """Return the sentence above the figures: the first line of progress in the lead's report."""
    lead = _lead(view, asked)
    for row, name in written:
        if row.owner_id == (asked.person or lead) and row.progress:
            return _("{name}: {line}", name=name, line=_quoted(row.progress.partition(chr(10))[0]))
    return ""


def planned(view: View, gathering: Gathering, written: Sequence[tuple[Report, str]]) -> Iterator[Block]:
    """Yield what is planned for the next period, how much of this one's plan was done, and what is hard."""
    kind = gathering.asked.period.kind
    if not written:
        return
    steps = [
        _("{text} ({name})", text=_quoted(text), name=name) for row, name in written for text in plan_lines(row.next)
    ]
    done, whole = _fulfilled(view, [row.id for row, _name in written])
    if whole:
        steps.append(p_("summary.fulfilled", "Last plan kept {done}/{whole}").format(done=done, whole=whole))
    yield from _listed(headings(kind)["next"], steps, f"salesctl report list {gathering.asked.period.label}")
    hard = [
        _("{text} ({name})", text=_quoted(text), name=name)
        for row, name in written
        for text in plan_lines(row.difficulty)
    ]
    yield from _listed(_("To be decided"), hard, f"salesctl report list {gathering.asked.period.label}")


def _fulfilled(view: View, written: Sequence[str]) -> tuple[int, int]:
    """Return how many lines of the plans that these reports answer were done, and how many there were."""
    row: Any = Plan
    query = select(row.done).where(row.settled_id.in_(list(written)), row.voided_at.is_(None))
    answers = list(view.session.scalars(query)) if written else []
    return sum(bool(one) for one in answers), len(answers)


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
