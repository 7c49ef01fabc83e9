"""Verbs that draw samples and give verdicts, for every noun that is checked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from salesctl.domains.checks.models import Check, CheckPoint, Draw
from salesctl.domains.checks.queries import checklist, checks_of, pending_of, point_named
from salesctl.domains.checks.rules import Share, among, failed, pick
from salesctl.domains.checks.vocab import VERDICTS, Candidate, said_how
from salesctl.domains.org.people import require
from salesctl.errors import NotAllowed, Refused, Usage
from salesctl.locale import _, p_
from salesctl.values.money import round_half_up

if TYPE_CHECKING:
    from salesctl.context import Tx
    from salesctl.values.period import Period

__all__ = ["Candidate", "checks_of", "draw", "verdict"]

LONGEST = 2000


def draw(
    tx: Tx,
    noun: str,
    population: Sequence[Candidate],
    share: Share,
    period: Period,
    seed: str = "",
    person: str | None = None,
    group: str | None = None,
) -> tuple[Draw, list[Check]]:
    """Draw a sample of `noun` and record the seed (B4.8.3, B4.5.1); each record drawn waits for a verdict.

    `share` is a part (Decimal up to 1) or a count; without a seed one is made. My own work is never drawn. The checks
    come in the order of their numbers. Needs `check.edit` for everybody drawn from; raises Refused where nobody is.
    """
    from secrets import token_hex

    drawable = {one.row_id: one for one in population if one.owner_id != tx.me.id}
    for owner, team in {(one.owner_id, one.team_id): None for one in drawable.values()}:
        require(tx, "check.edit", _("draw a sample"), owner=owner, team=team)
    if not drawable:
        raise Refused(
            _("Nothing to draw from in {period}.", period=str(period)),
            hint=_("Your own and what was drawn already are left out; --again takes checked ones too."),
        )
    seed = seed.strip() or token_hex(2)
    taken = pick(seed, drawable, share)
    part = share if isinstance(share, Decimal) else round_half_up(Decimal(len(taken)) / len(drawable), 4)
    row = tx.add(
        Draw(
            noun=noun,
            seed=seed,
            share=part,
            first=period.first,
            last=period.last,
            person_id=person,
            group_id=group,
            total=len(drawable),
            drawn=len(taken),
            among=among(drawable),
            **tx.stamp(),
        )
    )
    tx.session.flush()  # the draw stands before its checks, which name it
    ordered = sorted((drawable[row_id] for row_id in taken), key=lambda one: one.number)
    return row, [tx.add(_check(tx, noun, one, draw_id=row.id)) for one in ordered]


def verdict(
    tx: Tx,
    noun: str,
    candidate: Candidate,
    code: str,
    *,
    how: str | None = None,
    asked: str | None = None,
    text: str | None = None,
    bad: Sequence[str] = (),
    again: bool = False,
) -> Check:
    """Give a verdict on a record: true, false or unreachable (B4.8.3).

    Fills the check that was drawn, else makes one. `bad` are points of the noun's checklist, by code or label, that
    failed; the others pass. `how` is read from the words where it is not said. A second verdict only with `again`.
    Needs `check.edit`; nobody checks their own work, under another's name neither (NotAllowed).
    """
    if candidate.owner_id in (tx.me.id, tx.ctx.actor.id):
        raise NotAllowed(
            _("{number} is your own work; somebody else checks it.", number=candidate.number), right="check.edit"
        )
    require(tx, "check.edit", _("give a verdict"), owner=candidate.owner_id, team=candidate.team_id)
    if code not in VERDICTS:
        raise Usage(
            _("{text} is no verdict.", text=code),
            hint=_("Verdicts: {names}", names=", ".join(p_("check.verdict", one) for one in VERDICTS)),
        )
    if bad and code != "false":
        raise Usage(
            _("Failed points belong to the verdict {verdict}.", verdict=p_("check.verdict", "false")),
            hint=_("Leave --bad out, or give that verdict."),
        )
    row = pending_of(tx, candidate.row_id)
    if row is None:
        _refuse_second(tx, candidate, again)
        row = tx.add(_check(tx, noun, candidate))
    row.verdict, row.checked_by, row.at = code, tx.me.id, tx.now
    row.text = _words(text)
    row.how = how or said_how(row.text or "")
    row.asked = (asked or "").strip() or None
    if bad:
        _points(tx, row, bad)
    tx.session.flush()
    return row


def _check(tx: Tx, noun: str, candidate: Candidate, draw_id: str | None = None) -> Check:
    stamp = tx.stamp()
    stamp.update(owner_id=candidate.owner_id, team_id=candidate.team_id)
    return Check(noun=noun, row_id=candidate.row_id, number=candidate.number, draw_id=draw_id, **stamp)


def _refuse_second(tx: Tx, candidate: Candidate, again: bool) -> None:
    held = checks_of(tx, [candidate.row_id]).get(candidate.row_id)
    if held is not None and held.verdict is not None and not again:
        raise Refused(
            _(
                "{number} was checked already: {verdict}.",
                number=candidate.number,
                verdict=p_("check.verdict", held.verdict),
            ),
            hint=_("To check it once more: --again. To take your verdict back: salesctl undo"),
        )


def _points(tx: Tx, row: Check, bad: Sequence[str]) -> None:
    points = checklist(tx, row.noun)
    if not points:
        raise Usage(
            _("The rule book has no checklist for {noun}.", noun=_(row.noun)),
            hint=_("Say it in words, or add one: salesctl rules show checks.list"),
        )
    named = [point_named(word, points) for word in bad]
    unknown = next((word for word, point in zip(bad, named, strict=True) if point is None), None)
    if unknown is not None:
        raise Usage(
            _("{text} is no point of the checklist.", text=unknown),
            hint=_("Points: {names}", names=", ".join(p_("check.point", point) for point in points)),
        )
    tx.session.flush()
    for place, (point, passed) in enumerate(failed([point for point in named if point], points).items(), 1):
        stamp = tx.stamp()
        stamp.update(owner_id=row.owner_id, team_id=row.team_id)
        tx.add(CheckPoint(check_id=row.id, place=place, point=point, passed=passed, **stamp))


def _words(text: str | None) -> str | None:
    words = (text or "").strip()
    if len(words) > LONGEST:
        raise Usage(_("A verdict has at most {n} characters.", n=LONGEST), hint=_("Keep the rest in a file: --paper"))
    return words or None
