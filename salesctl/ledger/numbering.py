"""Numbers people see (编号): letter, year of the fact, counter, per site: C-2026-0042, in a branch's copy C-2026-B0042.

The counter is taken inside the transaction, so that a refused command gives its number back; a number is never reused.
"""

from __future__ import annotations

import re

from sqlalchemy import insert

from salesctl.ledger import tables
from salesctl.ledger.engine import writing
from salesctl.ledger.session import Transaction

NUMBER = re.compile(r"(?P<letter>[A-Z])-(?P<year>\d{4})-(?P<site>[A-Z]?)(?P<count>\d{4,})", re.ASCII)
_SHORT = re.compile(r"(?P<letter>[A-Za-z])-?(?:(?P<year>\d{4})-)?(?P<site>[A-Za-z]?)(?P<count>\d{1,9})", re.ASCII)


def next_number(tx: Transaction, letter: str, year: int, many: int = 1) -> list[str]:
    """Take the next `many` numbers of a series."""
    table = tables.counter
    site = tx.page.site
    key = (letter, year, site)
    last = tx.connection.exec_driver_sql(
        "SELECT value FROM counter WHERE letter = ? AND year = ? AND site = ?", key
    ).scalar()
    with writing():
        if last is None:
            tx.connection.execute(insert(table).values(letter=letter, year=year, site=site, value=many))
        else:
            tx.connection.exec_driver_sql(
                "UPDATE counter SET value = ? WHERE letter = ? AND year = ? AND site = ?", (last + many, *key)
            )
    return [f"{letter}-{year}-{site}{n:04d}" for n in range((last or 0) + 1, (last or 0) + many + 1)]


def spoken(text: str, letter: str = "") -> tuple[str, int | None, str, int] | None:
    """Read what a person types for a number: `C-2026-0042`, `c42`, `c-42`, and `42` where `letter` is known.

    Returns (letter, year or None, site, count), or None where it is no number.
    """
    if letter and text.isascii() and text.isdigit() and len(text) <= 9:
        return letter, None, "", int(text)
    match = _SHORT.fullmatch(text)
    if not match:
        return None
    year = match["year"]
    return match["letter"].upper(), int(year) if year else None, match["site"].upper(), int(match["count"])
