"""Metrics (指标): every figure a summary, target or scorecard adds up, offered by rooms through METRICS of `room.py`.

A metric is one SELECT of (on_date, person, team, channel, product, value), additive over days, or the last value of the
period. A summary is one UNION ALL grouped in SQL, whatever it holds. Ratios are two keys divided after summing. JSON
keys are metric keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, func, literal, select, union_all

from salesctl.errors import Usage
from salesctl.locale import _
from salesctl.rooms import places, resolve
from salesctl.values.money import from_scaled, round_half_up

if TYPE_CHECKING:
    from salesctl.context import View
    from salesctl.values.period import Period

Unit = Literal["count", "minutes", "money", "quantity", "days"]
By = Literal["person", "team", "channel", "product", "day"]
SCALED = ("money", "quantity", "days")
"""Units whose values are whole numbers of 1e-4 in SQL and Decimals outside."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `rows(view)` returns the SELECT of its six columns, narrowed to what the asker may see.

    `label` is the English heading, `explain` the command that lists the rows behind it.
    """

    key: str
    unit: Unit
    label: str
    rows: str
    explain: str = ""
    additive: bool = True


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
    parts = [_grouped(view, known[key], period, column, only) for key in keys]
    found: dict[str | None, dict[str, int | Decimal]] = {}
    if not parts:
        return found
    whole = union_all(*parts).subquery()
    for key, group, value in view.session.execute(select(whole.c.key, whole.c.group_, whole.c.value)):
        name = group if group is None or isinstance(group, str) else group.isoformat()
        found.setdefault(name, {})[key] = from_scaled(int(value)) if known[key].unit in SCALED else int(value)
    return found


def _grouped(view: View, metric: Metric, period: Period, column: str, only: Iterable[str] | None) -> Select[Any]:
    rows = resolve(metric.rows)(view).subquery()
    within = rows.c.on_date.between(period.first, period.last)
    if not metric.additive:
        alike = (rows.c.person, rows.c.team, rows.c.channel, rows.c.product)
        place = func.row_number().over(partition_by=alike, order_by=rows.c.on_date.desc()).label("place")
        rows = select(rows, place).where(within).subquery()
        within = rows.c.place == 1
    query = (
        select(literal(metric.key).label("key"), rows.c[column].label("group_"), func.sum(rows.c.value).label("value"))
        .where(within)
        .group_by(rows.c[column])
    )
    return query if only is None else query.where(rows.c[column].in_(list(only)))


def total(found: Mapping[str | None, Mapping[str, int | Decimal]], key: str) -> int | Decimal:
    """Sum a key over all groups."""
    return sum((values.get(key, 0) for values in found.values()), 0)


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Divide two sums to 4 decimals, half up; None over zero: a rate of nothing is not zero (B3.0)."""
    return round_half_up(Decimal(part) / Decimal(whole), 4) if whole else None
