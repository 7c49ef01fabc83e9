"""How large an attached file may be (附件大小). Pure decisions over the section `papers.limit`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from salesctl.rulebook.rule import Rule

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Rule):
    """The largest file that is kept in the ledger (`papers.limit`), in MiB."""

    mib: int = field(default=25, metadata={"min": 1, "max": 200})

    SECTION: ClassVar[str] = "papers.limit"

    @property
    def bytes(self) -> int:
        """Return the limit in bytes."""
        return self.mib * MIB
