"""What questions are asked of (视图): a session, the time, who asks and the rules; Ctx and Tx are both one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from salesctl.ledger.capture import LedgerSession
from salesctl.values.clock import company_day

if TYPE_CHECKING:
    from salesctl.domains.calendar.rules import Zone
    from salesctl.domains.org.people import Actor, Company
    from salesctl.ledger.engine import Ledger
    from salesctl.rulebook.rules import Rules


class View:
    """What questions are asked of: a session, the time, who asks, and the rules. Ctx and Tx are both one."""

    session: LedgerSession
    now: datetime
    lang: str
    answers: dict[object, Any] | None = None
    """What was asked `once`, kept while only reading; None where rows are written."""

    @property
    def ledger(self) -> Ledger:
        """The ledger that is asked."""
        raise NotImplementedError

    @property
    def owns(self) -> bool:
        """Whether the ledger is this login's: on a server its owner's, in a file whoever may open it."""
        raise NotImplementedError

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone by the rule book."""
        raise NotImplementedError

    @property
    def today(self) -> date:
        """The company's day of now."""
        raise NotImplementedError

    @property
    def me(self) -> Actor:
        """Who acts; with --as, the person acted for."""
        raise NotImplementedError

    @property
    def rules(self) -> Rules:
        """The rule book as it holds."""
        raise NotImplementedError

    @property
    def company(self) -> Company:
        """The company's name and currency."""
        raise NotImplementedError

    def local(self, instant: datetime) -> datetime:
        """Return an instant as the company's wall clock shows it."""
        return instant.astimezone(self.zone)

    def day_of(self, instant: datetime) -> date:
        """Return the company's day of an instant."""
        return company_day(instant, self.zone, self.zone_on(self.local(instant).date()).day_starts)

    def zone_on(self, day: date) -> Zone:
        """Return where the company's clock stands on a day and when the day begins.

        Of days before the rule book's first zone: as it stands now.
        """
        from salesctl.domains.calendar.rules import Zone

        found = self.rules.all(Zone, day)
        return found[0] if found else self.rules.one(Zone, self.now.date())
