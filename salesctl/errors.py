"""The error tree: one class per published code, with its exit code and the way out.

Messages and hints are translated by whoever raises them (`_("…")`), so this file imports nothing. `docs/errors.md`
is generated from the tree.
"""

from typing import Any, ClassVar


class SalesError(Exception):
    """Something failed in a way a person can act on. `data` stands in the JSON error beside code, message and hint."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.data = data


class Usage(SalesError):
    """The words of the command are off: an unknown option, a value that can't be read, a missing argument."""

    code = "usage"
    exit_code = 2


class NotFound(SalesError):
    """Nothing goes by that number, code or name."""

    code = "not_found"
    exit_code = 3


class Ambiguous(SalesError):
    """Several things go by that name; `data["candidates"]` lists them."""

    code = "ambiguous"
    exit_code = 3


class NotAllowed(SalesError):
    """The actor lacks the right; the message names the role that has it."""

    code = "not_allowed"
    exit_code = 4


class Refused(SalesError):
    """A rule of the department, or the state of the record, forbids it."""

    code = "refused"
    exit_code = 5


class Stale(Refused):
    """The record changed between looking and writing."""

    code = "changed_meanwhile"


class OpConflict(Refused):
    """The operation id was already used for another request."""

    code = "op_conflict"


class ClosedPeriod(Refused):
    """The date lies in a closed period."""

    code = "closed_period"


class Found(SalesError):
    """A check found something: not an error of the program, but cron must see it."""

    code = "found"
    exit_code = 6


class Unavailable(SalesError):
    """The ledger can't be used now; `data["retry"]` says whether trying again can help."""

    code = "unavailable"
    exit_code = 7


class Busy(Unavailable):
    """Another writer holds the ledger."""

    code = "busy"


class Full(Unavailable):
    """The disk or the quota is full."""

    code = "full"


class ReadOnly(Unavailable):
    """The ledger or its directory can't be written."""

    code = "read_only"


class OutOfReach(Unavailable):
    """There is no ledger there, or it can't be opened."""

    code = "out_of_reach"


class Lost(OutOfReach):
    """The server or the connection went away in the middle; the same operation may be tried again under its id."""

    code = "lost"


class Damaged(SalesError):
    """The ledger is damaged or was rewritten."""

    code = "damaged"
    exit_code = 8


class Bug(SalesError):
    """A defect of the program; the traceback went to a file."""

    code = "bug"
    exit_code = 70


class Interrupted(SalesError):
    """Stopped by the user (Ctrl-C)."""

    code = "interrupted"
    exit_code = 130
