"""Metrics (指标): every figure a summary, target or scorecard adds up, offered by rooms through METRICS of `room.py`.

A metric is one SELECT of (on_date, person, team, channel, product, value): additive over days, the last value of the
period, or how many different values there were. A seventh column, `source`, is the number of the row, for who asks
where a figure comes from. A summary is one UNION ALL grouped in SQL, whatever it holds. What no SELECT can say because
rules and the calendar judge it (days present, reports owed) is computed per person. Ratios are two keys divided after
summing. JSON keys are metric keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import CompoundSelect, Select, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.rooms import places, resolve
from salesctl.values.money import from_scaled, round_half_up

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

Unit = Literal["count", "minutes", "money", "quantity", "days"]
By = Literal["person", "team", "channel", "product", "day", "all"]
"""What a figure is told apart by; "all" is one group, None."""
SCALED = ("money", "quantity", "days")
"""Units whose values are whole numbers of 1e-4 in SQL and Decimals outside."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `rows(view)` returns the SELECT of its six columns, narrowed to what the asker may see.

    `label` is the English heading, `explain` the command that lists the rows behind it. `distinct`: the value is a text
    and the figure counts the different ones. `owned`: all its rows have an owner, and an index of owner and day; rows
    of several kinds are the arms of one UNION ALL. `compute(view, period)`, in place of `rows`, returns
    {person's row id: {key: value}} for whom the asker may see; metrics that share it are computed once. Beside it
    `listed(view, period, person)` yields what one person's figures are computed of: a Source for each.
    """

    key: str
    unit: Unit
    label: str
    rows: str = ""
    explain: str = ""
    additive: bool = True
    distinct: bool = False
    owned: bool = False
    compute: str = ""
    listed: str = ""


class Source(NamedTuple):
    """A row behind a figure: the metric, the day, the number people know the row by, and what it adds."""

    key: str
    day: date
    number: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Within:
    """Whose figures are asked for: what `right` reaches too, one person's, those of teams as they were on the day."""

    right: str = ""
    person: str | None = None
    teams: Collection[str] | None = None


EVERYONE = Within()


def registry() -> dict[str, Metric]:
    """Return every metric that a room offers, by key, in the order of the rooms."""
    found: dict[str, Metric] = {}
    for key, place in places("METRICS").items():
        metric: Metric = resolve(place)
        if metric.key != key:
            raise ValueError(f"{place} offers {metric.key} as {key}")
        found[key] = metric
    return found


def asked(keys: Iterable[str]) -> dict[str, Metric]:
    """Return the metrics of some keys, without those nobody offers; only their rooms are loaded."""
    offered = places("METRICS")
    return {key: resolve(offered[key]) for key in keys if key in offered}


def figures(
    view: View,
    period: Period,
    keys: Sequence[str],
    by: By = "person",
    *,
    only: Iterable[str] | None = None,
    within: Within = EVERYONE,
) -> dict[str | None, dict[str, int | Decimal]]:
    """Return {group: {key: value}} of a period; a group without a value of a key has no entry for it.

    Groups are row ids of people or teams, codes of channels and products, or ISO days; `only` narrows to some of them,
    `within` to whose rows count. Raises Usage for a key nobody offers.
    """
    known = asked(keys)
    if unknown := [key for key in keys if key not in known]:
        raise Usage(_("{key} is no metric.", key=unknown[0]), hint=_("Metrics: {names}", names=", ".join(registry())))
    column = "on_date" if by == "day" else by
    found: dict[str | None, dict[str, int | Decimal]] = {}
    judged: dict[str, dict[str, dict[str, int | Decimal]]] = {}
    for key in keys:
        if known[key].compute:
            _computed(view, known[key], period, by, only, within, found, judged)
    parts: list[Select[Any]] = []
    for key in keys:
        if known[key].compute:
            continue
        if known[key].owned and by == "person":
            parts += _by_owner(view, known[key], period, only, within)
        else:
            parts.append(_grouped(view, known[key], period, column, only, within))
    if not parts:
        return found
    whole = union_all(*parts).subquery()
    for key, group, value in view.session.execute(select(whole.c.key, whole.c.group_, whole.c.value)):
        if value is None:
            continue
        name = group if group is None or isinstance(group, str) else group.isoformat()
        scaled = known[key].unit in SCALED and not known[key].distinct
        held = found.setdefault(name, {})
        held[key] = held.get(key, 0) + (from_scaled(int(value)) if scaled else int(value))
    return found


def _computed(
    view: View,
    metric: Metric,
    period: Period,
    by: By,
    only: Iterable[str] | None,
    within: Within,
    found: dict[str | None, dict[str, int | Decimal]],
    judged: dict[str, dict[str, dict[str, int | Decimal]]],
) -> None:
    """Add a computed metric to `found`; one computation serves all keys that share it (`judged`)."""
    if by not in ("person", "team", "all"):
        return
    if metric.compute not in judged:
        values = resolve(metric.compute)(view, period)
        counted = None if within == EVERYONE else _people(view, within)
        judged[metric.compute] = {who: values[who] for who in values if counted is None or who in counted}
    wanted = None if only is None else set(only)
    teams = _teams(view) if by == "team" else {}
    for person, values in judged[metric.compute].items():
        if metric.key not in values:
            continue
        group = person if by == "person" else teams.get(person) if by == "team" else None
        if wanted is None or group in wanted:
            held = found.setdefault(group, {})
            held[metric.key] = held.get(metric.key, 0) + values[metric.key]


def _people(view: View, within: Within) -> set[str]:
    """Return the row ids of those whose computed figures are asked for, by the team they are in now."""
    from salesctl.domains.org.models import Person
    from salesctl.domains.org.people import scoped

    row: Any = Person
    query = select(row.id)
    if within.right:
        query = scoped(view, query, Person, within.right)
    if within.person:
        query = query.where(row.id == within.person)
    if within.teams is not None:
        query = query.where(row.team_id.in_(list(within.teams)))
    return set(view.session.scalars(query))


def _narrowed(view: View, query: Select[Any], rows: Any, within: Within) -> Select[Any]:
    """Narrow a query on a metric's rows to whose figures are asked for."""
    if within.right:
        from salesctl.domains.org.people import scoped

        query = scoped(view, query, SimpleNamespace(owner_id=rows.person, team_id=rows.team), within.right)
    if within.person:
        query = query.where(rows.person == within.person)
    if within.teams is not None:
        query = query.where(rows.team.in_(list(within.teams)))
    return query


def sources(view: View, period: Period, key: str, person: str, within: Within = EVERYONE) -> Iterator[Source]:
    """Yield the rows behind one person's figure, in the order of days; their values add up to it.

    Of a metric that counts different values each is there once, on its first day; of one that takes the last value,
    that one.
    """
    metric = asked([key])[key]
    if metric.compute:
        yield from (one for one in resolve(metric.listed)(view, period, person) if one.key == key)
        return
    rows = resolve(metric.rows)(view).subquery()
    number = rows.c.source if "source" in rows.c else literal("")
    query: Any = select(rows.c.on_date, number, rows.c.value, rows.c.channel, rows.c.product)
    query = query.where(rows.c.on_date.between(period.first, period.last), rows.c.person == person)
    query = _narrowed(view, query, rows.c, within).order_by(rows.c.on_date, number)
    scaled = metric.unit in SCALED and not metric.distinct
    seen: set[object] = set()
    last: dict[object, Source] = {}
    for day, named, value, channel, product in view.session.execute(query):
        if metric.distinct:
            if value is not None and value not in seen:
                seen.add(value)
                yield Source(key, day, named or "", 1)
            continue
        one = Source(key, day, named or "", from_scaled(int(value)) if scaled else int(value))
        if metric.additive:
            yield one
        else:
            last[channel, product] = one
    yield from last.values()


def _teams(view: View) -> dict[str, str | None]:
    from salesctl.domains.org.models import Person

    row: Any = Person
    return {person: team for person, team in view.session.execute(select(row.id, row.team_id))}  # noqa: C416


def _grouped(
    view: View, metric: Metric, period: Period, column: str, only: Iterable[str] | None, within: Within
) -> Select[Any]:
    rows = resolve(metric.rows)(view).subquery()
    counted = rows.c.on_date.between(period.first, period.last)
    if not metric.additive:
        alike = (rows.c.person, rows.c.team, rows.c.channel, rows.c.product)
        place = func.row_number().over(partition_by=alike, order_by=rows.c.on_date.desc()).label("place")
        rows = select(rows, place).where(counted).subquery()
        counted = rows.c.place == 1
    value = func.count(rows.c.value.distinct()) if metric.distinct else func.sum(rows.c.value)
    group = null() if column == "all" else rows.c[column]
    query = select(literal(metric.key).label("key"), group.label("group_"), value.label("value")).where(counted)
    query = _narrowed(view, query, rows.c, within)
    if column == "all":
        return query.having(func.count() > 0)
    query = query.group_by(group)
    return query if only is None else query.where(group.in_(list(only)))


def _by_owner(
    view: View, metric: Metric, period: Period, only: Iterable[str] | None, within: Within
) -> Iterator[Select[Any]]:
    """Yield the sums of each person, None without rows, of each kind of rows.

    They are taken along the index of owner and day: to group by person, SQLite would sort all rows of the period.
    """
    from salesctl.domains.org.models import Person

    person: Any = aliased(Person)
    found = resolve(metric.rows)(view)
    for arm in found.selects if isinstance(found, CompoundSelect) else (found,):
        rows = arm.subquery()
        query: Any = select(func.sum(rows.c.value)).where(rows.c.person == person.id)
        query = query.where(rows.c.on_date.between(period.first, period.last))
        value = _narrowed(view, query, rows.c, within).scalar_subquery()
        whole = select(literal(metric.key).label("key"), person.id.label("group_"), value.label("value"))
        yield whole if only is None else whole.where(person.id.in_(list(only)))


def total(found: Mapping[str | None, Mapping[str, int | Decimal]], key: str) -> int | Decimal:
    """Sum a key over all groups."""
    return sum((values.get(key, 0) for values in found.values()), 0)


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Divide two sums to 4 decimals, half up; None over zero: a rate of nothing is not zero (B3.0)."""
    return round_half_up(Decimal(part) / Decimal(whole), 4) if whole else None
