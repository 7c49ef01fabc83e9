"""What papers offers to the mechanisms."""

RIGHTS = {"paper.see": "Read attached files", "paper.edit": "Attach files"}
