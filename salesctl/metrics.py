"""Metrics (指标): every figure a summary, target or scorecard adds up, offered by rooms through METRICS of `room.py`.

A metric is one SELECT of (on_date, person, team, channel, product, value): additive over days, the last value of the
period, or how many different values there were. A summary is one UNION ALL grouped in SQL, whatever it holds. What no
SELECT can say because rules and the calendar judge it (days present, reports owed) is computed per person. Ratios are
two keys divided after summing. JSON keys are metric keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, func, literal, null, select, union_all

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
    and the figure counts the different ones. `compute(view, period)`, in place of `rows`, returns {person's row id:
    {key: value}} for whom the asker may see; metrics that share it are computed once.
    """

    key: str
    unit: Unit
    label: str
    rows: str = ""
    explain: str = ""
    additive: bool = True
    distinct: bool = False
    compute: str = ""


def registry() -> dict[str, Metric]:
    """Return every metric that a room offers, by key, in the order of the rooms."""
    found: dict[str, Metric] = {}
    for key, place in places("METRICS").items():
        metric: Metric = resolve(place)
        if metric.key != key:
            raise ValueError(f"{place} offers {metric.key} as {key}")
        found[key] = metric
    return found


def figures(
    view: View, period: Period, keys: Sequence[str], by: By = "person", *, only: Iterable[str] | None = None
) -> dict[str | None, dict[str, int | Decimal]]:
    """Return {group: {key: value}} of a period; a group without a value of a key has no entry for it.

    Groups are row ids of people or teams, codes of channels and products, or ISO days; `only` narrows to some of them.
    Raises Usage for a key nobody offers.
    """
    known = registry()
    if unknown := [key for key in keys if key not in known]:
        raise Usage(_("{key} is no metric.", key=unknown[0]), hint=_("Metrics: {names}", names=", ".join(known)))
    column = "on_date" if by == "day" else by
    found: dict[str | None, dict[str, int | Decimal]] = {}
    judged: dict[str, dict[str, dict[str, int | Decimal]]] = {}
    for key in keys:
        if known[key].compute:
            _computed(view, known[key], period, by, only, found, judged)
    parts = [_grouped(view, known[key], period, column, only) for key in keys if not known[key].compute]
    if not parts:
        return found
    whole = union_all(*parts).subquery()
    for key, group, value in view.session.execute(select(whole.c.key, whole.c.group_, whole.c.value)):
        name = group if group is None or isinstance(group, str) else group.isoformat()
        scaled = known[key].unit in SCALED and not known[key].distinct
        found.setdefault(name, {})[key] = from_scaled(int(value)) if scaled else int(value)
    return found


def _computed(
    view: View,
    metric: Metric,
    period: Period,
    by: By,
    only: Iterable[str] | None,
    found: dict[str | None, dict[str, int | Decimal]],
    judged: dict[str, dict[str, dict[str, int | Decimal]]],
) -> None:
    """Add a computed metric to `found`; one computation serves all keys that share it (`judged`)."""
    if by not in ("person", "team", "all"):
        return
    if metric.compute not in judged:
        judged[metric.compute] = resolve(metric.compute)(view, period)
    wanted = None if only is None else set(only)
    teams = _teams(view) if by == "team" else {}
    for person, values in judged[metric.compute].items():
        if metric.key not in values:
            continue
        group = person if by == "person" else teams.get(person) if by == "team" else None
        if wanted is None or group in wanted:
            held = found.setdefault(group, {})
            held[metric.key] = held.get(metric.key, 0) + values[metric.key]


def _teams(view: View) -> dict[str, str | None]:
    from salesctl.domains.org.models import Person

    row: Any = Person
    return {person: team for person, team in view.session.execute(select(row.id, row.team_id))}  # noqa: C416


def _grouped(view: View, metric: Metric, period: Period, column: str, only: Iterable[str] | None) -> Select[Any]:
    rows = resolve(metric.rows)(view).subquery()
    within = rows.c.on_date.between(period.first, period.last)
    if not metric.additive:
        alike = (rows.c.person, rows.c.team, rows.c.channel, rows.c.product)
        place = func.row_number().over(partition_by=alike, order_by=rows.c.on_date.desc()).label("place")
        rows = select(rows, place).where(within).subquery()
        within = rows.c.place == 1
    value = func.count(rows.c.value.distinct()) if metric.distinct else func.sum(rows.c.value)
    group = null() if column == "all" else rows.c[column]
    query = select(literal(metric.key).label("key"), group.label("group_"), value.label("value")).where(within)
    if column == "all":
        return query.having(func.count() > 0)
    query = query.group_by(group)
    return query if only is None else query.where(group.in_(list(only)))


def total(found: Mapping[str | None, Mapping[str, int | Decimal]], key: str) -> int | Decimal:
    """Sum a key over all groups."""
    return sum((values.get(key, 0) for values in found.values()), 0)


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Divide two sums to 4 decimals, half up; None over zero: a rate of nothing is not zero (B3.0)."""
    return round_half_up(Decimal(part) / Decimal(whole), 4) if whole else None
