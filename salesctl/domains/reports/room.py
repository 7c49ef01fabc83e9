"""What reports offers to the mechanisms."""

RULES = {
    "reports.due": "salesctl.domains.reports.rules:Due",
    "reports.gap": "salesctl.domains.reports.rules:Gap",
}

RIGHTS = {
    "report.see": "See reports and summaries",
    "report.edit": "Write reports",
    "report.review": "Review and check reports",
}

METRICS = {
    "reports_due": "salesctl.domains.reports.metrics:REPORTS_DUE",
    "reports_on_time": "salesctl.domains.reports.metrics:REPORTS_ON_TIME",
    "reports_late": "salesctl.domains.reports.metrics:REPORTS_LATE",
    "reports_missing": "salesctl.domains.reports.metrics:REPORTS_MISSING",
}
