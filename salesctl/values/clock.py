"""The clock (时钟): instants in UTC, the company's local time and the company's day.

Only `SystemClock` looks at a real clock, and only the context holds one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from salesctl.locale import N_
from salesctl.values import WordError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_NOT_AN_INSTANT = N_('Can\'t read "{text}" as an instant.')
_INSTANT_HINT = N_("Write it with its offset, like 2026-11-22T09:05:00+08:00 or 2026-11-22T01:05:00Z.")
_SKIPPED = N_("{text} does not exist: the clocks of {zone} were put forward then.")
_SKIPPED_HINT = N_("Give a time before or after the change, or write it with its offset, like 2026-03-08T03:30-04:00.")
_OUT_OF_RANGE = N_("{text} is outside the years that can be kept.")


class Clock(Protocol):
    """What tells the time; read once per command."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its offset: naive datetimes are local times")
    return instant


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the aware local time of `instant` in `zone`; ValueError when it is naive."""
    return _aware(instant).astimezone(zone)


def company_day(instant: datetime, zone: ZoneInfo, day_starts: time) -> date:
    """Return the company's day of `instant`: before `day_starts`, local, it belongs to the day before (night work)."""
    there = local(instant, zone)
    day = there.date()
    return day - timedelta(days=1) if there.time() < day_starts else day


def to_instant(there: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of the naive local time `there`; where the clocks go back, the earlier of the two.

    Raises WordError when the clocks jump over it, ValueError when it is not naive.
    """
    if there.tzinfo is not None:
        raise ValueError("a local time has no offset of its own")
    try:
        instant = there.replace(tzinfo=zone, fold=0).astimezone(UTC)
        again = instant.astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:
        raise WordError(there.isoformat(" "), _OUT_OF_RANGE) from None
    if again != there.replace(fold=0):
        raise WordError(f"{there:%Y-%m-%d %H:%M}", _SKIPPED, _SKIPPED_HINT, zone=str(zone))
    return instant


def is_twice(there: datetime, zone: ZoneInfo) -> bool:
    """Say whether the naive local time comes twice, as clocks go back; `to_instant` takes the earlier."""
    first, second = (there.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None:
        return False
    return first > second


def iso_instant(instant: datetime) -> str:
    """Write an aware instant in UTC at fixed width: 2026-11-22T01:43:13.007872Z (27 characters)."""
    return _aware(instant).astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_iso_instant(text: str) -> datetime:
    """Read an ISO instant with its offset, as `iso_instant` and exports write it, in UTC. Raises WordError."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(text)
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WordError(text, _NOT_AN_INSTANT, _INSTANT_HINT) from None
