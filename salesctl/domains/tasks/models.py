"""Tasks and next steps."""

from __future__ import annotations

from datetime import date, datetime

from salesctl.ledger.record import Record, col, live, table_args
from salesctl.ledger.types import Day, Id, Instant, Str


class Task(Record, table=True):
    """A task (任务) or a client's next step (下一步): what `owner_id` has to do, by `due` (A1.7, B3.6).

    `about` is the number of the record it is about, `source_id` the row it came from (a log, minutes); `given_by` who
    gave it where that is not its owner.
    """

    __tablename__ = "task"
    __table_args__ = table_args(
        live("number", unique=True, name="ux_task_number"),
        live("owner_id", "done_at", "due", name="ix_task_owner"),
        live("done_at", "due", name="ix_task_due"),
        live("client_id", "done_at", name="ix_task_client"),
        live("source_id", name="ix_task_source"),
    )
    NOUN = "task"
    LETTER = "T"

    number: str = col(Str)
    kind: str = col(Str, default="task")
    text: str = col(Str, personal=True)
    due: date | None = col(Day, default=None)
    done_at: datetime | None = col(Instant, default=None)
    done_by: str | None = col(Id, default=None)
    client_id: str | None = col(Id, default=None)
    about: str | None = col(Str, default=None)
    source_id: str | None = col(Id, default=None)
    given_by: str | None = col(Id, default=None)
