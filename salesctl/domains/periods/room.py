"""What periods offers to the mechanisms."""

RIGHTS = {"period.close": "Close a period", "period.reopen": "Reopen a period"}
