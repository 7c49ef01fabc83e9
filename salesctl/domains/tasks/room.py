"""What tasks offers to the mechanisms."""

RULES = {"tasks.due": "salesctl.domains.tasks.rules:Due"}

RIGHTS = {
    "task.see": "See tasks",
    "task.edit": "Add, edit and finish tasks",
    "task.give": "Give a task to someone else",
}
