"""Founding a ledger (建账): the one place that writes before there is a rule book, a calendar or anybody to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesctl.context import Tx
from salesctl.domains.org.people import Actor, Company
from salesctl.errors import Usage
from salesctl.ledger.address import place_of
from salesctl.ledger.create import founding
from salesctl.ledger.ids import new_id
from salesctl.ledger.session import Request, Transaction
from salesctl.locale import _
from salesctl.render.sheet import Field, Sheet
from salesctl.rulebook.rules import Rules, dump_sections

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown
    from salesctl.rulebook.rule import Book


MADE = (
    Field("ledger", "text", "Ledger", doc="Path of the ledger that was made."),
    Field("company", "name", "Company", doc="Name of the company."),
    Field("currency", "text", "Currency", doc="Its currency, ISO 4217."),
    Field("zone", "text", "Time zone", doc="Its time zone."),
    Field("code", "text", "Code", doc="Code of the first person."),
    Field("name", "name", "Name", doc="Their name."),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What `init` was told."""

    company: str
    currency: str
    zone: str
    code: str
    name: str


class FoundingTx(Tx):
    """A transaction in a ledger that has nobody yet: the founder acts, by the rule book about to be kept."""

    def __init__(self, ctx: Ctx, inner: Transaction, plan: Plan, book: Book, founder: str) -> None:
        super().__init__(ctx, inner)
        self.plan = plan
        self.book = book
        self.founder = founder

    @cached_property
    def rules(self) -> Rules:
        from salesctl.rulebook.sections import registry

        return Rules.from_json(dump_sections(self.book), registry())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.zone)

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    @property
    def me(self) -> Actor:
        return Actor(self.founder, self.plan.code, self.plan.name, ("admin", "head"))

    @property
    def company(self) -> Company:
        return Company(self.plan.company, self.plan.currency)


def found(ctx: Ctx, plan: Plan, *, mark: str = "", official: bool = True) -> Shown:
    """Make the ledger that the config names and write its first entry; returns what to show.

    `mark` stands in the ledger for good, and in each of its headers (`demo`). Not `official`, the week goes by its days
    alone, whatever the zone.

    Raises Usage where something is missing or can't be read, Refused where a file stands there already.
    """
    from salesctl.ledger.canon import clean_text
    from salesctl.rulebook.check import validated
    from salesctl.rulebook.default import default_book, personalise
    from salesctl.rulebook.sections import registry

    for value, option in ((plan.company, "--company"), (plan.code, "--me"), (plan.name, "--name")):
        if not value.strip():
            raise Usage(
                _("{option} is missing.", option=option),
                hint=_("salesctl init --company NAME --currency CNY --tz Asia/Shanghai --me CODE --name NAME"),
            )
    _check_zone(plan.zone)
    data = personalise(default_book(), plan.zone, official=official)
    book = validated(data, registry())
    path = place_of(ctx.config.ledger)
    founder = new_id()
    digest = ctx.digest()
    why = clean_text(ctx.options.reason or "", what=_("The reason"))
    op_id = clean_text(ctx.options.op_id or new_id(), what="--op-id")
    request = Request("init", op_id, digest, founder, ctx.login, reason=why, rules=1)
    if ctx.options.dry_run:
        return ctx.shown(_("Would make a ledger at {path}.", path=path))
    with founding(path, request, ctx.clock, mark=mark) as inner:
        _write(FoundingTx(ctx, inner, plan, book, founder), plan, data, book, founder, ctx.login)
    made = Sheet(MADE, [(str(path), plan.company, plan.currency.upper(), plan.zone, plan.code, plan.name)], single=True)
    ctx.talk.append(_("Next: salesctl team add NAME · salesctl person import FILE · salesctl checkin"))
    return ctx.shown(
        _(
            "Ledger made at {path} for {company}; you are {name} ({code}).",
            path=path,
            company=plan.company,
            name=plan.name,
            code=plan.code,
        ),
        made,
    )


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise Usage(
            _("{zone} is not a time zone.", zone=zone), hint=_("For example Asia/Shanghai, Europe/Berlin.")
        ) from None


def _write(tx: FoundingTx, plan: Plan, data: bytes, book: Book, founder: str, login: str) -> None:
    from salesctl.domains.calendar.service import seed
    from salesctl.domains.org.service import add_person, set_company
    from salesctl.domains.org.sights import establish
    from salesctl.rulebook import store

    set_company(tx, plan.company, plan.currency)
    person = add_person(tx, plan.code, plan.name, roles="admin,head", login=login, joined=tx.today, first=founder)
    assert person.id == founder
    store.apply(tx, data, book)
    seed(tx)
    tx.session.flush()
    establish(tx.session.connection(), tx.today)
