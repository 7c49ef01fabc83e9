"""What periods offers to the mechanisms."""

RIGHTS = {"period.close": "Close a period", "period.reopen": "Reopen a period"}

GUARDS = {"closed": "salesctl.domains.periods.service:refuse_closed"}
