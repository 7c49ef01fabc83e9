"""What tasks offers to the mechanisms."""

RULES = {"tasks.due": "salesctl.domains.tasks.rules:Due"}

RIGHTS = {
    "task.see": "See tasks",
    "task.edit": "Add, edit and finish tasks",
    "task.give": "Give a task to someone else",
}

LETTERS = {"T": "task"}

REFERENCES = {"task": "salesctl.domains.tasks.queries:TASK_REFERENCE"}

TODAY = {"tasks": "salesctl.domains.tasks.today:lines"}

TEAM_TODAY = {"tasks": "salesctl.domains.tasks.today:team_lines"}

DEPENDS = {"tasks": "salesctl.domains.tasks.queries:depends"}

STANDING = {"task": "A task lives until it is done; closing the month it was written in holds nothing fast."}

DAYS = {"tasks": "salesctl.domains.tasks.dayline:moments"}

SEES = {
    "task": {
        "thing": "task",
        "also": ("given_by",),
        "shown_with": ("client_id", "client"),
        "links": {"client_id": "client"},
    }
}
