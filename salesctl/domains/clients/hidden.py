"""Look-alikes among clients that a login of a server does not see (看不见的疑似重复): that there is one, whom to ask.

Row security hides the files of others. One file per client (C5.1) holds across owners all the same, so two functions
that run as the ledger's owner answer what the program must know, and nothing that tells one client from another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesctl.domains.clients.rules import PLACE, Face, Likeness, Verdict, has_han, verdict

if TYPE_CHECKING:
    from salesctl.context import View

PHONES = 20
"""Phones that one question may name: with thousands of them in one, few questions would tell which a client has."""
ENDS = 9
"""Ends of a name that are a name behind a place: a place has 2 to 10 characters."""
_PLACED = (
    "length({short}) >= 4 AND right({long}, length({short})) = {short} AND left({long}, -length({short})) ~ '{place}'"
)


def _placed(long: str, short: str) -> str:
    """Return the term for: one name is the other behind a place. What a place is says the program, not who asks."""
    return _PLACED.format(long=long, short=short, place=PLACE)


_HEAD = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$"
ALIKES = f"""CREATE FUNCTION {{s}}.client_alikes(text, text[], text, text, text[])
RETURNS TABLE (lead text, same_name boolean, placed boolean, same_phone boolean, same_tax boolean, has_phone boolean,
has_tax boolean) {_HEAD}
SELECT coalesce((SELECT l.name FROM {{s}}.team t JOIN {{s}}.person l ON l.id = t.lead_id WHERE t.id = c.team_id),
        (SELECT h.name FROM {{s}}.person h WHERE 'head' = ANY (string_to_array(h.roles, ',')) AND h."left" IS NULL
            AND h.voided_at IS NULL ORDER BY h.code LIMIT 1)),
    c.normal_name = $1,
    c.normal_name = ANY ($2) AND {_placed("$1", "c.normal_name")} OR $3 <> '' AND {_placed("c.normal_name", "$1")},
    EXISTS (SELECT 1 FROM {{s}}.client_phone p WHERE p.client_id = c.id AND p.voided_at IS NULL
        AND split_part(p.phone, ';', 1) = ANY ($5)),
    coalesce(c.tax_key = $4, false),
    EXISTS (SELECT 1 FROM {{s}}.client_phone p WHERE p.client_id = c.id AND p.voided_at IS NULL),
    coalesce(c.tax_key, '') <> ''
FROM {{s}}.client c
WHERE cardinality($2) <= {ENDS} AND cardinality($5) <= {PHONES}
    AND c.voided_at IS NULL AND {{s}}.mine('client', 'add') IS NOT NULL
    AND coalesce({{s}}.all_of('client', 'see'), false) IS FALSE
    AND coalesce(c.owner_id = {{s}}.mine('client', 'see'), false) IS FALSE
    AND coalesce(c.recorded_by = {{s}}.mine('client', 'see'), false) IS FALSE
    AND coalesce(c.team_id = ANY ({{s}}.my_teams('client', 'see')), false) IS FALSE
    AND c.id IN (
        SELECT n.id FROM {{s}}.client n WHERE n.voided_at IS NULL AND n.normal_name = $1
        UNION SELECT n.id FROM {{s}}.client n WHERE n.voided_at IS NULL AND n.normal_name = ANY ($2)
            AND {_placed("$1", "n.normal_name")}
        UNION SELECT n.id FROM {{s}}.client n WHERE n.voided_at IS NULL AND $3 <> ''
            AND {_placed("n.normal_name", "$1")}
        UNION SELECT n.id FROM {{s}}.client n WHERE n.voided_at IS NULL AND $4 <> '' AND n.tax_key = $4
        UNION SELECT p.client_id FROM {{s}}.client_phone p WHERE p.voided_at IS NULL
            AND split_part(p.phone, ';', 1) = ANY ($5))
ORDER BY c.id LIMIT 200$f$"""
"""Facts about clients that are hidden from who asks.

By name, the ends of it that may be a name behind a place, whether it may stand behind one ('' for no), tax id, phones.
"""
TWINS = f"""CREATE FUNCTION {{s}}.client_twins(text) RETURNS SETOF text {_HEAD}
SELECT n.number FROM {{s}}.client n
WHERE n.origin = $1 AND n.voided_at IS NULL AND n.recorded_by = {{s}}.myself() AND (
    EXISTS (SELECT 1 FROM {{s}}.client o WHERE o.id <> n.id AND o.voided_at IS NULL AND o.normal_name = n.normal_name)
    OR EXISTS (SELECT 1 FROM {{s}}.client o WHERE o.id <> n.id AND o.voided_at IS NULL AND o.tax_key = n.tax_key)
    OR EXISTS (SELECT 1 FROM {{s}}.client_phone p JOIN {{s}}.client_phone q ON q.phone = p.phone
        AND q.client_id <> p.client_id AND q.voided_at IS NULL WHERE p.client_id = n.id AND p.voided_at IS NULL))
ORDER BY length(n.number), n.number$f$"""
"""Numbers of one's own new clients of an import that share name, tax id or phone with any other."""


def likenesses(view: View, new: Face) -> Iterator[tuple[str, tuple[Likeness, ...], Verdict]]:
    """Yield (whom to ask, reasons, verdict) of each client that is hidden from the login and may be the new one.

    What only looks alike by name and is told apart by something else is left out: there is nothing to ask.
    """
    placed = len(new.name) >= 4 and has_han(new.name)
    ends = [end for at in range(2, min(len(new.name) - 3, 2 + ENDS)) if has_han(end := new.name[at:])]
    trunks = sorted({phone.partition(";")[0] for phone in new.phones})
    query = "SELECT * FROM client_alikes(?, ?, ?, ?, ?)"
    for at in range(0, len(trunks) or 1, PHONES):
        values = (new.name, ends, "placed" if placed else "", new.tax_id, trunks[at : at + PHONES])
        rows = view.session.connection().exec_driver_sql(query, values)
        for lead, name, place, phone, tax, has_phone, has_tax in rows:
            facts = (tax, Likeness.TAX_ID), (phone, Likeness.PHONE), (name, Likeness.NAME), (place, Likeness.PLACE_NAME)
            reasons = tuple(reason for holds, reason in facts if holds)
            old = Face("", ("?",) if has_phone else (), "?" if has_tax else "")
            weight = verdict(new, old, reasons) if reasons else Verdict.TOLD
            if weight is not Verdict.TOLD:
                yield lead or "-", reasons, weight


def twins(view: View, origin: str) -> list[str]:
    """Return the numbers of an import's clients that share name, tax id or phone with another's that may be hidden."""
    return list(view.session.connection().exec_driver_sql("SELECT client_twins(?)", (origin,)).scalars())
