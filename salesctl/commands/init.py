"""`init`: make a ledger, its rule book, its calendar and its first person, in one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from salesctl.app import Single
from salesctl.locale import N_, _

if TYPE_CHECKING:
    from salesctl.context import Ctx
    from salesctl.render.sheet import Shown

app = Single("init")


@app.write("init")
def init(
    ctx: Ctx,
    *,
    company: Annotated[str | None, typer.Option("--company", metavar="NAME", help=N_("The company's name."))] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help=N_("Its currency: CNY, EUR, USD …"))
    ] = None,
    tz: Annotated[
        str | None, typer.Option("--tz", metavar="ZONE", help=N_("Its time zone: Asia/Shanghai, Europe/Berlin …"))
    ] = None,
    me: Annotated[
        str | None, typer.Option("--me", metavar="CODE", help=N_("My code, the first person of the ledger."))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("My name."))] = None,
) -> Shown:
    """Start a ledger."""
    from salesctl.founding import Plan, found

    def given(value: str | None, question: str, default: str) -> str:
        return value if value is not None else ctx.ask(question, default)

    plan = Plan(
        company=given(company, _("Company"), ""),
        currency=given(currency, _("Currency"), "CNY"),
        zone=given(tz, _("Time zone"), "Asia/Shanghai"),
        code=given(me, _("Your code"), "1001"),
        name=given(name, _("Your name"), ""),
    )
    return found(ctx, plan)
