"""Look-alikes (疑似重复): which files may be the client that is about to be added (C5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from salesctl.domains.clients.hidden import likenesses
from salesctl.domains.clients.models import Client, ClientPhone
from salesctl.domains.clients.queries import People
from salesctl.domains.clients.rules import Face, Likeness, Verdict, alike, verdict
from salesctl.domains.org.people import may
from salesctl.locale import _
from salesctl.naming import short_number

if TYPE_CHECKING:
    from salesctl.context import View

_Client: Any = Client
_Phone: Any = ClientPhone


@dataclass(frozen=True, slots=True)
class Alike:
    """A client that looks like the new one. `face` is what it is compared by; `visible`: the actor may see it."""

    id: str
    number: str
    name: str
    owner: str
    reasons: tuple[Likeness, ...]
    verdict: Verdict
    visible: bool

    def said(self, year: int) -> str:
        """Name it: number, name and owner; the name stays with those who may see the client.

        Of one that a server hides there is nothing to tell but whom to ask.
        """
        if not self.id:
            return _("one like it exists, ask {lead}", lead=self.owner)
        number = short_number(self.number, year)
        if not self.visible:
            return _("{number}, {owner}'s", number=number, owner=self.owner)
        return _("{number} {name} ({owner})", number=number, name=self.name, owner=self.owner)


def look_alikes(view: View, new: Face, *, but: str = "") -> list[Alike]:
    """Return the live clients, anybody's, that look like `new`, the likeliest first; `but` is left out.

    One query per trait, each by an index; places in front of a Chinese name take one pass over the index of names.
    """
    base = select(_Client.id).where(_Client.voided_at.is_(None))
    ids: set[str] = set()
    ends = [new.name[at:] for at in range(2, len(new.name) - 3)]
    ids.update(view.session.scalars(base.where(_Client.normal_name.in_([new.name, *ends])).limit(200)))
    if len(new.name) >= 4 and not new.name.isascii():
        ids.update(view.session.scalars(base.where(_Client.normal_name.endswith(new.name, autoescape=True)).limit(200)))
    if new.tax_id:
        ids.update(view.session.scalars(base.where(_Client.tax_key == new.tax_id).limit(200)))
    trunks = {phone.partition(";")[0] for phone in new.phones}
    for trunk in sorted(trunks):
        same = or_(_Phone.phone == trunk, _Phone.phone.between(f"{trunk};", f"{trunk};~"))
        ids.update(view.session.scalars(select(_Phone.client_id).where(_Phone.voided_at.is_(None), same).limit(200)))
    ids.discard(but)
    found = _weighed(view, new, sorted(ids)[:200])
    if not view.owns:
        asked = dict.fromkeys(likenesses(view, new))
        found += [Alike("", "", "", lead, reasons, weight, False) for lead, reasons, weight in asked]
        found.sort(key=lambda one: list(Verdict).index(one.verdict))
    return found


def _weighed(view: View, new: Face, ids: Sequence[str]) -> list[Alike]:
    phones: dict[str, list[str]] = {}
    query = select(_Phone.client_id, _Phone.phone).where(_Phone.client_id.in_(ids), _Phone.voided_at.is_(None))
    for client, phone in view.session.execute(query):
        phones.setdefault(client, []).append(phone)
    people = People(view) if ids else None
    found = []
    for row in view.session.scalars(select(Client).where(_Client.id.in_(ids), _Client.voided_at.is_(None))):
        old = Face(row.normal_name, tuple(phones.get(row.id, ())), row.tax_key or "")
        if reasons := alike(new, old):
            seen = may(view, "client.see", owner=row.owner_id, team=row.team_id) or Likeness.NAME in reasons
            owner = (people.name(row.owner_id) if people else None) or "-"
            found.append(Alike(row.id, row.number, row.name, owner, reasons, verdict(new, old, reasons), seen))
    order = list(Verdict)
    return sorted(found, key=lambda one: (order.index(one.verdict), one.number))
