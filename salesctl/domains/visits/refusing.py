"""Why a slip is not written (拒绝): times that can't be, slips never closed, slips that were checked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from salesctl.domains.visits.models import Outing
from salesctl.domains.visits.rules import Fault
from salesctl.errors import Refused
from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import Tx


def refuse(tx: Tx, why: Fault | None, at: datetime, after: datetime | None = None) -> None:
    """Raise Refused for a time that can't be taken; `after` is the last one the slip has."""
    if why is Fault.FUTURE:
        raise Refused(
            _("{time} lies ahead; only what has happened can be entered.", time=f"{tx.local(at):%m-%d %H:%M}"),
            hint=_("Plan it: salesctl visit add CLIENT --on DAY --at TIME"),
        )
    if why is Fault.BACKWARDS:
        last = f"{tx.local(after):%m-%d %H:%M}" if after else ""
        raise Refused(
            _(
                "{time} lies before the last time on the slip{last}.",
                time=f"{tx.local(at):%m-%d %H:%M}",
                last=last and f" ({last})",
            ),
            hint=_("Times on a slip run forward; give a later one."),
        )
    if why is Fault.NO_LENGTH:
        raise Refused(_("The visit ends when it begins."), hint=_("Say how long: --at TIME --until TIME"))


def still_open(tx: Tx, slip: Outing) -> Refused:
    """Return what is said to who left again without having come back."""
    number, day = short_number(slip.number, tx.today.year), f"{slip.on_date:%m-%d}"
    if slip.on_date == tx.today:
        return Refused(
            _("{number} is still open.", number=number),
            hint=_("Come back first: salesctl visit back; or name the next client: salesctl visit start CLIENT"),
        )
    return Refused(
        _("{number} of {day} was never closed.", number=number, day=day),
        hint=_('Say when you were back: salesctl visit back --at "{day} 17:40"', day=day),
        number=slip.number,
    )


def unchecked(tx: Tx, slip: Outing) -> None:
    """Raise Refused for a slip that has a verdict: what was checked stays (B4.8.3)."""
    from salesctl.domains.checks.queries import checks_of

    held = checks_of(tx, [slip.id]).get(slip.id)
    if held is not None and held.verdict is not None:
        raise Refused(
            _("{number} was checked; what was checked stays.", number=short_number(slip.number, tx.today.year)),
            hint=_("Add what is new to the client: salesctl client log"),
        )
