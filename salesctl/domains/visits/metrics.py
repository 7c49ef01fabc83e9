"""What visits offer to summaries: outings, stops, spot checks, clients contacted (B4.8.3, A1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, literal, null, select

from salesctl.domains.checks.models import Check
from salesctl.domains.clients.models import Client, ClientLog
from salesctl.domains.org.people import scoped
from salesctl.domains.visits.models import Outing, Stop
from salesctl.ledger.record import q
from salesctl.locale import N_
from salesctl.metrics import Metric

if TYPE_CHECKING:
    from salesctl.context import View

_HERE = "salesctl.domains.visits.metrics"
VISITS = Metric("visits", "count", N_("Visits"), f"{_HERE}:visits", "visit list")
STOPS = Metric("stops", "count", N_("Stops"), f"{_HERE}:stops", "visit list")
CHECKED = Metric("visits_checked", "count", N_("Checked"), f"{_HERE}:checked", "visit list")
PASSED = Metric("visits_passed", "count", N_("Check passed"), f"{_HERE}:passed", "visit list")
CONTACTED = Metric(
    "clients_contacted", "count", N_("Contacted"), f"{_HERE}:contacted", "client list --sort last", distinct=True
)

outing: Any = q(Outing)
check: Any = q(Check)


def _columns(table: Any, value: Any, number: Any) -> tuple[Any, ...]:
    return (
        table.on_date,
        table.owner_id.label("person"),
        table.team_id.label("team"),
        null().label("channel"),
        null().label("product"),
        value.label("value"),
        number.label("source"),
    )


def visits(view: View) -> Select[Any]:
    """Return the slips that left, dated by the day of the outing."""
    rows = select(*_columns(outing, literal(1), outing.number)).where(
        outing.at.is_not(None), outing.voided_at.is_(None)
    )
    narrowed: Select[Any] = scoped(view, rows, outing, "visit.see")
    return narrowed


def stops(view: View) -> Select[Any]:
    """Return the stops visited."""
    stop = q(Stop)
    number = select(outing.number).where(outing.id == stop.outing_id).scalar_subquery()
    rows = select(*_columns(stop, literal(1), number)).where(stop.at.is_not(None), stop.voided_at.is_(None))
    narrowed: Select[Any] = scoped(view, rows, stop, "visit.see")
    return narrowed


def checked(view: View) -> Select[Any]:
    """Return the slips with a verdict, dated by the day of the outing."""
    return visits(view).where(outing.id.in_(_verdicts()))


def passed(view: View) -> Select[Any]:
    """Return the slips whose last verdict is true."""
    later: Any = q(Check).__table__.alias("later")
    newer = (
        select(later.c.id)
        .where(
            later.c.row_id == check.row_id,
            later.c.verdict.is_not(None),
            later.c.voided_at.is_(None),
            later.c.id > check.id,
        )
        .exists()
    )
    return visits(view).where(outing.id.in_(_verdicts().where(check.verdict == "true", ~newer)))


def _verdicts() -> Select[Any]:
    return select(check.row_id).where(check.noun == "visit", check.verdict.is_not(None), check.voided_at.is_(None))


def contacted(view: View) -> Select[Any]:
    """Return the clients logged to or visited; a visit is such a log, so each is counted once (A1.4)."""
    log = q(ClientLog)
    number = select(q(Client).number).where(q(Client).id == log.client_id).scalar_subquery()
    rows = select(*_columns(log, log.client_id, number)).where(log.voided_at.is_(None))
    narrowed: Select[Any] = scoped(view, rows, log, "client.see")
    return narrowed
