"""What periods offers to the mechanisms."""

RIGHTS = {"period.close": "Close a period", "period.reopen": "Reopen a period"}

GUARDS = {"closed": "salesctl.domains.periods.service:refuse_closed"}

SEES = {"closed_period": {"thing": "period", "open": True}}
