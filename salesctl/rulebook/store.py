"""The rule book in the ledger: which version holds, and applying a new one."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesctl.errors import Stale
from salesctl.ledger import blobs
from salesctl.ledger.record import q
from salesctl.locale import _
from salesctl.rulebook.models import RuleSection, RuleVersion
from salesctl.rulebook.rule import Book
from salesctl.rulebook.rules import Rules, Version, dump_sections
from salesctl.rulebook.sections import registry

if TYPE_CHECKING:
    from salesctl.context import Tx

LARGEST = 1 << 20


def versions(session: Session) -> list[RuleVersion]:
    """Return the stored versions, oldest first."""
    query = select(RuleVersion).where(q(RuleVersion).voided_at.is_(None)).order_by(q(RuleVersion).version)
    return list(session.scalars(query))


def load_rules(session: Session, *, coming: Book | None = None, today: date = date.max) -> Rules:
    """Return the rule book as it holds now; sections are read from the ledger when asked for, once.

    A section that no version has, because the program that wrote them did not know it, is the shipped one's. With a
    `coming` book it is as it will hold once that is applied `today`.
    """
    new = dump_sections(coming) if coming else {}

    def load(version: int, section: str) -> str | None:
        if version == after:
            return new.get(section)
        live = q(RuleSection).voided_at.is_(None)
        query = select(q(RuleSection).body).where(
            q(RuleSection).version == version, q(RuleSection).section == section, live
        )
        body = session.scalar(query)
        if (
            body is None
            and session.scalar(select(q(RuleSection).id).where(q(RuleSection).section == section, live).limit(1))
            is None
        ):
            return shipped().get(section)
        return body

    query = select(q(RuleVersion).version, q(RuleVersion).on_date).where(q(RuleVersion).voided_at.is_(None))
    known = [Version(number, day) for number, day in session.execute(query)]
    after = 1 + max((version.number for version in known), default=0)
    return Rules(load, [*known, Version(after, today)] if coming else known, registry())


def shipped() -> dict[str, str]:
    """Return the sections of the book that comes with the program."""
    from salesctl.rulebook.check import validated
    from salesctl.rulebook.default import default_book

    return dump_sections(validated(default_book(), registry()))


def source(session: Session, version: int) -> bytes:
    """Return the TOML bytes of a version."""
    name = session.scalars(select(q(RuleVersion).source).where(q(RuleVersion).version == version)).one()
    return b"".join(blobs.get(session.connection(), name))


def apply(tx: Tx, data: bytes, book: Book, *, after: int | None = None) -> RuleVersion:
    """Keep a checked book as the next version; it holds from now on, each rule from its `since` (A1.8, C1.2).

    `after` is the version it was checked against: raises Stale where somebody applied another one meanwhile, which this
    one would silently take back.
    """
    last = max((found.version for found in versions(tx.session)), default=0)
    if after is not None and last != after:
        raise Stale(
            _("The record was changed meanwhile."), hint=_("Look at it again, then repeat the command."), retry=True
        )
    name, _size = blobs.put(tx.ledger_tx, BytesIO(data), most=LARGEST)
    made = tx.add(RuleVersion(version=last + 1, source=name, **tx.stamp()))
    for section, body in dump_sections(book).items():
        tx.add(RuleSection(version=last + 1, section=section, body=body, **tx.stamp()))
    return made
