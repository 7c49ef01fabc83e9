"""Columns of tasks, declared once."""

from __future__ import annotations

from salesctl.domains.tasks.vocab import KINDS, STATES
from salesctl.render.sheet import Field

TASK = (
    Field("id", "id", "Id", doc="Row key of the task."),
    Field("number", "number", "Number", ("编号", "任务号"), doc="Number of the task.", sortable=True),
    Field("due", "date", "Due", ("截止日期", "到期日"), doc="The day it is due.", filterable=True, sortable=True),
    Field(
        "state",
        "code",
        "State",
        context="task.due_state",
        codes=STATES,
        doc="How it stands with its day: overdue, today, soon, later, undated, done.",
        filterable=True,
    ),
    Field("text", "text", "Task", ("任务", "内容"), doc="What is to be done."),
    Field("client", "name", "Client", ("客户",), doc="Name of the client it is for."),
    Field("client_number", "number", "Client number", doc="Number of the client it is for.", table=False),
    Field("owner", "name", "Owner", ("负责人", "执行人"), doc="Name of who has to do it.", filterable=True),
    Field("owner_code", "text", "Owner code", doc="Code of who has to do it.", table=False),
    Field(
        "kind",
        "code",
        "Kind",
        context="task.kind",
        codes=KINDS,
        doc="task, or next: the next step of a client.",
        filterable=True,
        table=False,
    ),
    Field("about", "number", "About", doc="Number of the record it is about.", table=False),
    Field("given_by", "name", "Given by", doc="Name of who gave it, where that is not its owner.", table=False),
    Field("added", "date", "Added", doc="The company's day on which it was written down.", table=False),
    Field("done_at", "instant", "Done at", doc="When it was finished.", table=False),
    Field("done_by", "name", "Done by", doc="Name of who finished it.", table=False),
)
