"""Stored versions of the rule book: the bytes as they were applied, and each section as validated JSON."""

from __future__ import annotations

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import BlobHash, Str, Whole


class RuleVersion(Record, table=True):
    """One applied version; `on_date` is the company's day on which it was applied, `source` its TOML bytes."""

    __tablename__ = "rule_version"
    __table_args__ = table_args(live("version", unique=True, name="ux_rule_version"))
    NOUN = "rules"

    version: int = col(Whole)
    source: str = col(BlobHash)


class RuleSection(Record, table=True):
    """One section of one version, so that a command reads only what it needs."""

    __tablename__ = "rule_section"
    __table_args__ = table_args(live("version", "section", unique=True, name="ux_rule_section"))
    NOUN = "rules"

    version: int = col(Whole)
    section: str = col(Str)
    body: str = col(Str)
