"""The scorecard as a paper (考核表), for the person and the lead to sign (C7.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesctl.domains.assessment import queries
from salesctl.domains.assessment.rules import of_hundred
from salesctl.domains.assessment.wording import days
from salesctl.locale import _
from salesctl.printing import foot, printed
from salesctl.render.human import plain_number
from salesctl.render.page import Gap, Page, Signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesctl.context import View

ON_PAPER = ("part", "metric", "value", "target", "weight", "score", "how")


def page(view: View, rows: Sequence[queries.Row]) -> Page:
    """Return scorecards as one paper: a table each, with its sum, grade and lines to sign."""
    first = rows[0]
    title = _("Scorecard {name} {period}", name=first[2], period=days(first[0]))
    made = Page(
        title if len(rows) == 1 else _("Scorecards {period}", period=days(first[0])),
        head=(view.company.name, printed(view)),
        foot=foot(view, f"salesctl assess show {first[1]} {days(first[0])} --explain"),
    )
    for at, row in enumerate(rows):
        card = row[0]
        sheet = queries.form(view, row)
        sheet.fields = tuple(replace(field, table=field.key in ON_PAPER) for field in sheet.fields)
        hundred = of_hundred(card.score, card.full)
        result = _("{score} of {full}", score=plain_number(card.score), full=plain_number(card.full))
        said = [f"{row[2]} ({row[1]})", row[3] or "", result]
        if hundred is not None:
            said.append(_("{hundred} of a hundred", hundred=plain_number(hundred)))
        if card.grade:
            said.append(_("grade {grade}", grade=card.grade))
        sheet.title = "  ".join(part for part in said if part)
        if at:
            made.blocks.append(Gap())
        made.blocks += [sheet, Signs((_("Scored person"), _("Superior")))]
    return made
